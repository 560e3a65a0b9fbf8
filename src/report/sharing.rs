//! From the search for partners to the rows of a report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::day::Day;
use super::partners::{
    CommonFunctionRow, CommonProductRow, CommonWindow, ContractRow, GroupRow, LargestRow, MarksRow, PairIds, PairNames,
    PairRow, PartRow, PartnerRow, ProductRow, SharingRow, UsedProductRow, WindowRow,
};
use super::short::percent;
use crate::ledger::{Layer, OrganisationFact, ReturnFacts};
use crate::money::{Money, Share};
use crate::overlap::partners::{Group, Model, Pair, Profile, Rules, groups, nearest, pairs, platforms, profiles};
use crate::overlap::{Overlap, Part, SharedProduct, last_day, product_keys, shared_products, standard_parts, window};
use crate::taxonomy::{FunctionId, Taxonomy};

/// How many bodies stand in for partners where there are none.
const NEAREST: usize = 3;

/// On how many functions a pair is said to have most in common.
const MOSTLY: usize = 3;

/// What the search for partners works with.
pub struct Sharing<'a> {
    facts: &'a [ReturnFacts],
    taxonomy: &'a Taxonomy,
    profiles: Vec<Profile<'a>>,
    platforms: BTreeSet<FunctionId>,
    products: Vec<SharedProduct>,
    parts: Vec<Part>,
    over: Option<Date>,
}

impl<'a> Sharing<'a> {
    /// Draws the profiles of all bodies.
    pub fn new(
        facts: &'a [ReturnFacts],
        taxonomy: &'a Taxonomy,
        overlap: &Overlap,
        floor: Money,
        period: &str,
    ) -> Self {
        let profiles = profiles(facts, taxonomy, &overlap.left, floor);
        let (keys, over) = (product_keys(facts), last_day(period));
        Self {
            products: shared_products(facts, &keys, over),
            parts: standard_parts(facts, taxonomy, overlap, &profiles, &keys),
            platforms: platforms(&overlap.functions),
            facts,
            taxonomy,
            profiles,
            over,
        }
    }

    /// Keeps the bodies that are to take part in the search.
    #[must_use]
    pub fn only(mut self, takes_part: impl Fn(u32) -> bool) -> Self {
        self.profiles.retain(|profile| takes_part(profile.organisation));
        self
    }

    /// The best partners of every body, most in common first, and their groups, without what each pair does.
    pub fn in_brief(&self, rules: &Rules) -> (Vec<PartnerRow>, Vec<GroupRow>) {
        let pairs = pairs(&self.profiles, rules);
        let groups = (1..)
            .zip(&groups(&self.profiles, &pairs, rules))
            .map(|(number, group)| self.group(number, group))
            .collect();
        (pairs.iter().map(|pair| self.partner(pair)).collect(), groups)
    }

    /// The partners and their groups. With `of`, the pairs of one body only: its index into the facts.
    pub fn pairs_and_groups(&self, rules: &Rules, of: Option<u32>) -> (Vec<PairRow>, Vec<GroupRow>) {
        let pairs = pairs(&self.profiles, rules);
        let systems: Vec<Systems> = self.profiles.iter().map(|profile| self.systems(profile.organisation)).collect();
        let has = |numbers: &[u32]| {
            of.is_none_or(|of| numbers.iter().any(|number| self.profiles[*number as usize].organisation == of))
        };
        let groups = groups(&self.profiles, &pairs, rules);
        let groups = (1..).zip(groups.iter().filter(|group| has(&group.members)));
        let groups = groups.map(|(number, group)| self.group(number, group)).collect();
        let rows = pairs.iter().filter(|pair| has(&[pair.a, pair.b])).map(|pair| {
            let partner = self.partner(pair);
            let both = (&Arc::new(partner.ids.clone()), &Arc::new(partner.names.clone()));
            PairRow {
                functions: self.functions(pair, both),
                products: self.common_products(pair, both),
                windows: self.windows(pair, both, [&systems[pair.a as usize], &systems[pair.b as usize]]),
                partner,
            }
        });
        (rows.collect(), groups)
    }

    /// The bodies with which one has most in common, however little they are alike. `of` is its index into the facts.
    pub fn nearest(&self, rules: &Rules, of: u32) -> Vec<PartnerRow> {
        let place = self.profiles.binary_search_by_key(&of, |profile| profile.organisation);
        let Some(body) = place.ok().and_then(|place| u32::try_from(place).ok()) else { return Vec::new() };
        let row = |pair: &Pair| {
            let row = self.partner(pair);
            PartnerRow { mostly_labels: row.mostly.clone(), ..row }
        };
        nearest(&self.profiles, rules, body, NEAREST).iter().map(row).collect()
    }

    /// The bodies that take part.
    pub fn organisations(&self) -> Vec<SharingRow> {
        let row = |profile: &Profile<'_>| {
            let organisation = &self.facts[profile.organisation as usize].organisation;
            SharingRow {
                id: organisation.id.clone(),
                name: organisation.name.clone(),
                kind: organisation.kind.clone(),
                family: organisation.family.clone(),
                region: organisation.region.clone(),
                shareable: profile.total(),
            }
        };
        self.profiles.iter().map(row).collect()
    }

    /// Products that two or more bodies pay for.
    pub fn products(&self) -> Vec<ProductRow> {
        let row = |product: &SharedProduct| {
            let vendors: BTreeSet<&String> = product.contracts.iter().filter_map(|one| one.vendor.as_ref()).collect();
            let (key, name): (Arc<str>, Arc<str>) = (product.key.as_str().into(), product.name.as_str().into());
            let contracts = product.contracts.iter().map(|contract| ContractRow {
                product: Arc::clone(&key),
                organisation: self.facts[contract.organisation as usize].organisation.id.clone(),
                product_name: Arc::clone(&name),
                name: self.known(contract.organisation),
                vendor: contract.vendor.clone(),
                cost: contract.cost,
                in_scope: contract.in_scope,
                contract_end: contract.end.map(Day),
            });
            ProductRow {
                cost: product.cost,
                in_scope: product.contracts.iter().map(|contract| contract.in_scope).sum(),
                vendors: vendors.into_iter().cloned().collect(),
                contracts: contracts.collect(),
                window: product.window.map(CommonWindow::from),
                key,
                name,
            }
        };
        self.products.iter().map(row).collect()
    }

    /// Functions that could be one standard part.
    pub fn parts(&self) -> Vec<PartRow> {
        let row = |part: &Part| {
            let function = self.taxonomy.get(part.function);
            let [reach, cost, wording, unit, systems, transactions] = part.marks.map(Share::as_f64);
            PartRow {
                code: function.code.clone(),
                label: function.label.clone(),
                score: part.score.as_f64(),
                marks: MarksRow { reach, cost, wording, unit, systems, transactions },
                bodies: part.bodies,
                cost: part.cost,
                between: part.between,
                largest: LargestRow {
                    organisation: self.facts[part.largest.0 as usize].organisation.id.clone(),
                    name: self.known(part.largest.0),
                    cost: part.largest.1,
                },
                product: part.product.as_ref().map(|product| UsedProductRow {
                    name: self.product_name(&product.key).unwrap_or(&product.name).to_owned(),
                    bodies: product.bodies,
                    cost: product.cost,
                }),
            }
        };
        self.parts.iter().map(row).collect()
    }

    /// What a product that several pay for is called.
    fn product_name(&self, key: &str) -> Option<&str> {
        self.products.iter().find(|product| product.key == key).map(|product| product.name.as_str())
    }

    fn body(&self, number: u32) -> &OrganisationFact {
        &self.facts[self.profiles[number as usize].organisation as usize].organisation
    }

    fn id(&self, number: u32) -> String {
        self.body(number).id.clone()
    }

    fn name(&self, number: u32) -> String {
        self.body(number).name.clone()
    }

    /// The name of a body that takes part; else its id.
    fn known(&self, organisation: u32) -> String {
        let body = &self.facts[organisation as usize].organisation;
        let takes_part = self.profiles.binary_search_by_key(&organisation, |profile| profile.organisation).is_ok();
        if takes_part { &body.name } else { &body.id }.clone()
    }

    fn group(&self, number: usize, group: &Group) -> GroupRow {
        let host = group.model.host(group.largest);
        GroupRow {
            number,
            members: group.members.iter().map(|member| self.id(*member)).collect(),
            names: group.members.iter().map(|member| self.name(*member)).collect(),
            prize: group.prize,
            model: group.model,
            host: host.map(|host| self.id(host)),
            host_name: host.map(|host| self.name(host)),
            largest: self.id(group.largest),
            largest_name: self.name(group.largest),
        }
    }

    fn partner(&self, pair: &Pair) -> PartnerRow {
        let model = Model::of(pair, &self.profiles, &self.platforms);
        let alike = &pair.alike;
        let balance = percent(alike.totals[0].min(alike.totals[1]), alike.totals[0].max(alike.totals[1]));
        let why = match model {
            Model::Joint => format!(
                "they have a similar size: the smaller could share {balance} of what the larger \
                could"
            ),
            Model::Unitary => format!(
                "the larger does {} of what the smaller does, which is {balance} of its size",
                percent(alike.shared, alike.totals[0].min(alike.totals[1]))
            ),
            Model::Platform => format!(
                "more than half is work that {} or more organisations do, with a volume",
                crate::overlap::partners::PLATFORM
            ),
        };
        let host = model.host(pair.larger());
        let mostly = || self.most_on(pair).into_iter().take(MOSTLY).map(|(id, _)| self.taxonomy.get(id));
        PartnerRow {
            ids: PairIds { a: self.id(pair.a), b: self.id(pair.b) },
            names: PairNames { a_name: self.name(pair.a), b_name: self.name(pair.b) },
            shared: alike.shared,
            cosine: alike.cosine.as_f64(),
            jaccard: alike.jaccard.as_f64(),
            containment: alike.containment.as_f64(),
            balance: alike.balance.as_f64(),
            model,
            host: host.map(|host| self.id(host)),
            host_name: host.map(|host| self.name(host)),
            why,
            mostly: mostly().map(|function| function.code.clone()).collect(),
            mostly_labels: mostly().map(|function| function.label.clone()).collect(),
        }
    }

    /// What both spend on each function, of staff and of systems, the most first.
    fn most_on(&self, pair: &Pair) -> Vec<(FunctionId, [Money; 2])> {
        let mut sums: BTreeMap<FunctionId, [Money; 2]> = BTreeMap::new();
        for (on, shared) in pair.common(&self.profiles) {
            sums.entry(on.function).or_default()[usize::from(on.layer == Layer::Systems)] += shared;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by(|(a, on_a), (b, on_b)| {
            let code = |id: &FunctionId| &self.taxonomy.get(*id).code;
            (on_b[0] + on_b[1]).cmp(&(on_a[0] + on_a[1])).then_with(|| code(a).cmp(code(b)))
        });
        sums
    }

    fn functions(&self, pair: &Pair, (ids, names): Both<'_>) -> Vec<CommonFunctionRow> {
        self.most_on(pair)
            .into_iter()
            .map(|(id, [staff, systems])| {
                let function = self.taxonomy.get(id);
                CommonFunctionRow {
                    ids: Arc::clone(ids),
                    names: Arc::clone(names),
                    code: function.code.clone(),
                    label: function.label.clone(),
                    shared: staff + systems,
                    staff,
                    systems,
                    platform: self.platforms.contains(&id),
                }
            })
            .collect()
    }

    fn common_products(&self, pair: &Pair, (ids, names): Both<'_>) -> Vec<CommonProductRow> {
        let [a, b] = [pair.a, pair.b].map(|number| self.profiles[number as usize].organisation);
        let rows = self.products.iter().filter_map(|product| {
            let of = |body: u32| {
                product
                    .contracts
                    .binary_search_by_key(&body, |one| one.organisation)
                    .ok()
                    .map(|at| &product.contracts[at])
            };
            let (a, b) = (of(a)?, of(b)?);
            Some(CommonProductRow {
                ids: Arc::clone(ids),
                names: Arc::clone(names),
                name: product.name.clone(),
                a: a.cost,
                b: b.cost,
                a_contract_end: a.end.map(Day),
                b_contract_end: b.end.map(Day),
            })
        });
        let mut rows: Vec<CommonProductRow> = rows.collect();
        rows.sort_by(|a, b| b.a.min(b.b).cmp(&a.a.min(a.b)).then_with(|| a.name.cmp(&b.name)));
        rows
    }

    fn systems(&self, organisation: u32) -> Systems {
        let facts = &self.facts[organisation as usize];
        let mut systems = Systems::new();
        for cost in facts.costs.iter().filter(|cost| cost.pool.layer() == Layer::Systems && cost.category.in_scope()) {
            let Some(product) = cost.product else { continue };
            if let Some(end) = facts.products[product.index()].contract_end {
                systems.entry(cost.function).or_default().insert((end, (organisation, product.number())));
            }
        }
        systems
    }

    /// Of each function that both do, the first two contracts that end within twelve months of one another.
    fn windows(&self, pair: &Pair, (ids, names): Both<'_>, systems: [&Systems; 2]) -> Vec<WindowRow> {
        let mut shared: BTreeMap<FunctionId, Money> = BTreeMap::new();
        for (on, amount) in pair.common(&self.profiles) {
            *shared.entry(on.function).or_default() += amount;
        }
        let row = |(function, shared): (FunctionId, Money)| {
            let [a, b] = [systems[0].get(&function)?, systems[1].get(&function)?];
            let ends = a.iter().chain(b).map(|(end, (body, _))| (*body, *end));
            let found = window(ends, self.over)?;
            let name = |ends: &Ends| {
                let (_, (body, product)) = ends.iter().find(|(end, _)| (found.from..=found.to).contains(end))?;
                Some(self.facts[*body as usize].products[*product as usize].name.clone())
            };
            let of = self.taxonomy.get(function);
            Some(WindowRow {
                ids: Arc::clone(ids),
                names: Arc::clone(names),
                function: of.code.clone(),
                label: of.label.clone(),
                from: Day(found.from),
                to: Day(found.to),
                a_product: name(a)?,
                b_product: name(b)?,
                shared,
            })
        };
        let mut rows: Vec<WindowRow> = shared.into_iter().filter_map(row).collect();
        rows.sort_by(|a, b| (&a.to, b.shared, &a.function).cmp(&(&b.to, a.shared, &b.function)));
        rows
    }
}

/// Two bodies, for every row that is of them.
type Both<'b> = (&'b Arc<PairIds>, &'b Arc<PairNames>);

/// When the contracts of a body end, with whose and which product.
type Ends = BTreeSet<(Date, (u32, u32))>;

/// The same by function.
type Systems = BTreeMap<FunctionId, Ends>;
