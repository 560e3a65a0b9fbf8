//! The cube: every pound of every organisation in one flat table, for programs that filter and add up.
//!
//! Built only where an output asks for it: the duplicated cost is measured once for each basis.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::attribution::ORGANISATION;
use crate::ledger::{Layer, Pool, ReturnFacts};
use crate::money::{Fte, MilliFte, Money};
use crate::overlap::{Attribution, Basis, Overlap, by_line};
use crate::table::rows;
use crate::taxonomy::{FunctionId, Taxonomy};

rows! {
    /// What one organisation spends on one function at one unit or product, by kind of cost and category. Cost without a
    /// function and income have rows of their own, so all rows of an organisation add up to its total and its net cost.
    @[derive(Debug, Clone)]
    pub struct PoundsRow("cube", "Cube", 0, [ORGANISATION]) {
        pub organisation: Arc<str> => "Organisation id".wide(14), "Id of the organisation.";
        pub organisation_name: Arc<str> => "Organisation".wide(32), "Its name.";
        pub kind: Option<Arc<str>> => "Type".key("type"), "Its type.";
        pub region: Option<Arc<str>> => "Region", "Its region.";
        pub function: Option<Arc<str>> => "Function".wide(32), "Code of the function; empty for cost without one.";
        pub function_label: Option<Arc<str>> => "Function name".wide(36), "Its name.";
        pub group: Option<Arc<str>> => "Group".wide(16), "Code of the top group it is in.";
        pub group_label: Option<Arc<str>> => "Group name".wide(28), "Its name.";
        pub layer: Option<Layer> => "Cost type".wide(10), "staff or systems; they are compared separately.";
        pub pool: Option<Pool> => "Kind of cost".wide(13),
            "roles, other, systems, or unspecified (known from a process total only).";
        pub category: &'static str => "Category".wide(24),
            "administrative, managerial, frontline, frontline_management, frontline_administration or non_service; "
            "recharge_out, unmapped and unitemised for cost without a function; income.";
        pub provider: Option<Arc<str>> => "Unit or product".wide(16), "Id of the unit, `-` for none; of a product its name.";
        pub provider_name: Option<Arc<str>> => "Name".wide(32), "Its name.";
        pub cost: Money => "Cost", "What it spends there.";
        pub net_cost: Money => "Net cost", "The cost; of rows of income, the income as a negative amount.";
        pub compared: Money => "Compared", "The part of the cost that is compared: in scope, without exceptions.";
        pub duplicated_all: Money => "On basis all", "The duplicated part: everything that two or more spend.";
        pub duplicated_excess: Money => "On basis excess", "The duplicated part: all but the largest unit or product.";
        pub duplicated_hhi: Money => "On basis hhi", "The duplicated part: adjusted for concentration.";
        pub fte: MilliFte => "Staff", "The staff that come with the cost.";
    }
}

/// Where a pound is: function, category, kind of cost, unit or product.
type Place = (FunctionId, &'static str, Pool, u32);

/// What is there: cost, compared, duplicated on each basis, staff.
type Sums = (Money, Money, [Money; 3], Fte);

/// The rows, in the order of organisations, functions, categories and kinds of cost. `overlaps` are of the same facts on
/// the bases all, excess and hhi, in this order.
pub fn cube(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlaps: [&Overlap; 3], floor: Money) -> Vec<PoundsRow> {
    let attribution = overlaps.map(|overlap| {
        let mut rows: Vec<Vec<&Attribution>> = vec![Vec::new(); facts.len()];
        for row in overlap.attribution.iter().filter(|row| (row.organisation as usize) < facts.len()) {
            rows[row.organisation as usize].push(row);
        }
        rows
    });
    let names: BTreeMap<FunctionId, [Arc<str>; 4]> = taxonomy
        .iter()
        .map(|(id, function)| {
            let group = taxonomy.get(taxonomy.group(id));
            let texts = [&function.code, &function.label, &group.code, &group.label];
            (id, texts.map(|text| Arc::from(text.as_str())))
        })
        .collect();
    (0..facts.len())
        .into_par_iter()
        .flat_map_iter(|place| {
            let facts = &facts[place];
            let left = &overlaps[0].left[place];
            let duplicated =
                [0, 1, 2].map(|basis| by_line(facts, &overlaps[basis].left[place], &attribution[basis][place], floor));
            let mut sums: BTreeMap<Place, Sums> = BTreeMap::new();
            for (line, cost) in facts.costs.iter().enumerate() {
                let provider =
                    cost.product.map_or(cost.unit, |product| u32::try_from(product.index()).unwrap_or(u32::MAX));
                let sum = sums.entry((cost.function, cost.category.word(), cost.pool, provider)).or_default();
                sum.0 += cost.amount;
                if cost.category.in_scope() {
                    sum.1 += left.compared(line, cost);
                }
                for (sum, lines) in sum.2.iter_mut().zip(&duplicated) {
                    *sum += lines[line];
                }
                sum.3 += cost.fte;
            }
            rows(facts, &names, sums)
        })
        .collect()
}

fn rows(
    facts: &ReturnFacts,
    names: &BTreeMap<FunctionId, [Arc<str>; 4]>,
    sums: BTreeMap<Place, Sums>,
) -> Vec<PoundsRow> {
    let of = &facts.organisation;
    let text = |text: &Option<String>| text.as_deref().map(Arc::from);
    let empty = PoundsRow {
        organisation: Arc::from(of.id.as_str()),
        organisation_name: Arc::from(of.name.as_str()),
        kind: text(&of.kind),
        region: text(&of.region),
        function: None,
        function_label: None,
        group: None,
        group_label: None,
        layer: None,
        pool: None,
        category: "",
        provider: None,
        provider_name: None,
        cost: Money::ZERO,
        net_cost: Money::ZERO,
        compared: Money::ZERO,
        duplicated_all: Money::ZERO,
        duplicated_excess: Money::ZERO,
        duplicated_hhi: Money::ZERO,
        fte: MilliFte(0),
    };
    let mut rows = Vec::with_capacity(sums.len() + 4);
    for ((function, category, pool, provider), (cost, compared, [all, excess, hhi], fte)) in sums {
        let of_systems = pool.layer() == Layer::Systems;
        let (provider, name) = if of_systems {
            let name: Option<Arc<str>> =
                facts.products.get(provider as usize).map(|product| Arc::from(product.name.as_str()));
            (name.clone(), name)
        } else {
            let id = facts.units.get(provider as usize).map(|unit| Arc::from(unit.as_str()));
            (id, facts.unit_name(provider).map(Arc::from))
        };
        let named = names.get(&function);
        let text = |place: usize| named.map(|texts| Arc::clone(&texts[place]));
        rows.push(PoundsRow {
            function: text(0),
            function_label: text(1),
            group: text(2),
            group_label: text(3),
            layer: Some(pool.layer()),
            pool: Some(pool),
            category,
            provider,
            provider_name: name,
            cost,
            net_cost: cost,
            compared,
            duplicated_all: all,
            duplicated_excess: excess,
            duplicated_hhi: hhi,
            fte: MilliFte(fte.milli()),
            ..empty.clone()
        });
    }
    let buckets = &of.buckets;
    for (category, amount) in
        [("recharge_out", buckets.recharge_out), ("unmapped", buckets.unmapped), ("unitemised", buckets.unitemised)]
    {
        if amount != Money::ZERO {
            rows.push(PoundsRow { category, cost: amount, net_cost: amount, ..empty.clone() });
        }
    }
    let income: Money = facts.income.iter().map(|income| income.amount).sum();
    if income != Money::ZERO {
        rows.push(PoundsRow { category: "income", net_cost: -income, ..empty });
    }
    rows
}

/// The bases of the cube, in the order in which [`cube`] takes them.
pub const CUBE_BASES: [Basis; 3] = [Basis::All, Basis::Excess, Basis::Hhi];
