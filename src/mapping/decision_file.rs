//! The file of decisions, version 1 (`dupaudit: decisions/1`): read with places, and written one entry at a time.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::Deserialize;

use crate::money::Share;
use crate::returns::{Kind, Shares};
use crate::source::{Position, Route, from_yaml, note_read, parse_tree, read_text};

/// What a file says at its top.
const HEAD: &str = "dupaudit: decisions/1\ndecisions:\n";

/// One recorded ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What kind of item it is about.
    pub kind: Kind,
    /// The name or title of the items.
    pub text: String,
    /// The name of their unit, where the ruling holds for that unit.
    pub unit: Option<String>,
    /// The id of their organisation, where the ruling holds for that organisation.
    pub organisation: Option<String>,
    /// What they are.
    pub verdict: Verdict,
    /// How sure that is.
    pub confidence: Share,
    /// Whether they may be compared with the items of others.
    pub comparable: bool,
    /// Who ruled.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why.
    pub why: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// These functions, by their codes.
    Functions(Shares),
    /// No function.
    None,
    /// Whatever the mapper says: the entry is about comparing only.
    AsMapped,
}

/// A file as read.
pub struct File {
    /// What stands in it.
    pub text: String,
    /// Its entries and where they begin.
    pub entries: Vec<(Entry, Position)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "decisions, which begin with `dupaudit: decisions/1`")]
struct Written {
    dupaudit: String,
    #[serde(default)]
    decisions: Option<Vec<WrittenEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    kind: Kind,
    text: String,
    unit: Option<String>,
    organisation: Option<String>,
    function: Option<String>,
    functions: Option<Shares>,
    #[serde(default)]
    none: bool,
    confidence: Option<Share>,
    comparable: Option<bool>,
    by: String,
    on: String,
    #[serde(default)]
    why: String,
    until: Option<String>,
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or is not as decisions are written: the message names line and column.
pub fn read(path: &Path) -> anyhow::Result<File> {
    let name = path.display();
    note_read(path);
    let text = read_text(path).with_context(|| format!("the decisions {name} could not be read"))?;
    let entries = parse(&text).map_err(|wrong| anyhow::anyhow!("{name}:{wrong}"))?;
    Ok(File { text, entries })
}

/// Reads the text of a file.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse(text: &str) -> Result<Vec<(Entry, Position)>, String> {
    let file: Written = from_yaml(text).map_err(|error| error.to_string())?;
    if file.dupaudit != "decisions/1" {
        return Err(format!("1:1: `dupaudit: {}` is not a file of decisions; write `decisions/1`", file.dupaudit));
    }
    let written = file.decisions.unwrap_or_default();
    let tree = if written.is_empty() { None } else { parse_tree(text).ok() };
    let place = |index: usize| {
        let route = Route::item("decisions", index);
        tree.as_ref().map_or(Position { line: 1, column: 1 }, |tree| tree.find(&route))
    };
    written
        .into_iter()
        .enumerate()
        .map(|(index, written)| {
            let at = place(index);
            written.checked().map(|entry| (entry, at)).map_err(|wrong| format!("{}:{}: {wrong}", at.line, at.column))
        })
        .collect()
}

impl WrittenEntry {
    /// What the types cannot say.
    fn checked(self) -> Result<Entry, String> {
        let verdict = match (self.function, self.functions, self.none) {
            (Some(code), None, false) => Verdict::Functions(Shares(vec![(code, Share::WHOLE)])),
            (None, Some(shares), false) if !shares.0.is_empty() => Verdict::Functions(shares),
            (None, None, true) => Verdict::None,
            (None, None, false) if self.comparable.is_some() => Verdict::AsMapped,
            (None, None | Some(_), false) => {
                return Err("the entry decides nothing; give `function`, `functions` or `none: true`".to_owned());
            }
            _ => return Err("give one of `function`, `functions` and `none`".to_owned()),
        };
        if let Verdict::Functions(shares) = &verdict
            && shares.sum() > u64::from(Share::WHOLE.0)
        {
            return Err("the shares add up to more than 1".to_owned());
        }
        let date = |key: &str, text: &str| {
            text.trim().parse().map_err(|_| format!("`{key}: {text}` is not a date such as 2027-03-31"))
        };
        for (key, value) in [("text", &self.text), ("by", &self.by)] {
            if value.trim().is_empty() {
                return Err(format!("`{key}` is empty"));
            }
        }
        Ok(Entry {
            kind: self.kind,
            text: self.text,
            unit: self.unit,
            organisation: self.organisation,
            verdict,
            confidence: self.confidence.unwrap_or(Share::WHOLE),
            comparable: self.comparable.unwrap_or(true),
            by: self.by,
            on: date("on", &self.on)?,
            why: self.why,
            until: self.until.map(|until| date("until", &until)).transpose()?,
        })
    }
}

/// The text of a file with one more entry. What stands in it stays as it is, comments included.
///
/// # Errors
/// The text is no file of decisions, or its list is written in a way that cannot be continued.
pub fn append(text: &str, entry: &Entry) -> anyhow::Result<String> {
    let before = parse(text).map_err(|wrong| anyhow::anyhow!("the decisions cannot be continued: {wrong}"))?;
    // The list goes on where its entries stand, or begins where it was left empty.
    let indent = match before.first() {
        Some((_, at)) => text.lines().nth(at.line as usize - 1).map_or(2, |line| line.len() - line.trim_start().len()),
        None => 2,
    };
    let mut longer = text.to_owned();
    if !longer.is_empty() && !longer.ends_with('\n') {
        longer.push('\n');
    }
    if before.is_empty() {
        let list = longer.lines().find(|line| line.starts_with("decisions:")).map(str::to_owned);
        match list {
            Some(list) => longer = longer.replacen(&list, "decisions:", 1),
            None => longer.push_str("decisions:\n"),
        }
    }
    writeln!(longer, "{:indent$}- {}", "", line(entry))?;
    let after = parse(&longer).unwrap_or_default();
    let unchanged = after.len() == before.len() + 1 && after.iter().zip(&before).all(|(new, old)| new.0 == old.0);
    if !unchanged || after.last().is_none_or(|(last, _)| last != entry) {
        bail!("the list of decisions is not written one entry after another, so none can be added at its end");
    }
    Ok(longer)
}

/// The text of a file without entries.
pub fn empty() -> String {
    HEAD.to_owned()
}

/// An entry as one line of YAML.
fn line(entry: &Entry) -> String {
    let mut line = format!("{{kind: {}, text: {}", entry.kind, quoted(&entry.text));
    let mut key = |name: &str, value: String| line.push_str(&format!(", {name}: {value}"));
    if let Some(unit) = &entry.unit {
        key("unit", quoted(unit));
    }
    if let Some(organisation) = &entry.organisation {
        key("organisation", quoted(organisation));
    }
    match &entry.verdict {
        Verdict::Functions(shares) => match shares.0.as_slice() {
            [(code, Share::WHOLE)] => key("function", quoted(code)),
            several => {
                let shares: Vec<String> =
                    several.iter().map(|(code, share)| format!("{}: {}", quoted(code), share.as_f64())).collect();
                key("functions", format!("{{{}}}", shares.join(", ")));
            }
        },
        Verdict::None => key("none", "true".to_owned()),
        Verdict::AsMapped => {}
    }
    if entry.confidence != Share::WHOLE {
        key("confidence", entry.confidence.as_f64().to_string());
    }
    if !entry.comparable || entry.verdict == Verdict::AsMapped {
        key("comparable", entry.comparable.to_string());
    }
    key("by", quoted(&entry.by));
    key("on", entry.on.to_string());
    if !entry.why.is_empty() {
        key("why", quoted(&entry.why));
    }
    if let Some(until) = entry.until {
        key("until", until.to_string());
    }
    line.push('}');
    line
}

/// Text in double quotes unless it is a plain word that YAML reads as itself. Text in JSON is text in YAML.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter == '.' || letter == '-';
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if text.starts_with(|letter: char| letter.is_ascii_lowercase()) && text.chars().all(plain) && !words.contains(&text)
    {
        return text.to_owned();
    }
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(verdict: Verdict) -> Entry {
        Entry {
            kind: Kind::Role,
            text: "Clerk: \"A\" #1 – ü".to_owned(),
            unit: Some("- yes".to_owned()),
            organisation: Some("00".to_owned()),
            verdict,
            confidence: Share(800_000),
            comparable: false,
            by: "off".to_owned(),
            on: Date::constant(2026, 4, 1),
            why: "because, {of} this".to_owned(),
            until: Some(Date::constant(2027, 3, 31)),
        }
    }

    #[test]
    fn a_file_grows_by_one_entry_and_keeps_the_rest_as_it_is() {
        let one = entry(Verdict::None);
        let shares = Shares(vec![("a.b".to_owned(), Share(250_000)), ("null".to_owned(), Share(750_000))]);
        let two = entry(Verdict::Functions(shares));
        for start in [
            empty(),
            "dupaudit: decisions/1".to_owned(),
            "# ours\ndupaudit: decisions/1\ndecisions: []  # none yet\n".to_owned(),
            "dupaudit: decisions/1\ndecisions:\n- kind: role # a comment\n  text: Old\n  none: true\n  by: x\n  on: 2025-01-01\n"
                .to_owned(),
        ] {
            let old = parse(&start).expect("decisions").len();
            let longer = append(&append(&start, &one).expect("one"), &two).expect("two");
            let entries: Vec<Entry> = parse(&longer).expect("decisions").into_iter().map(|(entry, _)| entry).collect();
            assert_eq!(&entries[old..], [one.clone(), two.clone()], "{longer}");
            assert_eq!(longer.contains("# a comment"), start.contains("# a comment"));
        }
        assert!(
            append(
                "dupaudit: decisions/1\ndecisions: [{kind: role, text: a, none: true, by: b, on: 2025-01-01}]",
                &one
            )
            .is_err()
        );
    }

    #[test]
    fn what_an_entry_may_not_say_is_refused_with_its_line() {
        for (written, wrong) in [
            ("none: true, function: a", "give one of"),
            ("confidence: 1", "decides nothing"),
            ("functions: {a: 0.6, b: 0.5}", "more than 1"),
            ("none: true, until: soon", "is not a date"),
            ("none: true, wy: typo", "unknown field `wy`"),
        ] {
            let text = format!(
                "dupaudit: decisions/1\ndecisions:\n  - {{kind: role, text: a, by: b, on: 2025-01-01, {written}}}\n"
            );
            let error = parse(&text).expect_err(written);
            assert!(error.starts_with("3:") && error.contains(wrong), "{error}");
        }
    }
}
