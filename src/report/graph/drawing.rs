//! The nodes and edges of each view, with what they carry, and what a cut keeps of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use super::{GraphEdge, GraphNode, GraphSource, GraphView, LeftOut, NodeKind, Way};
use crate::finding::nearest;
use crate::ledger::{ItemFact, ProductFact, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Attribution, Set, Sets, by_line, product_keys};
use crate::taxonomy::FunctionId;

/// Pairs of organisations that a graph of them keeps: more are no longer read.
const PAIRS: usize = 500;

/// A node in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Organisation(u32),
    Item(u32, u32),
    Product(String),
    Function(FunctionId),
}

/// What an edge carries.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    cost: Money,
    duplicated: Money,
    /// Pence times parts per million.
    sure: i128,
}

impl AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.cost += other.cost;
        self.duplicated += other.duplicated;
        self.sure += other.sure;
    }
}

type Ends = (Name, Name, Way);

/// A graph before it is cut.
pub(super) struct Drawing<'a> {
    source: &'a GraphSource<'a>,
    /// The product of each organisation's products, as tables fold them, and what the one who pays most calls it.
    keys: Vec<Vec<String>>,
    products: BTreeMap<String, &'a ProductFact>,
    /// With the cost and the duplicated cost of each.
    nodes: BTreeMap<Name, (Money, Money)>,
    edges: BTreeMap<Ends, Load>,
}

impl<'a> Drawing<'a> {
    /// Everything of a view.
    pub(super) fn of(source: &'a GraphSource<'a>, view: GraphView) -> Self {
        let keys = product_keys(source.facts);
        let products = products(source.facts, &keys);
        let mut drawing = Self { source, keys, products, nodes: BTreeMap::new(), edges: BTreeMap::new() };
        match view {
            GraphView::Items => drawing.items(),
            GraphView::Functions => drawing.functions(),
            GraphView::Organisations => drawing.organisations(),
            GraphView::Products => drawing.products(),
        }
        drawing.settle();
        drawing
    }

    fn edge(&mut self, from: Name, to: Name, way: Way, load: Load) {
        *self.edges.entry((from, to, way)).or_default() += load;
    }

    /// Everything, with the cost of every category.
    fn items(&mut self) {
        let source = self.source;
        let mut rows: Vec<Vec<&Attribution>> = vec![Vec::new(); source.facts.len()];
        for row in &source.overlap.attribution {
            rows[row.organisation as usize].push(row);
        }
        for ((organisation, facts), rows) in (0..).zip(source.facts).zip(&rows) {
            let lines = by_line(facts, &source.overlap.left[organisation as usize], rows, source.floor);
            for (item, fact) in (0..).zip(&facts.items) {
                let load = Load { cost: fact.cost, ..Load::default() };
                self.edge(Name::Organisation(organisation), Name::Item(organisation, item), Way::Declares, load);
            }
            for (cost, duplicated) in facts.costs.iter().zip(lines) {
                let item = |item| Name::Item(organisation, item);
                let load = Load { cost: cost.amount, ..Load::default() };
                if cost.mapped_by != cost.item {
                    self.edge(item(cost.item), item(cost.mapped_by), Way::Links, load);
                }
                if let Some(product) = cost.product {
                    let product = Name::Product(self.keys[organisation as usize][product.index()].clone());
                    self.edge(item(cost.item), product, Way::PaysFor, load);
                }
                let sure = i128::from(cost.amount.0) * i128::from(cost.confidence.0);
                let load = Load { cost: cost.amount, duplicated, sure };
                self.edge(item(cost.mapped_by), Name::Function(cost.function), Way::MapsTo, load);
            }
        }
    }

    /// Administrative and managerial cost of organisations by function.
    fn functions(&mut self) {
        let source = self.source;
        for row in &source.overlap.attribution {
            let load = Load { cost: row.cost, duplicated: row.duplicated, sure: 0 };
            self.edge(Name::Organisation(row.organisation), Name::Function(row.function), Way::MapsTo, load);
        }
        for (organisation, facts) in (0..).zip(source.facts) {
            for cost in facts.costs.iter().filter(|cost| cost.category.in_scope()) {
                let sure = i128::from(cost.amount.0) * i128::from(cost.confidence.0);
                let load = Load { sure, ..Load::default() };
                self.edge(Name::Organisation(organisation), Name::Function(cost.function), Way::MapsTo, load);
            }
        }
    }

    /// A star for each function and comparison set: whoever duplicates is joined to the largest provider.
    fn organisations(&mut self) {
        let source = self.source;
        let mut spent: BTreeMap<(FunctionId, Set<'_>), BTreeMap<u32, Load>> = BTreeMap::new();
        let sets = Sets::of(source.facts, source.taxonomy);
        for row in &source.overlap.attribution {
            let set = sets.set(row.function, row.organisation);
            *spent.entry((row.function, set)).or_default().entry(row.organisation).or_default() +=
                Load { cost: row.cost, duplicated: row.duplicated, sure: 0 };
        }
        for bodies in spent.values() {
            let largest = bodies.iter().max_by(|a, b| a.1.cost.cmp(&b.1.cost).then(b.0.cmp(a.0)));
            let Some((largest, _)) = largest else { continue };
            for (body, load) in bodies.iter().filter(|(body, load)| *body != largest && load.duplicated.is_positive()) {
                let load = Load { cost: load.cost, duplicated: load.duplicated, sure: 0 };
                self.edge(Name::Organisation(*body), Name::Organisation(*largest), Way::Duplicates, load);
            }
        }
    }

    /// What organisations pay for each product, all categories.
    fn products(&mut self) {
        let source = self.source;
        for (organisation, facts) in (0..).zip(source.facts) {
            for cost in &facts.costs {
                let Some(product) = cost.product else { continue };
                let product = Name::Product(self.keys[organisation as usize][product.index()].clone());
                let load = Load { cost: cost.amount, ..Load::default() };
                self.edge(Name::Organisation(organisation), product, Way::PaysFor, load);
            }
        }
    }

    /// Gives nodes what they carry, which is the same in every view: an item its own cost, a product what is paid for it, an
    /// organisation and a function what was measured. Every organisation is a node, also without an edge.
    fn settle(&mut self) {
        for organisation in (0..).take(self.source.facts.len()) {
            self.nodes.entry(Name::Organisation(organisation)).or_default();
        }
        for ((from, to, way), load) in &self.edges {
            for name in [from, to] {
                let node = self.nodes.entry(name.clone()).or_default();
                let has_cost = match name {
                    Name::Item(..) => *way == Way::Declares,
                    Name::Product(_) => true,
                    Name::Organisation(_) | Name::Function(_) => continue,
                };
                if has_cost {
                    node.0 += load.cost;
                }
                node.1 += load.duplicated;
            }
        }
        for row in &self.source.overlap.attribution {
            for name in [Name::Organisation(row.organisation), Name::Function(row.function)] {
                if let Some(node) = self.nodes.get_mut(&name) {
                    node.0 += row.cost;
                    node.1 += row.duplicated;
                }
            }
        }
    }

    /// The nodes around one. In the full graph two steps, so that a function has its items and their organisations.
    pub(super) fn around(&self, name: &str, view: GraphView) -> Result<BTreeSet<Name>, String> {
        let start = self.named(name)?;
        let steps = if view == GraphView::Items { 2 } else { 1 };
        let mut near = start.clone();
        for _ in 0..steps {
            let mut next = near.clone();
            for (from, to, _) in self.edges.keys() {
                // From an organisation on, everything of it would come in, whatever the start was.
                let through =
                    |name: &Name| near.contains(name) && (steps == 1 || spreads(name) || start.contains(name));
                if through(from) {
                    next.insert(to.clone());
                }
                if through(to) {
                    next.insert(from.clone());
                }
            }
            near = next;
        }
        Ok(near)
    }

    fn named(&self, wanted: &str) -> Result<BTreeSet<Name>, String> {
        let taxonomy = self.source.taxonomy;
        let found: BTreeSet<Name> = match taxonomy.find(wanted) {
            Some(above) => {
                let below = |name: &&Name| matches!(name, Name::Function(id) if taxonomy.is_within(*id, above));
                self.nodes.keys().filter(below).cloned().collect()
            }
            None => self.nodes.keys().filter(|name| self.id(name) == wanted).cloned().collect(),
        };
        if !found.is_empty() {
            return Ok(found);
        }
        if taxonomy.find(wanted).is_some() {
            return Err(format!("nothing in this graph is on `{wanted}`"));
        }
        let ids: Vec<String> = self.nodes.keys().map(|name| self.id(name)).collect();
        let codes = taxonomy.iter().map(|(_, function)| function.code.as_str());
        Err(match nearest(wanted, ids.iter().map(String::as_str).chain(codes)) {
            Some(meant) => format!("there is no `{wanted}` in this graph; did you mean `{meant}`?"),
            None => format!(
                "there is no `{wanted}` in this graph: name a function, an organisation, a product or ORGANISATION/KIND/ID"
            ),
        })
    }

    /// Keeps what is wanted, and counts the rest.
    pub(super) fn cut(
        &self,
        view: GraphView,
        min_cost: Money,
        around: Option<&BTreeSet<Name>>,
    ) -> (Vec<GraphNode>, Vec<GraphEdge>, LeftOut) {
        let near = |name: &Name| around.is_none_or(|near| near.contains(name));
        let wanted = |ends: &Ends, load: &Load| load.cost >= min_cost && near(&ends.0) && near(&ends.1);
        let mut kept: Vec<(&Ends, &Load)> = self.edges.iter().filter(|(ends, load)| wanted(ends, load)).collect();
        if view == GraphView::Organisations && kept.len() > PAIRS {
            kept.sort_by(|a, b| b.1.duplicated.cmp(&a.1.duplicated).then_with(|| a.0.cmp(b.0)));
            kept.truncate(PAIRS);
            kept.sort_by(|a, b| a.0.cmp(b.0));
        }
        let joined: BTreeSet<&Name> = kept.iter().flat_map(|(ends, _)| [&ends.0, &ends.1]).collect();
        let cuts = min_cost.is_positive() || around.is_some();
        let nodes: Vec<GraphNode> = self
            .nodes
            .iter()
            .filter(|(name, _)| !cuts || joined.contains(name))
            .map(|(name, sums)| self.node(name, *sums))
            .collect();
        let sum = |of: fn(&Load) -> Money| {
            self.edges.values().map(of).sum::<Money>() - kept.iter().map(|(_, load)| of(load)).sum()
        };
        let left_out = LeftOut {
            nodes: self.nodes.len() - nodes.len(),
            edges: self.edges.len() - kept.len(),
            cost: sum(|load| load.cost),
            duplicated: sum(|load| load.duplicated),
        };
        let edges = kept.into_iter().map(|(ends, load)| self.row(ends, *load)).collect();
        (nodes, edges, left_out)
    }

    fn row(&self, (from, to, way): &Ends, load: Load) -> GraphEdge {
        GraphEdge {
            source: format!("{}:{}", kind(from), self.id(from)),
            target: format!("{}:{}", kind(to), self.id(to)),
            kind: *way,
            cost: load.cost,
            weight: load.cost,
            duplicated: matches!(way, Way::MapsTo | Way::Duplicates).then_some(load.duplicated),
            confidence: (*way == Way::MapsTo).then(|| sureness(load)).flatten(),
        }
    }

    fn item(&self, organisation: u32, item: u32) -> (&ReturnFacts, &ItemFact) {
        let facts = &self.source.facts[organisation as usize];
        (facts, &facts.items[item as usize])
    }

    fn id(&self, name: &Name) -> String {
        match name {
            Name::Organisation(organisation) => self.source.facts[*organisation as usize].organisation.id.clone(),
            Name::Item(organisation, item) => {
                let (facts, item) = self.item(*organisation, *item);
                format!("{}/{}/{}", facts.organisation.id, item.kind.word(), item.id)
            }
            Name::Product(key) => key.clone(),
            Name::Function(id) => self.source.taxonomy.get(*id).code.clone(),
        }
    }

    fn node(&self, name: &Name, (cost, duplicated): (Money, Money)) -> GraphNode {
        let (taxonomy, facts) = (self.source.taxonomy, self.source.facts);
        let (label, group) = match name {
            Name::Organisation(organisation) => {
                let fact = &facts[*organisation as usize].organisation;
                (fact.name.clone(), fact.kind.clone().unwrap_or_default())
            }
            Name::Item(organisation, item) => {
                let item = self.item(*organisation, *item).1;
                (item.text.to_string(), item.kind.word().to_owned())
            }
            Name::Product(key) => {
                let product = self.products.get(key);
                let vendor = product.and_then(|product| product.vendor.clone()).unwrap_or_default();
                (product.map_or_else(|| key.clone(), |product| product.name.clone()), vendor)
            }
            Name::Function(id) => {
                let group = taxonomy.get(taxonomy.group(*id)).label.clone();
                (taxonomy.get(*id).label.clone(), group)
            }
        };
        GraphNode { id: format!("{}:{}", kind(name), self.id(name)), kind: kind(name), label, group, cost, duplicated }
    }
}

/// Products by key, each as the organisation names it that pays most for it.
fn products<'a>(facts: &'a [ReturnFacts], keys: &[Vec<String>]) -> BTreeMap<String, &'a ProductFact> {
    let mut products: BTreeMap<String, (Money, &ProductFact)> = BTreeMap::new();
    for (facts, keys) in facts.iter().zip(keys) {
        let mut paid = vec![Money::ZERO; facts.products.len()];
        for cost in &facts.costs {
            if let Some(product) = cost.product {
                paid[product.index()] += cost.amount;
            }
        }
        for ((key, product), paid) in keys.iter().zip(&facts.products).zip(paid) {
            let most = products.entry(key.clone()).or_insert((paid, product));
            if paid > most.0 {
                *most = (paid, product);
            }
        }
    }
    products.into_iter().map(|(key, (_, product))| (key, product)).collect()
}

/// Whether a walk goes on through it: from an item to its organisation and function, not from these to all others.
fn spreads(name: &Name) -> bool {
    matches!(name, Name::Item(..))
}

fn kind(name: &Name) -> NodeKind {
    match name {
        Name::Organisation(_) => NodeKind::Organisation,
        Name::Item(..) => NodeKind::Item,
        Name::Product(_) => NodeKind::Product,
        Name::Function(_) => NodeKind::Function,
    }
}

/// The mean confidence, to four decimals: parts per million over pence, rounded in whole numbers.
fn sureness(load: Load) -> Option<f64> {
    let cost = i128::from(load.cost.0);
    let parts = (cost > 0).then(|| (load.sure + cost * 50) / (cost * 100))?;
    i32::try_from(parts).ok().map(|parts| f64::from(parts) / 1e4)
}
