//! From everything that is spent to what is left of it as a saving, step by step.

use askama::Template;

use super::bars::{Bar, Bars, between};
use super::view::View;
use super::{Section, minus};
use crate::ledger::{Buckets, TotalSource};
use crate::money::Money;
use crate::output::svg::Part;

#[derive(Template)]
#[template(path = "html/flow.html")]
struct Flow {
    panels: Vec<Panel>,
    rests_on: String,
}

struct Panel {
    title: String,
    bars: Bars,
}

/// What is left, or what goes on the way there.
enum Step {
    Left(String, Money),
    Goes(String, Money),
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.organisations.is_empty() || !view.report.totals.in_scope.is_positive() {
        return Ok(None);
    }
    let (facts, steps) = yearly(view);
    let mut panels = vec![panel(view, "A year".to_owned(), steps, facts)];
    if let Some(steps) = over_the_years(view) {
        panels.push(panel(view, format!("Over {}", view.words.horizon()), steps, 0));
    }
    let saves = view.report.savings.gross_annual.is_positive();
    let rests_on = if saves {
        format!("{} Estimates are rounded to two digits, so steps may differ a little.", view.saving_rests_on())
    } else {
        String::new()
    };
    let title = if saves { "From total cost to net saving" } else { "From total cost to duplicated cost" };
    Section::of("flow", title, &Flow { panels, rests_on })
}

/// What one year costs, down to what budgets fall by in full effect; and how many of the steps are facts. What follows those is
/// an estimate, rounded as the key figures.
fn yearly(view: &View<'_>) -> (usize, Vec<Step>) {
    use Step::{Goes, Left};
    let (report, found) = (view.report, view.words.duplicated);
    let (totals, savings) = (&report.totals, &report.savings);
    // Without a control total nobody knows what else is spent.
    let is_all = report.organisations.iter().all(|body| body.total_source == TotalSource::Declared);
    let everything = match (view.alone(), is_all) {
        (None, true) => "Everything that these organisations spend".to_owned(),
        (None, false) => "Everything that these organisations declare".to_owned(),
        (Some(name), true) => format!("Everything {name} spends"),
        (Some(name), false) => format!("Everything {name} declares"),
    };
    let twice = report.coverage.cost_total - totals.cost;
    let mut steps = Vec::new();
    if twice.is_positive() {
        steps.push(Left("Total of all returns".to_owned(), report.coverage.cost_total));
        steps.push(Goes("paid to each other, counted once".to_owned(), twice));
    }
    steps.push(Left(everything, totals.cost));
    let out = totals.cost - totals.in_scope;
    let sum = |of: fn(&Buckets) -> Money| report.organisations.iter().map(|body| of(&body.buckets)).sum::<Money>();
    let (unitemised, unmapped) = (sum(|buckets| buckets.unitemised), sum(|buckets| buckets.unmapped));
    let rest = out - unitemised - unmapped;
    if rest < Money::ZERO {
        steps.push(Goes("front line, out of scope or not known".to_owned(), out));
    } else {
        steps.push(Goes("not itemised".to_owned(), unitemised));
        steps.push(Goes("without a function".to_owned(), unmapped));
        steps.push(Goes("front line, or out of scope".to_owned(), rest));
    }
    steps.extend([
        Left("Administration and management, in scope".to_owned(), totals.in_scope),
        Goes("needed once, or not comparable".to_owned(), totals.in_scope - found),
        Left("Duplicated cost".to_owned(), found),
    ]);
    let facts = steps.len();
    if !savings.gross_annual.is_positive() {
        return (facts, steps);
    }
    let target = savings.target * 100.0;
    steps.extend([
        Goes(format!("outside the target of {target:.0}%"), found - savings.gross_annual),
        Left("Target saving".to_owned(), savings.gross_annual),
        Goes("not expected to be delivered".to_owned(), savings.gross_annual - savings.realised_annual),
        Left("Estimated saving in full effect".to_owned(), savings.realised_annual),
    ]);
    let last = savings.years.last();
    if let Some((last, cashable)) = last.and_then(|year| Some((year, year.case.cashable?))) {
        // Full run differs from the last year by pennies, or by what is reached after it.
        let late = savings.realised_annual - last.realised;
        let late = if late.0 * 200 < savings.realised_annual.0 { Money::ZERO } else { late };
        steps.extend([
            Goes("not reached within the years looked at".to_owned(), late),
            Goes("time released, which no budget falls by".to_owned(), savings.realised_annual - late - cashable),
            Left(format!("Cash-releasing saving in {}", last.label), cashable),
        ]);
    }
    (facts, steps)
}

/// All years together, down to the net present value.
fn over_the_years(view: &View<'_>) -> Option<Vec<Step>> {
    use Step::{Goes, Left};
    let savings = &view.report.savings;
    let npv = savings.npv.filter(|_| savings.gross_annual.is_positive())?;
    let years = &savings.years;
    let realised: Money = years.iter().map(|year| year.realised).sum();
    let cashable: Money = years.iter().map(|year| year.case.cashable).sum::<Option<_>>()?;
    let exits: Money = years.iter().map(|year| year.case.exits).sum::<Option<_>>()?;
    let setup: Money = years.iter().map(|year| year.case.setup).sum::<Option<_>>()?;
    let dual_running: Money = years.iter().map(|year| year.case.dual_running).sum::<Option<_>>()?;
    let net: Money = years.iter().map(|year| year.case.net).sum::<Option<_>>()?;
    Some(vec![
        Left("Estimated saving, all years".to_owned(), realised),
        Goes("time released, which no budget falls by".to_owned(), realised - cashable),
        Goes("cost of posts given up".to_owned(), exits),
        Goes("setting up".to_owned(), setup),
        Goes("running old and new together".to_owned(), dual_running),
        Left("Net saving, all years".to_owned(), net),
        Goes("later pounds count less (discounting)".to_owned(), net - npv),
        Left("Net present value".to_owned(), npv),
    ])
}

fn panel(view: &View<'_>, title: String, steps: Vec<Step>, facts: usize) -> Panel {
    let steps = steps.into_iter().enumerate().map(|(place, step)| (step, place < facts));
    // Steps that take nothing away say nothing.
    let steps: Vec<(Step, bool)> = steps.filter(|(step, _)| !matches!(step, Step::Goes(_, Money::ZERO))).collect();
    // A step that goes hangs from what was left before it.
    let mut left = Money::ZERO;
    let spans: Vec<(Money, Money)> = steps
        .iter()
        .map(|(step, _)| match step {
            Step::Left(_, amount) => {
                left = *amount;
                (Money::ZERO.min(left), Money::ZERO.max(left))
            }
            Step::Goes(_, amount) => {
                let before = left;
                left -= *amount;
                (before.min(left), before.max(left))
            }
        })
        .collect();
    let low = spans.iter().map(|(low, _)| *low).min().unwrap_or_default();
    let most = spans.iter().map(|(_, high)| *high).max().unwrap_or_default() - low;
    let drawn = steps.into_iter().zip(spans).map(|((step, is_fact), (from, to))| {
        let (label, amount, class, piece) = match step {
            Step::Left(label, amount) => (label, amount, "whole", "left"),
            Step::Goes(label, amount) => (label, -amount, "less", "goes"),
        };
        let mut row = Bar::of(label, amount, &view.report.currency);
        row.class = class;
        row.drawn = between(low, most + low, vec![Part { from, length: to - from, class: piece }]);
        if !is_fact {
            row.shown = minus(&view.words.about(amount));
        }
        row
    });
    Panel { title, bars: Bars { class: "flow", rows: drawn.collect() } }
}
