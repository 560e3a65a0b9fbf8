//! From a function to the organisations that spend on it, and from there to their items.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;

use super::Section;
use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::within;
use crate::money::{Money, agree, count_of, thousands};
use crate::output::svg::{Part, bar};
use crate::report::{FunctionRow, ItemRow, WithinRow, percent, short};

/// Organisations of a function that a person reads; the rest is summed.
const ORGANISATIONS: usize = 15;

/// Items on the whole page, those with the most duplicated cost first: more would make it slow to open.
const ITEMS: usize = 1_200;

#[derive(Template)]
#[template(path = "html/detail.html")]
struct Detail {
    lead: String,
    functions: Vec<Function>,
}

struct Function {
    id: String,
    label: String,
    code: String,
    figure: Figure,
    about: String,
    bodies: Vec<Body>,
    rest: Option<String>,
}

struct Body {
    name: String,
    bar: String,
    cost: Figure,
    duplicated: Figure,
    share: String,
    /// Its units, where several do the same, and its items.
    tables: Vec<Table>,
}

/// What a machine reads, what a person reads, and the same exactly.
struct Figure {
    value: String,
    shown: String,
    exact: String,
}

/// What an organisation spends on a function, and on which items.
#[derive(Default)]
struct Spent<'a> {
    cost: Money,
    duplicated: Money,
    items: Vec<Spending<'a>>,
    within: &'a [WithinRow],
}

/// What an item spends on a function.
struct Spending<'a> {
    item: &'a ItemRow,
    cost: Money,
    duplicated: Money,
}

/// Where a function's organisations are: by its place in the report, since codes may hold anything.
pub(super) fn anchor(place: usize) -> String {
    format!("function-{place}")
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let mut spent = spent(view);
    let functions = view.by_duplicated();
    if functions.is_empty() {
        return Ok(None);
    }
    let functions: Vec<_> =
        functions.into_iter().map(|(place, row)| (place, row, largest(&mut spent, &row.code))).collect();
    let mut amounts: Vec<Money> = functions
        .iter()
        .flat_map(|(_, _, bodies)| bodies.iter().take(ORGANISATIONS))
        .flat_map(|(_, spent)| spent.items.iter().map(|item| item.duplicated))
        .collect();
    amounts.sort_by_key(|amount| Reverse(*amount));
    // Below this an item is left to the other formats. Where all fit, even those without duplicated cost are shown.
    let least = amounts.get(ITEMS).map_or(Money(i64::MIN), |amount| Money(amount.0 + 1));
    let functions =
        functions.into_iter().map(|(place, row, bodies)| function(view, place, row, bodies, least)).collect();
    let mut lead = "Each function opens to the organisations that spend on it".to_owned();
    if !view.report.within.is_empty() {
        lead += ", and to its units if several do the same, with the people to talk to";
    }
    if view.report.items.is_some() {
        lead += ", and to their items. An item's duplicated cost is its share of what its organisation spends on \
            the same work. `dupaudit explain ITEM` shows why it has the function";
    }
    lead.push('.');
    if least > Money::ZERO {
        lead += &format!(
            " The page holds the {} with the most duplicated cost; all {} are in the table `item_functions` (`-o report.xlsx` or \
             `-o tables/`).",
            count_of(amounts.iter().filter(|amount| **amount >= least).count(), "item"),
            thousands(view.report.items.iter().flatten().map(|item| item.parts.len() as u64).sum()),
        );
    }
    Section::of("detail", "Function by function", &Detail { lead, functions })
}

/// Everything that is spent on functions, by function and organisation.
fn spent<'a>(view: &View<'a>) -> BTreeMap<&'a str, BTreeMap<&'a str, Spent<'a>>> {
    let mut spent: BTreeMap<&str, BTreeMap<&str, Spent<'_>>> = BTreeMap::new();
    for row in &view.report.attribution {
        let body = spent.entry(&row.function).or_default().entry(&row.organisation).or_default();
        body.cost += row.cost;
        body.duplicated += row.duplicated;
    }
    // The rows of an organisation on a function stand together.
    for rows in view.report.within.chunk_by(|a, b| (&a.function, &a.organisation) == (&b.function, &b.organisation)) {
        let Some(first) = rows.first() else { continue };
        let bodies = spent.get_mut(first.function.as_ref());
        if let Some(body) = bodies.and_then(|bodies| bodies.get_mut(first.organisation.as_ref())) {
            body.within = rows;
        }
    }
    for item in view.report.items.iter().flatten() {
        for part in &item.parts {
            // Parts outside the comparison are on no row above.
            let Some(body) = spent.get_mut(&*part.function).and_then(|bodies| bodies.get_mut(&*item.organisation))
            else {
                continue;
            };
            match body.items.last_mut().filter(|last| std::ptr::eq(last.item, item)) {
                Some(last) => {
                    last.cost += part.cost;
                    last.duplicated += part.duplicated;
                }
                None => body.items.push(Spending { item, cost: part.cost, duplicated: part.duplicated }),
            }
        }
    }
    spent
}

/// The organisations of a function, those with the most duplicated cost first, and so their items.
fn largest<'a>(spent: &mut BTreeMap<&'a str, BTreeMap<&'a str, Spent<'a>>>, code: &str) -> Vec<(&'a str, Spent<'a>)> {
    let mut bodies: Vec<(&str, Spent<'_>)> = spent.remove(code).unwrap_or_default().into_iter().collect();
    bodies.sort_by(|(a, left), (b, right)| {
        (right.duplicated, right.cost).cmp(&(left.duplicated, left.cost)).then_with(|| a.cmp(b))
    });
    for (_, body) in &mut bodies {
        body.items.sort_by_key(|item| (Reverse(item.duplicated), Reverse(item.cost)));
    }
    bodies
}

fn function(
    view: &View<'_>,
    place: usize,
    row: &FunctionRow,
    bodies: Vec<(&str, Spent<'_>)>,
    least: Money,
) -> Function {
    let currency = view.report.currency.as_str();
    let most = bodies.iter().map(|(_, body)| body.cost).max().unwrap_or_default();
    let rest = bodies.get(ORGANISATIONS..).filter(|rest| !rest.is_empty()).map(|rest| {
        format!(
            "And {} more with a cost of {} ({} duplicated): in the table `organisation_functions` (`-o report.xlsx` \
             or `-o tables/`).",
            thousands(rest.len() as u64),
            short(rest.iter().map(|(_, body)| body.cost).sum(), currency),
            short(rest.iter().map(|(_, body)| body.duplicated).sum(), currency)
        )
    });
    let counted =
        |count: usize, one: &str, many: &str| format!("{} {}", thousands(count as u64), agree(count, one, many));
    let duplicated = view.on_basis(&row.duplicated);
    let who: Vec<String> = [
        (row.providers, "unit with staff", "units with staff"),
        (row.products.unwrap_or_default(), "product", "products"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    Function {
        id: anchor(place),
        label: row.label.clone(),
        code: row.code.clone(),
        figure: figure(view, duplicated),
        about: format!(
            "{}: {} on it, {} in all, with {}; {} is duplicated.",
            row.kind,
            counted(row.organisations, "organisation spends", "organisations spend"),
            short(row.cost, currency),
            who.join(" and "),
            percent(duplicated, row.cost),
        ),
        bodies: bodies
            .into_iter()
            .take(ORGANISATIONS)
            .enumerate()
            .map(|(number, (id, spent))| body(view, &format!("{place}-{number}"), id, &spent, most, least))
            .collect(),
        rest,
    }
}

fn body(view: &View<'_>, number: &str, id: &str, spent: &Spent<'_>, most: Money, least: Money) -> Body {
    let name = view.name(id).to_owned();
    Body {
        bar: bar(
            &[
                Part { from: Money::ZERO, length: spent.duplicated, class: "left" },
                Part { from: spent.duplicated, length: spent.cost - spent.duplicated, class: "goes" },
            ],
            most,
        ),
        cost: figure(view, spent.cost),
        duplicated: figure(view, spent.duplicated),
        share: percent(spent.duplicated, spent.cost),
        tables: [
            within::units(view, &format!("units-{number}"), &name, spent.within),
            items(view, &format!("items-{number}"), &name, &spent.items, least),
        ]
        .into_iter()
        .flatten()
        .collect(),
        name,
    }
}

fn items(view: &View<'_>, id: &str, body: &str, items: &[Spending<'_>], least: Money) -> Option<Table> {
    let shown: Vec<&Spending<'_>> = items.iter().filter(|item| item.duplicated >= least).collect();
    let left = items.len() - shown.len();
    let row = |spending: &&Spending<'_>| {
        let item = spending.item;
        Row::new(vec![
            Cell::text(&item.text),
            item.unit_name.as_ref().or(item.unit.as_ref()).map_or(Cell::Unknown, |unit| Cell::text(unit.as_ref())),
            view.money(spending.cost),
            view.money(spending.duplicated),
            Cell::share(item.confidence),
            Cell::text(item.source.word()),
            Cell::Text(format!("{}/{}", item.kind, item.id)),
            Cell::Text(format!("{}:{}:{}", item.path, item.line, item.column)),
        ])
    };
    (!shown.is_empty()).then(|| Table {
        id: id.to_owned(),
        caption: format!("Items of {body}"),
        columns: vec![
            Column::text("Item", "Its name or title, as declared."),
            Column::text("Unit", "The unit it sits in, as declared."),
            view.money_column("Cost", "Its cost of this function."),
            view.money_column("Duplicated", "The duplicated part of the cost."),
            Column::number("Confidence", "The confidence of the mapping."),
            Column::text("Mapped by", "declared (in the return), decision (by a person) or mapper."),
            Column::code("Id", "Kind and id in the return."),
            Column::code("Where", "File, line and column."),
        ],
        rows: shown.iter().map(row).collect(),
        note: (left > 0).then(|| format!("And {} with less.", count_of(left, "more item"))),
    })
}

fn figure(view: &View<'_>, amount: Money) -> Figure {
    let currency = &view.report.currency;
    Figure { value: amount.to_json().to_string(), shown: short(amount, currency), exact: amount.exact(currency) }
}
