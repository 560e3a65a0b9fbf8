//! The public value index of bodies, types, regions and all together, and what released money would pay for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::assemble::Audit;
use crate::ledger::{Pool, SpendCategory};
use crate::money::{Fte, Money, divide_half_even};
use crate::overlap::{BodyValue, ValueIndex, achieved, public_value, together};
use crate::savings::find_fact;
use crate::table::rows;
use crate::words::words;

/// What the public gets for its money.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ValueIndexRows {
    /// What it is and what it is not.
    pub about: &'static str,
    /// Bodies by id, then types, regions, and all together: never by rank.
    pub rows: Vec<ValueIndexRow>,
    /// What the money that is likely to be released would pay for at the front line.
    pub front_line: Option<FrontLineRow>,
}

words! {
    /// Of whom an index is.
    pub enum Level {
        /// One body.
        Organisation = "organisation",
        /// The bodies of a type.
        Type = "type",
        /// The bodies of a region.
        Region = "region",
        /// All bodies.
        All = "all",
    }
}

rows! {
    /// The public value index of one organisation, type or region, or of all. Ours; no league table: read it with its parts, among peers.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ValueIndexRow("value_index", "Public value index", 2) {
        pub level: Level => "Level".wide(14), "organisation, type, region or all.";
        pub id: String => "Id".wide(20), "Id of the organisation, or name of the type or region.";
        pub bodies: usize => "Organisations", "The number of organisations.";
        pub frontline_share: f64 => "Frontline".share(), "Frontline cost of the total.";
        pub unduplicated_share: f64 => "Unduplicated".share(), "The share of the total that is not duplicated.";
        pub outcome_rank: Option<f64> => "Outcomes".share(),
            "Weighted mid-rank among peers of outcome per pound; 0.5 is the middle.";
        pub coverage: f64 => "Mapped".share(), "The mapped share of spending.";
        pub index: Option<f64> => "Index".decimals(1),
            "Geometric mean of the three parts times 100; nothing where not published.";
        pub cautions: Vec<String> => "Cautions".wide(40), "Why it is not published, or to be read with caution.";
        pub measures: Vec<String> => "Measures".wide(40), "The outcomes that were ranked.";
    }
}

/// Released money in posts at the front line: illustrative.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct FrontLineRow {
    /// Likely to be released in a year at full run.
    pub released: Money,
    pub post_cost: Money,
    pub posts: i64,
    pub source: String,
    pub illustrative: bool,
}

/// What must be said of it wherever it stands.
pub(crate) const ABOUT: &str = "Ours: no formula by those who asked for such an index was found. The geometric mean of frontline share, \
unduplicated share and outcomes per pound among peers (0.5 is the middle), times 100. Not adjusted for need; no league table: compare the \
parts, and only among peers.";

/// Staff of frontline roles from which an average says something.
const ENOUGH_POSTS: i64 = 10;

/// The index of everybody, and what `released` a year would pay for.
pub(super) fn value_index(audit: &Audit<'_>, released: Money) -> ValueIndexRows {
    let bodies: Vec<BodyValue> = (audit.facts.iter().zip(&audit.overlap.organisations))
        .map(|(facts, sums)| BodyValue {
            peers: facts.organisation.family().map(str::to_owned),
            total: facts.organisation.services(),
            frontline: facts.organisation.buckets.frontline,
            duplicated: sums.duplicated,
            unmapped: facts.organisation.buckets.unmapped + facts.organisation.buckets.unitemised,
            outcomes: achieved(facts, audit.taxonomy),
        })
        .collect();
    let found = public_value(&bodies);
    let ids = audit.facts.iter().map(|facts| facts.organisation.id.as_str());
    let mut rows: Vec<ValueIndexRow> =
        ids.zip(&found).filter_map(|(id, index)| Some(row(Level::Organisation, id, 1, index.as_ref()?))).collect();
    let mut group = |level: Level, name: &str, members: &[usize]| {
        rows.extend(together(&bodies, &found, members).map(|index| row(level, name, members.len(), &index)));
    };
    for (level, of) in [(Level::Type, 0), (Level::Region, 1)] {
        let name = |place: usize| {
            let organisation = &audit.facts[place].organisation;
            if of == 0 { organisation.kind.as_deref() } else { organisation.region.as_deref() }
        };
        let names: BTreeSet<&str> = (0..bodies.len()).filter_map(name).collect();
        for each in names {
            let members: Vec<usize> = (0..bodies.len()).filter(|place| name(*place) == Some(each)).collect();
            group(level, each, &members);
        }
    }
    if !bodies.is_empty() {
        group(Level::All, "all", &(0..bodies.len()).collect::<Vec<_>>());
    }
    ValueIndexRows { about: ABOUT, rows, front_line: front_line(audit, released) }
}

fn row(level: Level, id: &str, bodies: usize, index: &ValueIndex) -> ValueIndexRow {
    ValueIndexRow {
        level,
        id: id.to_owned(),
        bodies,
        frontline_share: index.frontline.as_f64(),
        unduplicated_share: index.unduplicated.as_f64(),
        outcome_rank: index.outcome.map(crate::money::Share::as_f64),
        coverage: index.coverage.as_f64(),
        index: index.index,
        cautions: index.gates.iter().map(|gate| format!("{} {}", gate.code(), gate.about())).collect(),
        measures: index.measures.clone(),
    }
}

/// A post costs what the frontline roles of these returns cost on average; without enough of them, what the facts say for
/// pounds. In another currency it cannot be said then.
fn front_line(audit: &Audit<'_>, released: Money) -> Option<FrontLineRow> {
    let frontline = audit
        .facts
        .iter()
        .flat_map(|facts| &facts.costs)
        .filter(|cost| cost.category == SpendCategory::Frontline && cost.pool == Pool::Roles && cost.fte > Fte(0));
    let (mut cost, mut staff) = (Money::ZERO, Fte(0));
    for part in frontline {
        cost += part.amount;
        staff += part.fte;
    }
    let milli = staff.milli();
    let (post_cost, source) = if milli >= ENOUGH_POSTS * 1000 {
        let average = Money(divide_half_even(i128::from(cost.0) * 1000, i128::from(milli)));
        (average, "the average frontline post of these returns".to_owned())
    } else {
        let fact = find_fact("post.cost").filter(|_| audit.currency == "GBP")?;
        (Money::parse(&fact.read::<u32>().to_string()).ok()?, fact.source.clone())
    };
    if !released.is_positive() || !post_cost.is_positive() {
        return None;
    }
    Some(FrontLineRow { released, post_cost, posts: released.0 / post_cost.0, source, illustrative: true })
}
