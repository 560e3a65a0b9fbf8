//! Every item of every return: where it stands, what it was mapped to and why, and what of it counts as duplicated.
//!
//! Built only where an output asks for it: it is the one part of a report that grows with the items.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::attribution::ORGANISATION;
use crate::ledger::{Cost, ItemFact, Pool, ReturnFacts, SpendCategory};
use crate::mapping::Source;
use crate::money::{Fte, MilliFte, Money};
use crate::overlap::{Attribution, Overlap, by_line};
use crate::returns::Kind;
use crate::table::{Cell, Reference, rows};
use crate::taxonomy::{FunctionId, Taxonomy};

const ITEM: Reference =
    Reference { columns: &["organisation", "kind", "item"], table: "items", to: &["organisation", "kind", "id"] };

rows! {
    /// One process, role or system of a return.
    @[derive(Debug, Clone)]
    pub struct ItemRow("items", "Items", 3, [ORGANISATION]) {
        pub organisation: Arc<str> => "Organisation id".wide(14), "Id of the organisation.";
        pub kind: Kind => "Kind".wide(10), "process, role or system.";
        pub id: Arc<str> => "Id".wide(16), "Its id within the return.";
        pub text: String => "Item".wide(44), "Its name or title, as declared.";
        pub unit: Option<Arc<str>> => "Unit".wide(14), "Id of its unit, where it has one.";
        pub unit_name: Option<Arc<str>>, "The name of the unit, where it has one.";
        pub cost: Money => "Cost",
            "Its own cost; for a process, its other cost and the rest of its total.";
        pub fte: MilliFte => "Staff", "Its staff.";
        pub function: Option<Arc<str>> => "Function".wide(32),
            "Code of its largest function, or of a group where only that is clear.";
            + functions(row): &str = functions(row) => "All functions".wide(40),
                "Every function it was mapped to, with shares where there are several.";
        pub confidence: Option<f64> => "Confidence".share(), "The confidence of the mapping; empty without a function.";
        pub claims: Vec<(Arc<str>, f64)>, "Every claim.";
        pub source: Source => "Mapped by".wide(11), "declared (in the return), decision (by a person), mapper or none.";
        pub reason: String => "Reason".wide(50), "Why it was mapped so.";
        pub comparable: bool => "Comparable", "No where a person decided that it is not comparable.";
        pub unmapped: Money => "Unmapped", "The part of the cost without a function.";
        pub excluded: Money => "Left the comparison", "The part of the cost that is not compared: exceptions, other accounting basis, failure demand.";
        pub duplicated: Money => "Duplicated",
            "The duplicated part of the cost, pro rata to what its organisation spends on the same work.";
        pub parts: Vec<ItemPart>, "The cost that has a function, in its places.";
        pub path: Arc<str> => "File".wide(30), "The file of the return.";
        pub line: u32 => "Line".wide(8), "Its line in the file.";
        pub column: u32 => "Column".wide(8), "Its column in the line.";
    }

    /// What one item spends on one function, by category, kind of cost and process.
    @[derive(Debug, Clone)]
    pub struct ItemPart("item_functions", "Items by function", 0, [ITEM]) {
        pub organisation: Arc<str> => "Organisation id".wide(14), "Id of the organisation.";
        pub kind: Kind => "Kind".wide(10), "process, role or system.";
        pub item: Arc<str> => "Item id".wide(16), "Id of the item within the return.";
        pub function: Arc<str> => "Function".wide(32), "Code of the function.";
        pub category: SpendCategory => "Category".wide(24),
            "administrative, managerial, frontline, frontline_management, frontline_administration or non_service.";
        pub pool: Pool => "Kind of cost".wide(13),
            "roles, other, systems, or unspecified (known from a process total only).";
        pub process: Option<String> => "Through process".wide(16),
            "Id of the process that a role or system is linked to.";
        pub cost: Money => "Cost", "What it spends there.";
        pub excluded: Money => "Left the comparison", "The part of the cost that is not compared: exceptions, other accounting basis, failure demand.";
        pub duplicated: Money => "Duplicated", "The duplicated part of the cost.";
        pub fte: MilliFte => "Staff", "The staff that come with the cost.";
    }
}

/// Every claim in one cell.
fn functions(row: &ItemRow) -> Cell<'_> {
    match &row.claims[..] {
        [(code, share)] if *share >= 1.0 => (&**code).into(),
        [] => Cell::Empty,
        claims => claims.iter().map(|(code, share)| format!("{code} {share}")).collect::<Vec<_>>().join("; ").into(),
    }
}

/// Every item, in the order of the organisations and of their returns.
pub fn items(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlap: &Overlap, floor: Money) -> Vec<ItemRow> {
    let mut attribution: Vec<Vec<&Attribution>> = vec![Vec::new(); facts.len()];
    for row in &overlap.attribution {
        attribution[row.organisation as usize].push(row);
    }
    let codes: BTreeMap<FunctionId, Arc<str>> =
        taxonomy.iter().map(|(id, function)| (id, Arc::from(function.code.as_str()))).collect();
    facts
        .par_iter()
        .zip(&overlap.left)
        .zip(&attribution)
        .flat_map_iter(|((facts, left), rows)| {
            let duplicated = by_line(facts, left, rows, floor);
            let mut parts: Vec<BTreeMap<Place<'_>, Sum>> = vec![BTreeMap::new(); facts.items.len()];
            for ((place, cost), duplicated) in facts.costs.iter().enumerate().zip(duplicated) {
                let sum = parts[cost.item as usize].entry(Place::of(cost, facts)).or_default();
                sum.cost += cost.amount;
                sum.excluded += cost.amount - left.compared(place, cost);
                sum.duplicated += duplicated;
                sum.fte += cost.fte;
            }
            let mut unmapped = vec![Money::ZERO; facts.items.len()];
            for loose in &facts.loose {
                unmapped[loose.item as usize] += loose.amount;
            }
            let body = Body::new(facts, &codes);
            let rows: Vec<ItemRow> = (facts.items.iter().zip(parts).zip(unmapped))
                .map(|((item, parts), unmapped)| body.row(item, parts, unmapped))
                .collect();
            rows
        })
        .collect()
}

/// Where a part of an item's cost is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    function: FunctionId,
    // In the order of the words.
    category: (&'static str, SpendCategory),
    pool: Pool,
    process: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(cost: &Cost, facts: &'a ReturnFacts) -> Self {
        let by = &facts.items[cost.mapped_by as usize];
        let linked = by.kind == Kind::Process && cost.mapped_by != cost.item;
        Self {
            function: cost.function,
            category: (cost.category.word(), cost.category),
            pool: cost.pool,
            process: linked.then_some(&*by.id),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    cost: Money,
    excluded: Money,
    duplicated: Money,
    fte: Fte,
}

/// What the rows of one organisation share.
struct Body<'a> {
    facts: &'a ReturnFacts,
    codes: &'a BTreeMap<FunctionId, Arc<str>>,
    organisation: Arc<str>,
    units: Vec<Option<Arc<str>>>,
    unit_names: Vec<Option<Arc<str>>>,
}

impl<'a> Body<'a> {
    fn new(facts: &'a ReturnFacts, codes: &'a BTreeMap<FunctionId, Arc<str>>) -> Self {
        let units = facts.units.iter().map(|unit| (unit != "-").then(|| Arc::from(unit.as_str()))).collect();
        let unit_names = (0_u32..).zip(&facts.units).map(|(unit, _)| facts.unit_name(unit).map(Arc::from)).collect();
        Self { facts, codes, organisation: Arc::from(facts.organisation.id.as_str()), units, unit_names }
    }

    fn row(&self, item: &ItemFact, parts: BTreeMap<Place<'_>, Sum>, unmapped: Money) -> ItemRow {
        let sum = |amount: fn(&Sum) -> Money| parts.values().map(amount).sum::<Money>();
        let largest = item.mapping.largest();
        let code = |id: FunctionId| self.codes.get(&id).map_or_else(|| Arc::from(""), Arc::clone);
        let id: Arc<str> = Arc::from(&*item.id);
        ItemRow {
            organisation: Arc::clone(&self.organisation),
            kind: item.kind,
            id: Arc::clone(&id),
            text: item.text.to_string(),
            unit: self.units[item.unit as usize].clone(),
            unit_name: self.unit_names[item.unit as usize].clone(),
            fte: item.fte,
            source: item.mapping.source,
            function: largest.map(|claim| code(claim.function)),
            confidence: largest.map(|claim| claim.confidence.as_f64()),
            claims: item.mapping.claims.iter().map(|claim| (code(claim.function), claim.share.as_f64())).collect(),
            reason: item.reason().to_owned(),
            comparable: item.mapping.comparable,
            cost: sum(|sum| sum.cost) + unmapped,
            unmapped,
            excluded: sum(|sum| sum.excluded),
            duplicated: sum(|sum| sum.duplicated),
            path: Arc::clone(&self.facts.path),
            line: item.position.line,
            column: item.position.column,
            parts: parts
                .into_iter()
                .map(|(place, sum)| ItemPart {
                    organisation: Arc::clone(&self.organisation),
                    kind: item.kind,
                    item: Arc::clone(&id),
                    function: code(place.function),
                    category: place.category.1,
                    pool: place.pool,
                    process: place.process.map(str::to_owned),
                    cost: sum.cost,
                    excluded: sum.excluded,
                    duplicated: sum.duplicated,
                    fte: MilliFte(sum.fte.milli()),
                })
                .collect(),
        }
    }
}
