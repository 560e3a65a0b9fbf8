//! Findings for people: what, the line it is about, and what to do.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::super::findings::shortened;
use super::super::place::{clean, wrap};
use super::super::since::write_since;
use super::{Look, MOST};
use crate::finding::Severity;
use crate::report::{Check, FindingRow};
use crate::source::Excerpt;

pub(super) fn write(out: &mut dyn Write, check: &Check, look: Look) -> io::Result<()> {
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(look.width.into());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &check.findings {
        let seen = seen.entry(finding.code.word()).or_default();
        *seen += 1;
        if *seen <= MOST {
            let text = renderer.render(&[group(check, finding, look.width.into())]);
            // Between a place and its line in part the renderer draws the head of a snippet that has none.
            for line in text.lines().filter(|line| anstream::adapter::strip_str(line).to_string().trim() != ":::") {
                writeln!(out, "{line}")?;
            }
            writeln!(out)?;
        }
    }
    let rest: Vec<_> = seen.iter().filter(|(_, seen)| **seen > MOST).collect();
    for (code, seen) in &rest {
        writeln!(out, "… and {} more of {code}", **seen - MOST)?;
    }
    if !rest.is_empty() {
        writeln!(out, "`--format concise` lists every finding in a line.\n")?;
    }
    if let Some(since) = &check.against {
        write_since(out, since)?;
        writeln!(out)?;
    }
    out.write_all(wrap(&check.headline(), look.width.into(), "").as_bytes())?;
    check.closing().lines().try_for_each(|line| out.write_all(wrap(&clean(line), look.width.into(), "").as_bytes()))
}

fn group<'a>(check: &Check, finding: &'a FindingRow, width: usize) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let used = finding.severity.word().len() + finding.code.word().len() + "[]: ".len();
    let title = paragraph(&shortened(&clean(&finding.message)), width.saturating_sub(used).max(30));
    let mut group = Group::with_title(level.primary_title(title).id(finding.code.word()));
    let path = finding.at.path.as_deref();
    let place = Place { path, line: finding.at.line, column: finding.at.column, end: end(finding) };
    group = group.elements(place.elements(check, AnnotationKind::Primary, None));
    for other in &finding.related {
        let ends = ending(other.at.line, other.at.column, other.at.end_line, other.at.end_column);
        let place = Place { path: other.at.path.as_deref(), line: other.at.line, column: other.at.column, end: ends };
        group = group.elements(place.elements(check, AnnotationKind::Context, Some(clean(&other.message))));
    }
    match &finding.help {
        Some(help) => {
            let used = "     = help: ".len();
            group.element(Level::HELP.message(paragraph(&clean(help), width.saturating_sub(used).max(30))))
        }
        None => group,
    }
}

/// A place that is shown with its line, where that is known.
struct Place<'a> {
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end: u32,
}

impl Place<'_> {
    fn elements(&self, check: &Check, kind: AnnotationKind, label: Option<String>) -> Vec<Element<'static>> {
        let Some(path) = self.path else { return Vec::new() };
        let origin = match (self.line, self.column) {
            (Some(line), Some(column)) => Origin::path(clean(path)).line(line as usize).char_column(column as usize),
            _ => Origin::path(clean(path)),
        };
        let (Some(line), Some(column), Some(excerpt)) =
            (self.line, self.column, check.excerpt(self.path, self.line, self.column))
        else {
            return std::iter::once(origin.into())
                .chain(label.map(|label| Level::NOTE.message(label).into()))
                .collect();
        };
        let marked = Marked::of(excerpt, column, self.end);
        let snippet = Snippet::source(marked.text)
            .line_start(line as usize)
            .fold(false)
            .annotation(kind.span(marked.mark).label(label));
        // Of a line that is shown in part, a snippet does not know the column.
        if excerpt.first_column > 1 {
            vec![origin.into(), snippet.into()]
        } else {
            vec![snippet.path(clean(path)).into()]
        }
    }
}

/// Behind the last column of the line that a finding is about.
pub(super) fn end(finding: &FindingRow) -> u32 {
    ending(finding.at.line, finding.at.column, finding.at.end_line, finding.at.end_column)
}

/// The same for any place: one character where no end is known, and of what is long or goes on below only the start.
fn ending(line: Option<u32>, column: Option<u32>, end_line: Option<u32>, end_column: Option<u32>) -> u32 {
    const LONG: u32 = 60;
    let column = column.unwrap_or(1);
    match end_column {
        Some(end) if end_line == line => end.min(column.saturating_add(LONG)),
        Some(_) => column.saturating_add(LONG),
        None => column.saturating_add(1),
    }
}

/// The text of an excerpt made harmless, and the bytes of it that are meant.
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) mark: Range<usize>,
}

impl Marked {
    /// Marks the characters from `column` to before `end`.
    pub(super) fn of(excerpt: &Excerpt, column: u32, end: u32) -> Self {
        // One character for each, so that columns stay.
        let whole = clean(&excerpt.text);
        let bare = whole.trim_end();
        let before = if excerpt.first_column > 1 { "…" } else { "" };
        let after = if excerpt.is_cut { "…" } else { "" };
        let text = format!("{before}{bare}{after}");
        let byte = |column: u32| {
            let place = column.saturating_sub(excerpt.first_column) as usize;
            before.len() + bare.char_indices().nth(place).map_or(bare.len(), |(byte, _)| byte)
        };
        let start = byte(column);
        Self { text, mark: start..byte(end).max(start) }
    }
}

/// A text in lines of at most `width` columns.
fn paragraph(text: &str, width: usize) -> String {
    wrap(text, width, "").trim_end().to_owned()
}
