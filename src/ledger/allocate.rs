//! The allocation of docs/model.md section 2: links, caps, mapping, gaps and room, in that order.

use std::collections::BTreeMap;

use super::doubts::doubts;
use super::facts::{Cost, Loose, Pool, ProductFact, ProductId, ReturnFacts, SpendCategory, Why};
use super::product::product_key;
use super::split::split;
use crate::finding::{Code, Finding, Findings};
use crate::mapping::Mapping;
use crate::money::{Fte, Money, Share, share_out, share_out_by_parts};
use crate::returns::{Kind, Return, Shares};
use crate::source::Route;
use crate::taxonomy::{Category, Taxonomy};

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
    ledger.hold_against_items();
    ledger.units_that_differ();
    ledger.map_processes();
    ledger.map_rests();
    let (total, total_source, gaps) = ledger.room()?;
    ledger.admit(gaps);
    let (facts, mut findings) = ledger.close(total, total_source);
    findings.extend(doubts(declared, &facts, taxonomy));
    Ok((facts, findings))
}

/// A role or a system: what brings pounds that can be linked to processes.
pub(super) struct Payer<'a> {
    pub(super) kind: Kind,
    pub(super) item: usize,
    pub(super) unit: Option<usize>,
    pub(super) cost: Money,
    pub(super) fte: Fte,
    pub(super) category: Option<Category>,
    pub(super) product: Option<ProductId>,
    pub(super) links: Option<&'a Shares>,
    /// What is linked to no process.
    pub(super) rest: Money,
}

/// A process and what it receives.
pub(super) struct Activity {
    pub(super) item: usize,
    pub(super) unit: Option<usize>,
    pub(super) other: Money,
    pub(super) total: Option<Money>,
    pub(super) fte: Fte,
    /// Payers, in their order, with the pounds they put in.
    pub(super) linked: Vec<(usize, Money)>,
    /// Declared above what is known of it.
    pub(super) gap: Money,
    /// Whether its linked cost goes to the functions of its items, because these speak against its text.
    pub(super) follows_items: bool,
}

pub(super) struct Ledger<'a> {
    pub(super) declared: &'a Return,
    pub(super) mappings: Vec<Mapping>,
    pub(super) taxonomy: &'a Taxonomy,
    /// Ids in order, `-` among them: an index is a unit, and the order decides ties.
    pub(super) units: Vec<&'a str>,
    /// The place of `-` among them.
    pub(super) no_unit: usize,
    pub(super) products: Vec<ProductFact>,
    /// Roles then systems, each in the order of their ids.
    pub(super) payers: Vec<Payer<'a>>,
    /// In the order of their ids.
    pub(super) activities: Vec<Activity>,
    pub(super) costs: Vec<Cost>,
    pub(super) loose: Vec<Loose>,
    /// Gaps that the total leaves no room for.
    pub(super) not_admitted: Money,
    pub(super) findings: Findings,
}

impl<'a> Ledger<'a> {
    fn open(declared: &'a Return, mappings: Vec<Mapping>, taxonomy: &'a Taxonomy) -> Self {
        let mut units: Vec<&str> = declared.units.iter().map(|unit| unit.id.as_str()).chain([NO_UNIT]).collect();
        units.sort_unstable();
        let unit = |id: Option<&str>| id.and_then(|id| units.binary_search(&id).ok());
        let no_unit = units.binary_search(&NO_UNIT).unwrap_or_default();
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
                    product: place.map(|place| ProductId::new(to_u32(place))),
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
                follows_items: false,
            })
            .collect();
        activities.sort_by_key(|activity| &declared.processes[activity.item].id);
        let (costs, loose, findings) = (Vec::with_capacity(mappings.len() * 2), Vec::new(), Findings::default());
        let not_admitted = Money::ZERO;
        Self {
            declared,
            mappings,
            taxonomy,
            units,
            no_unit,
            products,
            payers,
            activities,
            costs,
            loose,
            not_admitted,
            findings,
        }
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
                        format!(
                            "`{id}` has other cost of {} in a total of {}",
                            activity.other.exact(self.declared.currency()),
                            total.exact(self.declared.currency())
                        ),
                    )
                    .help("raise `total`, or lower `other`")
                    .at(route())
                    .amount((activity.other - total).0)
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
                    "the parts of `{id}` add up to {} but its `total:` is {}, so {} is not compared",
                    known.exact(currency),
                    limit.exact(currency),
                    (known - limit).exact(currency)
                );
                self.findings.push(
                    Finding::new(Code::ProcessCapped, message)
                        .help("correct the total, or the shares linked to it")
                        .at(route())
                        .amount((known - limit).0)
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
                        mapped_by: to_u32(activity.item),
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
            let here = activity.unit.unwrap_or(self.no_unit);
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
                    mapped_by: if activity.follows_items { payer.item } else { activity.item },
                    // The unit of the process, else the item's own.
                    unit: activity.unit.or(payer.unit).unwrap_or(self.no_unit),
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
                unit: payer.unit.unwrap_or(self.no_unit),
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
        let (item, mapped_by) = (to_u32(placing.item), to_u32(placing.mapped_by));
        self.loose.extend(split.loose.into_iter().map(|(why, amount)| Loose { item, mapped_by, amount, why }));
    }
}

/// An amount of one item and everything that decides where it goes.
struct Placing {
    item: usize,
    mapped_by: usize,
    unit: usize,
    pool: Pool,
    role: Option<Category>,
    product: Option<ProductId>,
    amount: Money,
    fte: Fte,
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
pub(super) fn to_u32(index: usize) -> u32 {
    u32::try_from(index).expect("a document of 16 MiB holds fewer than 2^32 entries")
}
