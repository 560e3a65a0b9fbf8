//! A brief for a finance director: one page of Markdown.

use std::io::{self, Write};

use super::document::{Block, write_markdown};
use super::front::{Reader, answer, reliance, what_next, whereabouts_in_brief};
use super::place::clean;
use super::reorganised::said as reorganised;
use super::terminal::{bodies, finding, words};
use crate::report::Report;

/// Writes the brief: the front page for those who decide, without keys and ids.
///
/// # Errors
/// The writer refuses.
pub fn write_brief(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "# Duplication audit: {}, {}\n", literal(&bodies(report)), literal(&report.period))?;
    if !report.complete {
        writeln!(out, "**Incomplete:** a file could not be read, or a return was rejected.\n")?;
    }
    if words(report).duplicated.is_positive() {
        write_markdown(out, &answer(report))?;
        write_markdown(out, &whereabouts_in_brief(report))?;
    } else {
        write_markdown(out, &[Block::Heading("Summary".to_owned()), Block::Paragraph(finding(report))])?;
    }
    for said in reorganised(report) {
        writeln!(out, "{}\n", literal(&said))?;
    }
    write_markdown(out, &reliance(report))?;
    write_markdown(out, &what_next(report, Reader::Board))
}

/// A text as Markdown shows it: nothing in it is taken for mark-up, a link or HTML.
pub(super) fn literal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A point before a space ends a sentence, and needs no mark; one inside a word may be part of an address.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '@' | '$' => {
                safe.push('\\');
                safe.push(letter);
            }
            letter => safe.push(letter),
        }
    }
    // Addresses are made links of without any mark-up.
    safe.replace("://", "\\://").replace("www.", "www\\.")
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn hostile_texts_stay_texts() {
        for (text, safe) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("[pay](http://x)", "\\[pay\\](http\\://x)"),
            ("a | b\n# c", "a \\| b \\# c"),
            ("![i](//www.x.org)", "\\!\\[i\\](//www\\.x.org)"),
            ("\u{1b}[31m`rm`\u{202e}", "\u{fffd}\\[31m\\`rm\\`\u{fffd}"),
            ("R&D @here $x$ *b* _i_ ~s~", "R&amp;D \\@here \\$x\\$ \\*b\\* \\_i\\_ \\~s\\~"),
        ] {
            assert_eq!(literal(text), safe);
        }
    }
}
