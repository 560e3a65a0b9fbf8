//! The end of the ledger: sums, findings about them, and the facts that stay.

use foldhash::HashMap;

use super::allocate::{Ledger, to_u32};
use super::facts::{
    Buckets, ExceptionFact, IncomeFact, ItemFact, Loose, OrganisationFact, OutcomeFact, RechargeFact, ReturnFacts,
    SaleFact, SharedFact, TotalSource, TransferFact, VendorFact, VolumeFact, Why,
};
use super::officers::named_officer;
use super::split::split;
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::money::{MilliFte, Money, Share, agree, plural};
use crate::returns::{Income, ItemsById, Kind, Quantity, Role, Statutory};
use crate::source::{Position, Route};

impl Ledger<'_> {
    /// Adds up the buckets, asserts that nothing was lost, and hands out the facts.
    pub(super) fn close(mut self, total: Money, total_source: TotalSource) -> (ReturnFacts, Vec<Finding>) {
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
        let income = exactly(self.income());
        let mappings = std::mem::take(&mut self.mappings);
        let items = self.items(mappings);
        let staff = |keep: fn(&ItemFact) -> bool| {
            MilliFte(items.iter().filter(|item| item.kind == Kind::Role && keep(item)).map(|item| item.fte.0).sum())
        };
        let (fte_itemised, unpriced_fte) = (staff(|_| true), staff(|item| item.cost == Money::ZERO));
        self.doubts(&buckets, total - buckets.non_service, fte_itemised);
        let organisation = &self.declared.organisation;
        let mut facts = ReturnFacts {
            path: "".into(),
            line: 1,
            organisation: OrganisationFact {
                id: organisation.id.clone(),
                name: organisation.name.clone(),
                kind: organisation.kind.as_deref().map(|kind| self.taxonomy.types.canonical(kind)),
                known_as: organisation.known_as.to_vec(),
                family: organisation.family.as_deref().map(|family| self.taxonomy.types.canonical(family)),
                region: organisation.region.clone(),
                until: organisation.until,
                successor: organisation.successor.clone(),
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
                not_admitted: self.not_admitted,
            },
            volumes: exactly(self.volumes()),
            outcomes: self.outcomes(),
            income,
            recharges: self.recharges(),
            sales: self.sales(),
            shared: self.shared(),
            vendors: exactly(self.vendors()),
            transfers: self.transfers(),
            exceptions: self.exceptions(),
            units: self.units.iter().map(|unit| (*unit).to_owned()).collect(),
            unit_names: self.unit_names(),
            products: self.products,
            items,
            costs: exactly(self.costs),
            loose: exactly(self.loose),
        };
        facts.weigh();
        (facts, self.findings.into_vec())
    }

    /// Findings about the sums.
    fn doubts(&mut self, buckets: &Buckets, services: Money, staff: MilliFte) {
        let organisation = Route::root().key("organisation");
        let currency = self.declared.currency();
        if let Some(declared) = self.declared.organisation.fte.filter(|declared| declared.0 > 0)
            && (staff.0 - declared.0).abs() * 50 > declared.0
        {
            let message = format!("the roles have {} FTE, the organisation declares {}", fte(staff), fte(declared));
            self.findings.push(
                Finding::new(Code::StaffDifferFromTotal, message)
                    .help("declare the missing roles, or correct `organisation.fte`")
                    .at(organisation.clone().key("fte"))
                    .amount((staff.0 - declared.0).abs()),
            );
        }
        // A cost that is written as nothing is a finding of the check.
        let without = || {
            let roles = self.declared.roles.iter().enumerate();
            roles.filter(|(_, role)| role.cost.is_none() && role.fte.is_some_and(|fte| fte.0 > 0))
        };
        if let Some((first, _)) = without().next() {
            let count = without().count();
            let unpriced = MilliFte(without().filter_map(|(_, role)| role.fte).map(|fte| fte.0).sum());
            let message = format!(
                "{count} {} with {} FTE {}",
                plural(count, "role"),
                fte(unpriced),
                agree(
                    count,
                    "has no cost: its staff are counted and its pay is not",
                    "have no cost: their staff are counted and their pay is not"
                ),
            );
            self.findings.push(
                Finding::new(Code::UnpricedStaff, message)
                    .help("add `cost:`, salaries and on-costs")
                    .at(Route::item("roles", first))
                    .each(without().map(|(_, role)| (Kind::Role.named(&role.id), role.fte.map_or(0, |fte| fte.0)))),
            );
        }
        let away = buckets.unmapped + buckets.unitemised;
        if i128::from(away.0) * 5 > i128::from(services.0) {
            let parts =
                [(buckets.unitemised, "is not itemised"), (buckets.unmapped, "is in items that could not be mapped")];
            let parts = parts.iter().filter(|(amount, _)| amount.is_positive());
            let parts: Vec<String> = parts.map(|(amount, what)| format!("{} {what}", amount.exact(currency))).collect();
            let message = format!(
                "{} of {} has no function: {}",
                away.exact(currency),
                services.exact(currency),
                parts.join(", ")
            );
            self.findings.push(
                Finding::new(Code::LittleMapped, message)
                    .help("declare more items, or give them a `function:`; `dupaudit map` shows which")
                    .at(organisation)
                    .amount(away.0),
            );
        }
    }

    /// The names of the units, in their order, where they say more than the ids.
    fn unit_names(&self) -> Vec<Box<str>> {
        let names = self.declared.units.iter().rev().filter(|unit| unit.name != unit.id);
        let names: HashMap<&str, &str> = names.map(|unit| (unit.id.as_str(), unit.name.as_str())).collect();
        self.units.iter().map(|id| names.get(id).copied().unwrap_or_default().into()).collect()
    }

    fn items(&self, mappings: Vec<Mapping>) -> Vec<ItemFact> {
        let unit = |id: Option<&str>| id.and_then(|id| self.units.binary_search(&id).ok()).unwrap_or(self.no_unit);
        let facts = self.declared.items().zip(mappings).map(|(item, mapping)| ItemFact {
            kind: item.kind,
            id: item.id.into(),
            text: item.text.into(),
            unit: to_u32(unit(item.unit)),
            index: to_u32(item.index),
            leaf: mapping.largest().is_some_and(|claim| self.taxonomy.get(claim.function).is_leaf),
            mapping,
            position: Position { line: 1, column: 1 },
            grounds: None,
            fte: match item.kind {
                Kind::Process => self.declared.processes[item.index].fte,
                Kind::Role => self.declared.roles[item.index].fte,
                Kind::System => None,
            }
            .unwrap_or_default(),
            cost: item.cost.unwrap_or_default(),
            mapped: Money::ZERO,
            failure_demand: match item.kind {
                Kind::Process => self.declared.processes[item.index].failure_demand,
                Kind::Role | Kind::System => None,
            },
            catch_all: false,
            supplies: item.kind == Kind::Process && self.declared.processes[item.index].other_is.is_some(),
            every: item.every.map(|years| years.0),
            once: item.once,
            officer: (item.kind == Kind::Role).then(|| self.officer(&self.declared.roles[item.index])).flatten(),
        });
        facts.collect()
    }

    /// The share of a role that is an officer whom the law names: as declared, else by its title.
    fn officer(&self, role: &Role) -> Option<Share> {
        let share = match role.statutory {
            Some(Statutory(share)) => share,
            None => {
                let kind = self.declared.organisation.kind.as_deref().map(|kind| self.taxonomy.types.canonical(kind));
                named_officer(&role.title, kind.as_deref(), role.fte)?
            }
        };
        (share > Share(0)).then_some(share)
    }

    /// The income of the organisation, and that of its processes by function.
    fn income(&self) -> Vec<IncomeFact> {
        let fact = |income: &Income, item, function, amount| IncomeFact {
            item,
            function,
            kind: income.kind,
            amount,
            from: income.from.clone(),
        };
        let own = self.declared.organisation.income.iter().map(|income| fact(income, None, None, income.amount));
        let mut all: Vec<IncomeFact> = own.collect();
        for (index, process) in self.declared.processes.iter().enumerate() {
            for income in &process.income {
                let parts = split(&self.mappings[index], self.taxonomy, income.amount);
                let placed = parts.placed.iter().map(|(function, .., amount)| (Some(*function), *amount));
                let loose = parts.loose.iter().map(|(_, amount)| *amount).sum();
                let parts = placed.chain([(None, loose)]).filter(|(_, amount)| amount.is_positive());
                all.extend(parts.map(|(function, amount)| fact(income, Some(to_u32(index)), function, amount)));
            }
        }
        all
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

    fn outcomes(&self) -> Vec<OutcomeFact> {
        let list = self.declared.taxonomy.as_deref();
        let outcomes = self.declared.outcomes.iter().map(|outcome| OutcomeFact {
            measure: outcome.measure.clone(),
            kind: outcome.kind,
            value: outcome.value,
            better: outcome.better,
            weight: outcome.weight.unwrap_or(Quantity(1_000_000)),
            function: outcome.function.as_deref().and_then(|code| self.taxonomy.translate(list, code)),
        });
        outcomes.collect()
    }

    fn recharges(&self) -> Vec<RechargeFact> {
        let list = self.declared.taxonomy.as_deref();
        let recharges = self.declared.recharges.iter().map(|recharge| RechargeFact {
            to: recharge.to.clone(),
            function: recharge.function.as_deref().and_then(|code| self.taxonomy.translate(list, code)),
            amount: recharge.amount,
            position: Position { line: 1, column: 1 },
        });
        recharges.collect()
    }

    fn sales(&self) -> Vec<SaleFact> {
        let list = self.declared.taxonomy.as_deref();
        let sales = self.declared.sales.iter().map(|sale| SaleFact {
            to: sale.to.clone(),
            function: sale.function.as_deref().and_then(|code| self.taxonomy.translate(list, code)),
            product: sale.product.clone(),
            amount: sale.amount,
            position: Position { line: 1, column: 1 },
        });
        sales.collect()
    }

    fn shared(&self) -> Vec<SharedFact> {
        let list = self.declared.taxonomy.as_deref();
        let shared = self.declared.shared.iter().enumerate().map(|(index, shared)| SharedFact {
            function: self.taxonomy.translate(list, &shared.function),
            with: shared.with.to_vec(),
            host: shared.host.clone(),
            since: shared.since,
            index: to_u32(index),
            position: Position { line: 1, column: 1 },
        });
        shared.collect()
    }

    fn vendors(&self) -> Vec<VendorFact> {
        let first = self.declared.processes.len() + self.declared.roles.len();
        let vendors = self.payers.iter().filter_map(|payer| {
            let system = self.declared.systems.get(payer.item.checked_sub(first)?)?;
            let (vendor, product) = (system.vendor.clone()?, payer.product?.number());
            Some(VendorFact { item: to_u32(payer.item), product, vendor, position: Position { line: 1, column: 1 } })
        });
        let mut vendors: Vec<VendorFact> = vendors.collect();
        vendors.sort_by_key(|vendor| vendor.item);
        vendors
    }

    fn transfers(&self) -> Vec<TransferFact> {
        let list = self.declared.taxonomy.as_deref();
        let transfers = self.declared.transfers.iter().map(|transfer| TransferFact {
            function: self.taxonomy.translate(list, &transfer.function),
            moved_in: transfer.moved_in.unwrap_or_default(),
            moved_out: transfer.moved_out.unwrap_or_default(),
            with: transfer.with.clone(),
        });
        transfers.collect()
    }

    fn exceptions(&self) -> Vec<ExceptionFact> {
        let list = self.declared.taxonomy.as_deref();
        let mut items = None;
        let exceptions = self.declared.exceptions.iter().enumerate().map(|(index, exception)| ExceptionFact {
            items: exception.item.as_deref().map_or_else(Vec::new, |name| {
                items.get_or_insert_with(|| ItemsById::of(self.declared)).named(name).into_iter().map(to_u32).collect()
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

/// In room for as many as there are: room for more would be kept as long as the facts. Moved, because an allocator gives
/// back nothing of a block that shrinks by less than half.
fn exactly<T>(entries: Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(entries.len());
    exact.extend(entries);
    exact
}

fn fte(staff: MilliFte) -> String {
    format!("{}.{}", staff.0 / 1000, staff.0 % 1000 / 100)
}
