//! What comes of the years, beside the assumptions, with what the report says.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::{ASSUMPTIONS, Page, RESULTS, cell};
use crate::output::xlsx::book::pounds;
use crate::output::xlsx::live::Year;

impl Page<'_> {
    /// The results beside the assumptions, with those of the report.
    pub(super) fn results(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
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
                "Target saving a year in full effect",
                format!("ROUND({base}*target,2)"),
                planned.to_string(),
                amount(Some(savings.gross_annual)),
            ),
            (
                "Estimated saving a year",
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
}
