//! A sheet for each option of a reorganisation: its figures, its successors, who goes where, and its years.

use rust_xlsxwriter::{Chart, ChartType, Workbook, Worksheet, XlsxError};

use super::book::{Look, cell_text, pounds, sentences};
use crate::money::Money;
use crate::output::options_words::{COLUMNS, OptionsWords};
use crate::report::{ChoiceRow, OptionsReport};

const LAST: u16 = 7;

/// Adds the sheets.
pub(super) fn push(workbook: &mut Workbook, report: &OptionsReport, look: &Look) -> Result<(), XlsxError> {
    workbook.push_worksheet(summary(report, look)?);
    for (place, option) in report.options.iter().enumerate() {
        workbook.push_worksheet(sheet(place + 1, report, option, look)?);
    }
    Ok(())
}

fn begin(name: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_landscape().set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    sheet.set_column_width(0, 34)?;
    for column in 1..=LAST {
        sheet.set_column_width(column, 17)?;
    }
    Ok(sheet)
}

fn head(sheet: &mut Worksheet, row: u32, look: &Look, titles: &[&str]) -> Result<u32, XlsxError> {
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(row, column, *title, &look.head)?;
    }
    Ok(row + 1)
}

/// A row: a name, then amounts; nothing where one is not known.
fn line(sheet: &mut Worksheet, row: u32, look: &Look, name: &str, amounts: &[Option<Money>]) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, cell_text(name), &look.text)?;
    for (column, amount) in (1..).zip(amounts) {
        match amount {
            Some(amount) => sheet.write_number_with_format(row, column, pounds(*amount), &look.money)?,
            None => sheet.write_string_with_format(row, column, "?", &look.text)?,
        };
    }
    Ok(row + 1)
}

/// The answer, and each option beside the others.
fn summary(report: &OptionsReport, look: &Look) -> Result<Worksheet, XlsxError> {
    let words = OptionsWords { report };
    let mut sheet = begin("Side by side")?;
    sheet.write_string_with_format(0, 0, cell_text(&format!("Options: {}", words.about())), &look.title)?;
    let mut row = sentences(&mut sheet, 2, LAST, &look.words, words.answer())?;
    row = head(
        &mut sheet,
        row + 1,
        look,
        &["Option", "Removed", "Added", "Remaining", "Estimated a year", "Division a year", "One-off", "Value"],
    )?;
    let first = row;
    let zero = Some(Money::ZERO);
    row = line(
        &mut sheet,
        row,
        look,
        "No option: as today",
        &[zero, zero, Some(report.today.duplicated), zero, zero, zero, zero],
    )?;
    for option in &report.options {
        let duplicated = &option.duplicated;
        let amounts = [
            Some(duplicated.removed),
            Some(duplicated.added_by_division),
            Some(duplicated.remaining),
            Some(option.realised_annual),
            Some(option.division_annual),
            option.one_off,
            option.npv_p50,
        ];
        row = line(&mut sheet, row, look, &option.name, &amounts)?;
    }
    let mut chart = Chart::new(ChartType::BarStacked);
    for (column, name) in [(3_u16, "Remaining"), (1, "Removed")] {
        let series = chart.add_series();
        series.set_categories(("Side by side", first, 0, row - 1, 0));
        series.set_values(("Side by side", first, column, row - 1, column)).set_name(name);
    }
    chart.title().set_name("Duplicated cost: what remains, and what joining can remove");
    chart.x_axis().set_num_format(look.axis.clone());
    row = sentences(&mut sheet, row + 1, LAST, &look.words, [COLUMNS.to_owned()])?;
    row = sentences(&mut sheet, row, LAST, &look.words, words.odds())?;
    row = sentences(&mut sheet, row, LAST, &look.words, words.unsaid())?;
    sheet.insert_chart(row + 1, 0, &chart)?;
    Ok(sheet)
}

fn sheet(place: usize, report: &OptionsReport, option: &ChoiceRow, look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = begin(&format!("Option {place}"))?;
    sheet.write_string_with_format(0, 0, cell_text(&option.name), &look.title)?;
    let mut about: Vec<String> = option.about.iter().cloned().collect();
    about.push(format!("Id {}, from {}, {} organisations then.", option.id, option.vesting, option.bodies));
    about.extend(option.reason.iter().map(|reason| format!("Not enough data for its value: {reason}.")));
    let mut row = sentences(&mut sheet, 2, LAST, &look.words, about)?;
    row = head(&mut sheet, row + 1, look, &["Figures", "Amount"])?;
    let duplicated = &option.duplicated;
    let figures = [
        ("Duplicated today", Some(duplicated.today)),
        ("Added by division", Some(duplicated.added_by_division)),
        ("Removed by joining", Some(duplicated.removed)),
        ("Remaining", Some(duplicated.remaining)),
        ("Estimated a year", Some(option.realised_annual)),
        ("Division a year", Some(option.division_annual)),
        ("Exits", option.exits),
        ("Set-up", option.setup),
        ("Set-up of division", option.setup_division),
        ("Dual running", option.dual_running),
        ("Net present value", option.npv),
        ("Value: 9 in 10 chance of at least", option.npv_p10),
        ("Value: even chance", option.npv_p50),
        ("Value: 1 in 10 chance of at least", option.npv_p90),
    ];
    for (name, amount) in figures {
        row = line(&mut sheet, row, look, name, &[amount])?;
    }
    row = head(
        &mut sheet,
        row + 1,
        look,
        &["Successor", "Cost", "In scope", "Removed", "Added", "Estimated a year", "One-off", "Value"],
    )?;
    for one in &option.successors {
        let amounts = [
            Some(one.cost),
            Some(one.in_scope),
            Some(one.removed),
            Some(one.added_by_division),
            Some(one.realised_annual),
            one.one_off,
            one.npv,
        ];
        row = line(&mut sheet, row, look, &one.name, &amounts)?;
    }
    row = head(&mut sheet, row + 1, look, &["Who goes where", "Cost", "In scope", "Share", "Successor"])?;
    for one in &option.members {
        line(&mut sheet, row, look, &one.name, &[Some(one.cost), Some(one.in_scope)])?;
        sheet.write_number_with_format(row, 3, one.share, &look.percent)?;
        let successor = option.successors.iter().find(|successor| successor.id == one.successor);
        let name = successor.map_or(one.successor.as_str(), |successor| successor.name.as_str());
        sheet.write_string_with_format(row, 4, cell_text(name), &look.text)?;
        row += 1;
    }
    row = head(
        &mut sheet,
        row + 1,
        look,
        &["Year", "Estimated", "Cash-releasing", "Division", "Exits", "Set-up, both", "Dual running", "Net"],
    )?;
    let first = row;
    for year in &option.years {
        let setup = year.setup.zip(year.setup_division).map(|(one, other)| one + other);
        let amounts =
            [Some(year.realised), year.cashable, Some(year.division), year.exits, setup, year.dual_running, year.net];
        row = line(&mut sheet, row, look, &year.label, &amounts)?;
    }
    if option.npv.is_some() && row > first {
        let name = format!("Option {place}");
        let mut chart = Chart::new(ChartType::Column);
        let series = chart.add_series();
        series.set_categories((name.as_str(), first, 0, row - 1, 0));
        series.set_values((name.as_str(), first, LAST, row - 1, LAST)).set_name("Net of the year");
        chart.title().set_name(format!("Net of each year, {}", report.currency).as_str());
        chart.y_axis().set_num_format(look.axis.clone());
        sheet.insert_chart(row + 1, 0, &chart)?;
    }
    Ok(sheet)
}
