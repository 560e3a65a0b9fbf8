//! What every section looks at.

use super::super::savings_words::Words;
use super::super::terminal::{of_basis, words};
use crate::money::Money;
use crate::report::{Bases, FunctionRow, Report};

/// A finished report and how it speaks.
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    pub(super) words: Words<'a>,
}

impl<'a> View<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self { report, words: words(report) }
    }

    /// The duplicated cost on the basis of the audit.
    pub(super) fn on_basis(&self, bases: &Bases) -> Money {
        of_basis(bases, self.report.savings.basis)
    }

    /// Functions with duplicated cost, the most first; each with its place in the report, which names it on the page.
    pub(super) fn by_duplicated(&self) -> Vec<(usize, &'a FunctionRow)> {
        let amount = |row: &FunctionRow| self.on_basis(&row.duplicated);
        let mut rows: Vec<(usize, &FunctionRow)> =
            self.report.functions.iter().enumerate().filter(|(_, row)| amount(row).is_positive()).collect();
        rows.sort_by(|(_, a), (_, b)| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
        rows
    }

    /// The name of an organisation.
    pub(super) fn name<'b>(&'b self, id: &'b str) -> &'b str {
        self.report.name_of(id)
    }

    /// Where the page opens a function, if it has duplicated cost.
    pub(super) fn detail_of(&self, code: &str) -> Option<String> {
        let place = self.report.functions.binary_search_by(|row| row.code.as_str().cmp(code)).ok()?;
        let row = &self.report.functions[place];
        self.on_basis(&row.duplicated).is_positive().then(|| super::detail::anchor(place))
    }

    /// The label of a function.
    pub(super) fn label<'b>(&'b self, code: &'b str) -> &'b str {
        self.report.label_of(code)
    }

    /// The only organisation of the report, if there is just one.
    pub(super) fn alone(&self) -> Option<&'a str> {
        match &self.report.organisations[..] {
            [one] => Some(&one.name),
            _ => None,
        }
    }

    /// Without these three no saving is shown: basis, scenario and range.
    pub(super) fn saving_rests_on(&self) -> String {
        let savings = self.words.savings;
        format!(
            "Basis: {}. Assumptions: {}. Range in full effect: {} to {} a year (8 in 10 simulations).",
            savings.basis.name(),
            self.words.preset(),
            self.words.about(savings.p10),
            self.words.about(savings.p90)
        )
    }
}
