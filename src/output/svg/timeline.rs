//! What happens when: a row for each thing, a column for each year, and in each cell a column as high as its amount.

use super::number;
use crate::money::Money;
use crate::output::html::{escaped, minus};

/// A row: what it is, and for each year how much of each kind.
pub(in crate::output) struct Lane<'a> {
    pub(in crate::output) name: &'a str,
    pub(in crate::output) years: Vec<Vec<Money>>,
}

/// A chart.
pub(in crate::output) struct Timeline<'a> {
    /// What it shows.
    pub(in crate::output) title: &'a str,
    /// A name a year.
    pub(in crate::output) years: Vec<&'a str>,
    /// How each kind looks.
    pub(in crate::output) classes: &'a [&'static str],
    pub(in crate::output) lanes: Vec<Lane<'a>>,
    /// How an amount is shown.
    pub(in crate::output) shown: &'a dyn Fn(Money) -> String,
}

/// Room above for the names of the years, of a lane, and in it for the highest column.
const TOP: f64 = 24.0;
const LANE: f64 = 34.0;
const COLUMN: f64 = 28.0;
/// Room on the right for the sum of a lane.
const SUM: f64 = 58.0;

impl Timeline<'_> {
    /// The chart twice, for wide and for narrow pages.
    pub(in crate::output) fn draw(&self) -> String {
        self.sized("wide", 900.0, 300.0, 0.0) + &self.sized("narrow", 350.0, 0.0, 18.0)
    }

    /// With names on the left, or above each lane where there is no room for them.
    fn sized(&self, class: &str, width: f64, left: f64, above: f64) -> String {
        let step = (width - left - SUM) / float(self.years.len().max(1));
        let lane_height = LANE + above;
        let height = TOP + lane_height * float(self.lanes.len()) + 4.0;
        let most = self.lanes.iter().flat_map(|lane| &lane.years).map(|kinds| sum(kinds)).max().unwrap_or_default();
        let about = self.lanes.iter().map(|lane| {
            let all: Money = lane.years.iter().map(|kinds| sum(kinds)).sum();
            format!("{}: {}", lane.name, (self.shown)(all))
        });
        let mut drawn = format!(
            r#"<svg class="plot {class}" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>"#,
            number(width),
            number(height),
            escaped(self.title),
            escaped(&about.collect::<Vec<_>>().join("; "))
        );
        let every = (1..self.years.len()).find(|every| step * float(*every) >= 50.0).unwrap_or(1);
        for (year, name) in self.years.iter().enumerate().filter(|(year, _)| year % every == 0) {
            drawn += &text(left + step * (float(year) + 0.5), 14.0, "middle", name);
        }
        for (place, lane) in self.lanes.iter().enumerate() {
            let foot = TOP + lane_height * float(place + 1);
            let (x, y) = if above > 0.0 { (0.0, foot - LANE - 2.0) } else { (0.0, foot - 8.0) };
            drawn += &text(x, y, "start", &super::shortened(lane.name, 44));
            drawn += &format!(
                r#"<line class="grid" x1="{}" x2="{}" y1="{2}" y2="{2}"/>"#,
                number(left),
                number(width),
                number(foot)
            );
            for (year, kinds) in lane.years.iter().enumerate() {
                let x = left + step * (float(year) + 0.2);
                let mut y = foot;
                for (class, amount) in self.classes.iter().zip(kinds).filter(|(_, amount)| amount.is_positive()) {
                    let length = COLUMN * share(*amount, most);
                    y -= length;
                    drawn += &format!(
                        r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
                        number(x),
                        number(y),
                        number(step * 0.6),
                        number(length)
                    );
                }
            }
            let all: Money = lane.years.iter().map(|kinds| sum(kinds)).sum();
            drawn += &text(width, foot - 8.0, "end", &minus(&(self.shown)(all)));
        }
        drawn + "</svg>"
    }
}

fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!(r#"<text class="tick" x="{}" y="{}" text-anchor="{anchor}">{}</text>"#, number(x), number(y), escaped(text))
}

fn sum(kinds: &[Money]) -> Money {
    kinds.iter().copied().sum()
}

#[allow(clippy::cast_precision_loss)]
fn share(part: Money, whole: Money) -> f64 {
    if whole.is_positive() { part.0 as f64 / whole.0 as f64 } else { 0.0 }
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amount_is_a_column_and_no_name_acts() {
        let lane = |name, amounts: [i64; 4]| Lane {
            name,
            years: amounts.chunks(2).map(|kinds| kinds.iter().map(|pence| Money(*pence)).collect()).collect(),
        };
        let chart = Timeline {
            title: "What goes when",
            years: vec!["2025-26", "2026-27"],
            classes: &["posts", "systems"],
            lanes: vec![lane("<b>Payroll", [0, 0, 50, 50]), lane("Audit", [25, 0, 0, 0])],
            shown: &|amount| amount.0.to_string(),
        };
        let drawn = chart.draw();
        assert_eq!(drawn.matches("<svg ").count(), 2);
        assert_eq!(drawn.matches("<rect class=\"posts\"").count(), 4);
        assert_eq!(drawn.matches("<rect class=\"systems\"").count(), 2);
        assert_eq!(drawn.matches(&format!("height=\"{}\"", number(COLUMN / 4.0))).count(), 2, "{drawn}");
        assert!(drawn.contains("&lt;b&gt;Payroll: 100; Audit: 25") && !drawn.contains("<b>"), "{drawn}");
    }
}
