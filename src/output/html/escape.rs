//! What every text goes through on its way into HTML or SVG.

use std::fmt::{self, Write};

use askama::filters::Escaper;

use crate::output::text::one_line;

/// Escapes for element content and quoted attributes, after control characters and marks that turn the direction of reading
/// are taken out. Named in askama.toml, so that no template can forget it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        for letter in one_line(text).chars() {
            match letter {
                '<' => dest.write_str("&lt;")?,
                '>' => dest.write_str("&gt;")?,
                '&' => dest.write_str("&amp;")?,
                '"' => dest.write_str("&quot;")?,
                '\'' => dest.write_str("&#39;")?,
                letter => dest.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// A text as HTML and SVG show it.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    // Writing into a string cannot fail.
    let _ = Html.write_escaped_str(&mut safe, text);
    safe
}

/// A sentence: what stands between backticks is code, and a minus sign stays with its amount.
pub(crate) fn prose(text: &str) -> String {
    let mut parts = text.split('`');
    let mut html = amounts(parts.next().unwrap_or_default());
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => html += &format!("<code>{}</code>{}", escaped(code), amounts(after)),
            None => html += &format!("`{}", escaped(code)),
        }
    }
    html
}

/// A figure with a minus sign in place of a hyphen.
pub(crate) fn minus(figure: &str) -> String {
    if is_negative(figure) { figure.replacen('-', "\u{2212}", 1) } else { figure.to_owned() }
}

/// Whether a text begins with a negative amount: `-£5`, `-CAD 5`, `-5`.
fn is_negative(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-') else { return false };
    let amount = rest.trim_start_matches(|letter: char| "£€$".contains(letter) || letter.is_ascii_uppercase());
    amount.trim_start_matches(' ').starts_with(|letter: char| letter.is_ascii_digit())
}

/// Text in which no negative amount is broken over two lines. A hyphen before a bare number may be part of a name, and stays.
fn amounts(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = next_negative(rest) {
        let (before, amount) = rest.split_at(place);
        let digits = amount.find(|letter: char| letter.is_ascii_digit()).unwrap_or(amount.len());
        let end = digits + number_length(&amount[digits..]);
        html += &format!("{}<span class=\"amount\">{}</span>", escaped(before), escaped(&minus(&amount[..end])));
        rest = &amount[end..];
    }
    html + &escaped(rest)
}

/// Where the next negative amount of a currency begins.
fn next_negative(text: &str) -> Option<usize> {
    text.match_indices('-').map(|(place, _)| place).find(|place| {
        let (before, amount) = text.split_at(*place);
        before.chars().next_back().is_none_or(|letter| letter == ' ' || letter == '(')
            && is_negative(amount)
            && (!amount[1..].starts_with(|letter: char| letter.is_ascii_digit())
                || amount[..=number_length(&amount[1..])].ends_with('%'))
    })
}

/// How long a number with its unit is: `17m`, `5.20m`, `51%`.
fn number_length(text: &str) -> usize {
    let is_over = |letter: char| !letter.is_ascii_alphanumeric() && !['.', ',', '%'].contains(&letter);
    text[..text.find(is_over).unwrap_or(text.len())].trim_end_matches(['.', ',']).len()
}

#[cfg(test)]
mod tests {
    use super::{escaped, minus, prose};

    #[test]
    fn backticks_in_pairs_are_code() {
        assert_eq!(prose("`a<b` costs £2"), "<code>a&lt;b</code> costs £2");
        assert_eq!(prose("`x` and `<i>"), "<code>x</code> and `&lt;i&gt;");
        assert_eq!(prose(""), "");
    }

    #[test]
    fn a_minus_sign_stays_with_its_amount() {
        for (text, html) in [
            (
                "a loss (-£17m), or -£2.",
                "a loss (<span class=\"amount\">−£17m</span>), or <span class=\"amount\">−£2</span>.",
            ),
            ("-CAD 5.20m, -USD", "<span class=\"amount\">−CAD 5.20m</span>, -USD"),
            ("2026-27 and team -5 - well-known", "2026-27 and team -5 - well-known"),
            ("fell, -51%.", "fell, <span class=\"amount\">−51%</span>."),
            ("-<b> -£", "-&lt;b&gt; -£"),
        ] {
            assert_eq!(prose(text), html);
        }
        for (text, shown) in
            [("-£5", "−£5"), ("-CAD 5.20m", "−CAD 5.20m"), ("-5.1", "−5.1"), ("2026-27", "2026-27"), ("-", "-")]
        {
            assert_eq!(minus(text), shown);
        }
    }

    #[test]
    fn hostile_texts_stay_texts() {
        for (text, safe) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("R&D\nteam", "R&amp;D team"),
            ("\u{1b}[31m\u{202e}\u{0}", "\u{fffd}[31m\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(escaped(text), safe);
        }
    }
}
