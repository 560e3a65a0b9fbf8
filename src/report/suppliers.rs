//! Suppliers: what they sell to the bodies of the audit beside what these say that they pay, and what it costs them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::Audit;
use super::attribution::ORGANISATION;
use crate::ledger::{Purchase, ReturnFacts, Sellers, TotalSource};
use crate::money::Money;
use crate::overlap::{Account, Supplied, supplied};
use crate::table::{Reference, rows};
use crate::taxonomy::FunctionId;

const SUPPLIER: Reference = Reference { columns: &["supplier"], table: "suppliers", to: &["id"] };

rows! {
    /// One supplier whose return was read. Its own cost is in no other sum, and its margin is no saving.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SupplierRow("suppliers", "Suppliers", 1) {
        pub id: String => "Id".wide(14), "Stable public identifier, as declared.";
        pub name: String => "Supplier".wide(40), "Its name, as declared.";
        pub region: Option<String> => "Region", "Its region.";
        pub sales: Option<Money> => "Sales", "Everything that it declares to sell.";
        pub sold: Option<Money> => "Sold here", "The part of the sales to organisations of this report.";
        pub paid: Money => "Paid here", "The payments that organisations of this report declare.";
        pub cost: Option<Money> => "Own cost", "Its declared cost in the period, for all customers.";
        pub cost_source: Option<TotalSource> => "Own cost from", "declared, itemised or processes.";
        pub margin: Option<Money> => "Sales less own cost", "Where it declares both. Never a saving.";
        pub functions: Vec<SupplierFunctionRow>, "Its sales and its cost for each function.";
    }

    /// What one supplier sells for one function, and what it spends on it.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SupplierFunctionRow("supplier_functions", "Suppliers by function", 2, [SUPPLIER]) {
        @[serde(skip)]
        pub supplier: String => "Supplier id".wide(14), "Id of the supplier.";
        pub function: Option<String> => "Function".wide(32), "Code of the function; empty if none is declared.";
        pub sales: Option<Money> => "Sales", "Its declared sales for it.";
        pub cost: Option<Money> => "Own cost", "The cost of its own items on it.";
        pub margin: Option<Money> => "Sales less own cost", "Where it declares both. Never a saving.";
    }

    /// What one body pays one supplier for one function or product, as either says.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SuppliedRow("supplied", "Paid to suppliers", 0, [ORGANISATION]) {
        pub organisation: String => "Organisation id".wide(14), "The id of the organisation that pays.";
        pub supplier: String => "Supplier id".wide(14), "Id of who is paid.";
        pub function: Option<String> => "Function".wide(32),
            "The function, from the supplier or else the organisation; empty if there are several.";
        pub product: Option<String> => "Product".wide(32), "The product, from the organisation or else the supplier.";
        pub paid: Option<Money> => "Paid", "The payment that the organisation declares; empty if it declares none.";
        pub charged: Option<Money> => "Charged",
            "The charge that the supplier declares; empty if it declares none.";
        pub difference: Option<Money> => "Difference", "Paid less charged, if both are declared.";
        pub account: Account => "Account".wide(14),
            "agrees (up to the larger of 1,000 and a hundredth), differs, only-body or only-supplier.";
        pub counted_on: Vec<String> => "Counted on".wide(40), "The functions on which the organisation counts it.";
        pub sold_for: Vec<String> => "Sold for".wide(40), "Functions for which the supplier sells it.";
        pub purchases: Vec<String> => "In the organisation's return".wide(30), "The systems and recharges of the organisation.";
        pub sales: Vec<String> => "In the supplier's".wide(20), "The entries of the supplier's sales.";
    }
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
