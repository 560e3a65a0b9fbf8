//! Sums over functions: by group, and by organisation.

use std::collections::BTreeMap;

use crate::ledger::Layer;
use crate::money::{MilliFte, Money};
use crate::report::attribution::AttributionRow;
use crate::report::model::Report;
use crate::table::{Definition, Reference, rows};

rows! {
    /// The functions of one top group together.
    @[derive(Default)]
    pub(super) struct GroupRow("function_groups", "Groups of functions", 1) {
        code: String => "Group", "Code of the group in the list of functions.";
        functions: usize => "Functions", "Functions of the group that money is spent on.";
        cost: Money => "Cost", "Administrative and managerial cost.";
            + duplicated(row): Money = row.within + row.between => "Duplicated",
                "Duplicated cost on the basis of the report.";
        within: Money => "Within", "Duplicated cost among units of one organisation.";
        between: Money => "Between", "Duplicated cost between organisations.";
        staff: Money => "Staff layer", "Duplicated cost of staff.";
        systems: Money => "Systems layer", "Duplicated cost of systems.";
    }

    /// What one organisation spends on one function: the matrix, one row a field.
    @[derive(Default)]
    pub(super) struct SpentRow("organisation_functions", "Organisations by function", 2, [
        Reference { columns: &["function"], table: "functions", to: &["code"] },
        Reference { columns: &["organisation"], table: "organisations", to: &["id"] }
    ]) {
        function: String => "Function".wide(32), "Code of the function.";
        organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        function_label: String => "Function name".wide(36), "Its name.";
        organisation_name: String => "Organisation".wide(40), "Its name.";
        cost: Money => "Cost", "Administrative and managerial cost.";
        staff: Money => "Of staff", "The part of the cost in staff and their spending.";
        systems: Money => "Of systems", "The part of the cost in systems.";
        duplicated: Money => "Duplicated", "Its part of the function's duplicated cost.";
        duplicated_fte: Option<MilliFte> => "Duplicated staff",
            "Staff behind the duplicated cost; empty where none is declared.";
    }
}

pub(super) static GROUPS: Definition<GroupRow, Report> = Definition::each(|report, each| {
    let mut groups: BTreeMap<&str, GroupRow> = BTreeMap::new();
    for row in &report.functions {
        let code = row.groups.last().unwrap_or(&row.code);
        let group = groups.entry(code).or_insert_with(|| GroupRow { code: code.clone(), ..GroupRow::default() });
        group.functions += 1;
        group.cost += row.cost;
        group.within += row.within;
        group.between += row.between;
        group.staff += row.staff;
        group.systems += row.systems;
    }
    groups.values().try_for_each(each)
});

pub(super) static ORGANISATION_FUNCTIONS: Definition<SpentRow, Report> = Definition::each(|report, each| {
    // The rows of an organisation on a function stand together.
    report
        .attribution
        .chunk_by(|a, b| (&a.function, &a.organisation) == (&b.function, &b.organisation))
        .try_for_each(|rows| each(&spent(rows, report)))
});

fn spent(rows: &[AttributionRow], report: &Report) -> SpentRow {
    let Some(first) = rows.first() else { return SpentRow::default() };
    let layer = |layer: Layer| rows.iter().filter(move |row| row.layer == layer);
    let cost = |of: Layer| layer(of).map(|row| row.cost).sum();
    let fte: i64 = rows.iter().map(|row| row.fte.0).sum();
    let staff_duplicated: Money = layer(Layer::Staff).map(|row| row.duplicated).sum();
    SpentRow {
        function: first.function.to_string(),
        organisation: first.organisation.to_string(),
        function_label: report.label_of(&first.function).to_owned(),
        organisation_name: report.name_of(&first.organisation).to_owned(),
        cost: rows.iter().map(|row| row.cost).sum(),
        staff: cost(Layer::Staff),
        systems: cost(Layer::Systems),
        duplicated: rows.iter().map(|row| row.duplicated).sum(),
        duplicated_fte: (fte != 0 || staff_duplicated == Money::ZERO).then_some(MilliFte(fte)),
    }
}
