//! How the figures may be read, and what made them.

use askama::Template;

use super::Section;
use super::view::View;
use crate::output::savings_words::STANDING;
use crate::output::terminal::three_bases;

#[derive(Template)]
#[template(path = "html/basis.html")]
struct Basis {
    standing: &'static str,
    bases: Option<String>,
    made_from: Vec<(&'static str, String)>,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let (report, currency) = (view.report, view.report.currency.as_str());
    let bases = &report.totals.duplicated;
    let inputs = &report.inputs;
    let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
    let body = Basis {
        standing: STANDING,
        bases: bases.all.is_positive().then(|| three_bases(bases, currency)),
        made_from: vec![
            ("Tool", format!("{} {}", report.tool.name, report.tool.version)),
            (
                "Function list",
                format!("{} {} (SHA-256 {})", report.taxonomy.id, report.taxonomy.version, report.taxonomy.sha256),
            ),
            ("Returns", format!("SHA-256 {}", inputs.returns_sha256)),
            ("Decisions", hash(&inputs.decisions_sha256)),
            ("Settings", hash(&inputs.settings_sha256)),
            ("Simulations", format!("{}, seed {}", report.savings.simulations, report.savings.seed)),
        ],
    };
    Section::of("basis", "How to read this", &body)
}
