//! Currencies as tables write them: a sign or a code in a heading, a cell or the number format of a workbook.

use crate::money::currency as code_of;

/// What stands for a currency: a code of ISO 4217, or a sign that several share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sign(pub(super) &'static str);

/// Signs and words with the codes that each may mean; the longest first, as some are part of others.
const SIGNS: [(&str, &str); 26] = [
    ("us$", "USD"),
    ("ca$", "CAD"),
    ("au$", "AUD"),
    ("nz$", "NZD"),
    ("hk$", "HKD"),
    ("c$", "CAD"),
    ("a$", "AUD"),
    ("s$", "SGD"),
    ("dollars", "USD CAD AUD NZD SGD HKD BBD BMD BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD TWD XCD"),
    ("pounds", "GBP FKP GIP SHP"),
    ("sterling", "GBP"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("rupees", "INR PKR LKR NPR MUR"),
    ("$", "USD CAD AUD NZD SGD HKD BBD BMD BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD TWD XCD"),
    ("£", "GBP FKP GIP SHP"),
    ("€", "EUR"),
    ("¥", "JPY CNY"),
    ("₹", "INR"),
    ("zł", "PLN"),
    ("kč", "CZK"),
    ("r$", "BRL"),
    ("rs", "INR PKR LKR NPR MUR"),
    ("kr", "SEK NOK DKK ISK"),
    ("₩", "KRW"),
    ("₺", "TRY"),
];

/// Codes that are no English words: in a heading they say what the money is.
const CODES: [&str; 25] = [
    "GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "CNY",
    "ZAR", "SGD", "HKD", "BRL", "MXN", "ILS", "ISK", "RUB", "KRW",
];

impl Sign {
    /// Whether it may stand for a currency.
    pub(super) fn fits(self, code: &str) -> bool {
        self.0 == code
            || SIGNS.iter().any(|(sign, codes)| *sign == self.0 && codes.split(' ').any(|known| known == code))
    }
}

/// Whether a token of a text stands for a currency.
pub(super) fn is_sign(token: &str) -> bool {
    matches!(token, "£" | "$" | "€" | "¥" | "₹") || CODES.iter().any(|code| code.eq_ignore_ascii_case(token))
}

/// The currency that a heading or a title names.
pub(super) fn in_heading(text: &str) -> Option<Sign> {
    let lower = text.to_lowercase();
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut words = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let code = words.clone().filter(is_code).find_map(|word| CODES.iter().find(|code| code.eq_ignore_ascii_case(word)));
    if let Some(code) = code {
        return Some(Sign(code));
    }
    let mut signs = SIGNS.iter().filter(|(sign, _)| sign.chars().any(|letter| !letter.is_alphabetic()));
    if let Some((sign, _)) = signs.find(|(sign, _)| stands(&lower, sign)) {
        return Some(Sign(sign));
    }
    let is_name = |sign: &str| sign.len() > 3 || !sign.is_ascii();
    let named = words.find_map(|word| SIGNS.iter().find(|(sign, _)| is_name(sign) && *sign == word));
    named.map(|(sign, _)| Sign(sign)).or_else(|| in_brackets(text))
}

/// A code in brackets that may be a word elsewhere: `Salary (AED)`.
fn in_brackets(text: &str) -> Option<Sign> {
    let mut inner = text.split(['(', '[']).skip(1).filter_map(|part| part.split([')', ']']).next());
    let is_code = |code: &&str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    inner.find(|code| is_code(code) && !matches!(*code, "ALL" | "TOP")).and_then(|code| code_of(code).ok()).map(Sign)
}

/// Whether a sign stands in a text and is not the end of a word: `a$` in `data$`.
fn stands(text: &str, sign: &str) -> bool {
    text.match_indices(sign).any(|(at, _)| {
        let begins = sign.starts_with(char::is_alphabetic);
        !begins || !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
    })
}

/// The currency that begins or ends an amount, and the rest of it. `text` is in lower case.
pub(super) fn around(text: &str) -> Option<(Sign, &str)> {
    for (sign, _) in SIGNS {
        let is_word = sign.len() == 2 && sign.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_apart =
            |rest: &&str| !is_word || rest.starts_with(|letter: char| letter.is_ascii_digit() || " .".contains(letter));
        let begins = text.strip_prefix(sign).filter(is_apart);
        if let Some(rest) = begins.or_else(|| text.strip_suffix(sign)) {
            return Some((Sign(sign), rest.trim_start_matches('.').trim()));
        }
    }
    let is_code = |code: &str| code_of(code).ok().filter(|_| code.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_figure = |rest: &str| {
        rest.bytes().any(|byte| byte.is_ascii_digit())
            && rest.chars().all(|letter| letter.is_ascii_digit() || " -+().,'’kmbn\u{A0}".contains(letter))
    };
    if let Some((code, rest)) = text.split_at_checked(3)
        && is_figure(rest)
        && let Some(code) = is_code(code)
    {
        return Some((Sign(code), rest.trim_start()));
    }
    let (rest, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
    let code = is_code(code).filter(|_| is_figure(rest) && !rest.ends_with(char::is_alphabetic))?;
    Some((Sign(code), rest.trim_end()))
}

/// The currency of a cell that holds nothing else.
pub(super) fn alone(text: &str) -> Option<Sign> {
    let lower = text.trim().to_lowercase();
    SIGNS.iter().find(|(sign, _)| *sign == lower).map(|(sign, _)| Sign(sign)).or_else(|| code_of(&lower).ok().map(Sign))
}

/// The currency of a number format: `[$€-407] #,##0`, `"£"#,##0`, `#,##0 [$USD]`.
pub(super) fn of_format(format: &str) -> Option<Sign> {
    let mut rest = format;
    while let Some(start) = rest.find("[$") {
        let inner = &rest[start + 2..];
        let end = inner.find(']').unwrap_or(inner.len());
        let (sign, place) = inner[..end].split_once('-').unwrap_or((&inner[..end], ""));
        let sign = sign.trim().trim_matches('"');
        match (sign, place.to_ascii_lowercase().trim_start_matches('0')) {
            // Without a sign the bracket says in which language dates are written.
            ("", _) => {}
            ("$", "409") => return Some(Sign("USD")),
            ("$", "1009" | "c0c") => return Some(Sign("CAD")),
            ("$", "c09") => return Some(Sign("AUD")),
            ("$", "1409") => return Some(Sign("NZD")),
            (sign, _) => {
                if let Some(found) = alone(sign).or_else(|| in_heading(sign)) {
                    return Some(found);
                }
            }
        }
        rest = &inner[end..];
    }
    // What stands in brackets has been looked at.
    let mut bare = String::new();
    let mut depth = 0_usize;
    for letter in format.split(';').next().unwrap_or_default().chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '"' | '\\' => {}
            letter if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    in_heading(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_in_headings_cells_and_formats() {
        for (heading, sign) in [
            ("Annual value (€)", Some("€")),
            ("Salary (USD)", Some("USD")),
            ("Salary US$", Some("us$")),
            ("Cost £000", Some("£")),
            ("Cost in euros", Some("euros")),
            ("Total for all staff", None),
            ("Top of scale", None),
            ("Salary (AED)", Some("AED")),
            ("Salary (FTE)", None),
        ] {
            assert_eq!(in_heading(heading), sign.map(Sign), "{heading}");
        }
        for (cell, sign, rest) in [
            ("eur 45,000", "EUR", "45,000"),
            ("52,000 usd", "USD", "52,000"),
            ("€45.000,00", "€", "45.000,00"),
            ("£3", "£", "3"),
        ] {
            assert_eq!(around(cell), Some((Sign(sign), rest)), "{cell}");
        }
        assert_eq!(around("all 3 posts"), None);
        for (format, sign) in [
            ("[$€-407] #,##0.00", Some("€")),
            ("[$$-409]#,##0", Some("USD")),
            ("\"£\"#,##0", Some("£")),
            ("#,##0 [$USD]", Some("USD")),
            ("#,##0.00", None),
            ("[$-809]dd mmmm yyyy", None),
        ] {
            assert_eq!(of_format(format), sign.map(Sign), "{format}");
        }
        assert!(Sign("$").fits("CAD") && !Sign("$").fits("GBP") && Sign("£").fits("GBP") && Sign("EUR").fits("EUR"));
    }
}
