//! From files to facts: every return is read, checked, mapped, put into the ledger and dropped, many at a time.

use rayon::prelude::*;

use super::collect::collect;
use super::facts::ReturnFacts;
use super::reading::{Outcome, Reading};
use super::strict::Strictness;
use super::suppliers::place_purchases;
use super::together::{reject_beyond_sums, reject_doubles, reject_late_doubles};
use crate::finding::Finding;
use crate::mapping::{Known, Mapper};
use crate::money::{MilliFte, Money};
use crate::returns::{Found, read_documents};
use crate::source::sha256;
use crate::taxonomy::Taxonomy;

/// What was read, and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Files that could hold returns.
    pub files_found: usize,
    /// Of them: read to the end.
    pub files_read: usize,
    /// Of them: could not be read or parsed, or hold something else.
    pub files_rejected: usize,
    /// Of them: settings, decisions, taxonomies, baselines and reports, and what `ignore` names.
    pub files_skipped: usize,
    /// Returns that the result covers.
    pub returns: usize,
    /// Of them: of suppliers, whose cost is in no sum.
    pub suppliers: usize,
    /// Returns that it does not cover.
    pub returns_rejected: usize,
    /// Items of the covered returns.
    pub items: usize,
    /// Of them: mapped to a leaf.
    pub items_mapped: usize,
    /// Of them: mapped to a group only.
    pub items_group_only: usize,
    /// The totals of the covered returns.
    pub cost_total: Money,
    /// Of them: on a function.
    pub cost_mapped: Money,
    /// Of them: known to a group.
    pub cost_group_only: Money,
    /// Of them: in no item.
    pub cost_unitemised: Money,
    /// Whether something was not read or not parsed.
    pub unread: bool,
    /// What was withheld, where the result is redacted.
    pub withheld: Option<Withheld>,
}

/// What a redacted result does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Withheld {
    /// Roles with less staff than this are small posts.
    pub below: MilliFte,
    /// Small posts: their names are hashed, their pay is averaged.
    pub roles: usize,
    /// Their staff.
    pub fte: MilliFte,
    /// Their cost.
    pub cost: Money,
    /// Units whose names are hashed.
    pub units: usize,
    /// Findings that lost their wording and place.
    pub findings: usize,
    /// Organisations with too few staff to average over: their pay can be worked out.
    pub alone: usize,
    /// By which results with the same salt are known.
    pub salt: u32,
}

impl Coverage {
    /// Counts what another reading covered.
    pub fn join(&mut self, other: &Self) {
        self.files_found += other.files_found;
        self.files_read += other.files_read;
        self.files_rejected += other.files_rejected;
        self.files_skipped += other.files_skipped;
        self.returns += other.returns;
        self.suppliers += other.suppliers;
        self.returns_rejected += other.returns_rejected;
        self.items += other.items;
        self.items_mapped += other.items_mapped;
        self.items_group_only += other.items_group_only;
        self.cost_total += other.cost_total;
        self.cost_mapped += other.cost_mapped;
        self.cost_group_only += other.cost_group_only;
        self.cost_unitemised += other.cost_unitemised;
        self.unread |= other.unread;
        self.withheld = match (self.withheld, other.withheld) {
            (Some(one), Some(other)) => Some(one.and(&other)),
            (one, other) => one.or(other),
        };
    }
}

impl Withheld {
    /// What both withhold; the threshold is the weaker one.
    fn and(&self, other: &Self) -> Self {
        Self {
            below: self.below.min(other.below),
            roles: self.roles + other.roles,
            fte: MilliFte(self.fte.0 + other.fte.0),
            cost: self.cost + other.cost,
            units: self.units + other.units,
            findings: self.findings + other.findings,
            alone: self.alone + other.alone,
            // Names of different salts cannot be told to be the same: that is no salt.
            salt: if self.salt == other.salt { self.salt } else { 0 },
        }
    }
}

/// The facts of everything that was read.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order of the organisations' ids. Suppliers are among them until [`super::select`] takes them out.
    pub facts: Vec<ReturnFacts>,
    /// Those of suppliers, once they are taken out: nothing that is measured reads them.
    pub suppliers: Vec<ReturnFacts>,
    /// In the order of [`Finding::order`].
    pub findings: Vec<Finding>,
    /// What was read, and what was not.
    pub coverage: Coverage,
    /// Hashes of all documents, in order.
    pub documents: Vec<String>,
    /// With what facts were made that were read as facts; in order, each once.
    pub made_with: Vec<MadeWith>,
}

/// What the mapping of facts went by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MadeWith {
    /// A hash of the decisions.
    pub decisions_sha256: Option<String>,
    /// A hash of the model, or of the vocabulary where there is no model.
    pub mapper_sha256: String,
}

/// Reads every input and hands out the facts. `done` is called after each document.
pub fn gather(
    found: Found,
    taxonomy: &Taxonomy,
    mapper: &Mapper<'_>,
    strictness: Strictness,
    done: &(dyn Fn() + Sync),
) -> Gathered {
    let Found { inputs, findings, ignored } = found;
    let documents = inputs.iter().enumerate().flat_map(|(file, input)| {
        read_documents(input).enumerate().map(move |(number, document)| ((file, number), document))
    });
    let mut outcomes: Vec<((usize, usize), Outcome)> = documents
        .par_bridge()
        .map_init(Known::default, |known, (place, document)| {
            let outcome = Reading { input: &inputs[place.0], taxonomy, mapper, strictness }.document(document, known);
            done();
            (place, outcome)
        })
        .collect();
    outcomes.sort_by_key(|(place, _)| *place);
    let mut gathered = collect(outcomes, &inputs, ignored, findings);
    reject_doubles(&mut gathered, &inputs);
    reject_beyond_sums(&mut gathered);
    place_purchases(&mut gathered.facts, &inputs);
    gathered
}

impl From<&Mapper<'_>> for MadeWith {
    fn from(mapper: &Mapper<'_>) -> Self {
        Self { decisions_sha256: mapper.decisions().sha256.clone(), mapper_sha256: mapper.sha256() }
    }
}

impl Gathered {
    /// A hash of all documents, whatever their order and names.
    pub fn returns_sha256(&self) -> String {
        sha256(self.documents.join("\n"))
    }

    /// Puts the facts of another reading beside these. [`Self::reconcile`] follows the last of them.
    pub fn join(&mut self, other: Self) {
        self.facts.extend(other.facts);
        self.suppliers.extend(other.suppliers);
        self.findings.extend(other.findings);
        self.documents.extend(other.documents);
        self.made_with.extend(other.made_with);
        self.coverage.join(&other.coverage);
    }

    /// Rejects what does not go together: several returns of one organisation, and totals beyond what can be added up.
    pub fn reconcile(&mut self) {
        self.documents.sort();
        self.made_with.sort();
        self.made_with.dedup();
        reject_late_doubles(self);
        reject_doubles(self, &[]);
        reject_beyond_sums(self);
    }

    /// Adds up what the facts that are left cover, and sorts the findings.
    pub fn settle(&mut self) {
        let coverage = &mut self.coverage;
        coverage.returns = self.facts.len() + self.suppliers.len();
        for facts in self.facts.iter().chain(&self.suppliers) {
            coverage.items += facts.items.len();
            coverage.items_mapped += facts.items.iter().filter(|item| item.leaf).count();
            coverage.items_group_only +=
                facts.items.iter().filter(|item| !item.leaf && !item.mapping.claims.is_empty()).count();
            if facts.organisation.is_supplier() {
                coverage.suppliers += 1;
                continue;
            }
            coverage.cost_total += facts.organisation.total;
            coverage.cost_mapped += facts.organisation.buckets.mapped();
            coverage.cost_group_only += facts.organisation.group_only;
            coverage.cost_unitemised += facts.organisation.buckets.unitemised;
        }
        self.findings.sort_by(Finding::order);
    }
}
