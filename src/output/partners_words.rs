//! Partners in sentences, the same for every format that people read.

use std::collections::BTreeSet;

use super::place::clean;
use crate::money::{count_of, plural, thousands};
use crate::overlap::MARKS;
use crate::overlap::partners::Model;
use crate::report::{PairRow, PartnerRow, PartnersReport, short};

/// Functions and contracts that a sentence names.
pub(super) const NAMED: usize = 3;

/// The most bodies that a sentence names.
pub(super) const BODIES: usize = 20;

/// What the columns of a likeness mean.
pub(super) const LIKENESS: &str = "Similar: how similar the mix of functions is, whatever the size (1.00 is the \
    same mix). Shareable: the common cost, as a share of what the smaller could share. Size: the smaller as a share \
    of the larger.";

/// What a common window means.
pub(super) const TOGETHER: &str = "Together: how many contracts end within twelve months of one another, and by when. The whole licence counts, for all its functions.";

/// What the amounts are not.
pub(super) const NOT_A_SAVING: &str = "This duplication is on top of any inside each organisation. It is not a saving: an audit \
estimates how much could be saved, and at what cost.";

/// Marks of a standard part, as a table heads them.
pub(super) const MARK_TITLES: [&str; 6] = ["Reach", "Cost", "Names", "Unit", "Product", "Volume"];

/// A search for partners, and how it speaks.
pub(super) struct PartnersWords<'a> {
    pub(super) report: &'a PartnersReport,
}

impl PartnersWords<'_> {
    /// The name of a body.
    pub(super) fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.report.organisations.iter().find(|body| body.id == id).map_or(id, |body| &body.name)
    }

    /// How many bodies, of when, in which currency.
    pub(super) fn about(&self) -> String {
        let report = self.report;
        let bodies = count_of(report.organisations.len(), "organisation");
        format!("{bodies}, {}, {}", clean(&report.period), report.currency)
    }

    /// Whom to talk to first and why; or that nobody is alike enough, and who comes nearest to the body that was asked for.
    pub(super) fn opening(&self, of: Option<&str>) -> Vec<String> {
        match self.report.partners.first() {
            Some(first) => vec![format!("Talk first: {}", self.why(first)), NOT_A_SAVING.to_owned()],
            None => self.nobody(of),
        }
    }

    fn nobody(&self, of: Option<&str>) -> Vec<String> {
        let report = self.report;
        if report.organisations.len() == 1 {
            return vec!["Only one organisation was read. Add the returns of others, or use --peers.".to_owned()];
        }
        let who = of.map_or_else(|| "All organisations".to_owned(), |of| self.name(of).to_owned());
        let mut said = vec![format!("{who}: no partner with enough similarity{}.", self.wider())];
        let nearest: Vec<String> = report.nearest.iter().map(|row| self.near(row, of)).collect();
        if !nearest.is_empty() {
            said.push(format!("It has most in common with {}.", and(nearest)));
        }
        said
    }

    fn near(&self, row: &PartnerRow, of: Option<&str>) -> String {
        let report = self.report;
        format!(
            "{} (each spends at least {} on functions that both run; similarity {:.2} of 1, and {:.2} is needed)",
            row.other_than(of.unwrap_or_default()),
            short(row.shared, &report.currency),
            row.cosine,
            report.rules.cosine,
        )
    }

    fn wider(&self) -> &'static str {
        if self.report.rules.same_type { "; only organisations of one type are compared" } else { "" }
    }

    /// A sentence about others, and on a terminal how to see more.
    pub(super) fn and_wider(&self, said: String) -> String {
        if said.ends_with(&format!("{}.", self.wider())) && self.report.rules.same_type {
            format!("{said} Add --any-type to compare all.")
        } else {
            said
        }
    }

    /// Who, how much, on what, when, and how.
    fn why(&self, pair: &PairRow) -> String {
        let [(_, a), (_, b)] = pair.partner.both();
        format!("{a} and {b}. {}", self.because(pair))
    }

    /// How much, on what, when, and how.
    pub(super) fn because(&self, pair: &PairRow) -> String {
        let (partner, currency) = (&pair.partner, self.report.currency.as_str());
        let more = pair.functions.len().saturating_sub(NAMED);
        let named = pair.functions.iter().take(NAMED);
        let named = named.map(|one| format!("{} ({})", one.label, short(one.shared, currency)));
        let more = (more > 0).then(|| format!("and {more} {}", plural(more, "more function")));
        let mut text = format!(
            "Each spends at least {} a year on functions that both run: {}.",
            short(partner.shared, currency),
            named.chain(more).collect::<Vec<_>>().join("; "),
        );
        let model = match (partner.model, &partner.host) {
            (Model::Joint, _) => " A joint service fits, as ".to_owned(),
            (_, Some(host)) => format!(" One service run by {} fits, as ", self.name(host)),
            _ => " One platform for all fits, as ".to_owned(),
        };
        text += &format!(
            "{model}{}. They spend on a similar mix of functions (similarity {:.2} of 1).",
            partner.why, partner.cosine
        );
        if let Some(window) = pair.windows.iter().max_by_key(|window| (window.shared, std::cmp::Reverse(&window.to))) {
            text += &format!(
                " Contracts that end together: {} with {} ({}, {} to {}){}.",
                window.a_product,
                window.b_product,
                window.label,
                window.from,
                window.to,
                match pair.windows.len() - 1 {
                    0 => String::new(),
                    more => format!(", and for {more} {}", plural(more, "more function")),
                },
            );
        }
        if !pair.products.is_empty() {
            let names = pair.products.iter().take(NAMED).map(|product| product.name.clone());
            text += &format!(" Both already use {}.", and(names));
        }
        text
    }

    /// Bodies without a partner.
    pub(super) fn alone(&self) -> Option<String> {
        let paired: BTreeSet<&str> =
            self.report.partners.iter().flat_map(|pair| pair.partner.both().map(|(id, _)| id)).collect();
        let alone = self.report.organisations.iter().filter(|body| !paired.contains(body.id.as_str()));
        let alone: Vec<String> = alone.map(|body| body.name.clone()).collect();
        let shown = if alone.len() > BODIES { vec![thousands(alone.len() as u64)] } else { alone };
        (!shown.is_empty()).then(|| format!("No partner with enough similarity: {}{}.", and(shown), self.wider()))
    }
}

/// What the score and the marks of standard parts mean.
pub(super) fn marks() -> String {
    let marks = MARK_TITLES.iter().zip(MARKS).map(|(title, (_, about))| format!("{title}: {about}."));
    let marks = marks.collect::<Vec<_>>().join(" ");
    format!("The score is the mean of six marks out of 100. Missing data counts as 0. {marks}")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and(parts: impl IntoIterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    match parts.pop() {
        None => String::new(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
    }
}
