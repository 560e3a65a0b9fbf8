//! Who pays and who gains.

use askama::Template;

use super::bars::{Bar, Bars, between};
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use super::{Section, minus};
use crate::money::Money;
use crate::output::payers::Payers;
use crate::output::svg::Part;

/// Organisations of each kind in the chart: those that gain most, and those that gain least or pay.
const SHOWN: usize = 12;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let Some(payers) = Payers::of(view.report) else { return Ok(None) };
    let mut columns = vec!["name", "gross_annual", "realised_annual", "cash_releasing", "one_off", "npv"];
    if !view.report.hosts.is_empty() {
        columns.extend(["host_npv", "host_of", "host_one_off", "host_client", "host_stranded"]);
    }
    let table = Pick {
        table: "payers",
        caption: "Every organisation's part of the case".to_owned(),
        columns: &columns,
        largest: Some("gross_annual"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = payers.said().join(" ");
    let drawing = bars(view).render()?;
    Section::of("payers", "Who pays and who gains", &OnlyTable { lead, drawing, table })
}

/// What each gains or pays over the years of the case: its part of the net present value, the most first.
fn bars(view: &View<'_>) -> Bars {
    let mut rows: Vec<(&str, Money)> =
        view.report.organisations.iter().filter_map(|row| Some((row.name.as_str(), row.pays.npv?))).collect();
    rows.sort_by(|(a, left), (b, right)| right.cmp(left).then_with(|| a.cmp(b)));
    let low = rows.last().map_or(Money::ZERO, |(_, npv)| *npv).min(Money::ZERO);
    let high = rows.first().map_or(Money::ZERO, |(_, npv)| *npv).max(Money::ZERO);
    if rows.len() > 2 * SHOWN {
        rows.drain(SHOWN..rows.len() - SHOWN);
    }
    let row = |(name, npv): &(&str, Money)| {
        let (from, class, gains) =
            if *npv < Money::ZERO { (*npv, "cost", "pays") } else { (Money::ZERO, "gain", "gains") };
        Bar {
            drawn: between(low, high, vec![Part { from, length: Money(npv.0.abs()), class }]),
            parts: format!("{gains}, if each pays for its own part"),
            shown: minus(&view.words.about(*npv)),
            ..Bar::of(*name, *npv, &view.report.currency)
        }
    };
    Bars { class: "", rows: rows.iter().map(row).collect() }
}
