//! The text of a tree.

use std::fmt::Write;

use super::Parsed;
use super::tree::{Content, Entry, Scalar, Style, Value};
use crate::returns::model::Return;
use crate::returns::parts::{Holds, Key, Part};

/// Columns up to which a short mapping or list stays on one line.
const WIDTH: usize = 120;

/// The column of comments behind short lines. It is the same for all, so that no line moves the comment of another.
const COMMENTS: usize = 31;

pub(super) fn write(parsed: &Parsed) -> String {
    let mut out = String::new();
    if parsed.marked {
        out.push_str("---\n");
    }
    remarks(&mut out, &parsed.header, 0, true);
    match &parsed.root.content {
        Content::Mapping(entries) => mapping(&mut out, entries, Some(Return::PART), 0, true),
        Content::Scalar(_) | Content::List(_) => {}
    }
    remarks(&mut out, &parsed.root.foot, 0, false);
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// Comments on lines of their own, with at most one blank line between them; `first`: none at their top.
fn remarks(out: &mut String, remarks: &[String], indent: usize, first: bool) {
    let mut blank = first;
    for remark in remarks {
        if remark.is_empty() {
            if !blank {
                out.push('\n');
            }
        } else {
            let _ = writeln!(out, "{:indent$}{remark}", "");
        }
        blank = remark.is_empty();
    }
}

fn mapping(out: &mut String, entries: &[Entry], part: Option<&Part>, indent: usize, top: bool) {
    for (index, entry) in entries.iter().enumerate() {
        // The first key of an entry of a list stands behind its dash.
        let behind_dash = index == 0 && !top;
        if !behind_dash {
            remarks(out, &entry.leading, indent, index == 0 && !out.ends_with("\n\n"));
            let _ = write!(out, "{:indent$}", "");
        }
        let name = entry.key.as_ref().map(|key| scalar(key, true)).unwrap_or_default();
        out.push_str(&name);
        out.push(':');
        value(out, entry, part.and_then(|part| part.key(entry.name())), indent, indent + name.chars().count() + 2);
    }
}

/// What stands behind a key. `column` is where a value on the same line begins.
fn value(out: &mut String, entry: &Entry, key: Option<&Key>, indent: usize, column: usize) {
    let (within, counted) = (key.and_then(Key::part), key.is_some_and(Key::is_spaced));
    match &entry.value.content {
        Content::Scalar(words) => {
            let text = if counted { number(words) } else { None };
            let text = text.or_else(|| literal(words, indent + 2)).unwrap_or_else(|| scalar(words, false));
            let (first, rest) =
                text.split_once('\n').map_or((text.as_str(), None), |(first, rest)| (first, Some(rest)));
            if !first.is_empty() {
                let _ = write!(out, " {first}");
            }
            trailing(out, entry);
            if let Some(rest) = rest {
                out.push_str(rest);
                out.push('\n');
            }
        }
        Content::List(_) | Content::Mapping(_) => {
            let text = if is_short(&entry.value, key) { flow(&entry.value, within, counted) } else { None };
            match text.filter(|text| column + text.chars().count() <= WIDTH) {
                Some(text) => {
                    let _ = write!(out, " {text}");
                    trailing(out, entry);
                }
                None => {
                    trailing(out, entry);
                    block(out, &entry.value, within, counted, indent + 2);
                }
            }
        }
    }
    remarks(out, &entry.value.foot, indent + 2, false);
}

/// Whether a list or a mapping may stand on one line: shares, names, drivers, the accounting, not the lists of a return.
fn is_short(value: &Value, key: Option<&Key>) -> bool {
    match key.map(|key| key.holds) {
        Some(Holds::Part(part)) => !part.tall,
        Some(Holds::List(part)) => !part.tall && matches!(&value.content, Content::List(entries) if entries.is_empty()),
        _ => true,
    }
}

fn block(out: &mut String, value: &Value, within: Option<&Part>, counted: bool, indent: usize) {
    match &value.content {
        Content::List(entries) => list(out, entries, within, indent),
        Content::Mapping(entries) if counted => drivers(out, entries, indent),
        Content::Mapping(entries) => mapping(out, entries, within, indent, true),
        Content::Scalar(_) => {}
    }
}

/// Figures under names of the return's own, one a line.
fn drivers(out: &mut String, entries: &[Entry], indent: usize) {
    for (index, entry) in entries.iter().enumerate() {
        remarks(out, &entry.leading, indent, index == 0);
        let key = entry.key.as_ref().map(|key| scalar(key, true)).unwrap_or_default();
        let _ = write!(out, "{:indent$}{key}:", "");
        if let Content::Scalar(words) = &entry.value.content
            && !words.is_null()
        {
            let _ = write!(out, " {}", number(words).unwrap_or_else(|| scalar(words, false)));
        }
        trailing(out, entry);
        remarks(out, &entry.value.foot, indent + 2, false);
    }
}

fn list(out: &mut String, entries: &[Entry], within: Option<&Part>, indent: usize) {
    let is_tall = within.is_some_and(|part| part.tall);
    for (index, entry) in entries.iter().enumerate() {
        remarks(out, &entry.leading, indent, index == 0);
        let one_line = if is_tall { None } else { flow(&entry.value, within, false) };
        let one_line = one_line.filter(|text| indent + 2 + text.chars().count() <= WIDTH);
        match (&entry.value.content, one_line) {
            (Content::Scalar(words), _) => {
                let text = if words.is_null() { "null".to_owned() } else { scalar(words, false) };
                let _ = write!(out, "{:indent$}- {text}", "");
                trailing(out, entry);
            }
            (_, Some(text)) => {
                let _ = write!(out, "{:indent$}- {text}", "");
                trailing(out, entry);
            }
            (Content::Mapping(inner), None) if !inner.is_empty() => {
                // Behind the last bracket it spoke of the whole; now the whole begins below it.
                if let Some(comment) = &entry.trailing {
                    let _ = writeln!(out, "{:indent$}{comment}", "");
                }
                let _ = write!(out, "{:indent$}- ", "");
                mapping(out, inner, within, indent + 2, false);
            }
            _ => {
                let _ = write!(out, "{:indent$}- {}", "", flow(&entry.value, within, false).unwrap_or_default());
                trailing(out, entry);
            }
        }
        remarks(out, &entry.value.foot, indent + 2, false);
    }
}

fn trailing(out: &mut String, entry: &Entry) {
    if let Some(comment) = &entry.trailing {
        let column = out.rsplit('\n').next().unwrap_or_default().chars().count();
        let gap = COMMENTS.saturating_sub(column).max(2);
        let _ = write!(out, "{:gap$}{comment}", "");
    }
    out.push('\n');
}

/// A list or a mapping on one line; none if a comment stands in it. `counted`: its values are figures under names of the
/// return's own.
fn flow(value: &Value, within: Option<&Part>, counted: bool) -> Option<String> {
    if value.has_comment() {
        return None;
    }
    let inner = |entry: &Entry| -> Option<String> {
        let key = within.and_then(|part| part.key(entry.name()));
        Some(match &entry.value.content {
            Content::Scalar(words) if words.is_null() => "null".to_owned(),
            Content::Scalar(words) => {
                let number = if counted || key.is_some_and(Key::is_spaced) { number(words) } else { None };
                number.unwrap_or_else(|| scalar(words, true))
            }
            // The entries of a list are parts themselves.
            _ if entry.key.is_none() => flow(&entry.value, within, false)?,
            _ => flow(&entry.value, key.and_then(Key::part), key.is_some_and(Key::is_spaced))?,
        })
    };
    match &value.content {
        Content::Scalar(words) => Some(scalar(words, true)),
        Content::List(entries) => {
            let texts: Option<Vec<String>> = entries.iter().map(inner).collect();
            Some(format!("[{}]", texts?.join(", ")))
        }
        Content::Mapping(entries) => {
            let pair = |entry: &Entry| Some(format!("{}: {}", scalar(entry.key.as_ref()?, true), inner(entry)?));
            let texts: Option<Vec<String>> = entries.iter().map(pair).collect();
            Some(format!("{{{}}}", texts?.join(", ")))
        }
    }
}

/// A plain number with its thousands apart: `14_200_000`.
fn number(words: &Scalar) -> Option<String> {
    if words.style != Style::Plain {
        return None;
    }
    let (sign, digits) = match words.text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", words.text.as_str()),
    };
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let bare: String = whole.chars().filter(|letter| *letter != '_').collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = bare.starts_with('0') && bare.len() > 1;
    if leading_zero || !is_number(&bare) || whole.starts_with('_') || decimals.is_some_and(|rest| !is_number(rest)) {
        return None;
    }
    let mut out = sign.to_owned();
    for (index, digit) in bare.chars().enumerate() {
        if index > 0 && (bare.len() - index).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push('.');
        out.push_str(decimals);
    }
    Some(out)
}

/// A text of several lines as a block; none if it is no such text.
fn literal(words: &Scalar, indent: usize) -> Option<String> {
    let body = words.text.strip_suffix('\n').unwrap_or(&words.text);
    let is_plain = |letter: char| letter == '\n' || !is_special(letter);
    let good = words.style == Style::Text
        && body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n', '\t'])
        && body.chars().all(is_plain)
        && body.lines().all(|line| !line.ends_with(' '));
    if !good {
        return None;
    }
    let mut out = String::from(if words.text.ends_with('\n') { "|" } else { "|-" });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            let _ = write!(out, "{:indent$}{line}", "");
        }
    }
    Some(out)
}

/// What is not shown as it is, or ends a line for some readers.
fn is_special(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// A scalar on one line; `inside`: between brackets, or as a key.
fn scalar(words: &Scalar, inside: bool) -> String {
    let text = &words.text;
    let bracket = inside && text.contains([',', '[', ']', '{', '}']);
    if words.style == Style::Plain && !text.contains('\n') && !bracket {
        return if words.is_null() { String::new() } else { text.clone() };
    }
    let word = |letter: char| {
        letter.is_alphanumeric()
            || matches!(letter, ' ' | '-' | '_' | '/' | '(' | ')' | '.' | '&' | '\'')
            || letter == ',' && !inside
    };
    let reserved = matches!(
        text.to_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf" | "infinity"
    );
    let bare = text.starts_with(char::is_alphabetic) && text.chars().all(word) && !text.ends_with(' ') && !reserved;
    if bare {
        return text.clone();
    }
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.chars().any(is_special) {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if is_special(letter) => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
