//! The return of the next period out of the last one: who, what and where stay, the figures have to be said again.

use jiff::civil::Date;

use super::super::layout::{Content, Entry, Parsed, Refusal, Scalar, Value};
use super::super::load::{Loaded, load};
use super::super::model::Return;
use super::super::parts::{Holds, Key, Mark, Part};
use super::super::scalars::Period;
use crate::money::plural;
use crate::source::Document;

/// A return moved on by a period.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Its text, laid out.
    pub text: String,
    /// Who declares.
    pub organisation: String,
    /// The period it speaks of now.
    pub period: String,
    /// How many figures were taken out; each stands in a comment where it was.
    pub figures: usize,
    /// What was left out, and why.
    pub dropped: Vec<String>,
}

/// Moves a return on by twelve months. Organisation, units, items, functions, links, contracts and the exceptions that still
/// hold stay. Every figure is taken out: an empty one is not last year's, and its comment says what that was. Transfers and
/// exceptions that have ended are left out.
///
/// # Errors
/// It is no return, or cannot be laid out.
pub fn next_period(document: &Document) -> Result<Moved, Refusal> {
    let refused = |why: &str| Refusal { line: document.first_line, why: why.to_owned() };
    let Loaded::Return(before) = load(document) else {
        return Err(refused("only a return without errors of its shape can be moved on; check lists them"));
    };
    let was = before.period.0.clone();
    let period = before.period.next().map(|next| next.0).ok_or_else(|| refused("the period has none after it"))?;
    let mut parsed = Parsed::of(document)?;
    let mut moved = Moved {
        text: String::new(),
        organisation: before.organisation.name.clone(),
        period,
        figures: 0,
        dropped: Vec::new(),
    };
    moved.mapping(&mut parsed.root, Return::PART, &was);
    moved.text = parsed.write();
    Ok(moved)
}

impl Moved {
    /// Takes the figures of the last period out of a mapping, and what no longer holds.
    fn mapping(&mut self, value: &mut Value, part: &Part, was: &str) {
        for entry in value.entries_mut() {
            let Some(key) = part.key(entry.name()) else { continue };
            match key.holds {
                _ if key.mark == Mark::Period => {
                    entry.value.content = Content::Scalar(Scalar::plain(self.period.clone()));
                }
                Holds::List(part) if key.mark == Mark::Happened => {
                    let count = entry.value.entries_mut().len();
                    if count > 0 {
                        let what = plural(count, part.one);
                        self.dropped.push(format!("{count} {what} of {was}: declare what moved since"));
                    }
                    entry.value.content = Content::Scalar(Scalar::plain(""));
                }
                Holds::List(part) => {
                    self.drop_ended(&mut entry.value, part);
                    entry.value.entries_mut().iter_mut().for_each(|entry| self.mapping(&mut entry.value, part, was));
                }
                Holds::Part(part) => self.mapping(&mut entry.value, part, was),
                Holds::Counts => entry.value.entries_mut().iter_mut().for_each(|count| self.blank(count, was)),
                _ if key.is_figure() => self.blank(entry, was),
                _ => {}
            }
        }
    }

    fn blank(&mut self, entry: &mut Entry, was: &str) {
        let Some(figure) = entry.value.text().map(str::to_owned) else { return };
        let said = entry.trailing.take().map(|comment| format!("; {}", comment.trim_start_matches('#').trim()));
        entry.trailing = Some(format!("# was {figure} in {was}{}", said.unwrap_or_default()));
        entry.value.content = Content::Scalar(Scalar::plain(""));
        self.figures += 1;
    }

    /// Leaves out what no longer holds when the period begins.
    fn drop_ended(&mut self, list: &mut Value, part: &Part) {
        let Some(ends) = part.keys.iter().find(|key| key.mark == Mark::Ends) else { return };
        let Some(from) = Period(self.period.clone()).first_day() else { return };
        let Content::List(entries) = &mut list.content else { return };
        entries.retain(|entry| {
            let said = |key: &Key| entry.value.get(key.name).and_then(Value::text);
            let until = said(ends).unwrap_or_default();
            let has_ended = until.trim().parse::<Date>().is_ok_and(|until| until < from);
            if has_ended {
                let names = |key: &&Key| matches!(key.mark, Mark::Item | Mark::Unit | Mark::Function);
                let of = part.keys.iter().filter(names).find_map(said).unwrap_or("nothing");
                self.dropped.push(format!("the {} of {of}, which held until {until}", part.one));
            }
            !has_ended
        });
        if entries.is_empty() {
            list.content = Content::Scalar(Scalar::plain(""));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document { text: text.to_owned(), first_line: 1, json: false }
    }

    #[test]
    fn periods_move_on_by_twelve_months() {
        for (from, to) in [
            ("2025-26", "2026-27"),
            ("1998-99", "1999-00"),
            ("2025", "2026"),
            ("2024-02-29", "2025-02-28"),
            ("2025-09-30", "2026-09-30"),
            ("FY2026", "FY2027"),
            ("2025-10-01/2026-09-30", "2026-10-01/2027-09-30"),
        ] {
            let next = Period(from.to_owned()).next();
            assert_eq!(next.map(|next| next.0).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn what_is_kept_has_no_figure_of_last_year() {
        let text = "\
dupaudit: 1
period: 2025-26
organisation: {id: A, name: Alder, total: 14_200_000, fte: 2, drivers: {population: 94_600}}
processes:
  - {id: ct, name: Council tax, other: 60_000, volume: 43_000, failure_demand: 0.1}
roles:
  - id: o
    title: Officer
    fte: 11.4  # in post in March
    cost: \"£398,000\"
    processes: {ct: 0.9}
systems:
  - {id: s, name: NEC, cost: 96000, contract_end: 2027-03-31}
recharges: [{to: B, function: hr.payroll, amount: 40000}]
outcomes: [{measure: rate, kind: rate, value: 0.957, better: higher, weight: 1}]
transfers: [{function: hr.payroll, out: 20000}]
exceptions:
  - {item: s, reason: statutory, until: 2026-03-31}
  - {item: o, reason: statutory, until: 2026-04-01}
";
        let moved = next_period(&document(text)).expect("a return");
        assert_eq!((moved.figures, moved.period.as_str(), moved.dropped.len()), (11, "2026-27", 2), "{}", moved.text);
        assert!(moved.text.contains("# was 11.4 in 2025-26; in post in March\n"), "{}", moved.text);
        assert!(moved.text.contains("processes: {ct: 0.9}") && moved.text.contains("contract_end: 2027-03-31"));
        // What a recharge and an outcome cannot be without is asked for; without them there is a return without a pound.
        let Loaded::Broken(findings) = load(&document(&moved.text)) else { panic!("{}", moved.text) };
        assert_eq!(findings.len(), 2, "{findings:?}");
        let cut = moved.text.split("recharges:").next().expect("a head");
        let Loaded::Return(read) = load(&document(cut)) else { panic!("{cut}") };
        assert!(read.items().all(|item| item.cost.is_none()) && read.organisation.total.is_none());
        assert!(read.organisation.drivers.is_empty());
    }
}
