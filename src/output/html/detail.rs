//! From a function to the organisations that spend on it.

use std::collections::BTreeMap;

use askama::Template;

use super::Section;
use super::view::View;
use crate::money::{Money, thousands};
use crate::output::svg::{Part, bar};
use crate::report::{FunctionRow, percent, short};

/// Organisations of a function that a person reads; the rest is summed.
const ORGANISATIONS: usize = 20;

#[derive(Template)]
#[template(path = "html/detail.html")]
struct Detail {
    functions: Vec<Function>,
}

struct Function {
    id: String,
    label: String,
    code: String,
    shown: [String; 3],
    about: String,
    organisations: Vec<Body>,
    rest: Option<String>,
}

struct Body {
    name: String,
    bar: String,
    cost: [String; 3],
    duplicated: [String; 3],
    share: String,
}

/// Where a function's organisations are: by its place in the report, since codes may hold anything.
pub(super) fn anchor(place: usize) -> String {
    format!("function-{place}")
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let mut bodies: BTreeMap<&str, BTreeMap<&str, [Money; 2]>> = BTreeMap::new();
    for row in &view.report.attribution {
        let [cost, duplicated] = bodies.entry(&row.function).or_default().entry(&row.organisation).or_default();
        *cost += row.cost;
        *duplicated += row.duplicated;
    }
    let nobody = BTreeMap::new();
    let functions: Vec<Function> = (view.by_duplicated().into_iter())
        .map(|(place, row)| function(view, place, row, bodies.get(row.code.as_str()).unwrap_or(&nobody)))
        .collect();
    if functions.is_empty() {
        return Ok(None);
    }
    Section::of("detail", "Function by function", &Detail { functions })
}

fn function(view: &View<'_>, place: usize, row: &FunctionRow, bodies: &BTreeMap<&str, [Money; 2]>) -> Function {
    let currency = view.report.currency.as_str();
    let mut bodies: Vec<(&str, Money, Money)> =
        bodies.iter().map(|(id, [cost, duplicated])| (*id, *cost, *duplicated)).collect();
    bodies.sort_by(|a, b| (b.2, b.1).cmp(&(a.2, a.1)).then_with(|| a.0.cmp(b.0)));
    let most = bodies.iter().map(|(_, cost, _)| *cost).max().unwrap_or_default();
    let rest = bodies.get(ORGANISATIONS..).filter(|rest| !rest.is_empty()).map(|rest| {
        format!(
            "and {} more with {} of cost, {} of it duplicated",
            thousands(rest.len() as u64),
            short(rest.iter().map(|(_, cost, _)| *cost).sum(), currency),
            short(rest.iter().map(|(_, _, duplicated)| *duplicated).sum(), currency)
        )
    });
    let plural = |count: usize, one: &str, many: &str| {
        format!("{} {}", thousands(count as u64), if count == 1 { one } else { many })
    };
    Function {
        id: anchor(place),
        label: row.label.clone(),
        code: row.code.clone(),
        shown: figure(view, view.on_basis(&row.duplicated)),
        about: format!(
            "{}: {} spend {} on it, with {} and {}; {} of that is duplicated.",
            row.kind,
            plural(row.organisations, "body", "bodies"),
            short(row.cost, currency),
            plural(row.providers, "provider", "providers"),
            plural(row.products, "product", "products"),
            percent(view.on_basis(&row.duplicated), row.cost),
        ),
        organisations: bodies
            .into_iter()
            .take(ORGANISATIONS)
            .map(|(id, cost, duplicated)| Body {
                name: view.name(id).to_owned(),
                bar: bar(
                    &[
                        Part { from: Money::ZERO, length: duplicated, class: "between" },
                        Part { from: duplicated, length: cost - duplicated, class: "goes" },
                    ],
                    most,
                ),
                cost: figure(view, cost),
                duplicated: figure(view, duplicated),
                share: percent(duplicated, cost),
            })
            .collect(),
        rest,
    }
}

/// What a machine reads, what a person reads, and the same exactly.
fn figure(view: &View<'_>, amount: Money) -> [String; 3] {
    let currency = &view.report.currency;
    [amount.to_json().to_string(), short(amount, currency), amount.exact(currency)]
}
