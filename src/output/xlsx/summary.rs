//! The first sheet: one page that a director can read.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use super::super::key_figures::ESTIMATED;
use super::super::next::{steps, unsaid};
use super::super::savings_words::STANDING;
use super::super::terminal::{bodies, finding, words};
use super::book::{Look, cell_text, pounds, sentences};
use super::phases;
use crate::finding::Severity;
use crate::money::{Money, plural};
use crate::report::{FunctionRow, Report};

const NAME: &str = "Summary";
const LAST: u16 = 4;
/// Functions that are shown: more than that nobody reads on one page.
const SHOWN: usize = 12;

/// The page.
pub(super) fn sheet(report: &Report, look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME)?.set_landscape().set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    for (column, width) in (0..).zip([46, 17, 17, 17, 17]) {
        sheet.set_column_width(column, width)?;
    }
    let title = format!("Duplication audit: {}, {}", bodies(report), report.period);
    sheet.write_string_with_format(0, 0, cell_text(&title), &look.title)?;
    let words = words(report);
    let mut row = 2;
    if !report.complete {
        let warning = "INCOMPLETE: not everything that was found could be read and counted.".to_owned();
        row = sentences(&mut sheet, row, LAST, &look.strong, [warning])?;
    }
    row = sentences(&mut sheet, row, LAST, &look.words, [finding(report)])?;
    let has_saving = report.savings.gross_annual.is_positive();
    if has_saving {
        let (verdict, why) = words.verdict();
        row = sentences(&mut sheet, row, LAST, &look.words, [words.in_short()])?;
        row = sentences(&mut sheet, row, LAST, &look.strong, [format!("{verdict}: {why}")])?;
    }
    let (after, estimated) = figures(&mut sheet, row + 1, report, look)?;
    row = after;
    let functions = functions(&mut sheet, row + 1, report, look)?;
    row = functions.1 + 1;
    row = head(&mut sheet, row, look, "What is not known")?;
    let open = |severity: Severity| {
        let count = report.findings.iter().filter(|finding| finding.severity == severity).count();
        format!("{count} {}", plural(count, severity.word()))
    };
    let open = format!(
        "Open findings: {}, {} and {}; the sheet Findings lists them.",
        open(Severity::Error),
        open(Severity::Warning),
        open(Severity::Note)
    );
    let range = has_saving.then(|| words.range());
    let unknown = [report.coverage.line(&report.currency)].into_iter().chain(range).chain(unsaid(report)).chain([open]);
    row = sentences(&mut sheet, row, LAST, &look.words, unknown)?;
    row = head(&mut sheet, row + 1, look, "What to do next")?;
    let steps = steps(report);
    let first = if steps.is_empty() {
        vec!["Check the largest functions with those who run them.".to_owned()]
    } else {
        (1..).zip(steps).map(|(number, step)| format!("{number}. {step}")).collect()
    };
    row = sentences(&mut sheet, row, LAST, &look.words, first)?;
    sentences(&mut sheet, row + 1, LAST, &look.words, [STANDING.to_owned()])?;
    charts(&mut sheet, report, look, functions, estimated)?;
    Ok(sheet)
}

fn head(sheet: &mut Worksheet, row: u32, look: &Look, text: &str) -> Result<u32, XlsxError> {
    sheet.merge_range(row, 0, row, LAST, text, &look.head)?;
    Ok(row + 1)
}

/// The figures of the whole: the row after them, and the row of the estimated saving, whose range follows it.
fn figures(sheet: &mut Worksheet, row: u32, report: &Report, look: &Look) -> Result<(u32, Option<u32>), XlsxError> {
    let (totals, savings) = (&report.totals, &report.savings);
    let mut row = head(sheet, row, look, "The figures")?;
    let known = |name: &str, amount: Money| (name.to_owned(), Some(amount), String::new());
    let mut all = vec![
        known("Everything spent", totals.cost),
        known("In scope: administration and management", totals.in_scope),
        known("Duplicated cost", totals.within + totals.between),
        known("  within organisations", totals.within),
        known("  between organisations", totals.between),
    ];
    let mut estimated = None;
    for figure in words(report).key_figures() {
        let is_estimate = figure.name == ESTIMATED;
        if figure.amount.is_some() || !figure.value.is_empty() {
            all.push((figure.name, figure.amount, figure.value));
        }
        if is_estimate {
            estimated = Some(all.len() - 1);
            all.push(known("  9 in 10 chance of at least", savings.p10));
            all.push(known("  1 in 10 chance of at least", savings.p90));
        }
    }
    let estimated = estimated.and_then(|place| u32::try_from(place).ok()).map(|place| row + place);
    for (name, amount, said) in all {
        sheet.write_string(row, 0, name)?;
        match amount {
            Some(amount) => sheet.write_number_with_format(row, 1, pounds(amount), &look.whole_money)?,
            None => sheet.write_string(row, 1, said)?,
        };
        row += 1;
    }
    Ok((row, estimated))
}

/// The largest functions: the first row of theirs, and the row after the last.
fn functions(sheet: &mut Worksheet, row: u32, report: &Report, look: &Look) -> Result<(u32, u32), XlsxError> {
    for (column, title) in (0..).zip(["Functions by duplicated cost", "Organisations", "Units", "Cost", "Duplicated"]) {
        sheet.write_string_with_format(row, column, title, &look.head)?;
    }
    let duplicated = |row: &FunctionRow| row.within + row.between;
    let mut rows: Vec<&FunctionRow> = report.functions.iter().filter(|row| duplicated(row).is_positive()).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(duplicated(row)), row.code.as_str()));
    let first = row + 1;
    let mut row = first;
    for function in rows.into_iter().take(SHOWN) {
        sheet.write_string(row, 0, cell_text(&function.label))?;
        for (column, count) in
            [(1, function.organisations), (2, function.providers + function.products.unwrap_or_default())]
        {
            sheet.write_number_with_format(row, column, u32::try_from(count).unwrap_or(u32::MAX), &look.count)?;
        }
        sheet.write_number_with_format(row, 3, pounds(function.cost), &look.whole_money)?;
        sheet.write_number_with_format(row, 4, pounds(duplicated(function)), &look.whole_money)?;
        row += 1;
    }
    Ok((first, row))
}

/// Duplicated cost by function, the phases, and the range.
fn charts(
    sheet: &mut Worksheet,
    report: &Report,
    look: &Look,
    (first, end): (u32, u32),
    estimated: Option<u32>,
) -> Result<(), XlsxError> {
    let mut place = 0;
    let mut insert = |sheet: &mut Worksheet, chart: &mut Chart| -> Result<(), XlsxError> {
        chart.set_width(560).set_height(300);
        sheet.insert_chart(place, LAST + 2, chart)?;
        place += 16;
        Ok(())
    };
    if end > first {
        let mut chart = Chart::new(ChartType::Bar);
        chart
            .add_series()
            .set_categories((NAME, first, 0, end - 1, 0))
            .set_values((NAME, first, 4, end - 1, 4))
            .set_name("Duplicated cost");
        chart.title().set_name("Duplicated cost by function");
        chart.legend().set_hidden();
        chart.y_axis().set_reverse();
        chart.x_axis().set_num_format(look.axis.as_str());
        insert(sheet, &mut chart)?;
    }
    if report.savings.gross_annual.is_positive() {
        insert(sheet, &mut phases::chart(report, look))?;
    }
    if let Some(likely) = estimated {
        let mut chart = Chart::new(ChartType::Bar);
        chart.add_series().set_categories((NAME, likely, 0, likely + 2, 0)).set_values((
            NAME,
            likely,
            1,
            likely + 2,
            1,
        ));
        chart.title().set_name("Saving a year in full effect, and its range");
        chart.legend().set_hidden();
        chart.y_axis().set_reverse();
        chart.x_axis().set_num_format(look.axis.as_str());
        insert(sheet, &mut chart)?;
    }
    Ok(())
}
