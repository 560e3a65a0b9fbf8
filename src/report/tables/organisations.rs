//! Organisations, and what each spends on each function.

use super::{Definition, Reference, count, date, fte, money, text, unit, wide};
use crate::ledger::Layer;
use crate::money::{MilliFte, Money};
use crate::report::attribution::AttributionRow;
use crate::report::model::{FunctionRow, OrganisationRow, Report};

const ORGANISATION: Reference = Reference { columns: &["organisation"], table: "organisations", to: &["id"] };
const FUNCTION: Reference = Reference { columns: &["function"], table: "functions", to: &["code"] };

pub(super) static ORGANISATIONS: Definition<OrganisationRow> = Definition {
    name: "organisations",
    title: "Organisations",
    about: "One organisation whose return was counted.",
    key: 1,
    references: &[],
    rows: |report, each| report.organisations.iter().try_for_each(each),
    fields: &[
        wide(14, text("id", "Id", "Stable public identifier, as declared.", |row| (&row.id).into())),
        wide(40, text("name", "Organisation", "Its name, as declared.", |row| (&row.name).into())),
        text("type", "Type", "Its type.", |row| row.kind.as_deref().into()),
        text("family", "Family", "Who it is compared with, where that is not its type.", |row| {
            row.family.as_deref().into()
        }),
        text("region", "Region", "Its region.", |row| row.region.as_deref().into()),
        money("total", "Total", "Everything spent in the period.", |row| row.total.into()),
        wide(
            12,
            text(
                "total_source",
                "Total from",
                "declared, itemised (sum of items) or processes (sum of process totals).",
                |row| row.total_source.into(),
            ),
        ),
        fte("fte", "Staff", "Staff in all, as declared.", |row| row.fte.into()),
        fte("fte_itemised", "Staff in items", "Staff of its roles.", |row| row.fte_itemised.into()),
        fte("unpriced_fte", "Staff without cost", "Staff of roles without cost.", |row| row.unpriced_fte.into()),
        money("administrative", "Administrative", "Of the total: administrative work.", |row| {
            row.buckets.administrative.into()
        }),
        money("managerial", "Managerial", "Of the total: managerial work.", |row| row.buckets.managerial.into()),
        money("frontline", "Frontline", "Of the total: frontline work.", |row| row.buckets.frontline.into()),
        money("frontline_management", "Frontline management", "Of the total: management of frontline work.", |row| {
            row.buckets.frontline_management.into()
        }),
        money(
            "frontline_administration",
            "Frontline administration",
            "Of the total: time of frontline staff on administrative or managerial work.",
            |row| row.buckets.frontline_administration.into(),
        ),
        money("recharge_out", "Recharged", "Of the total: paid to another body for a service.", |row| {
            row.buckets.recharge_out.into()
        }),
        money("unmapped", "Unmapped", "Of the total: in items, with no function.", |row| row.buckets.unmapped.into()),
        money("unitemised", "In no item", "Of the total: in no item.", |row| row.buckets.unitemised.into()),
        money("group_only", "Group only", "Of the unmapped: known to a group of functions.", |row| {
            row.group_only.into()
        }),
        money("in_scope", "In scope", "Administrative and managerial cost.", |row| row.in_scope.into()),
        money("exempt", "Exempt", "Of what is in scope: on functions that are never compared.", |row| {
            row.exempt.into()
        }),
        money("excluded_like_for_like", "Accounts differ", "Of what is in scope: accounts differ from most.", |row| {
            row.excluded.like_for_like.into()
        }),
        money("excluded_exceptions", "Exceptions", "Of what is in scope: by a declared exception.", |row| {
            row.excluded.exceptions.into()
        }),
        money("excluded_failure_demand", "Failure demand", "Of what is in scope: failure demand.", |row| {
            row.excluded.failure_demand.into()
        }),
        money("below_floor", "Below the floor", "Of what is in scope: of providers below the floor.", |row| {
            row.below_floor.into()
        }),
        money("duplicated", "Duplicated", "Its part of the duplicated cost.", |row| row.duplicated.into()),
        money("within", "Within", "Of the duplicated: among its own units and products.", |row| row.within.into()),
        money("between", "Between", "Of the duplicated: shared with others.", |row| row.between.into()),
        fte("duplicated_fte", "Duplicated staff", "Staff behind the duplicated cost.", |row| row.duplicated_fte.into()),
        money("npv", "Net present value", "Of its own business case; empty where that cannot be said.", |row| {
            row.npv.into()
        }),
    ],
};

/// What one organisation spends on one function.
#[derive(Default)]
pub(super) struct Spent {
    function: String,
    label: String,
    organisation: String,
    name: String,
    cost: Money,
    staff: Money,
    systems: Money,
    duplicated: Money,
    fte: MilliFte,
}

pub(super) static ORGANISATION_FUNCTIONS: Definition<Spent> = Definition {
    name: "organisation_functions",
    title: "Organisations by function",
    about: "What one organisation spends on one function: the matrix, one row a field.",
    key: 2,
    references: &[FUNCTION, ORGANISATION],
    rows: |report, each| {
        // The rows of an organisation on a function stand together.
        report
            .attribution
            .chunk_by(|a, b| (&a.function, &a.organisation) == (&b.function, &b.organisation))
            .try_for_each(|rows| each(&Spent::of(rows, report)))
    },
    fields: &[
        wide(32, text("function", "Function", "Code of the function.", |row| (&row.function).into())),
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.organisation).into())),
        wide(36, text("function_label", "Function name", "Its name.", |row| (&row.label).into())),
        wide(40, text("organisation_name", "Organisation", "Its name.", |row| (&row.name).into())),
        money("cost", "Cost", "Administrative and managerial cost.", |row| row.cost.into()),
        money("staff", "Of staff", "Of the cost: of staff and what they spend.", |row| row.staff.into()),
        money("systems", "Of systems", "Of the cost: of systems.", |row| row.systems.into()),
        money("duplicated", "Duplicated", "Its part of the function's duplicated cost.", |row| row.duplicated.into()),
        fte("duplicated_fte", "Duplicated staff", "Staff behind the duplicated cost.", |row| row.fte.into()),
    ],
};

impl Spent {
    fn of(rows: &[AttributionRow], report: &Report) -> Self {
        let Some(first) = rows.first() else { return Self::default() };
        let layer = |layer: Layer| rows.iter().filter(|row| row.layer == layer).map(|row| row.cost).sum();
        Self {
            function: first.function.to_string(),
            label: function(report, &first.function).map(|row| row.label.clone()).unwrap_or_default(),
            organisation: first.organisation.to_string(),
            name: organisation(report, &first.organisation).map(|row| row.name.clone()).unwrap_or_default(),
            cost: rows.iter().map(|row| row.cost).sum(),
            staff: layer(Layer::Staff),
            systems: layer(Layer::Systems),
            duplicated: rows.iter().map(|row| row.duplicated).sum(),
            fte: MilliFte(rows.iter().map(|row| row.fte.0).sum()),
        }
    }
}

/// The row of an organisation. They stand in the order of their ids.
pub(super) fn organisation<'r>(report: &'r Report, id: &str) -> Option<&'r OrganisationRow> {
    let place = report.organisations.binary_search_by(|row| row.id.as_str().cmp(id)).ok()?;
    report.organisations.get(place)
}

/// The row of a function. They stand in the order of their codes.
pub(super) fn function<'r>(report: &'r Report, code: &str) -> Option<&'r FunctionRow> {
    let place = report.functions.binary_search_by(|row| row.code.as_str().cmp(code)).ok();
    // A list of one's own may order its codes as it likes.
    place.and_then(|place| report.functions.get(place)).or_else(|| report.functions.iter().find(|row| row.code == code))
}

pub(super) static ATTRIBUTION: Definition<AttributionRow> = Definition {
    name: "attribution",
    title: "Attribution",
    about: "An organisation's part of a function's duplicated cost, by kind of cost, category and end of contract.",
    key: 0,
    references: &[FUNCTION, ORGANISATION],
    rows: |report, each| report.attribution.iter().try_for_each(each),
    fields: &[
        wide(32, text("function", "Function", "Code of the function.", |row| row.function.as_ref().into())),
        wide(
            14,
            text("organisation", "Organisation id", "Id of the organisation.", |row| row.organisation.as_ref().into()),
        ),
        wide(10, text("layer", "Layer", "staff or systems: each is compared apart.", |row| row.layer.into())),
        wide(
            13,
            text(
                "pool",
                "Kind of cost",
                "roles, other, systems, or unspecified (known from a process total only).",
                |row| row.pool.into(),
            ),
        ),
        wide(15, text("category", "Category", "administrative or managerial.", |row| row.category.into())),
        date("contract_end", "Contract end", "When the contracts behind it end, where that is known.", |row| {
            row.contract_end.into()
        }),
        money("cost", "Cost", "What the organisation spends.", |row| row.cost.into()),
        money("duplicated", "Duplicated", "What of it counts as duplicated.", |row| row.duplicated.into()),
        money(
            "duplicated_without_fte",
            "Without staff",
            "Of the duplicated: of roles without declared staff.",
            |row| row.duplicated_without_fte.into(),
        ),
        fte("fte", "Duplicated staff", "Staff behind the duplicated cost.", |row| row.fte.into()),
        unit("years", count("lag", "Lag", "Years by which it saves later than the phase line.", |row| row.lag.into())),
    ],
};
