//! A page of its own for a result that is no audit: a headline, what it rests on, and tables.

use std::io::{self, Write};

use askama::Template;

use super::organisations::OnlyTable;
use super::pick::Pick;
use super::table::Table;
use super::{Page, Section, prose};
use crate::table::Tabulated;

/// The top of such a page.
#[derive(Template)]
#[template(path = "html/leaf.html")]
pub(super) struct Leaf {
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) meta: String,
    pub(super) incomplete: bool,
    /// How the verdict looks (`good`, `bad` or `open`), its few words, and why.
    pub(super) verdict: Option<(&'static str, String, String)>,
    pub(super) paragraphs: Vec<String>,
    pub(super) rests_on: Vec<String>,
}

/// Sections with keys and places, for those who own a return or check a figure.
const APPENDIX: [&str; 2] = ["findings", "assumptions"];

impl Leaf {
    /// Writes the page. A section without rows is left out.
    pub(super) fn write(self, out: &mut dyn Write, sections: Vec<(&'static str, Part)>) -> io::Result<()> {
        let title = format!("{}: {}", self.kind, self.meta);
        let sections =
            sections.into_iter().filter(|(_, part)| part.table.as_ref().is_none_or(|table| !table.rows.is_empty()));
        let sections = sections.map(|(id, part)| {
            let mut body = match part.table {
                Some(table) => OnlyTable { lead: part.lead, drawing: String::new(), table }.render()?,
                None => format!("<p>{}</p>", prose(&part.lead)),
            };
            body.extend(part.drawings.iter().map(|drawing| format!("<figure class=\"chart\">{drawing}</figure>")));
            Ok(Section { id, title: part.title, body, chapter: "", is_appendix: APPENDIX.contains(&id) })
        });
        let sections = sections.collect::<askama::Result<Vec<_>>>().map_err(io::Error::other)?;
        let page = Page::of(title, self.render().map_err(io::Error::other)?, sections);
        page.write_into(out)
    }
}

/// A section: a sentence or two, and mostly a table or pictures.
pub(super) struct Part {
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) table: Option<Table>,
    /// Pictures below it, as SVG whose texts are escaped.
    pub(super) drawings: Vec<String>,
}

impl Part {
    /// Of columns of a table of the result, in the order of its rows.
    pub(super) fn of<S: Tabulated>(
        report: &S,
        title: &str,
        lead: impl Into<String>,
        table: &'static str,
        columns: &[&'static str],
    ) -> Self {
        let pick = Pick { table, caption: title.to_owned(), columns, largest: None, more: Vec::new(), leads: None };
        let mut table = pick.of_result(report);
        // Sections have the names of their tables.
        table.id += "-table";
        Self { title: title.to_owned(), lead: lead.into(), table: Some(table), drawings: Vec::new() }
    }
}
