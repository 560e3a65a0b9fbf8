//! What goes when, for people: the largest steps of the first two years.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::report::{Report, StepRow, short};
use crate::savings::What;

/// A step of two years together.
pub(super) struct Largest<'r> {
    pub(super) row: &'r StepRow,
    pub(super) money: crate::money::Money,
    pub(super) count: Option<f64>,
}

/// The first two years in which a plan takes something out.
const FIRST: u32 = 2;

/// The financial years of the first steps: `2027-28 and 2028-29`.
pub(super) fn first_years(report: &Report) -> String {
    let years = report.savings.years.iter().skip(1).take(FIRST as usize);
    years.map(|year| year.label.as_str()).collect::<Vec<_>>().join(" and ")
}

/// The largest steps of the first two years: posts by function and organisation, each product once.
pub(super) fn largest(report: &Report, most: usize) -> Vec<Largest<'_>> {
    let mut found: BTreeMap<_, Largest<'_>> = BTreeMap::new();
    for row in report.plan.iter().filter(|row| row.year <= FIRST && row.function.is_some()) {
        let product = row.provider.as_ref().filter(|_| row.what == What::Systems);
        let key = (&row.function, &row.organisation, product, row.what == What::Systems, row.contract_end);
        let sum = found.entry(key).or_insert(Largest { row, money: crate::money::Money::ZERO, count: Some(0.0) });
        sum.money += row.money;
        // Posts are counted; what goes beside them at the same place is money alone.
        if row.what == What::Posts && sum.row.what == What::Other {
            (sum.row, sum.count) = (row, Some(0.0));
        }
        if row.what == sum.row.what {
            sum.count = sum.count.zip(row.count).map(|(sum, count)| sum + count);
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|step| Reverse(step.money));
    found.truncate(most);
    found
}

impl Largest<'_> {
    /// `Ashby Council: General ledger, £23.0k (0.6 posts)`.
    pub(super) fn said(&self, report: &Report) -> String {
        let row = self.row;
        let function = row.function.as_deref().map_or("", |code| report.label_of(code));
        let organisation = row.organisation.as_deref().map_or("", |id| report.name_of(id));
        let work = match row.name.as_deref().filter(|_| row.what == What::Systems) {
            Some(product) => format!("{product} ({function})"),
            None => function.to_owned(),
        };
        format!("{organisation}: {work}, {}{}", short(self.money, &report.currency), self.target())
    }

    fn target(&self) -> String {
        let row = self.row;
        let things = match row.what {
            What::Posts => "posts",
            What::Systems => "contracts",
            What::Other => "processes",
        };
        // Part of a contract or of a process says nothing to a reader; part of a post does.
        let least = if matches!(row.what, What::Posts) { 0.1 } else { 1.0 };
        let count = self.count.filter(|count| *count >= least).map(|count| format!("{count:.1} {things}"));
        let when = match (row.what, row.contract_end) {
            (What::Systems, Some(end)) => Some(format!("contract to {end}")),
            (What::Systems, None) => Some("contract end not declared".to_owned()),
            (What::Posts | What::Other, _) => None,
        };
        let wave = row.waits_for.contains(&"wave").then(|| "after its wave".to_owned());
        let said: Vec<String> = [count, when, wave].into_iter().flatten().collect();
        if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
    }
}
