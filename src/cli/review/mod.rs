//! `map --review`: a person goes through the doubtful labels, and every answer becomes a decision.

mod peers;
mod sheet;
mod walk;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use console::Term;
use jiff::civil::Date;

use self::peers::{Elsewhere, Peers};
use super::Exit;
use crate::ledger::{ItemFact, ReturnFacts};
use crate::mapping::decision_file::{Entry, Verdict, append, empty, parse};
use crate::mapping::{Mapper, Mapping, Source, is_vague_text, normalise};
use crate::money::{Money, Share, plural};
use crate::output::Target;
use crate::progress::say;
use crate::returns::{Kind, Shares};
use crate::source::read_text;
use crate::taxonomy::{FunctionId, Taxonomy};

/// A mapping that is this sure needs no person's eye.
const SURE: Share = Share(800_000);

/// Arguments of a review.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Reviewing {
    /// Go through the doubtful mappings and record decisions in this file. Without a terminal, or for a .csv file,
    /// write a table to fill in
    #[arg(long, value_name = "FILE")]
    pub(super) review: Option<PathBuf>,
    /// Record the answers of a filled-in table in the file of --review
    #[arg(long, value_name = "FILE.csv", requires = "review")]
    review_from: Option<PathBuf>,
    /// Do not show the confidence of the mapper
    #[arg(long, requires = "review")]
    blind: bool,
    /// The person who decides [default: the name of the user]
    #[arg(long, value_name = "NAME", requires = "review")]
    by: Option<String>,
    /// The date of the decisions [default: today]
    #[arg(long, value_name = "DATE", requires = "review")]
    on: Option<Date>,
}

impl Reviewing {
    /// The file of decisions that a review begins or continues: what stands in it counts while the items are mapped.
    pub(super) fn file(&self) -> Option<&Path> {
        self.review.as_deref().filter(|path| !is_table(path))
    }
}

/// What a review works with.
pub(super) struct Subject<'a> {
    pub(super) facts: &'a [ReturnFacts],
    pub(super) mapper: &'a Mapper<'a>,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) currency: &'a str,
    pub(super) width: usize,
}

/// A label that a person should look at, with everything to be shown of it.
pub(super) struct Doubt {
    kind: Kind,
    text: String,
    /// The unit and organisation that the decision is for; none where the label says enough by itself.
    within: Option<(String, String)>,
    items: usize,
    organisations: usize,
    /// What goes where its mapping says.
    cost: Money,
    /// What the mapper says, or would say first.
    first: Vec<(FunctionId, Share)>,
    confidence: Share,
    /// What else it might be.
    others: Vec<(FunctionId, Share)>,
    /// What other bodies make of it, where that differs.
    elsewhere: Option<Elsewhere>,
    reason: String,
}

/// What a person says of a label.
pub(super) struct Answer {
    verdict: Verdict,
    comparable: bool,
    why: String,
}

/// Who answers, and when.
pub(super) struct Reviewer {
    by: String,
    on: Date,
}

/// Runs the review that the arguments ask for.
pub(super) fn run(args: &Reviewing, path: &Path, subject: &Subject<'_>) -> anyhow::Result<Exit> {
    let doubts = doubts(subject);
    let reviewer = Reviewer {
        by: args.by.clone().or_else(user).unwrap_or_else(|| "review".to_owned()),
        on: args.on.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()),
    };
    if let Some(table) = &args.review_from {
        if is_table(path) {
            bail!("--review names the file of decisions that the table goes into, not another table");
        }
        let mut record = Record::open(path)?;
        let count = sheet::read(table, subject.taxonomy, &reviewer, &mut record)?;
        record.save()?;
        say(&format!("{count} {} recorded in {}", plural(count, "decision"), path.display()));
        return Ok(Exit::Done);
    }
    if is_table(path) {
        Target::open(path)?.write(|out| sheet::write(out, &doubts, subject.taxonomy, args.blind))?;
        say(&format!("{} {} to be decided in {}", doubts.len(), plural(doubts.len(), "label"), path.display()));
        return Ok(Exit::Done);
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        sheet::write(&mut io::stdout().lock(), &doubts, subject.taxonomy, args.blind)?;
        say("no terminal to ask on: the table above can be filled in and read back with --review-from");
        return Ok(Exit::Done);
    }
    let mut record = Record::open(path)?;
    let terminal = Term::stdout();
    let mut keys = || terminal.read_key_raw();
    let mut walk = walk::Walk { doubts: &doubts, subject, reviewer: &reviewer, blind: args.blind };
    let tally = walk.run(&mut keys, &mut terminal.clone(), &mut record)?;
    say(&format!("{tally}; saved in {}", path.display()));
    Ok(Exit::Done)
}

/// The labels that a person should look at, first those that move the most money: what the mapper is not sure of, and what it
/// is sure of while other bodies have the same label elsewhere.
fn doubts(subject: &Subject<'_>) -> Vec<Doubt> {
    type Key = (Kind, String, Option<(String, String)>);
    type Labelled<'f> = (&'f ReturnFacts, &'f ItemFact, Option<Elsewhere>);
    let mut labels: BTreeMap<Key, Vec<Labelled<'_>>> = BTreeMap::new();
    let peers = Peers::of(subject.facts);
    for facts in subject.facts {
        for (item, elsewhere) in facts.items.iter().zip(peers.differing(facts)) {
            let unsure = is_unsure(&item.mapping);
            let elsewhere = elsewhere.filter(|_| !unsure);
            if !is_open(&item.text, &item.mapping) || !unsure && elsewhere.is_none() {
                continue;
            }
            // The same vague words mean something else in every unit, and so may a label that differs.
            let within = (elsewhere.is_some() || is_vague_text(&item.text))
                .then(|| (facts.units[item.unit as usize].clone(), facts.organisation.id.clone()));
            labels.entry((item.kind, normalise(&item.text), within)).or_default().push((facts, item, elsewhere));
        }
    }
    let mut doubts: Vec<Doubt> = labels
        .into_iter()
        .filter_map(|((kind, _, within), items)| {
            // The item that moves the most stands for its label; of equals, the first.
            let (_, shown, elsewhere) = *items.iter().rev().max_by_key(|(_, item, _)| item.mapped)?;
            let organisations: BTreeSet<&str> =
                items.iter().map(|(facts, ..)| facts.organisation.id.as_str()).collect();
            Some(Doubt {
                items: items.len(),
                organisations: organisations.len(),
                cost: items.iter().map(|(_, item, _)| item.mapped).sum(),
                ..doubt(kind, within, shown, elsewhere, subject.taxonomy)
            })
        })
        .collect();
    doubts.sort_by_key(|doubt| Reverse(doubt.cost));
    doubts
}

/// Whether a decision would count: no organisation and no person has said what it is.
fn is_open(text: &str, mapping: &Mapping) -> bool {
    matches!(mapping.source, Source::Mapper | Source::None) && !normalise(text).is_empty()
}

fn is_unsure(mapping: &Mapping) -> bool {
    mapping.largest().is_none_or(|claim| claim.confidence < SURE)
}

/// What is to be shown of a label by the item that stands for it.
fn doubt(
    kind: Kind,
    within: Option<(String, String)>,
    shown: &ItemFact,
    elsewhere: Option<Elsewhere>,
    taxonomy: &Taxonomy,
) -> Doubt {
    let mapping = &shown.mapping;
    let of_others = elsewhere.map(|elsewhere| elsewhere.function);
    let chance =
        |function| mapping.alternatives.iter().find(|(other, _)| *other == function).map_or(Share(0), |other| other.1);
    let mut others = of_others
        .map(|function| (function, chance(function)))
        .into_iter()
        .chain(mapping.alternatives.iter().copied().filter(|(function, _)| Some(*function) != of_others));
    let first: Vec<(FunctionId, Share)> = if mapping.claims.is_empty() {
        others.next().map(|(function, _)| (function, Share::WHOLE)).into_iter().collect()
    } else {
        mapping.claims.iter().map(|claim| (claim.function, claim.share)).collect()
    };
    let guess = mapping.alternatives.first().map_or(Share(0), |(_, confidence)| *confidence);
    let said = elsewhere.map(|elsewhere| format!("{}; here ", elsewhere.say(taxonomy))).unwrap_or_default();
    Doubt {
        kind,
        text: shown.text.to_string(),
        within,
        items: 1,
        organisations: 1,
        cost: shown.mapped,
        confidence: mapping.largest().map_or(guess, |claim| claim.confidence),
        first,
        others: others.take(2).collect(),
        elsewhere,
        reason: format!("{said}{}", shown.reason()),
    }
}

impl Reviewer {
    /// The decision that an answer makes.
    fn entry(&self, kind: Kind, text: &str, within: Option<&(String, String)>, answer: Answer) -> Entry {
        Entry {
            kind,
            text: text.to_owned(),
            // `-` stands for the items without a unit: the decision is then for the organisation.
            unit: within.map(|(unit, _)| unit.clone()).filter(|unit| unit != "-"),
            organisation: within.map(|(_, organisation)| organisation.clone()),
            verdict: answer.verdict,
            confidence: Share::WHOLE,
            comparable: answer.comparable,
            by: self.by.clone(),
            on: self.on,
            why: answer.why,
            until: None,
        }
    }
}

/// The file of decisions while it grows.
pub(super) struct Record {
    path: PathBuf,
    text: String,
}

impl Record {
    /// Reads the file, or begins one.
    fn open(path: &Path) -> anyhow::Result<Self> {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => empty(),
            Err(error) => return Err(error).with_context(|| format!("{} could not be read", path.display())),
        };
        parse(&text).map_err(|wrong| anyhow::anyhow!("{}:{wrong}", path.display()))?;
        Ok(Self { path: path.to_owned(), text })
    }

    /// Adds a decision, and hands out the text as it was before.
    fn add(&mut self, entry: &Entry) -> anyhow::Result<String> {
        let longer = append(&self.text, entry)?;
        Ok(std::mem::replace(&mut self.text, longer))
    }

    /// Writes the file whole, so that whatever happens next, it is complete.
    fn save(&self) -> anyhow::Result<()> {
        Target::over(&self.path)?.write(|out| out.write_all(self.text.as_bytes()))
    }
}

/// One function, or several with their shares.
fn functions(functions: &[(FunctionId, Share)], taxonomy: &Taxonomy) -> Verdict {
    Verdict::Functions(Shares(
        functions.iter().map(|(function, share)| (taxonomy.get(*function).code.clone(), *share)).collect(),
    ))
}

fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

fn user() -> Option<String> {
    ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use console::Key;

    use super::*;
    use crate::mapping::{Claim, decision_file};
    use crate::taxonomy::{DEFAULT, load};

    struct Desk {
        taxonomy: Taxonomy,
        folder: tempfile::TempDir,
    }

    impl Desk {
        fn new() -> Self {
            let taxonomy = load(DEFAULT).expect("the built-in list");
            Self { taxonomy, folder: tempfile::tempdir().expect("a folder") }
        }

        fn path(&self) -> PathBuf {
            self.folder.path().join("decisions.yaml")
        }

        /// Three labels, each with the same three functions to choose from.
        fn doubts(&self) -> Vec<Doubt> {
            let id = |code: &str| self.taxonomy.find(code).expect("a function");
            ["Widget officer", "=Widget, clerk", "Team leader"]
                .into_iter()
                .map(|text| Doubt {
                    kind: Kind::Role,
                    text: text.to_owned(),
                    within: is_vague_text(text).then(|| ("rev".to_owned(), "A".to_owned())),
                    items: 1,
                    organisations: 1,
                    cost: Money(100),
                    first: vec![(id("hr.payroll"), Share::WHOLE)],
                    confidence: Share(430_000),
                    others: vec![(id("hr.pensions"), Share(200_000)), (id("hr.reward"), Share(100_000))],
                    elsewhere: None,
                    reason: "because".to_owned(),
                })
                .collect()
        }

        /// Walks with scripted keys; hands out what was shown and what was saved.
        fn walk(&self, keys: &str, blind: bool) -> (walk::Tally, String, Vec<Entry>) {
            let mapper = Mapper::new(&self.taxonomy);
            let subject = Subject { facts: &[], mapper: &mapper, taxonomy: &self.taxonomy, currency: "GBP", width: 80 };
            let doubts = self.doubts();
            let reviewer = reviewer();
            let mut keys: VecDeque<Key> = keys
                .chars()
                .map(|letter| match letter {
                    '\n' => Key::Enter,
                    '\u{8}' => Key::Backspace,
                    letter => Key::Char(letter),
                })
                .collect();
            let mut next = || keys.pop_front().ok_or_else(|| io::ErrorKind::UnexpectedEof.into());
            let mut shown = Vec::new();
            let mut record = Record::open(&self.path()).expect("decisions");
            let tally = walk::Walk { doubts: &doubts, subject: &subject, reviewer: &reviewer, blind }
                .run(&mut next, &mut shown, &mut record)
                .expect("a walk");
            (tally, String::from_utf8(shown).expect("text"), self.saved())
        }

        fn saved(&self) -> Vec<Entry> {
            match decision_file::read(&self.path()) {
                Ok(file) => file.entries.into_iter().map(|(entry, _)| entry).collect(),
                Err(_) => Vec::new(),
            }
        }
    }

    fn reviewer() -> Reviewer {
        Reviewer { by: "Ada".to_owned(), on: Date::constant(2026, 4, 1) }
    }

    fn codes(entries: &[Entry]) -> Vec<String> {
        entries
            .iter()
            .map(|entry| match &entry.verdict {
                Verdict::Functions(shares) => shares.0[0].0.clone(),
                Verdict::None => "none".to_owned(),
                Verdict::AsMapped => "as mapped".to_owned(),
            })
            .collect()
    }

    #[test]
    fn every_key_does_what_it_says_and_every_answer_is_saved() {
        let desk = Desk::new();
        let (tally, shown, saved) = desk.walk("xa3", false);
        assert_eq!((tally.decided, tally.skipped, tally.left), (2, 0, 1), "the keys end as if the terminal were gone");
        assert_eq!(codes(&saved), ["hr.payroll", "hr.reward"]);
        assert!(shown.contains("0.43") && shown.contains("because"));
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");

        // The file goes on where it ended; undo takes back skips and decisions one by one, and the file with them.
        let (tally, shown, saved) = desk.walk("nsuu2cq", true);
        assert_eq!((tally.decided, tally.skipped, tally.left), (2, 0, 1));
        assert_eq!(codes(&saved), ["hr.payroll", "hr.reward", "hr.pensions", "as mapped"]);
        assert!(!saved[3].comparable);
        assert!(!shown.contains("0.43") && !shown.contains("because"), "blind: {shown}");
    }

    #[test]
    fn a_search_offers_what_is_called_so_and_vague_labels_are_decided_where_they_stand() {
        let desk = Desk::new();
        let (_, shown, saved) =
            desk.walk("/intermal\u{8}\u{8}\u{8}nal audit\n1s/nothing of the kind exists\n0a", false);
        assert!(shown.contains("1  governance.internal-audit"), "{shown}");
        assert_eq!(codes(&saved), ["governance.internal-audit", "hr.payroll"]);
        assert_eq!((saved[0].unit.as_deref(), saved[0].organisation.as_deref()), (None, None));
        assert_eq!((saved[1].unit.as_deref(), saved[1].organisation.as_deref()), (Some("rev"), Some("A")));
    }

    #[test]
    fn a_table_can_be_filled_in_and_read_back() {
        let desk = Desk::new();
        let mut table = Vec::new();
        sheet::write(&mut table, &desk.doubts(), &desk.taxonomy, false).expect("a table");
        let table = String::from_utf8(table).expect("text");
        assert!(table.contains("\"'=Widget, clerk\""), "no formula: {table}");
        let answers = ["2", "legal.advice", "none"];
        let filled: Vec<String> = table
            .lines()
            .enumerate()
            .map(|(place, line)| match place.checked_sub(1) {
                Some(row) => line.replace(",,,,", &format!(",,{},,", answers[row])),
                None => line.to_owned(),
            })
            .collect();
        let path = desk.folder.path().join("filled.csv");
        std::fs::write(&path, filled.join("\n")).expect("written");
        let mut record = Record::open(&desk.path()).expect("decisions");
        let read = |path: &Path, record: &mut Record| sheet::read(path, &desk.taxonomy, &reviewer(), record);
        assert_eq!(read(&path, &mut record).expect("a table"), 3);
        record.save().expect("saved");
        assert_eq!(codes(&desk.saved()), ["hr.pensions", "legal.advice", "none"]);
        assert_eq!(desk.saved()[1].text, "=Widget, clerk");

        std::fs::write(&path, filled.join("\n").replace("legal.advice", "legal.advise")).expect("written");
        let error = format!("{:#}", read(&path, &mut record).expect_err("no such code"));
        assert!(error.contains("filled.csv:3: `legal.advise` is not a function"), "{error}");
    }

    #[test]
    fn only_doubtful_labels_are_asked() {
        let taxonomy = load(DEFAULT).expect("the built-in list");
        let claim = |confidence| Claim {
            function: taxonomy.find("hr.payroll").expect("a function"),
            share: Share::WHOLE,
            confidence: Share(confidence),
        };
        let mapped = |source, confidence| Mapping::new(source, vec![claim(confidence)].into(), Box::default());
        let is_doubtful = |mapping: &Mapping| is_open("Clerk", mapping) && is_unsure(mapping);
        assert!(is_doubtful(&Mapping::nothing()));
        assert!(is_doubtful(&mapped(Source::Mapper, 799_999)));
        assert!(!is_doubtful(&mapped(Source::Mapper, 800_000)));
        assert!(!is_doubtful(&mapped(Source::Declared, 100_000)));
        let none = Mapping { source: Source::Decision, ..Mapping::nothing() };
        assert!(!is_doubtful(&none), "a person ruled that it has no function");
    }
}
