//! What can be wrong with a return whose shape is right: identity, references, signs and shares.

use foldhash::{HashMap, HashSet};

use super::blank::is_blank;
use super::dates::dates;
use super::empty::empty;
use super::items_by_id::ItemsById;
use super::model::Return;
use super::parts::{Key, Mark, Place, Said, walk};
use super::personal::personal;
use super::scalars::{Quantity, Shares};
use super::unlikely::unlikely;
use crate::finding::{Code, Finding, Findings, nearest, surely, without_consequences};
use crate::money::{Money, ONE};
use crate::source::{Route, folded};
use crate::taxonomy::Taxonomy;

/// Checks everything that one return can be checked for on its own. Errors reject it.
pub fn check(declared: &Return, taxonomy: &Taxonomy) -> Vec<Finding> {
    let mut findings = Findings::default();
    let mut check = Check {
        declared,
        taxonomy,
        units: declared.units.iter().map(|unit| unit.id.as_str()).collect(),
        processes: declared.processes.iter().map(|process| process.id.as_str()).collect(),
        items: None,
        ids: HashMap::default(),
        sums: HashMap::default(),
    };
    walk(declared, &mut |place, key, said| check.key(place, key, said, &mut findings));
    both_functions(declared, &mut findings);
    exceptions(declared, &mut findings);
    counts(declared, &mut findings);
    unlikely(declared, &mut findings);
    empty(declared, &mut findings);
    dates(declared, &mut findings);
    let mut findings = findings.into_vec();
    without_consequences(&mut findings);
    for finding in &mut findings {
        finding.organisation = Some(declared.organisation.id.clone());
    }
    findings
}

/// What every key is checked for, whatever part it is of.
struct Check<'r> {
    declared: &'r Return,
    taxonomy: &'r Taxonomy,
    units: HashSet<&'r str>,
    processes: HashSet<&'r str>,
    items: Option<ItemsById<'r>>,
    /// Where an id stands first, by the list that it is of.
    ids: HashMap<(&'r str, String), usize>,
    /// What amounts add up to, by what they are called.
    sums: HashMap<&'r str, Money>,
}

impl<'r> Check<'r> {
    fn key(&mut self, place: &Place<'_, 'r>, key: &Key, said: &Said<'r>, findings: &mut Findings) {
        let at = || place.route().key(key.name);
        match (key.mark, said) {
            (mark, Said::Text(text)) => {
                if matches!(mark, Mark::Id | Mark::Name | Mark::PublicName | Mark::Title) && is_blank(text) {
                    let message = format!("{} is empty", called(place, key));
                    findings.push(Finding::new(Code::MissingKey, message).help("fill it in").at(at()));
                }
                match mark {
                    Mark::Id => self.id(place, text, findings),
                    Mark::Unit if !self.units.contains(text) => findings
                        .push_with(Code::UnknownUnit, || of_item(unknown_unit(self.declared, text, at()), place)),
                    Mark::Function => self.function(place, text, at, findings),
                    Mark::Item => {
                        let items = self.items.get_or_insert_with(|| ItemsById::of(self.declared));
                        if items.named(text).is_empty() {
                            findings.push_with(Code::InvalidValue, || unknown_item(self.declared, text, at()));
                        }
                    }
                    _ => findings.extend(personal(mark, text).map(|finding| of_item(finding.at(at()), place))),
                }
            }
            (mark, Said::Shares(shares)) => {
                match mark {
                    Mark::Function => {
                        for (code, _) in &shares.0 {
                            self.function(place, code, || at().key(code), findings);
                        }
                    }
                    Mark::Process => self.links(place, shares, at, findings),
                    _ => {}
                }
                findings.extend(too_much(shares, at).map(|finding| of_item(finding, place)));
            }
            (mark, Said::Amount(amount)) => {
                if *amount < Money::ZERO {
                    let message = format!("{} is negative", amount.exact(self.declared.currency()));
                    let finding = Finding::new(Code::NegativeAmount, message)
                        .help("declare what was spent; leave refunds and corrections out")
                        .amount(-amount.0);
                    findings.push(of_item(finding.at(at()), place));
                }
                if let Mark::Sum(what) = mark {
                    findings.extend(self.beyond(what, *amount).map(|finding| finding.at(at())));
                }
            }
            _ => {}
        }
    }

    fn id(&mut self, place: &Place<'_, 'r>, id: &'r str, findings: &mut Findings) {
        let Some((list, index)) = place.list() else { return };
        let at = place.route().key("id");
        if list == "units" && id == "-" {
            findings.push(
                Finding::new(Code::InvalidValue, "a unit must not be called `-`: that means no unit")
                    .help("give it another id")
                    .at(at.clone()),
            );
        }
        if let Some(first) = self.ids.insert((list, folded(id)), index) {
            let message = format!("the id `{id}` is used twice in `{list}` (first as number {})", first + 1);
            findings.push(
                Finding::new(Code::DuplicateId, message)
                    .help("give each entry an id of its own")
                    .at(at)
                    .related(Route::item(list, first).key("id"), "first used here")
                    .item(id),
            );
        }
    }

    /// Codes of another list are translated; those that cannot be are left to the mapper.
    fn function(&self, place: &Place<'_, 'r>, code: &str, at: impl Fn() -> Route, findings: &mut Findings) {
        let list = self.declared.taxonomy.as_deref().unwrap_or(crate::taxonomy::DEFAULT);
        if list == self.taxonomy.id && self.taxonomy.find(code).is_none() {
            let finding = || of_item(unknown_function(self.taxonomy, code, at()), place);
            findings.push_with(Code::UnknownFunction, finding);
        }
    }

    fn links(&self, place: &Place<'_, 'r>, links: &Shares, at: impl Fn() -> Route, findings: &mut Findings) {
        for (number, (process, _)) in links.0.iter().enumerate() {
            if number > 0 && links.0[number - 1].0 == *process {
                let message = format!("`{}` is linked to `{process}` twice", place.id().unwrap_or_default());
                let finding = Finding::new(Code::DuplicateId, message).help("name each process once").at(at());
                findings.push(of_item(finding, place));
            } else if !self.processes.contains(process.as_str()) {
                let finding = || of_item(unknown_process(self.declared, process, at().key(process)), place);
                findings.push_with(Code::UnknownProcess, finding);
            }
        }
    }

    /// An amount that is possible alone, and with those before it more than any body spends: nothing after this point can be
    /// more than its sums hold.
    fn beyond(&mut self, what: &'static str, amount: Money) -> Option<Finding> {
        let sum = self.sums.entry(what).or_default();
        if *sum > Money::LARGEST {
            return None;
        }
        // Two amounts within the limit are far from the limit of their type.
        *sum += amount;
        (*sum > Money::LARGEST).then(|| {
            let most = Money::LARGEST.exact(self.declared.currency());
            Finding::new(Code::InvalidValue, format!("with this amount {what} add up to more than {most}"))
                .help("check the amounts: pence may be written as pounds, or the same amount may be there many times")
        })
    }
}

/// A finding at a place, with the item if it is in one.
fn of_item(finding: Finding, place: &Place<'_, '_>) -> Finding {
    match place.item() {
        Some(id) => finding.item(id),
        None => finding,
    }
}

/// How messages call the id or the name of an entry, or of the organisation.
fn called(place: &Place<'_, '_>, key: &Key) -> String {
    let one = place.declared.part().one;
    match (key.mark, place.list()) {
        (_, None) => format!("the {} of the {one}", key.name),
        (Mark::Id, _) => format!("the id of a {one}"),
        _ => format!("the {} of the {one} `{}`", key.name, place.id().unwrap_or_default()),
    }
}

fn both_functions(declared: &Return, findings: &mut Findings) {
    for item in declared.items().filter(|item| item.function.is_some() && item.functions.is_some()) {
        findings.push(
            Finding::new(Code::InvalidValue, format!("`{}` gives both `function` and `functions`", item.id))
                .help("keep one of the two")
                .at(Route::item(item.kind.list(), item.index).key("functions"))
                .item(item.id),
        );
    }
}

fn exceptions(declared: &Return, findings: &mut Findings) {
    for (index, exception) in declared.exceptions.iter().enumerate() {
        let named = [&exception.item, &exception.unit, &exception.function].into_iter().flatten().count();
        if named != 1 {
            findings.push(
                Finding::new(Code::MissingKey, "an exception names one of `item`, `unit` and `function`")
                    .help("write one exception for each thing it is about")
                    .at(Route::item("exceptions", index)),
            );
        }
    }
}

/// Volumes, drivers and weights, which count something.
fn counts(declared: &Return, findings: &mut Findings) {
    let mut not_below_nothing = |count: Option<Quantity>, route: Route, what: &str| {
        if count.is_some_and(|count| count.0 < 0) {
            let finding = Finding::new(Code::NegativeAmount, format!("{what} is negative"));
            findings.push(finding.help("declare how many there were; leave corrections out").at(route));
        }
    };
    for (index, process) in declared.processes.iter().enumerate() {
        not_below_nothing(process.volume, Route::item("processes", index).key("volume"), "the volume");
    }
    for (driver, count) in &declared.organisation.drivers {
        let route = Route::root().key("organisation").key("drivers").key(driver);
        not_below_nothing(Some(*count), route, &format!("the driver `{driver}`"));
    }
    for (index, outcome) in declared.outcomes.iter().enumerate() {
        not_below_nothing(outcome.weight, Route::item("outcomes", index).key("weight"), "the weight");
    }
}

fn too_much(shares: &Shares, route: impl Fn() -> Route) -> Option<Finding> {
    let sum = shares.sum();
    // A sum is at most a few thousand wholes: the division below is for printing only.
    #[allow(clippy::cast_precision_loss)]
    let wholes = sum as f64 / f64::from(ONE);
    (sum > u64::from(ONE)).then(|| {
        Finding::new(Code::SharesAboveOne, format!("the shares add up to {wholes}, which is more than 1"))
            .help("lower them until they add up to at most 1")
            .amount(i64::try_from(sum).unwrap_or(i64::MAX) - i64::from(ONE))
            .at(route())
    })
}

/// What is named and not there, and what was likely meant.
fn unknown<'n, I: Iterator<Item = &'n str>>(
    finding: Finding,
    given: &str,
    known: impl Fn() -> I,
    beyond: &str,
    otherwise: &str,
) -> Finding {
    let finding = finding.mend(given, surely(given, known()));
    match nearest(given, known()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?{beyond}")),
        None => finding.help(otherwise),
    }
}

fn unknown_unit(declared: &Return, unit: &str, route: Route) -> Finding {
    let finding = Finding::new(Code::UnknownUnit, format!("there is no unit `{unit}`")).at(route);
    let ids = || declared.units.iter().map(|known| known.id.as_str());
    unknown(finding, unit, ids, "", "declare it under `units:`, or take it out")
}

fn unknown_item(declared: &Return, name: &str, route: Route) -> Finding {
    let finding = Finding::new(Code::InvalidValue, format!("there is no item `{name}` for this exception")).at(route);
    unknown(finding, name, || declared.items().map(|item| item.id), "", "name an item by its id")
}

fn unknown_process(declared: &Return, process: &str, route: Route) -> Finding {
    let finding = Finding::new(Code::UnknownProcess, format!("there is no process `{process}`")).at(route);
    let ids = || declared.processes.iter().map(|known| known.id.as_str());
    let finding = unknown(finding, process, ids, "", "declare it under `processes:`, or take the link out");
    if declared.processes.is_empty() {
        return finding;
    }
    finding.related(Route::item("processes", 0), "the processes are declared here")
}

fn unknown_function(taxonomy: &Taxonomy, code: &str, route: Route) -> Finding {
    let finding = Finding::new(
        Code::UnknownFunction,
        format!(
            "`{code}` is not a function of \
        {}",
            taxonomy.id
        ),
    )
    .at(route);
    let codes = || taxonomy.iter().map(|(_, function)| function.code.as_str());
    let beyond = " `dupaudit taxonomy search TEXT` finds codes";
    unknown(
        finding,
        code,
        codes,
        beyond,
        "`dupaudit taxonomy search TEXT` finds codes; without `function` the text is mapped",
    )
}
