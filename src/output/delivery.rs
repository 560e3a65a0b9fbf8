//! Delivery models, sales and published cases for people.

use std::io::{self, Write};

use super::json::pretty;
use super::place::{clean, wrap};
use super::savings_words::shown;
use super::table::{Align, write_table};
use crate::money::{Money, count_of};
use crate::report::{CasesReport, DeliveryReport, ModelConclusion, PublishedCase, SaleReport, short};
use crate::savings::delivery::OutcomeYear;

/// What the columns of the years mean.
pub(super) const YEARS: &str = "Target: before less after. Estimated: the part expected to be delivered, less \
    platform and unit prices with optimism bias. Net: estimated less set-up, dual running and exits.";

/// What the columns of the models mean.
pub(super) const MODELS: &str = "Target and estimated: the saving of a year in full effect. Claimed: as its \
    advocates count, with all joining at once, no local work and no cost of change.";

/// What cost an audit hands over.
const AUDITED: &str =
    "The cost is what the audit found of administrative and managerial work on the function, duplicated or not.";

/// From this width on every column of the years is shown.
const WIDE: u16 = 110;

/// Writes a delivery model, a sale or cases as JSON.
///
/// # Errors
/// The writer refuses.
pub fn write_delivery_json(out: &mut dyn Write, report: &impl serde::Serialize) -> io::Result<()> {
    pretty(out, report)
}

/// Writes a service under a delivery model.
///
/// # Errors
/// The writer refuses.
pub fn write_delivery(out: &mut dyn Write, width: u16, report: &DeliveryReport) -> io::Result<()> {
    paragraph(out, width, &format!("Delivery model {}: {}", report.model, report.about))?;
    writeln!(out)?;
    paragraph(out, width, &format!("{}. {}", sentence(&verdict(report)), in_short(report)))?;
    if report.service.function.is_some() {
        paragraph(out, width, AUDITED)?;
    }
    section(out, "Year by year")?;
    years(out, width, report)?;
    paragraph(out, width, &format!("In {}, prices of today. {YEARS}", report.currency))?;
    section(out, "The same service under every model")?;
    models(out, width, report)?;
    section(out, "Assumptions that matter most")?;
    let rows = report.parameters.iter().map(|(key, value)| {
        vec![
            key.clone(),
            shown(&value.value, &value.unit, &report.currency),
            format!("{}; {}", value.unit, value.source),
        ]
    });
    write_table(
        out,
        width,
        &[("Key", Align::Fixed), ("Value", Align::Left), ("Unit; source", Align::Left)],
        rows.collect(),
    )
}

/// What the service costs today, what it would cost, and how many must join for that.
pub(super) fn in_short(report: &DeliveryReport) -> String {
    let money = |amount: Money| short(amount, &report.currency);
    let less = |saving: Money| match saving {
        saving if saving < Money::ZERO => format!("{} more", money(-saving)),
        saving => format!("{} less", money(saving)),
    };
    let service = report.service.label.as_deref().map_or_else(|| "a service".to_owned(), clean);
    let mut text = String::new();
    if report.is_model_alone() {
        text += "The audit finds no duplication between organisations on this function. How much of the cost joins \
            is an assumption of the model. ";
    }
    text += &format!(
        "{} that costs {} a year would cost {} in full effect ({:.0}% of the cost joins). The target saving is {}, \
         and the estimated saving {}.",
        sentence(&service),
        money(report.service.cost),
        money(report.plan.after),
        report.years.last().map_or(0.0, |year| year.adoption.as_f64()) * 100.0,
        less(report.plan.saving),
        less(report.likely),
    );
    if let Some(share) = report.break_even_adoption {
        text += &format!(" The platform covers its own cost when {} of the cost joins.", percent(share));
    }
    text += &match report.adoption_needed {
        Some(share) => format!(" To be worth it within {}, {} must join.", horizon(report), percent(share.as_f64())),
        None => format!(" It is not worth it within {} even if all join.", horizon(report)),
    };
    text
}

fn horizon(report: &DeliveryReport) -> String {
    count_of(report.horizon, "year")
}

/// Worth it or not, in a few words.
pub(super) fn verdict(report: &DeliveryReport) -> String {
    // Where nobody else is known, only the model speaks.
    let alone = if report.is_model_alone() { "by the model alone, " } else { "" };
    let found = match report.payback_year {
        Some(year) => format!(
            "{} by year {year}: net present value {} over {}",
            report.conclusion,
            short(report.npv, &report.currency),
            horizon(report)
        ),
        None if report.conclusion == ModelConclusion::CostNotGiven => format!(
            "{}: before it is paid for, the net present value is {} over {}; give --platform-cost",
            report.conclusion,
            short(report.npv, &report.currency),
            horizon(report)
        ),
        None => format!(
            "{} within {}: net present value {}",
            report.conclusion,
            horizon(report),
            short(report.npv, &report.currency)
        ),
    };
    format!("{alone}{found}")
}

fn years(out: &mut dyn Write, width: u16, report: &DeliveryReport) -> io::Result<()> {
    let money = |amount: Money| if amount == Money::ZERO { "–".to_owned() } else { short(amount, &report.currency) };
    let row = |year: &OutcomeYear| {
        let mut cells =
            vec![year.year.to_string(), format!("{:.0}%", year.adoption.as_f64() * 100.0), money(year.plan.after)];
        if width >= WIDE {
            cells.extend([year.plan.moved, year.plan.provider + year.plan.by_the_piece, year.plan.platform].map(money));
        }
        let one_off = year.setup + year.dual_running + year.exits;
        cells.extend([year.plan.saving, year.likely, one_off, year.net, year.cumulative_net].map(money));
        cells
    };
    let mut titles = vec!["Year", "Joined", "Cost"];
    if width >= WIDE {
        titles.extend(["Moved", "New service, client", "Platform"]);
    }
    titles.extend(["Target", "Estimated", "One-off", "Net", "Cumulative"]);
    let columns: Vec<_> = titles.into_iter().map(|title| (title, Align::Right)).collect();
    write_table(out, width, &columns, report.years.iter().map(row).collect())
}

fn models(out: &mut dyn Write, width: u16, report: &DeliveryReport) -> io::Result<()> {
    let money = |amount: Money| short(amount, &report.currency);
    let rows = report.models.iter().map(|row| {
        let mark = if row.model == report.model { "*" } else { "" };
        vec![
            format!("{}{mark}", row.model),
            format!("{:.0}%", row.adoption.as_f64() * 100.0),
            money(row.saving),
            money(row.likely),
            money(row.npv),
            row.payback_year.map_or_else(|| "never".to_owned(), |year| format!("year {year}")),
            row.grade.to_string(),
        ]
    });
    let columns = [
        ("Model", Align::Fixed),
        ("Joined", Align::Right),
        ("Target", Align::Right),
        ("Estimated", Align::Right),
        ("NPV", Align::Right),
        ("Payback", Align::Right),
        ("Evidence", Align::Fixed),
    ];
    write_table(out, width, &columns, rows.collect())?;
    paragraph(out, width, &format!("{MODELS} Never: not within the horizon. * these figures."))
}

/// Writes who gains by a sale.
///
/// # Errors
/// The writer refuses.
pub fn write_sale(out: &mut dyn Write, width: u16, report: &SaleReport) -> io::Result<()> {
    let money = |amount: Money| amount.exact(&report.currency);
    let sale = &report.sale;
    paragraph(out, width, &about_sale(report))?;
    writeln!(out)?;
    let rows = [
        ("Revenue of the seller", sale.revenue, "a transfer inside the public sector, no saving"),
        ("Its cost", sale.provider_cost, ""),
        ("Customers save", sale.customer_saving, "what they spend less what they pay"),
        ("The seller keeps", sale.provider_margin, "revenue less cost"),
        ("Saved in all", sale.system_saving, "customers and seller together"),
    ];
    let rows = rows.map(|(name, amount, about)| vec![name.to_owned(), money(amount), about.to_owned()]);
    write_table(out, width, &[("", Align::Fixed), ("A year", Align::Right), ("", Align::Left)], rows.to_vec())?;
    match loss(report) {
        Some(loss) => paragraph(out, width, &loss),
        None => Ok(()),
    }
}

/// A warning where the provider loses money.
pub(super) fn loss(report: &SaleReport) -> Option<String> {
    let margin = report.sale.provider_margin;
    let lost = (-margin).exact(&report.currency);
    (margin < Money::ZERO).then(|| format!("Warning: at this price the seller loses {lost} a year."))
}

/// What is sold, and on which terms.
pub(super) fn about_sale(report: &SaleReport) -> String {
    let money = |amount: Money| amount.exact(&report.currency);
    let who = report.seller.as_ref().map_or_else(|| "An organisation".to_owned(), |seller| clean(seller));
    format!(
        "{who} sells to customers who spend {}. {:.0}% moves ({}), at a price of {:.0}% of their cost and a cost to \
         the seller of {:.0}%.",
        money(report.cost),
        report.adoption.as_f64() * 100.0,
        money(report.sale.moved),
        report.price.as_f64() * 100.0,
        report.marginal.as_f64() * 100.0,
    )
}

/// Writes published cases side by side, and what the tool says of each.
///
/// # Errors
/// The writer refuses.
pub fn write_cases(out: &mut dyn Write, width: u16, report: &CasesReport) -> io::Result<()> {
    writeln!(out, "Published cases: what was claimed a year, and what to compare it with\n")?;
    let money = |amount: Option<Money>| amount.map_or_else(|| "–".to_owned(), |amount| short(amount, report.currency));
    let row = |case: &PublishedCase| {
        vec![
            case.name.to_owned(),
            money(case.before),
            money(Some(case.claimed)),
            money(case.prudent),
            case.prudent_is.clone(),
        ]
    };
    let columns = [
        ("Case", Align::Fixed),
        ("Spent", Align::Right),
        ("Claimed", Align::Right),
        ("Compare with", Align::Right),
        ("Source of comparison", Align::Left),
    ];
    write_table(out, width, &columns, report.cases.iter().map(row).collect())?;
    for case in &report.cases {
        section(out, case.about)?;
        paragraph(out, width, &case.says.join(" "))?;
        let year = case.year.map_or_else(String::new, |year| format!(", {year}"));
        paragraph(out, width, &format!("Source ({}{year}): {}.", case.grade, case.source))?;
    }
    if !report.together.is_empty() {
        section(out, "Together")?;
        paragraph(out, width, &report.together.join(" "))?;
    }
    Ok(())
}

/// Small shares with a decimal, as a reader needs them.
fn percent(share: f64) -> String {
    if share < 0.1 { format!("{:.1}%", share * 100.0) } else { format!("{:.0}%", share * 100.0) }
}

/// With a capital.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}")
}

fn paragraph(out: &mut dyn Write, width: u16, text: &str) -> io::Result<()> {
    out.write_all(wrap(&clean(text), usize::from(width), "").as_bytes())
}
