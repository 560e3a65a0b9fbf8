//! Suppliers: what they sell to the bodies of the audit beside what these say that they pay, and what it costs them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::Audit;
use crate::ledger::{Purchase, ReturnFacts, Sellers, TotalSource};
use crate::money::Money;
use crate::overlap::{Account, Supplied, supplied};
use crate::taxonomy::FunctionId;

/// A supplier. Its own cost is in no sum of the report, and what is left of its sales is no saving.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SupplierRow {
    pub id: String,
    pub name: String,
    pub region: Option<String>,
    /// What it spends in the period, for whomever; nothing where it declares none.
    pub cost: Option<Money>,
    pub cost_source: Option<TotalSource>,
    /// Everything it declares to sell; nothing where it declares no sales.
    pub sales: Option<Money>,
    /// Of the sales: to bodies of the audit.
    pub sold: Option<Money>,
    /// What the bodies of the audit say that they pay it.
    pub paid: Money,
    /// Sales less cost, where both are declared. A margin on what it declares; never a saving.
    pub margin: Option<Money>,
    pub functions: Vec<SupplierFunctionRow>,
}

/// What a supplier sells for one function, and what it spends on it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SupplierFunctionRow {
    #[serde(skip)]
    pub supplier: String,
    pub function: Option<String>,
    pub sales: Option<Money>,
    pub cost: Option<Money>,
    pub margin: Option<Money>,
}

/// One payment from both sides.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SuppliedRow {
    pub organisation: String,
    pub supplier: String,
    pub function: Option<String>,
    /// What the body counts it on.
    pub counted_on: Vec<String>,
    /// What the supplier sells it for.
    pub sold_for: Vec<String>,
    pub product: Option<String>,
    pub paid: Option<Money>,
    pub charged: Option<Money>,
    /// Paid less charged, where both say something.
    pub difference: Option<Money>,
    /// `agrees`, `differs`, `only-body` or `only-supplier`.
    pub account: Account,
    /// Where the body declares it: ways into its return.
    pub purchases: Vec<String>,
    /// Where the supplier declares it.
    pub sales: Vec<String>,
}

/// Suppliers and payments.
pub(super) struct Suppliers {
    pub(super) rows: Vec<SupplierRow>,
    pub(super) supplied: Vec<SuppliedRow>,
    pub(super) doubts: Vec<crate::finding::Finding>,
}

/// Holds what bodies pay against what suppliers sell. Bodies that declare sales to others are held to them as well.
pub(super) fn suppliers(audit: &Audit<'_>) -> Suppliers {
    let (bodies, taxonomy) = (audit.facts, audit.taxonomy);
    let sellers = Sellers::of(audit.suppliers.iter().chain(bodies));
    let found = supplied(bodies, &sellers);
    let doubts = crate::overlap::supplied_doubts(bodies, &sellers, &found, taxonomy, &audit.currency);
    let mut paid: BTreeMap<usize, Money> = BTreeMap::new();
    let mut sold: BTreeMap<usize, Money> = BTreeMap::new();
    for row in &found {
        *paid.entry(row.seller).or_default() += row.paid.unwrap_or_default();
        *sold.entry(row.seller).or_default() += row.charged.unwrap_or_default();
    }
    // Suppliers stand first among those who sell, in their own order.
    let of = |sums: &BTreeMap<usize, Money>, seller| sums.get(&seller).copied().unwrap_or_default();
    let rows = audit.suppliers.iter().enumerate();
    let rows = rows.map(|(seller, facts)| supplier(facts, of(&paid, seller), of(&sold, seller), audit));
    Suppliers {
        rows: rows.collect(),
        supplied: found.iter().map(|row| payment(row, &bodies[row.body], sellers.all()[row.seller], audit)).collect(),
        doubts,
    }
}

fn supplier(facts: &ReturnFacts, paid: Money, sold: Money, audit: &Audit<'_>) -> SupplierRow {
    let organisation = &facts.organisation;
    let sells = !facts.sales.is_empty();
    let sales = sells.then(|| facts.sales.iter().map(|sale| sale.amount).sum());
    let cost = Some(organisation.total).filter(|total| total.is_positive());
    let mut functions: BTreeMap<Option<FunctionId>, (Option<Money>, Option<Money>)> = BTreeMap::new();
    for sale in &facts.sales {
        *functions.entry(sale.function).or_default().0.get_or_insert_default() += sale.amount;
    }
    for line in &facts.costs {
        *functions.entry(Some(line.function)).or_default().1.get_or_insert_default() += line.amount;
    }
    let functions = functions.into_iter().map(|(function, (sales, cost))| SupplierFunctionRow {
        supplier: organisation.id.clone(),
        function: function.map(|function| audit.taxonomy.get(function).code.clone()),
        sales,
        cost,
        margin: margin(sales, cost),
    });
    SupplierRow {
        id: organisation.id.clone(),
        name: organisation.name.clone(),
        region: organisation.region.clone(),
        cost,
        cost_source: cost.map(|_| organisation.total_source),
        sales,
        sold: sells.then_some(sold),
        paid,
        margin: margin(sales, cost),
        functions: functions.collect(),
    }
}

fn margin(sales: Option<Money>, cost: Option<Money>) -> Option<Money> {
    Some(sales? - cost?)
}

fn payment(row: &Supplied, body: &ReturnFacts, seller: &ReturnFacts, audit: &Audit<'_>) -> SuppliedRow {
    let code = |function: FunctionId| audit.taxonomy.get(function).code.clone();
    let place = |purchase: &Purchase| match purchase {
        Purchase::System(index) => {
            let item = &body.items[body.vendors[*index].item as usize];
            format!("{}/{}", item.kind, item.id)
        }
        Purchase::Recharge(_) => purchase.route(body).to_string(),
    };
    SuppliedRow {
        organisation: body.organisation.id.clone(),
        supplier: seller.organisation.id.clone(),
        function: row.function.map(code),
        counted_on: row.counted_on.iter().copied().map(code).collect(),
        sold_for: row.sold_for.iter().copied().map(code).collect(),
        product: row.product.clone(),
        paid: row.paid,
        charged: row.charged,
        difference: row.paid.and_then(|paid| Some(paid - row.charged?)),
        account: row.account(),
        purchases: row.purchases.iter().map(place).collect(),
        sales: row.sales.iter().map(|sale| format!("sales[{sale}]")).collect(),
    }
}
