//! A heading taken apart: its words, and what it says of the figures below it. `Annual cost (£'000) 2024-25` is an annual cost
//! in thousands of pounds of one year.

use super::currency::{self, Sign};
use crate::words::words;

words! {
    /// For which time an amount is paid.
    pub(super) enum Basis {
        /// For an hour.
        Hour = "hour",
        /// For a day.
        Day = "day",
        /// For a week.
        Week = "week",
        /// For two weeks.
        Fortnight = "fortnight",
        /// Twice a month.
        HalfMonth = "half-month",
        /// For a month.
        Month = "month",
        /// For a year.
        Year = "year",
    }
}

/// A year of twelve months as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Year {
    /// `2025`
    One(i16),
    /// `FY25`: the year in which it ends.
    Ending(i16),
    /// `2024-25`
    Two(i16),
}

/// What a heading says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// Its words as they are compared.
    pub(super) words: String,
    /// By what the figures are to be multiplied, where it says so.
    pub(super) scale: Option<i128>,
    /// For which time an amount is.
    pub(super) basis: Option<Basis>,
    /// In which currency.
    pub(super) currency: Option<Sign>,
    /// Of which year.
    pub(super) year: Option<Year>,
    /// Whether the figures are shares of something.
    pub(super) is_share: bool,
}

impl Heading {
    /// Takes a heading apart.
    pub(super) fn of(text: &str) -> Self {
        let scale = scale(text);
        let words = normal(text);
        let is_share = text.contains('%')
            || format!(" {} ", spaced(text)).contains(" per cent ")
            || spaced(text).split(' ').any(|word| matches!(word, "percent" | "percentage" | "pct"));
        Self { basis: basis(&words), words, scale, currency: currency::in_heading(text), year: year(text), is_share }
    }
}

/// A heading as it is compared: words in lower case, without signs, years, currencies and scales.
pub(super) fn normal(heading: &str) -> String {
    let spaced = spaced(heading);
    let is_scaled = scale(heading).is_some();
    let is_share = heading.contains('%') || spaced.contains("percent") || spaced.contains("per cent");
    let is_word = |word: &&str| {
        let digits = word.strip_prefix("fy").filter(|rest| !rest.is_empty()).unwrap_or(word);
        let is_scale = matches!(
            *word,
            "k" | "m"
                | "mn"
                | "bn"
                | "b"
                | "x"
                | "s"
                | "thousand"
                | "thousands"
                | "million"
                | "millions"
                | "billion"
                | "billions"
        );
        !(digits.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(
                *word,
                "gbp"
                    | "eur"
                    | "cad"
                    | "usd"
                    | "aud"
                    | "nzd"
                    | "the"
                    | "of"
                    | "000s"
                    | "k"
                    | "fy"
                    | "du"
                    | "de"
                    | "des"
            )
            || is_scaled && is_scale
            || heading.contains('$') && matches!(*word, "us" | "ca" | "au" | "nz" | "a" | "c")
            || is_share && matches!(*word, "percent" | "percentage" | "pct" | "per" | "cent")
            || matches!(*word, "pounds" | "euros" | "dollars" | "sterling"))
    };
    let words: Vec<&str> = spaced.split_whitespace().filter(is_word).collect();
    words.join(" ")
}

/// Words in lower case with single spaces. `JobTitle` is two words, and `N.I.` is one.
fn spaced(heading: &str) -> String {
    let mut spaced = String::with_capacity(heading.len() + 8);
    let mut before = ' ';
    let mut letters = heading.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_capitals = letter.is_uppercase()
            && before.is_uppercase()
            && letters.peek().is_some_and(|next| next.is_lowercase())
            && heading.chars().filter(|letter| letter.is_lowercase()).count() > 2
            && !heading.contains(' ');
        if letter.is_uppercase() && before.is_lowercase() || ends_capitals {
            spaced.push(' ');
        }
        match letter {
            '\'' | '’' | '.' => {}
            letter if letter.is_alphanumeric() => spaced.extend(letter.to_lowercase().filter_map(plain)),
            _ => spaced.push(' '),
        }
        before = letter;
    }
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A letter without its accent: `libellé` is found whoever typed it. What only marks an accent is nothing.
fn plain(letter: char) -> Option<char> {
    use unicode_normalization::UnicodeNormalization;
    if letter.is_ascii() {
        Some(letter)
    } else {
        std::iter::once(letter).nfd().next().filter(|letter| letter.is_alphanumeric())
    }
}

/// The parts of a text: runs of letters, runs of digits, and signs.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let class = |letter: char| if letter.is_ascii_digit() { 1 } else { 2 + u8::from(!letter.is_alphabetic()) };
    let mut before = 0;
    for letter in text.to_lowercase().replace(['’', '‘', '`'], "'").chars() {
        if letter.is_whitespace() {
            before = 0;
            continue;
        }
        let own = class(letter);
        match tokens.last_mut() {
            Some(last) if own == before && own != 3 => last.push(letter),
            _ => tokens.push(letter.to_string()),
        }
        before = own;
    }
    tokens
}

/// By what figures are to be multiplied where a heading, a title or a cell says it: `£'000`, `in thousands`, `€k`, `$m`.
pub(super) fn scale(text: &str) -> Option<i128> {
    let tokens = tokens(text);
    let at = |place: Option<usize>| place.and_then(|place| tokens.get(place)).map_or("", String::as_str);
    let is_digits = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
    let is_money = |text: &str| currency::is_sign(text);
    for (place, token) in tokens.iter().enumerate() {
        let (before, next) = (at(place.checked_sub(1)), at(place.checked_add(1)));
        let second = at(place.checked_sub(2));
        let found = match token.as_str() {
            _ if before == "per" => None,
            "million" | "millions" | "mio" | "mill" => Some(1_000_000),
            "billion" | "billions" | "mrd" | "milliards" | "milliard" => Some(1_000_000_000),
            "000" if is_digits(before) || matches!(before, "," | "." | "'") && is_digits(second) => {
                let third = at(place.checked_sub(3));
                // `x 1,000`
                (second == "1" && matches!(third, "x" | "×" | "*")).then_some(1_000)
            }
            "000" if next == "," && at(Some(place + 2)) == "000" => Some(1_000_000),
            "000" | "thousand" | "thousands" | "milliers" | "mil" => Some(1_000),
            "1000" if matches!(before, "x" | "×" | "*") || next == "s" => Some(1_000),
            "1000000" if matches!(before, "x" | "×" | "*") => Some(1_000_000),
            "k" | "m" | "mn" | "mm" | "bn" | "b" => {
                let is_alone = before == "(" && next == ")" && token != "b" && text.contains(&format!("({token})"))
                    || tokens.len() == 1;
                (is_money(before) || is_money(next) && before != ")" || is_alone).then_some(match token.as_str() {
                    "k" => 1_000,
                    "bn" | "b" => 1_000_000_000,
                    _ => 1_000_000,
                })
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// For which time an amount is, by the words of a heading or of a cell.
pub(super) fn basis(words: &str) -> Option<Basis> {
    let spaced = format!(" {words} ");
    let holds = |known: &[&str]| known.iter().any(|known| spaced.contains(&format!(" {known} ")));
    if holds(&["hourly", "per hour", "an hour", "hour rate", "hrly", "pro hour"]) {
        Some(Basis::Hour)
    } else if holds(&["daily", "per day", "a day", "day rate", "per diem"]) {
        Some(Basis::Day)
    } else if holds(&["biweekly", "bi weekly", "fortnightly", "per fortnight", "a fortnight", "two weekly"]) {
        Some(Basis::Fortnight)
    } else if holds(&["semi monthly", "semimonthly", "bi monthly", "twice monthly"]) {
        Some(Basis::HalfMonth)
    } else if holds(&["weekly", "per week", "a week", "wkly"]) {
        Some(Basis::Week)
    } else if holds(&["monthly", "per month", "a month", "per calendar month", "pcm", "mensuel", "mensuelle"]) {
        Some(Basis::Month)
    } else if holds(&[
        "annual",
        "annually",
        "per annum",
        "pa",
        "p a",
        "yearly",
        "per year",
        "a year",
        "annum",
        "annuel",
    ]) {
        Some(Basis::Year)
    } else {
        None
    }
}

/// For which time an amount is, by a cell of a column that says it: `Hourly`, `M`, `Per Annum`, `Salaried`.
pub(super) fn basis_word(cell: &str) -> Option<Basis> {
    let words = spaced(&cell.replace('/', " per "));
    basis(&words).or(match words.as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "per hr" | "hly" | "ph" => Some(Basis::Hour),
        "d" | "day" | "days" => Some(Basis::Day),
        "w" | "wk" | "week" | "weeks" | "per wk" | "pw" => Some(Basis::Week),
        "bw" | "fortnight" | "f" => Some(Basis::Fortnight),
        "m" | "mth" | "month" | "months" | "mo" | "per mo" | "per mth" | "pm" => Some(Basis::Month),
        "y" | "yr" | "year" | "years" | "per yr" | "salary" | "salaried" | "fixed annual" => Some(Basis::Year),
        _ => None,
    })
}

/// The year that a heading or a cell names: `2025`, `FY25`, `2024-25`, `24/25`.
pub(super) fn year(text: &str) -> Option<Year> {
    let tokens = tokens(text);
    let whole = |text: &str| text.parse::<i16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let is_year = |year: &i16| (1980..=2079).contains(year);
    let long = |text: &str| whole(text).filter(|_| text.len() == 4).filter(is_year);
    let short = |text: &str| whole(text).filter(|_| text.len() == 2).map(|year| 2000 + year).filter(is_year);
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| tokens.get(place)).map_or("", String::as_str);
        let next = |behind: usize| tokens.get(place + behind).map_or("", String::as_str);
        let divides = matches!(next(1), "-" | "/" | "–" | "_" | "—") || next(1) == "to" && next(2).len() == 4;
        let is_fiscal = matches!(before, "fy" | "year" | "ending" | "ended");
        if let Some(first) = long(token) {
            let second = long(next(2)).or_else(|| short(next(2)).filter(|_| next(2).len() == 2));
            // `2024-03-31` is a day.
            let is_day = divides && next(3) == next(1) && next(4).len() <= 2 && !next(4).is_empty();
            return Some(match second {
                Some(second) if divides && second == first + 1 && !is_day => Year::Two(first),
                _ if matches!(before, "fy" | "ending" | "ended") => Year::Ending(first),
                _ => Year::One(first),
            });
        }
        if let (Some(first), Some(second)) = (short(token), short(next(2)))
            && divides
            && second == first + 1
            && (is_fiscal || matches!(next(1), "/" | "-" | "–"))
            && !matches!(before, "-" | "/" | "–")
        {
            return Some(Year::Two(first));
        }
        if before == "fy"
            && let Some(last) = short(token)
        {
            return Some(Year::Ending(last));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_found_in_any_spelling() {
        for (text, times) in [
            ("Total cost (£'000)", 1_000),
            ("Cost £ 000", 1_000),
            ("Budget '000", 1_000),
            ("Budget £k", 1_000),
            ("k€", 1_000),
            ("€k", 1_000),
            ("GBP k", 1_000),
            ("(£,000)", 1_000),
            ("£000s", 1_000),
            ("Cost x1000", 1_000),
            ("Cost x 1,000", 1_000),
            ("Cost (k)", 1_000),
            ("All figures in thousands of pounds", 1_000),
            ("$000's", 1_000),
            ("Spend £mn", 1_000_000),
            ("Spend (£m)", 1_000_000),
            ("US$ million", 1_000_000),
            ("Spend £bn", 1_000_000_000),
            ("A$m", 1_000_000),
            ("£000,000", 1_000_000),
        ] {
            assert_eq!(scale(text), Some(times), "{text}");
        }
        for text in [
            "Cost £",
            "Spend over £25,000",
            "Payments over £500",
            "Contracts over 5,000",
            "Grade K",
            "Section (b)",
            "Cost per thousand",
            "Cost 2000",
            "Kilometres",
            "Class M",
        ] {
            assert_eq!(scale(text), None, "{text}");
        }
    }

    #[test]
    fn years_are_found_in_headings() {
        for (text, meant) in [
            ("Budget 2024-25", Year::Two(2024)),
            ("actual_spending_cad_2024_25", Year::Two(2024)),
            ("Outturn 2023/2024 £000", Year::Two(2023)),
            ("24/25 Budget", Year::Two(2024)),
            ("FY25", Year::Ending(2025)),
            ("FY 2025", Year::Ending(2025)),
            ("2025 Budget", Year::One(2025)),
            ("2024-03-31", Year::One(2024)),
        ] {
            assert_eq!(year(text), Some(meant), "{text}");
        }
        for text in ["Budget", "Spine point 24", "Room 101", "over £2,500"] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    #[test]
    fn headings_are_compared_without_what_changes() {
        for (heading, meant) in [
            ("Actual Spend 2024-25 (£)", "actual spend"),
            ("actual_spending_cad_2024_25", "actual spending"),
            ("JobTitle", "job title"),
            ("OrganisationURI", "organisation uri"),
            ("ORGANIZATION_NAME", "organization name"),
            ("Ers\nN.I.", "ers ni"),
            ("Date of Birth", "date birth"),
            ("FTE", "fte"),
            ("FTE %", "fte"),
            ("Total cost (£'000)", "total cost"),
            ("Budget £mn FY25", "budget"),
            ("Libellé de l'emploi", "libelle lemploi"),
        ] {
            assert_eq!(normal(heading), meant, "{heading}");
        }
    }

    #[test]
    fn pay_says_for_which_time_it_is() {
        for (cell, meant) in [
            ("Hourly", Some(Basis::Hour)),
            ("per annum", Some(Basis::Year)),
            ("Bi-Weekly", Some(Basis::Fortnight)),
            ("MONTHLY", Some(Basis::Month)),
            ("£/hour", Some(Basis::Hour)),
            ("NON-EXEMPT", None),
        ] {
            assert_eq!(basis_word(cell), meant, "{cell}");
        }
    }
}
