//! Ranges of yearly pay: `£45,000 - £49,999`, `£100k to £105k`, `45-50k`, `£150,000+`.

use super::figure::{Bare, ONE, Reading, Style};

/// What stands between the ends of a range. The longest first, as some are part of others.
const BETWEEN: [&str; 11] = [" up to ", " through ", " thru ", " to ", " and ", "...", "..", "–", "—", "-", "/"];

/// What stands before a range or its one end, or behind it.
const BEFORE: [&str; 14] = [
    "between",
    "from",
    "up to",
    "over",
    "under",
    "above",
    "below",
    "more than",
    "less than",
    "at least",
    ">=",
    "<=",
    ">",
    "<",
];
const BEHIND: [&str; 12] = [
    "(inclusive)",
    "inclusive",
    "per annum",
    "p.a.",
    "a year",
    "pa",
    "+",
    "and over",
    "and above",
    "or more",
    "or less",
    "or above",
];

/// What a text says that is no single figure: the middle of a range, or one end of it.
pub(super) fn read(text: &str, style: Style) -> Reading {
    if text.len() > 60 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Reading::No;
    }
    let lower = text.to_lowercase();
    let mut bare = lower.trim();
    let mut is_end = false;
    for (words, ends) in [(&BEHIND[..6], false), (&BEHIND[6..], true)] {
        for word in words {
            if let Some(rest) = bare.strip_suffix(word) {
                (bare, is_end) = (rest.trim_end(), is_end || ends);
            }
        }
    }
    if let Some((place, rest)) =
        BEFORE.iter().enumerate().find_map(|(place, word)| Some((place, bare.strip_prefix(word)?)))
    {
        (bare, is_end) = (rest.trim_start(), is_end || place > 1);
    }
    let figure = |bare: &Bare| match bare.read(style) {
        Reading::Figure(figure) => Some(figure),
        _ => None,
    };
    // Grades, dates and telephone numbers are written alike.
    let is_code = |bare: &Bare| bare.negative || bare.percent || bare.digits.starts_with('0');
    if is_end {
        let end = Bare::of(bare).filter(|end| !is_code(end));
        let end = end.and_then(|end| figure(&end)).filter(|end| *end >= 1000 * ONE);
        return end.map_or(Reading::No, Reading::End);
    }
    let middle = BETWEEN.into_iter().find_map(|sign| {
        let (low, high) = bare.split_once(sign)?;
        let mut ends = [Bare::of(low.trim())?, Bare::of(high.trim())?];
        if ends[0].zeros == 0 && ends[1].zeros > 0 && ends[0].digits.len() <= ends[1].digits.len() {
            ends[0].zeros = ends[1].zeros;
        }
        if ends.iter().any(is_code) {
            return None;
        }
        let (low, high) = (figure(&ends[0])?, figure(&ends[1])?);
        let is_pay = low >= 1000 * ONE && high >= low && high <= low.saturating_mul(4);
        is_pay.then_some(i128::midpoint(low, high))
    });
    middle.map_or(Reading::No, Reading::Range)
}
