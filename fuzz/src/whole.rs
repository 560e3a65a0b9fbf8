//! A whole audit of a few returns, as the command does it.

use std::collections::BTreeMap;

use dupaudit::finding::Finding;
use dupaudit::ledger::{Coverage, ReturnFacts};
use dupaudit::mapping::Mapper;
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, measure};
use dupaudit::report::{Audit, Manifest, Report, assemble};
use dupaudit::savings::Scenario;
use dupaudit::taxonomy::Taxonomy;

/// The report on `facts`. Few simulations: what is looked for here is not in the hundredth.
pub fn report(mut facts: Vec<ReturnFacts>, findings: Vec<Finding>, taxonomy: &Taxonomy, mapper: &Mapper<'_>) -> Report {
    facts.sort_by(|a, b| a.organisation.id.cmp(&b.organisation.id));
    facts.dedup_by(|a, b| a.organisation.id == b.organisation.id);
    let keys = BTreeMap::from([("simulations".to_owned(), 20.into())]);
    let scenario = Scenario::from_keys(&BTreeMap::new(), &keys).expect("a scenario");
    let floor = Money(100);
    let overlap = measure(&facts, taxonomy, Basis::default(), floor);
    assemble(Audit {
        facts: &facts,
        coverage: Coverage { returns: facts.len(), files_found: 1, files_read: 1, ..Coverage::default() },
        findings,
        taxonomy,
        overlap: &overlap,
        basis: Basis::default(),
        floor,
        scenario: &scenario,
        currency: facts.first().map_or("GBP", |facts| facts.organisation.currency.as_str()).to_owned(),
        period: "2025-26".to_owned(),
        manifest: Manifest::new(taxonomy, mapper, "", None),
    })
}
