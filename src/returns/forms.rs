//! Figures and dates written in another form than the format takes, whose value leaves no doubt.

use super::scalars::check_format;
use crate::money::parse_decimal;

/// The text in the form that a schema's format takes, where it can mean one thing only.
///
/// Not mended, because a person has to say: `1.2k` and `1.2m` (rounded), `1,2` and `1.250` (decimals or thousands?),
/// `GBP 5` (which may not be the currency of the return), `05/04/2026` (April or May?).
pub(super) fn certain_form(format: &str, text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .map(|letter| match letter {
            '\u{A0}' | '\u{2009}' | '\u{202F}' => ' ',
            '\u{2010}'..='\u{2014}' | '\u{2212}' => '-',
            '\u{2019}' => '\'',
            letter => letter,
        })
        .collect();
    let text = text.trim();
    let form = match format {
        "amount" => amount(text),
        "quantity" => digits(text),
        "share" => share(text),
        "fte" => {
            let lower = text.to_lowercase();
            digits(lower.strip_suffix("fte").unwrap_or(&lower).trim_end())
        }
        "date" => date(text),
        "period" => period(text),
        "version" => (text == "1.0").then(|| "1".to_owned()),
        _ => None,
    }?;
    matches!(check_format(format, &form), Some(Ok(()))).then_some(form)
}

/// `£ 1 250.50`, `1'250.50 £`, `1.250.000,50`, `1250.500`.
fn amount(text: &str) -> Option<String> {
    let signs = ['£', '$', '€'];
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let bare = text.trim_matches(' ');
    let bare = bare.strip_prefix(signs).or_else(|| bare.strip_suffix(signs)).unwrap_or(bare).trim_matches(' ');
    let bare = match bare.rsplit_once(',') {
        // A point before a comma: the other way round than here.
        Some((whole, pence)) if whole.contains('.') && !whole.contains(',') => {
            format!("{}.{pence}", grouped(whole, '.')?)
        }
        _ => bare.to_owned(),
    };
    let form = digits(&bare)?;
    // Zeros beyond the pence say nothing, unless the point may stand before thousands: `700.000`.
    let form = match form.split_once('.') {
        Some((whole, pence))
            if pence.len() > 2
                && pence[2..].bytes().all(|digit| digit == b'0')
                && (pence.len() > 3 || whole.len() > 3) =>
        {
            format!("{whole}.{}", &pence[..2])
        }
        _ => form,
    };
    Some(format!("{sign}{form}"))
}

/// A number whose thousands are set apart by blanks or apostrophes.
fn digits(text: &str) -> Option<String> {
    let (whole, rest) = text.find('.').map_or((text, ""), |point| text.split_at(point));
    let whole = match whole {
        whole if whole.contains(' ') => grouped(whole, ' ')?,
        whole if whole.contains('\'') => grouped(whole, '\'')?,
        whole => whole.to_owned(),
    };
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'_' | b'.'));
    (plain(&whole) && plain(rest) && !whole.is_empty()).then(|| format!("{whole}{rest}"))
}

/// Digits without a separator that stands before groups of three only.
fn grouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().filter(|first| matches!(first.len(), 1..=3) && is_digits(first))?;
    groups.try_fold(first.to_owned(), |number, group| {
        (group.len() == 3 && is_digits(group)).then(|| format!("{number}{group}"))
    })
}

/// `90%` and `90 %`.
fn share(text: &str) -> Option<String> {
    let percent = parse_decimal(text.strip_suffix('%')?.trim_end(), 4).ok()?;
    let share = format!("{}.{:06}", percent / 1_000_000, u32::try_from(percent % 1_000_000).ok()?);
    Some(share.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// `2027/03/31`, `2027-3-31`, and `31/03/2027` where the first number can be no month.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = match (first.len(), last.len()) {
        (4, 1 | 2) => (first, last),
        (2, 4) if number(first)? > 12 => (last, first),
        _ => return None,
    };
    Some(format!("{:04}-{:02}-{:02}", number(year)?, number(month)?, number(day)?))
}

/// `2025-2026`, `2025 - 26`.
fn period(text: &str) -> Option<String> {
    let (first, last) = text.split_once(['-', '/'])?;
    let (first, last) = (first.trim_end(), last.trim_start());
    // That the second year follows the first is checked with the form.
    let last = last.strip_prefix(first.get(..2)?).filter(|rest| rest.len() == 2).unwrap_or(last);
    Some(format!("{first}-{last}"))
}

#[cfg(test)]
mod tests {
    use super::certain_form;

    #[test]
    fn forms_that_can_mean_one_thing_only() {
        for (format, text, form) in [
            ("amount", "£ 1 250.50", Some("1250.50")),
            ("amount", "1\u{A0}250\u{A0}000 £", Some("1250000")),
            ("amount", "1'250", Some("1250")),
            ("amount", "1.250.000,50", Some("1250000.50")),
            ("amount", "1250.500", Some("1250.50")),
            ("amount", "\u{2212}5", Some("-5")),
            ("amount", "1,250.5 0", None),
            ("amount", "1 25", None),
            ("amount", "1.2k", None),
            ("amount", "1250.505", None),
            ("amount", "700.000", None),
            ("amount", "1,25", None),
            ("amount", "GBP 5", None),
            ("amount", "£", None),
            ("share", "90%", Some("0.9")),
            ("share", "12.5 %", Some("0.125")),
            ("share", "100%", Some("1")),
            ("share", "120%", None),
            ("share", "-5%", None),
            ("fte", "11.4 FTE", Some("11.4")),
            ("quantity", "43 000", Some("43000")),
            ("date", "31/03/2027", Some("2027-03-31")),
            ("date", "05/04/2026", None),
            ("date", "2027/3/31", Some("2027-03-31")),
            ("date", "31/02/2027", None),
            ("period", "2025-2026", Some("2025-26")),
            ("period", "2025–26", Some("2025-26")),
            ("period", "2025-2027", None),
            ("version", "1.0", Some("1")),
            ("version", "2", None),
        ] {
            assert_eq!(certain_form(format, text).as_deref(), form, "{format} {text}");
        }
    }
}
