//! The walk through doubtful labels: one keystroke an answer, saved at once.

use std::fmt;
use std::io::{self, Write};

use console::Key;

use super::{Answer, Doubt, Record, Reviewer, Subject, functions};
use crate::mapping::Texts;
use crate::mapping::decision_file::Verdict;
use crate::money::{Share, plural};
use crate::output::{clean, wrap};
use crate::report::short;
use crate::taxonomy::FunctionId;

const KEYS: &str = "[a]ccept  [2] [3] that one  [/] search  [n]one  [c] not comparable";
const MORE_KEYS: &str = "[s]kip  [u]ndo  [q]uit";

/// How many functions a search offers: as many as there are digits.
const OFFERED: usize = 9;

/// One walk.
pub(super) struct Walk<'a> {
    pub(super) doubts: &'a [Doubt],
    pub(super) subject: &'a Subject<'a>,
    pub(super) reviewer: &'a Reviewer,
    pub(super) blind: bool,
}

/// How it went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) decided: usize,
    pub(super) skipped: usize,
    pub(super) left: usize,
}

/// A key, or the end of a search, in terms of the label.
enum Step {
    Answer(Answer),
    Skip,
    Undo,
    Quit,
    Again,
}

/// What was done with a label: the text of the file before, where a decision was added.
struct Done(Option<String>);

impl Walk<'_> {
    /// Asks about one label after another until there is none left, or the person has had enough.
    pub(super) fn run(
        &mut self,
        keys: &mut dyn FnMut() -> io::Result<Key>,
        out: &mut dyn Write,
        record: &mut Record,
    ) -> anyhow::Result<Tally> {
        let mut done: Vec<Done> = Vec::new();
        while let Some(doubt) = self.doubts.get(done.len()) {
            self.show(out, done.len(), doubt)?;
            match self.step(doubt, keys, out)? {
                Step::Answer(answer) => {
                    let entry = self.reviewer.entry(doubt.kind, &doubt.text, doubt.within.as_ref(), answer);
                    done.push(Done(Some(record.add(&entry)?)));
                    record.save()?;
                }
                Step::Skip => done.push(Done(None)),
                Step::Undo => {
                    if let Some(Done(Some(before))) = done.pop() {
                        record.text = before;
                        record.save()?;
                    }
                }
                Step::Quit => break,
                Step::Again => {}
            }
        }
        let decided = done.iter().filter(|done| done.0.is_some()).count();
        Ok(Tally { decided, skipped: done.len() - decided, left: self.doubts.len() - done.len() })
    }

    fn show(&self, out: &mut dyn Write, place: usize, doubt: &Doubt) -> io::Result<()> {
        let Subject { currency, width, .. } = *self.subject;
        writeln!(
            out,
            "\n{} of {} · {} in {} {} of {} {}",
            place + 1,
            self.doubts.len(),
            short(doubt.cost, currency),
            doubt.items,
            plural(doubt.items, doubt.kind.word()),
            doubt.organisations,
            plural(doubt.organisations, "organisation"),
        )?;
        out.write_all(wrap(&clean(&doubt.text), width - 2, "  ").as_bytes())?;
        if let Some((unit, organisation)) = &doubt.within {
            out.write_all(wrap(&clean(&format!("in unit {unit} of {organisation}")), width - 2, "  ").as_bytes())?;
        }
        for (place, (function, share)) in doubt.first.iter().enumerate() {
            let sure = if *share == Share::WHOLE { String::new() } else { format!("{:.0}% ", share.as_f64() * 100.0) };
            let sure = if self.blind { sure } else { format!("{sure}{:.2}", doubt.confidence.as_f64()) };
            self.offer(out, if place == 0 { "a" } else { "+" }, *function, &sure)?;
        }
        for (key, (function, confidence)) in ["2", "3"].iter().zip(&doubt.others) {
            let sure = if self.blind { String::new() } else { format!("{:.2}", confidence.as_f64()) };
            self.offer(out, key, *function, &sure)?;
        }
        if !self.blind {
            out.write_all(wrap(&clean(&doubt.reason), width - 2, "  ").as_bytes())?;
        }
        writeln!(out, "{KEYS}\n{MORE_KEYS}")
    }

    /// A line with a key and the function it stands for.
    fn offer(&self, out: &mut dyn Write, key: &str, function: FunctionId, sure: &str) -> io::Result<()> {
        let function = self.subject.taxonomy.get(function);
        let line = format!("{key}  {:<32} {}", function.code, function.label);
        let room = self.subject.width.saturating_sub(sure.len() + 1);
        let line: String = line.chars().take(room).collect();
        writeln!(out, "{line:<room$} {sure}")
    }

    /// Waits for a key that means something here.
    fn step(
        &self,
        doubt: &Doubt,
        keys: &mut dyn FnMut() -> io::Result<Key>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Step> {
        let taxonomy = self.subject.taxonomy;
        let answer = |verdict, comparable, why: &str| {
            Step::Answer(Answer { verdict, comparable, why: format!("review: {why}") })
        };
        let other = |place: usize| {
            let other = doubt.others.get(place)?;
            Some(answer(functions(&[(other.0, Share::WHOLE)], taxonomy), true, "chosen"))
        };
        loop {
            let key = match keys() {
                Ok(key) => key,
                // Control-C, or a terminal that is gone: every answer is in the file already.
                Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof) => {
                    return Ok(Step::Quit);
                }
                Err(error) => return Err(error.into()),
            };
            let step = match key {
                Key::Char('a') if !doubt.first.is_empty() => {
                    Some(answer(functions(&doubt.first, taxonomy), true, "accepted"))
                }
                Key::Char('2') => other(0),
                Key::Char('3') => other(1),
                Key::Char('/') => Some(match self.search(keys, out)? {
                    Some(function) => answer(functions(&[(function, Share::WHOLE)], taxonomy), true, "searched"),
                    None => Step::Again,
                }),
                Key::Char('n') => Some(answer(Verdict::None, true, "no function")),
                Key::Char('c') => Some(answer(Verdict::AsMapped, false, "not comparable")),
                Key::Char('s') => Some(Step::Skip),
                Key::Char('u') => Some(Step::Undo),
                Key::Char('q') | Key::CtrlC | Key::Escape => Some(Step::Quit),
                _ => None,
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// Lets the person type words and choose among the functions they find.
    fn search(
        &self,
        keys: &mut dyn FnMut() -> io::Result<Key>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Option<FunctionId>> {
        write!(out, "search: ")?;
        out.flush()?;
        let mut words = String::new();
        loop {
            match keys()? {
                Key::Enter => break,
                Key::Escape | Key::CtrlC => return Ok(None),
                Key::Backspace if words.pop().is_some() => write!(out, "\u{8} \u{8}")?,
                Key::Char(letter) if !letter.is_control() => {
                    words.push(letter);
                    write!(out, "{letter}")?;
                }
                _ => {}
            }
            out.flush()?;
        }
        writeln!(out)?;
        let found = self.find(&words);
        if found.is_empty() {
            writeln!(out, "nothing is called that")?;
            return Ok(None);
        }
        for (place, function) in found.iter().enumerate() {
            self.offer(out, &(place + 1).to_string(), *function, "")?;
        }
        writeln!(out, "a digit chooses, any other key goes back")?;
        let Key::Char(letter) = keys()? else { return Ok(None) };
        let digit = letter.to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1));
        Ok(digit.and_then(|place| found.get(place).copied()))
    }

    /// What is called so, then what the mapper finds.
    fn find(&self, words: &str) -> Vec<FunctionId> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        let called = |label: &str| label.to_lowercase().contains(&wanted);
        let mut found: Vec<FunctionId> = self
            .subject
            .taxonomy
            .iter()
            .filter(|(_, function)| called(&function.code) || called(&function.label))
            .map(|(id, _)| id)
            .collect();
        for function in self.subject.mapper.search(&Texts { name: words, ..Texts::default() }) {
            if !found.contains(&function) {
                found.push(function);
            }
        }
        found.truncate(OFFERED);
        found
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} decided, {} skipped, {} left", self.decided, self.skipped, self.left)
    }
}
