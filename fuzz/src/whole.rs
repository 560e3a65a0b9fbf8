//! What the commands make of a few returns.

use std::collections::BTreeMap;

use dupaudit::finding::{Finding, Severity};
use dupaudit::ledger::{Coverage, Gathered, ReturnFacts};
use dupaudit::mapping::Mapper;
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, Overlap, measure};
use dupaudit::report::{
    Audit, Check, CoverageRow, Ending, FindingRow, GraphCut, GraphRows, GraphSource, GraphView, Manifest, Report,
    assemble, graph_rows, items,
};
use dupaudit::savings::Scenario;
use dupaudit::taxonomy::Taxonomy;

/// Below which nothing counts as duplicated.
const FLOOR: Money = Money(100);

/// The results of `check`, `audit` and `graph`.
pub struct Whole {
    pub check: Check,
    pub report: Report,
    pub graphs: Vec<GraphRows>,
}

/// Every result of the same returns.
pub fn whole(mut facts: Vec<ReturnFacts>, findings: Vec<Finding>, taxonomy: &Taxonomy, mapper: &Mapper<'_>) -> Whole {
    facts.sort_by(|a, b| a.organisation.id.cmp(&b.organisation.id));
    facts.dedup_by(|a, b| a.organisation.id == b.organisation.id);
    let coverage = Coverage { files_found: 1, files_read: 1, ..Coverage::default() };
    let mut gathered = Gathered { facts, findings, coverage, ..Gathered::default() };
    gathered.settle();
    let rows = gathered.findings.iter().map(FindingRow::from).collect();
    let ending = Ending { complete: true, fail_on: Some(Severity::Error), exit_code: 1 };
    let overlap = measure(&gathered.facts, taxonomy, Basis::default(), FLOOR);
    Whole {
        check: Check::of(&gathered, Manifest::new(taxonomy, mapper, &gathered, None), rows, ending),
        report: report(&gathered, &overlap, taxonomy, mapper),
        graphs: graphs(&gathered, &overlap, taxonomy, mapper),
    }
}

/// Few simulations: what is looked for here is not in the hundredth.
fn report(gathered: &Gathered, overlap: &Overlap, taxonomy: &Taxonomy, mapper: &Mapper<'_>) -> Report {
    let keys = BTreeMap::from([("simulations".to_owned(), 20.into())]);
    let scenario = Scenario::from_keys(&BTreeMap::new(), &keys).expect("a scenario");
    let mut report = assemble(Audit {
        beside: None,
        facts: &gathered.facts,
        suppliers: &gathered.suppliers,
        coverage: gathered.coverage,
        findings: gathered.findings.clone(),
        levels: &dupaudit::finding::Levels::default(),
            taxonomy,
        overlap,
        basis: Basis::default(),
        floor: FLOOR,
        scenario: &scenario,
        currency: currency(gathered),
        period: "2025-26".to_owned(),
        manifest: Manifest::new(taxonomy, mapper, gathered, None),
    });
    report.items = Some(items(&gathered.facts, taxonomy, overlap, FLOOR));
    report
}

fn graphs(gathered: &Gathered, overlap: &Overlap, taxonomy: &Taxonomy, mapper: &Mapper<'_>) -> Vec<GraphRows> {
    let source = GraphSource { facts: &gathered.facts, taxonomy, overlap, floor: FLOOR };
    let cut = GraphCut { min_cost: Money::ZERO, around: None };
    let views = [GraphView::Items, GraphView::Functions, GraphView::Organisations, GraphView::Products];
    let graph = |view: GraphView| {
        let (nodes, edges, left_out) = graph_rows(&source, view, &cut).expect("a graph around nothing");
        GraphRows {
            schema: "dupaudit.graph/1",
            complete: true,
            view,
            currency: currency(gathered),
            period: "2025-26".to_owned(),
            basis: Basis::default(),
            manifest: Manifest::new(taxonomy, mapper, gathered, None),
            coverage: CoverageRow::from(&gathered.coverage),
            left_out,
            nodes,
            edges,
        }
    };
    views.map(graph).into()
}

fn currency(gathered: &Gathered) -> String {
    gathered.facts.first().map_or("GBP", |facts| facts.organisation.currency.as_str()).to_owned()
}
