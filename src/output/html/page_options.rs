//! Options of a reorganisation as a page: the answer, each option beside the others, then each with who goes where.

use std::io::{self, Write};

use super::leaf::{Leaf, Part};
use super::minus;
use super::pick::{Pick, Reader};
use super::table::{Cell, Column, Row, Table};
use crate::money::{Money, agree, count_of};
use crate::output::options_words::{COLUMNS, OptionsWords};
use crate::output::svg::{Going, Mark, Part as Piece, Plot, bar, map};
use crate::report::{ChoiceRow, OptionsReport, short};

/// Options that have a section of their own; the tables hold all.
const SHOWN: usize = 12;

/// Names of the sections of options: a page takes fixed ones.
const IDS: [&str; SHOWN] = [
    "option-1",
    "option-2",
    "option-3",
    "option-4",
    "option-5",
    "option-6",
    "option-7",
    "option-8",
    "option-9",
    "option-10",
    "option-11",
    "option-12",
];

/// Writes options as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_options_html(out: &mut dyn Write, report: &OptionsReport) -> io::Result<()> {
    let words = OptionsWords { report };
    let mut rests_on = vec![format!("{}.", report.coverage.line(&report.currency))];
    rests_on.extend(words.unsaid());
    let page = Leaf {
        kind: "Options",
        title: words.title(),
        meta: words.about(),
        incomplete: !report.complete,
        verdict: None,
        paragraphs: words.answer(),
        rests_on,
    };
    let mut parts = vec![("side-by-side", side_by_side(report))];
    parts.extend(IDS.into_iter().zip(&report.options).map(|(id, option)| (id, one(report, option))));
    parts.extend(tables(report, &words));
    page.write(out, parts)
}

/// What each option makes of the duplicated cost: one bar each on a common scale.
fn side_by_side(report: &OptionsReport) -> Part {
    let most = report.options.iter().map(|row| row.duplicated.today + row.duplicated.added_by_division).max();
    let most = most.unwrap_or_default().max(report.today.duplicated);
    let figure = |amount: Money| Cell::Figure {
        value: amount.to_json().to_string(),
        shown: minus(&short(amount, &report.currency)),
        exact: Some(minus(&amount.exact(&report.currency))),
    };
    let row = |name: &str, removed: Money, added: Money, remaining: Money, value: Option<Money>| {
        let pieces = [
            Piece { from: Money::ZERO, length: remaining, class: "between" },
            Piece { from: remaining, length: removed, class: "goes" },
        ];
        Row::new(vec![
            Cell::text(name),
            figure(removed),
            figure(added),
            figure(remaining),
            value.map_or_else(|| Cell::text("?"), figure),
            Cell::Drawn(bar(&pieces, most)),
        ])
    };
    let nothing = Money::ZERO;
    let mut rows = vec![row("No option: as today", nothing, nothing, report.today.duplicated, Some(nothing))];
    rows.extend(report.options.iter().map(|option| {
        let duplicated = &option.duplicated;
        row(&option.name, duplicated.removed, duplicated.added_by_division, duplicated.remaining, option.npv_p50)
    }));
    Part {
        title: "Side by side".to_owned(),
        lead: format!("{COLUMNS} The solid part of a bar remains, the other part goes."),
        table: Some(Table {
            id: "side-by-side-table".to_owned(),
            caption: "Duplicated cost under each option".to_owned(),
            columns: vec![
                Column::text("Option", "Its name."),
                Column::number("Removed", "What joining can remove."),
                Column::number("Added", "What division adds."),
                Column::number("Remaining", "Today, and what is added, less what is removed."),
                Column::number("Value", "Net present value, as likely above as below; ? without enough data."),
                Column::text("Remains and goes", "What remains, and what goes."),
            ],
            rows,
            note: None,
        }),
        drawings: Vec::new(),
    }
}

/// One option: a sentence, who goes where, and its years.
fn one(report: &OptionsReport, option: &ChoiceRow) -> Part {
    let money = |amount: Money| short(amount, &report.currency);
    let duplicated = &option.duplicated;
    let mut lead = format!(
        "From {} there {} {}. Joining can remove {}, division adds {}, and {} remains.",
        option.vesting,
        agree(option.bodies, "is", "are"),
        count_of(option.bodies, "organisation"),
        money(duplicated.removed),
        money(duplicated.added_by_division),
        money(duplicated.remaining),
    );
    if let Some(about) = &option.about {
        lead = format!("{about}. {lead}");
    }
    if duplicated.removed == Money::ZERO && duplicated.added_by_division == Money::ZERO {
        lead += " It changes nothing.";
    } else if let [Some(p10), Some(p50), Some(p90)] = [option.npv_p10, option.npv_p50, option.npv_p90] {
        lead += &format!(
            " Its net present value is {}, and {} to {} in 80 of 100 simulations.",
            money(p50),
            money(p10),
            money(p90)
        );
    } else {
        lead += " Not enough data for its value.";
    }
    let name = |id: &str| option.successors.iter().find(|row| row.id == id).map_or("", |row| row.name.as_str());
    let going: Vec<Going<'_>> = option
        .members
        .iter()
        .map(|row| Going { from: &row.name, to: name(&row.successor), whole: row.share >= 1.0 })
        .collect();
    let mut drawings = vec![map(&format!("{}: who goes where; a dashed line is a part", option.name), &going)];
    drawings.extend(years(report, option));
    Part { title: option.name.clone(), lead, table: None, drawings }
}

/// Names where the tables have ids.
struct Names<'a>(&'a OptionsReport);

impl Reader for Names<'_> {
    fn currency(&self) -> &str {
        &self.0.currency
    }

    fn option<'b>(&'b self, id: &'b str) -> &'b str {
        self.0.options.iter().find(|option| option.id == id).map_or(id, |option| &option.name)
    }
}

/// What is left year by year, where that can be said.
fn years(report: &OptionsReport, option: &ChoiceRow) -> Option<String> {
    let net: Option<Vec<Money>> = option.years.iter().map(|row| row.net).collect();
    let cumulative: Option<Vec<Money>> = option.years.iter().map(|row| row.cumulative_net).collect();
    let plot = Plot {
        title: "Net of each year (columns) and cumulative (line), in prices of the period",
        about: "Savings less the cost of division, exits, set-up and dual running; the table of years holds each figure.",
        years: option.years.iter().map(|row| row.label.as_str()).collect(),
        marks: vec![Mark::Columns("gain", "cost", net?), Mark::Line("likely", cumulative?)],
        shown: &|amount| short(amount, &report.currency),
    };
    Some(plot.draw())
}

fn tables(report: &OptionsReport, words: &OptionsWords<'_>) -> Vec<(&'static str, Part)> {
    let claims =
        words.claims_differ().unwrap_or_else(|| "Plans and results of areas that were reorganised.".to_owned());
    let of = |title: &str, lead: String, table: &'static str, columns: &[&'static str]| {
        let pick = Pick { table, caption: title.to_owned(), columns, largest: None, more: Vec::new(), leads: None };
        let mut table = pick.read_by(report, &Names(report));
        table.id += "-table";
        Part { title: title.to_owned(), lead, table: Some(table), drawings: Vec::new() }
    };
    vec![
        (
            "odds",
            of(
                "Compared with each other",
                "Every two options in the same simulations. Neither is called better below 80 of 100.".to_owned(),
                "odds",
                &["first_name", "second_name", "first_more", "second_more", "verdict"],
            ),
        ),
        (
            "depends",
            of(
                "What the order depends on",
                "Each assumption a tenth higher, then other presets: which option then comes first.".to_owned(),
                "depends",
                &["what", "first_name", "lead", "change"],
            ),
        ),
        (
            "successors",
            of(
                "Successors",
                "Removed and added are parts of the option's. Net is what is expected to be saved, less the cost of division, a year."
                    .to_owned(),
                "successors",
                &[
                    "name", "option", "organisations", "cost", "in_scope", "removed", "added_by_division", "one_off", "npv",
                    "net_a_resident", "net_a_dwelling",
                ],
            ),
        ),
        (
            "functions",
            of(
                "By function",
                "What each option makes of each function.".to_owned(),
                "option_functions",
                &["label", "option", "cost", "duplicated_today", "added_by_division", "removed", "remaining"],
            ),
        ),
        (
            "years",
            of(
                "Year by year",
                "In prices of the period. Empty without enough data.".to_owned(),
                "years",
                &["label", "option", "realised", "cashable", "division", "exits", "setup", "setup_division", "dual_running", "net"],
            ),
        ),
        (
            "costs",
            of(
                "One-off cost in lines",
                "Over the horizon, optimism bias included. The lines of an option add up to its one-off cost.".to_owned(),
                "costs",
                &["line", "option", "amount", "about"],
            ),
        ),
        (
            "shared",
            of(
                "Shared services",
                "What organisations run together today. It is cut where its members go into several successors.".to_owned(),
                "shared",
                &["label", "option", "organisations", "successors", "then"],
            ),
        ),
        (
            "contracts",
            of(
                "Contracts that end by the vesting day",
                "They can end without a penalty, or be let again for a successor.".to_owned(),
                "contracts",
                &["product", "option", "name", "vendor", "contract_end", "cost", "successors"],
            ),
        ),
        (
            "claims",
            of(
                "Published figures",
                claims,
                "claims",
                &["about", "option", "speaks", "measure", "published", "years", "here", "here_years", "comparable", "why", "source", "year"],
            ),
        ),
        ("findings", of("Findings", "What to know or fix.".to_owned(), "findings", &["code", "message", "help", "path", "line"])),
    ]
}
