//! Tables for the public: a Frictionless data package, and a plain page that shows what the money goes on.
//!
//! Only what is redacted comes here, and nothing of single items.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::csv::write_csv;
use super::html::{escaped, minus};
use crate::money::Money;
use crate::report::tables::table;
use crate::report::{Report, percent, short};
use crate::table::{Column, Kind, Stamped, Table, Tabulated};

/// The tables of the package, in the order of the package.
const TABLES: [&str; 9] = [
    "organisations",
    "functions",
    "function_groups",
    "organisation_functions",
    "cube",
    "products",
    "benchmarks",
    "coverage",
    "dictionary",
];

/// The description of the package.
const PACKAGE: &str = "datapackage.json";

/// The page for readers.
const PAGE: &str = "index.html";

/// Functions of one organisation that the page names.
const NAMED: usize = 5;

/// Under which licence the tables are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Licence {
    /// Open Government Licence 3.0.
    Ogl,
    /// Creative Commons Attribution 4.0.
    CcBy,
    /// Creative Commons Zero 1.0.
    Cc0,
}

impl Licence {
    /// Its name in the list of open licences, its title and its text.
    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Ogl => [
                "OGL-UK-3.0",
                "Open Government Licence 3.0",
                "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            ],
            Self::CcBy => {
                ["CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"]
            }
            Self::Cc0 => ["CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"],
        }
    }
}

/// The files of the folder.
pub fn published_files() -> Vec<String> {
    let tables = TABLES.iter().map(|name| format!("{name}.csv"));
    tables.chain([PACKAGE, PAGE].map(str::to_owned)).collect()
}

/// Why a report must not be published; nothing where it may.
pub fn unpublishable(report: &Report) -> Option<String> {
    if report.organisations.is_empty() {
        return Some("there is nothing to publish: no return was read".to_owned());
    }
    let Some(withheld) = &report.coverage.withheld else {
        return Some("names and pay of small posts are not redacted: add --redact".to_owned());
    };
    (withheld.alone > 0).then(|| {
        let (who, have) = if withheld.alone == 1 {
            ("1 organisation".to_owned(), "has")
        } else {
            (format!("{} organisations", withheld.alone), "have")
        };
        format!(
            "identifiable pay is left: {who} {have} too few staff in small roles to average over. Group single posts \
             into one role, or leave out their cost"
        )
    })
}

/// Writes one of [`published_files`].
///
/// # Errors
/// The writer refuses.
pub fn write_published(out: &mut dyn Write, name: &str, report: &Report, licence: Licence) -> io::Result<()> {
    match name {
        PACKAGE => {
            serde_json::to_writer_pretty(&mut *out, &package(report, licence))?;
            writeln!(out)
        }
        PAGE => out.write_all(page(report, licence).as_bytes()),
        name => name.strip_suffix(".csv").and_then(table).map_or(Ok(()), |table| write_csv(out, table, report, false)),
    }
}

fn package(report: &Report, licence: Licence) -> Value {
    let [name, title, path] = licence.texts();
    let slug: String = report
        .period
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect();
    let resources: Vec<Value> =
        TABLES.iter().filter_map(|name| table(name)).map(|table| resource(table, report)).collect();
    json!({
        "profile": "tabular-data-package",
        "name": format!("duplication-audit-{slug}"),
        "id": report.audit_id(),
        "title": format!("What public bodies spend on administration and management, {}", report.period),
        "description": "What each organisation spends, on what, and what of it is duplicated. Duplicated cost is not waste.",
        "version": report.tool.version,
        "period": report.period,
        "currency": report.currency,
        "licenses": [{"name": name, "title": title, "path": path}],
        "sources": [{"title": format!(
            "Returns of {} organisations for {}, measured with {} {}",
            report.organisations.len(), report.period, report.tool.name, report.tool.version
        )}],
        "resources": resources,
    })
}

fn resource(table: &dyn Table<Report>, report: &Report) -> Value {
    let columns = Stamped(table).columns();
    let keys: Vec<&str> = columns.iter().take(table.key()).map(|column| column.key).collect();
    let mut schema = json!({
        "fields": columns.iter().map(|column| field(column, report)).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !keys.is_empty() {
        schema["primaryKey"] = json!(keys);
    }
    json!({
        "name": table.name(),
        "path": format!("{}.csv", table.name()),
        "title": table.title(),
        "description": table.about(),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn field(column: &Column, report: &Report) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Money | Kind::Share | Kind::Number(_) => "number",
        Kind::Count => "integer",
        Kind::Date => "date",
        Kind::Flag => "boolean",
    };
    let mut field = json!({"name": column.key, "type": kind, "title": column.title, "description": column.about});
    if column.kind == Kind::Flag {
        field["trueValues"] = json!(["true"]);
        field["falseValues"] = json!(["false"]);
    }
    let unit = if column.kind == Kind::Money { report.currency.as_str() } else { column.unit };
    if !unit.is_empty() {
        field["unit"] = json!(unit);
    }
    field
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;color:#16222b;background:#fff;max-width:60rem;margin:0 auto;padding:1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #d3dbe1;vertical-align:top}\
td.n,th.n{text-align:right;white-space:nowrap}caption{text-align:left;font-weight:600}@media(max-width:40rem){body{font-size:.9rem}th,td{padding:.25rem .2rem}}";

/// The page, without a script: what each organisation spends, on what, what is duplicated, what the public gets.
fn page(report: &Report, licence: Licence) -> String {
    let money = |amount: Money| minus(&short(amount, &report.currency));
    let [_, licence, address] = licence.texts();
    let title = format!("What public bodies spend on administration, {}", report.period);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{0}</h1>\n",
        escaped(&title)
    );
    let duplicated: Money = report.organisations.iter().map(|row| row.duplicated).sum();
    let in_scope: Money = report.organisations.iter().map(|row| row.in_scope).sum();
    let _ = writeln!(
        html,
        "<p>{} organisations spend {} a year on administration and management. {} ({}) of it is duplicated: several units do the \
         same work, or several products serve it. Duplicated cost is not waste. Resilience, local knowledge and separation of duties can justify it.</p>",
        report.organisations.len(),
        escaped(&money(in_scope)),
        escaped(&money(duplicated)),
        percent(duplicated, in_scope),
    );
    if !report.complete {
        html.push_str(
            "<p><strong>Incomplete:</strong> some returns could not be read, and are not in these figures.</p>\n",
        );
    }
    let mut organisations: Vec<_> = report.organisations.iter().collect();
    organisations.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.id.cmp(&b.id)));
    let rows = organisations
        .iter()
        .map(|row| vec![row.name.clone(), money(row.total), money(row.in_scope), money(row.duplicated)]);
    section(
        &mut html,
        "What each organisation spends",
        &["Organisation", "All spending", "Administration and management", "Duplicated"],
        1,
        rows,
    );
    let mut functions: Vec<_> = report.functions.iter().filter(|row| row.cost.is_positive()).collect();
    functions.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| a.code.cmp(&b.code)));
    let rows = functions.iter().map(|row| {
        vec![row.label.clone(), row.organisations.to_string(), money(row.cost), money(row.within + row.between)]
    });
    section(&mut html, "On what", &["Work", "Organisations", "Cost", "Duplicated"], 1, rows);
    let mut spent: Vec<(&str, Vec<(Money, &str)>)> = Vec::new();
    for row in &organisations {
        let mut parts: std::collections::BTreeMap<&str, Money> = std::collections::BTreeMap::new();
        for part in report.attribution.iter().filter(|part| *part.organisation == *row.id) {
            *parts.entry(report.label_of(&part.function)).or_default() += part.cost;
        }
        let mut parts: Vec<(Money, &str)> = parts.into_iter().map(|(label, cost)| (cost, label)).collect();
        parts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        parts.truncate(NAMED);
        spent.push((&row.name, parts));
    }
    let rows = spent.into_iter().map(|(name, parts)| {
        let parts = parts.into_iter().map(|(cost, label)| format!("{label} {}", money(cost)));
        vec![name.to_owned(), parts.collect::<Vec<_>>().join("; ")]
    });
    section(&mut html, "The largest work of each organisation", &["Organisation", "Work and cost"], 2, rows);
    let rows = report.benchmarks.iter().map(|row| {
        let unit = row.unit_cost.map_or_else(|| "not known".to_owned(), |cost| format!("{cost:.2}"));
        vec![
            report.label_of(&row.function).to_owned(),
            report.name_of(&row.organisation).to_owned(),
            format!("{:.0} {}", row.volume, row.measure),
            money(row.cost),
            unit,
        ]
    });
    let heads = ["Work", "Organisation", "What was done", "Cost", "Cost of one"];
    section(&mut html, "What the public gets", &heads, 3, rows);
    let _ = writeln!(
        html,
        "<p>Amounts are in {} for {}. Pay and names of small posts are averaged or left out. The tables, with the meaning of every \
         column, are the CSV files beside this page; <a href=\"{PACKAGE}\">{PACKAGE}</a> describes them. Licence: \
         <a href=\"{address}\">{licence}</a>.</p>\n</main>\n</body>\n</html>",
        escaped(&report.currency),
        escaped(&report.period),
    );
    html
}

/// A heading and a table; from the column `numbers` on there are figures.
fn section(html: &mut String, title: &str, heads: &[&str], numbers: usize, rows: impl Iterator<Item = Vec<String>>) {
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let class = |place: usize| if place >= numbers { " class=\"n\"" } else { "" };
    let _ = write!(html, "<h2>{title}</h2>\n<table>\n<thead><tr>");
    for (place, head) in heads.iter().enumerate() {
        let _ = write!(html, "<th scope=\"col\"{}>{head}</th>", class(place));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let (tag, scope) = if place == 0 { ("th", " scope=\"row\"") } else { ("td", class(place)) };
            let _ = write!(html, "<{tag}{scope}>{}</{tag}>", escaped(cell));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}
