//! The years, a row each: every figure a formula, and the report's own beside it.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError, row_col_to_cell};

use super::{POSTS, Page, STAFF, cell};
use crate::output::xlsx::book::{cell_text, pounds};
use crate::output::xlsx::live::{NEARLY, Year};

impl Page<'_> {
    pub(super) fn table(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        const HEADS: [&str; 25] = [
            "Year",
            "Financial year",
            "Progress",
            "Target reached",
            "Target saving",
            "Estimated saving",
            "Posts",
            "Cash of posts",
            "Cash-releasing",
            "Time released",
            "Exits",
            "Set-up",
            "Dual running",
            "Net",
            "Cumulative net",
            "Discount rate",
            "Discount factor",
            "Present value",
            "Payback",
            "Report: target",
            "Report: estimated",
            "Report: cash-releasing",
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
                let column = 2 + STAFF * place + offset;
                let range =
                    format!("'{POSTS}'!{}:{}", cell(1, column), cell(u32::try_from(last).unwrap_or(u32::MAX), column));
                Some(format!("{range}*{}", row_col_to_cell(self.layout.year(since), 3)))
            });
            sum(parts)
        };
        let [roles, staff, fewest, likely, most] = [0, 1, 2, 3, 4].map(column);
        if last == 0 || roles == "0" {
            return ("0".to_owned(), "0".to_owned());
        }
        let roles = format!("realisation*({roles})");
        let posts = |more: &str| format!("realisation*({staff}+{more})");
        let whole = |posts: &str| format!("INT({posts}+{NEARLY})");
        let part = |posts: &str| format!("{}/({posts}+({posts}=0))", whole(posts));
        let leaving = posts(&likely);
        let (alone, fewest, most) = (part(&posts("0")), posts(&fewest), posts(&most));
        // Of what may be, the number of posts that leaves most of one over; a choice as a product, since it is made row by row.
        let between = format!("({}>{})", whole(&most), whole(&fewest));
        let worst = format!("({between}*{0}/({0}+1)+(1-{between})*{1})", whole(&fewest), part(&most));
        let less = format!("(({worst}<{alone})*({most}>{}))", posts("0"));
        let cash = format!("{roles}*({less}*{worst}+(1-{less})*{alone})");
        (
            format!("IF(whole_posts,SUMPRODUCT({}),SUMPRODUCT({leaving}))", whole(&leaving)),
            format!("IF(whole_posts,SUMPRODUCT({cash}),SUMPRODUCT({roles}))"),
        )
    }
}

fn sum(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "0".to_owned() } else { format!("({})", parts.join("+")) }
}
