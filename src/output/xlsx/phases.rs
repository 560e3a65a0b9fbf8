//! The phased reduction as formulas over named cells: a reader changes an assumption, and the years follow.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartLegendPosition, ChartType, DataValidation, DataValidationRule, Format, Formula,
    Workbook, Worksheet, XlsxError, row_col_to_cell, row_col_to_cell_absolute,
};

use super::book::{Look, cell_text, pounds, sentences};
use super::live::{Basis, NEARLY, Parameters, Year, largest_difference, years};
use crate::report::Report;

const NAME: &str = "Phases";
/// Where whole posts are counted: organisation by organisation.
const POSTS: &str = "Phase basis";
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
    let columns = [(4, "Planned (gross)"), (5, "Likely (realised)"), (13, "Net of what it costs")];
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
            "Change a yellow cell and everything below follows. The figures of the report stand beside it as values, at the \
             right of the years and of the results."
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
                "The business case cannot be said: {reason}. Only the gross and the realised saving are here."
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
            ("realisation", "Share of the plan that comes true", Value::Share(with.realisation)),
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

    fn table(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        const HEADS: [&str; 25] = [
            "Year",
            "Financial year",
            "Progress",
            "Phase line",
            "Gross",
            "Realised",
            "Posts",
            "Cash of posts",
            "Cashable",
            "Time released",
            "Exits",
            "Set-up",
            "Dual running",
            "Net",
            "Cumulative net",
            "Discount rate",
            "Discount factor",
            "Present value",
            "Paid back",
            "Report: gross",
            "Report: realised",
            "Report: cashable",
            "Report: net",
            "Report: present value",
            "Largest difference",
        ];
        for (column, head) in (0..).zip(HEADS) {
            sheet.write_string_with_format(self.layout.years - 1, column, head, &self.look.head)?;
        }
        sheet.set_row_height(self.layout.years - 1, 32)?;
        for ((year, live), row) in (0..).zip(self.live).zip(&self.report.savings.years) {
            let at = self.layout.year(year);
            sheet.write_number(at, 0, year)?;
            sheet.write_string(at, 1, cell_text(&row.label))?;
            for (column, format, formula, value) in self.formulas(year, live) {
                let formula = Formula::new(format!("={formula}")).set_result(value);
                match format {
                    Some(format) => sheet.write_formula_with_format(at, column, formula, format)?,
                    None => sheet.write_formula(at, column, formula)?,
                };
            }
            let case = &row.case;
            let amounts = [Some(row.gross), Some(row.realised), case.cashable, case.net, case.present_value];
            for (column, amount) in (19..).zip(amounts) {
                if let Some(amount) = amount {
                    sheet.write_number_with_format(at, column, pounds(amount), &self.look.money)?;
                }
            }
        }
        Ok(())
    }

    /// The formulas of a year: column, format, formula, and its value under the report's assumptions.
    fn formulas(&self, year: u32, live: &Year) -> Vec<(u16, Option<&Format>, String, String)> {
        let (at, look) = (self.layout.year(year), self.look);
        let own = |column: u16| row_col_to_cell(at, column);
        let before = |column: u16| if year == 0 { "0".to_owned() } else { row_col_to_cell(at - 1, column) };
        let money = |column, formula, value: f64| (column, Some(&look.money), formula, value.to_string());
        let part = format!("MIN(1,{}/years_to_target)", own(0));
        let progress = if self.with.shape.is_some() {
            format!("IF(shape=\"linear\",{part},IF(shape=\"front-loaded\",{part}*(2-{part}),{part}^2*(3-2*{part})))")
        } else {
            live.progress.to_string()
        };
        let gross = format!("ROUND({},2)", self.shifted(year, |row| format!("SUM({}:{})", cell(row, 1), cell(row, 3))));
        let mut formulas = vec![
            (2, Some(&look.percent), progress, live.progress.to_string()),
            (3, Some(&look.percent), format!("target*{}", own(2)), live.phase.to_string()),
            money(4, gross, live.gross),
            money(5, format!("ROUND({}*realisation,2)", own(4)), live.realised),
        ];
        if !self.is_said() {
            let difference = format!("MAX(ABS({}-{}),ABS({}-{}))", own(4), own(19), own(5), own(20));
            formulas.push(money(24, difference, self.difference(year, live)));
            return formulas;
        }
        let (posts, cash) = self.staff(year);
        let known = self.shifted(year, |row| cell(row, 2));
        let unknown = self.shifted(year, |row| cell(row, 3));
        let new = |column: u16| format!("MAX(0,{}-{})", own(column), before(column));
        formulas.extend([
            (6, Some(&look.count), posts, live.posts.to_string()),
            money(7, cash, live.roles_cash),
            money(
                8,
                format!("ROUND(realisation*({known}+IF(unspecified_cashable,{unknown},0))+{},2)", own(7)),
                live.cashable,
            ),
            money(9, format!("ROUND({}-{},2)", own(5), own(8)), live.released),
            money(10, format!("ROUND({}*(1-attrition)*exit_cost,2)", new(6)), live.exits),
            money(11, format!("ROUND({}*target*setup_ratio*(1+optimism_bias),2)", self.due(year)), live.setup),
            money(12, format!("ROUND({}*dual_run*(1+optimism_bias),2)", new(4)), live.dual),
            money(13, format!("ROUND({}-{}-{}-{},2)", own(8), own(10), own(11), own(12)), live.net),
            money(14, format!("ROUND({}+{},2)", before(14), own(13)), live.cumulative),
            (15, Some(&look.percent), self.rate(year), live.rate.to_string()),
            (
                16,
                Some(&look.factor),
                if year == 0 { "1".to_owned() } else { format!("{}/(1+{})", before(16), own(15)) },
                live.factor.to_string(),
            ),
            money(17, format!("ROUND({}*{},2)", own(13), own(16)), live.present),
            (
                18,
                None,
                if year + 1 == self.layout.count {
                    format!("{}>=0", own(14))
                } else {
                    format!("AND({}>=0,{})", own(14), row_col_to_cell(at + 1, 18))
                },
                if live.is_back { "TRUE" } else { "FALSE" }.to_owned(),
            ),
        ]);
        let pairs = [(4, 19), (5, 20), (8, 21), (13, 22), (17, 23)];
        let gaps: Vec<String> = pairs.map(|(live, report)| format!("ABS({}-{})", own(live), own(report))).into();
        formulas.push(money(24, format!("MAX({})", gaps.join(",")), self.difference(year, live)));
        formulas
    }

    fn difference(&self, year: u32, live: &Year) -> f64 {
        let Some(row) = self.report.savings.years.get(year as usize) else { return 0.0 };
        let case = &row.case;
        let said = [(case.cashable, live.cashable), (case.net, live.net), (case.present_value, live.present)];
        let pairs = said.into_iter().chain([(Some(row.gross), live.gross), (Some(row.realised), live.realised)]);
        let gap = pairs.filter_map(|(amount, live)| Some((pounds(amount?) - live).abs())).fold(0.0, f64::max);
        (gap * 100.0).round() / 100.0
    }

    /// Amounts times the phase line of the year in which they are, `amount` by row of their block.
    fn shifted(&self, year: u32, amount: impl Fn(u32) -> String) -> String {
        let parts = (self.layout.shifts..).zip(self.basis.by_shift.keys()).filter_map(|(row, shift)| {
            let since = year.checked_sub(*shift)?;
            Some(format!("{}*{}", amount(row), row_col_to_cell(self.layout.year(since), 3)))
        });
        sum(parts)
    }

    /// What falls due of the set-up cost, per pound of planned saving a year.
    fn due(&self, year: u32) -> String {
        let parts = (self.layout.waves..).zip(self.basis.by_wave.keys()).filter_map(|(row, wave)| {
            let since = u16::try_from(year.checked_sub(*wave)?).ok()?;
            let is_due = usize::from(since) < self.with.setup_profile.len();
            is_due.then(|| format!("{}*{}", cell(row, 1), cell(self.layout.profile, since + 1)))
        });
        sum(parts)
    }

    /// The rate of a year: live as long as the first one holds.
    fn rate(&self, year: u32) -> String {
        let rates = &self.report.savings.workings.rates;
        let Some(rate) = year.checked_sub(1).and_then(|place| rates.get(place as usize)) else { return "0".to_owned() };
        let is_first = rates.first().is_some_and(|first| (first - rate).abs() < 1e-9);
        if is_first { "discount_rate".to_owned() } else { rate.to_string() }
    }

    /// Posts given up by the end of a year, and the cash that they release.
    fn staff(&self, year: u32) -> (String, String) {
        let last = self.basis.posts.len();
        let column = |offset: u16| {
            let parts = (0_u16..).zip(&self.basis.waves).filter_map(|(place, wave)| {
                let since = year.checked_sub(*wave)?;
                let column = 2 + 2 * place + offset;
                let range =
                    format!("'{POSTS}'!{}:{}", cell(1, column), cell(u32::try_from(last).unwrap_or(u32::MAX), column));
                Some(format!("{range}*{}", row_col_to_cell(self.layout.year(since), 3)))
            });
            sum(parts)
        };
        let (roles, staff) = (column(0), column(1));
        if last == 0 || roles == "0" {
            return ("0".to_owned(), "0".to_owned());
        }
        let (roles, staff) = (format!("realisation*({roles})"), format!("realisation*({staff})"));
        let whole = format!("INT({staff}+{NEARLY})");
        (
            format!("IF(whole_posts,SUMPRODUCT({whole}),SUMPRODUCT({staff}))"),
            format!("IF(whole_posts,SUMPRODUCT({roles}*{whole}/({staff}+({staff}=0))),SUMPRODUCT({roles}))"),
        )
    }

    /// The results beside the assumptions, with those of the report.
    fn results(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let savings = &self.report.savings;
        let amount = |amount: Option<crate::money::Money>| amount.map(pounds);
        for (column, head) in (RESULTS..).zip(["Result", "Live", "In the report"]) {
            sheet.write_string_with_format(ASSUMPTIONS - 1, column, head, &self.look.head)?;
        }
        sheet.set_column_width(RESULTS, 30)?;
        let layout = self.layout;
        let sum = |value: fn(&Year) -> f64| self.live.iter().map(value).sum::<f64>();
        let base = format!("SUM({}:{})", cell(layout.shifts, 1), cell(layout.waves.saturating_sub(3), 3));
        let whole: f64 = self.basis.by_shift.values().flatten().sum();
        let planned = (whole * self.with.target * 100.0).round() / 100.0;
        let mut rows: Vec<(&str, String, String, Option<f64>)> = vec![
            ("Duplicated cost", base.clone(), whole.to_string(), None),
            (
                "Gross saving a year at full run",
                format!("ROUND({base}*target,2)"),
                planned.to_string(),
                amount(Some(savings.gross_annual)),
            ),
            (
                "Realised a year",
                format!("ROUND({base}*target*realisation,2)"),
                ((whole * self.with.target * self.with.realisation * 100.0).round() / 100.0).to_string(),
                amount(Some(savings.realised_annual)),
            ),
        ];
        if self.is_said() {
            rows.push((
                "Net present value",
                format!("SUM({})", layout.range(17, 0)),
                sum(|year| year.present).to_string(),
                amount(savings.npv),
            ));
            rows.push((
                "  with time released as if cash",
                format!("SUMPRODUCT({}+{},{})", layout.range(13, 0), layout.range(9, 0), layout.range(16, 0)),
                sum(|year| (year.net + year.released) * year.factor).to_string(),
                amount(savings.npv_including_time_released),
            ));
        }
        let mut at = ASSUMPTIONS;
        for (name, formula, value, report) in rows {
            sheet.write_string(at, RESULTS, name)?;
            let formula = Formula::new(format!("={formula}")).set_result(value);
            sheet.write_formula_with_format(at, RESULTS + 1, formula, &self.look.money)?;
            if let Some(report) = report {
                sheet.write_number_with_format(at, RESULTS + 2, report, &self.look.money)?;
            }
            at += 1;
        }
        if self.is_said() && layout.count > 1 {
            sheet.write_string(at, RESULTS, "Payback year")?;
            let (last, back) = (cell(layout.year(layout.count - 1), 18), layout.range(18, 1));
            let never = "not within the horizon";
            let formula = format!("IF({last},{}-COUNTIF({back},TRUE),\"{never}\")", layout.count);
            let years = self.live.iter().skip(1).filter(|year| year.is_back).count();
            let is_back = self.live.last().is_some_and(|year| year.is_back);
            let count = self.live.len();
            let value = if is_back { (count - years).to_string() } else { never.to_owned() };
            sheet.write_formula(at, RESULTS + 1, Formula::new(format!("={formula}")).set_result(value))?;
            match savings.payback_year {
                Some(year) => sheet.write_number(at, RESULTS + 2, year)?,
                None => sheet.write_string(at, RESULTS + 2, never)?,
            };
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
            [format!("Duplicated cost of roles, wave {wave}"), format!("Duplicated staff, wave {wave}")]
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
            for (place, (cost, fte)) in (0_u16..).zip(waves) {
                sheet.write_number_with_format(row, 2 + 2 * place, *cost, &self.look.money)?;
                sheet.write_number_with_format(row, 3 + 2 * place, *fte, &staff)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(sheet)
    }
}

fn sum(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "0".to_owned() } else { format!("({})", parts.join("+")) }
}
