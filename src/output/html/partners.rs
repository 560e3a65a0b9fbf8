//! Who to talk to, what could be bought together, and what could be a standard part.

use askama::Template;

use super::Section;
use super::pick::Pick;
use super::table::Table;
use super::view::View;
use crate::output::partners::pointer;
use crate::output::partners_words::{LIKENESS, NOT_A_SAVING, TOGETHER, marks};

/// Columns of the table of standard parts, on every page that has it.
pub(super) const PART_COLUMNS: &[&str] = &[
    "label",
    "score",
    "reach",
    "cost_mark",
    "wording",
    "unit",
    "systems",
    "transactions",
    "bodies",
    "cost",
    "largest",
    "product",
];

#[derive(Template)]
#[template(path = "html/partners.html")]
struct Partners {
    paragraphs: Vec<String>,
    pairs: Table,
    groups: Table,
    products: Table,
    contracts: Table,
    parts: Table,
    together: &'static str,
    marks: String,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let report = view.report;
    if report.partners.is_empty() && report.products.is_empty() && report.parts.is_empty() {
        return Ok(None);
    }
    let pick = |table, caption: &str, columns| {
        Pick { table, caption: caption.to_owned(), columns, largest: None, more: Vec::new(), leads: None }.table(view)
    };
    let mut pairs = pick(
        "partners",
        "Organisations with a similar mix of functions, most in common first",
        &["a_name", "b_name", "shared", "cosine", "containment", "balance", "model", "host", "mostly"],
    );
    pairs.note.get_or_insert_with(|| LIKENESS.to_owned());
    let paragraphs = pointer(report).map_or_else(
        || vec!["No organisation has enough similarity with another of its type to share.".to_owned()],
        |text| vec![text, NOT_A_SAVING.to_owned()],
    );
    let body = Partners {
        paragraphs,
        pairs,
        groups: pick(
            "partner_groups",
            "Groups that could share together",
            &["members", "size", "prize", "model", "host", "largest"],
        ),
        products: pick(
            "products",
            "Products that several pay for",
            &["name", "bodies", "cost", "vendors", "first_end", "last_end", "window_bodies", "window_to"],
        ),
        contracts: pick(
            "contracts",
            "The contracts for them, side by side",
            &["product_name", "name", "vendor", "cost", "contract_end"],
        ),
        parts: pick("standard_parts", "What one component could do for all", PART_COLUMNS),
        together: TOGETHER,
        marks: marks(),
    };
    Section::of("partners", "Who to talk to", &body)
}
