//! The phased reduction as formulas over named cells: a reader changes an assumption, and the years follow.

mod results;
mod years;

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartLegendPosition, ChartType, DataValidation, DataValidationRule, Workbook,
    Worksheet, XlsxError, row_col_to_cell_absolute,
};

use super::book::{Look, cell_text, sentences};
use super::live::{Basis, Parameters, Year, largest_difference, years};
use crate::report::Report;

const NAME: &str = "Phases";
/// Where whole posts are counted: organisation by organisation.
const POSTS: &str = "Phase basis";
/// Columns of a wave there.
const STAFF: u16 = 5;
/// Where the assumptions stand.
const ASSUMPTIONS: u32 = 8;
const COUNT: u32 = 12;
/// The column of the results beside them.
const RESULTS: u16 = 5;

/// Where things stand on the sheet.
struct Layout {
    profile: u32,
    shifts: u32,
    waves: u32,
    years: u32,
    count: u32,
}

impl Layout {
    fn of(report: &Report, basis: &Basis) -> Self {
        let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let profile = ASSUMPTIONS + COUNT + 1;
        let shifts = profile + 3;
        let waves = shifts + length(basis.by_shift.len()) + 2;
        let years = waves + length(basis.by_wave.len()) + 2;
        Self { profile, shifts, waves, years, count: length(report.savings.years.len()) }
    }

    fn year(&self, year: u32) -> u32 {
        self.years + year
    }

    /// A column of the years, from a year on.
    fn range(&self, column: u16, from: u32) -> String {
        let last = self.year(self.count.saturating_sub(1));
        format!("{}:{}", cell(self.year(from), column), cell(last, column))
    }
}

fn cell(row: u32, column: u16) -> String {
    row_col_to_cell_absolute(row, column)
}

/// Gross, realised and net by year.
pub(super) fn chart(report: &Report, look: &Look) -> Chart {
    let layout = Layout::of(report, &Basis::of(report));
    let (first, last) = (layout.year(0), layout.year(layout.count.saturating_sub(1)));
    let mut chart = Chart::new(ChartType::Column);
    let columns = [(4, "Target saving"), (5, "Estimated saving"), (13, "Net of what it costs")];
    let shown = if report.savings.reason.is_none() { 3 } else { 2 };
    for (column, name) in columns.into_iter().take(shown) {
        chart
            .add_series()
            .set_categories((NAME, first, 1, last, 1))
            .set_values((NAME, first, column, last, column))
            .set_name(name);
    }
    chart.title().set_name("The phases, year by year");
    chart.y_axis().set_num_format(look.axis.as_str());
    // Below the losses of the first years.
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart
}

/// Writes the sheet and its basis.
pub(super) fn push(workbook: &mut Workbook, report: &Report, look: &Look) -> Result<(), XlsxError> {
    let (basis, with) = (Basis::of(report), Parameters::of(report));
    let live = years(report, &basis, &with);
    let layout = Layout::of(report, &basis);
    let page = Page { report, look, basis: &basis, with: &with, live: &live, layout: &layout };
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME)?.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 34)?;
    for column in 1..=24 {
        sheet.set_column_width(column, 15)?;
    }
    page.explain(&mut sheet)?;
    page.assumptions(&mut sheet)?;
    page.amounts(&mut sheet)?;
    page.table(&mut sheet)?;
    page.results(&mut sheet)?;
    let mut chart = chart(report, look);
    chart.set_width(640).set_height(300);
    sheet.insert_chart(ASSUMPTIONS - 1, RESULTS + 5, &chart)?;
    workbook.push_worksheet(sheet);
    let posts = page.posts(workbook)?;
    workbook.push_worksheet(posts);
    for (place, (name, ..)) in page.named().iter().enumerate() {
        let row = ASSUMPTIONS + u32::try_from(place).unwrap_or_default();
        workbook.define_name(*name, &format!("={NAME}!{}", cell(row, 1)))?;
    }
    Ok(())
}

/// The value of an assumption.
enum Value<'a> {
    Share(f64),
    Number(f64),
    Money(f64),
    Flag(bool),
    Word(&'a str),
}

struct Page<'a> {
    report: &'a Report,
    look: &'a Look,
    basis: &'a Basis,
    with: &'a Parameters,
    live: &'a [Year],
    layout: &'a Layout,
}

impl Page<'_> {
    fn is_said(&self) -> bool {
        self.report.savings.reason.is_none()
    }

    fn explain(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let largest = largest_difference(self.report, self.live);
        sheet.write_string_with_format(0, 0, "The phased reduction, live", &self.look.title)?;
        let mut lines = vec![
            "Change a yellow cell and everything below follows. The figures of the report are values to the right \
             of the years and of the results."
                .to_owned(),
            format!(
                "The report rounds each organisation's part to the penny before it adds up; this sheet rounds the sums. With the \
                 report's assumptions the two differ by no more than {largest:.2} {} in any figure of a year.",
                self.report.currency
            ),
            "Not live: which cost counts as duplicated, when contracts of systems end and waves begin (both decide the rows of \
             the blocks below), the range and its chances. Whole posts are counted organisation by organisation, on the sheet \
             Phase basis."
                .to_owned(),
        ];
        if self.with.shape.is_none() {
            lines.push("The shape is a list of shares: years and shape are not live, the target is.".to_owned());
        }
        if let Some(reason) = &self.report.savings.reason {
            lines.push(format!(
                "There is not enough data for a business case: {reason}. The sheet has only the target and the \
                 estimated saving."
            ));
        }
        sentences(sheet, 1, 9, &self.look.words, lines).map(drop)
    }

    /// The assumptions in the order of their rows: name, what it is, value.
    fn named(&self) -> [(&'static str, &'static str, Value<'_>); COUNT as usize] {
        let with = self.with;
        let rate = self.report.savings.workings.rates.first().copied().unwrap_or_default();
        [
            ("target", "Share of the duplicated cost to take out", Value::Share(with.target)),
            ("years_to_target", "Years until then", Value::Number(with.years)),
            ("shape", "Shape of the phase line", Value::Word(with.shape.as_deref().unwrap_or("list"))),
            ("realisation", "Delivery rate (share of the target)", Value::Share(with.realisation)),
            ("optimism_bias", "Optimism bias, added to costs", Value::Share(with.optimism_bias)),
            ("attrition", "Share of posts given up by leavers", Value::Share(with.attrition)),
            ("exit_cost", "Cost of one exit", Value::Money(with.exit_cost)),
            ("setup_ratio", "Set-up cost per pound saved a year", Value::Number(with.setup_ratio)),
            ("dual_run", "Years of old and new side by side", Value::Number(with.dual_run)),
            ("discount_rate", "Discount rate a year", Value::Share(rate)),
            ("whole_posts", "Only whole posts release cash", Value::Flag(with.whole_posts)),
            ("unspecified_cashable", "Cost of unknown kind releases cash", Value::Flag(with.unspecified_cashable)),
        ]
    }

    fn assumptions(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(["Assumption", "Value", "Name in formulas"]) {
            sheet.write_string_with_format(ASSUMPTIONS - 1, column, head, &self.look.head)?;
        }
        for (row, (name, about, value)) in (ASSUMPTIONS..).zip(self.named()) {
            sheet.write_string(row, 0, about)?;
            sheet.write_string(row, 2, name)?;
            match value {
                Value::Share(share) => {
                    sheet.write_number_with_format(row, 1, share, &self.look.input_percent)?;
                    let most = if name == "optimism_bias" { 10.0 } else { 1.0 };
                    let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, most));
                    sheet.add_data_validation(row, 1, row, 1, &rule)?;
                }
                Value::Number(number) => {
                    sheet.write_number_with_format(row, 1, number, &self.look.input)?;
                    let least = if name == "years_to_target" { 1.0 } else { 0.0 };
                    let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(least, 100.0));
                    sheet.add_data_validation(row, 1, row, 1, &rule)?;
                }
                Value::Money(amount) => {
                    sheet.write_number_with_format(row, 1, amount, &self.look.input_money)?;
                }
                Value::Flag(flag) => {
                    sheet.write_boolean_with_format(row, 1, flag, &self.look.input)?;
                }
                Value::Word(word) => {
                    sheet.write_string_with_format(row, 1, word, &self.look.input)?;
                    let rule = DataValidation::new().allow_list_strings(&["linear", "front-loaded", "s-curve"])?;
                    sheet.add_data_validation(row, 1, row, 1, &rule)?;
                }
            }
        }
        let row = self.layout.profile;
        sheet.write_string(row, 0, "Set-up cost falls due, from year 0")?;
        for (column, part) in (1..).zip(&self.with.setup_profile) {
            sheet.write_number_with_format(row, column, *part, &self.look.input_percent)?;
        }
        Ok(())
    }

    /// The duplicated cost, by when it starts to save and by wave.
    fn amounts(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let heads = ["Duplicated cost, by years until it starts", "Of roles", "Other and systems", "Of unknown kind"];
        for (column, head) in (0..).zip(heads) {
            sheet.write_string_with_format(self.layout.shifts - 1, column, head, &self.look.head)?;
        }
        for (row, (shift, kinds)) in (self.layout.shifts..).zip(&self.basis.by_shift) {
            sheet.write_number(row, 0, *shift)?;
            for (column, amount) in (1..).zip(kinds) {
                sheet.write_number_with_format(row, column, *amount, &self.look.money)?;
            }
        }
        for (column, head) in (0..).zip(["Duplicated cost, by years until its wave", "Amount"]) {
            sheet.write_string_with_format(self.layout.waves - 1, column, head, &self.look.head)?;
        }
        for (row, (wave, amount)) in (self.layout.waves..).zip(&self.basis.by_wave) {
            sheet.write_number(row, 0, *wave)?;
            sheet.write_number_with_format(row, 1, *amount, &self.look.money)?;
        }
        Ok(())
    }

    /// Roles and staff behind the duplicated cost, organisation by organisation.
    fn posts(&self, workbook: &mut Workbook) -> Result<Worksheet, XlsxError> {
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(POSTS)?;
        for (column, width) in (0..).zip([16, 44]) {
            sheet.set_column_width(column, width)?;
        }
        let waves = self.basis.waves.iter().flat_map(|wave| {
            [
                format!("Duplicated cost of roles, wave {wave}"),
                format!("Duplicated staff, wave {wave}"),
                format!("Staff of unknown cost, the fewest, wave {wave}"),
                format!("Staff of unknown cost, estimated, wave {wave}"),
                format!("Staff of unknown cost, the most, wave {wave}"),
            ]
        });
        let heads = ["Organisation id".to_owned(), "Organisation".to_owned()].into_iter().chain(waves);
        for (column, head) in (0..).zip(heads) {
            sheet.write_string_with_format(0, column, head, &self.look.head)?;
            if column > 1 {
                sheet.set_column_width(column, 20)?;
            }
        }
        let staff = Look::number(3);
        for (row, (organisation, waves)) in (1..).zip(&self.basis.posts) {
            if let Some(organisation) = self.report.organisations.get(*organisation) {
                sheet.write_string_with_format(row, 0, cell_text(&organisation.id), &self.look.text)?;
                sheet.write_string_with_format(row, 1, cell_text(&organisation.name), &self.look.text)?;
            }
            for (place, amounts) in (0_u16..).zip(waves) {
                for (column, amount) in (2 + STAFF * place..).zip(amounts) {
                    let look = if column == 2 + STAFF * place { &self.look.money } else { &staff };
                    sheet.write_number_with_format(row, column, *amount, look)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(sheet)
    }
}
