//! Amounts as people type them: `£1.2k`, `(1,234.50)`, `1.234,50`. What can be read two ways is not read.

use super::currency::{self, Sign};
use super::grid::{Cell, Form};
use super::range;
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

/// How figures of a column are read: by what most of them say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    /// How `1,234` is meant.
    comma: Option<Mark>,
    /// How `1.234` is meant.
    point: Option<Mark>,
    written: Written,
    is_money: bool,
}

/// What the cells of a column say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Written {
    /// Nothing: each cell speaks for itself.
    #[default]
    Unsaid,
    /// One way. A cell that is written in the other is odd.
    As(Mark),
    /// Both ways alike.
    BothWays,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing, or a word for nothing.
    Nothing,
    /// A figure, in units of 10^-9.
    Figure(i128),
    /// A share of something: `28%` is 0.28.
    Share(i128),
    /// The middle of a range: `£45,000 - £49,999`.
    Range(i128),
    /// One end of a range: `£150,000+`, `up to £20,000`.
    End(i128),
    /// A figure that can be read two ways.
    Two,
    /// A figure that is written otherwise than those of its column.
    Odd,
    /// No figure.
    No,
}

/// What the cells of a column that show a sign before their decimals have.
#[derive(Debug, Default)]
struct Votes {
    point: usize,
    comma: usize,
    strong_point: usize,
    strong_comma: usize,
    /// `1,234`
    single_comma: usize,
    /// `1.234`
    single_point: usize,
    /// Without any.
    plain: usize,
    /// Whether decimals beyond the second stand behind a point.
    is_deep: bool,
}

impl Style {
    /// One way for all, as a person says.
    pub(super) fn of(mark: Mark) -> Self {
        Self { comma: Some(mark), point: Some(mark), written: Written::As(mark), is_money: false }
    }

    /// Each cell for itself: what looks like a figure is one.
    pub(super) fn any() -> Self {
        Self { comma: Some(Mark::Point), point: Some(Mark::Point), ..Self::default() }
    }

    /// What the figures of a column say about the others. `habit` is how single commas are meant where nothing does. What few
    /// cells say never changes how the others are read.
    pub(super) fn from_cells<'c>(cells: impl Iterator<Item = Cell<'c>>, habit: Option<Mark>, is_money: bool) -> Self {
        let mut votes = Votes::default();
        for cell in cells.filter(|cell| cell.form == Form::Text) {
            if let Some(bare) = Bare::of(cell.text) {
                votes.add(&bare, is_money);
            }
        }
        let written = votes.written(habit, is_money);
        // Staff are never so many that `1.250` would mean thousands, and money has no third decimal unless others have.
        let (comma, point) = match written {
            Written::As(Mark::Point) => (Some(Mark::Point), (!is_money || votes.is_deep).then_some(Mark::Point)),
            Written::As(Mark::Comma) => ((!is_money).then_some(Mark::Comma), Some(Mark::Comma)),
            Written::BothWays => (None, None),
            Written::Unsaid => (habit, (!is_money).then_some(Mark::Point)),
        };
        Self { comma, point, written, is_money }
    }
}

impl Votes {
    fn add(&mut self, bare: &Bare, is_money: bool) {
        let digits = &bare.digits;
        let is_strong = digits.contains(',') && digits.contains('.') || digits.matches([',', '.']).count() > 1;
        match separators(digits, is_money) {
            Separators::Sure(Mark::Point) => {
                self.point += 1;
                self.strong_point += usize::from(is_strong);
                self.is_deep |= digits.split('.').nth(1).is_some_and(|decimals| decimals.len() > 2);
            }
            Separators::Sure(Mark::Comma) => {
                self.comma += 1;
                self.strong_comma += usize::from(is_strong);
            }
            Separators::Comma => self.single_comma += 1,
            Separators::Point => self.single_point += 1,
            Separators::None => self.plain += 1,
            Separators::Wrong => {}
        }
    }

    fn written(&self, habit: Option<Mark>, is_money: bool) -> Written {
        let Self { point, comma, single_comma, single_point, .. } = *self;
        match (point, comma) {
            (0, 0) if single_comma > 0 && single_point > 0 && is_money => Written::BothWays,
            (0, 0) => Written::Unsaid,
            (_, 0) => Written::As(Mark::Point),
            (0, _) => {
                let is_usual = habit.is_none() || !is_money || single_point > 0 || comma * 2 > self.plain;
                match comma > single_comma {
                    true if is_usual => Written::As(Mark::Comma),
                    _ if habit.is_some() => Written::As(Mark::Point),
                    _ => Written::BothWays,
                }
            }
            _ => {
                let (points, commas) = (point + single_comma, comma + single_point);
                match (points.cmp(&commas), self.strong_point.cmp(&self.strong_comma)) {
                    (std::cmp::Ordering::Greater, _) | (std::cmp::Ordering::Equal, std::cmp::Ordering::Greater) => {
                        Written::As(Mark::Point)
                    }
                    (std::cmp::Ordering::Less, _) | (std::cmp::Ordering::Equal, std::cmp::Ordering::Less) => {
                        Written::As(Mark::Comma)
                    }
                    (std::cmp::Ordering::Equal, std::cmp::Ordering::Equal) => Written::BothWays,
                }
            }
        }
    }
}

/// Reads a cell.
pub(super) fn read(cell: Cell<'_>, style: Style) -> Reading {
    match cell.form {
        Form::Number | Form::Money(_) | Form::Percent => match parse_decimal(cell.text, SCALE) {
            Ok(figure) if figure.abs() <= LARGEST && cell.form == Form::Percent => Reading::Share(figure),
            Ok(figure) if figure.abs() <= LARGEST => Reading::Figure(figure),
            _ => Reading::No,
        },
        Form::Text if is_nothing(cell.text) => Reading::Nothing,
        Form::Text => match Bare::of(cell.text) {
            Some(bare) => bare.read(style),
            None => range::read(cell.text, style),
        },
        Form::Date | Form::Fault => Reading::No,
    }
}

/// The currency that a cell names beside its figure.
pub(super) fn currency(cell: Cell<'_>) -> Option<Sign> {
    match cell.form {
        Form::Money(sign) => Some(sign),
        Form::Text => {
            let is_figure = |byte: u8| byte.is_ascii_digit() || b",.-()+ ".contains(&byte);
            if cell.text.bytes().all(is_figure) { None } else { signs(cell.text) }
        }
        Form::Number | Form::Percent | Form::Date | Form::Fault => None,
    }
}

/// The first currency of a text that has digits.
fn signs(text: &str) -> Option<Sign> {
    let lower = text.trim().to_lowercase();
    let bare = lower
        .trim_matches(|letter: char| matches!(letter, '(' | ')' | '-' | '+' | '−' | '–') || letter.is_whitespace());
    let is_of_digits = lower.bytes().any(|byte| byte.is_ascii_digit());
    let around = currency::around(bare).map(|(sign, _)| sign);
    around
        .filter(|_| is_of_digits)
        .or_else(|| currency::in_heading(text).filter(|_| is_of_digits && Bare::of(text).is_none()))
}

/// What people write where they have nothing to write.
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 8 {
        return false;
    }
    text.bytes().all(|byte| byte == b'-')
        || matches!(
            text.to_lowercase().as_str(),
            "–" | "—" | "n/a" | "n/d" | "na" | "nd" | "none" | "null" | "(null)" | "nil" | "tbc" | "tba" | "~" | "#n/a"
        )
}

/// The digits and separators of a figure, and what stood around them.
pub(super) struct Bare {
    pub(super) digits: String,
    pub(super) negative: bool,
    pub(super) zeros: u32,
    pub(super) percent: bool,
}

impl Bare {
    pub(super) fn of(text: &str) -> Option<Self> {
        let plain = text.trim();
        if !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
            return Some(Self { digits: plain.to_owned(), negative: false, zeros: 0, percent: false });
        }
        if !plain.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut text = plain.to_lowercase().replace(['\u{A0}', '\u{202F}', '\u{2009}'], " ");
        let mut bare = Self { digits: String::new(), negative: false, zeros: 0, percent: false };
        // Signs, brackets and currencies stand in any order: `-£5`, `£-5`, `5 €`, `(£5)`, `£(5)`, `5- GBP`.
        loop {
            let before = text.len();
            let mut rest = text.trim();
            let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map(str::trim);
            if let Some(inner) = inner {
                if bare.negative {
                    return None;
                }
                (rest, bare.negative) = (inner, true);
            }
            // `45,000/-` has no smaller coins.
            rest = rest.strip_suffix("/-").unwrap_or(rest).trim_end();
            if let Some((_, without)) = currency::around(rest) {
                rest = without;
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
            text = rest.to_owned();
            if text.len() == before {
                break;
            }
        }
        let mut rest = text.as_str();
        rest = rest.strip_prefix('+').unwrap_or(rest).trim_start();
        if let Some(without) = rest.strip_suffix("cr") {
            (rest, bare.negative) = (without.trim_end(), !bare.negative);
        }
        rest = rest.strip_suffix("dr").unwrap_or(rest).trim_end();
        if let Some(without) = rest.strip_suffix('%') {
            (rest, bare.percent) = (without.trim_end(), true);
        }
        for (unit, zeros) in [("million", 6), ("thousand", 3), ("billion", 9), ("bn", 9), ("mn", 6), ("m", 6), ("k", 3)]
        {
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

    pub(super) fn read(&self, style: Style) -> Reading {
        let mark = match separators(&self.digits, style.is_money) {
            // `02079460000` is a telephone number or a code.
            Separators::None if style.is_money && self.digits.len() > 4 && self.digits.starts_with('0') => {
                return Reading::No;
            }
            Separators::None => Mark::Point,
            Separators::Sure(mark) => match style.written {
                Written::As(written) if written != mark => return Reading::Odd,
                Written::BothWays => return Reading::Two,
                Written::As(_) | Written::Unsaid => mark,
            },
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
        match figure <= LARGEST {
            true if self.percent => Reading::Share(if self.negative { -figure / 100 } else { figure / 100 }),
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

fn separators(digits: &str, is_money: bool) -> Separators {
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
        // `45,0000` is a slip of the finger.
        (1, 0) if is_money && digits.split(',').nth(1).is_some_and(|behind| behind.len() > 3 || behind.is_empty()) => {
            Separators::Wrong
        }
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
            Reading::Share(share) => Some(format!("{}%", plain(share * 100))),
            Reading::Range(middle) => Some(format!("range {}", plain(middle))),
            Reading::End(end) => Some(format!("end {}", plain(end))),
            Reading::Two => Some("two".to_owned()),
            Reading::Odd => Some("odd".to_owned()),
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
            ("50%", "50%"),
            ("(£1,234)", "-1234.00"),
            ("£(1,234)", "-1234.00"),
            ("EUR 45,000", "45000.00"),
            ("52,000 USD", "52000.00"),
            ("US$3", "3.00"),
            ("45,0000", "no"),
            ("02079460000", "no"),
            ("£27,711 - £30,060", "range 28885.5"),
            ("£150,000 to £154,999", "range 152499.5"),
            ("£100k-£105k", "range 102500"),
            ("45-50k", "range 47500"),
            ("195000 - 199999", "range 197499.5"),
            ("From £20,000 to £25,000 (inclusive)", "range 22500"),
            ("£20,000 / £25,000", "range 22500"),
            ("£20,000 up to £25,000", "range 22500"),
            ("£20,000 through £25,000", "range 22500"),
            ("£150,000+", "end 150000"),
            ("up to £20,000", "end 20000"),
            ("£150k and over", "end 150000"),
            ("more than £150,000", "end 150000"),
            ("over 65", "no"),
            ("45,000/-", "45000.00"),
            ("0161-4960000", "no"),
            ("5 - 7", "no"),
            ("GBP 12", "12.00"),
            ("+7", "7.00"),
            ("1.234", "two"),
            ("1,23,456", "no"),
            ("--5", "no"),
            ("12-13", "no"),
            ("£20,000 - £25,000", "range 22500"),
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
        let deep = style(&["1234.567", "12.50"], Some(Mark::Point));
        assert_eq!(pounds("1.234", deep).as_deref(), Some("1.23"));
        let point = style(&["1.234", "12.50"], Some(Mark::Point));
        assert_eq!(pounds("1.234", point).as_deref(), Some("two"), "of money nobody writes a third decimal");
        let mixed = style(&["12.50", "12,50"], Some(Mark::Point));
        assert_eq!(pounds("1,234", mixed).as_deref(), Some("two"));
        assert_eq!(pounds("1,234", style(&["7"], None)).as_deref(), Some("two"));
    }

    #[test]
    fn one_odd_cell_changes_nothing() {
        let style = |cells: &[&str]| Style::from_cells(cells.iter().map(|cell| text(cell)), Some(Mark::Point), true);
        for (cells, odd, meant) in [
            (&["45,000", "52,000", "61,000", "45,0000"][..], "45,0000", "no"),
            (&["45,000", "52,000", "2,50"], "2,50", "odd"),
            (&["45000", "52000", "61000", "2,50"], "2,50", "odd"),
            (&["45,000", "52,000", "£45.000,00"], "£45.000,00", "odd"),
            (&["1,234.50", "12,34"], "12,34", "odd"),
            (&["45.000,50", "52.000,00", "61,000.00"], "61,000.00", "odd"),
        ] {
            let style = style(cells);
            assert_eq!(pounds(odd, style).as_deref(), Some(meant), "{cells:?}");
            if cells[0].contains("45,000") {
                assert_eq!(pounds("45,000", style).as_deref(), Some("45000.00"), "{cells:?}");
            }
        }
        assert_eq!(pounds("45.000,50", style(&["45.000,50", "52.000,00", "61,000.00"])).as_deref(), Some("45000.50"));
    }
}
