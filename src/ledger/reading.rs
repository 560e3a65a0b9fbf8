//! One document read: from its text to the facts of its return, or to what is wrong with it, each finding at its place.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::allocate::allocate;
use super::carried_over::not_carried_over;
use super::contradicted::contradicted;
use super::declared_twice::declared_twice;
use super::exchange::{FactTable, table_of};
use super::facts::{ItemFact, ReturnFacts};
use super::strict::{Strictness, demand};
use crate::finding::{Baseline, Code, Finding, Findings, without_consequences};
use crate::mapping::{Known, Mapper, Source, parse_decisions, texts_of};
use crate::money::{Money, agree};
use crate::returns::{Input, Item, Kind, Loaded, Own, Return, check, false_claim, load, recognise, tidy_ids};
use crate::source::{Document, Excerpt, Found as Place, Places, Position, Route, sha256};
use crate::taxonomy::{FunctionId, Taxonomy};

/// What one document gave.
pub(super) struct Outcome {
    pub(super) hash: Option<String>,
    pub(super) what: What,
}

pub(super) enum What {
    Facts(Box<ReturnFacts>, Vec<Finding>),
    /// Facts that were handed on.
    HandedOn,
    /// A file of ours that is no return, on this line.
    Own(Own, u32),
    Foreign(Finding),
    /// So many documents that are no returns either, after so many of their file that no more is said of them.
    Junk(usize),
    /// A row of a table of facts, on this line. There may be millions of them, and one finding a file says it.
    FactsRow(&'static FactTable, u32),
    Unread(Finding),
    /// A return that begins on this line.
    Rejected(Vec<Finding>, u32),
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
            Loaded::Return(mut declared) => {
                let untidy = tidy_ids(&mut declared);
                self.declared(&document, &declared, untidy, known)
            }
            Loaded::Own(own) => match confirm(own, &document.text) {
                Ok(()) => What::Own(own, document.first_line),
                Err(why) => What::Foreign(named(false_claim(&document, own, &why))),
            },
            Loaded::Foreign(finding) => match table_of(&document.text).filter(|_| document.json) {
                Some(table) => What::FactsRow(table, document.first_line),
                None => What::Foreign(named(finding)),
            },
            Loaded::Unparsed(finding) => What::Unread(named(finding)),
            Loaded::Broken(findings) => What::Rejected(findings.into_iter().map(named).collect(), document.first_line),
        };
        if let What::Facts(_, findings) | What::Rejected(findings, _) = &mut what {
            recognise(&document, self.taxonomy, findings);
        }
        Outcome { hash: Some(sha256(document.content())), what }
    }

    fn declared(&self, document: &Document, declared: &Return, untidy: Vec<Finding>, known: &mut Known) -> What {
        let mut findings = untidy;
        findings.extend(check(declared, self.taxonomy));
        if findings.iter().any(|finding| finding.code.rejects()) {
            self.place(document, declared, &mut findings);
            return What::Rejected(findings, document.first_line);
        }
        let mappings = self.mapper.map_return(declared, known);
        let mut more = Findings::default();
        more.extend(unmapped(declared, &mappings));
        more.extend(not_carried_over(declared, self.taxonomy));
        contradicted(declared, &mappings, self.taxonomy, self.mapper, known, &mut more);
        declared_twice(declared, &mut more);
        findings.extend(more.into_vec());
        match allocate(declared, mappings, self.taxonomy) {
            Ok((mut facts, more)) => {
                findings.extend(more);
                facts.path = Arc::clone(&self.input.name);
                facts.line = document.first_line;
                for item in facts.items.iter_mut().filter(|item| item.kind != Kind::Role) {
                    item.catch_all = self.mapper.is_catch_all(&item.text);
                }
                if self.mapper.explains() {
                    let texts_of = texts_of(declared);
                    for (item, fact) in declared.items().zip(&mut facts.items) {
                        fact.grounds = Some(Box::new(self.mapper.explain(&texts_of(&item), &fact.mapping)));
                    }
                    place_items(document, &mut facts);
                } else {
                    for item in &mut facts.items {
                        item.position = Position { line: document.first_line, column: 1 };
                    }
                    keep_once(&mut facts.items);
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
                What::Rejected(findings, document.first_line)
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

/// Whether a document is what it says, as far as the returns cannot know.
fn confirm(own: Own, text: &str) -> Result<(), String> {
    match own {
        Own::Decisions => parse_decisions(text).map(drop),
        Own::Baseline => Baseline::parse(text).map(drop).map_err(|error| format!("{error:#}")),
        _ => Ok(()),
    }
}

/// What only a return that is compared with others owes.
const OF_BODIES: [Code; 3] = [Code::NoControlTotal, Code::LittleMapped, Code::MissingVolume];

/// Gives exceptions, sales and what is shared their place in the file, for findings that only the whole audit can make; recharges and
/// vendors, that of the return.
fn place_entries(document: &Document, facts: &mut ReturnFacts) {
    let first = Position { line: document.first_line, column: 1 };
    facts.recharges.iter_mut().for_each(|recharge| recharge.position = first);
    facts.vendors.iter_mut().for_each(|vendor| vendor.position = first);
    if facts.exceptions.is_empty() && facts.sales.is_empty() && facts.shared.is_empty() {
        return;
    }
    let exceptions = facts.exceptions.iter().map(|exception| Route::item("exceptions", exception.index as usize));
    let sales = (0..facts.sales.len()).map(|index| Route::item("sales", index));
    let shared = facts.shared.iter().map(|shared| Route::item("shared", shared.index as usize));
    let routes: Vec<Route> = exceptions.chain(sales).chain(shared).collect();
    let found = Places::of(document).find_all(&routes.iter().collect::<Vec<_>>());
    let exceptions = facts.exceptions.iter_mut().map(|exception| &mut exception.position);
    let sales = facts.sales.iter_mut().map(|sale| &mut sale.position);
    let shared = facts.shared.iter_mut().map(|shared| &mut shared.position);
    for (position, found) in exceptions.chain(sales).chain(shared).zip(found) {
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

/// What else an item might be is kept once for each text and function, and of equal texts the surest: the range asks for
/// labels, and there are millions of items.
fn keep_once(items: &mut [ItemFact]) {
    let mut kept: FxHashMap<(&str, Option<FunctionId>), usize> = FxHashMap::default();
    let order = |item: &ItemFact| {
        let others = item.mapping.alternatives.iter().map(|(function, likely)| (*likely, Reverse(*function)));
        others.collect::<Vec<_>>()
    };
    for (place, item) in items.iter().enumerate().filter(|(_, item)| item.mapping.source == Source::Mapper) {
        let claimed = item.mapping.largest().map(|claim| claim.function);
        let best = kept.entry((&item.text, claimed)).or_insert(place);
        if *best != place && order(&items[*best]) < order(item) {
            *best = place;
        }
    }
    let mut keeps = vec![false; items.len()];
    for place in kept.into_values() {
        keeps[place] = true;
    }
    for (item, _) in items.iter_mut().zip(keeps).filter(|(_, keep)| !keep) {
        item.mapping.alternatives = Box::default();
    }
}

/// One finding for all items of a return that nothing is claimed for.
fn unmapped(declared: &Return, mappings: &[crate::mapping::Mapping]) -> Option<Finding> {
    let missed: Vec<_> =
        declared.items().zip(mappings).filter(|(_, mapping)| mapping.says_nothing()).map(|(item, _)| item).collect();
    // The costliest first: it is the one worth a line in the return.
    let cost = |item: &Item<'_>| item.whole().unwrap_or_default();
    let first = missed.iter().max_by_key(|item| (cost(item), std::cmp::Reverse((item.kind, item.index))))?;
    let whole: Money = missed.iter().map(cost).sum();
    let count = missed.len();
    let items = format!("{count} {}", agree(count, "item is", "items are"));
    Some(
        Finding::new(
            Code::Unmapped,
            format!(
                "{items} too short or too general to be mapped ({}); the costliest is `{}`",
                whole.exact(declared.currency()),
                first.text
            ),
        )
        .help("give it a `function:` or a clearer name; `dupaudit map` lists them all")
        .each(missed.iter().map(|item| (item.kind.named(item.id), cost(item).0)))
        .at(Route::item(first.kind.list(), first.index))
        .item(first.id),
    )
}
