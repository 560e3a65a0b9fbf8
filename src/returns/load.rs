//! From a file to the returns in it, or to the reason why there is none.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};

use super::find::Input;
use super::json::quote_numbers;
use super::model::Return;
use super::own::Own;
use super::scalars::signs_read;
use super::structure;
use crate::finding::{Code, Finding, nearest};
use crate::money::is_written_with;
use crate::source::{
    Document, Documents, Node, Position, SyntaxError, Unreadable, check_json_limits, check_limits, note_read,
    parse_tree, words_of,
};

/// What a document turned out to be.
#[derive(Debug)]
pub enum Loaded {
    /// A return.
    Return(Box<Return>),
    /// A file of ours that is no return.
    Own(Own),
    /// YAML or JSON that says nothing of being a return, or that it is a file of ours and is none.
    Foreign(Finding),
    /// Text that is neither YAML nor JSON, or goes beyond the limits.
    Unparsed(Finding),
    /// A return that breaks the format, with everything that is wrong with it.
    Broken(Vec<Finding>),
}

/// The documents of an input, each a text or a finding that says why it could not be read.
pub fn read_documents(input: &Input) -> Box<dyn Iterator<Item = Result<Document, Finding>> + Send> {
    let reader: io::Result<Box<dyn BufRead + Send>> = match &input.path {
        Some(path) => {
            note_read(path);
            File::open(path).map(|file| Box::new(BufReader::with_capacity(1 << 16, file)) as Box<dyn BufRead + Send>)
        }
        None if io::stdin().is_terminal() => {
            Err(io::Error::other("standard input is a terminal; pipe a return into it"))
        }
        None => Ok(Box::new(BufReader::new(io::stdin()))),
    };
    match reader {
        Err(error) => Box::new(std::iter::once(Err(unreadable(&Unreadable::Io(error))))),
        Ok(reader) => {
            let documents = Documents::new(reader, input.framing());
            let mut documents = documents.map(|document| document.map_err(|error| unreadable(&error))).peekable();
            // An upload that broke off before its first byte must not pass beside others that did not.
            match documents.peek() {
                None => Box::new(std::iter::once(Err(empty()))),
                Some(Ok(document)) if document.text.trim().is_empty() => Box::new(std::iter::once(Err(empty()))),
                Some(_) => Box::new(documents),
            }
        }
    }
}

/// Reads one document.
pub fn load(document: &Document) -> Loaded {
    let check = if document.json { check_json_limits } else { check_limits };
    if let Err(error) = check(&document.text) {
        return Loaded::Unparsed(syntax(document, &error));
    }
    signs_read();
    let read: Result<Return, Option<String>> = if document.json {
        serde_json::from_str(&quote_numbers(&document.text)).map_err(|error| Some(error.to_string()))
    } else {
        serde_yaml::from_str(&document.text).map_err(|error| Some(error.to_string()))
    };
    match read {
        Ok(good) if signs_read().iter().any(|sign| !is_written_with(good.currency(), *sign)) => {
            explain(document, "an amount has the sign of another currency")
        }
        Ok(good) => Loaded::Return(Box::new(good)),
        Err(words) => explain(document, &words.unwrap_or_default()),
    }
}

/// Says what a document is that does not fit the types.
fn explain(document: &Document, words: &str) -> Loaded {
    if document.json
        && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&document.text)
    {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let last = document.text.trim_end().lines().count();
        let position =
            Position { line: number(error.line().clamp(1, last.max(1))), column: number(error.column()).max(1) };
        return Loaded::Unparsed(syntax(document, &SyntaxError::Invalid { position, message: words_of(&error) }));
    }
    let tree = match parse_tree(&document.text) {
        Ok(tree) => tree,
        Err(error) => return Loaded::Unparsed(syntax(document, &error)),
    };
    if let Some(own) = Own::claimed(&tree) {
        return match own.confirm(&tree, &document.text) {
            Ok(()) => Loaded::Own(own),
            Err(why) => Loaded::Foreign(false_claim(document, own, &why)),
        };
    }
    if tree.get("dupaudit").is_none() {
        return Loaded::Foreign(foreign(document, &tree));
    }
    let mut findings = structure::explain(&tree);
    if findings.is_empty() {
        // The two readers disagree, or the place is behind an alias: keep the words of the one that refused.
        findings.push(Finding::new(Code::InvalidSyntax, words.to_owned()).position(tree.position));
    }
    let organisation = tree.get("organisation").and_then(|node| node.get("id")).and_then(Node::text);
    for finding in &mut findings {
        finding.organisation = organisation.map(str::to_owned);
        finding.position = finding.position.map(|at| at.below(document.first_line));
        finding.end = finding.end.map(|at| at.below(document.first_line));
        for related in &mut finding.related {
            related.position = related.position.map(|at| at.below(document.first_line));
            related.end = related.end.map(|at| at.below(document.first_line));
        }
    }
    Loaded::Broken(findings)
}

fn foreign(document: &Document, tree: &Node) -> Finding {
    let meant = match &tree.content {
        crate::source::Content::Mapping(entries) => {
            nearest("dupaudit", entries.iter().take(3).map(|(key, _)| key.text.as_str())).map(str::to_owned)
        }
        _ => None,
    };
    let help = match meant {
        Some(key) => format!("write `dupaudit: 1` instead of `{key}`"),
        None => "a return begins with `dupaudit: 1`; if this file is none, name it under `ignore:` in dupaudit.yaml"
            .to_owned(),
    };
    Finding::new(Code::NotAReturn, "this is not a return: it has no key `dupaudit`")
        .help(help)
        .position(tree.position.below(document.first_line))
}

/// A document that says it is a file of ours, and is none: a return behind such words would be checked by nobody.
pub fn false_claim(document: &Document, own: Own, why: &str) -> Finding {
    Finding::new(Code::FalseClaim, format!("this begins as {}, and is not: {why}", own.word()))
        .help("begin a return with `dupaudit: 1`; correct another file, or move it out of the returns")
        .position(Position { line: document.first_line, column: 1 })
}

fn empty() -> Finding {
    Finding::new(Code::NotAReturn, "this is not a return: it has only comments or white space")
        .help("fill it in, take it out, or name it under `ignore:` in dupaudit.yaml")
        .position(Position { line: 1, column: 1 })
}

fn syntax(document: &Document, error: &SyntaxError) -> Finding {
    let (code, help) = match error {
        SyntaxError::Invalid { message, .. } => {
            let format = if document.json { "JSON" } else { "YAML" };
            let position = last_written(&document.text, error.position());
            return Finding::new(Code::InvalidSyntax, format!("this is not {format}: {message}"))
                .help("correct the text at this place; an editor that knows YAML marks it too")
                .position(position.below(document.first_line));
        }
        SyntaxError::TooDeep { .. } => (Code::TooDeep, "a return needs five"),
        SyntaxError::Expansion { .. } => {
            (Code::AliasExpansion, "write the values out instead of repeating them by alias")
        }
        SyntaxError::TooLong { .. } => (Code::DocumentTooLarge, "shorten it; a description needs a few lines"),
        SyntaxError::TooMany { .. } => {
            (Code::DocumentTooLarge, "give each organisation a document of its own, divided by a line `---`")
        }
    };
    Finding::new(code, error.to_string()).help(help).position(error.position().below(document.first_line))
}

/// A place, or behind the last character where it is beyond the text: there a reader sees what was begun and not ended.
fn last_written(text: &str, position: Position) -> Position {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let (line, last) = text.trim_end().lines().enumerate().last().unwrap_or_default();
    let line = number(line) + 1;
    if position.line <= line { position } else { Position { line, column: number(last.chars().count()) + 1 } }
}

fn unreadable(error: &Unreadable) -> Finding {
    match error {
        Unreadable::Io(error) => Finding::new(Code::UnreadableFile, format!("the file could not be read: {error}"))
            .help("check that it exists and that you may read it"),
        Unreadable::TooLarge { first_line } => {
            Finding::new(Code::DocumentTooLarge, "this document is larger than 16 MiB")
                .help("give each organisation a document of its own, divided by a line `---`")
                .position(Position { line: *first_line, column: 1 })
        }
        Unreadable::NotUtf8 { line, column, guess } => {
            Finding::new(Code::NotUtf8, format!("the text is not UTF-8; it looks like {guess}"))
                .help("save the file again with the encoding UTF-8; a table is read by `dupaudit import table`")
                .position(Position { line: *line, column: *column })
        }
    }
}
