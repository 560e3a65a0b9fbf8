//! Amounts as people type them: `£1.2k`, `(1,234.50)`, `1.234,50`. What can be read two ways is not read.

use super::grid::{Cell, Form};
use crate::money::parse_decimal;

/// Decimals that are kept until a row is rounded.
pub(super) const SCALE: u8 = 9;

/// One, at that scale.
pub(super) const ONE: i128 = 1_000_000_000;

/// Beyond a thousand billion nothing is an amount.
const LARGEST: i128 = 1_000_000_000_000 * ONE;

/// Which sign stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// How figures of a column are read that could be read two ways: `1,234` and `1.234`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    comma: Option<Mark>,
    point: Option<Mark>,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing, or a word for nothing.
    Nothing,
    /// A figure, in units of 10^-9.
    Figure(i128),
    /// A figure that can be read two ways.
    Two,
    /// No figure.
    No,
}

impl Style {
    /// One way for both.
    pub(super) fn of(mark: Mark) -> Self {
        Self { comma: Some(mark), point: Some(mark) }
    }

    /// What the figures of a column say about the others. `habit` is how single commas are meant where nothing does.
    pub(super) fn from_cells<'c>(cells: impl Iterator<Item = Cell<'c>>, habit: Option<Mark>, is_money: bool) -> Self {
        let (mut point, mut comma) = (0, 0);
        for cell in cells.filter(|cell| cell.form == Form::Text) {
            match Bare::of(cell.text).and_then(|bare| bare.mark()) {
                Some(Mark::Point) => point += 1,
                Some(Mark::Comma) => comma += 1,
                None => {}
            }
        }
        match (point > 0, comma > 0) {
            (true, false) => Self::of(Mark::Point),
            (false, true) => Self::of(Mark::Comma),
            (true, true) => Self::default(),
            // Staff are never so many that `1.250` would mean thousands.
            (false, false) => Self { comma: habit, point: if is_money { None } else { Some(Mark::Point) } },
        }
    }
}

/// Reads a cell.
pub(super) fn read(cell: Cell<'_>, style: Style) -> Reading {
    match cell.form {
        Form::Number => match parse_decimal(cell.text, SCALE) {
            Ok(figure) if figure.abs() <= LARGEST => Reading::Figure(figure),
            _ => Reading::No,
        },
        Form::Text if is_nothing(cell.text) => Reading::Nothing,
        Form::Text => match Bare::of(cell.text) {
            Some(bare) => bare.read(style),
            None => Reading::No,
        },
        Form::Date | Form::Fault => Reading::No,
    }
}

/// What people write where they have nothing to write.
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.bytes().all(|byte| byte == b'-')
        || matches!(
            text.to_lowercase().as_str(),
            "–" | "—" | "n/a" | "n/d" | "na" | "nd" | "none" | "null" | "(null)" | "nil" | "tbc" | "tba" | "~" | "#n/a"
        )
}

/// Whether a text begins with the sign of another currency than `code`.
pub(super) fn is_foreign(text: &str, code: &str) -> bool {
    let symbols = [("£", "GBP"), ("€", "EUR"), ("$", "USD CAD AUD NZD")];
    symbols.iter().any(|(symbol, codes)| text.contains(symbol) && !codes.contains(code))
}

/// The digits and separators of a figure, and what stood around them.
struct Bare {
    digits: String,
    negative: bool,
    zeros: u32,
    percent: bool,
}

impl Bare {
    fn of(text: &str) -> Option<Self> {
        let mut text = text.trim().to_lowercase().replace(['\u{A0}', '\u{202F}', '\u{2009}'], " ");
        let mut bare = Self { digits: String::new(), negative: false, zeros: 0, percent: false };
        if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (text, bare.negative) = (inner.trim().to_owned(), true);
        }
        let mut rest = text.as_str();
        // Signs and currencies stand in any order: `-£5`, `£-5`, `5 €`, `5- GBP`.
        loop {
            let before = rest;
            for word in ["£", "€", "$", "gbp", "eur", "usd", "cad"] {
                rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
                rest = rest.strip_suffix(word).unwrap_or(rest).trim_end();
            }
            for sign in ["-", "−", "–"] {
                let without = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign));
                if let Some(without) = without {
                    if bare.negative {
                        return None;
                    }
                    (rest, bare.negative) = (without.trim(), true);
                }
            }
            if rest.len() == before.len() {
                break;
            }
        }
        rest = rest.strip_prefix('+').unwrap_or(rest).trim_start();
        if let Some(without) = rest.strip_suffix("cr") {
            (rest, bare.negative) = (without.trim_end(), !bare.negative);
        }
        rest = rest.strip_suffix("dr").unwrap_or(rest).trim_end();
        if let Some(without) = rest.strip_suffix('%') {
            (rest, bare.percent) = (without.trim_end(), true);
        }
        for (unit, zeros) in [("million", 6), ("thousand", 3), ("bn", 9), ("mn", 6), ("m", 6), ("k", 3)] {
            if let Some(without) = rest.strip_suffix(unit) {
                (rest, bare.zeros) = (without.trim_end(), zeros);
                break;
            }
        }
        if !rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == ',') {
            return None;
        }
        bare.digits = without_spaces(rest)?;
        bare.digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',').then_some(bare)
    }

    /// What the figure alone says about the sign before the decimals.
    fn mark(&self) -> Option<Mark> {
        match separators(&self.digits) {
            Separators::Sure(mark) => Some(mark),
            Separators::None | Separators::Comma | Separators::Point | Separators::Wrong => None,
        }
    }

    fn read(&self, style: Style) -> Reading {
        let mark = match separators(&self.digits) {
            Separators::None => Mark::Point,
            Separators::Sure(mark) => mark,
            // Nobody writes thousands of thousands.
            Separators::Comma if self.zeros > 0 => Mark::Comma,
            Separators::Point if self.zeros > 0 => Mark::Point,
            Separators::Comma => match style.comma {
                Some(mark) => mark,
                None => return Reading::Two,
            },
            Separators::Point => match style.point {
                Some(mark) => mark,
                None => return Reading::Two,
            },
            Separators::Wrong => return Reading::No,
        };
        let plain = match mark {
            Mark::Point => self.digits.replace(',', ""),
            Mark::Comma => self.digits.replace('.', "").replace(',', "."),
        };
        // Decimals beyond what is kept are beyond what is paid.
        let end = plain.find('.').map_or(plain.len(), |point| plain.len().min(point + 1 + usize::from(SCALE)));
        let Ok(figure) = parse_decimal(&plain[..end], SCALE) else { return Reading::No };
        let figure = figure.saturating_mul(10_i128.pow(self.zeros));
        let figure = if self.percent { figure / 100 } else { figure };
        match figure <= LARGEST {
            true if self.negative => Reading::Figure(-figure),
            true => Reading::Figure(figure),
            false => Reading::No,
        }
    }
}

/// Without the spaces and apostrophes between groups of three digits; none where they stand elsewhere.
fn without_spaces(text: &str) -> Option<String> {
    let is_space = |letter: char| matches!(letter, ' ' | '\'' | '’');
    if !text.contains(is_space) {
        return Some(text.to_owned());
    }
    let (whole, rest) = text.split_at(text.find(['.', ',']).unwrap_or(text.len()));
    let mut groups = whole.split(is_space);
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) && !rest.contains(is_space);
    fits.then(|| whole.replace(is_space, "") + rest)
}

enum Separators {
    None,
    /// The sign before the decimals is clear.
    Sure(Mark),
    /// One comma before three digits.
    Comma,
    /// One point before three digits.
    Point,
    /// Separators that fit no way of writing.
    Wrong,
}

fn separators(digits: &str) -> Separators {
    let count = |sign: char| digits.matches(sign).count();
    let grouped = |whole: &str, sign: char| {
        let mut groups = whole.split(sign);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
    };
    let with_decimals = |mark: Mark, decimal: char, thousands: char| {
        let (whole, fraction) = digits.rsplit_once(decimal).unwrap_or((digits, ""));
        let good = !fraction.contains(thousands) && (!whole.contains(thousands) || grouped(whole, thousands));
        if good && !whole.contains(decimal) { Separators::Sure(mark) } else { Separators::Wrong }
    };
    match (count(','), count('.')) {
        (0, 0) => Separators::None,
        (1.., 1..) if digits.rfind(',') > digits.rfind('.') => with_decimals(Mark::Comma, ',', '.'),
        (1.., 1..) => with_decimals(Mark::Point, '.', ','),
        (2.., 0) if grouped(digits, ',') => Separators::Sure(Mark::Point),
        (0, 2..) if grouped(digits, '.') => Separators::Sure(Mark::Comma),
        (1, 0) => single(digits, ',', Mark::Comma, Separators::Comma),
        (0, 1) => single(digits, '.', Mark::Point, Separators::Point),
        _ => Separators::Wrong,
    }
}

/// One separator: of thousands only where up to three digits stand before it and three behind.
fn single(digits: &str, sign: char, mark: Mark, doubtful: Separators) -> Separators {
    let Some((whole, fraction)) = digits.split_once(sign) else { return Separators::Wrong };
    let is_doubtful = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if is_doubtful { doubtful } else { Separators::Sure(mark) }
}

/// A number of units of 10^-9, as people write it.
pub(super) fn plain(number: i128) -> String {
    let (sign, number) = if number < 0 { ("-", -number) } else { ("", number) };
    let text = format!("{sign}{}.{:09}", number / ONE, number % ONE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell<'_> {
        Cell { text, form: Form::Text }
    }

    fn pounds(cell: &str, style: Style) -> Option<String> {
        match read(text(cell), style) {
            Reading::Figure(figure) => {
                Some(crate::money::Money(i64::try_from(figure / 10_000_000).expect("small")).plain())
            }
            Reading::Two => Some("two".to_owned()),
            Reading::No => Some("no".to_owned()),
            Reading::Nothing => None,
        }
    }

    #[test]
    fn amounts_in_the_wild() {
        let style = Style::from_cells([].into_iter(), Some(Mark::Point), true);
        for (cell, meant) in [
            ("£1.2k", "1200.00"),
            ("1.3m", "1300000.00"),
            ("£1.234m", "1234000.00"),
            ("(1,234.50)", "-1234.50"),
            ("-£3", "-3.00"),
            ("£ -3.5", "-3.50"),
            ("1,234.50-", "-1234.50"),
            ("1,234.50 CR", "-1234.50"),
            ("1,234.50 DR", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1 234,50 €", "1234.50"),
            ("1'234.50", "1234.50"),
            ("\u{A0}1\u{A0}234\u{A0}", "1234.00"),
            ("1,234", "1234.00"),
            ("1,234,567", "1234567.00"),
            ("1.234.567", "1234567.00"),
            ("12,5", "12.50"),
            ("0.125", "0.12"),
            ("50%", "0.50"),
            ("GBP 12", "12.00"),
            ("+7", "7.00"),
            ("1.234", "two"),
            ("1,23,456", "no"),
            ("--5", "no"),
            ("12-13", "no"),
            ("£20,000 - £25,000", "no"),
            ("2027-03-31", "no"),
            ("ask Jane", "no"),
            ("5000000000000", "no"),
        ] {
            assert_eq!(pounds(cell, style).as_deref(), Some(meant), "{cell}");
        }
        for cell in ["", " ", "-", "—", "n/a", "TBC"] {
            assert_eq!(read(text(cell), style), Reading::Nothing, "{cell}");
        }
    }

    #[test]
    fn a_column_says_how_its_figures_are_meant() {
        let style = |cells: &[&str], habit| Style::from_cells(cells.iter().map(|cell| text(cell)), habit, true);
        let comma = style(&["1.234", "12,50"], Some(Mark::Point));
        assert_eq!(pounds("1.234", comma).as_deref(), Some("1234.00"));
        let point = style(&["1.234", "12.50"], Some(Mark::Point));
        assert_eq!(pounds("1.234", point).as_deref(), Some("1.23"));
        let mixed = style(&["12.50", "12,50"], Some(Mark::Point));
        assert_eq!(pounds("1,234", mixed).as_deref(), Some("two"));
        assert_eq!(pounds("1,234", style(&["7"], None)).as_deref(), Some("two"));
    }
}
