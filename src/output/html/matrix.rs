//! Who carries what: duplicated cost of the largest organisations on the largest functions.

use std::collections::BTreeMap;

use askama::Template;

use super::Section;
use super::view::View;
use crate::money::{Money, count_of};
use crate::report::short;

/// Columns and rows that fit a page; the rest is summed.
const FUNCTIONS: usize = 12;
const ORGANISATIONS: usize = 25;

#[derive(Template)]
#[template(path = "html/matrix.html")]
struct Matrix {
    columns: Vec<Head>,
    rows: Vec<Line>,
    note: String,
    steps: Vec<(usize, String)>,
}

struct Head {
    label: String,
    to: Option<String>,
}

struct Line {
    label: String,
    cells: Vec<Square>,
}

struct Square {
    /// How dark: 0 to 5; nothing for sums.
    class: String,
    figure: Option<[String; 3]>,
}

/// From which share of the largest cell on a cell is how dark.
const STEPS: [(i128, usize); 4] = [(50, 5), (20, 4), (8, 3), (2, 2)];

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let report = view.report;
    let functions = view.by_duplicated();
    if functions.is_empty() || report.organisations.len() < 2 {
        return Ok(None);
    }
    let mut organisations: Vec<&crate::report::OrganisationRow> =
        report.organisations.iter().filter(|row| row.duplicated.is_positive()).collect();
    organisations.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.id.cmp(&b.id)));
    let columns: BTreeMap<&str, usize> =
        (functions.iter().take(FUNCTIONS).enumerate()).map(|(place, (_, row))| (row.code.as_str(), place)).collect();
    let lines: BTreeMap<&str, usize> =
        (organisations.iter().take(ORGANISATIONS).enumerate()).map(|(place, row)| (row.id.as_str(), place)).collect();
    let (more_functions, more_organisations) = (functions.len() - columns.len(), organisations.len() - lines.len());

    // The last column but one and the last row hold what is left.
    let mut sums = vec![vec![Money::ZERO; columns.len() + 1]; lines.len() + 1];
    for row in &report.attribution {
        let column = columns.get(row.function.as_ref()).copied().unwrap_or(columns.len());
        let line = lines.get(row.organisation.as_ref()).copied().unwrap_or(lines.len());
        sums[line][column] += row.duplicated;
    }
    let most = sums[..lines.len()].iter().flat_map(|line| &line[..columns.len()]).max().copied().unwrap_or_default();
    let line = |label: String, sums: &[Money], is_rest: bool| {
        let mut cells: Vec<Square> = (sums.iter().take(columns.len()))
            .map(|amount| square(view, *amount, if is_rest { Money::ZERO } else { most }))
            .collect();
        if more_functions > 0 {
            cells.push(square(view, sums[columns.len()], Money::ZERO));
        }
        cells.push(square(view, sums.iter().copied().sum(), Money::ZERO));
        Line { label, cells }
    };
    let mut rows: Vec<Line> = organisations
        .iter()
        .zip(&sums)
        .take(lines.len())
        .map(|(row, sums)| line(row.name.clone(), sums, false))
        .collect();
    if more_organisations > 0 {
        rows.push(line(count_of(more_organisations, "more organisation"), &sums[lines.len()], true));
    }
    let totals: Vec<Money> = (0..=columns.len()).map(|column| sums.iter().map(|line| line[column]).sum()).collect();
    rows.push(line("Together".to_owned(), &totals, true));
    let mut heads: Vec<Head> = (functions.iter().take(FUNCTIONS))
        .map(|(place, row)| Head { label: row.label.clone(), to: Some(super::detail::anchor(*place)) })
        .collect();
    if more_functions > 0 {
        heads.push(Head { label: count_of(more_functions, "more function"), to: None });
    }
    heads.push(Head { label: "Together".to_owned(), to: None });
    Section::of(
        "matrix",
        "Who pays for it",
        &Matrix { columns: heads, rows, note: note(view, most), steps: steps(view, most) },
    )
}

fn note(view: &View<'_>, most: Money) -> String {
    format!(
        "Duplicated cost a year of each organisation on each function, in {}: the {FUNCTIONS} functions and {ORGANISATIONS} organisations \
         with the most at most; the rest is summed. The darkest cells hold {} or more. Duplicated cost is shared between those who spend it: it does \
         not show who should change.",
        view.report.currency,
        short(Money(i64::try_from(i128::from(most.0) / 2).unwrap_or(0)), &view.report.currency),
    )
}

/// What each shade means.
fn steps(view: &View<'_>, most: Money) -> Vec<(usize, String)> {
    let from = |share: i128| Money(i64::try_from(i128::from(most.0) * share / 100).unwrap_or(0));
    let mut steps: Vec<(usize, String)> = STEPS
        .iter()
        .rev()
        .map(|(share, step)| (*step, format!("from {}", short(from(*share), &view.report.currency))))
        .collect();
    steps.insert(0, (1, "less".to_owned()));
    steps
}

fn square(view: &View<'_>, amount: Money, most: Money) -> Square {
    let darkness = if amount.is_positive() && most.is_positive() {
        let share = i128::from(amount.0) * 100 / i128::from(most.0);
        STEPS.iter().find(|(from, _)| share >= *from).map_or(1, |(_, step)| *step)
    } else {
        0
    };
    Square {
        class: if most.is_positive() { format!("h{darkness}") } else { "sum".to_owned() },
        figure: amount.is_positive().then(|| {
            let currency = &view.report.currency;
            let symbol = crate::money::symbol(currency);
            [amount.to_json().to_string(), short(amount, currency).replacen(&symbol, "", 1), amount.exact(currency)]
        }),
    }
}
