//! Where the pounds of one item went.

use serde::Serialize;

use super::{Explaining, reasons};
use crate::ledger::{Cost, ItemFact, Loose, Pool, ReturnFacts, SpendCategory, Why};
use crate::mapping::Source;
use crate::money::{MilliFte, Money};
use crate::overlap::{Attribution, Basis, Left, Providers, Standing, by_line, covers};
use crate::returns::Kind;
use crate::source::Position;
use crate::taxonomy::{FunctionId, Scope};

/// One item, `dupaudit.explain/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ItemExplained {
    pub organisation: String,
    pub kind: Kind,
    pub id: String,
    pub text: String,
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub currency: String,
    pub basis: Basis,
    pub unit: String,
    pub fte: MilliFte,
    pub source: Source,
    pub functions: Vec<Claimed>,
    pub reason: String,
    pub alternatives: Vec<Claimed>,
    /// What the item brings in itself: of a process its other cost and what its total says beyond the items.
    pub cost: Money,
    pub duplicated: Money,
    /// Where that went. The amounts add up to the cost.
    pub lines: Vec<Line>,
    /// Of a process: what roles and systems put into it.
    pub linked: Vec<Line>,
}

/// A function with a share and how sure that is.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Claimed {
    pub code: String,
    pub share: Option<f64>,
    pub confidence: f64,
    /// What speaks for an alternative.
    pub reason: Option<String>,
}

/// A part of an item's cost in its place.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Line {
    pub amount: Money,
    /// Whose cost it is, as `role/ct-officer`.
    pub item: String,
    /// The process it is linked to.
    pub process: Option<String>,
    pub function: Option<String>,
    pub category: Option<SpendCategory>,
    pub pool: Option<Pool>,
    pub unit: Option<String>,
    /// What left the comparison.
    pub excluded: Money,
    /// What of it counts as duplicated, pro rata.
    pub duplicated: Money,
    /// Why that much.
    pub why: String,
}

impl Explaining<'_> {
    /// Walks an item back. `at` is where it stands.
    pub fn item(&self, organisation: u32, item: u32, at: Position) -> ItemExplained {
        let facts = &self.facts[organisation as usize];
        let body = Body::new(self, organisation);
        let fact = &facts.items[item as usize];
        let own = |cost: &Cost| cost.item == item;
        let lines: Vec<Line> = body.lines(own).chain(body.loose(item)).collect();
        let linked = body.lines(|cost| cost.mapped_by == item && cost.item != item).collect();
        let mapping = &fact.mapping;
        let code = |id: FunctionId| self.taxonomy.get(id).code.clone();
        ItemExplained {
            organisation: facts.organisation.id.clone(),
            kind: fact.kind,
            id: fact.id.to_string(),
            text: fact.text.to_string(),
            path: facts.path.to_string(),
            line: at.line,
            column: at.column,
            currency: self.currency.to_owned(),
            basis: self.basis,
            unit: facts.units[fact.unit as usize].clone(),
            fte: fact.fte,
            source: mapping.source,
            functions: mapping
                .claims
                .iter()
                .map(|claim| Claimed {
                    code: code(claim.function),
                    share: Some(claim.share.as_f64()),
                    confidence: claim.confidence.as_f64(),
                    reason: None,
                })
                .collect(),
            reason: fact.reason().to_owned(),
            alternatives: mapping
                .alternatives
                .iter()
                .enumerate()
                .map(|(place, (id, confidence))| Claimed {
                    code: code(*id),
                    share: None,
                    confidence: confidence.as_f64(),
                    reason: fact.grounds.as_ref().and_then(|grounds| grounds.others.get(place).cloned()),
                })
                .collect(),
            cost: lines.iter().map(|line| line.amount).sum(),
            duplicated: lines.iter().map(|line| line.duplicated).sum(),
            lines,
            linked,
        }
    }
}

/// One body, with what each of its lines puts into the duplicated cost.
struct Body<'a> {
    all: &'a Explaining<'a>,
    facts: &'a ReturnFacts,
    left: &'a Left,
    parts: Vec<Money>,
}

impl<'a> Body<'a> {
    fn new(all: &'a Explaining<'a>, organisation: u32) -> Self {
        let (facts, left) = (&all.facts[organisation as usize], &all.overlap.left[organisation as usize]);
        let rows: Vec<&Attribution> =
            all.overlap.attribution.iter().filter(|row| row.organisation == organisation).collect();
        Self { all, facts, left, parts: by_line(facts, left, &rows, all.floor) }
    }

    fn lines(&self, keep: impl Fn(&Cost) -> bool) -> impl Iterator<Item = Line> {
        let costs = self.facts.costs.iter().enumerate();
        costs.filter(move |(_, cost)| keep(cost)).map(|(place, cost)| self.line(place, cost))
    }

    fn line(&self, place: usize, cost: &Cost) -> Line {
        let item = &self.facts.items[cost.item as usize];
        let by = &self.facts.items[cost.mapped_by as usize];
        Line {
            amount: cost.amount,
            item: name(item),
            process: (by.kind == Kind::Process && cost.mapped_by != cost.item).then(|| by.id.to_string()),
            function: Some(self.all.taxonomy.get(cost.function).code.clone()),
            category: Some(cost.category),
            pool: Some(cost.pool),
            unit: Some(self.facts.units[cost.unit as usize].clone()),
            excluded: cost.amount - self.left.compared(place, cost),
            duplicated: self.parts[place],
            why: self.why(place, cost),
        }
    }

    /// Why as much of a line counts as duplicated.
    fn why(&self, place: usize, cost: &Cost) -> String {
        if !cost.category.in_scope() {
            return format!("{}: out of scope", cost.category.word().replace('_', " "));
        }
        if self.all.taxonomy.get(cost.function).scope == Scope::Exempt {
            return "the function is exempt: never compared".to_owned();
        }
        let compared = self.left.compared(place, cost);
        if compared == Money::ZERO {
            return format!("left the comparison: {}", self.why_left(cost));
        }
        let providers = Providers::of(self.facts, self.left, cost.function);
        if !providers.counts(cost, self.all.floor) {
            return format!("its unit or product is below the floor of {}", self.all.floor);
        }
        let unknown = if cost.pool == Pool::Unspecified { "known from the process total only; " } else { "" };
        if self.parts[place] == Money::ZERO {
            return format!("{unknown}nobody it is compared with spends on this");
        }
        let part = if compared < cost.amount { format!(" of the {compared} that is compared") } else { String::new() };
        format!("{unknown}pro rata{part}")
    }

    fn why_left(&self, cost: &Cost) -> String {
        if !self.left.differences.is_empty() {
            return "accounts unlike most".to_owned();
        }
        let excepted = self.left.exceptions.iter().filter(|excepted| excepted.standing == Standing::Holds);
        let named = excepted
            .map(|excepted| &self.facts.exceptions[excepted.index])
            .find(|exception| covers(exception, cost, self.all.taxonomy));
        named.map_or_else(|| reasons(self.left, cost.function), |exception| format!("exception, {}", exception.reason))
    }

    /// The pounds of an item that have no function.
    fn loose(&self, item: u32) -> impl Iterator<Item = Line> {
        self.facts.loose.iter().filter(move |loose| loose.item == item).map(move |loose: &Loose| Line {
            amount: loose.amount,
            item: name(&self.facts.items[item as usize]),
            process: None,
            function: None,
            category: None,
            pool: None,
            unit: None,
            excluded: Money::ZERO,
            duplicated: Money::ZERO,
            why: match loose.why {
                Why::NoFunction => "unmapped: no function is declared or recognised".to_owned(),
                Why::Group(group) => {
                    format!("unmapped: only the group `{}` is clear", self.all.taxonomy.get(group).code)
                }
                Why::AboveProcessTotal => "unmapped: above the declared total of its process".to_owned(),
                Why::NoCategory(function) => {
                    format!("unmapped: `{}` has neither category nor scope", self.all.taxonomy.get(function).code)
                }
            },
        })
    }
}

fn name(item: &ItemFact) -> String {
    format!("{}/{}", item.kind, item.id)
}
