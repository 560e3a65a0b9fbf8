//! From files to facts: every return is read, checked, mapped, put into the ledger and dropped, many at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::allocate::allocate;
use super::contradicted::contradicted;
use super::declared_twice::declared_twice;
use super::facts::ReturnFacts;
use super::strict::{Strictness, demand};
use super::suppliers::place_purchases;
use crate::finding::{Code, Finding, Findings, Related, Severity, without_consequences};
use crate::mapping::{Known, Mapper};
use crate::money::{MilliFte, Money};
use crate::returns::{Found, Input, Loaded, Return, check, load, read_documents, recognise};
use crate::source::{Document, Excerpt, Found as Place, Places, Position, Route, Span, sha256};
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
    let mut gathered = collect(outcomes, inputs.len(), ignored, findings);
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

/// What one document gave.
pub(super) struct Outcome {
    pub(super) hash: Option<String>,
    pub(super) what: What,
}

pub(super) enum What {
    Facts(Box<ReturnFacts>, Vec<Finding>),
    /// Facts that were handed on.
    HandedOn,
    Skipped,
    Foreign(Finding),
    Unread(Finding),
    Rejected(Vec<Finding>),
}

pub(super) struct Reading<'a> {
    pub(super) input: &'a Input,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) mapper: &'a Mapper<'a>,
    pub(super) strictness: Strictness,
}

impl Reading<'_> {
    pub(super) fn document(&self, document: Result<Document, Finding>, known: &mut Known) -> Outcome {
        let document = match document {
            Ok(document) => document,
            Err(mut finding) => {
                finding.path = Some(Arc::clone(&self.input.name));
                // What holds nothing was read to its end.
                let what =
                    if finding.code == Code::NotAReturn { What::Foreign(finding) } else { What::Unread(finding) };
                return Outcome { hash: None, what };
            }
        };
        let named = |mut finding: Finding| {
            self.name(&document, &mut finding);
            finding
        };
        let mut what = match load(&document) {
            Loaded::Return(declared) => self.declared(&document, &declared, known),
            Loaded::Skipped => What::Skipped,
            Loaded::Foreign(finding) => What::Foreign(named(finding)),
            Loaded::Unparsed(finding) => What::Unread(named(finding)),
            Loaded::Broken(findings) => What::Rejected(findings.into_iter().map(named).collect()),
        };
        if let What::Facts(_, findings) | What::Rejected(findings) = &mut what {
            recognise(&document, self.taxonomy, findings);
        }
        Outcome { hash: Some(sha256(document.content())), what }
    }

    fn declared(&self, document: &Document, declared: &Return, known: &mut Known) -> What {
        let mut findings = check(declared, self.taxonomy);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            self.place(document, declared, &mut findings);
            return What::Rejected(findings);
        }
        let mappings = self.mapper.map_return(declared, known);
        let mut more = Findings::default();
        more.extend(unmapped(declared, &mappings));
        contradicted(declared, &mappings, self.taxonomy, self.mapper, known, &mut more);
        declared_twice(declared, &mut more);
        findings.extend(more.into_vec());
        match allocate(declared, mappings, self.taxonomy) {
            Ok((mut facts, more)) => {
                findings.extend(more);
                facts.path = Arc::clone(&self.input.name);
                facts.line = document.first_line;
                for (item, fact) in declared.items().zip(&mut facts.items) {
                    fact.grounds = self.mapper.explain(declared, &item, &fact.mapping);
                    fact.position = Position { line: document.first_line, column: 1 };
                }
                if self.mapper.explains() {
                    place_items(document, &mut facts);
                } else {
                    // What else an item might be only readers of items ask, and there are millions of them.
                    facts.items.iter_mut().for_each(|item| item.mapping.alternatives = Vec::new());
                }
                if self.strictness == Strictness::Strict {
                    demand(declared, &facts, &mut findings);
                }
                if facts.organisation.is_supplier() {
                    // It is compared with nobody, and need not open all of its books.
                    findings.retain(|finding| !OF_BODIES.contains(&finding.code));
                }
                without_consequences(&mut findings);
                self.place(document, declared, &mut findings);
                place_entries(document, &mut facts);
                What::Facts(Box::new(facts), findings)
            }
            Err(finding) => {
                findings.push(finding);
                self.place(document, declared, &mut findings);
                What::Rejected(findings)
            }
        }
    }

    /// Gives findings their file, place and organisation, and the places of what else they speak of.
    fn place(&self, document: &Document, declared: &Return, findings: &mut [Finding]) {
        let mut routes: Vec<&Route> = Vec::new();
        for finding in &*findings {
            routes.extend(&finding.route);
            routes.extend(finding.related.iter().filter_map(|related| related.route.as_ref()));
        }
        if routes.is_empty() && findings.is_empty() {
            return;
        }
        let mut found = Places::of(document).find_all(&routes).into_iter();
        for finding in findings {
            finding.organisation = Some(declared.organisation.id.clone());
            if let Some(Place { span, name }) = finding.route.as_ref().and_then(|_| found.next()) {
                (finding.position, finding.end) = (Some(span.start), Some(span.end));
                finding.named = Some(name);
            }
            for related in finding.related.iter_mut().filter(|related| related.route.is_some()) {
                let span = found.next().map(|found| found.span);
                (related.position, related.end) = (span.map(|span| span.start), span.map(|span| span.end));
            }
            self.name(document, finding);
        }
    }

    /// Gives a finding its file, and its line where that cannot be read again.
    fn name(&self, document: &Document, finding: &mut Finding) {
        finding.path = Some(Arc::clone(&self.input.name));
        if self.input.path.is_none() {
            finding.excerpt = finding.position.and_then(|at| Excerpt::within(&document.text, document.first_line, at));
        }
    }
}

/// What only a return that is compared with others owes.
const OF_BODIES: [Code; 3] = [Code::NoControlTotal, Code::LittleMapped, Code::MissingVolume];

/// Gives exceptions and sales their place in the file, for findings that only the whole audit can make; recharges and
/// vendors, that of the return.
fn place_entries(document: &Document, facts: &mut ReturnFacts) {
    let first = Position { line: document.first_line, column: 1 };
    facts.recharges.iter_mut().for_each(|recharge| recharge.position = first);
    facts.vendors.iter_mut().for_each(|vendor| vendor.position = first);
    if facts.exceptions.is_empty() && facts.sales.is_empty() {
        return;
    }
    let exceptions = facts.exceptions.iter().map(|exception| Route::item("exceptions", exception.index as usize));
    let sales = (0..facts.sales.len()).map(|index| Route::item("sales", index));
    let routes: Vec<Route> = exceptions.chain(sales).collect();
    let found = Places::of(document).find_all(&routes.iter().collect::<Vec<_>>());
    let exceptions = facts.exceptions.iter_mut().map(|exception| &mut exception.position);
    let sales = facts.sales.iter_mut().map(|sale| &mut sale.position);
    for (position, found) in exceptions.chain(sales).zip(found) {
        *position = found.span.start;
    }
}

/// Gives items their place in the file, for readers who go back from a figure to its line.
fn place_items(document: &Document, facts: &mut ReturnFacts) {
    let routes: Vec<Route> =
        facts.items.iter().map(|item| Route::item(item.kind.list(), item.index as usize)).collect();
    let found = Places::of(document).find_all(&routes.iter().collect::<Vec<_>>());
    for (item, found) in facts.items.iter_mut().zip(found) {
        item.position = found.span.start;
    }
}

/// One finding for all items of a return that nothing is claimed for.
fn unmapped(declared: &Return, mappings: &[crate::mapping::Mapping]) -> Option<Finding> {
    let missed: Vec<_> =
        declared.items().zip(mappings).filter(|(_, mapping)| mapping.says_nothing()).map(|(item, _)| item).collect();
    // The costliest first: it is the one worth a line in the return.
    let first =
        missed.iter().max_by_key(|item| (item.cost.unwrap_or_default(), std::cmp::Reverse((item.kind, item.index))))?;
    let cost: Money = missed.iter().filter_map(|item| item.cost).sum();
    let count = missed.len();
    let items = if count == 1 { "1 item says".to_owned() } else { format!("{count} items say") };
    Some(
        Finding::new(
            Code::Unmapped,
            format!(
                "{items} too little to be mapped ({}); the costliest is `{}`",
                cost.exact(declared.currency()),
                first.text
            ),
        )
        .help("give it a `function:` or a clearer name; `dupaudit map` lists them all")
        .at(Route::item(first.kind.list(), first.index))
        .item(first.id),
    )
}

pub(super) fn collect(
    outcomes: Vec<((usize, usize), Outcome)>,
    files: usize,
    ignored: usize,
    unfollowed: Vec<Finding>,
) -> Gathered {
    let mut gathered = Gathered { findings: unfollowed, ..Gathered::default() };
    // By file: whether something in it was refused, and whether something in it was of use.
    let mut refused = vec![false; files];
    let mut used = vec![false; files];
    let mut skipped = vec![false; files];
    let mut hashes = Vec::with_capacity(outcomes.len());
    gathered.coverage.unread = !gathered.findings.is_empty();
    let unfollowed = gathered.findings.len();
    for ((file, _), outcome) in outcomes {
        hashes.extend(outcome.hash);
        match outcome.what {
            What::Facts(facts, findings) => {
                used[file] = true;
                gathered.facts.push(*facts);
                gathered.findings.extend(findings);
            }
            What::HandedOn => used[file] = true,
            What::Skipped => skipped[file] = true,
            What::Foreign(finding) => {
                refused[file] = true;
                gathered.findings.push(finding);
            }
            What::Unread(finding) => {
                refused[file] = true;
                gathered.coverage.unread = true;
                gathered.findings.push(finding);
            }
            What::Rejected(findings) => {
                used[file] = true;
                gathered.coverage.returns_rejected += 1;
                gathered.findings.extend(findings);
            }
        }
    }
    hashes.sort();
    gathered.documents = hashes;
    let coverage = &mut gathered.coverage;
    coverage.files_found = files + ignored + unfollowed;
    coverage.files_rejected = refused.iter().filter(|refused| **refused).count() + unfollowed;
    coverage.files_skipped =
        (0..files).filter(|file| skipped[*file] && !used[*file] && !refused[*file]).count() + ignored;
    coverage.files_read = coverage.files_found - coverage.files_rejected - coverage.files_skipped;
    gathered
}

/// The same organisation twice: none of its returns can be trusted, so all are rejected.
fn reject_doubles(gathered: &mut Gathered, inputs: &[Input]) {
    gathered.facts.sort_by(|a, b| (&a.organisation.id, &a.path, a.line).cmp(&(&b.organisation.id, &b.path, b.line)));
    let mut by_id: BTreeMap<&str, Vec<&ReturnFacts>> = BTreeMap::new();
    for facts in &gathered.facts {
        by_id.entry(&facts.organisation.id).or_default().push(facts);
    }
    by_id.retain(|_, facts| facts.len() > 1);
    for (id, all) in &by_id {
        let places: Vec<Option<Span>> = all.iter().map(|facts| place_of_id(facts, inputs)).collect();
        let start = |place: usize| places[place].map_or(Position { line: all[place].line, column: 1 }, |at| at.start);
        for (index, facts) in all.iter().enumerate() {
            // The first of the others stands for them: an organisation with a thousand returns needs no million places.
            let other = usize::from(index == 0);
            let count = all.len();
            let message = if count == 2 {
                format!("the organisation `{id}` has another return: {}:{}", all[other].path, start(other).line)
            } else {
                format!("the organisation `{id}` has {count} returns")
            };
            let mut finding = Finding::new(Code::DuplicateOrganisation, message)
                .help("keep one of them; none is counted")
                .at(Route::root().key("organisation").key("id"))
                .position(start(index))
                .organisation(*id);
            finding.end = places[index].map(|at| at.end);
            finding.path = Some(Arc::clone(&facts.path));
            finding.related = vec![Related {
                message: if index == 0 { "used again here" } else { "first used here" }.to_owned(),
                path: Some(Arc::clone(&all[other].path)),
                position: Some(start(other)),
                end: places[other].map(|at| at.end),
                route: finding.route.clone(),
            }];
            gathered.findings.push(finding);
        }
    }
    let doubled: std::collections::BTreeSet<String> = by_id.into_keys().map(str::to_owned).collect();
    let before = gathered.facts.len();
    gathered.facts.retain(|facts| !doubled.contains(&facts.organisation.id));
    gathered.coverage.returns_rejected += before - gathered.facts.len();
}

/// A return of an organisation whose returns were rejected where the facts of others were made.
fn reject_late_doubles(gathered: &mut Gathered) {
    let doubles = gathered.findings.iter().filter(|finding| finding.code == Code::DuplicateOrganisation);
    let ids: BTreeSet<String> = doubles.filter_map(|finding| finding.organisation.clone()).collect();
    let (late, facts) = std::mem::take(&mut gathered.facts)
        .into_iter()
        .partition(|facts: &ReturnFacts| ids.contains(&facts.organisation.id));
    gathered.facts = facts;
    gathered.coverage.returns_rejected += late.len();
    gathered.findings.extend(late.into_iter().map(|facts| {
        let id = &facts.organisation.id;
        let message =
            format!("the organisation `{id}` has other returns, which were rejected when their facts were made");
        let mut finding = Finding::new(Code::DuplicateOrganisation, message)
            .help("keep one of them; none is counted")
            .at(Route::root().key("organisation").key("id"))
            .position(Position { line: facts.line, column: 1 })
            .organisation(id);
        finding.path = Some(facts.path);
        finding
    }));
}

/// Where a return that is gone from memory says whose it is: its file is read again.
fn place_of_id(facts: &ReturnFacts, inputs: &[Input]) -> Option<Span> {
    let input = inputs.iter().find(|input| input.name == facts.path && input.path.is_some())?;
    let document = read_documents(input).flatten().find(|document| document.first_line == facts.line)?;
    Places::of(&document).find_all(&[&Route::root().key("organisation").key("id")]).pop().map(|found| found.span)
}

/// Returns with which the totals of all would be more than sums of them can hold: in the order of the ids, from the first
/// one on that no longer fits.
fn reject_beyond_sums(gathered: &mut Gathered) {
    // A quarter, since what is added up afterwards holds some pounds twice.
    const MOST: i64 = i64::MAX / 4;
    let (mut sum, mut beside) = (Money::ZERO, Money::ZERO);
    let (facts, beyond) = std::mem::take(&mut gathered.facts).into_iter().partition(|facts: &ReturnFacts| {
        // What suppliers cost is in no sum of bodies, and what is sold in no sum of cost.
        let sold: Money = facts.sales.iter().map(|sale| sale.amount).sum();
        let total = facts.organisation.total;
        let (cost, own) = if facts.organisation.is_supplier() { (Money::ZERO, total) } else { (total, Money::ZERO) };
        let fits = cost.0 <= MOST - sum.0 && own.0 + sold.0 <= MOST - beside.0;
        if fits {
            sum += cost;
            beside += own + sold;
        }
        fits
    });
    gathered.facts = facts;
    gathered.coverage.returns_rejected += beyond.len();
    gathered.findings.extend(beyond.into_iter().map(|facts| {
        let organisation = &facts.organisation;
        let message = format!(
            "with the {} of `{}` all returns together are more than can be added up",
            organisation.total.exact(&organisation.currency),
            organisation.id
        );
        let mut finding = Finding::new(Code::InvalidValue, message)
            .help("check the totals, or audit fewer returns at a time")
            .at(Route::root().key("organisation").key("total"))
            .position(Position { line: facts.line, column: 1 })
            .organisation(&organisation.id);
        finding.path = Some(facts.path);
        finding
    }));
}
