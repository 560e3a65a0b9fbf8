//! Amounts over the years: a band, lines and columns over a common scale.

use super::number;
use crate::money::Money;
use crate::output::html::{escaped, minus};

/// What is drawn for every year.
pub(in crate::output) enum Mark {
    /// Between two amounts.
    Band(&'static str, Vec<(Money, Money)>),
    /// From amount to amount.
    Line(&'static str, Vec<Money>),
    /// From nothing to the amount; the second class is that of negative ones.
    Columns(&'static str, &'static str, Vec<Money>),
}

/// A chart.
pub(in crate::output) struct Plot<'a> {
    /// What it shows.
    pub(in crate::output) title: &'a str,
    /// What is to be seen in it, for those who do not see it.
    pub(in crate::output) about: &'a str,
    /// A name a year.
    pub(in crate::output) years: Vec<&'a str>,
    /// What is drawn, the hindmost first.
    pub(in crate::output) marks: Vec<Mark>,
    /// How the scale shows an amount.
    pub(in crate::output) shown: &'a dyn Fn(Money) -> String,
}

/// Room above the scale, and below it for the names of the years.
const TOP: f64 = 10.0;
const BOTTOM: f64 = 28.0;
/// Room on the left for the amounts.
const LEFT: f64 = 62.0;
const RIGHT: f64 = 12.0;

impl Plot<'_> {
    /// The chart twice, for wide and for narrow pages: letters keep their size, and a style sheet shows the one that fits.
    pub(in crate::output) fn draw(&self) -> String {
        self.sized("wide", 560.0, 300.0) + &self.sized("narrow", 330.0, 260.0)
    }

    fn sized(&self, class: &str, width: f64, height: f64) -> String {
        let scale = Scale::over(self.marks.iter().flat_map(Mark::amounts));
        let y = |amount: f64| {
            let room = height - TOP - BOTTOM;
            TOP + room * (scale.top - amount) / (scale.top - scale.bottom)
        };
        let step = (width - LEFT - RIGHT) / f64::from(u32::try_from(self.years.len().max(1)).unwrap_or(u32::MAX));
        let frame = Frame { left: LEFT + step / 2.0, step, y: &y };
        let mut drawn = format!(
            r#"<svg class="plot {class}" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>"#,
            number(width),
            number(height),
            escaped(self.title),
            escaped(self.about)
        );
        for tick in scale.ticks() {
            let at = number(y(pence(tick)));
            let kind = if tick == Money::ZERO { "axis" } else { "grid" };
            drawn += &format!(
                r#"<line class="{kind}" x1="{LEFT}" x2="{}" y1="{at}" y2="{at}"/><text class="tick" x="{}" y="{at}" dy="4" text-anchor="end">{}</text>"#,
                number(width - RIGHT),
                number(LEFT - 8.0),
                escaped(&minus(&(self.shown)(tick)))
            );
        }
        for mark in &self.marks {
            drawn += &mark.draw(&frame);
        }
        // Names that would run into each other are left out, evenly and from the last one back.
        let years = self.years.len();
        let every = (1..years).find(|every| frame.x(*every) - frame.x(0) >= 54.0).unwrap_or(years.max(1));
        for (year, name) in self.years.iter().rev().enumerate().filter(|(year, _)| year % every == 0) {
            let x = frame.x(years - 1 - year);
            drawn += &format!(
                r#"<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>"#,
                number(x),
                number(height - 8.0),
                escaped(name)
            );
        }
        drawn + "</svg>"
    }
}

/// Where years and amounts are on the paper.
struct Frame<'a> {
    left: f64,
    step: f64,
    y: &'a dyn Fn(f64) -> f64,
}

impl Frame<'_> {
    fn x(&self, year: usize) -> f64 {
        self.left + self.step * f64::from(u32::try_from(year).unwrap_or(u32::MAX))
    }

    fn point(&self, year: usize, amount: Money) -> String {
        format!("{},{}", number(self.x(year)), number((self.y)(pence(amount))))
    }
}

impl Mark {
    fn amounts(&self) -> Vec<Money> {
        match self {
            Self::Band(_, band) => band.iter().flat_map(|(low, high)| [*low, *high]).collect(),
            Self::Line(_, line) | Self::Columns(_, _, line) => line.clone(),
        }
    }

    fn draw(&self, frame: &Frame<'_>) -> String {
        match self {
            Self::Band(class, band) => {
                let low = band.iter().enumerate().map(|(year, (low, _))| frame.point(year, *low));
                let high = band.iter().enumerate().rev().map(|(year, (_, high))| frame.point(year, *high));
                let points: Vec<String> = low.chain(high).collect();
                format!(r#"<polygon class="{class}" points="{}"/>"#, points.join(" "))
            }
            Self::Line(class, line) => {
                let points: Vec<String> =
                    line.iter().enumerate().map(|(year, amount)| frame.point(year, *amount)).collect();
                format!(r#"<polyline class="{class}" points="{}"/>"#, points.join(" "))
            }
            Self::Columns(above, below, columns) => {
                let nothing = (frame.y)(0.0);
                let column = |(year, amount): (usize, &Money)| {
                    let end = (frame.y)(pence(*amount));
                    format!(
                        r#"<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>"#,
                        if amount.is_positive() { above } else { below },
                        number(frame.x(year) - frame.step * 0.3),
                        number(end.min(nothing)),
                        number(frame.step * 0.6),
                        number((end - nothing).abs())
                    )
                };
                columns.iter().enumerate().filter(|(_, amount)| **amount != Money::ZERO).map(column).collect()
            }
        }
    }
}

/// Round amounts that hold everything drawn, nothing among them.
struct Scale {
    bottom: f64,
    top: f64,
    step: i64,
}

impl Scale {
    fn over(amounts: impl Iterator<Item = Money> + Clone) -> Self {
        let low = amounts.clone().min().unwrap_or_default().0.min(0);
        let high = amounts.max().unwrap_or_default().0.max(0);
        let step = round_step(high.saturating_sub(low));
        let (bottom, top) = (low.div_euclid(step) * step, -(-high).div_euclid(step) * step);
        let top = if top == bottom { step } else { top };
        Self { bottom: pence(Money(bottom)), top: pence(Money(top)), step }
    }

    fn ticks(&self) -> impl Iterator<Item = Money> {
        #[allow(clippy::cast_possible_truncation)] // both ends are whole steps, made from whole pence
        let (bottom, top) = (self.bottom as i64, self.top as i64);
        let step = self.step;
        (0..).map(move |count| bottom + count * step).take_while(move |tick| *tick <= top).map(Money)
    }
}

/// One, two or five times a power of ten, four to eight times in the span; never less than a penny.
fn round_step(span: i64) -> i64 {
    let mut step = 1;
    for factor in [2, 5, 10].into_iter().cycle().scan(1_i64, |power, factor| {
        let step = power.checked_mul(factor)?;
        if factor == 10 {
            *power = step;
        }
        Some(step)
    }) {
        if span / step <= 5 {
            break;
        }
        step = factor;
    }
    step
}

#[allow(clippy::cast_precision_loss)]
fn pence(amount: Money) -> f64 {
    amount.0 as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_everything() {
        for (span, step) in
            [(0, 1), (6, 2), (11, 2), (100, 20), (570_000_000, 100_000_000), (1_650_000_000, 500_000_000)]
        {
            assert_eq!(round_step(span), step, "{span}");
        }
        let scale = Scale::over([Money(-1_140), Money(579)].into_iter());
        let ticks: Vec<i64> = scale.ticks().map(|tick| tick.0).collect();
        assert_eq!(ticks, [-1_500, -1_000, -500, 0, 500, 1_000]);
        assert!(round_step(i64::MAX) > 0);
    }

    #[test]
    fn a_plot_says_what_it_is() {
        let plot = Plot {
            title: "Net <a year>",
            about: "falls, then rises",
            years: vec!["2025-26", "2026-27"],
            marks: vec![
                Mark::Band("band", vec![(Money(0), Money(0)), (Money(100), Money(300))]),
                Mark::Line("line", vec![Money(0), Money(200)]),
                Mark::Columns("up", "down", vec![Money(-50), Money(50)]),
            ],
            shown: &|amount| amount.to_string(),
        };
        let drawn = plot.draw();
        assert_eq!(drawn.matches("<svg ").count(), 2);
        assert!(drawn.contains("<title>Net &lt;a year&gt;</title><desc>falls, then rises</desc>"), "{drawn}");
        for shape in
            [r#"<polygon class="band""#, r#"<polyline class="line""#, r#"<rect class="down""#, ">2026-27</text>"]
        {
            assert_eq!(drawn.matches(shape).count(), 2, "{shape} in {drawn}");
        }
    }
}
