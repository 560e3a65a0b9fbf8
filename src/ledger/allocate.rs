//! The allocation of MODEL.md section 2: links, caps, mapping, gaps and room, in that order.

use std::collections::BTreeMap;

use super::doubts::doubts;
use super::facts::{
    Buckets, Cost, ExceptionFact, ItemFact, Loose, OrganisationFact, Pool, ProductFact, RechargeFact, ReturnFacts,
    SpendCategory, TotalSource, VolumeFact, Why,
};
use super::product::product_key;
use crate::finding::{Code, Finding};
use crate::mapping::{Claim, Mapping};
use crate::money::{Fte, MilliFte, Money, Share, share_out, share_out_by_parts};
use crate::returns::{Kind, Return, Shares};
use crate::source::{Position, Route};
use crate::taxonomy::{Category, FunctionId, Taxonomy};

/// The unit of what names none.
const NO_UNIT: &str = "-";

/// A return that the ledger cannot carry, with the reason.
pub type Rejected = Finding;

/// Puts every pound of a return in its place. `mappings` follows the order of [`Return::items`].
///
/// # Errors
/// The items cost more than the declared total by more than 0.5%.
pub fn allocate(
    declared: &Return,
    mappings: Vec<Mapping>,
    taxonomy: &Taxonomy,
) -> Result<(ReturnFacts, Vec<Finding>), Rejected> {
    let mut ledger = Ledger::open(declared, mappings, taxonomy);
    ledger.link();
    ledger.cap();
    ledger.map_processes();
    ledger.map_rests();
    let (total, total_source, gaps) = ledger.room()?;
    ledger.admit(gaps);
    let (facts, mut findings) = ledger.close(total, total_source);
    findings.extend(doubts(&facts, taxonomy));
    Ok((facts, findings))
}

/// A role or a system: what brings pounds that can be linked to processes.
struct Payer<'a> {
    kind: Kind,
    item: usize,
    unit: Option<usize>,
    cost: Money,
    fte: Fte,
    category: Option<Category>,
    product: Option<u32>,
    links: Option<&'a Shares>,
    /// What is linked to no process.
    rest: Money,
}

/// A process and what it receives.
struct Activity {
    item: usize,
    unit: Option<usize>,
    other: Money,
    total: Option<Money>,
    fte: Fte,
    /// Payers, in their order, with the pounds they put in.
    linked: Vec<(usize, Money)>,
    /// Declared above what is known of it.
    gap: Money,
}

/// Part of a process total that no item explains.
struct Gap {
    unit: usize,
    /// None: the process is known to cost more, its function is not.
    function: Option<FunctionId>,
    amount: Money,
    /// By process: what it contributes, and the staff that come with it.
    parts: Vec<(usize, Money, Fte)>,
}

struct Ledger<'a> {
    declared: &'a Return,
    mappings: Vec<Mapping>,
    taxonomy: &'a Taxonomy,
    /// Ids in order, `-` among them: an index is a unit, and the order decides ties.
    units: Vec<&'a str>,
    products: Vec<ProductFact>,
    /// Roles then systems, each in the order of their ids.
    payers: Vec<Payer<'a>>,
    /// In the order of their ids.
    activities: Vec<Activity>,
    costs: Vec<Cost>,
    loose: Vec<Loose>,
    findings: Vec<Finding>,
}

impl<'a> Ledger<'a> {
    fn open(declared: &'a Return, mappings: Vec<Mapping>, taxonomy: &'a Taxonomy) -> Self {
        let mut units: Vec<&str> = declared.units.iter().map(|unit| unit.id.as_str()).chain([NO_UNIT]).collect();
        units.sort_unstable();
        let unit = |id: Option<&str>| id.and_then(|id| units.binary_search(&id).ok());
        let products = products(declared);
        let (first_role, first_system) = (declared.processes.len(), declared.processes.len() + declared.roles.len());
        let mut payers: Vec<Payer<'_>> = declared
            .roles
            .iter()
            .enumerate()
            .map(|(index, role)| Payer {
                kind: Kind::Role,
                item: first_role + index,
                unit: unit(role.unit.as_deref()),
                cost: role.cost.unwrap_or_default(),
                fte: role.fte.unwrap_or_default().exact(),
                category: role.category,
                product: None,
                links: role.processes.as_ref(),
                rest: Money::ZERO,
            })
            .collect();
        payers.sort_by_key(|payer| &declared.roles[payer.item - first_role].id);
        let mut systems: Vec<Payer<'_>> = declared
            .systems
            .iter()
            .enumerate()
            .map(|(index, system)| {
                let key = product_key(product_name(system));
                let place = products.binary_search_by(|product| product.key.as_str().cmp(&key)).ok();
                Payer {
                    kind: Kind::System,
                    item: first_system + index,
                    unit: unit(system.unit.as_deref()),
                    cost: system.cost.unwrap_or_default(),
                    fte: Fte::default(),
                    category: None,
                    product: place.map(to_u32),
                    links: system.processes.as_ref(),
                    rest: Money::ZERO,
                }
            })
            .collect();
        systems.sort_by_key(|payer| &declared.systems[payer.item - first_system].id);
        payers.extend(systems);
        let mut activities: Vec<Activity> = declared
            .processes
            .iter()
            .enumerate()
            .map(|(index, process)| Activity {
                item: index,
                unit: unit(process.unit.as_deref()),
                other: process.other.unwrap_or_default(),
                total: process.total,
                fte: process.fte.unwrap_or_default().exact(),
                linked: Vec::new(),
                gap: Money::ZERO,
            })
            .collect();
        activities.sort_by_key(|activity| &declared.processes[activity.item].id);
        let (costs, loose, findings) = (Vec::with_capacity(mappings.len() * 2), Vec::new(), Vec::new());
        Self { declared, mappings, taxonomy, units, products, payers, activities, costs, loose, findings }
    }

    fn no_unit(&self) -> usize {
        self.units.binary_search(&NO_UNIT).unwrap_or_default()
    }

    /// Step 1: the cost of roles and systems is split over the processes they name; the rest stays with them.
    fn link(&mut self) {
        let declared = self.declared;
        for (number, payer) in self.payers.iter_mut().enumerate() {
            let Some(links) = payer.links.filter(|links| !links.0.is_empty()) else {
                payer.rest = payer.cost;
                continue;
            };
            let shares: Vec<Share> = links.0.iter().map(|(_, share)| *share).collect();
            let (rest, parts) = share_out_by_parts(payer.cost, &shares);
            payer.rest = rest;
            for ((id, _), part) in links.0.iter().zip(parts) {
                let found = self.activities.binary_search_by(|activity| declared.processes[activity.item].id.cmp(id));
                if let Ok(activity) = found {
                    self.activities[activity].linked.push((number, part));
                }
            }
        }
    }

    /// Step 2: a declared process total limits what is linked to it.
    fn cap(&mut self) {
        let currency = self.declared.currency();
        for activity in &mut self.activities {
            let Some(total) = activity.total else { continue };
            let id = &self.declared.processes[activity.item].id;
            let route = || Route::item(Kind::Process.list(), activity.item).key("total");
            let linked: Money = activity.linked.iter().map(|(_, part)| *part).sum();
            let mut limit = total;
            if activity.other > total {
                self.findings.push(
                    Finding::new(
                        Code::OtherAboveTotal,
                        format!("`{id}` has other cost of {} in a total of {total}", activity.other),
                    )
                    .help("raise `total`, or lower `other`")
                    .at(route())
                    .item(id),
                );
                limit = activity.other;
            }
            let known = activity.other + linked;
            if known <= limit {
                activity.gap = limit - known;
                continue;
            }
            if i128::from(known.0) * 100 > i128::from(limit.0) * 101 {
                let message = format!(
                    "the parts of `{id}` cost {}, its total is {}: {} is kept apart",
                    known.exact(currency),
                    limit.exact(currency),
                    (known - limit).exact(currency)
                );
                self.findings.push(
                    Finding::new(Code::ProcessCapped, message)
                        .help("correct the total, or the shares linked to it")
                        .at(route())
                        .item(id),
                );
            }
            let weights: Vec<i64> = activity.linked.iter().map(|(_, part)| part.0).collect();
            let kept = share_out(limit - activity.other, &weights);
            for ((payer, part), kept) in activity.linked.iter_mut().zip(kept) {
                let excess = *part - kept;
                if excess.is_positive() {
                    self.loose.push(Loose {
                        item: to_u32(self.payers[*payer].item),
                        amount: excess,
                        why: Why::AboveProcessTotal,
                    });
                }
                *part = kept;
            }
        }
    }

    /// Step 3a: the pounds of a process go to its functions.
    fn map_processes(&mut self) {
        let activities = std::mem::take(&mut self.activities);
        for activity in &activities {
            let here = activity.unit.unwrap_or(self.no_unit());
            let staffed = activity.other + activity.gap;
            self.place(&Placing {
                item: activity.item,
                mapped_by: activity.item,
                unit: here,
                pool: Pool::Other,
                role: None,
                product: None,
                amount: activity.other,
                fte: activity.fte.part(activity.other, staffed),
            });
            for (payer, part) in &activity.linked {
                let payer = &self.payers[*payer];
                let placing = Placing {
                    item: payer.item,
                    mapped_by: activity.item,
                    // The unit of the process, else the item's own.
                    unit: activity.unit.or(payer.unit).unwrap_or(self.no_unit()),
                    pool: pool_of(payer.kind),
                    role: payer.category,
                    product: payer.product,
                    amount: *part,
                    fte: payer.fte.part(*part, payer.cost),
                };
                self.place(&placing);
            }
        }
        self.activities = activities;
    }

    /// Step 3b: what is linked to no process goes to the item's own functions.
    fn map_rests(&mut self) {
        let payers = std::mem::take(&mut self.payers);
        for payer in &payers {
            self.place(&Placing {
                item: payer.item,
                mapped_by: payer.item,
                unit: payer.unit.unwrap_or(self.no_unit()),
                pool: pool_of(payer.kind),
                role: payer.category,
                product: payer.product,
                amount: payer.rest,
                fte: payer.fte.part(payer.rest, payer.cost),
            });
        }
        self.payers = payers;
    }

    /// Splits an amount over the functions of a mapping; what has none is loose.
    fn place(&mut self, placing: &Placing) {
        if !placing.amount.is_positive() {
            return;
        }
        let mapping = &self.mappings[placing.mapped_by];
        let split = split(mapping, self.taxonomy, placing.amount);
        for (function, confidence, category, amount) in split.placed {
            self.costs.push(Cost {
                unit: to_u32(placing.unit),
                pool: placing.pool,
                function,
                category: SpendCategory::of(category, placing.role),
                amount,
                fte: placing.fte.part(amount, placing.amount),
                confidence,
                product: placing.product,
                item: to_u32(placing.item),
                mapped_by: to_u32(placing.mapped_by),
            });
        }
        let loose = split.loose.into_iter().map(|(why, amount)| Loose { item: to_u32(placing.item), amount, why });
        self.loose.extend(loose);
    }

    /// Steps 4 and 5: gaps net of what the same unit already spends on the function, and the room that is left for them.
    fn room(&mut self) -> Result<(Money, TotalSource, Vec<Gap>), Rejected> {
        let mut gaps = self.gaps();
        let currency = self.declared.currency();
        let recharges: Money = self.declared.recharges.iter().map(|recharge| recharge.amount).sum();
        let paid: Money = self.payers.iter().map(|payer| payer.cost).sum();
        let other: Money = self.activities.iter().map(|activity| activity.other).sum();
        let itemised = paid + other + recharges;
        let wanted: Money = gaps.iter().map(|gap| gap.amount).sum();
        let (mut total, source) = match self.declared.organisation.total {
            Some(total) => (total, TotalSource::Declared),
            None if !self.payers.is_empty() => {
                self.findings.push(
                    Finding::new(
                        Code::NoControlTotal,
                        "no total is declared, so that what the items leave out cannot be seen",
                    )
                    .help("add `organisation: {total: …}`, everything spent in the period")
                    .at(Route::root().key("organisation")),
                );
                (itemised, TotalSource::Itemised)
            }
            None => (itemised + wanted, TotalSource::Processes),
        };
        let route = || Route::root().key("organisation").key("total");
        if itemised > total {
            let message =
                format!("the items cost {}, the declared total is {}", itemised.exact(currency), total.exact(currency));
            if i128::from(itemised.0) * 1000 > i128::from(total.0) * 1005 {
                return Err(Finding::new(Code::ItemisedAboveTotal, message)
                    .help("raise the total, or look for cost that is declared twice")
                    .at(route()));
            }
            self.findings.push(
                Finding::new(Code::ItemisedSlightlyAboveTotal, message)
                    .help("raise the total to what the items cost")
                    .at(route()),
            );
            total = itemised;
        }
        let room = total - itemised;
        if wanted > room {
            // Without a control total there is no room at all, which has a finding of its own.
            if source == TotalSource::Declared {
                let message = format!(
                    "process totals speak of {} that no item explains, and the total leaves {}",
                    wanted.exact(currency),
                    room.exact(currency)
                );
                self.findings.push(
                    Finding::new(Code::GapsExceedRemainder, message)
                        .help("check the process totals against the total")
                        .at(route()),
                );
            }
            let weights: Vec<i64> = gaps.iter().map(|gap| gap.amount.0).collect();
            for (gap, admitted) in gaps.iter_mut().zip(share_out(room, &weights)) {
                gap.amount = admitted;
            }
        }
        Ok((total, source, gaps))
    }

    /// Declared process totals above their parts, by unit and function, net of unlinked cost on the same.
    fn gaps(&self) -> Vec<Gap> {
        // By unit and function; no function sorts first, as the empty key of the model does.
        let mut gaps: BTreeMap<(usize, Option<FunctionId>), Gap> = BTreeMap::new();
        for activity in self.activities.iter().filter(|activity| activity.gap.is_positive()) {
            let unit = activity.unit.unwrap_or(self.no_unit());
            let staffed = activity.other + activity.gap;
            let split = split(&self.mappings[activity.item], self.taxonomy, activity.gap);
            let placed = split.placed.iter().map(|(function, _, _, amount)| (Some(*function), *amount));
            let loose: Money = split.loose.iter().map(|(_, amount)| *amount).sum();
            for (function, amount) in placed.chain([(None, loose)]).filter(|(_, amount)| amount.is_positive()) {
                let gap = gaps.entry((unit, function)).or_insert(Gap {
                    unit,
                    function,
                    amount: Money::ZERO,
                    parts: Vec::new(),
                });
                gap.amount += amount;
                gap.parts.push((activity.item, amount, activity.fte.part(amount, staffed)));
            }
        }
        let direct = self.direct(&gaps);
        let spent = |unit: usize, function: FunctionId| direct.get(&(unit, function)).copied().unwrap_or_default();
        let declared: BTreeMap<(usize, Option<FunctionId>), Money> =
            gaps.iter().map(|(key, gap)| (*key, gap.amount)).collect();
        for ((unit, function), gap) in &mut gaps {
            if let Some(function) = function {
                gap.amount = floor(gap.amount - spent(*unit, *function));
            }
        }
        // Cost whose unit is not said may be the very cost that a gap speaks of: it offsets gaps of any unit, and gaps
        // whose unit is not said are offset by cost in any unit.
        let nowhere = self.no_unit();
        let functions: std::collections::BTreeSet<FunctionId> =
            gaps.keys().filter_map(|(_, function)| *function).collect();
        for function in functions {
            let unplaced = declared.get(&(nowhere, Some(function))).copied().unwrap_or_default();
            let mut spare = floor(spent(nowhere, function) - unplaced);
            for ((unit, on), gap) in &mut gaps {
                if *on == Some(function) && *unit != nowhere {
                    let used = spare.min(gap.amount);
                    gap.amount -= used;
                    spare -= used;
                }
            }
            if let Some(gap) = gaps.get_mut(&(nowhere, Some(function))) {
                let elsewhere: Money = direct
                    .iter()
                    .filter(|((unit, on), _)| *on == function && *unit != nowhere)
                    .map(|((unit, _), amount)| {
                        floor(*amount - declared.get(&(*unit, Some(function))).copied().unwrap_or_default())
                    })
                    .sum();
                gap.amount -= elsewhere.min(gap.amount);
            }
        }
        gaps.into_values().collect()
    }

    /// Unlinked cost of roles and systems by unit and function, for the functions that have a gap.
    fn direct(&self, gaps: &BTreeMap<(usize, Option<FunctionId>), Gap>) -> BTreeMap<(usize, FunctionId), Money> {
        let mut direct = BTreeMap::new();
        if gaps.is_empty() {
            return direct;
        }
        for cost in self.costs.iter().filter(|cost| cost.item == cost.mapped_by && cost.pool != Pool::Other) {
            *direct.entry((cost.unit as usize, cost.function)).or_default() += cost.amount;
        }
        direct
    }

    /// Puts the admitted gaps into the pool of cost whose kind is unknown.
    fn admit(&mut self, gaps: Vec<Gap>) {
        for gap in gaps.into_iter().filter(|gap| gap.amount.is_positive()) {
            let weights: Vec<i64> = gap.parts.iter().map(|(_, part, _)| part.0).collect();
            let admitted = share_out(gap.amount, &weights);
            for ((item, part, fte), amount) in
                gap.parts.into_iter().zip(admitted).filter(|(_, amount)| amount.is_positive())
            {
                let Some(function) = gap.function else {
                    // Of a process without a clear function the reason is the mapping's own.
                    let why = split(&self.mappings[item], self.taxonomy, part)
                        .loose
                        .first()
                        .map_or(Why::NoFunction, |(why, _)| *why);
                    self.loose.push(Loose { item: to_u32(item), amount, why });
                    continue;
                };
                let claim = self.mappings[item].claims.iter().find(|claim| claim.function == function);
                let category = self.taxonomy.get(function).category.unwrap_or(Category::Frontline);
                self.costs.push(Cost {
                    unit: to_u32(gap.unit),
                    pool: Pool::Unspecified,
                    function,
                    category: SpendCategory::of(category, None),
                    amount,
                    fte: fte.part(amount, part),
                    confidence: claim.map_or(Share::WHOLE, |claim| claim.confidence),
                    product: None,
                    item: to_u32(item),
                    mapped_by: to_u32(item),
                });
            }
        }
    }

    /// Adds up the buckets, asserts that nothing was lost, and hands out the facts.
    fn close(mut self, total: Money, total_source: TotalSource) -> (ReturnFacts, Vec<Finding>) {
        let mut buckets = Buckets {
            recharge_out: self.declared.recharges.iter().map(|recharge| recharge.amount).sum(),
            unmapped: self.loose.iter().map(|loose| loose.amount).sum(),
            ..Buckets::default()
        };
        for cost in &self.costs {
            *buckets.of(cost.category) += cost.amount;
        }
        buckets.unitemised = total - buckets.sum();
        assert!(buckets.unitemised >= Money::ZERO, "more pounds were placed than there are");
        let group_only = |loose: &&Loose| matches!(loose.why, Why::Group(_));
        let group_only = self.loose.iter().filter(group_only).map(|loose| loose.amount).sum();
        let mappings = std::mem::take(&mut self.mappings);
        let items = self.items(mappings);
        let staff = |keep: fn(&ItemFact) -> bool| {
            MilliFte(items.iter().filter(|item| item.kind == Kind::Role && keep(item)).map(|item| item.fte.0).sum())
        };
        let (fte_itemised, unpriced_fte) = (staff(|_| true), staff(|item| item.cost == Money::ZERO));
        self.doubts(&buckets, total, fte_itemised, unpriced_fte);
        let organisation = &self.declared.organisation;
        let facts = ReturnFacts {
            path: "".into(),
            line: 1,
            organisation: OrganisationFact {
                id: organisation.id.clone(),
                name: organisation.name.clone(),
                kind: organisation.kind.clone(),
                family: organisation.family.clone(),
                region: organisation.region.clone(),
                period: self.declared.period.0.clone(),
                currency: self.declared.currency().to_owned(),
                accounting: self.declared.accounting.clone().unwrap_or_default(),
                drivers: organisation.drivers.iter().map(|(name, value)| (name.clone(), *value)).collect(),
                total,
                total_source,
                fte: organisation.fte,
                fte_itemised,
                unpriced_fte,
                buckets,
                group_only,
            },
            volumes: self.volumes(),
            recharges: self.recharges(),
            exceptions: self.exceptions(),
            units: self.units.iter().map(|unit| (*unit).to_owned()).collect(),
            products: self.products,
            items,
            costs: self.costs,
            loose: self.loose,
        };
        (facts, self.findings)
    }

    /// Findings about the sums.
    fn doubts(&mut self, buckets: &Buckets, total: Money, staff: MilliFte, unpriced: MilliFte) {
        let organisation = Route::root().key("organisation");
        let currency = self.declared.currency();
        if let Some(declared) = self.declared.organisation.fte.filter(|declared| declared.0 > 0)
            && (staff.0 - declared.0).abs() * 50 > declared.0
        {
            let message = format!("the roles have {} FTE, the organisation declares {}", fte(staff), fte(declared));
            self.findings.push(
                Finding::new(Code::StaffDifferFromTotal, message)
                    .help("declare the missing roles, or correct `organisation.fte`")
                    .at(organisation.clone().key("fte")),
            );
        }
        if unpriced.0 > 0 {
            let roles = self.declared.roles.iter().enumerate();
            let without = roles.filter(|(_, role)| {
                role.fte.is_some_and(|fte| fte.0 > 0) && !role.cost.unwrap_or_default().is_positive()
            });
            let places: Vec<usize> = without.map(|(index, _)| index).collect();
            let message = format!(
                "{} roles with {} FTE have no cost: they are counted as staff and bring no pounds",
                places.len(),
                fte(unpriced)
            );
            self.findings.push(
                Finding::new(Code::UnpricedStaff, message)
                    .help("add `cost:`, salaries and on-costs")
                    .at(Route::item("roles", places.first().copied().unwrap_or_default())),
            );
        }
        let away = buckets.unmapped + buckets.unitemised;
        if i128::from(away.0) * 5 > i128::from(total.0) {
            let message = format!(
                "{} of {} has no function: {} is in no item, {} is in items that could not be mapped",
                away.exact(currency),
                total.exact(currency),
                buckets.unitemised.exact(currency),
                buckets.unmapped.exact(currency)
            );
            self.findings.push(
                Finding::new(Code::LittleMapped, message)
                    .help("declare more items, or give them a `function:`; `dupaudit map` shows which")
                    .at(organisation),
            );
        }
    }

    fn items(&self, mappings: Vec<Mapping>) -> Vec<ItemFact> {
        let unit = |id: Option<&str>| id.and_then(|id| self.units.binary_search(&id).ok()).unwrap_or(self.no_unit());
        let facts = self.declared.items().zip(mappings).map(|(item, mapping)| ItemFact {
            kind: item.kind,
            id: item.id.to_owned(),
            text: item.text.to_owned(),
            unit: to_u32(unit(item.unit)),
            index: to_u32(item.index),
            leaf: mapping.largest().is_some_and(|claim| self.taxonomy.get(claim.function).is_leaf),
            mapping,
            reason: String::new(),
            fte: match item.kind {
                Kind::Process => self.declared.processes[item.index].fte,
                Kind::Role => self.declared.roles[item.index].fte,
                Kind::System => None,
            }
            .unwrap_or_default(),
            cost: item.cost.unwrap_or_default(),
            failure_demand: match item.kind {
                Kind::Process => self.declared.processes[item.index].failure_demand,
                Kind::Role | Kind::System => None,
            },
        });
        facts.collect()
    }

    fn volumes(&self) -> Vec<VolumeFact> {
        let with_volume = self.declared.processes.iter().enumerate();
        with_volume
            .filter_map(|(index, process)| {
                process.volume.map(|volume| VolumeFact {
                    item: to_u32(index),
                    volume,
                    unit: process.volume_unit.clone(),
                })
            })
            .collect()
    }

    fn recharges(&self) -> Vec<RechargeFact> {
        let list = self.declared.taxonomy.as_deref();
        let recharges = self.declared.recharges.iter().map(|recharge| RechargeFact {
            to: recharge.to.clone(),
            function: recharge.function.as_deref().and_then(|code| self.taxonomy.translate(list, code)),
            amount: recharge.amount,
        });
        recharges.collect()
    }

    fn exceptions(&self) -> Vec<ExceptionFact> {
        let list = self.declared.taxonomy.as_deref();
        let exceptions = self.declared.exceptions.iter().enumerate().map(|(index, exception)| ExceptionFact {
            items: exception.item.as_deref().map_or_else(Vec::new, |name| {
                let named =
                    |item: &crate::returns::Item<'_>| item.id == name || format!("{}/{}", item.kind, item.id) == name;
                self.declared
                    .items()
                    .enumerate()
                    .filter(|(_, item)| named(item))
                    .map(|(place, _)| to_u32(place))
                    .collect()
            }),
            unit: exception.unit.as_deref().and_then(|unit| self.units.binary_search(&unit).ok()).map(to_u32),
            function: exception.function.as_deref().and_then(|code| self.taxonomy.translate(list, code)),
            reason: exception.reason,
            note: exception.note.clone(),
            until: exception.until,
            index: to_u32(index),
            position: Position { line: 1, column: 1 },
        });
        exceptions.collect()
    }
}

/// An amount of one item and everything that decides where it goes.
struct Placing {
    item: usize,
    mapped_by: usize,
    unit: usize,
    pool: Pool,
    role: Option<Category>,
    product: Option<u32>,
    amount: Money,
    fte: Fte,
}

/// An amount over the functions of a mapping.
struct Split {
    placed: Vec<(FunctionId, Share, Category, Money)>,
    loose: Vec<(Why, Money)>,
}

/// Leaves take their shares; the rest belongs to groups, to functions without a category, or to nothing.
fn split(mapping: &Mapping, taxonomy: &Taxonomy, amount: Money) -> Split {
    let whole = |claim: &Claim| {
        let function = taxonomy.get(claim.function);
        function.category.filter(|_| function.is_leaf)
    };
    let (leaves, others): (Vec<&Claim>, Vec<&Claim>) = mapping.claims.iter().partition(|claim| whole(claim).is_some());
    let shares: Vec<Share> = leaves.iter().map(|claim| claim.share).collect();
    let (rest, parts) = share_out_by_parts(amount, &shares);
    let placed = leaves
        .iter()
        .zip(parts)
        .filter_map(|(claim, part)| whole(claim).map(|category| (claim.function, claim.confidence, category, part)))
        .filter(|(_, _, _, part)| part.is_positive())
        .collect();
    let given: i64 = leaves.iter().map(|claim| i64::from(claim.share.0)).sum();
    let known: i64 = others.iter().map(|claim| i64::from(claim.share.0)).sum();
    let reason = |claim: &Claim| {
        if taxonomy.get(claim.function).is_leaf { Why::NoCategory(claim.function) } else { Why::Group(claim.function) }
    };
    let weights: Vec<i64> = std::iter::once(i64::from(Share::WHOLE.0) - given - known)
        .chain(others.iter().map(|claim| i64::from(claim.share.0)))
        .collect();
    let reasons = std::iter::once(Why::NoFunction).chain(others.iter().map(|claim| reason(claim)));
    let loose = reasons.zip(share_out(rest, &weights)).filter(|(_, part)| part.is_positive()).collect();
    Split { placed, loose }
}

fn products(declared: &Return) -> Vec<ProductFact> {
    let mut products: BTreeMap<String, ProductFact> = BTreeMap::new();
    for system in &declared.systems {
        let name = product_name(system);
        let key = product_key(name);
        let product = products.entry(key.clone()).or_insert_with(|| ProductFact {
            key,
            name: name.to_owned(),
            vendor: None,
            contract_end: None,
        });
        product.vendor = product.vendor.take().or_else(|| system.vendor.clone());
        product.contract_end = product.contract_end.max(system.contract_end);
    }
    products.into_values().collect()
}

fn product_name(system: &crate::returns::System) -> &str {
    let given = system.product.as_deref().filter(|name| !name.is_empty());
    given.unwrap_or(if system.name.is_empty() { &system.id } else { &system.name })
}

fn pool_of(kind: Kind) -> Pool {
    if kind == Kind::System { Pool::Systems } else { Pool::Roles }
}

fn floor(amount: Money) -> Money {
    amount.max(Money::ZERO)
}

fn to_u32(index: usize) -> u32 {
    u32::try_from(index).expect("a document of 16 MiB holds fewer than 2^32 entries")
}

fn fte(staff: MilliFte) -> String {
    format!("{}.{}", staff.0 / 1000, staff.0 % 1000 / 100)
}
