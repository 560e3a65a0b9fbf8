//! Options of a reorganisation in sentences, the same for every format that people read.

use std::cmp::Reverse;

use super::place::clean;
use crate::money::{Money, agree, count_of};
use crate::reorganisation::{TODAY, Verdict};
use crate::report::{ChoiceRow, Comparable, Kept, OddsRow, OptionsReport, headline, percent, short};

/// What the columns of the table of options mean.
pub(super) const COLUMNS: &str = "Removed: duplicated between organisations that become one. Added: one unit or product becomes several. \
Remaining: today less removed, plus added. Net a year: saving less cost of division.";

/// What is said where no value can be.
const NOT_ENOUGH: &str = "Not enough data: these returns cannot show which option is worth most, or what each would cost once. The table \
shows what each would do to the duplicated cost.";

/// Options that a sentence names.
const NAMED: usize = 3;

/// Options side by side, and how they speak.
pub(super) struct OptionsWords<'a> {
    pub(super) report: &'a OptionsReport,
}

impl<'a> OptionsWords<'a> {
    /// How many bodies, of when, in which currency.
    pub(super) fn about(&self) -> String {
        let report = self.report;
        let bodies = count_of(report.today.organisations, "organisation");
        let name = report.name.as_deref().map(|name| format!("{}, ", clean(name))).unwrap_or_default();
        format!("{name}{bodies}, {}, {}", clean(&report.period), report.currency)
    }

    fn money(&self, amount: Money) -> String {
        short(amount, &self.report.currency)
    }

    /// An amount that an estimate gives, with two digits.
    pub(super) fn about_money(&self, amount: Money) -> String {
        headline(amount, &self.report.currency)
    }

    /// The options of which a value can be said, most first by the median.
    fn ranked(&self) -> Vec<&'a ChoiceRow> {
        let mut rows: Vec<&ChoiceRow> = self.report.options.iter().filter(|row| row.npv_p50.is_some()).collect();
        rows.sort_by_key(|row| Reverse(row.npv_p50));
        rows
    }

    /// A few words for the answer.
    pub(super) fn title(&self) -> String {
        let Some(best) = self.ranked().first().copied() else {
            return match self.report.options.len() {
                0 => "No option can be measured".to_owned(),
                _ => "Not enough data to say which option is worth most".to_owned(),
            };
        };
        match (best.npv_p50.is_some_and(Money::is_positive), self.rivals(&best.id).is_empty()) {
            (false, _) => "No option is worth more than today".to_owned(),
            (true, true) => format!("{} is worth most", best.name),
            (true, false) => format!("{} comes first, and cannot be told apart from others", best.name),
        }
    }

    /// The other side of each pair of an option, with the verdict: whether the option wins.
    fn pairs(&self, id: &str) -> Vec<(&'a str, f64, bool)> {
        let of = |row: &'a OddsRow| {
            if row.first == id {
                Some((row.second_name.as_str(), row.first_more, row.verdict == Verdict::First))
            } else if row.second == id {
                Some((row.first_name.as_str(), row.second_more, row.verdict == Verdict::Second))
            } else {
                None
            }
        };
        self.report.odds.iter().filter_map(of).collect()
    }

    /// What an option does not beat.
    fn rivals(&self, id: &str) -> Vec<&'a str> {
        self.pairs(id).into_iter().filter(|(_, _, wins)| !wins).map(|(name, ..)| name).collect()
    }

    /// The answer, how sure it is, and what the duplicated cost does.
    pub(super) fn answer(&self) -> Vec<String> {
        let report = self.report;
        let today = format!(
            "Today {} {} on administration and management. {} is duplicated. Duplicated cost is not waste.",
            agree(report.today.organisations, "this organisation spends", "these organisations spend"),
            self.money(report.today.in_scope),
            match report.today.duplicated {
                Money::ZERO => "Nothing".to_owned(),
                amount => format!("{} ({})", self.money(amount), percent(amount, report.today.in_scope)),
            },
        );
        let mut said = vec![today];
        let ranked = self.ranked();
        let changes =
            |one: &&ChoiceRow| one.duplicated.removed.is_positive() || one.duplicated.added_by_division.is_positive();
        if !report.options.is_empty() && !report.options.iter().any(|one| changes(&one)) {
            said.push("No option changes anything: none removes or adds duplicated cost.".to_owned());
            return said;
        }
        match ranked.first() {
            Some(best) => said.extend(self.best(best)),
            None if !report.options.is_empty() => said.push(NOT_ENOUGH.to_owned()),
            None => said.push("No option is sound: see the findings.".to_owned()),
        }
        said
    }

    fn best(&self, best: &ChoiceRow) -> Vec<String> {
        let [p10, p50, p90] = [best.npv_p10, best.npv_p50, best.npv_p90].map(Option::unwrap_or_default);
        let first = format!(
            "{} has the highest net present value: {}, and {} to {} in 80 of 100 simulations. It is above zero in {:.0} of 100.",
            best.name,
            self.about_money(p50),
            self.about_money(p10),
            self.about_money(p90),
            best.npv_positive.unwrap_or_default() * 100.0,
        );
        let rivals = self.rivals(&best.id);
        let second = if rivals.is_empty() {
            "It is worth more than each other option in at least 80 of 100 simulations.".to_owned()
        } else {
            format!("It cannot be told apart from {}: the difference is smaller than the doubt.", named(&rivals))
        };
        let mut said = vec![format!("{first} {second}")];
        if !p50.is_positive() {
            said.push("On these assumptions no option is worth more than today.".to_owned());
        }
        said.extend(self.depends());
        said
    }

    /// What the order depends on most.
    fn depends(&self) -> Option<String> {
        let most = self.report.depends.iter().find(|row| !row.what.contains('='))?;
        let other = |row: &&crate::report::DependsRow| row.what.contains('=');
        let now = self.ranked().first().map_or(TODAY, |row| row.id.as_str());
        let turned: Vec<String> = (self.report.depends.iter().filter(other))
            .filter(|row| row.first != now)
            .map(|row| match row.what.strip_prefix("preset=") {
                Some(preset) => format!("{} under {preset}", row.first_name),
                None => format!("{} if division costs only the delivery rate", row.first_name),
            })
            .collect();
        let order = if turned.is_empty() {
            "The same option comes first under all other assumptions.".to_owned()
        } else {
            format!("Another comes first under other assumptions: {}.", turned.join("; "))
        };
        Some(format!(
            "The order depends most on `{}`: a tenth more changes the lead by {}. {order}",
            most.what,
            self.about_money(most.change)
        ))
    }

    /// Each pair of options in a sentence, those that can be told apart first.
    pub(super) fn odds(&self) -> Vec<String> {
        let say = |row: &OddsRow| match row.verdict {
            Verdict::First => {
                format!(
                    "{} is worth more than {} in {:.0} of 100 simulations.",
                    row.first_name,
                    row.second_name,
                    row.first_more * 100.0
                )
            }
            Verdict::Second => {
                format!(
                    "{} is worth more than {} in {:.0} of 100 simulations.",
                    row.second_name,
                    row.first_name,
                    row.second_more * 100.0
                )
            }
            Verdict::Same => format!("{} and {} are worth the same.", row.first_name, row.second_name),
            Verdict::NotToldApart => format!(
                "{} and {} cannot be told apart: {:.0} and {:.0} of 100 simulations.",
                row.first_name,
                row.second_name,
                row.first_more * 100.0,
                row.second_more * 100.0
            ),
        };
        let mut rows: Vec<&OddsRow> = self.report.odds.iter().collect();
        rows.sort_by_key(|row| matches!(row.verdict, Verdict::NotToldApart | Verdict::Same));
        rows.into_iter().map(say).collect()
    }

    /// What shared services and contracts an option keeps, cuts and can end.
    pub(super) fn arrangements(&self) -> Vec<String> {
        let mut said = Vec::new();
        let today = count_of(self.report.today.shared, "shared service");
        // Options that cut the same stand together.
        let mut cuts: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
        for row in self.report.options.iter().filter(|row| row.shared_cut > 0) {
            let shared = row.shared.iter().filter(|one| one.then == Kept::Cut);
            let labels: Vec<&str> = shared.map(|one| one.label.as_str()).collect();
            let id = format!("`{}`", row.id);
            match cuts.iter_mut().find(|(known, _)| *known == labels) {
                Some((_, ids)) => ids.push(id),
                None => cuts.push((labels, vec![id])),
            }
        }
        let cut: Vec<String> = (cuts.iter())
            .map(|(labels, ids)| format!("{} {} {}", ids.join(", "), agree(ids.len(), "cuts", "cut"), named(labels)))
            .collect();
        if self.report.today.shared > 0 && !self.report.options.is_empty() {
            said.push(if cut.is_empty() {
                format!("Every option keeps the {today} of today.")
            } else {
                format!("Of {today} today, {}.", cut.join("; "))
            });
        }
        let most = self.report.options.iter().max_by_key(|row| (row.contracts_end, Reverse(&row.id)));
        if let Some(row) = most.filter(|row| row.contracts_end > 0) {
            let (first, last) = (row.contracts.first(), row.contracts.last());
            let ends = first.zip(last).map(|(first, last)| format!("{} to {}", first.contract_end, last.contract_end));
            said.push(format!(
                "{} {} by {} ({}); {} {} on after it (--format csv --table contracts).",
                count_of(row.contracts_end, "contract"),
                agree(row.contracts_end, "ends", "end"),
                row.vesting,
                ends.unwrap_or_default(),
                row.contracts_run_on,
                agree(row.contracts_run_on, "runs", "run"),
            ));
        }
        said
    }

    /// How a published figure stands beside the one here.
    pub(super) fn claims(&self) -> Vec<String> {
        let name = |id: &Option<String>| {
            let row = self.report.options.iter().find(|row| Some(&row.id) == id.as_ref());
            row.map(|row| row.name.clone())
        };
        let say = |row: &crate::report::OptionClaimRow| {
            let published = match (row.published, row.years) {
                (Some(amount), _) => self.money(amount),
                (None, Some(years)) => format!("{years} years"),
                (None, None) => "?".to_owned(),
            };
            let whom = name(&row.option).unwrap_or_else(|| row.area.clone());
            let here = match (row.here, row.here_years) {
                (Some(amount), _) => format!("here {}", self.money(amount)),
                (None, Some(year)) => format!("here year {year}"),
                (None, None) => "not known here".to_owned(),
            };
            format!(
                "{whom}, {} {}: {published} ({}, {}); {here}.",
                row.speaks,
                row.measure,
                row.unit,
                row.year.map_or_else(|| "no year".to_owned(), |year| year.to_string())
            )
        };
        self.report.claims.iter().filter(|row| row.option.is_some()).map(say).collect()
    }

    /// Why the published figures are not those here.
    pub(super) fn claims_differ(&self) -> Option<String> {
        let named = || self.report.claims.iter().filter(|row| row.option.is_some());
        named().next()?;
        let partly = named().filter(|row| row.comparable == Comparable::Partly).count();
        let here = short(self.report.today.in_scope, &self.report.currency);
        Some(if partly > 0 {
            format!(
                "Compare direction and size only: the sources cover all services, and these returns {here} of administration."
            )
        } else {
            format!(
                "They are not comparable: the sources cover all services, and these returns {here} of administration."
            )
        })
    }

    /// What there is not enough data for, a sentence or two each.
    pub(super) fn unsaid(&self) -> Vec<String> {
        let say = |row: &crate::report::UnsaidRow| format!("Not enough data: {}. {}", lower(row.what), row.why);
        self.report.cannot_say.iter().map(say).collect()
    }

    /// What to do next.
    pub(super) fn next(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if self.report.options.iter().any(|row| row.reason.is_some()) {
            steps.push(
                "Add `fte` to roles, and say with `other_is: supplies` what other cost buys: then value, one-off cost and odds can be estimated."
                    .to_owned(),
            );
        }
        if self.report.options.iter().any(|row| row.contracts_unknown > 0) {
            steps.push("Add `contract_end` to systems, to list those that can end by the vesting day.".to_owned());
        }
        if self
            .report
            .options
            .iter()
            .flat_map(|row| &row.successors)
            .any(|row| row.residents.is_none() && row.dwellings.is_none())
        {
            steps.push(
                "Add `drivers: {population: N}` to each organisation to see results for each resident.".to_owned(),
            );
        }
        steps
    }
}

/// A heading within a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A few names, and how many more.
fn named(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).map(|name| clean(name)).collect::<Vec<_>>();
    match names.len().saturating_sub(NAMED) {
        0 if shown.len() > 1 => format!("{} and {}", shown[..shown.len() - 1].join("; "), shown[shown.len() - 1]),
        0 => shown.join(""),
        more => format!("{} and {more} more", shown.join("; ")),
    }
}
