//! UK "organogram of staff roles & salaries" files: what central government publishes of its posts twice a year.
//!
//! Format: data.gov.uk guidance on organogram data. The senior file has one row a post, the junior file one row a group
//! of posts. The cost of a row is its FTE times the mid-point of its pay scale, rounded once to pence, half-even.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::bail;

use super::draft::{Draft, DraftItem, plain_fte, plain_money};
use super::ids::Ids;
use super::lines::Lines;
use super::plain_text::{LineCount, decoded};
use super::table::vacant::{is_eliminated, is_unfilled};
use crate::finding::{Code, Finding};
use crate::money::{MilliFte, Money, agree, divide_half_even, plural};
use crate::returns::blank::{is_blank, visible};
use crate::returns::model::{Inclusion, Kind};

/// What an import gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// One a body, in the order of their ids.
    pub returns: Vec<Draft>,
    /// What was wrong with rows.
    pub findings: Vec<Finding>,
    /// Rows read.
    pub rows: usize,
    /// Rows that hold no organisation, or no readable staff number.
    pub skipped: usize,
    /// Posts that nobody holds, or that are gone.
    pub vacant: usize,
}

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layout {
    Junior,
    Senior,
}

/// The names of the columns, without case and without a last bracket: `Payscale Minimum (£)` is `payscale minimum`.
struct Columns {
    layout: Layout,
    snapshot: Option<usize>,
    /// A column of the files that the rows came from, which have the day in their names.
    source: Option<usize>,
    /// Who holds the post, of the senior file. Read for what it says of nobody, and never kept.
    holder: Option<usize>,
    notes: Option<usize>,
    organisation: usize,
    unit: Option<usize>,
    grade: Option<usize>,
    title: usize,
    description: Option<usize>,
    profession: Option<usize>,
    fte: usize,
    low: usize,
    high: usize,
    /// The post itself in the senior file, the post that is reported to in the junior one.
    post: Option<usize>,
}

/// A post, or a group of posts of one kind.
#[derive(Debug, Clone, Default)]
struct Post {
    title: String,
    description: Option<String>,
    unit: Option<String>,
    grade: Option<String>,
    profession: Option<String>,
    fte: MilliFte,
    cost: Option<Money>,
}

/// A row that is of use.
struct Row {
    organisation: String,
    unit: String,
    role: Post,
    post: String,
    layout: Layout,
}

/// Imports organogram files. `period` is needed where they do not say their snapshot.
///
/// # Errors
/// A file is no organogram, is no CSV, or speaks of another snapshot than the rest.
pub fn organograms(
    files: &[(Arc<str>, Vec<u8>)],
    period: Option<&str>,
    kind: Option<&str>,
) -> anyhow::Result<Imported> {
    let mut imported = Imported::default();
    let mut rows = Vec::new();
    let mut periods = BTreeSet::new();
    for (name, bytes) in files {
        read(name, bytes, &mut imported, &mut rows, &mut periods)?;
    }
    let mut days: BTreeSet<String> = files.iter().filter_map(|(name, _)| day_in(name)).collect();
    let period = match (period, periods.len()) {
        (Some(period), _) => period.to_owned(),
        (None, 1) => periods.pop_first().unwrap_or_default(),
        (None, 0) if days.len() == 1 => days.pop_first().unwrap_or_default(),
        (None, 0) => {
            bail!("the files do not give the date of the snapshot: add --period, such as --period 2011-09-30")
        }
        (None, _) => {
            let all: Vec<String> = periods.into_iter().collect();
            bail!("the files are of several snapshots ({}): import one at a time", all.join(", "));
        }
    };
    imported.findings.extend(repeated(&rows));
    imported.returns = drafts(rows, &period, kind, files);
    Ok(imported)
}

fn read(
    name: &Arc<str>,
    bytes: &[u8],
    imported: &mut Imported,
    rows: &mut Vec<Row>,
    periods: &mut BTreeSet<String>,
) -> anyhow::Result<()> {
    let text = decoded(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = columns(name, reader.headers()?)?;
    let mut unpriced = Lines::default();
    let mut skipped = Lines::default();
    let mut unpriced_fte = 0;
    let mut empty: BTreeMap<&'static str, Lines> = BTreeMap::new();
    let mut at = LineCount::of_text(&text);
    for record in reader.records() {
        let record = record.map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        let line = at.line_of(record.position().map_or(0, csv::Position::byte));
        imported.rows += 1;
        let cell = |column: Option<usize>| {
            let text = visible(column.and_then(|column| record.get(column)).unwrap_or_default());
            // Databases write `NULL` where they have nothing.
            if is_blank(text) { "" } else { text }
        };
        let snapshot = Some(cell(columns.snapshot)).filter(|snapshot| !snapshot.is_empty()).map(day);
        periods.extend(snapshot.or_else(|| day_in(cell(columns.source))));
        if let Some(nobody) = nobody(&columns, &cell) {
            empty.entry(nobody).or_default().add(line);
            continue;
        }
        let Some(row) = row(&columns, &cell) else {
            skipped.add(line);
            continue;
        };
        if row.role.cost.is_none() {
            unpriced.add(line);
            unpriced_fte += row.role.fte.0;
        }
        rows.push(row);
    }
    imported.skipped += skipped.count;
    imported.vacant += empty.values().map(|lines| lines.count).sum::<usize>();
    let place = |finding: Finding, lines: &Lines| {
        let mut finding = finding.position(lines.position());
        finding.path = Some(Arc::clone(name));
        finding
    };
    if unpriced.count > 0 {
        let message = format!(
            "{} {} with {} FTE {} no usable pay; {} staff are kept, without cost ({} {unpriced})",
            unpriced.count,
            plural(unpriced.count, "row"),
            fte(unpriced_fte),
            agree(unpriced.count, "has", "have"),
            agree(unpriced.count, "its", "their"),
            plural(unpriced.count, "line"),
        );
        let help =
            "pay that is withheld, zero or no number cannot be priced; add a cost to these roles where you know it";
        imported.findings.push(place(Finding::new(Code::UnpricedRows, message).help(help), &unpriced));
    }
    if let Some(first) = empty.values().next() {
        let count: usize = empty.values().map(|lines| lines.count).sum();
        let each: Vec<String> = empty
            .iter()
            .map(|(word, lines)| format!("{} {word} ({} {lines})", lines.count, plural(lines.count, "line")))
            .collect();
        let message = format!("{count} {} left out: {}", plural(count, "post"), each.join(", "));
        let help = "nobody is paid for them";
        imported.findings.push(place(Finding::new(Code::VacantPosts, message).help(help), first));
    }
    if skipped.count > 0 {
        let message = format!(
            "{} {} no organisation, no title or no staff number, and {} left out ({} {skipped})",
            skipped.count,
            agree(skipped.count, "row names", "rows name"),
            agree(skipped.count, "was", "were"),
            plural(skipped.count, "line"),
        );
        imported.findings.push(place(
            Finding::new(Code::SkippedRows, message).help("complete them in the source and import again"),
            &skipped,
        ));
    }
    Ok(())
}

fn columns(name: &str, header: &csv::StringRecord) -> anyhow::Result<Columns> {
    let names: Vec<String> = header
        .iter()
        .map(|title| {
            title.split('(').next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        })
        .collect();
    let find = |title: &str| names.iter().position(|name| name == title);
    let need = |title: &str| match find(title) {
        Some(column) => Ok(column),
        None => bail!(
            "{name}:1: there is no column `{title}`: this is not an organogram of staff roles and \
            salaries"
        ),
    };
    let junior = find("generic job title").is_some();
    Ok(Columns {
        layout: if junior { Layout::Junior } else { Layout::Senior },
        snapshot: find("snapshot").or_else(|| find("snapshot date")).or_else(|| find("as at")).or_else(|| find("date")),
        source: ["source", "source file", "file", "filename", "file name"].into_iter().find_map(find),
        holder: find("name"),
        notes: find("notes"),
        organisation: need("organisation")?,
        unit: find("unit"),
        grade: find("grade"),
        title: need(if junior { "generic job title" } else { "job title" })?,
        description: find("job/team function"),
        profession: find("professional/occupational group"),
        fte: need(if junior { "number of posts in fte" } else { "fte" })?,
        low: need(if junior { "payscale minimum" } else { "actual pay floor" })?,
        high: need(if junior { "payscale maximum" } else { "actual pay ceiling" })?,
        post: find(if junior { "reporting senior post" } else { "post unique reference" }),
    })
}

fn row<'c>(columns: &Columns, cell: &impl Fn(Option<usize>) -> &'c str) -> Option<Row> {
    let said = |column: Option<usize>| Some(cell(column)).filter(|text| !is_nothing(text)).map(str::to_owned);
    let organisation = said(Some(columns.organisation))?;
    // A title that says nothing is still a post: its grade or profession stands in.
    let title = said(Some(columns.title)).or_else(|| said(columns.grade)).or_else(|| said(columns.profession))?;
    let fte = MilliFte::parse(&cell(Some(columns.fte)).replace(',', "")).ok()?;
    let cost = pay(cell(Some(columns.low))).zip(pay(cell(Some(columns.high)))).and_then(|(low, high)| {
        let thousandths = i128::from(fte.0) * i128::from(low.0 + high.0);
        // Pay that makes more than an amount may be is no pay.
        let possible = thousandths <= i128::from(Money::LARGEST.0) * 2000;
        possible.then(|| Money(divide_half_even(thousandths, 2000)))
    });
    let role = Post {
        title,
        description: said(columns.description),
        grade: said(columns.grade),
        profession: said(columns.profession),
        fte,
        cost,
        ..Post::default()
    };
    let unit = said(columns.unit).unwrap_or_default();
    Some(Row { organisation, unit, role, post: cell(columns.post).to_owned(), layout: columns.layout })
}

/// Whether a row is of a post that is gone or that nobody holds, by its holder, its title or its reference.
fn nobody<'c>(columns: &Columns, cell: &impl Fn(Option<usize>) -> &'c str) -> Option<&'static str> {
    let post = Some(columns.post).filter(|_| columns.layout == Layout::Senior).flatten();
    // References such as `Vacant2` are numbered.
    let post = cell(post).trim_end_matches(|letter: char| letter.is_ascii_digit());
    let texts = || [cell(columns.holder), cell(Some(columns.title)), post].into_iter();
    if texts().chain([cell(columns.description), cell(columns.notes)]).any(is_eliminated) {
        Some("eliminated")
    } else {
        texts().any(is_unfilled).then_some("vacant")
    }
}

/// The day of a snapshot, written as ISO 8601 where it can be read.
fn day(text: &str) -> String {
    let mut parts = text.split(['/', '.']);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => day_in(text).unwrap_or_else(|| text.to_owned()),
    }
}

/// The day that stands in the name of a file: `home-office-2012-09-30-senior.csv`.
fn day_in(text: &str) -> Option<String> {
    let day = |at: usize| text.get(at..at + 10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    (0..text.len().saturating_sub(9)).find_map(day).map(str::to_owned)
}

/// What people write where they say nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "" | "n/a" | "n/d" | "na" | "nd" | "none" | "-")
}

/// A bound of a pay scale. Nothing, zero and words are no pay.
fn pay(text: &str) -> Option<Money> {
    Money::parse(&text.replace([',', ' '], "")).ok().filter(|pay| pay.is_positive())
}

/// Junior rows that report to a post which the senior file declares more than once: some snapshots were extracted by a
/// join that repeats them once for each copy.
fn repeated(rows: &[Row]) -> Vec<Finding> {
    let mut posts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.layout == Layout::Senior && !is_nothing(&row.post)) {
        *posts.entry((&row.organisation, &row.post)).or_default() += 1;
    }
    let mut by_organisation: BTreeMap<&str, (usize, Money, BTreeSet<&str>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.layout == Layout::Junior) {
        if posts.get(&(row.organisation.as_str(), row.post.as_str())).is_some_and(|count| *count > 1) {
            let sum = by_organisation.entry(&row.organisation).or_default();
            sum.0 += 1;
            sum.1 += row.role.cost.unwrap_or_default();
            sum.2.insert(&row.post);
        }
    }
    by_organisation
        .into_iter()
        .map(|(organisation, (count, cost, posts))| {
            let posts: Vec<&str> = posts.into_iter().collect();
            let message = format!(
                "{organisation}: {count} {} ({}) {} to posts that are declared more than once ({}), and may be repeated for each copy",
                plural(count, "row"),
                cost.exact("GBP"),
                agree(count, "reports", "report"),
                posts.join(", ")
            );
            Finding::new(Code::RepeatedRows, message).help("compare with the organisation's own file; nothing was \
                left out")
        })
        .collect()
}

/// Rows of one body become its return; equal posts of a unit become one role.
fn drafts(rows: Vec<Row>, period: &str, kind: Option<&str>, files: &[(Arc<str>, Vec<u8>)]) -> Vec<Draft> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.rsplit('/').next().unwrap_or(name)).collect();
    let origin = vec![
        format!("Imported from {}: organogram of staff roles and salaries.", names.join(" and ")),
        "Cost is FTE times the mid-point of the pay scale, without on-costs.".to_owned(),
        "Contains public sector information licensed under the Open Government Licence v3.0.".to_owned(),
    ];
    let mut bodies: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        bodies.entry(row.organisation.clone()).or_default().push(row);
    }
    let mut ids = Ids::default();
    bodies
        .into_iter()
        .map(|(name, rows)| {
            let mut draft = Draft {
                origin: origin.clone(),
                period: period.to_owned(),
                id: ids.give(&name),
                name,
                kind: kind.map(str::to_owned),
                // Pay scales do not hold on-costs.
                on_costs: Some(Inclusion::Excluded),
                ..Draft::default()
            };
            fill(&mut draft, rows);
            draft
        })
        .collect()
}

fn fill(draft: &mut Draft, rows: Vec<Row>) {
    let mut units: BTreeMap<String, String> = BTreeMap::new();
    let mut unit_ids = Ids::default();
    for name in rows.iter().map(|row| &row.unit).filter(|name| !name.is_empty()).collect::<BTreeSet<_>>() {
        let id = unit_ids.give(name);
        draft.units.insert(id.clone(), name.clone());
        units.insert(name.clone(), id);
    }
    let mut groups: BTreeMap<_, Vec<Post>> = BTreeMap::new();
    for row in rows {
        let unit = units.get(&row.unit).cloned();
        let role = row.role;
        // Priced and unpriced posts stay apart, so that it can be seen what has no cost.
        let key = (
            role.title.clone(),
            role.grade.clone(),
            unit.clone(),
            row.layout,
            role.profession.clone(),
            role.description.clone(),
            role.cost.is_some(),
        );
        let groups = groups.entry(key).or_default();
        match groups.last_mut().filter(|group| fits(group, &role)) {
            Some(group) => {
                group.fte.0 += role.fte.0;
                group.cost = group.cost.zip(role.cost).map(|(sum, cost)| sum + cost);
            }
            None => groups.push(Post { unit, ..role }),
        }
    }
    let mut ids = Ids::default();
    draft.items = groups.into_values().flatten().map(|post| item(&mut ids, post)).collect();
}

fn item(ids: &mut Ids, post: Post) -> DraftItem {
    let id = ids.give(&format!("{} {}", post.title, post.grade.as_deref().unwrap_or_default()));
    let mut item = DraftItem { kind: Kind::Role, id, name: post.title, texts: Vec::new(), figures: Vec::new() };
    item.say("unit", post.unit);
    item.say("grade", post.grade);
    item.say("profession", post.profession);
    item.say("description", post.description);
    item.figure("fte", Some(plain_fte(post.fte)));
    item.figure("cost", post.cost.map(plain_money));
    item
}

/// Whether both together are still a role that a return may declare.
fn fits(group: &Post, role: &Post) -> bool {
    let cost = |role: &Post| role.cost.unwrap_or_default();
    group.fte.0 + role.fte.0 <= MilliFte::LARGEST.0 && cost(group) + cost(role) <= Money::LARGEST
}

fn fte(milli: i64) -> String {
    format!("{}.{}", milli / 1000, milli % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_has_nothing_for_is_nothing() {
        let table = "Organisation,Unit,Payscale Minimum (£),Payscale Maximum (£),Generic Job Title,Number of Posts in FTE\n\
                     (null),NULL,10000,20000,Clerk,1\nNULL,Office,10000,20000,null,1\n\
                     \u{200B},Office,10000,20000,Clerk,1\n(null),\u{2},10000,20000,\u{1},1\n";
        let imported = organograms(&[(Arc::from("staff.csv"), table.into())], Some("2011"), None).expect("a table");
        assert_eq!((imported.rows, imported.skipped), (4, 3));
        let draft = &imported.returns[0];
        assert_eq!((draft.id.as_str(), draft.units.len(), draft.items.len()), ("x", 0, 1));
    }
}
