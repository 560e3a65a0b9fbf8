//! What is wrong with rows, gathered so that a fault of a thousand rows is one finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::heading::Basis;
use crate::finding::{Code, Finding, Severity};
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
    /// A figure that is written otherwise than those of its column.
    OddFigure(String),
    /// A percentage where an amount should be.
    Share(String),
    /// The middle of a range.
    MidPoint(String),
    /// The end of a scale of pay, whose other end is not said.
    EndOfScale(String),
    /// Pay for another time than a year, and by what it was multiplied.
    PerTime(Basis, String),
    /// Pay of which the table says for which time it is, in a word that is not known.
    UnknownBasis,
    /// Pay that is no year's, by its size.
    UnlikelyPay,
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
    /// Posts whose full-time equivalents nothing says.
    Posts,
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
    /// Suppliers that may be persons, added up.
    OtherSuppliers,
    /// A row that is more than half of its table.
    MostOfAll,
    /// An amount thousands of times larger than the usual one.
    FarAbove,
    /// Rows of another year or version, by the heading of the column.
    OtherRows(String),
    /// Payments on days that are not in the period.
    OutsidePeriod,
    /// A row with more cells than there are headings.
    TooLong,
    /// A quote that was left open, up to a line.
    OpenQuote,
    /// A cell of several lines with delimiters in it.
    SeveralLines,
    /// Rows that nobody sees in the workbook.
    Hidden,
    /// Rows whose unit stands above them.
    UnitAbove,
    /// Contracts that ended before the period.
    Ended,
    /// Contracts that begin after it.
    NotBegun,
    /// Contracts for works, care and supplies, which are no systems.
    Works,
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
            Self::TwoFigures(_) | Self::OddFigure(_) | Self::TwoDates(_) | Self::DayFirst(_) | Self::WholeValue => {
                Code::AmbiguousFigure
            }
            Self::NoFigure(_) | Self::NoDate(_) | Self::Foreign(_) | Self::Formula(_) | Self::Share(_) => {
                Code::UnreadableFigure
            }
            Self::MidPoint(_) | Self::EndOfScale(_) | Self::PerTime(..) => Code::ConvertedFigures,
            Self::UnknownBasis | Self::UnlikelyPay => Code::UnlikelyPay,
            Self::OtherRows(_) | Self::OutsidePeriod => Code::SeveralVersions,
            Self::TooLong | Self::OpenQuote | Self::SeveralLines => Code::BrokenRows,
            Self::Hidden => Code::HiddenRows,
            Self::UnitAbove => Code::UnitsFromAbove,
            Self::Ended | Self::NotBegun => Code::ContractsNotRunning,
            Self::Works => Code::WorksNotSystems,
            Self::Nameless | Self::NoBody | Self::Nothing | Self::PayLine => Code::SkippedRows,
            Self::Unpriced | Self::NoStaff => Code::UnpricedRows,
            Self::Posts => Code::AssumedPosts,
            Self::LikeTotal | Self::TotalDiffers => Code::DoubtfulTotal,
            Self::Vacant => Code::VacantPosts,
            Self::Negative => Code::NegativeRows,
            Self::OnlySupplier | Self::OtherSuppliers => Code::NamedBySupplier,
            Self::MostOfAll | Self::FarAbove => Code::LargeRow,
        }
    }

    /// How much it matters, where that is not what its code says.
    fn severity(&self) -> Severity {
        match self {
            Self::OtherRows(_) => Severity::Note,
            Self::OutsidePeriod => Severity::Warning,
            _ => self.code().severity(),
        }
    }

    /// What happened, and what to do. `amount` is what the rows say together, where that is of use, and `told` what there is
    /// to say of each.
    #[allow(clippy::too_many_lines)] // an arm for each kind of trouble
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
                "write one figure in each cell; a remark is none".to_owned(),
            ),
            Self::OddFigure(name) => (
                without(name, "a figure that is written otherwise than the rest of the column"),
                "write it in the source as the others are written; one cell never changes how a column is read".to_owned(),
            ),
            Self::Share(name) => (
                without(name, "a percentage where an amount should be"),
                "write the amount, or call the column a percentage of what it is, such as `On-cost %`".to_owned(),
            ),
            Self::MidPoint(name) => (
                format!("`{name}`: the middle of a range is taken as the pay of a full-time post in {rows} ({at})"),
                "give what is paid where you know it".to_owned(),
            ),
            Self::EndOfScale(name) => (
                format!("`{name}`: one end of a scale is taken as the pay of a full-time post in {rows} ({at})"),
                "what is paid may be less or more; give both ends, or what is paid, where you know it".to_owned(),
            ),
            Self::PerTime(basis, times) => (
                format!("pay per {} in {rows} is multiplied by {times} for a year ({at})", basis.word().replace('-', " ")),
                "set `full_time_hours` in the mapping file to the weekly hours of a full-time post".to_owned(),
            ),
            Self::UnknownBasis => (
                format!("the column with the time of pay has unknown words in {rows}, read as a year's ({at})"),
                "write `Hourly`, `Weekly`, `Monthly` or `Annual` in the source, or `ignore` for the column in the mapping file".to_owned(),
            ),
            Self::UnlikelyPay => (
                format!("pay that is hardly a year's of a full-time post in {rows}, kept as it is{amount} ({at})"),
                "it may be for an hour, a week or a month, or for part of a post. Add a column for the time, or \
                 write it in the mapping file: `{is: pay, per: month}`"
                    .to_owned(),
            ),
            Self::Foreign(name) => (
                without(name, "an amount in another currency"),
                "convert it in the source, or use --currency if the whole table is in it".to_owned(),
            ),
            Self::FarAbove => (
                format!("an amount more than 5,000 times the usual one in {rows}{amount} ({at})"),
                "look whether it is a telephone number, a code or an amount in another unit".to_owned(),
            ),
            Self::OtherRows(name) => (
                format!("`{name}` has another year or version than the import in {rows}, left out{amount} ({at})"),
                format!("to import others write `rows: {{{name}: …}}` for this table in the mapping file, or name another --period"),
            ),
            Self::OutsidePeriod => (
                format!("payments on days that are not in the period in {rows}, left out{amount} ({at})"),
                "where they belong to the period all the same, write `ignore` for the column of dates in the mapping file".to_owned(),
            ),
            Self::TooLong => (
                format!("more cells than headings in {rows}, left out, because it is not clear which cell is which \
                    ({at})"),
                "put amounts with commas and texts with delimiters in quotes, and save the table again".to_owned(),
            ),
            Self::OpenQuote => (
                format!("a quote is left open, or rows are in one cell, in {rows}, left out with everything in them \
                    ({at}): {told}"),
                "close the quote in the source and import again".to_owned(),
            ),
            Self::SeveralLines => (
                format!("a cell of several lines that holds delimiters in {rows}, read as one cell ({at})"),
                "look whether it swallows rows; if not, nothing is to be done".to_owned(),
            ),
            Self::Hidden => (
                format!("the workbook hides {rows}, or a filter does, and they are read like the others{amount} ({at})"),
                "delete them in the source if they are not to count".to_owned(),
            ),
            Self::UnitAbove => (
                format!("the unit of {rows} comes from a merged cell above or from the whole group ({at})"),
                "where a row has no unit, write a dash there".to_owned(),
            ),
            Self::Ended => (
                format!("contracts that ended before the period in {rows}, left out{amount} ({at})"),
                "where they still run, correct the end in the source".to_owned(),
            ),
            Self::NotBegun => (
                format!("contracts that begin after the period in {rows}, left out{amount} ({at})"),
                "they count in the period in which they begin".to_owned(),
            ),
            Self::Works => (
                format!("contracts for works, care or supplies in {rows} are not systems: their cost is `other` \
                    cost{amount} ({at})"),
                "where one of them is a system, name it so in the source, or declare it by hand".to_owned(),
            ),
            Self::TwoDates(name) => (
                without(name, "a date that can be read two ways, because the column has both orders,"),
                option(name, "day: first"),
            ),
            Self::DayFirst(name) => (
                format!("`{name}`: it is not clear which number is the day, so the first is used, in {rows} ({at})"),
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
            Self::NoBody => (format!("no organisation is named in {rows}, left out{amount} ({at})"), complete()),
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
            Self::Posts => (
                format!("no column holds full-time equivalents, so they are not known for the posts in {rows} \
                    ({at})"),
                "add a column with full-time equivalents or weekly hours, or one that marks full-time \
                 posts".to_owned(),
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
                "check whether rows are missing, or are there twice".to_owned(),
            ),
            Self::Vacant => (
                format!("posts marked vacant in {rows}, left out of what is spent{amount} ({at})"),
                "nothing is paid for them; to count them all the same write `vacant: count` for this table in the mapping file"
                    .to_owned(),
            ),
            Self::Negative => (
                format!("a negative amount in {rows}, taken off its item{amount} ({at})"),
                "income and credits are not cost: leave them out of the source if they do not belong to that \
                 item".to_owned(),
            ),
            Self::PayLine => (
                format!("pay of staff whose roles are declared in {rows}, left out so that it does not count twice{amount} ({at})"),
                "to count the ledger instead, take the roles out".to_owned(),
            ),
            Self::MostOfAll => (
                format!("more than half of all that the table holds is in {rows}{amount} ({at})"),
                "look whether it is a total, or an amount in another unit than the rest".to_owned(),
            ),
            Self::OtherSuppliers => (
                format!("suppliers that may be persons, and credits, in {rows} are added up as `Other suppliers`{amount} ({at})"),
                "nobody is named in a return: where one of them is a system, add a column with what is bought".to_owned(),
            ),
            Self::OnlySupplier => {
                let systems = agree(lines.count, "system has", "systems have");
                let count = thousands(lines.count as u64);
                (
                    format!("{count} {systems} no name but the supplier's, which does not show what is bought \
                        ({at})"),
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

    /// Those of another account, as if they were added here.
    pub(super) fn join(&mut self, other: Self) {
        for (trouble, rows) in other.0 {
            for line in rows.lines.each() {
                self.add(trouble.clone(), line);
            }
        }
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
            finding.severity = trouble.severity();
            finding.path = Some(Arc::clone(path));
            finding
        };
        self.0.into_iter().map(finding).collect()
    }
}
