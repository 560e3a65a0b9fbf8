//! What is wrong with rows, gathered so that a fault of a thousand rows is one finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Code, Finding};
use crate::money::{Money, agree, count_of, plural, thousands};
use crate::returns::import::lines::Lines;

/// Of how many rows it is said what there is to say of each.
const TOLD: usize = 3;

/// What can be wrong with a row. The texts are headings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    /// A figure that can be read two ways.
    TwoFigures(String),
    /// A figure that is none.
    NoFigure(String),
    /// An amount in another currency.
    Foreign(String),
    /// A date that can be read two ways.
    TwoDates(String),
    /// Dates that are read day first because nothing says how.
    DayFirst(String),
    /// A date that is none.
    NoDate(String),
    /// A formula that nobody has calculated.
    Formula(String),
    /// A row that names nothing.
    Nameless,
    /// A row that names no body.
    NoBody,
    /// A row without any figure.
    Nothing,
    /// Staff without pay.
    Unpriced,
    /// Pay without staff.
    NoStaff,
    /// Rows that count as a post each.
    OnePost,
    /// The value of a contract without its years.
    WholeValue,
    /// A row that is what the rows above add up to, and has a name of its own.
    LikeTotal,
    /// A total that the rows above do not add up to.
    TotalDiffers,
    /// Posts that nobody holds.
    Vacant,
    /// Amounts below nothing.
    Negative,
    /// Lines of a ledger for staff who are declared as roles.
    PayLine,
    /// Systems that have only their supplier's name.
    OnlySupplier,
    /// A row that is more than half of its table.
    MostOfAll,
}

/// Rows with one trouble.
#[derive(Debug, Default)]
struct Rows {
    lines: Lines,
    /// What they are about together.
    pence: i128,
    /// What there is to say of each.
    told: Vec<String>,
}

impl Trouble {
    fn code(&self) -> Code {
        match self {
            Self::TwoFigures(_) | Self::TwoDates(_) | Self::DayFirst(_) | Self::WholeValue => Code::AmbiguousFigure,
            Self::NoFigure(_) | Self::NoDate(_) | Self::Foreign(_) | Self::Formula(_) => Code::UnreadableFigure,
            Self::Nameless | Self::NoBody | Self::Nothing | Self::PayLine => Code::SkippedRows,
            Self::Unpriced | Self::NoStaff => Code::UnpricedRows,
            Self::OnePost => Code::AssumedPosts,
            Self::LikeTotal | Self::TotalDiffers => Code::DoubtfulTotal,
            Self::Vacant => Code::VacantPosts,
            Self::Negative => Code::NegativeRows,
            Self::OnlySupplier => Code::NamedBySupplier,
            Self::MostOfAll => Code::LargeRow,
        }
    }

    /// What happened, and what to do. `amount` is what the rows say together, where that is of use, and `told` what there is
    /// to say of each.
    fn words(&self, lines: &Lines, amount: &str, told: &str) -> (String, String) {
        let rows = count_of(lines.count, "row");
        let at = format!("{} {lines}", plural(lines.count, "line"));
        let without = |name: &str, what: &str| format!("`{name}`: {what} in {rows}, left unread ({at})");
        let option = |name: &str, option: &str| {
            format!("write in the mapping file how the column is meant, as in `{name}: {{is: …, {option}}}`")
        };
        let complete = || "complete them in the source and import again".to_owned();
        match self {
            Self::TwoFigures(name) => {
                (without(name, "a figure that can be read two ways, such as 1.234,"), option(name, "decimal: point"))
            }
            Self::NoFigure(name) => (
                without(name, "no figure that can be used"),
                "write one figure in each cell; a range or a remark is none".to_owned(),
            ),
            Self::Foreign(name) => (
                without(name, "an amount in another currency"),
                "convert it in the source, or say --currency if the whole table is in it".to_owned(),
            ),
            Self::TwoDates(name) => (
                without(name, "a date that can be read two ways, as both orders stand in the column,"),
                option(name, "day: first"),
            ),
            Self::DayFirst(name) => (
                format!("`{name}`: nothing says which number is the day, so that it is read first, in {rows} ({at})"),
                option(name, "day: first"),
            ),
            Self::NoDate(name) => {
                (without(name, "no date"), "write the day, such as 2027-03-31, or leave it empty".to_owned())
            }
            Self::Formula(name) => (
                without(name, "a formula without a usable value"),
                "open the workbook, let it calculate, save it and import again".to_owned(),
            ),
            Self::Nameless => (format!("figures without a name in {rows}, left out{amount} ({at})"), complete()),
            Self::NoBody => (format!("no body is named in {rows}, left out{amount} ({at})"), complete()),
            Self::Nothing => (
                format!("words without a figure in {rows}, such as headings of sections and notes, left out ({at})"),
                "look whether any of them is an item; give it its figures".to_owned(),
            ),
            Self::Unpriced => (
                format!("no cost that can be used in {rows}, kept without it ({at})"),
                "add a cost to these items where you know it".to_owned(),
            ),
            Self::NoStaff => (
                format!("a cost and no staff in {rows}, kept without staff{amount} ({at})"),
                "add the full-time equivalents in the source, or to the roles".to_owned(),
            ),
            Self::OnePost => (
                format!("no column holds staff: one full-time equivalent is counted for each of {rows}"),
                "add a column with full-time equivalents or weekly hours if some work part-time".to_owned(),
            ),
            Self::WholeValue => (
                format!("the value of a contract and not its years in {rows}, kept without a cost{amount} ({at})"),
                "if it is a year's, write `cost` in the mapping file in place of `value`; else add the years, as in `{is: \
                 value, years: 4}`"
                    .to_owned(),
            ),
            Self::LikeTotal => (
                format!("exactly what the rows above add up to, with a name of its own, in {rows}, kept{amount} ({at})"),
                "if it is a total, delete it in the source, or call it so".to_owned(),
            ),
            Self::TotalDiffers => (
                format!("a total that is not what the rows above add up to in {rows}, left out ({at}): {told}"),
                "look whether rows are missing, or stand twice".to_owned(),
            ),
            Self::Vacant => (
                format!("posts marked vacant in {rows}, left out of what is spent{amount} ({at})"),
                "nothing is paid for them; to count them all the same write `vacant: count` for this table in the mapping file"
                    .to_owned(),
            ),
            Self::Negative => (
                format!("an amount below nothing in {rows}, taken off the item it belongs to{amount} ({at})"),
                "income and credits are no cost: leave them out of the source if they are none of that item".to_owned(),
            ),
            Self::PayLine => (
                format!("pay of staff whose roles are declared in {rows}, left out so that it does not count twice{amount} ({at})"),
                "to count the ledger instead, take the roles out".to_owned(),
            ),
            Self::MostOfAll => (
                format!("more than half of all that the table holds is in {rows}{amount} ({at})"),
                "look whether it is a total, or an amount in another unit than the rest".to_owned(),
            ),
            Self::OnlySupplier => {
                let systems = agree(lines.count, "system has", "systems have");
                let count = thousands(lines.count as u64);
                (
                    format!("{count} {systems} no name but the supplier's, which does not say what is bought ({at})"),
                    "add a column with what each contract is for, such as `System`, `Contract title` or `Product`, or write `name` or \
                     `description` in the mapping file for one that is there"
                        .to_owned(),
                )
            }
        }
    }
}

/// The troubles of a table.
#[derive(Debug, Default)]
pub(super) struct Troubles(BTreeMap<Trouble, Rows>);

impl Troubles {
    /// One more row.
    pub(super) fn add(&mut self, trouble: Trouble, line: u64) {
        self.add_amount(trouble, line, 0);
    }

    /// One more row, and the pence it is about.
    pub(super) fn add_amount(&mut self, trouble: Trouble, line: u64, pence: i128) {
        let rows = self.0.entry(trouble).or_default();
        rows.lines.add(line);
        rows.pence += pence;
    }

    /// One more row, and what there is to say of it.
    pub(super) fn add_told(&mut self, trouble: Trouble, line: u64, told: Option<String>) {
        let rows = self.0.entry(trouble).or_default();
        rows.lines.add(line);
        rows.told.extend(told.filter(|_| rows.told.len() < TOLD));
    }

    /// More pence that rows already added are about.
    pub(super) fn add_pence(&mut self, trouble: &Trouble, pence: i128) {
        if let Some(rows) = self.0.get_mut(trouble) {
            rows.pence += pence;
        }
    }

    /// A finding for each kind.
    pub(super) fn findings(self, path: &Arc<str>, currency: &str) -> Vec<Finding> {
        let finding = |(trouble, Rows { lines, pence, told }): (Trouble, Rows)| {
            let exact = |pence| Money(pence).exact(currency);
            let amount =
                i64::try_from(pence).ok().filter(|pence| *pence != 0).map(|pence| format!(" ({})", exact(pence)));
            let more = if lines.count > told.len() { "; …" } else { "" };
            let (message, help) = trouble.words(&lines, &amount.unwrap_or_default(), &(told.join("; ") + more));
            let mut finding = Finding::new(trouble.code(), message).help(help).position(lines.position());
            finding.path = Some(Arc::clone(path));
            finding
        };
        self.0.into_iter().map(finding).collect()
    }
}
