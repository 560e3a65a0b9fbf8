//! What one document may ask of its readers: counted before any of them makes anything of it.

use rustc_hash::FxHashMap;

use super::marks::{Mark, place_of, walk};
use super::{Position, Span, SyntaxError};

/// The deepest nesting that is read.
const LEVELS: usize = 64;

/// The longest text that is read, in bytes.
const LONGEST_TEXT: usize = 64 << 10;

/// The most values of a document, keys, lists and mappings included.
const VALUES: usize = 1_500_000;

/// The most bytes that aliases may make of one document.
const EXPANSION: usize = super::DOCUMENT_LIMIT;

/// The limits of a document while it is walked through.
#[derive(Default)]
pub(super) struct Limits {
    /// Lists and mappings that are open, innermost last.
    open: Vec<Open>,
    /// Bytes that an anchored value stands for.
    anchors: FxHashMap<usize, usize>,
    values: usize,
}

struct Open {
    anchor: usize,
    /// Bytes of everything inside, aliases counted in full.
    size: usize,
    position: Position,
}

impl Limits {
    /// Counts a mark.
    ///
    /// # Errors
    /// The document goes beyond a limit with it.
    pub(super) fn count(&mut self, mark: &Mark<'_>, span: Span) -> Result<(), SyntaxError> {
        let position = span.start;
        self.values += 1;
        if self.values > VALUES {
            return Err(SyntaxError::TooMany { position });
        }
        let (anchor, size) = match mark {
            Mark::Scalar { text, .. } if text.len() > LONGEST_TEXT => return Err(SyntaxError::TooLong { position }),
            Mark::Scalar { text, anchor, .. } => (*anchor, text.len() + 1),
            Mark::Alias(anchor) => (0, self.anchors.get(anchor).copied().unwrap_or(1)),
            Mark::List(_) | Mark::Mapping(_) if self.open.len() >= LEVELS => {
                return Err(SyntaxError::TooDeep { position });
            }
            Mark::List(anchor) | Mark::Mapping(anchor) => {
                self.open.push(Open { anchor: *anchor, size: 1, position });
                return Ok(());
            }
            Mark::End(_) => match self.open.pop() {
                Some(closed) => (closed.anchor, closed.size),
                None => return Ok(()),
            },
        };
        if anchor > 0 {
            self.anchors.insert(anchor, size);
        }
        let Some(within) = self.open.last_mut() else { return Ok(()) };
        within.size = within.size.saturating_add(size);
        if within.size > EXPANSION {
            return Err(SyntaxError::Expansion { position: within.position });
        }
        Ok(())
    }
}

/// Looks whether a document of JSON is within the limits. Its reader has one of its own for nesting, and there are no
/// aliases.
///
/// # Errors
/// A text of it is too long.
pub fn check_json_limits(text: &str) -> Result<(), SyntaxError> {
    let mut begun = None;
    let mut bytes = text.bytes().enumerate();
    while let (true, Some((at, byte))) = (text.len() > LONGEST_TEXT, bytes.next()) {
        match (byte, begun) {
            (b'"', None) => begun = Some(at),
            (_, Some(start)) if at - start > LONGEST_TEXT + 1 => {
                let before = &text[..start];
                let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                let line = number(before.matches('\n').count()) + 1;
                let column = number(before.rsplit('\n').next().unwrap_or_default().chars().count()) + 1;
                return Err(SyntaxError::TooLong { position: Position { line, column } });
            }
            (b'"', Some(_)) => begun = None,
            (b'\\', Some(_)) => drop(bytes.next()),
            _ => {}
        }
    }
    Ok(())
}

/// Looks whether a document of YAML is within the limits.
///
/// # Errors
/// It goes beyond one, or it is no YAML and may go beyond one.
pub fn check_limits(text: &str) -> Result<(), SyntaxError> {
    let is_small = text.len() <= LONGEST_TEXT && !may_have_aliases(text) && is_flat(text);
    if is_small {
        return Ok(());
    }
    let ((_, beyond), read) = walk(
        text,
        || (Limits::default(), None),
        |(limits, beyond), mark, span| {
            *beyond = limits.count(&mark, span).err();
            beyond.is_none()
        },
    );
    match (beyond, read) {
        (Some(beyond), _) => Err(beyond),
        (None, Err(error)) => Err(SyntaxError::of(&error, place_of(&error))),
        (None, Ok(())) => Ok(()),
    }
}

/// Whether somewhere in a text an anchor could stand, and somewhere an alias. Both begin a value, so that neither stands
/// behind a letter or a digit, or before a space: `Health & safety`, `R&D` and `2*3` are none.
fn may_have_aliases(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins_value = |(at, sign): (usize, &str)| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        let next = bytes.get(at + sign.len()).copied().unwrap_or(b' ');
        !before.is_ascii_alphanumeric() && !next.is_ascii_whitespace()
    };
    text.match_indices('*').any(begins_value) && text.match_indices('&').any(begins_value)
}

/// Whether a text cannot be nested deeper than is read, however it is meant: by its brackets and by how far its lines are
/// indented. A column opens two levels at most.
fn is_flat(text: &str) -> bool {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).take(LEVELS).count();
    let opens = |line: &str| line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'-' | b'?' | b':')).count();
    let columns = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(opens).max().unwrap_or_default();
    brackets + 2 * columns + 2 <= LEVELS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_beyond_a_limit_is_refused_before_it_is_read() {
        let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..12 {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            bomb += &format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", "));
        }
        assert!(matches!(check_limits(&bomb), Err(SyntaxError::Expansion { .. })));
        let one_text = format!("a: &a {}\nb: [{}]\n", "x".repeat(60_000), "*a, ".repeat(1000));
        assert!(matches!(check_limits(&one_text), Err(SyntaxError::Expansion { .. })));
        for deep in ["[".repeat(10_000), "a: ".to_owned() + &"{b: ".repeat(65), "- ".repeat(65) + "a", "? ".repeat(200)]
        {
            assert!(matches!(check_limits(&deep), Err(SyntaxError::TooDeep { .. })), "{}", &deep[..20]);
        }
        let by_line: String = (0..70).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        assert!(matches!(check_limits(&by_line), Err(SyntaxError::TooDeep { .. })));
        let long = format!("a: b\nc: {}\n", "x".repeat(LONGEST_TEXT + 1));
        assert_eq!(check_limits(&long), Err(SyntaxError::TooLong { position: Position { line: 2, column: 4 } }));
        let many = format!("a: [{}]\n", "1,".repeat(VALUES));
        assert!(matches!(check_limits(&many), Err(SyntaxError::TooMany { .. })));
        let json = format!("{{\"a\": \"é\",\n \"b\": \"{}\"}}", "\\\"".repeat(LONGEST_TEXT));
        assert_eq!(check_json_limits(&json), Err(SyntaxError::TooLong { position: Position { line: 2, column: 7 } }));
    }

    #[test]
    fn what_is_within_the_limits_passes() {
        let deep = "[".repeat(LEVELS - 1) + &"]".repeat(LEVELS - 1);
        for text in ["", "a: 1\n", "a: &a b\nc: *a\n", "a: \"x\n", &format!("a: {deep}\n")] {
            assert_eq!(check_limits(text), Ok(()), "{text}");
            assert_eq!(check_json_limits(text), Ok(()), "{text}");
        }
    }
}
