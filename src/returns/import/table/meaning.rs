//! What a table is about, and what its columns can mean.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::heading::Heading;
use crate::returns::model::Kind;
use crate::words::words;

/// By meaning, by kind of table or `any`: the headings that are known, in the words of [`normal`].
static HEADINGS: LazyLock<BTreeMap<String, BTreeMap<String, Vec<String>>>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("headings.yaml")).unwrap_or_default());

/// Words of headings that are not known as a whole, in the same order.
static WORDS: LazyLock<BTreeMap<String, BTreeMap<String, Vec<String>>>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("words.yaml")).unwrap_or_default());

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
        #[doc = "The name of the organisation."] Organisation = "organisation",
        #[doc = "The id of the organisation."] OrganisationId = "organisation-id",
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
        #[doc = "Its cost in the period. Several columns are added."] Cost = "cost",
        #[doc = "Pay without on-costs. Added to the cost."] Pay = "pay",
        #[doc = "Employer's contributions. Added to the cost."] OnCosts = "on-costs",
        #[doc = "Pay of a full-time equivalent; times staff it is added to the cost."] FullTimePay = "full-time-pay",
        #[doc = "The lower end of a scale of full-time pay."] PayFrom = "pay-from",
        #[doc = "Its upper end; between both the middle is taken."] PayTo = "pay-to",
        #[doc = "For which time pay is: a column of words such as `hourly`."] Basis = "basis",
        #[doc = "Whether a post is full-time: a column of words."] FullTime = "full-time",
        #[doc = "Cost of a process that no role and no system holds."] Other = "other",
        #[doc = "Money that comes in for a service."] Income = "income",
        #[doc = "Whether a row is spent or comes in: a column of words such as `Expense` and `Revenue`."] Flow = "flow",
        #[doc = "The value of a whole contract; divided by its years it is the cost."] Value = "value",
        #[doc = "The day on which a contract begins."] Start = "start",
        #[doc = "The day on which it ends."] End = "end",
        #[doc = "The years it runs."] Years = "years",
        #[doc = "How much of a process was done."] Volume = "volume",
        #[doc = "What the volume counts."] VolumeUnit = "volume-unit",
        #[doc = "The year or the day of a snapshot that a row is of."] Year = "year",
        #[doc = "The version that a row is of: budget or outturn, draft or final."] Version = "version",
        #[doc = "The day or the month of a payment."] Date = "date",
        #[doc = "The currency of a row."] Currency = "currency",
        #[doc = "By what the amounts of a row are multiplied, such as `£000`."] Scale = "scale",
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
        self.is_money() || matches!(self, Self::Fte | Self::Hours | Self::Posts | Self::Volume)
    }

    /// Whether its cells are amounts.
    pub fn is_money(self) -> bool {
        self.is_pay() || matches!(self, Self::Cost | Self::OnCosts | Self::Other | Self::Value | Self::Income)
    }

    /// Whether its amounts are somebody's pay, which may be for an hour, and a range.
    pub fn is_pay(self) -> bool {
        matches!(self, Self::Pay | Self::FullTimePay | Self::PayFrom | Self::PayTo)
    }

    /// Whether several columns may have it of which the first that says something counts.
    pub fn is_fallback(self) -> bool {
        matches!(self, Self::Unit | Self::FullTimePay)
    }

    /// Whether its cells are dates.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Start | Self::End | Self::Date)
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
            | Self::FullTimePay
            | Self::PayFrom
            | Self::PayTo
            | Self::Basis
            | Self::FullTime => kind == TableKind::Roles,
            Self::Fte => matches!(kind, TableKind::Roles | TableKind::Processes),
            Self::Product | Self::Status | Self::Value | Self::Start | Self::End | Self::Years => {
                kind == TableKind::Systems
            }
            // Whom a line of a ledger pays may be a person: it is understood and not kept.
            Self::Vendor => matches!(kind, TableKind::Systems | TableKind::Costs),
            Self::Line => kind == TableKind::Costs,
            Self::Date => matches!(kind, TableKind::Costs | TableKind::Systems),
            Self::Income | Self::Flow => matches!(kind, TableKind::Costs | TableKind::Processes),
            Self::Volume | Self::VolumeUnit | Self::Other => kind == TableKind::Processes,
            _ => true,
        }
    }

    /// Whether a heading is one of its own.
    pub(super) fn is_called(self, kind: TableKind, heading: &str) -> bool {
        self.headings(kind).any(|known| known == heading)
    }

    /// Every heading that is known for it in a table of a kind.
    pub(super) fn headings(self, kind: TableKind) -> impl Iterator<Item = &'static String> {
        of_kind(&HEADINGS, self, kind)
    }

    /// Of several columns that mean this: which is asked first. The better known heading, else the one further left.
    pub(super) fn rank(self, kind: TableKind, heading: &str, index: usize) -> usize {
        let place = self.headings(kind).position(|known| *known == super::heading::normal(heading));
        place.unwrap_or(1000 + index)
    }

    /// How well a heading fits, with how early that stands in its list.
    pub(super) fn fits(self, kind: TableKind, heading: &Heading) -> Option<(u8, usize)> {
        let words = heading.words.as_str();
        let fit = |(place, known): (usize, &String)| {
            if words == known {
                return Some((WHOLE, usize::MAX - place));
            }
            // Short words stand in many headings: `pay` in `pay date`, `name` in `surname`.
            let is_long = known.contains(' ')
                || matches!(known.as_str(), "fte" | "wte" | "salary" | "grade" | "supplier" | "expenditure");
            let is_in = heading.parts.iter().any(|part| part == known) || is_long && holds_words(words, known);
            let is_part = is_in && !self.is_denied(words);
            is_part.then_some((PART, usize::MAX - place))
        };
        let best = self.headings(kind).enumerate().filter_map(fit).max();
        best.or_else(|| self.by_words(kind, words).map(|place| (WORD, usize::MAX - place)))
    }

    /// Whether the words of a heading that is not known say this meaning.
    fn by_words(self, kind: TableKind, heading: &str) -> Option<usize> {
        let words: Vec<&str> = heading.split(' ').collect();
        let has = |one_of: &str| one_of.split('/').any(|word| words.contains(&word));
        let place = of_kind(&WORDS, self, kind).position(|known| known.split(' ').all(has))?;
        (!self.is_denied(heading)).then_some(place)
    }

    /// Whether a word of a heading says that it is something else.
    fn is_denied(self, heading: &str) -> bool {
        let others = WORDS.get(self.word()).and_then(|known| known.get("not"));
        others.into_iter().flatten().any(|other| heading.split(' ').any(|word| word == other))
    }
}

/// How well a heading fits: it is known as a whole, a part of it is, or only words of it are.
pub(super) const WHOLE: u8 = 3;
const PART: u8 = 2;
pub(super) const WORD: u8 = 1;

/// What a list says of a meaning in a table of a kind.
fn of_kind(
    list: &'static BTreeMap<String, BTreeMap<String, Vec<String>>>,
    meaning: Meaning,
    kind: TableKind,
) -> impl Iterator<Item = &'static String> {
    let known = list.get(meaning.word()).filter(|_| meaning.suits(kind)).into_iter();
    known.flat_map(move |known| ["any", kind.word()].into_iter().filter_map(|of| known.get(of)).flatten())
}

/// Whether words stand in a text as whole words.
fn holds_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let is_end = |letter: Option<char>| letter.is_none_or(|letter| letter == ' ');
        is_end(text[..at].chars().next_back()) && is_end(text[at + words.len()..].chars().next())
    })
}

/// Headings of what belongs to one person. `name` alone does so in a table of staff.
pub(super) fn is_private(kind: TableKind, heading: &str) -> bool {
    let list = |whose: &str| HEADINGS.get("private").and_then(|known| known.get(whose)).into_iter().flatten();
    let holds = |known: &String| holds_words(heading, known);
    let is = |known: &String| heading == known;
    // `Employee annual salary` is a salary.
    let is_of_post = heading.starts_with("employee ") || heading.starts_with("staff ");
    let says_else = |word: &str| {
        matches!(
            word,
            "salary"
                | "salaries"
                | "pay"
                | "wage"
                | "wages"
                | "earnings"
                | "compensation"
                | "cost"
                | "costs"
                | "fte"
                | "hours"
                | "title"
                | "position"
                | "job"
                | "group"
                | "type"
                | "class"
                | "category"
                | "department"
                | "benefits"
                | "count"
                | "grade"
                | "band"
                | "unit"
                | "team"
                | "division"
                | "numbers"
                | "expenditure"
                | "status"
                | "contributions"
        )
    };
    if is_of_post && heading.split(' ').next_back().is_some_and(says_else) {
        return false;
    }
    list("any").any(holds)
        || match kind {
            TableKind::Roles => list("roles").any(|known| if known == "name" { is(known) } else { holds(known) }),
            TableKind::Systems | TableKind::Processes | TableKind::Costs => list("others").any(is),
        }
}

#[cfg(test)]
mod tests {
    use super::super::heading::normal;
    use super::*;

    #[test]
    fn known_headings_are_of_meanings_and_as_they_are_compared() {
        assert!(HEADINGS.len() > 20 && WORDS.len() > 20, "headings.yaml or words.yaml cannot be read");
        for (meaning, kinds) in WORDS.iter() {
            assert!(Meaning::named(meaning).is_some(), "`{meaning}` is no meaning");
            for kind in kinds.keys() {
                assert!(TableKind::find(kind).is_some() || kind == "any" || kind == "not", "{meaning}: {kind}");
            }
        }
        for (meaning, kinds) in HEADINGS.iter() {
            let found = Meaning::named(meaning).unwrap_or_else(|| panic!("`{meaning}` is no meaning"));
            for (kind, headings) in kinds {
                let suits = TableKind::find(kind).is_none_or(|kind| found.suits(kind));
                assert!(
                    suits && (TableKind::find(kind).is_some() || kind == "any" || kind == "others"),
                    "{meaning}: {kind}"
                );
                let wrong: Vec<&String> = headings.iter().filter(|heading| normal(heading) != **heading).collect();
                assert!(wrong.is_empty(), "{meaning}: {kind}: {wrong:?}");
            }
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
