//! The functions of a report summed under the codes of another list, for readers who know that one.
//!
//! Nothing is measured again: every amount is that of the audit's own functions, and all rows add up to its totals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::model::{Bases, FunctionRow, Report};
use crate::money::{Money, share_out};
use crate::table::rows;
use crate::taxonomy::Taxonomy;

/// The functions of an audit under another list.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ByList {
    /// The id of the list.
    pub list: String,
    /// Its version.
    pub version: String,
    /// In the order of the codes; what is not in the list comes last.
    pub functions: Vec<ByListRow>,
}

rows! {
    /// The functions summed under one code of the list that --report-by names; without it there are no rows.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ByListRow("other_list", "Functions under another list", 0) {
        pub code: Option<String> => "Code", "Code in the other list; empty for everything that it has no code for.";
        pub label: String => "Name".wide(40), "Its name.";
        pub cost: Money => "Cost", "Administrative and managerial cost.";
        pub duplicated: Bases = columns,
            "The duplicated cost on every basis, as measured on the functions of the audit.";
        pub organisations: usize => "Organisations", "Organisations that spend on any of the functions.";
        pub from: Vec<String> => "From".wide(40), "The functions whose cost is here, whole or in part.";
        pub split: bool => "Split", "Whether one of them was split evenly between several codes.";
    }
}

/// Sums the functions of a report under another list. A function with several codes there is split evenly between them, to
/// the penny; one with none goes to a row of its own.
pub fn by_list(report: &Report, taxonomy: &Taxonomy, list: &Taxonomy) -> ByList {
    let mut spenders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &report.attribution {
        spenders.entry(&row.function).or_default().insert(&row.organisation);
    }
    // What has no code sorts first here, and is put last below.
    let mut sums: BTreeMap<Option<&str>, Sum<'_>> = BTreeMap::new();
    for row in &report.functions {
        let codes = taxonomy.find(&row.code).map(|id| taxonomy.codes_in(id, list)).unwrap_or_default();
        let keys = if codes.is_empty() { vec![None] } else { codes.into_iter().map(Some).collect() };
        let parts = split(row, keys.len());
        for (key, (cost, duplicated)) in keys.iter().zip(parts) {
            let sum = sums.entry(*key).or_default();
            sum.cost += cost;
            sum.duplicated.push(duplicated);
            sum.organisations.extend(spenders.get(row.code.as_str()).into_iter().flatten());
            sum.from.push(row.code.clone());
            sum.split |= keys.len() > 1;
        }
    }
    let elsewhere = sums.remove(&None);
    let rows = sums.into_iter().chain(elsewhere.map(|sum| (None, sum)));
    ByList {
        list: list.id.clone(),
        version: list.version.clone(),
        functions: rows.map(|(code, sum)| sum.row(code, list)).collect(),
    }
}

/// What comes together under one code.
#[derive(Default)]
struct Sum<'a> {
    cost: Money,
    duplicated: Vec<Bases>,
    organisations: BTreeSet<&'a str>,
    from: Vec<String>,
    split: bool,
}

impl Sum<'_> {
    fn row(self, code: Option<&str>, list: &Taxonomy) -> ByListRow {
        let known = code.and_then(|code| list.find(code)).map(|id| list.get(id).label.clone());
        let of = |amount: fn(&Bases) -> Money| self.duplicated.iter().map(amount).sum();
        ByListRow {
            code: code.map(str::to_owned),
            label: known.unwrap_or_else(|| format!("not in {}", list.id)),
            cost: self.cost,
            duplicated: Bases {
                all: of(|bases| bases.all),
                excess: of(|bases| bases.excess),
                hhi: of(|bases| bases.hhi),
                // Unknown for one of the functions is unknown for the sum of them.
                frontier: self.duplicated.iter().map(|bases| bases.frontier).sum::<Option<Money>>(),
            },
            organisations: self.organisations.len(),
            from: self.from,
            split: self.split,
        }
    }
}

/// A function's cost and duplicated cost in equal parts.
fn split(row: &FunctionRow, parts: usize) -> Vec<(Money, Bases)> {
    let even = |amount: Money| share_out(amount, &vec![1; parts]);
    let (cost, all, excess, hhi) =
        (even(row.cost), even(row.duplicated.all), even(row.duplicated.excess), even(row.duplicated.hhi));
    let frontier = row.duplicated.frontier.map(even);
    (0..parts)
        .map(|part| {
            let frontier = frontier.as_ref().map(|amounts| amounts[part]);
            (cost[part], Bases { all: all[part], excess: excess[part], hhi: hhi[part], frontier })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Strictness, gather, select};
    use crate::mapping::Mapper;
    use crate::overlap::{Basis, measure};
    use crate::report::{Audit, Manifest, assemble};
    use crate::returns::find;
    use crate::savings::Scenario;
    use crate::taxonomy::{BUILT_IN, DEFAULT, load};

    fn audit(taxonomy: &Taxonomy) -> Report {
        let county = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/county");
        let found = find(&[county.into()], &crate::returns::Search::default()).unwrap();
        let mapper = Mapper::new(taxonomy);
        let mut gathered = gather(found, taxonomy, &mapper, Strictness::Usual, &|| ());
        let (currency, period) = select(&mut gathered, None, None).unwrap();
        let floor = Money(1_000_000);
        assemble(Audit {
            facts: &gathered.facts,
            suppliers: &[],
            coverage: gathered.coverage,
            findings: Vec::new(),
            levels: &crate::finding::Levels::default(),
            taxonomy,
            beside: None,
            overlap: &measure(&gathered.facts, taxonomy, Basis::Excess, floor),
            basis: Basis::Excess,
            floor,
            sectors: Vec::new(),
            scenario: &Scenario::from_keys(&BTreeMap::new(), &BTreeMap::new()).unwrap(),
            currency,
            period,
            manifest: Manifest::new(taxonomy, &mapper, &crate::ledger::Gathered::default(), None),
            host: None,
        })
    }

    #[test]
    fn every_list_adds_up_to_the_totals() {
        for own in [DEFAULT, "lgfl"] {
            let taxonomy = load(own).unwrap();
            let report = audit(&taxonomy);
            assert!(report.totals.duplicated.excess.is_positive());
            for (id, _) in BUILT_IN {
                let rows = by_list(&report, &taxonomy, &load(id).unwrap()).functions;
                let sum = |amount: fn(&ByListRow) -> Money| rows.iter().map(amount).sum::<Money>();
                assert_eq!(sum(|row| row.cost), report.totals.in_scope, "{own} by {id}");
                assert_eq!(sum(|row| row.duplicated.all), report.totals.duplicated.all, "{own} by {id}");
                assert_eq!(sum(|row| row.duplicated.excess), report.totals.duplicated.excess, "{own} by {id}");
                assert_eq!(sum(|row| row.duplicated.hhi), report.totals.duplicated.hhi, "{own} by {id}");
                let most = report.organisations.len();
                assert!(rows.iter().all(|row| (1..=most).contains(&row.organisations)), "{own} by {id}");
            }
        }
    }

    #[test]
    fn a_function_goes_whole_to_one_code_evenly_to_several_and_else_beside_the_list() {
        let taxonomy = load(DEFAULT).unwrap();
        let report = audit(&taxonomy);
        let own = |code: &str| report.functions.iter().find(|row| row.code == code).unwrap();
        let by = by_list(&report, &taxonomy, &load("lgfl").unwrap());
        let row = |code: &str| by.functions.iter().find(|row| row.code.as_deref() == Some(code)).unwrap();

        let payroll = row("979");
        assert_eq!((&payroll.from[..], payroll.split), (&["hr.payroll".to_owned()][..], false));
        assert_eq!((payroll.cost, payroll.organisations), (own("hr.payroll").cost, own("hr.payroll").organisations));

        let (requests, protection) = (row("722"), row("826"));
        assert!(requests.split && protection.split);
        assert_eq!(requests.cost + protection.cost, own("governance.information-rights").cost);
        assert!((requests.cost - protection.cost).0.abs() <= 1);

        let rest = by.functions.last().unwrap();
        assert_eq!((rest.code.as_deref(), rest.label.as_str()), (None, "not in lgfl"));
        assert!(rest.from.contains(&"customer.contact-centre".to_owned()), "{:?}", rest.from);
    }
}
