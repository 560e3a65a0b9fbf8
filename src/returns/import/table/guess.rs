//! Which column means what, by its heading and by what stands below it.

use std::collections::{BTreeMap, BTreeSet};

use super::column::{Column, OTHER_YEAR};
use super::content::Content;
use super::figure::ONE;
use super::header::Header;
use super::heading::{self, Basis, Heading, Year};
use super::meaning::{CURRENCIES, Meaning, TableKind, WHOLE, WORD, is_private};
use super::versions::{self, Fit};
use crate::returns::Period;

/// What is known of a table before its columns are understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// Headings that are no personal data although they look like it.
    pub(super) kept: &'a [String],
    /// The twelve months that are asked for.
    pub(super) period: &'a Period,
    /// What a title above the headings says of all amounts.
    pub(super) title: &'a Heading,
    /// Whether a person says whose the whole table is.
    pub(super) is_one_body: bool,
}

/// What the columns of a table mean if it is of `kind`, and how sure that is.
pub(super) fn guess(kind: TableKind, header: &Header, contents: &[Content], about: About<'_>) -> (Vec<Column>, usize) {
    let headings: Vec<Heading> = header.headings.iter().map(|heading| Heading::of(heading)).collect();
    let mut columns = columns(kind, header, &headings, contents, about);
    let fits = fits(kind, &columns, &headings, contents);
    let sure = assign(&mut columns, fits, contents);
    by_content(kind, &mut columns, &headings, contents);
    months_side_by_side(kind, &mut columns, contents);
    for (column, heading) in columns.iter_mut().zip(&headings) {
        let is_amount = column.meaning.is_money() && !column.is_share;
        if !is_amount {
            column.times = ONE;
        }
        if !(column.meaning.is_pay() || kind == TableKind::Roles && column.meaning == Meaning::Cost) {
            column.basis = None;
        }
        if column.is_share && column.meaning == Meaning::Ignore && column.note.is_none() {
            column.note = Some("shares, and of what is not said");
        }
        // A rate for an hour or a day is what a full-time post earns.
        let is_rate = matches!(column.basis, Some(Basis::Hour | Basis::Day));
        if is_rate && matches!(column.meaning, Meaning::Pay | Meaning::Cost) {
            column.meaning = Meaning::FullTimePay;
        }
        // Where income has a column, what is net has it taken off.
        if column.rival == Some(Meaning::Cost) && heading.words.starts_with("net") {
            column.note = Some(NET);
        }
    }
    names_are_payees(kind, &mut columns);
    named_by_unit(kind, &mut columns);
    units_of_body(&mut columns, about.is_one_body);
    if !columns.iter().any(|column| column.meaning == Meaning::Line) {
        named_by_unit(kind, &mut columns);
    }
    total_of_pay(kind, &mut columns, contents);
    contained(&mut columns);
    credits(kind, &mut columns);
    if columns.iter().any(|column| column.meaning == Meaning::Income) {
        for column in columns.iter_mut().filter(|column| column.note == Some(NET)) {
            column.rival = None;
        }
    }
    match is_whole(kind, &columns) {
        true if kind == TableKind::Systems && is_ledger(&columns) => (columns, 1),
        true => (columns, sure),
        false => (columns, 0),
    }
}

/// Why a column of amounts is not read beside one of income.
const NET: &str = "after income";

/// The columns without their meaning, but for those that are personal or of another year.
fn columns(
    kind: TableKind,
    header: &Header,
    headings: &[Heading],
    contents: &[Content],
    about: About<'_>,
) -> Vec<Column> {
    let other_years = other_years(&header.headings, contents, about.period);
    let column = |(index, (text, heading)): (usize, (&String, &Heading))| {
        let is_kept = about.kept.iter().any(|kept| kept.to_lowercase() == text.to_lowercase());
        let mut column = Column::new(text, index, if is_kept { Meaning::Description } else { Meaning::Ignore });
        column.times = ONE * heading.scale.or(about.title.scale).unwrap_or(1);
        column.basis = heading.basis.filter(|basis| *basis != Basis::Year);
        column.sign = heading.currency.or(about.title.currency);
        if !is_kept && (is_private(kind, &heading.words) || contents[index].mostly(contents[index].personal, 50)) {
            column.meaning = Meaning::Private;
        } else if other_years.contains(&index) {
            column.note = Some(OTHER_YEAR);
        }
        column
    };
    header.headings.iter().zip(headings).enumerate().map(column).collect()
}

/// What a column may mean: how well it fits, how early that stands in its list, and which column.
type Fitting = (u8, usize, usize, Meaning);

/// What the columns may mean, the best fit first; of equals what stands further left.
fn fits(kind: TableKind, columns: &[Column], headings: &[Heading], contents: &[Content]) -> Vec<Fitting> {
    use Meaning::{Cost, Fte, FullTimePay, OnCosts, Pay};
    let has_pay = headings.iter().any(|heading| [Pay, OnCosts].iter().any(|pay| pay.is_called(kind, &heading.words)));
    let mut fits: Vec<Fitting> = Vec::new();
    let is_open = |column: &&Column| column.meaning != Meaning::Private && column.note.is_none();
    for column in columns.iter().filter(is_open) {
        let (heading, content) = (&headings[column.index], &contents[column.index]);
        let is_roles = kind == TableKind::Roles;
        // `Total` alone may be of staff; beside pay, or in pounds, it is the cost.
        let is_of_staff = is_roles && heading.words == "total" && !has_pay && !column.heading.contains(CURRENCIES);
        // A share of something is never pounds or posts.
        let is_share = heading.is_share || content.mostly(content.shares, 50);
        for meaning in Meaning::ALL {
            let suits = !is_share || matches!(meaning, Fte | OnCosts) || !meaning.is_figure();
            let fit = meaning.fits(kind, heading).filter(|_| suits && !(is_of_staff && meaning == Cost));
            if let Some((score, place)) = fit.filter(|(score, _)| content.allows(kind, meaning, *score)) {
                fits.push((score, place, column.index, meaning));
            }
        }
        // What words do not say one by one, they say together.
        let mut together = |meaning: Meaning, score: u8| {
            if content.allows(kind, meaning, score) {
                fits.push((score, usize::MAX, column.index, meaning));
            }
        };
        if is_roles {
            let is_range = content.mostly(content.ranges, 40);
            if is_range {
                together(FullTimePay, BETTER);
            }
            if is_share && heading.says_working_time() {
                together(Fte, WHOLE);
            }
            if heading.is_only_a_year() && content.looks_like_money() {
                together(Pay, WORD);
            }
            match heading.on_costs_beside() {
                Some(true) if !is_share => together(Cost, BETTER),
                Some(false) => together(Pay, BETTER),
                Some(true) | None if heading.says_only_a_rate() => together(Pay, WHOLE),
                Some(true) | None => {}
            }
        } else if kind != TableKind::Systems && heading.is_only_a_year() {
            // Of a budget book some columns have nothing but a year.
            together(Cost, WORD);
        }
    }
    fits.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    fits
}

/// A fit that no heading outdoes.
const BETTER: u8 = WHOLE + 1;

/// Gives each column what it fits best and no other has taken, and says how well all do together.
fn assign(columns: &mut [Column], fits: Vec<Fitting>, contents: &[Content]) -> usize {
    let mut taken: BTreeMap<Meaning, u8> = BTreeMap::new();
    let mut done = vec![false; columns.len()];
    for (order, (score, _, index, meaning)) in fits.into_iter().enumerate() {
        if done[index] {
            continue;
        }
        let column = &mut columns[index];
        let is_more = meaning == Meaning::OnCosts || meaning.is_fallback() && score >= WHOLE;
        if taken.contains_key(&meaning) && !is_more {
            let is_amount = meaning.is_money() && contents[index].mostly(contents[index].figures, 50);
            if (score >= WHOLE || is_amount) && column.note.is_none() {
                column.note = Some("means the same as another column");
                column.rival = Some(meaning);
            }
            continue;
        }
        column.note = (taken.contains_key(&meaning) && meaning.is_fallback()).then_some("where the other says nothing");
        (column.meaning, column.rival, column.rank) = (meaning, None, order);
        done[index] = true;
        taken.entry(meaning).or_insert(score);
    }
    taken.values().map(|score| usize::from(*score)).sum()
}

/// Columns whose cells alone say what they are: currencies, and for which time pay is.
fn by_content(kind: TableKind, columns: &mut [Column], headings: &[Heading], contents: &[Content]) {
    for column in columns.iter_mut().filter(|column| column.meaning == Meaning::Ignore && column.note.is_none()) {
        let content = &contents[column.index];
        let words = || headings[column.index].words.split(' ');
        let speaks =
            |word: &str| matches!(word, "per" | "pay" | "paid" | "payment" | "salary" | "wage" | "frequency" | "basis");
        let is_of_time = headings[column.index].basis.is_some() || words().any(speaks);
        let is_all = |count: usize| count > 0 && count == content.filled;
        if is_all(content.currencies) && content.different.iter().all(|text| super::currency::is_sign(text)) {
            column.meaning = Meaning::Currency;
        } else if kind == TableKind::Roles && is_of_time && content.figures == 0 && is_all(content.bases) {
            column.meaning = Meaning::Basis;
        }
    }
}

/// Amounts of months or quarters, one column each: together they are what was spent, where no column has the sum.
fn months_side_by_side(kind: TableKind, columns: &mut [Column], contents: &[Content]) {
    let money = if kind == TableKind::Roles { Meaning::Pay } else { Meaning::Cost };
    let is_of_month = |column: &Column| {
        let content = &contents[column.index];
        let is_free = column.meaning == Meaning::Ignore && (column.note.is_none() || column.rival.is_some());
        (is_free || column.meaning == money)
            && content.mostly(content.figures, 80)
            && !versions::months_of_heading(&column.heading).is_empty()
    };
    let places: Vec<usize> = (0..columns.len()).filter(|place| is_of_month(&columns[*place])).collect();
    if kind == TableKind::Systems || places.len() < 2 {
        return;
    }
    let has_sum = columns.iter().enumerate().any(|(place, column)| column.meaning == money && !places.contains(&place));
    for place in places {
        let column = &mut columns[place];
        column.rival = None;
        (column.meaning, column.note) =
            if has_sum { (Meaning::Ignore, Some("said by another column")) } else { (money, None) };
    }
}

/// Where a person says whose the table is, what else it names are the parts of that body.
fn units_of_body(columns: &mut [Column], is_one_body: bool) {
    if is_one_body && !columns.iter().any(|column| column.meaning == Meaning::Unit) {
        for column in columns.iter_mut().filter(|column| column.meaning == Meaning::Organisation) {
            column.meaning = Meaning::Unit;
        }
    }
}

/// Of a budget by departments the finest of them is what costs; of one without departments, what is described.
fn named_by_unit(kind: TableKind, columns: &mut [Column]) {
    let is_of_costs = matches!(kind, TableKind::Costs | TableKind::Processes);
    if is_of_costs && !columns.iter().any(|column| column.meaning == Meaning::Name) {
        let finest = |meaning: Meaning| {
            let of = columns.iter().enumerate().filter(move |(_, column)| column.meaning == meaning);
            of.min_by_key(|(_, column)| column.rank).map(|(index, _)| index)
        };
        if let Some(index) = finest(Meaning::Unit).or_else(|| finest(Meaning::Description)) {
            columns[index].meaning = Meaning::Name;
        }
    }
}

/// Whether systems may be payments, with a day each and nothing that a contract has: a ledger, if they can be one.
fn is_ledger(columns: &[Column]) -> bool {
    use Meaning::{Date, End, Name, Product, Start, Value, Years};
    let any = |meanings: &[Meaning]| columns.iter().any(|column| meanings.contains(&column.meaning));
    any(&[Date]) && !any(&[Name, Product, Value, Start, End, Years])
}

/// Of payments with a day and no supplier `Name` is whom they pay.
fn names_are_payees(kind: TableKind, columns: &mut [Column]) {
    let has = |meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    if kind != TableKind::Costs || !has(Meaning::Date) || has(Meaning::Vendor) || !has(Meaning::Unit) {
        return;
    }
    let is_name = |column: &&mut Column| column.meaning == Meaning::Name && heading::normal(&column.heading) == "name";
    if let Some(column) = columns.iter_mut().find(is_name) {
        column.meaning = Meaning::Vendor;
    }
}

/// Whether the columns are all that a table of a kind needs.
fn is_whole(kind: TableKind, columns: &[Column]) -> bool {
    use Meaning::{
        Cost, Description, End, Fte, FullTimePay, Grade, Hours, Line, Name, Pay, PayTo, Posts, Product, Profession,
        Value, Vendor, Volume,
    };
    let any = |meanings: &[Meaning]| columns.iter().any(|column| meanings.contains(&column.meaning));
    match kind {
        TableKind::Roles => {
            any(&[Name, Grade, Profession]) && any(&[Fte, Pay, Cost, Hours, Posts, FullTimePay, PayTo])
                || any(&[Name]) && any(&[Grade])
        }
        TableKind::Systems => any(&[Name, Product, Vendor]) && any(&[Cost, Value, End, Vendor]),
        TableKind::Costs => any(&[Name, Line]) && any(&[Cost]),
        TableKind::Processes => any(&[Name]) && any(&[Cost, Volume, Fte, Description]),
    }
}

/// The columns that are of another year than the period, where the headings name several years and one of them is the period.
fn other_years(headings: &[String], contents: &[Content], period: &Period) -> BTreeSet<usize> {
    let of_figures = |(index, year): (usize, &Option<Year>)| {
        let content = &contents[index];
        year.filter(|_| content.mostly(content.figures + content.shares, 50)).map(|year| (index, year))
    };
    let of_headings = versions::years(headings.iter().map(String::as_str));
    let years: Vec<(usize, Year)> = of_headings.iter().enumerate().filter_map(of_figures).collect();
    let different: BTreeSet<Year> = years.iter().map(|(_, year)| *year).collect();
    if different.len() < 2 {
        return BTreeSet::new();
    }
    let of_fit = |wanted: Fit| -> BTreeSet<Year> {
        different.iter().copied().filter(|year| versions::fit(*year, period) == wanted).collect()
    };
    let exact = of_fit(Fit::Exact);
    let chosen = if exact.is_empty() { of_fit(Fit::Perhaps) } else { exact };
    // Where none or several may be it, `versions::columns` refuses the table.
    if chosen.len() != 1 {
        return BTreeSet::new();
    }
    years.into_iter().filter(|(_, year)| !chosen.contains(year)).map(|(index, _)| index).collect()
}

/// Of pay in parts and their total the total is read, and what is part of it is not added once more. Whether it is one the
/// figures say, or its name.
fn total_of_pay(kind: TableKind, columns: &mut [Column], contents: &[Content]) {
    let of_pay = |column: &Column| {
        let is_rival = column.rival.is_some_and(|rival| matches!(rival, Meaning::Pay | Meaning::Cost));
        matches!(column.meaning, Meaning::Pay | Meaning::Cost) || is_rival
    };
    let is_called_total = |column: &Column| {
        let words = heading::normal(&column.heading);
        words.split(' ').any(|word| matches!(word, "total" | "gross")) && column.basis.is_none()
    };
    let is_part = |column: &Column| (of_pay(column) || column.meaning == Meaning::OnCosts) && !column.is_share;
    if kind != TableKind::Roles || columns.iter().filter(|column| is_part(column)).count() < 2 {
        return;
    }
    // Employer's contributions are no part of gross pay.
    let is_of_employer = |column: &Column| {
        let words = heading::normal(&column.heading);
        let known = [
            "employer",
            "benefit",
            "pension",
            "superannuation",
            "on cost",
            "oncost",
            " ni",
            "fringe",
            "retirement",
            "insurance",
        ];
        known.iter().any(|known| format!(" {words}").contains(known))
    };
    let is_amount = |column: &Column| {
        let content = &contents[column.index];
        column.meaning == Meaning::Ignore
            && column.note.is_none()
            && content.mostly(content.figures, 80)
            && content.looks_like_money()
    };
    let sets: [Vec<usize>; 3] = [
        (0..columns.len()).filter(|place| is_part(&columns[*place])).collect(),
        (0..columns.len()).filter(|place| is_part(&columns[*place]) && !is_of_employer(&columns[*place])).collect(),
        (0..columns.len()).filter(|place| is_part(&columns[*place]) || is_amount(&columns[*place])).collect(),
    ];
    let totals: Vec<usize> = (0..columns.len()).filter(|place| of_pay(&columns[*place])).collect();
    let adds_up = |total: usize, set: &[usize]| {
        let (mut rows, mut equal) = (0, 0);
        for row in 0..contents[columns[total].index].first.len() {
            let at = |place: usize| contents[columns[place].index].first.get(row).copied().flatten();
            let Some(whole) = at(total).filter(|whole| *whole != 0) else { continue };
            let parts: i128 = set.iter().filter(|place| **place != total).filter_map(|place| at(*place)).sum();
            rows += 1;
            equal += usize::from((whole - parts).abs() <= ONE);
        }
        rows > 0 && equal * 5 >= rows * 4 && (rows > 1 || is_called_total(&columns[total]))
    };
    let by_sum = totals.iter().find_map(|total| {
        let set = sets.iter().find(|set| set.len() > 2 && adds_up(*total, set))?;
        Some((*total, set.clone()))
    });
    let by_name = || {
        let total = totals.iter().copied().find(|place| is_called_total(&columns[*place]))?;
        Some((total, sets[1].clone())).filter(|(_, set)| set.len() > 2)
    };
    let Some((total, parts)) = by_sum.or_else(by_name) else { return };
    let is_with_employer = parts.iter().any(|place| is_of_employer(&columns[*place]));
    for place in parts.into_iter().filter(|place| *place != total) {
        let column = &mut columns[place];
        (column.meaning, column.rival, column.note) = (Meaning::Ignore, None, Some("said by another column"));
    }
    let column = &mut columns[total];
    // Costs of the employer may stand beside gross pay, and are none of it.
    if column.meaning == Meaning::Ignore || !is_with_employer {
        (column.meaning, column.rival, column.note) = (Meaning::Pay, None, None);
    }
}

/// Columns that are part of another one are not added to it.
pub(super) fn contained(columns: &mut [Column]) {
    let has = |columns: &[Column], meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    for (whole, parts) in [
        (
            Meaning::Cost,
            &[Meaning::Pay, Meaning::OnCosts, Meaning::FullTimePay, Meaning::PayFrom, Meaning::PayTo, Meaning::Value][..],
        ),
        (Meaning::Pay, &[Meaning::FullTimePay, Meaning::PayFrom, Meaning::PayTo]),
        (Meaning::Fte, &[Meaning::Hours, Meaning::Posts, Meaning::FullTime]),
        (Meaning::Hours, &[Meaning::Posts]),
    ] {
        if has(columns, whole) {
            for column in columns.iter_mut().filter(|column| parts.contains(&column.meaning)) {
                column.meaning = Meaning::Ignore;
                column.note = Some("said by another column");
            }
        }
    }
}

/// A ledger with a column of debits and one of credits.
fn credits(kind: TableKind, columns: &mut [Column]) {
    let is = |column: &Column, name: &str| kind == TableKind::Costs && heading::normal(&column.heading) == name;
    if columns.iter().any(|column| column.meaning == Meaning::Cost && is(column, "debit")) {
        for column in columns.iter_mut().filter(|column| is(column, "credit")) {
            column.meaning = Meaning::Cost;
            column.times = -column.times;
            column.note = Some("taken off");
        }
    }
}
