//! What was claimed for the public sector, beside what these bodies show.

use askama::Template;

use super::Section;
use super::pick::Pick;
use super::table::Table;
use super::view::View;
use crate::output::claims::sectors;

#[derive(Template)]
#[template(path = "html/claims.html")]
struct Claims {
    lead: String,
    published: Table,
    sector: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.claims.is_empty() {
        return Ok(None);
    }
    let mut columns = vec!["about", "cohort", "claimed", "published", "cost_here", "gross_here", "likely_here"];
    if !view.report.sector.is_empty() {
        columns.extend(["sector_gross", "sector_p10", "sector_p90", "sector_about"]);
    }
    columns.extend(["grade", "source"]);
    let claims = Pick {
        table: "published_claims",
        caption: "Claims for a whole sector, and these organisations".to_owned(),
        columns: &columns,
        largest: None,
        more: Vec::new(),
        leads: None,
    };
    let sector = Pick {
        table: "sector",
        caption: "The audited organisations scaled to their sector".to_owned(),
        columns: &["type", "function", "audited", "bodies", "cost", "duplicated", "p10", "p50", "p90", "gross_annual"],
        largest: None,
        more: Vec::new(),
        leads: None,
    };
    let mut said = vec![
        "Claimed: the yearly saving for the whole sector, as published. Here: the target and estimated saving of \
         these organisations on the same function."
            .to_owned(),
    ];
    said.extend(sectors(view.report));
    let body = Claims { lead: said.join(" "), published: claims.table(view), sector: sector.table(view) };
    Section::of("claims", "Published claims", &body)
}

impl Claims {
    /// Whether a sector was asked for.
    fn has_sector(&self) -> bool {
        !self.sector.rows.is_empty()
    }
}
