//! What a table is about, and what its columns can mean.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::returns::model::Kind;
use crate::words::words;

/// By meaning, by kind of table or `any`: the headings that are known, in the words of [`normal`].
static HEADINGS: LazyLock<BTreeMap<String, BTreeMap<String, Vec<String>>>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("headings.yaml")).unwrap_or_default());

/// Signs in headings and cells that say that they are of money.
pub(super) const CURRENCIES: [char; 3] = ['£', '$', '€'];

words! {
    /// What the rows of a table are.
    pub enum TableKind {
        /// Posts or people, from HR or payroll. Read first: lines of a ledger that pay them are left out.
        Roles = "roles",
        /// Contracts, applications or suppliers.
        Systems = "systems",
        /// A list of services with their cost.
        Processes = "processes",
        /// Lines of a ledger.
        Costs = "costs",
    }
}

impl TableKind {
    /// What its rows become.
    pub fn item(self) -> Kind {
        match self {
            Self::Roles => Kind::Role,
            Self::Systems => Kind::System,
            Self::Processes | Self::Costs => Kind::Process,
        }
    }
}

words! {
    /// What a column means.
    pub enum Meaning {
        #[doc = "The name of the body."] Organisation = "organisation",
        #[doc = "The id of the body."] OrganisationId = "organisation-id",
        #[doc = "The id of the item."] Id = "id",
        #[doc = "Its name; of a role the job title."] Name = "name",
        #[doc = "The unit it belongs to."] Unit = "unit",
        #[doc = "The subjective of a line of a ledger: salaries, postage."] Line = "line",
        #[doc = "The grade of a role."] Grade = "grade",
        #[doc = "The profession of a role."] Profession = "profession",
        #[doc = "`administrative`, `managerial` or `frontline`."] Category = "category",
        #[doc = "The code of its function."] Function = "function",
        #[doc = "The product that a system is."] Product = "product",
        #[doc = "Who sells a system."] Vendor = "vendor",
        #[doc = "`live`, `retiring` or `retired`."] Status = "status",
        #[doc = "More about it."] Description = "description",
        #[doc = "Full-time equivalents."] Fte = "fte",
        #[doc = "Hours a week."] Hours = "hours",
        #[doc = "How many posts of a full-time equivalent each."] Posts = "posts",
        #[doc = "What it costs in the period. Several columns are added."] Cost = "cost",
        #[doc = "Pay without on-costs. Added to the cost."] Pay = "pay",
        #[doc = "Employer's contributions. Added to the cost."] OnCosts = "on-costs",
        #[doc = "Pay of a full-time equivalent; times staff it is added to the cost."] FullTimePay = "full-time-pay",
        #[doc = "Cost of a process that no role and no system holds."] Other = "other",
        #[doc = "The value of a whole contract; divided by its years it is the cost."] Value = "value",
        #[doc = "The day on which a contract begins."] Start = "start",
        #[doc = "The day on which it ends."] End = "end",
        #[doc = "The years it runs."] Years = "years",
        #[doc = "How much of a process was done."] Volume = "volume",
        #[doc = "What the volume counts."] VolumeUnit = "volume-unit",
        #[doc = "Personal data: dropped."] Private = "private",
        #[doc = "Not needed."] Ignore = "ignore",
    }
}

impl Meaning {
    /// The meaning with this word. Those of a name are the same.
    pub fn named(word: &str) -> Option<Self> {
        Self::find(if word == "title" { "name" } else { word })
    }

    /// Whether its cells are figures.
    pub fn is_figure(self) -> bool {
        self.is_money() || matches!(self, Self::Fte | Self::Hours | Self::Posts | Self::Years | Self::Volume)
    }

    /// Whether its cells are amounts.
    pub fn is_money(self) -> bool {
        matches!(self, Self::Cost | Self::Pay | Self::OnCosts | Self::FullTimePay | Self::Other | Self::Value)
    }

    /// Whether its cells are dates.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Start | Self::End)
    }

    /// Whether several columns may have it: amounts are added, texts joined.
    pub fn is_several(self) -> bool {
        self.is_money() && self != Self::Value || matches!(self, Self::Description | Self::Private | Self::Ignore)
    }

    /// Whether items of a kind can have it.
    pub fn suits(self, kind: TableKind) -> bool {
        match self {
            Self::Grade
            | Self::Profession
            | Self::Category
            | Self::Hours
            | Self::Posts
            | Self::Pay
            | Self::OnCosts
            | Self::FullTimePay => kind == TableKind::Roles,
            Self::Fte => matches!(kind, TableKind::Roles | TableKind::Processes),
            Self::Product | Self::Vendor | Self::Status | Self::Value | Self::Start | Self::End | Self::Years => {
                kind == TableKind::Systems
            }
            Self::Line => kind == TableKind::Costs,
            Self::Volume | Self::VolumeUnit | Self::Other => kind == TableKind::Processes,
            _ => true,
        }
    }

    /// Whether a heading is one of its own.
    pub(super) fn is_called(self, kind: TableKind, heading: &str) -> bool {
        self.fits(kind, heading).is_some_and(|(score, _)| score == 3)
    }

    /// How well a heading fits: 3 is the heading itself, 2 is part of it. With how early it stands in the list.
    pub(super) fn fits(self, kind: TableKind, heading: &str) -> Option<(u8, usize)> {
        if !self.suits(kind) {
            return None;
        }
        let fit = |(place, known): (usize, &String)| {
            if heading == known {
                return Some((3, usize::MAX - place));
            }
            // Short words stand in many headings: `pay` in `pay date`, `name` in `surname`.
            let is_long = known.contains(' ')
                || matches!(known.as_str(), "fte" | "wte" | "salary" | "grade" | "supplier" | "expenditure");
            let inside = format!(" {heading} ").contains(&format!(" {known} "));
            (is_long && inside).then_some((2, usize::MAX - place))
        };
        let known = HEADINGS.get(self.word()).into_iter();
        let known = known.filter_map(|known| known.get("any").or_else(|| known.get(kind.word()))).flatten();
        known.enumerate().filter_map(fit).max()
    }
}

/// A heading as it is compared: words in lower case, without signs, years and currencies.
pub(super) fn normal(heading: &str) -> String {
    let mut spaced = String::with_capacity(heading.len() + 8);
    let mut before = ' ';
    for letter in heading.chars() {
        // `JobTitle` is two words.
        if letter.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        match letter {
            '\'' | '’' | '.' => {}
            letter if letter.is_alphanumeric() => spaced.extend(letter.to_lowercase()),
            _ => spaced.push(' '),
        }
        before = letter;
    }
    let is_word = |word: &&str| {
        !word.bytes().all(|byte| byte.is_ascii_digit())
            && !matches!(*word, "gbp" | "eur" | "cad" | "usd" | "the" | "of" | "000s" | "k")
    };
    let words: Vec<&str> = spaced.split_whitespace().filter(is_word).collect();
    words.join(" ")
}

/// Headings of what belongs to one person. `name` alone does so in a table of staff.
pub(super) fn is_private(kind: TableKind, heading: &str) -> bool {
    let list = |whose: &str| HEADINGS.get("private").and_then(|known| known.get(whose)).into_iter().flatten();
    let holds = |known: &String| format!(" {heading} ").contains(&format!(" {known} "));
    let is = |known: &String| heading == known;
    list("any").any(holds)
        || match kind {
            TableKind::Roles => list("roles").any(|known| if known == "name" { is(known) } else { holds(known) }),
            TableKind::Systems | TableKind::Processes | TableKind::Costs => list("others").any(is),
        }
}

/// By what the figures of a column must be multiplied, by its heading: `£000`, `monthly`.
pub(super) fn times(heading: &str) -> i128 {
    let lower = heading.to_lowercase();
    let is_thousands = ["£000", "000s", "(000)", "£k", "(k)", "thousand"].iter().any(|mark| lower.contains(mark));
    let is_millions = ["£m)", "(m)", "million"].iter().any(|mark| lower.contains(mark));
    let is_monthly = ["monthly", "per month", "a month"].iter().any(|mark| lower.contains(mark));
    let scale = if is_millions {
        1_000_000
    } else if is_thousands {
        1_000
    } else {
        1
    };
    scale * if is_monthly { 12 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_headings_are_of_meanings_and_as_they_are_compared() {
        assert!(HEADINGS.len() > 20, "headings.yaml cannot be read");
        for (meaning, kinds) in HEADINGS.iter() {
            let found = Meaning::named(meaning).unwrap_or_else(|| panic!("`{meaning}` is no meaning"));
            for (kind, headings) in kinds {
                let suits = TableKind::find(kind).is_none_or(|kind| found.suits(kind));
                assert!(
                    suits && (TableKind::find(kind).is_some() || kind == "any" || kind == "others"),
                    "{meaning}: {kind}"
                );
                for heading in headings {
                    assert_eq!(normal(heading), *heading, "{meaning}: {kind}");
                }
            }
        }
    }

    #[test]
    fn headings_are_compared_without_what_changes() {
        for (heading, meant) in [
            ("Actual Spend 2024-25 (£)", "actual spend"),
            ("actual_spending_cad_2024_25", "actual spending"),
            ("JobTitle", "job title"),
            ("Ers\nN.I.", "ers ni"),
            ("Date of Birth", "date birth"),
            ("FTE", "fte"),
        ] {
            assert_eq!(normal(heading), meant, "{heading}");
        }
    }

    #[test]
    fn what_belongs_to_a_person_is_told_from_what_belongs_to_a_post() {
        for heading in
            ["Surname", "Employee Name", "E-mail address", "NI number", "DOB", "Payroll No.", "Name", "Home Postcode"]
        {
            assert!(is_private(TableKind::Roles, &normal(heading)), "{heading}");
        }
        for heading in ["Job title", "Post name", "Employers NI", "Grade", "Page", "Unit name", "Ers pension"] {
            assert!(!is_private(TableKind::Roles, &normal(heading)), "{heading}");
        }
        assert!(!is_private(TableKind::Systems, &normal("Name")));
        assert!(is_private(TableKind::Systems, &normal("Contact email")));
    }
}
