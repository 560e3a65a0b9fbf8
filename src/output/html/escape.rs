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

/// A sentence: what stands between backticks is code.
pub(crate) fn prose(text: &str) -> String {
    let mut parts = text.split('`').map(escaped);
    let mut html = parts.next().unwrap_or_default();
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => html += &format!("<code>{code}</code>{after}"),
            None => html += &format!("`{code}"),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::{escaped, prose};

    #[test]
    fn backticks_in_pairs_are_code() {
        assert_eq!(prose("`a<b` costs £2"), "<code>a&lt;b</code> costs £2");
        assert_eq!(prose("`x` and `<i>"), "<code>x</code> and `&lt;i&gt;");
        assert_eq!(prose(""), "");
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
