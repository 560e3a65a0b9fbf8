//! Suppliers, and what bodies pay them from both sides.

use super::{Definition, Reference, list, money, text, wide};
use crate::report::suppliers::{SuppliedRow, SupplierFunctionRow, SupplierRow};

const SUPPLIER: Reference = Reference { columns: &["supplier"], table: "suppliers", to: &["id"] };

pub(super) static SUPPLIED: Definition<SuppliedRow> = Definition {
    name: "supplied",
    title: "Paid to suppliers",
    about: "What one body pays one supplier for one function or product, as either says.",
    key: 0,
    references: &[Reference { columns: &["organisation"], table: "organisations", to: &["id"] }],
    rows: |report, each| report.supplied.iter().try_for_each(each),
    fields: &[
        wide(
            14,
            text("organisation", "Organisation id", "Id of the body that pays.", |row| (&row.organisation).into()),
        ),
        wide(14, text("supplier", "Supplier id", "Id of who is paid.", |row| (&row.supplier).into())),
        wide(
            32,
            text(
                "function",
                "Function",
                "What for, as the supplier has it, else the body; empty where it is several.",
                |row| row.function.as_deref().into(),
            ),
        ),
        wide(
            32,
            text("product", "Product", "The product, as the body writes it, else the supplier.", |row| {
                row.product.as_deref().into()
            }),
        ),
        money("paid", "Body says", "What the body says that it pays; empty if it says nothing.", |row| row.paid.into()),
        money("charged", "Supplier says", "What the supplier says that it charges; empty if it says nothing.", |row| {
            row.charged.into()
        }),
        money("difference", "Difference", "Paid less charged, where both say something.", |row| row.difference.into()),
        wide(
            14,
            text(
                "account",
                "Account",
                "agrees (up to the larger of 1,000 and a hundredth), differs, only-body or only-supplier.",
                |row| row.account.into(),
            ),
        ),
        wide(
            40,
            text("counted_on", "Counted on", "Functions on which the body counts it.", |row| list(&row.counted_on)),
        ),
        wide(40, text("sold_for", "Sold for", "Functions for which the supplier sells it.", |row| list(&row.sold_for))),
        wide(
            30,
            text("purchases", "In the body's return", "The systems and recharges of the body.", |row| {
                list(&row.purchases)
            }),
        ),
        wide(20, text("sales", "In the supplier's", "The entries of the supplier's sales.", |row| list(&row.sales))),
    ],
};

pub(super) static SUPPLIERS: Definition<SupplierRow> = Definition {
    name: "suppliers",
    title: "Suppliers",
    about: "One supplier whose return was read. Its own cost is in no other sum, and its margin is no saving.",
    key: 1,
    references: &[],
    rows: |report, each| report.suppliers.iter().try_for_each(each),
    fields: &[
        wide(14, text("id", "Id", "Stable public identifier, as declared.", |row| (&row.id).into())),
        wide(40, text("name", "Supplier", "Its name, as declared.", |row| (&row.name).into())),
        text("region", "Region", "Its region.", |row| row.region.as_deref().into()),
        money("sales", "Sales", "Everything that it declares to sell.", |row| row.sales.into()),
        money("sold", "Sold here", "Of the sales: to bodies of this report.", |row| row.sold.into()),
        money("paid", "Paid here", "What the bodies of this report say that they pay it.", |row| row.paid.into()),
        money("cost", "Own cost", "What it says that it spends in the period, for whomever.", |row| row.cost.into()),
        text("cost_source", "Own cost from", "declared, itemised or processes.", |row| row.cost_source.into()),
        money("margin", "Sales less own cost", "Where it declares both. Never a saving.", |row| row.margin.into()),
    ],
};

pub(super) static SUPPLIER_FUNCTIONS: Definition<SupplierFunctionRow> = Definition {
    name: "supplier_functions",
    title: "Suppliers by function",
    about: "What one supplier sells for one function, and what it spends on it.",
    key: 2,
    references: &[SUPPLIER],
    rows: |report, each| report.suppliers.iter().flat_map(|row| &row.functions).try_for_each(each),
    fields: &[
        wide(14, text("supplier", "Supplier id", "Id of the supplier.", |row| (&row.supplier).into())),
        wide(
            32,
            text("function", "Function", "Code of the function; empty where it says none.", |row| {
                row.function.as_deref().into()
            }),
        ),
        money("sales", "Sales", "What it declares to sell for it.", |row| row.sales.into()),
        money("cost", "Own cost", "What its own items on it cost.", |row| row.cost.into()),
        money("margin", "Sales less own cost", "Where it declares both. Never a saving.", |row| row.margin.into()),
    ],
};
