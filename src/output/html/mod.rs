//! The report as one page that needs nothing else: no request, no library, and no JavaScript to be read.
//!
//! A section is a function in [`CHAPTERS`] and a template beside it. Texts are escaped by [`Html`], which askama.toml names for
//! every template; the policy in the head allows only the style and the script that are hashed there, and drawings that the
//! script makes of its own charts.

mod assumptions;
mod bars;
mod basis;
mod benchmarks;
mod claims;
mod costs;
mod delivery;
mod detail;
mod escape;
mod findings;
mod flow;
mod functions;
mod joint;
mod leaf;
mod left;
mod matrix;
mod options;
mod organisations;
mod page_compare;
mod page_delivery;
mod page_options;
mod page_partners;
mod partners;
mod payers;
mod phases;
mod pick;
mod plan;
mod reorganised;
mod scenarios;
mod summary;
mod suppliers;
mod table;
mod value_index;
mod view;
mod within;
mod words;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use escape::prose;
pub(crate) use escape::{Html, escaped, minus};
pub use page_compare::write_compare_html;
pub use page_delivery::{write_cases_html, write_delivery_html, write_sale_html, write_savings_html};
pub use page_options::write_options_html;
pub use page_partners::write_partners_html;

use self::view::View;
use super::terminal::bodies;
use crate::report::Report;
use crate::savings::Conclusion;
use crate::savings::tracking::Status;

/// Makes a section, if there is something to say.
type Make = fn(&View<'_>) -> askama::Result<Option<Section>>;

/// The parts of the page below its first page, in chapters.
const CHAPTERS: [(&str, &[Make]); 5] = [
    (
        "Where the duplication is",
        &[
            flow::section,
            functions::section,
            matrix::section,
            organisations::section,
            joint::section,
            reorganised::section,
        ],
    ),
    ("What to do, and when", &[phases::section, plan::section, costs::section, options::section, delivery::section]),
    ("Who to talk to, and who pays", &[partners::section, payers::section]),
    (
        "How certain this is",
        &[scenarios::section, assumptions::section, claims::section, benchmarks::section, value_index::section],
    ),
    (
        APPENDIX,
        &[
            suppliers::section,
            left::section,
            detail::section,
            findings::section,
            assumptions::parameters,
            basis::section,
        ],
    ),
];

/// The last chapter: for those who own a return or check a figure. Only it has codes, files and commands.
const APPENDIX: &str = "Appendix";

/// How a verdict looks.
fn mood(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::WorthIt => "good",
        Conclusion::NotWorthIt => "bad",
        Conclusion::FinelyBalanced | Conclusion::CannotBeSaid | Conclusion::NothingFound => "open",
    }
}

/// Rows of a table that stay usable in a browser.
const ROWS: usize = 400;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A part of the page.
struct Section {
    /// Its anchor.
    id: &'static str,
    /// Its heading.
    title: String,
    /// HTML.
    body: String,
    /// The chapter that begins with it; empty for one inside a chapter.
    chapter: &'static str,
    /// Whether it is a part of the appendix.
    is_appendix: bool,
}

impl Section {
    fn of(id: &'static str, title: impl Into<String>, body: &impl Template) -> askama::Result<Option<Self>> {
        Ok(Some(Self { id, title: title.into(), body: body.render()?, chapter: "", is_appendix: false }))
    }
}

#[derive(Template)]
#[template(path = "html/page.html")]
struct Page {
    title: String,
    policy: String,
    summary: String,
    sections: Vec<Section>,
    made_by: String,
}

/// Writes the report as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_html(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    page(report).map_err(io::Error::other)?.write_into(out)
}

fn page(report: &Report) -> askama::Result<Page> {
    let view = View::of(report);
    let mut sections = Vec::new();
    for (chapter, makes) in CHAPTERS {
        let mut made: Vec<Section> =
            makes.iter().filter_map(|make| make(&view).transpose()).collect::<askama::Result<_>>()?;
        for section in &mut made {
            section.is_appendix = chapter == APPENDIX;
        }
        if let Some(first) = made.first_mut() {
            first.chapter = chapter;
        }
        sections.extend(made);
    }
    let title = format!("Duplication audit: {}, {}", bodies(report), report.period);
    Ok(Page::of(title, summary::summary(&view)?, sections))
}

impl Page {
    /// A page of this version of the tool.
    fn of(title: String, summary: String, sections: Vec<Section>) -> Self {
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        );
        let tool = crate::report::Tool::this();
        Self { title, policy, summary, sections, made_by: format!("{} {}", tool.name, tool.version) }
    }
}

/// How a status looks.
fn status_mood(status: Status) -> &'static str {
    match status {
        Status::Green => "good",
        Status::Red => "bad",
        Status::Amber | Status::Check => "open",
    }
}

/// A hash as a content policy takes it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// How many rows of a table were left out, and where all of them are.
fn left_out(shown: usize, all: usize) -> Option<String> {
    let number = |count: usize| crate::money::thousands(count as u64);
    (all > shown).then(|| {
        format!(
            "The first {} of {} rows; all of them are in the tables that the audit can write.",
            number(shown),
            number(all)
        )
    })
}
