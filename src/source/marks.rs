//! One walk through a text, whoever knows how to read it.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::{Position, Span, plain};

/// One step through a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// A key, or a value that is neither a list nor a mapping.
    Scalar {
        /// As written, without quotes.
        text: Cow<'a, str>,
        /// Written without quotes.
        plain: bool,
        /// The number of its anchor; 0 for none.
        anchor: usize,
    },
    /// A reference to an anchor.
    Alias(usize),
    /// A list begins; the number of its anchor.
    List(usize),
    /// A mapping begins; the number of its anchor.
    Mapping(usize),
    /// The list or the mapping that began last ends: behind its bracket, or without one with the last thing in it.
    End(Option<Position>),
}

/// Whether the one who takes the marks wants more of them.
pub(super) type Wanted = bool;

/// Hands out the marks of a text with their places, until no more are wanted, to a taker that is made `new`: once for a
/// text that is laid out plainly, and once more where it turns out not to be.
///
/// # Errors
/// The text is no YAML. The taker has had everything before that.
pub(super) fn walk<T>(
    text: &str,
    new: impl Fn() -> T,
    mut take: impl FnMut(&mut T, Mark<'_>, Span) -> Wanted,
) -> (T, Result<(), ScanError>) {
    let mut taker = new();
    if plain::read(text, &mut |mark, span| take(&mut taker, mark, span)).is_ok() {
        return (taker, Ok(()));
    }
    taker = new();
    let read = parse(text, |mark, span| take(&mut taker, mark, span));
    (taker, read)
}

/// The marks that the parser finds.
pub(super) fn parse(text: &str, mut take: impl FnMut(Mark<'_>, Span) -> Wanted) -> Result<(), ScanError> {
    for event in Parser::new_from_str(text) {
        let (event, span) = event?;
        let span = span_of(span);
        let mark = match event {
            Event::Scalar(text, style, anchor, _) => Mark::Scalar { text, plain: style == ScalarStyle::Plain, anchor },
            Event::Alias(anchor) => Mark::Alias(anchor),
            Event::SequenceStart(anchor, _) => Mark::List(anchor),
            Event::MappingStart(anchor, _) => Mark::Mapping(anchor),
            // The parser counts the white space and the comment behind a bracket to it. A block has none.
            Event::SequenceEnd | Event::MappingEnd => {
                let behind = Position { column: span.start.column.saturating_add(1), ..span.start };
                Mark::End((span.start != span.end).then_some(behind))
            }
            _ => continue,
        };
        if !take(mark, span) {
            break;
        }
    }
    Ok(())
}

/// The place where the parser gave up.
pub(super) fn place_of(error: &ScanError) -> Position {
    position(error.marker().line(), error.marker().col())
}

fn position(line: usize, column: usize) -> Position {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Position { line: number(line.max(1)), column: number(column).saturating_add(1) }
}

/// The parser's span as ours.
fn span_of(span: saphyr_parser::Span) -> Span {
    let at = |marker: saphyr_parser::Marker| position(marker.line(), marker.col());
    Span { start: at(span.start), end: at(span.end) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    type Marks = Vec<(Mark<'static>, Span)>;

    /// The marks of a text that is laid out plainly.
    fn plainly(text: &str) -> Option<Marks> {
        let mut marks = Vec::new();
        let mut keep = |mark: Mark<'_>, span| {
            marks.push(owned(mark, span));
            true
        };
        plain::read(text, &mut keep).ok().map(|()| marks)
    }

    fn parsed(text: &str) -> Option<Marks> {
        let mut marks = Vec::new();
        let read = parse(text, |mark, span| {
            marks.push(owned(mark, span));
            true
        });
        read.ok().map(|()| marks)
    }

    /// Of a list or a mapping only the beginning counts, of an end what it says itself.
    fn owned(mark: Mark<'_>, span: Span) -> (Mark<'static>, Span) {
        match mark {
            Mark::Scalar { text, plain, anchor } => {
                (Mark::Scalar { text: text.into_owned().into(), plain, anchor }, span)
            }
            Mark::Alias(anchor) => (Mark::Alias(anchor), span),
            Mark::List(anchor) => (Mark::List(anchor), Span { end: span.start, ..span }),
            Mark::Mapping(anchor) => (Mark::Mapping(anchor), Span { end: span.start, ..span }),
            Mark::End(end) => (Mark::End(end), Span::START),
        }
    }

    fn agrees(text: &str, what: &str) -> bool {
        let plain = plainly(text);
        if let Some(plain) = &plain {
            let parsed = parsed(text).unwrap_or_else(|| panic!("{what} is plain, and no YAML:\n{text}"));
            for (number, (mine, theirs)) in plain.iter().zip(&parsed).enumerate() {
                // The parser counts the white space and the comment behind a quote to it as well.
                let is_quoted = matches!(mine.0, Mark::Scalar { plain: false, .. });
                let is_less = is_quoted && mine.1.end < theirs.1.end;
                let theirs =
                    if is_less { (&theirs.0, Span { end: mine.1.end, ..theirs.1 }) } else { (&theirs.0, theirs.1) };
                assert_eq!((&mine.0, mine.1), theirs, "mark {number} of {what}:\n{text}");
            }
            assert_eq!(plain.len(), parsed.len(), "{what}:\n{text}");
        }
        plain.is_some()
    }

    const PLAIN: &[&str] = &[
        "a: 1\n",
        "---\na: 1 # c\nb: x#y\n\n# c\n  # c\nc:\n  - 1\n  - d: \"é # \\\" \\u00e9\" # c\n    e: 'it''s'\n  -   f: -1\n",
        "list:\n- a\n- b: [1, {c: Ünder & over, \"d\":2}, 'x']   # c\n  e:\n  - f\nnext: {}\nlast: [ ]\n",
        "a:\n    b:\n       c: £1,250.50\n    d: (x) 10:30 it's \"so\"\r\ne: https://x/#y\r\n",
        "- a\n- b\n",
        "{\"a\": [1, -2.5e3, \"\\n é\", true, null],\n  \"b\":{\"c\" :1}}",
        "{\"a\":[{\"b\":1},\r\n {\"b\":\"\\/\"}], \"c\":{}}\n",
        "[1]",
        "a: 1",
    ];

    /// Some of it YAML, none of it plain.
    const NOT_PLAIN: &[&str] = &[
        "",
        "a:\n",
        "a:\nb: 1\n",
        "a: b\n  c\n",
        "a: b\n   # c\n  d: 1\n",
        "a: |\n  b: 1\n",
        "a: &b 1\nc: *b\n",
        "a: !!str 1\n",
        "a: \"b\n  c\"\n",
        "a: [1,\n  2]\n",
        "a:\t1\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: 'b' c\n",
        "a: [1] c\n",
        "a: {b: }\n",
        "a: {b}\n",
        "a: [b: c]\n",
        "a: {b:1}\n",
        "\"a\": 1\n",
        "a b: 1\n",
        "- - 1\n",
        "-\n  a: 1\n",
        "  a: 1\nb: 1\n",
        "a: 1\n - b\n",
        "- a\nb: 1\n",
        "a:\n  b: 1\n c: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "a: \"\\x41\"\n",
        "a: \"b\"#c\n",
        "a: 1\u{85}b: 2\n",
        "{\"a\": 1} x",
        "{a: 1} # c\n",
        "a: [1, 2\n",
        "a: x:\n",
        "a: - b\n",
    ];

    #[test]
    fn what_is_laid_out_plainly_is_read_as_the_parser_reads_it() {
        for text in PLAIN {
            assert!(agrees(text, "an example"), "{text:?} is plain");
        }
        for text in NOT_PLAIN {
            assert!(plainly(text).is_none(), "{text:?} is for the parser");
        }
    }

    /// Whatever is cut out of a text, put twice into it or written otherwise: no text that is taken for plain reads
    /// otherwise in the parser.
    #[test]
    fn no_text_reads_otherwise() {
        let mut plain = 0;
        for text in PLAIN.iter().chain(NOT_PLAIN) {
            let letters: Vec<char> = text.chars().collect();
            for at in 0..letters.len() {
                for put in ["", " ", "\n", ":", "- ", ": ", " #", "\"", "'", "{", "]", ",", "\n  ", "x", "?", "\\", "|"]
                {
                    for cut in 0..2 {
                        let [head, tail] = [&letters[..at], &letters[at + cut..]].map(String::from_iter);
                        plain += usize::from(agrees(&format!("{head}{put}{tail}"), "a changed example"));
                    }
                }
            }
        }
        assert!(plain > 3_000, "only {plain} of them are plain");
    }

    #[test]
    fn returns_are_laid_out_plainly() {
        let (mut plain, mut all) = (0, 0);
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if entry.extension().is_some_and(|ending| ending == "yaml" || ending == "json") {
                    let text = fs::read_to_string(&entry).expect("text");
                    all += 1;
                    plain += usize::from(agrees(&text, &entry.display().to_string()));
                }
            }
        }
        assert!(plain * 10 > all * 9, "{plain} of {all}");
    }
}
