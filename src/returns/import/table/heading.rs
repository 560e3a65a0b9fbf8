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
        /// For four weeks.
        FourWeeks = "four-weeks",
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
    /// Those of its parts, where brackets or strokes divide it: `Salary (gross)`, `Department / Service`.
    pub(super) parts: Vec<String>,
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
        let spaced_text = spaced(text);
        let is_share = text.contains('%')
            || format!(" {spaced_text} ").contains(" per cent ")
            || spaced_text.split(' ').any(|word| matches!(word, "percent" | "percentage" | "pct"));
        Self {
            basis: basis(&spaced(&text.replace('/', " per "))),
            words: normal(text),
            parts: parts(text),
            scale: scale(text),
            currency: currency::in_heading(text),
            year: year(text),
            is_share,
        }
    }
}

impl Heading {
    fn has(&self, words: &[&str]) -> bool {
        self.words.split(' ').any(|word| words.contains(&word))
    }

    /// Whether it has a year and no other word: `2025-26`, `Fiscal year 2025`.
    pub(super) fn is_only_a_year(&self) -> bool {
        let is_of_year =
            |word: &str| matches!(word, "" | "fy" | "fiscal" | "financial" | "calendar" | "year" | "ending" | "ended");
        self.year.is_some() && self.words.split(' ').all(is_of_year)
    }

    /// Whether a share is one of full working time.
    pub(super) fn says_working_time(&self) -> bool {
        self.has(&["time", "contract", "contracted", "employment", "appointment", "working", "hours"])
            && !self.has(&["overtime", "sick", "leave"])
    }

    /// Whether pay is with on-costs, or without them. None where they are not spoken of beside something else.
    pub(super) fn on_costs_beside(&self) -> Option<bool> {
        let (_, beside) = ["including", "inclusive", "plus", "with", "excluding", "before", "without"]
            .into_iter()
            .find_map(|word| {
                format!(" {} ", self.words)
                    .split_once(&format!(" {word} "))
                    .map(|(_, behind)| (word, behind.to_owned()))
            })?;
        let is_of_on_costs = ["on cost", "oncost", "employer", " ni", "pension", "superannuation"];
        let beside = format!(" {beside}");
        is_of_on_costs
            .iter()
            .any(|known| beside.contains(known))
            .then(|| !self.has(&["excluding", "before", "without"]))
    }

    /// Whether it says for which time something is paid, and nothing else: `Rate/hr`, `£ per hour`.
    pub(super) fn says_only_a_rate(&self) -> bool {
        const WORDS: [&str; 29] = [
            "per",
            "hour",
            "hourly",
            "hr",
            "h",
            "p",
            "ph",
            "pw",
            "pm",
            "day",
            "daily",
            "rate",
            "week",
            "weekly",
            "wk",
            "month",
            "monthly",
            "fortnightly",
            "biweekly",
            "wage",
            "wages",
            "pay",
            "paid",
            "an",
            "a",
            "gross",
            "basic",
            "base",
            "fortnight",
        ];
        self.basis.is_some() && self.words.split(' ').all(|word| WORDS.contains(&word))
    }
}

/// What is written short, or in two ways, and the word for it.
const SHORT: [(&str, &str); 32] = [
    ("acct", "account"),
    ("amt", "amount"),
    ("annualized", "annualised"),
    ("authorized", "authorised"),
    ("center", "centre"),
    ("contribs", "contributions"),
    ("costcentre", "cost centre"),
    ("dept", "department"),
    ("desc", "description"),
    ("descr", "description"),
    ("divison", "division"),
    ("emp", "employee"),
    ("exc", "excluding"),
    ("excl", "excluding"),
    ("inc", "including"),
    ("incl", "including"),
    ("license", "licence"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("mth", "month"),
    ("mths", "months"),
    ("nbr", "number"),
    ("no", "number"),
    ("num", "number"),
    ("org", "organisation"),
    ("organization", "organisation"),
    ("organizational", "organisational"),
    ("program", "programme"),
    ("ref", "reference"),
    ("sal", "salary"),
    ("yr", "year"),
    ("yrs", "years"),
];

/// Words that say nothing of what stands below a heading.
const DROPPED: [&str; 28] = [
    "en", "eng", "the", "of", "in", "and", "for", "a", "an", "gbp", "eur", "cad", "usd", "aud", "nzd", "k", "du", "de",
    "des", "la", "le", "les", "l", "d", "et", "pounds", "euros", "dollars",
];

/// Words of scales, which say nothing else where a heading has one.
const SCALES: [&str; 27] = [
    "k",
    "m",
    "mn",
    "mm",
    "bn",
    "b",
    "x",
    "s",
    "t",
    "ks",
    "thousand",
    "thousands",
    "thou",
    "ths",
    "tsd",
    "million",
    "millions",
    "mill",
    "mio",
    "billion",
    "billions",
    "milliers",
    "millier",
    "millions",
    "teur",
    "keur",
    "meur",
];

/// A heading as it is compared: words in lower case, without signs, years, currencies, scales and small words.
pub(super) fn normal(heading: &str) -> String {
    let spaced = spaced(heading);
    let is_scaled = scale(heading).is_some();
    let is_share = heading.contains('%') || spaced.contains("percent") || spaced.contains("per cent");
    let all: Vec<&str> = spaced.split(' ').collect();
    let at = |place: usize| all.get(place).copied().unwrap_or_default();
    let is_number = |word: &str| {
        let digits = word.strip_prefix("fy").filter(|rest| !rest.is_empty()).unwrap_or(word);
        !digits.is_empty() && digits.strip_suffix('s').unwrap_or(digits).bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_word = |place: &usize| {
        let word = at(*place);
        let is_without_tax = |place: usize| {
            matches!(at(place), "excl" | "excluding" | "excludes" | "exc" | "exclusive" | "ex" | "net")
                && matches!(at(place + 1 + usize::from(at(place + 1) == "of")), "vat" | "gst" | "tax" | "hst")
        };
        let is_tax = matches!(word, "vat" | "gst" | "tax" | "hst")
            && (1..=2).any(|back| place.checked_sub(back).is_some_and(is_without_tax));
        !(is_number(word)
            || DROPPED.contains(&word)
            || is_without_tax(*place)
            || is_tax
            // `Payments over £500`
            || word == "over" && is_number(at(place + 1))
            || word == "fy" && all.len() > 1
            || is_scaled && SCALES.contains(&word)
            || heading.contains('$') && matches!(word, "us" | "ca" | "au" | "nz" | "c")
            || is_share && matches!(word, "percent" | "percentage" | "pct" | "per" | "cent")
            || word == "sterling")
    };
    let whole = |word: &'_ str| SHORT.iter().find(|(short, _)| *short == word).map(|(_, whole)| *whole);
    let words = (0..all.len()).filter(is_word).map(at).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.map(|word| whole(word).unwrap_or(word)).collect();
    words.join(" ")
}

/// What stands outside brackets, and on each side of a stroke; none where nothing divides a heading.
fn parts(heading: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut depth = 0_usize;
    for letter in heading.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let strokes = outside.split(['/', '|', ':', '–', '—', ';']).flat_map(|part| part.split(" - "));
    let whole = normal(heading);
    let mut parts: Vec<String> = Vec::new();
    for part in std::iter::once(outside.as_str()).chain(strokes).map(normal) {
        if !part.is_empty() && part != whole && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
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
        // `d'euros` is two words, and `Employer's` is one.
        let is_elided = matches!(letter, '\'' | '’')
            && matches!(before, 'd' | 'l' | 'D' | 'L' | 'n' | 's')
            && (spaced.len() == 1 || spaced.chars().rev().nth(1) == Some(' '));
        // `Job.Title` is two words, and `N.I.` is one.
        let is_between = letter == '.'
            && spaced.chars().rev().take_while(|letter| *letter != ' ').count() > 1
            && letters.peek().is_some_and(|next| next.is_alphanumeric());
        match letter {
            '.' if is_between => spaced.push(' '),
            '\'' | '’' if is_elided => spaced.push(' '),
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
    for letter in text.to_lowercase().replace(['’', '‘', '`', '´'], "'").chars() {
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
    let tokens = tokens(&text.replace('_', " "));
    let at = |place: Option<usize>| place.and_then(|place| tokens.get(place)).map_or("", String::as_str);
    let is_digits = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
    let is_times = |text: &str| matches!(text, "x" | "×" | "*");
    for (place, token) in tokens.iter().enumerate() {
        let back = |count: usize| at(place.checked_sub(count));
        let (before, next) = (back(1), at(Some(place + 1)));
        let is_plural = next == "s" || next == "'" && at(Some(place + 2)) == "s";
        // `(£1,000)` and `x £1,000`: `first` stands before the number.
        let is_of_one = |first: usize| {
            let (sign, outer) = (back(first), back(first + 1));
            let is_alone = currency::is_sign(sign) && matches!(outer, "(" | "[") && matches!(next, ")" | "]");
            is_plural || is_times(sign) || currency::is_sign(sign) && is_times(outer) || is_alone
        };
        let found = match token.as_str() {
            // `£3 million` is an amount, and no scale.
            _ if before == "per" || is_digits(before) && token != "000" => None,
            "million" | "millions" | "mio" | "mill" | "meur" | "mgbp" | "musd" => Some(1_000_000),
            "billion" | "billions" | "mrd" | "milliards" | "milliard" => Some(1_000_000_000),
            "000" if is_digits(before) || matches!(before, "," | "." | "'") && is_digits(back(2)) => {
                (back(2) == "1" && is_of_one(3)).then_some(1_000)
            }
            "000" if next == "," && at(Some(place + 2)) == "000" => Some(1_000_000),
            "000" | "thousand" | "thousands" | "thou" | "ths" | "tsd" | "milliers" | "millier" | "mil" | "teur"
            | "keur" | "tgbp" | "kgbp" | "kusd" => Some(1_000),
            "1000" if is_of_one(1) => Some(1_000),
            "1000000" if is_times(before) => Some(1_000_000),
            "t" if currency::is_sign(next) && before != ")" => Some(1_000),
            "ks" if currency::is_sign(before) => Some(1_000),
            "k" | "m" | "mn" | "mm" | "bn" | "b" => {
                let is_alone = before == "(" && next == ")" && token != "b" && text.contains(&format!("({token})"))
                    || tokens.len() == 1 && token != "b";
                let is_of_money = currency::is_sign(before) || currency::is_sign(next) && before != ")";
                (is_of_money || is_alone).then_some(match token.as_str() {
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

/// What is written for each time. The first that stands in a text counts: `biweekly` before `weekly`.
const TIMES: [(Basis, &[&str]); 8] = [
    (
        Basis::Hour,
        &[
            "hourly",
            "per hour",
            "an hour",
            "hour rate",
            "hrly",
            "per hr",
            "per hrs",
            "per h",
            "p h",
            "ph",
            "pro hour",
            "horaire",
        ],
    ),
    (Basis::Day, &["daily", "per day", "a day", "day rate", "per diem", "pd"]),
    (Basis::FourWeeks, &["4 weekly", "four weekly", "4 weeks", "four weeks", "lunar month"]),
    (
        Basis::Fortnight,
        &[
            "biweekly",
            "bi weekly",
            "fortnightly",
            "per fortnight",
            "a fortnight",
            "two weekly",
            "2 weekly",
            "2 weeks",
            "two weeks",
        ],
    ),
    (Basis::HalfMonth, &["semi monthly", "semimonthly", "bi monthly", "twice monthly"]),
    (Basis::Week, &["weekly", "per week", "a week", "wkly", "per wk", "pw", "hebdomadaire"]),
    (
        Basis::Month,
        &[
            "monthly",
            "per month",
            "a month",
            "per calendar month",
            "pcm",
            "pm",
            "per mth",
            "per mo",
            "mensuel",
            "mensuelle",
            "misol",
        ],
    ),
    (
        Basis::Year,
        &[
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
            "annualised",
            "annualized",
        ],
    ),
];

/// For which time an amount is, by the words of a heading or of a cell. None where they name a year and another time.
pub(super) fn basis(words: &str) -> Option<Basis> {
    let spaced = format!(" {words} ");
    let holds = |known: &[&str]| known.iter().any(|known| spaced.contains(&format!(" {known} ")));
    let (found, _) = TIMES.into_iter().find(|(_, known)| holds(known))?;
    let is_several = found != Basis::Year && holds(TIMES[7].1) && spaced.contains(" or ");
    (!is_several).then_some(found)
}

/// For which time an amount is, by a cell of a column that says it: `Hourly`, `M`, `Per Annum`, `Salaried`.
pub(super) fn basis_word(cell: &str) -> Option<Basis> {
    let words = spaced(&cell.replace('/', " per "));
    basis(&words).or(match words.as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "hly" => Some(Basis::Hour),
        "d" | "day" | "days" | "per d" => Some(Basis::Day),
        "w" | "wk" | "week" | "weeks" => Some(Basis::Week),
        "bw" | "fortnight" | "f" => Some(Basis::Fortnight),
        "m" | "mth" | "month" | "months" | "mo" => Some(Basis::Month),
        "y" | "yr" | "year" | "years" | "per yr" | "a" | "ann" | "salary" | "salaried" | "fixed annual" => {
            Some(Basis::Year)
        }
        _ => None,
    })
}

/// The year that a heading or a cell names: `2025`, `FY25`, `2024-25`, `24/25`.
pub(super) fn year(text: &str) -> Option<Year> {
    // `Fiscal.Year.2016`
    let tokens = tokens(&text.replace('.', " "));
    let whole = |text: &str| text.parse::<i16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let is_year = |year: &i16| (1980..=2079).contains(year);
    let long = |text: &str| whole(text).filter(|_| text.len() == 4).filter(is_year);
    let short = |text: &str| whole(text).filter(|_| text.len() == 2).map(|year| 2000 + year).filter(is_year);
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| tokens.get(place)).map_or("", String::as_str);
        let next = |behind: usize| tokens.get(place + behind).map_or("", String::as_str);
        let divides = matches!(next(1), "-" | "/" | "–" | "_" | "—") || next(1) == "to" && next(2).len() == 4;
        let is_fiscal = matches!(before, "fy" | "year" | "ending" | "ended");
        let is_ending = matches!(before, "fy" | "ending" | "ended")
            || before == "year"
                && place.checked_sub(2).and_then(|place| tokens.get(place)).is_some_and(|word| word == "fiscal");
        if let Some(first) = long(token) {
            let second = long(next(2)).or_else(|| short(next(2)).filter(|_| next(2).len() == 2));
            // `2024-03-31` is a day.
            let is_day = divides && next(3) == next(1) && next(4).len() <= 2 && !next(4).is_empty();
            return Some(match second {
                Some(second) if divides && second == first + 1 && !is_day => Year::Two(first),
                _ if is_ending => Year::Ending(first),
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
            ("Cost (1,000s)", 1_000),
            ("Cost (£1000)", 1_000),
            ("Cost (x £1,000)", 1_000),
            ("cost_gbp_k", 1_000),
            ("Cost £ths", 1_000),
            ("Cost (TEUR)", 1_000),
            ("Cost T€", 1_000),
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
            "Savings of £3 million",
            "Over £1,000",
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
            ("Fiscal.Year.2016", Year::Ending(2016)),
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
            ("ORGANIZATION_NAME", "organisation name"),
            ("Ers\nN.I.", "ers ni"),
            ("Date of Birth", "date birth"),
            ("Job.Title", "job title"),
            ("CLASS_DESC", "class description"),
            ("FTE", "fte"),
            ("FTE %", "fte"),
            ("Total cost (£'000)", "total cost"),
            ("Budget £mn FY25", "budget"),
            ("Libellé de l'emploi", "libelle emploi"),
            ("Amount (excl. VAT)", "amount"),
            ("Payments over £500", "payments"),
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
