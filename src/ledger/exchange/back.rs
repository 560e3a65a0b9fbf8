//! From rows back to facts. Rows come from files that anybody may have made: nothing in them is taken on trust.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoPeriod;

use super::out::{better, gross, inclusion, measure_kind, why};
use super::tables::{
    AlternativeRow, ClaimRow, CostRow, CoverageRow, DocumentRow, DriverRow, ExceptionItemRow, ExceptionRow,
    FindingPlaceRow, FindingRow, ItemRow, LooseRow, NameRow, OrganisationRow, OutcomeRow, ProductRow, RechargeRow,
    SaleRow, Table, TransferRow, UnitRow, VendorRow, VolumeRow,
};
use super::value::{Cell, start};
use crate::finding::{Code, Finding, Mend, Related, Severity};
use crate::ledger::facts::{
    Buckets, Cost, ExceptionFact, ItemFact, Loose, OrganisationFact, OutcomeFact, Pool, ProductFact, RechargeFact,
    ReturnFacts, SaleFact, SpendCategory, TotalSource, TransferFact, VendorFact, VolumeFact, Why,
};
use crate::ledger::gather::{Coverage, Gathered, Withheld};
use crate::mapping::{Claim, Claims, Grounds, Mapping, Source};
use crate::money::{Fte, Money, ONE, Share};
use crate::returns::{Accounting, Better, ExceptionReason, Gross, Inclusion, Kind, MeasureKind, Period};
use crate::source::{Position, Route};
use crate::taxonomy::{FunctionId, Taxonomy};

/// The most staff that a cost may bring, with room for sums: a million times a million posts.
const MOST_MFTE: i64 = 1_000_000_000_000;

/// Facts while their rows come in, table by table.
pub struct Builder<'a> {
    taxonomy: &'a Taxonomy,
    gathered: Gathered,
    places: FxHashMap<String, usize>,
    here: Option<Here>,
}

/// The return whose rows come in at the moment. Rows of one return stand together, so that one is enough.
struct Here {
    place: usize,
    items: [FxHashMap<String, u32>; 3],
    units: FxHashMap<String, u32>,
    products: FxHashMap<String, u32>,
}

/// A row that goes into facts.
pub(super) trait Take {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String>;
}

impl<'a> Builder<'a> {
    /// Facts of one list of functions.
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        Self { taxonomy, gathered: Gathered::default(), places: FxHashMap::default(), here: None }
    }

    /// Takes a row of a table. Tables come in the order of [`super::TABLES`].
    ///
    /// # Errors
    /// The row is none of that table, or does not fit those before it; the words begin with the column.
    pub fn take(&mut self, table: &Table, cells: Vec<Cell>) -> Result<(), String> {
        (table.take)(cells, self)
    }

    /// Ends a table: what comes next may add to any return again.
    pub fn end_of_table(&mut self) {
        self.here = None;
    }

    /// The facts, if they add up.
    ///
    /// # Errors
    /// They do not, and which organisation it is.
    pub fn finish(self) -> Result<Gathered, String> {
        for facts in &self.gathered.facts {
            add_up(facts).map_err(|problem| format!("`{}`: {problem}", start(&facts.organisation.id)))?;
        }
        Ok(self.gathered)
    }

    /// The return that a row belongs to.
    fn body(&mut self, organisation: &str, period: &str) -> Result<(&mut ReturnFacts, &Here), String> {
        let place = *self.places.get(organisation).ok_or_else(|| {
            format!("`organisation` is `{}`, which is not among the organisations", start(organisation))
        })?;
        let facts = &mut self.gathered.facts[place];
        if facts.organisation.period != period {
            return Err(format!("`period` is `{}`, that of the organisation is another", start(period)));
        }
        if self.here.as_ref().is_none_or(|here| here.place != place) {
            self.here = Some(Here::of(place, facts));
        }
        match &self.here {
            Some(here) => Ok((facts, here)),
            None => Err("`organisation` cannot be found".to_owned()),
        }
    }

    fn function(&self, code: &str) -> Result<FunctionId, String> {
        let known = self.taxonomy.find(code);
        known.ok_or_else(|| format!("`function` is `{}`, which `{}` does not have", start(code), self.taxonomy.id))
    }

    fn some_function(&self, code: Option<String>) -> Result<Option<FunctionId>, String> {
        code.map(|code| self.function(&code)).transpose()
    }
}

impl Here {
    fn of(place: usize, facts: &ReturnFacts) -> Self {
        let mut items = [FxHashMap::default(), FxHashMap::default(), FxHashMap::default()];
        for (item, number) in facts.items.iter().zip(0..) {
            items[item.kind as usize].insert(item.id.to_string(), number);
        }
        // Of equal ids the first: `-` may also be the id of a unit.
        let mut units = FxHashMap::default();
        for (unit, number) in facts.units.iter().zip(0..) {
            units.entry(unit.clone()).or_insert(number);
        }
        let products = facts.products.iter().zip(0..).map(|(product, number)| (product.key.clone(), number)).collect();
        Self { place, items, units, products }
    }

    fn item(&self, column: &str, name: &str) -> Result<u32, String> {
        let found = name.split_once('/').and_then(|(kind, id)| {
            let kind = KINDS.iter().find(|known| known.word() == kind)?;
            self.items[*kind as usize].get(id).copied()
        });
        found.ok_or_else(|| format!("`{column}` is `{}`, which the organisation does not have", start(name)))
    }

    fn unit(&self, id: &str) -> Result<u32, String> {
        let found = self.units.get(id).copied();
        found.ok_or_else(|| format!("`unit` is `{}`, which the organisation does not have", start(id)))
    }

    fn product(&self, key: &str) -> Result<u32, String> {
        let found = self.products.get(key).copied();
        found.ok_or_else(|| format!("`product` is `{}`, which the organisation does not have", start(key)))
    }
}

const KINDS: [Kind; 3] = [Kind::Process, Kind::Role, Kind::System];

/// The value of a closed set that is written with a word.
fn word<T: Copy>(column: &str, text: &str, all: &[T], of: impl Fn(T) -> String) -> Result<T, String> {
    all.iter().copied().find(|value| of(*value) == text).ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|value| of(*value)).collect();
        format!("`{column}` is `{}`; {} is expected", start(text), known.join(" or "))
    })
}

fn place(line: u32, column: u32) -> Position {
    Position { line, column }
}

fn some_place(line: Option<u32>, column: Option<u32>) -> Option<Position> {
    line.zip(column).map(|(line, column)| place(line, column))
}

impl Take for OrganisationRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        const INCLUSIONS: [Inclusion; 2] = [Inclusion::Included, Inclusion::Excluded];
        Period::deserialize(IntoDeserializer::<NoPeriod>::into_deserializer(self.period.as_str()))
            .map_err(|_| format!("`period` is `{}`; a period such as 2025-26 is expected", start(&self.period)))?;
        let sources = [TotalSource::Declared, TotalSource::Itemised, TotalSource::Processes];
        let included = |column: &str, text: Option<String>| {
            text.map(|text| word(column, &text, &INCLUSIONS, inclusion)).transpose()
        };
        let recharges = self.accounting_recharges.as_deref();
        let accounting = Accounting {
            on_costs: included("accounting_on_costs", self.accounting_on_costs)?,
            recharges: recharges
                .map(|text| word("accounting_recharges", text, &[Gross::Gross, Gross::Net], gross))
                .transpose()?,
            vat: included("accounting_vat", self.accounting_vat)?,
        };
        let number = builder.gathered.facts.len();
        if builder.places.insert(self.organisation.clone(), number).is_some() {
            return Err(format!("`organisation` is `{}` once more", start(&self.organisation)));
        }
        builder.gathered.facts.push(ReturnFacts {
            path: self.path.into(),
            line: self.line,
            organisation: OrganisationFact {
                id: self.organisation,
                name: self.name,
                kind: self.organisation_type,
                known_as: Vec::new(),
                family: self.family,
                region: self.region,
                period: self.period,
                currency: self.currency,
                accounting,
                drivers: Vec::new(),
                total: self.total_pence,
                total_source: word("total_source", &self.total_source, &sources, |one| one.word().to_owned())?,
                fte: self.fte_mfte,
                fte_itemised: self.fte_itemised_mfte,
                unpriced_fte: self.unpriced_fte_mfte,
                buckets: Buckets {
                    administrative: self.administrative_pence,
                    managerial: self.managerial_pence,
                    frontline: self.frontline_pence,
                    frontline_management: self.frontline_management_pence,
                    frontline_administration: self.frontline_administration_pence,
                    recharge_out: self.recharge_out_pence,
                    unmapped: self.unmapped_pence,
                    unitemised: self.unitemised_pence,
                },
                group_only: self.group_only_pence,
                not_admitted: self.not_admitted_pence,
            },
            units: Vec::new(),
            products: Vec::new(),
            items: Vec::new(),
            costs: Vec::new(),
            loose: Vec::new(),
            volumes: Vec::new(),
            outcomes: Vec::new(),
            recharges: Vec::new(),
            sales: Vec::new(),
            vendors: Vec::new(),
            transfers: Vec::new(),
            exceptions: Vec::new(),
        });
        Ok(())
    }
}

impl Take for NameRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.body(&self.organisation, &self.period)?.0.organisation.known_as.push(self.known_as);
        Ok(())
    }
}

impl Take for DriverRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, _) = builder.body(&self.organisation, &self.period)?;
        facts.organisation.drivers.push((self.driver, self.quantity_millionths));
        Ok(())
    }
}

impl Take for UnitRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.body(&self.organisation, &self.period)?.0.units.push(self.unit);
        Ok(())
    }
}

impl Take for ProductRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.body(&self.organisation, &self.period)?.0.products.push(ProductFact {
            key: self.product,
            name: self.name,
            vendor: self.vendor,
            contract_end: self.contract_end,
        });
        Ok(())
    }
}

impl Take for ItemRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let sources = [Source::Declared, Source::Decision, Source::Mapper, Source::None];
        let source = word("source", &self.source, &sources, |one| one.word().to_owned())?;
        let kind = word("kind", &self.kind, &KINDS, |one| one.word().to_owned())?;
        if self.item.strip_prefix(kind.word()).and_then(|rest| rest.strip_prefix('/')) != Some(self.id.as_str()) {
            return Err(format!("`item` is `{}`, which is not its kind and id", start(&self.item)));
        }
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.items.push(ItemFact {
            kind,
            id: self.id.into(),
            text: self.text.into(),
            unit: here.unit(&self.unit)?,
            index: self.place,
            mapping: Mapping { comparable: self.comparable, ..Mapping::new(source, Claims::new(), Vec::new()) },
            position: place(self.line, self.column),
            grounds: self.reason.map(|reason| Box::new(Grounds { reason, others: Vec::new() })),
            leaf: self.leaf,
            fte: self.fte_mfte,
            cost: self.cost_pence,
            failure_demand: self.failure_demand_ppm,
        });
        Ok(())
    }
}

impl Take for ClaimRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.function(&self.function)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let claims = &mut facts.items[here.item("item", &self.item)? as usize].mapping.claims;
        claims.push(Claim { function, share: self.share_ppm, confidence: self.confidence_ppm });
        let shares: u64 = claims.iter().map(|claim| u64::from(claim.share.0)).sum();
        if shares > u64::from(ONE) {
            return Err(format!("`share_ppm`: the shares of `{}` are more than one whole", start(&self.item)));
        }
        Ok(())
    }
}

impl Take for AlternativeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.function(&self.function)?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = &mut facts.items[here.item("item", &self.item)? as usize];
        item.mapping.alternatives.push((function, self.confidence_ppm));
        if let Some((grounds, reason)) = item.grounds.as_mut().zip(self.reason) {
            grounds.others.push(reason);
        }
        Ok(())
    }
}

impl Take for CostRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        const CATEGORIES: [SpendCategory; 5] = [
            SpendCategory::Administrative,
            SpendCategory::Managerial,
            SpendCategory::Frontline,
            SpendCategory::FrontlineManagement,
            SpendCategory::FrontlineAdministration,
        ];
        let function = builder.function(&self.function)?;
        let known = builder.taxonomy.get(function);
        if !known.is_leaf || known.category.is_none() {
            return Err(format!("`function` is `{}`, on which no cost can be", known.code));
        }
        let pool = word("pool", &self.pool, &Pool::ALL, |one| one.word().to_owned())?;
        word("layer", &self.layer, &[pool.layer()], |one| one.word().to_owned())?;
        let category = word("category", &self.category, &CATEGORIES, |one| one.word().to_owned())?;
        if !(0..=MOST_MFTE).contains(&self.fte_mfte) || !(0..Fte::PER_MILLI).contains(&i128::from(self.fte_rest)) {
            return Err("`fte_mfte` or `fte_rest` is out of range".to_owned());
        }
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let product = self.product.map(|product| here.product(&product)).transpose()?;
        if (pool == Pool::Systems) != product.is_some() {
            return Err("`product` is given for systems, and for nothing else".to_owned());
        }
        facts.costs.push(Cost {
            unit: here.unit(&self.unit)?,
            pool,
            function,
            category,
            amount: self.amount_pence,
            fte: Fte(i128::from(self.fte_mfte) * Fte::PER_MILLI + i128::from(self.fte_rest)),
            confidence: self.confidence_ppm,
            product,
            item: here.item("item", &self.item)?,
            mapped_by: here.item("mapped_by", &self.mapped_by)?,
        });
        Ok(())
    }
}

impl Take for LooseRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let kinds = [
            Some(Why::NoFunction),
            Some(Why::AboveProcessTotal),
            function.map(Why::Group),
            function.map(Why::NoCategory),
        ];
        let known: Vec<Why> = kinds.into_iter().flatten().collect();
        let reason = word("why", &self.why, &known, |one| why(one).0.to_owned())?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.loose.push(Loose { item: here.item("item", &self.item)?, amount: self.amount_pence, why: reason });
        Ok(())
    }
}

impl Take for VolumeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = here.item("item", &self.item)?;
        facts.volumes.push(VolumeFact { item, volume: self.volume_millionths, unit: self.volume_unit });
        Ok(())
    }
}

impl Take for OutcomeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let kinds = [MeasureKind::Rate, MeasureKind::Count];
        let directions = [Better::Higher, Better::Lower];
        let outcome = OutcomeFact {
            measure: self.measure,
            kind: word("kind", &self.kind, &kinds, |one| measure_kind(one).to_owned())?,
            value: self.value_millionths,
            better: word("better", &self.better, &directions, |one| better(one).to_owned())?,
            weight: self.weight_millionths,
            function: builder.some_function(self.function)?,
        };
        builder.body(&self.organisation, &self.period)?.0.outcomes.push(outcome);
        Ok(())
    }
}

impl Take for RechargeRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let position = place(self.line, self.column);
        let recharge = RechargeFact { to: self.paid_to, function, amount: self.amount_pence, position };
        builder.body(&self.organisation, &self.period)?.0.recharges.push(recharge);
        Ok(())
    }
}

impl Take for SaleRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        builder.body(&self.organisation, &self.period)?.0.sales.push(SaleFact {
            to: self.sold_to,
            function,
            product: self.product,
            amount: self.amount_pence,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for VendorRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.vendors.push(VendorFact {
            item: here.item("item", &self.item)?,
            product: here.product(&self.product)?,
            vendor: self.vendor,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for TransferRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let function = builder.some_function(self.function)?;
        let transfer = TransferFact { function, moved_in: self.moved_in_pence, moved_out: self.moved_out_pence };
        builder.body(&self.organisation, &self.period)?.0.transfers.push(transfer);
        Ok(())
    }
}

impl Take for ExceptionRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        const REASONS: [ExceptionReason; 6] = [
            ExceptionReason::Statutory,
            ExceptionReason::Resilience,
            ExceptionReason::SegregationOfDuties,
            ExceptionReason::DifferentUsers,
            ExceptionReason::Transition,
            ExceptionReason::Other,
        ];
        let function = builder.some_function(self.function)?;
        let reason = word("reason", &self.reason, &REASONS, |one| one.word().to_owned())?;
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        facts.exceptions.push(ExceptionFact {
            items: Vec::new(),
            unit: self.unit.map(|unit| here.unit(&unit)).transpose()?,
            function,
            reason,
            note: self.note,
            until: self.until,
            index: self.exception,
            position: place(self.line, self.column),
        });
        Ok(())
    }
}

impl Take for ExceptionItemRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let (facts, here) = builder.body(&self.organisation, &self.period)?;
        let item = here.item("item", &self.item)?;
        match facts.exceptions.iter_mut().find(|exception| exception.index == self.exception) {
            Some(exception) => exception.items.push(item),
            None => return Err(format!("`exception` is {}, which the organisation does not have", self.exception)),
        }
        Ok(())
    }
}

impl Take for FindingRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let severities = [Severity::Note, Severity::Warning, Severity::Error];
        let findings = &mut builder.gathered.findings;
        if self.finding != findings.len() {
            return Err(format!("`finding` is {}; {} is expected", self.finding, findings.len()));
        }
        let code = Code::find(&self.code).ok_or_else(|| format!("`code` is `{}`, which is none", start(&self.code)))?;
        let mut finding = Finding::new(code, self.message);
        finding.severity = word("severity", &self.severity, &severities, |one| one.word().to_owned())?;
        finding.help = self.help;
        finding.path = self.path.map(Arc::from);
        finding.position = some_place(self.line, self.column);
        finding.end = some_place(self.end_line, self.end_column);
        finding.route = self.route.map(|text| route(&text)).transpose()?;
        finding.organisation = self.organisation;
        finding.item = self.item;
        finding.named = self.named;
        finding.mend = self.mend_found.zip(self.mend_meant).map(|(found, meant)| Mend { found, meant });
        findings.push(finding);
        Ok(())
    }
}

impl Take for FindingPlaceRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let finding = builder.gathered.findings.get_mut(self.finding);
        let finding = finding.ok_or_else(|| format!("`finding` is {}, which there is not", self.finding))?;
        finding.related.push(Related {
            message: self.message,
            path: self.path.map(Arc::from),
            position: some_place(self.line, self.column),
            end: some_place(self.end_line, self.end_column),
            route: self.route.map(|text| route(&text)).transpose()?,
        });
        Ok(())
    }
}

impl Take for CoverageRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.gathered.coverage = Coverage {
            files_found: self.files_found,
            files_read: self.files_read,
            files_rejected: self.files_rejected,
            files_skipped: self.files_skipped,
            returns_rejected: self.returns_rejected,
            unread: self.unread,
            withheld: self.redacted_below_mfte.map(|below| Withheld {
                below,
                roles: self.redacted_roles.unwrap_or_default(),
                fte: self.redacted_fte_mfte.unwrap_or_default(),
                cost: self.redacted_cost_pence.unwrap_or_default(),
                units: self.redacted_units.unwrap_or_default(),
                findings: self.redacted_findings.unwrap_or_default(),
                alone: self.redacted_alone.unwrap_or_default(),
                salt: self.redacted_salt.unwrap_or_default(),
            }),
            ..Coverage::default()
        };
        Ok(())
    }
}

impl Take for DocumentRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.gathered.documents.push(self.sha256);
        Ok(())
    }
}

/// A way that is written as a list.
fn route(text: &str) -> Result<Route, String> {
    let problem = || format!("`route` is `{}`; a list in JSON is expected", start(text));
    let steps: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| problem())?;
    steps.into_iter().try_fold(Route::root(), |route, step| match step {
        serde_json::Value::String(key) => Ok(route.key(key)),
        other => match other.as_u64().and_then(|index| usize::try_from(index).ok()) {
            Some(index) => Ok(route.index(index)),
            None => Err(problem()),
        },
    })
}

/// Every pound is in one place: what the tables say of an organisation is what its row says.
fn add_up(facts: &ReturnFacts) -> Result<(), String> {
    let organisation = &facts.organisation;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|amount| i128::from(amount.0)).sum::<i128>();
    let same = |what: &str, amounts: i128, stated: Money| {
        if amounts == i128::from(stated.0) {
            return Ok(());
        }
        Err(format!("{what} add up to {amounts} pence, and {} are stated", stated.0))
    };
    let named = organisation.buckets.named();
    same("the buckets", sum(&mut named.iter().map(|(_, amount)| *amount)), organisation.total)?;
    for (name, amount) in &named[..5] {
        let costs = facts.costs.iter().filter(|cost| cost.category.word() == *name).map(|cost| cost.amount);
        same(&format!("costs of the category {name}"), sum(&mut costs.into_iter()), *amount)?;
    }
    same(
        "amounts without a function",
        sum(&mut facts.loose.iter().map(|loose| loose.amount)),
        organisation.buckets.unmapped,
    )?;
    let groups = facts.loose.iter().filter(|loose| matches!(loose.why, Why::Group(_))).map(|loose| loose.amount);
    same("amounts known to a group", sum(&mut groups.into_iter()), organisation.group_only)?;
    let items = sum(&mut facts.items.iter().map(|item| item.cost));
    let recharges = sum(&mut facts.recharges.iter().map(|recharge| recharge.amount));
    let sold = sum(&mut facts.sales.iter().map(|sale| sale.amount));
    let moved = sum(&mut facts.transfers.iter().flat_map(|transfer| [transfer.moved_in, transfer.moved_out]));
    if [items, recharges, sold, moved].iter().any(|sum| *sum > i128::from(i64::MAX / 4)) {
        return Err("its amounts are more than can be added up".to_owned());
    }
    let staff = facts.costs.iter().map(|cost| cost.fte.0 / Fte::PER_MILLI).sum::<i128>();
    if staff > i128::from(MOST_MFTE)
        || facts.items.iter().map(|item| i128::from(item.fte.0)).sum::<i128>() > i128::from(MOST_MFTE)
    {
        return Err("its staff are more than can be added up".to_owned());
    }
    let shares = |share: &Share| share.0 <= ONE;
    debug_assert!(facts.items.iter().filter_map(|item| item.failure_demand.as_ref()).all(shares));
    Ok(())
}
