//! What the figures are, and where they come from.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::savings_words::{STANDING, cited};
use super::super::terminal::words;
use super::book::{Look, cell_text, sentences};
use crate::report::Report;

pub(super) const NAME: &str = "Notes and sources";

/// The notes.
pub(super) fn sheet(report: &Report, look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME)?.set_landscape().set_print_fit_to_pages(1, 0);
    for (column, width) in [26, 24, 34, 90].into_iter().enumerate() {
        sheet.set_column_width(u16::try_from(column).unwrap_or_default(), width)?;
    }
    sheet.write_string_with_format(0, 0, "Notes and sources", &look.title)?;
    let words = words(report);
    let notes = [
        STANDING.to_owned(),
        report.coverage.line(&report.currency),
        format!(
            "Amounts are in {} of the period {}, exact to the hundredth; shares are of one whole. Made by dupaudit {} with the \
             list of functions {} {} (SHA-256 {}) from returns with the SHA-256 {}.",
            report.currency,
            report.period,
            report.tool.version,
            report.taxonomy.id,
            report.taxonomy.version,
            report.taxonomy.sha256,
            report.inputs.returns_sha256
        ),
        "The sheet Phases has formulas: change a yellow cell and the years follow. Every other figure is a value of \
         the report. The sheet Data dictionary explains each column."
            .to_owned(),
        "Text of returns is as declared, on one line; control characters and marks that turn the direction of reading are \
         replaced by \u{FFFD}."
            .to_owned(),
    ];
    let range = if report.savings.gross_annual.is_positive() { Some(words.range()) } else { None };
    let notes = notes.into_iter().chain(range).chain(words.reference());
    let mut row = sentences(&mut sheet, 2, 3, &look.words, notes)? + 1;
    for (column, head) in (0..).zip(["Parameter", "Value", "Unit", "Source"]) {
        sheet.write_string_with_format(row, column, head, &look.head)?;
    }
    for (key, parameter) in &report.scenario {
        row += 1;
        let value = match &parameter.value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        for (column, text) in (0..).zip([key.as_str(), &value, &parameter.unit, &cited(parameter)]) {
            sheet.write_string_with_format(row, column, cell_text(text), &look.words)?;
        }
    }
    row += 2;
    for (column, head) in (0..).zip(["Published programme", "Figure", "Measure", "Source"]) {
        sheet.write_string_with_format(row, column, head, &look.head)?;
    }
    for programme in &report.savings.reference_class.programmes {
        row += 1;
        for (column, text) in (0..).zip([programme.programme, programme.figure, programme.measure, programme.source]) {
            sheet.write_string_with_format(row, column, text, &look.words)?;
        }
    }
    Ok(sheet)
}
