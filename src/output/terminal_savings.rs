//! The savings part of the report for people: is it worth it, year by year, how sure, and resting on what.

use std::io::{self, Write};

use super::one_off::write_one_off;
use super::payers::{Payers, write_payers};
use super::place::{clean, wrap};
use super::savings_words::{STANDING, Words, cited, shown};
use super::table::{Align, write_table};
use crate::money::{Money, count_of};
use crate::report::{SavingsReport, SavingsRow, YearRow, short};

/// Writes another scenario of a saved report; to compare, only the presets side by side.
///
/// # Errors
/// The writer refuses.
pub fn write_savings(out: &mut dyn Write, width: u16, report: &SavingsReport, compare: bool) -> io::Result<()> {
    let words = Words {
        currency: &report.currency,
        savings: &report.savings,
        scenario: &report.scenario,
        duplicated: report.duplicated,
    };
    writeln!(
        out,
        "Savings: {}, {}, {} ({})",
        count_of(report.organisations.len(), "organisation"),
        clean(&report.period),
        match words.duplicated {
            Money::ZERO => "no duplicated cost".to_owned(),
            duplicated => format!("{} duplicated", short(duplicated, words.currency)),
        },
        report.savings.basis.name()
    )?;
    if !report.complete {
        paragraph(out, width, "INCOMPLETE: the audit could not read a file, or rejected a return.")?;
    }
    writeln!(out)?;
    if words.duplicated == Money::ZERO {
        let (verdict, why) = words.verdict();
        return paragraph(out, width, &clean(&format!("{verdict}: {why}")));
    }
    if compare {
        return presets(out, width, &words);
    }
    paragraph(out, width, &words.in_short())?;
    writeln!(out)?;
    let (verdict, why) = words.verdict();
    paragraph(out, width, &format!("{verdict}: {why}"))?;
    business_case(out, width, &words, None)?;
    write_payers(out, width, Payers::again(report).as_ref())?;
    scenario(out, width, &words)?;
    programmes(out, width, &words)
}

/// The business case: the verdict unless it was given before, years, range, presets, reference class and the assumptions that matter.
pub(super) fn business_case(
    out: &mut dyn Write,
    width: u16,
    words: &Words<'_>,
    verdict: Option<String>,
) -> io::Result<()> {
    if words.savings.gross_annual == Money::ZERO {
        return Ok(());
    }
    section(
        out,
        &format!(
            "Year by year: a target of {:.0}%, {} assumptions",
            words.savings.target * 100.0,
            clean(words.preset())
        ),
    )?;
    if let Some(verdict) = verdict {
        paragraph(out, width, &verdict)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", phases(words))?;
    years(out, width, words)?;
    let mut legend = format!(
        "In {}, prices of the period of the returns. Target: the target saving. Estimated: the part expected to be delivered.",
        words.currency
    );
    if words.savings.reason.is_none() {
        legend += " Cash: the cash-releasing part, by which budgets fall (whole posts, systems, supplies); the rest is time released. \
                   One-off: exits, set-up and dual running.";
    }
    paragraph(out, width, &legend)?;
    if width >= 100 && words.savings.reason.is_none() {
        let rise = words.value("deflator");
        paragraph(out, width, &format!("Cash terms: net with {rise} inflation a year, not discounted."))?;
    }
    if let Some(note) = late_systems(words.savings) {
        paragraph(out, width, note)?;
    }
    write_one_off(out, width, words)?;
    section(out, "Options side by side")?;
    options(out, width, words)?;
    section(out, "How certain is this?")?;
    paragraph(out, width, &words.range())?;
    if let Some(turns) = words.turns() {
        writeln!(out)?;
        paragraph(out, width, &turns)?;
    }
    writeln!(out)?;
    presets(out, width, words)?;
    if let Some(reference) = words.reference() {
        writeln!(out)?;
        paragraph(out, width, &reference)?;
    }
    section(out, "Assumptions that matter most")?;
    assumptions(out, width, words)
}

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}")
}

fn paragraph(out: &mut dyn Write, width: u16, text: &str) -> io::Result<()> {
    out.write_all(wrap(&clean(text), usize::from(width), "").as_bytes())
}

/// The likely saving of each year as a line of bars.
fn phases(words: &Words<'_>) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let likely: Vec<Money> = words.savings.years.iter().map(|year| year.realised).collect();
    let most = likely.iter().copied().max().unwrap_or_default();
    let bar = |amount: &Money| {
        let eighth = i128::from(amount.0.max(0)) * 7 / i128::from(most.0.max(1));
        BARS[usize::try_from(eighth).unwrap_or(0).min(7)]
    };
    format!(" Estimated, year by year  {}  up to {}", likely.iter().map(bar).collect::<String>(), words.cell(most))
}

/// Year by year. Where the case cannot be said, only what can be.
fn years(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    let savings = words.savings;
    let money = |amount: Money| words.cell(amount);
    let known = |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), money);
    let row = |year: &YearRow| {
        let mut cells = vec![
            year.label.clone(),
            format!("{:.0}%", year.cumulative * 100.0),
            money(year.gross),
            money(year.realised),
        ];
        if savings.reason.is_none() {
            let case = &year.case;
            cells.extend([case.cashable, case.one_off(), case.net, case.cumulative_net].map(known));
            if width >= 100 {
                cells.push(known(case.net_nominal));
            }
        }
        cells
    };
    let mut columns =
        vec![("Year", Align::Fixed), ("Reached", Align::Right), ("Target", Align::Right), ("Estimated", Align::Right)];
    if savings.reason.is_none() {
        for title in ["Cash", "One-off", "Net", "Cumulative"] {
            columns.push((title, Align::Right));
        }
        if width >= 100 {
            columns.push(("Cash terms", Align::Right));
        }
    }
    write_table(out, width, &columns, savings.years.iter().map(row).collect())
}

/// Said where the first year's saving falls short of the phase line.
fn late_systems(savings: &SavingsRow) -> Option<&'static str> {
    let year = savings.years.get(1).filter(|_| savings.target > 0.0)?;
    let line = savings.gross_annual.times(crate::money::Share::from_f64(year.cumulative / savings.target));
    (year.gross.0 * 1000 < line.0 * 995).then_some(
        "Systems save when their contracts end, and delayed waves start later, so early years save less than the \
         target shows.",
    )
}

/// The options side by side.
fn options(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    let money = |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), |amount| words.about_in_cell(amount));
    let rows = words.savings.options.iter().map(|row| {
        vec![
            option(row.option),
            money(row.gross_annual),
            money(row.realised_annual),
            money(row.one_off),
            money(row.npv),
            row.npv_positive.map_or_else(|| "?".to_owned(), |share| format!("{:.0}", share * 100.0)),
            row.payback_year.map_or_else(|| "–".to_owned(), |year| format!("year {year}")),
        ]
    });
    let columns = [
        ("Option", Align::Left),
        ("Target", Align::Right),
        ("Estimated", Align::Right),
        ("One-off", Align::Right),
        ("NPV", Align::Right),
        ("Above 0", Align::Right),
        ("Payback", Align::Right),
    ];
    write_table(out, width, &columns, rows.collect())?;
    let missing = words.savings.options.iter().filter(|row| row.gross_annual.is_none());
    let missing: Vec<String> =
        missing.filter_map(|row| Some(format!("{}: {}", option(row.option), row.missing.as_ref()?))).collect();
    let mut text =
        "All use the same duplicated cost, the same kinds of cost and the same discounting. Above 0: the number of \
         100 simulations with a net present value above zero."
            .to_owned();
    if !missing.is_empty() {
        text += &format!(" Not known (?): {}.", missing.join("; "));
    }
    paragraph(out, width, &text)
}

/// What an option is called.
pub(super) fn option(name: &str) -> String {
    match name {
        "do-nothing" => "Do nothing".to_owned(),
        "do-minimum" => "Do minimum (best quartile)".to_owned(),
        "plan" => "The plan".to_owned(),
        model => format!("Model: {model}"),
    }
}

/// Every preset side by side.
fn presets(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    // Rounded as in the sentences above it: they are the same amounts.
    let money = |amount: Money| words.about_in_cell(amount);
    let rows = words.savings.scenarios.iter().map(|preset| {
        let mark = if preset.name == words.preset() { "*" } else { "" };
        vec![
            format!("{}{mark}", preset.name),
            money(preset.gross_annual),
            money(preset.realised_annual),
            preset.npv.map_or_else(|| "?".to_owned(), money),
            match (preset.npv, preset.payback_year) {
                (_, Some(year)) => format!("year {year}"),
                (Some(_), None) => "never".to_owned(),
                (None, None) => "–".to_owned(),
            },
        ]
    });
    let columns = [
        ("Assumptions", Align::Fixed),
        ("Target", Align::Right),
        ("Estimated", Align::Right),
        ("NPV", Align::Right),
        ("Payback", Align::Right),
    ];
    write_table(out, width, &columns, rows.collect())?;
    let text = format!(
        "Target and estimated savings are for a year in full effect. NPV: net present value over {}; ? means not \
         enough data. Payback: before discounting; never: not within those years. * used in this report.",
        words.horizon(),
    );
    paragraph(out, width, &text)
}

fn assumptions(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    let cased = words.savings.reason.is_none();
    let columns = [
        ("Assumption", Align::Left),
        ("Value", Align::Right),
        ("NPV if 10% higher", Align::Right),
        ("Source", Align::Left),
    ];
    let rows = words.assumptions().into_iter().map(|[name, value, change, source]| {
        if cased { vec![name, value, change, source] } else { vec![name, value, source] }
    });
    let columns: Vec<_> = columns.into_iter().filter(|(title, _)| cased || !title.starts_with("NPV if")).collect();
    write_table(out, width, &columns, rows.collect())
}

/// Every parameter with value and source.
pub(super) fn scenario(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    if words.duplicated == Money::ZERO {
        return Ok(());
    }
    section(out, "Every assumption")?;
    let rows = words.scenario.iter().map(|(key, parameter)| {
        vec![
            key.clone(),
            shown(&parameter.value, &parameter.unit, words.currency),
            format!("{}; {}", parameter.unit, cited(parameter)),
        ]
    });
    let columns = [("Key", Align::Fixed), ("Value", Align::Left), ("Unit; source", Align::Left)];
    write_table(out, width, &columns, rows.collect())
}

/// What published programmes planned and achieved.
pub(super) fn programmes(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    if words.duplicated == Money::ZERO {
        return Ok(());
    }
    section(out, "Published programmes, for comparison")?;
    let rows = words.savings.reference_class.programmes.iter().map(|row| {
        vec![
            format!("{}: {}", row.programme, row.measure),
            row.figure.to_owned(),
            format!("{}; {} ({})", row.status, row.source, row.evidence),
        ]
    });
    let columns = [("Programme", Align::Left), ("Figure", Align::Left), ("Status; source", Align::Left)];
    write_table(out, width, &columns, rows.collect())?;
    paragraph(
        out,
        width,
        "Publisher: its own page was read. Quoted: press or a copy elsewhere; the original was not opened.",
    )
}

/// How the figures may be read.
pub(super) fn standing(out: &mut dyn Write, width: u16) -> io::Result<()> {
    paragraph(out, width, STANDING)
}
