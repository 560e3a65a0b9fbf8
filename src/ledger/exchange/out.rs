//! From facts to rows.

use std::io;

use super::tables::{
    AlternativeRow, ClaimRow, CostRow, CoverageRow, DocumentRow, DriverRow, Each, ExceptionItemRow, ExceptionRow,
    FindingPlaceRow, FindingRow, ItemRow, LooseRow, NameRow, OrganisationRow, OutcomeRow, ProductRow, RechargeRow,
    SaleRow, Table, TransferRow, UnitRow, VendorRow, VolumeRow,
};
use crate::finding::Finding;
use crate::ledger::facts::{ReturnFacts, Why};
use crate::ledger::gather::Gathered;
use crate::money::Fte;
use crate::source::{Position, Route, Step};
use crate::taxonomy::{FunctionId, Taxonomy};

/// What rows are made of.
pub(super) struct Source<'a> {
    gathered: &'a Gathered,
    taxonomy: &'a Taxonomy,
}

/// Hands out the rows of a table in the order of the facts.
///
/// # Errors
/// What `each` fails with.
pub fn rows(gathered: &Gathered, taxonomy: &Taxonomy, table: &Table, each: Each<'_>) -> io::Result<()> {
    (table.rows)(&Source { gathered, taxonomy }, each)
}

/// A row that facts give.
pub(super) trait Give: Sized {
    fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()>;
}

/// One return, and whose it is.
struct Body<'a> {
    facts: &'a ReturnFacts,
    taxonomy: &'a Taxonomy,
    organisation: &'a str,
    period: &'a str,
}

impl Body<'_> {
    fn organisation(&self) -> String {
        self.organisation.to_owned()
    }

    fn period(&self) -> String {
        self.period.to_owned()
    }

    /// What other tables call an item.
    fn item(&self, item: u32) -> String {
        let item = &self.facts.items[item as usize];
        format!("{}/{}", item.kind.word(), item.id)
    }

    fn unit(&self, unit: u32) -> String {
        self.facts.units[unit as usize].clone()
    }

    fn code(&self, function: FunctionId) -> String {
        self.taxonomy.get(function).code.clone()
    }
}

impl<'a> Source<'a> {
    fn bodies(&self) -> impl Iterator<Item = Body<'a>> {
        let taxonomy = self.taxonomy;
        self.gathered.facts.iter().map(move |facts| Body {
            facts,
            taxonomy,
            organisation: &facts.organisation.id,
            period: &facts.organisation.period,
        })
    }
}

/// Rows of one list of each return.
macro_rules! give {
    ($record:ident, |$body:ident| $list:expr, |$one:pat_param| $row:expr) => {
        impl Give for $record {
            fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
                source.bodies().try_for_each(|$body| $list.into_iter().try_for_each(|$one| each($row)))
            }
        }
    };
}

give!(OrganisationRow, |body| [&body.facts.organisation], |fact| OrganisationRow {
    organisation: fact.id.clone(),
    period: fact.period.clone(),
    name: fact.name.clone(),
    organisation_type: fact.kind.clone(),
    family: fact.family.clone(),
    region: fact.region.clone(),
    currency: fact.currency.clone(),
    total_pence: fact.total,
    total_source: fact.total_source.word().to_owned(),
    fte_mfte: fact.fte,
    fte_itemised_mfte: fact.fte_itemised,
    unpriced_fte_mfte: fact.unpriced_fte,
    administrative_pence: fact.buckets.administrative,
    managerial_pence: fact.buckets.managerial,
    frontline_pence: fact.buckets.frontline,
    frontline_management_pence: fact.buckets.frontline_management,
    frontline_administration_pence: fact.buckets.frontline_administration,
    recharge_out_pence: fact.buckets.recharge_out,
    unmapped_pence: fact.buckets.unmapped,
    unitemised_pence: fact.buckets.unitemised,
    group_only_pence: fact.group_only,
    not_admitted_pence: fact.not_admitted,
    accounting_on_costs: fact.accounting.on_costs.map(|kept| kept.word().to_owned()),
    accounting_recharges: fact.accounting.recharges.map(|kept| kept.word().to_owned()),
    accounting_vat: fact.accounting.vat.map(|kept| kept.word().to_owned()),
    path: body.facts.path.to_string(),
    line: body.facts.line,
});

give!(NameRow, |body| &body.facts.organisation.known_as, |name| NameRow {
    organisation: body.organisation(),
    period: body.period(),
    known_as: name.clone(),
});

give!(DriverRow, |body| &body.facts.organisation.drivers, |(driver, quantity)| DriverRow {
    organisation: body.organisation(),
    period: body.period(),
    driver: driver.clone(),
    quantity_millionths: *quantity,
});

give!(UnitRow, |body| (0_u32..).zip(&body.facts.units), |(number, unit)| UnitRow {
    organisation: body.organisation(),
    period: body.period(),
    unit: unit.clone(),
    name: body.facts.unit_name(number).map(str::to_owned),
});

give!(ProductRow, |body| &body.facts.products, |product| ProductRow {
    organisation: body.organisation(),
    period: body.period(),
    product: product.key.clone(),
    name: product.name.clone(),
    vendor: product.vendor.clone(),
    contract_end: product.contract_end,
});

give!(ItemRow, |body| body.facts.items.iter().zip(0..), |(item, place)| ItemRow {
    organisation: body.organisation(),
    period: body.period(),
    item: body.item(place),
    kind: item.kind.word().to_owned(),
    id: item.id.to_string(),
    text: item.text.to_string(),
    unit: body.unit(item.unit),
    place: item.index,
    source: item.mapping.source.word().to_owned(),
    comparable: item.mapping.comparable,
    leaf: item.leaf,
    fte_mfte: item.fte,
    cost_pence: item.cost,
    failure_demand_ppm: item.failure_demand,
    reason: item.grounds.as_ref().map(|grounds| grounds.reason.clone()),
    line: item.position.line,
    column: item.position.column,
});

give!(
    ClaimRow,
    |body| body.facts.items.iter().zip(0..).flat_map(|(item, place)| item
        .mapping
        .claims
        .iter()
        .map(move |claim| (place, claim))),
    |(place, claim)| ClaimRow {
        organisation: body.organisation(),
        period: body.period(),
        item: body.item(place),
        function: body.code(claim.function),
        share_ppm: claim.share,
        confidence_ppm: claim.confidence,
    }
);

give!(
    AlternativeRow,
    |body| body
        .facts
        .items
        .iter()
        .zip(0..)
        .flat_map(|(item, place)| (0..item.mapping.alternatives.len()).map(move |number| (place, item, number))),
    |(place, item, number)| AlternativeRow {
        organisation: body.organisation(),
        period: body.period(),
        item: body.item(place),
        function: body.code(item.mapping.alternatives[number].0),
        confidence_ppm: item.mapping.alternatives[number].1,
        reason: item.grounds.as_ref().and_then(|grounds| grounds.others.get(number).cloned()),
    }
);

give!(CostRow, |body| &body.facts.costs, |cost| CostRow {
    organisation: body.organisation(),
    period: body.period(),
    item: body.item(cost.item),
    mapped_by: body.item(cost.mapped_by),
    unit: body.unit(cost.unit),
    layer: cost.pool.layer().word().to_owned(),
    pool: cost.pool.word().to_owned(),
    function: body.code(cost.function),
    category: cost.category.word().to_owned(),
    amount_pence: cost.amount,
    fte_mfte: i64::try_from(cost.fte.0.div_euclid(Fte::PER_MILLI)).unwrap_or(i64::MAX),
    fte_rest: i64::try_from(cost.fte.0.rem_euclid(Fte::PER_MILLI)).unwrap_or_default(),
    confidence_ppm: cost.confidence,
    product: cost.product.map(|product| body.facts.products[product.index()].key.clone()),
});

give!(LooseRow, |body| &body.facts.loose, |loose| LooseRow {
    organisation: body.organisation(),
    period: body.period(),
    item: body.item(loose.item),
    why: why(loose.why).0.to_owned(),
    function: why(loose.why).1.map(|function| body.code(function)),
    amount_pence: loose.amount,
});

give!(VolumeRow, |body| &body.facts.volumes, |volume| VolumeRow {
    organisation: body.organisation(),
    period: body.period(),
    item: body.item(volume.item),
    volume_millionths: volume.volume,
    volume_unit: volume.unit.clone(),
});

give!(OutcomeRow, |body| &body.facts.outcomes, |outcome| OutcomeRow {
    organisation: body.organisation(),
    period: body.period(),
    measure: outcome.measure.clone(),
    kind: outcome.kind.word().to_owned(),
    value_millionths: outcome.value,
    better: outcome.better.word().to_owned(),
    weight_millionths: outcome.weight,
    function: outcome.function.map(|function| body.code(function)),
});

give!(RechargeRow, |body| &body.facts.recharges, |recharge| RechargeRow {
    organisation: body.organisation(),
    period: body.period(),
    paid_to: recharge.to.clone(),
    function: recharge.function.map(|function| body.code(function)),
    amount_pence: recharge.amount,
    line: recharge.position.line,
    column: recharge.position.column,
});

give!(SaleRow, |body| &body.facts.sales, |sale| SaleRow {
    organisation: body.organisation(),
    period: body.period(),
    sold_to: sale.to.clone(),
    function: sale.function.map(|function| body.code(function)),
    product: sale.product.clone(),
    amount_pence: sale.amount,
    line: sale.position.line,
    column: sale.position.column,
});

give!(VendorRow, |body| &body.facts.vendors, |vendor| VendorRow {
    organisation: body.organisation(),
    period: body.period(),
    item: body.item(vendor.item),
    product: body.facts.products[vendor.product as usize].key.clone(),
    vendor: vendor.vendor.clone(),
    line: vendor.position.line,
    column: vendor.position.column,
});

give!(TransferRow, |body| &body.facts.transfers, |transfer| TransferRow {
    organisation: body.organisation(),
    period: body.period(),
    function: transfer.function.map(|function| body.code(function)),
    moved_in_pence: transfer.moved_in,
    moved_out_pence: transfer.moved_out,
});

give!(ExceptionRow, |body| &body.facts.exceptions, |exception| ExceptionRow {
    organisation: body.organisation(),
    period: body.period(),
    exception: exception.index,
    unit: exception.unit.map(|unit| body.unit(unit)),
    function: exception.function.map(|function| body.code(function)),
    reason: exception.reason.word().to_owned(),
    note: exception.note.clone(),
    until: exception.until,
    line: exception.position.line,
    column: exception.position.column,
});

give!(
    ExceptionItemRow,
    |body| body
        .facts
        .exceptions
        .iter()
        .flat_map(|exception| exception.items.iter().map(move |item| (exception.index, *item))),
    |(exception, item)| ExceptionItemRow {
        organisation: body.organisation(),
        period: body.period(),
        exception,
        item: body.item(item),
    }
);

impl Give for FindingRow {
    fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
        source.gathered.findings.iter().enumerate().try_for_each(|(number, finding)| each(finding_row(number, finding)))
    }
}

fn finding_row(number: usize, finding: &Finding) -> FindingRow {
    FindingRow {
        finding: number,
        organisation: finding.organisation.clone(),
        code: finding.code.word().to_owned(),
        severity: finding.severity.word().to_owned(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        path: finding.path.as_deref().map(str::to_owned),
        line: line(finding.position),
        column: column(finding.position),
        end_line: line(finding.end),
        end_column: column(finding.end),
        route: finding.route.as_ref().map(route),
        item: finding.item.clone(),
        named: finding.named.clone(),
        mend_found: finding.mend.as_ref().map(|mend| mend.found.clone()),
        mend_meant: finding.mend.as_ref().map(|mend| mend.meant.clone()),
    }
}

impl Give for FindingPlaceRow {
    fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
        for (finding, of) in source.gathered.findings.iter().enumerate() {
            for related in &of.related {
                each(Self {
                    finding,
                    message: related.message.clone(),
                    path: related.path.as_deref().map(str::to_owned),
                    line: line(related.position),
                    column: column(related.position),
                    end_line: line(related.end),
                    end_column: column(related.end),
                    route: related.route.as_ref().map(route),
                })?;
            }
        }
        Ok(())
    }
}

impl Give for CoverageRow {
    fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
        let coverage = &source.gathered.coverage;
        let withheld = coverage.withheld.as_ref();
        each(Self {
            files_found: coverage.files_found,
            files_read: coverage.files_read,
            files_rejected: coverage.files_rejected,
            files_skipped: coverage.files_skipped,
            returns_rejected: coverage.returns_rejected,
            unread: coverage.unread,
            redacted_below_mfte: withheld.map(|withheld| withheld.below),
            redacted_roles: withheld.map(|withheld| withheld.roles),
            redacted_fte_mfte: withheld.map(|withheld| withheld.fte),
            redacted_cost_pence: withheld.map(|withheld| withheld.cost),
            redacted_units: withheld.map(|withheld| withheld.units),
            redacted_findings: withheld.map(|withheld| withheld.findings),
            redacted_alone: withheld.map(|withheld| withheld.alone),
            redacted_salt: withheld.map(|withheld| withheld.salt),
        })
    }
}

impl Give for DocumentRow {
    fn give(source: &Source<'_>, each: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
        source.gathered.documents.iter().try_for_each(|sha256| each(Self { sha256: sha256.clone() }))
    }
}

fn line(position: Option<Position>) -> Option<u32> {
    position.map(|at| at.line)
}

fn column(position: Option<Position>) -> Option<u32> {
    position.map(|at| at.column)
}

/// A way as a list, so that keys with dots in them come back whole.
fn route(route: &Route) -> String {
    let steps = route.steps().iter().map(|step| match step {
        Step::Key(key) => serde_json::Value::from(key.as_str()),
        Step::Index(index) => serde_json::Value::from(*index),
    });
    steps.collect::<serde_json::Value>().to_string()
}

pub(super) fn why(why: Why) -> (&'static str, Option<FunctionId>) {
    match why {
        Why::NoFunction => ("no-function", None),
        Why::Group(group) => ("group", Some(group)),
        Why::AboveProcessTotal => ("above-process-total", None),
        Why::NoCategory(function) => ("no-category", Some(function)),
    }
}
