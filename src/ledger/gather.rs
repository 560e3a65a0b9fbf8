//! From files to facts: every return is read, checked, mapped, put into the ledger and dropped, many at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batches::Readers;
use super::collect::Collector;
use super::coverage::Coverage;
use super::facts::ReturnFacts;
use super::seem_one::seem_one;
use super::strict::Strictness;
use super::suppliers::place_purchases;
use super::together::{reject_beyond_sums, reject_doubles, reject_late_doubles};
use crate::finding::Finding;
use crate::mapping::Mapper;
use crate::money::{Money, Share, currency};
use crate::returns::{Found, NotRead};
use crate::source::sha256;
use crate::taxonomy::Taxonomy;

/// How many documents are read before what they gave is collected.
const BATCH: usize = 4096;

/// A mapping below this is one that a person should look at.
const SURE: Share = Share(800_000);

/// The facts of everything that was read.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order of the organisations' ids. Suppliers are among them until [`super::select`] takes them out.
    pub facts: Vec<ReturnFacts>,
    /// Those of suppliers, once they are taken out: nothing that is measured reads them.
    pub suppliers: Vec<ReturnFacts>,
    /// In the order of [`Finding::order`].
    pub findings: Vec<Finding>,
    /// Where the returns stand that were rejected, and whose they are as far as that is known.
    pub rejected: Vec<RejectedAt>,
    /// What was read, and what was not.
    pub coverage: Coverage,
    /// Files and documents that were not read as returns, in order.
    pub not_read: Vec<NotRead>,
    /// Hashes of all documents, in order.
    pub documents: Vec<String>,
    /// With what facts were made that were read as facts; in order, each once.
    pub made_with: Vec<MadeWith>,
}

/// Where a return stands that was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedAt {
    /// The file.
    pub path: Arc<str>,
    /// The line on which it begins.
    pub line: u32,
    /// The organisation that it names.
    pub organisation: Option<String>,
}

impl From<&ReturnFacts> for RejectedAt {
    fn from(facts: &ReturnFacts) -> Self {
        let organisation = Some(facts.organisation.id.clone());
        Self { path: Arc::clone(&facts.path), line: facts.line, organisation }
    }
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
    mut found: Found,
    taxonomy: &Taxonomy,
    mapper: &Mapper<'_>,
    strictness: Strictness,
    done: &(dyn Fn() + Sync),
) -> Gathered {
    let mut collector = Collector::of(&mut found);
    let inputs = &found.inputs;
    let read = Readers { taxonomy, mapper, strictness }.read(inputs, BATCH, done, &mut |file, outcome| {
        collector.take(file, &inputs[file], outcome);
        Ok(())
    });
    debug_assert!(read.is_ok(), "collecting fails with nothing");
    let (mut gathered, inputs) = collector.finish(found);
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
        self.not_read.extend(other.not_read);
        self.rejected.extend(other.rejected);
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

    /// The currency of most bodies, of equals the first: no sum is made over two.
    pub fn currency(&self) -> &'static str {
        let bodies = if self.facts.iter().all(|facts| facts.organisation.is_supplier()) {
            self.facts.iter().chain(&self.suppliers).collect::<Vec<_>>()
        } else {
            self.facts.iter().filter(|facts| !facts.organisation.is_supplier()).collect()
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for body in bodies {
            *counts.entry(&body.organisation.currency).or_default() += 1;
        }
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        most.and_then(|(code, _)| currency(code).ok()).unwrap_or("GBP")
    }

    /// Adds up what the facts that are left cover, and sorts the findings.
    pub fn settle(&mut self) {
        let most = self.currency();
        let coverage = &mut self.coverage;
        coverage.returns = self.facts.len() + self.suppliers.len();
        coverage.currency = self.facts.first().or(self.suppliers.first()).and(Some(most));
        for facts in self.facts.iter().chain(&self.suppliers) {
            coverage.items += facts.items.len();
            coverage.items_mapped += facts.items.iter().filter(|item| item.leaf).count();
            coverage.items_group_only +=
                facts.items.iter().filter(|item| !item.leaf && !item.mapping.claims.is_empty()).count();
            if facts.organisation.is_supplier() {
                coverage.suppliers += 1;
                continue;
            }
            if facts.organisation.currency != most {
                coverage.returns_other_currency += 1;
                continue;
            }
            coverage.cost_total += facts.organisation.total;
            coverage.cost_mapped += facts.organisation.buckets.mapped();
            let unsure = facts.costs.iter().filter(|cost| cost.confidence < SURE);
            coverage.cost_unsure += unsure.map(|cost| cost.amount).sum::<Money>();
            coverage.cost_non_service += facts.organisation.buckets.non_service;
            let catch_all = facts.loose.iter().filter(|loose| facts.items[loose.mapped_by as usize].catch_all);
            coverage.cost_catch_all += catch_all.map(|loose| loose.amount).sum::<Money>();
            coverage.cost_group_only += facts.organisation.group_only;
            coverage.cost_unitemised += facts.organisation.buckets.unitemised;
            coverage.cost_recharged += facts.organisation.buckets.recharge_out;
            coverage.cost_no_function += facts.organisation.buckets.unmapped;
        }
        self.findings.extend(seem_one(&self.facts));
        self.findings.sort_by(Finding::order);
    }
}
