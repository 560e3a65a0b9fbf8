//! Functions, the groups they are in, and another list's codes for them.

use std::collections::BTreeMap;

use super::{Cell, Definition, count, fte, list, money, number, text, wide};
use crate::money::Money;
use crate::report::by_list::ByListRow;
use crate::report::model::FunctionRow;

pub(super) static FUNCTIONS: Definition<FunctionRow> = Definition {
    name: "functions",
    title: "Functions",
    about: "One function on which administrative or managerial money is spent.",
    key: 1,
    references: &[],
    rows: |report, each| report.functions.iter().try_for_each(each),
    fields: &[
        wide(
            32,
            text("code", "Code", "Stable code of the function in the list of functions.", |row| (&row.code).into()),
        ),
        wide(36, text("label", "Function", "Its name.", |row| (&row.label).into())),
        wide(
            16,
            text("group", "Group", "Code of the top group it is in.", |row| {
                row.groups.last().map(String::as_str).into()
            }),
        ),
        wide(15, text("category", "Category", "administrative, managerial or frontline.", |row| row.category.into())),
        wide(
            14,
            text(
                "scope",
                "Compared with",
                "Who is compared: any, same_type, same_region, org_only or exempt.",
                |row| row.scope.into(),
            ),
        ),
        wide(
            14,
            text(
                "kind",
                "Kind",
                "duplication (same function, same comparison set), overlap (same function), fragmentation (same group) or single.",
                |row| row.kind.into(),
            ),
        ),
        count("organisations", "Organisations", "Organisations that spend on it.", |row| row.organisations.into()),
        count("providers", "Providers", "Units of the staff layer at or above the floor.", |row| row.providers.into()),
        number(
            "effective_providers",
            "Effective providers",
            4,
            "How many providers of equal size would be as concentrated; empty over several comparison sets.",
            |row| row.effective_providers.into(),
        ),
        count("products", "Products", "Products of the systems layer at or above the floor.", |row| {
            row.products.into()
        }),
        count("processes", "Processes", "Processes with at least half of their weight on it.", |row| {
            row.processes.into()
        }),
        count("roles", "Roles", "Roles with at least half of their weight on it.", |row| row.roles.into()),
        money("cost", "Cost", "Administrative and managerial cost, staff and systems.", |row| row.cost.into()),
        money("bought_outside", "Bought outside", "Paid for it to bodies outside the audit.", |row| {
            row.bought_outside.into()
        }),
        money("below_floor", "Below the floor", "Of the cost: of providers below the floor.", |row| {
            row.below_floor.into()
        }),
        money(
            "excluded_like_for_like",
            "Accounts differ",
            "Of the cost: left the comparison, accounts differ.",
            |row| row.excluded.like_for_like.into(),
        ),
        money(
            "excluded_exceptions",
            "Exceptions",
            "Of the cost: left the comparison by a declared exception.",
            |row| row.excluded.exceptions.into(),
        ),
        money(
            "excluded_failure_demand",
            "Failure demand",
            "Of the cost: left the comparison as failure demand.",
            |row| row.excluded.failure_demand.into(),
        ),
        fte("fte", "Staff", "Staff on it.", |row| row.fte.into()),
        money("duplicated", "Duplicated", "Duplicated cost on the basis of the report: within and between.", |row| {
            (row.within + row.between).into()
        }),
        money("within", "Within", "Of the duplicated: among units of one organisation.", |row| row.within.into()),
        money("between", "Between", "Of the duplicated: between organisations.", |row| row.between.into()),
        money("staff", "Staff layer", "Of the duplicated: on the staff layer.", |row| row.staff.into()),
        money("systems", "Systems layer", "Of the duplicated: on the systems layer.", |row| row.systems.into()),
        money("duplicated_all", "On basis all", "Everything that two or more spend.", |row| row.duplicated.all.into()),
        money("duplicated_excess", "On basis excess", "All but the largest provider.", |row| {
            row.duplicated.excess.into()
        }),
        money("duplicated_hhi", "On basis hhi", "By the effective number of providers.", |row| {
            row.duplicated.hhi.into()
        }),
        money("frontier", "Above the frontier", "Spent above the lower quartile of unit costs.", |row| {
            row.duplicated.frontier.into()
        }),
        fte("duplicated_fte", "Duplicated staff", "Staff behind the duplicated cost.", |row| {
            row.cuts.roles.duplicated_fte.into()
        }),
        wide(12, text("grade", "Benchmark", "How far the unit costs can be relied on.", |row| row.grade.into())),
    ],
};

/// The functions of one top group together.
#[derive(Default)]
pub(super) struct Group {
    code: String,
    functions: usize,
    cost: Money,
    within: Money,
    between: Money,
    staff: Money,
    systems: Money,
}

pub(super) static GROUPS: Definition<Group> = Definition {
    name: "function_groups",
    title: "Groups of functions",
    about: "The functions of one top group together.",
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
        for row in &report.functions {
            let code = row.groups.last().unwrap_or(&row.code);
            let group = groups.entry(code).or_insert_with(|| Group { code: code.clone(), ..Group::default() });
            group.functions += 1;
            group.cost += row.cost;
            group.within += row.within;
            group.between += row.between;
            group.staff += row.staff;
            group.systems += row.systems;
        }
        groups.values().try_for_each(each)
    },
    fields: &[
        text("code", "Group", "Code of the group in the list of functions.", |row| (&row.code).into()),
        count("functions", "Functions", "Functions of the group that money is spent on.", |row| row.functions.into()),
        money("cost", "Cost", "Administrative and managerial cost.", |row| row.cost.into()),
        money("duplicated", "Duplicated", "Duplicated cost on the basis of the report.", |row| {
            (row.within + row.between).into()
        }),
        money("within", "Within", "Of the duplicated: among units of one organisation.", |row| row.within.into()),
        money("between", "Between", "Of the duplicated: between organisations.", |row| row.between.into()),
        money("staff", "Staff layer", "Of the duplicated: on the staff layer.", |row| row.staff.into()),
        money("systems", "Systems layer", "Of the duplicated: on the systems layer.", |row| row.systems.into()),
    ],
};

pub(super) static OTHER_LIST: Definition<ByListRow> = Definition {
    name: "other_list",
    title: "Functions under another list",
    about: "The functions summed under one code of the list that --report-by names; without it there are no rows.",
    key: 0,
    references: &[],
    rows: |report, each| report.report_by.iter().flat_map(|list| &list.functions).try_for_each(each),
    fields: &[
        text("code", "Code", "Code in the other list; empty for everything that it has no code for.", |row| {
            row.code.as_deref().into()
        }),
        wide(40, text("label", "Name", "Its name.", |row| (&row.label).into())),
        money("cost", "Cost", "Administrative and managerial cost.", |row| row.cost.into()),
        money("duplicated_all", "On basis all", "Everything that two or more spend.", |row| row.duplicated.all.into()),
        money("duplicated_excess", "On basis excess", "All but the largest provider.", |row| {
            row.duplicated.excess.into()
        }),
        money("duplicated_hhi", "On basis hhi", "By the effective number of providers.", |row| {
            row.duplicated.hhi.into()
        }),
        money("frontier", "Above the frontier", "Spent above the lower quartile of unit costs.", |row| {
            row.duplicated.frontier.into()
        }),
        count("organisations", "Organisations", "Organisations that spend on any of the functions.", |row| {
            row.organisations.into()
        }),
        wide(40, text("from", "From", "The functions whose cost is here, whole or in part.", |row| list(&row.from))),
        super::flag("split", "Split", "Whether one of them was split evenly between several codes.", |row| {
            Cell::Flag(row.split)
        }),
    ],
};
