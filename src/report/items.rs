//! Every item of every return: where it stands, what it was mapped to and why, and what of it counts as duplicated.
//!
//! Built only where an output asks for it: it is the one part of a report that grows with the items.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::ledger::{Cost, ItemFact, Pool, ReturnFacts, SpendCategory};
use crate::mapping::Source;
use crate::money::{Fte, MilliFte, Money};
use crate::overlap::{Attribution, Overlap, by_line};
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy};

/// One process, role or system of a return. The amounts of all items add up to those of the organisations.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// The id of its organisation.
    pub organisation: Arc<str>,
    /// process, role or system.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its name or title.
    pub text: String,
    /// The id of its unit, where it has one.
    pub unit: Option<Arc<str>>,
    /// The name of the unit, where it has one.
    pub unit_name: Option<Arc<str>>,
    /// Its staff.
    pub fte: MilliFte,
    /// Who mapped it: declared, decision, mapper or none.
    pub source: Source,
    /// Its largest claim: a function, or only a group.
    pub function: Option<Arc<str>>,
    /// How sure that is.
    pub confidence: Option<f64>,
    /// Every claim.
    pub claims: Vec<(Arc<str>, f64)>,
    /// Why, for people.
    pub reason: String,
    /// Whether a person judged it comparable; most are never judged.
    pub comparable: bool,
    /// What it brings in itself.
    pub cost: Money,
    /// Of the cost: without a function.
    pub unmapped: Money,
    /// Of the cost: left the comparison.
    pub excluded: Money,
    /// Of the cost: counts as duplicated, pro rata among all that its organisation spends alike.
    pub duplicated: Money,
    /// The cost that has a function, in its places.
    pub parts: Vec<ItemPart>,
    /// The file of the return.
    pub path: Arc<str>,
    /// The line of the item in it.
    pub line: u32,
    /// And the column.
    pub column: u32,
}

/// What one item spends on one function.
#[derive(Debug, Clone)]
pub struct ItemPart {
    /// The function.
    pub function: Arc<str>,
    /// Category of the cost.
    pub category: SpendCategory,
    /// Kind of the cost.
    pub pool: Pool,
    /// Of a role or system: the process through which it is spent, where it is linked to one.
    pub process: Option<String>,
    /// How much.
    pub cost: Money,
    /// Of it: left the comparison.
    pub excluded: Money,
    /// Of it: counts as duplicated.
    pub duplicated: Money,
    /// The staff that come with it.
    pub fte: MilliFte,
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
        ItemRow {
            organisation: Arc::clone(&self.organisation),
            kind: item.kind,
            id: item.id.to_string(),
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
