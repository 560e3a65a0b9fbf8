//! Files cut into documents, one in memory at a time, whatever the file holds.

use std::io::{self, BufRead};
use std::ops::Range;

/// The largest document that is read, in bytes.
pub const DOCUMENT_LIMIT: usize = 16 << 20;

/// How a file is divided into documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// YAML: documents begin with a line `---`.
    Yaml,
    /// One JSON document a file.
    Json,
    /// One JSON document a line.
    Lines,
    /// What the first line shows: lines where it is a JSON object on its own, else YAML, of which other JSON is a part.
    Shown,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What stands in it.
    pub text: String,
    /// The line of the file on which it begins, from 1.
    pub first_line: u32,
    /// Whether it is JSON.
    pub json: bool,
}

impl Document {
    /// The text without the marker and the white space around it: the same wherever the document stands.
    pub fn content(&self) -> &str {
        self.text.strip_prefix("---").unwrap_or(&self.text).trim()
    }
}

/// A document, or a whole file, that could not be read as text.
#[derive(Debug)]
pub enum Unreadable {
    /// The file system refused.
    Io(io::Error),
    /// Larger than [`DOCUMENT_LIMIT`].
    TooLarge {
        /// The line on which the document begins.
        first_line: u32,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The line of the first byte that is not.
        line: u32,
        /// Its column, from 1, in characters.
        column: u32,
        /// What the text is likely to be instead.
        guess: &'static str,
    },
}

/// The documents of one file in their order. Stops after an error of the file system.
pub struct Documents<R> {
    reader: R,
    framing: Framing,
    line: u32,
    /// The start of the next document, where the end of the last one was seen by it.
    held: Vec<u8>,
    /// The line read last.
    current: Vec<u8>,
    done: bool,
}

impl<R: BufRead> Documents<R> {
    /// Cuts what `reader` gives.
    pub fn new(reader: R, framing: Framing) -> Self {
        Self { reader, framing, line: 1, held: Vec::new(), current: Vec::new(), done: false }
    }

    /// Reads one line, newline included, but keeps no more of it than a document may hold. False at the end.
    fn read_line(&mut self) -> io::Result<bool> {
        self.current.clear();
        let mut any = false;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(any);
            }
            any = true;
            let newline = available.iter().position(|byte| *byte == b'\n');
            let taken = newline.map_or(available.len(), |place| place + 1);
            append(&mut self.current, &available[..taken]);
            self.reader.consume(taken);
            if newline.is_some() {
                return Ok(true);
            }
        }
    }

    /// Reads up to the end of the next document: its bytes and first line.
    fn next_bytes(&mut self) -> io::Result<Option<(Vec<u8>, u32)>> {
        let mut document = std::mem::take(&mut self.held);
        let mut first_line = self.line - u32::from(!document.is_empty());
        let mut content = document_content(&document);
        while self.read_line()? {
            let line = self.current.as_slice();
            self.line += 1;
            if self.framing == Framing::Shown && !line.trim_ascii().is_empty() {
                self.framing = if is_object(line) { Framing::Lines } else { Framing::Yaml };
            }
            match self.framing {
                Framing::Shown => {}
                Framing::Lines if line.trim_ascii().is_empty() => {}
                Framing::Lines => return Ok(Some((line.to_vec(), self.line - 1))),
                Framing::Yaml if is_marker(line, b"---") => {
                    if content {
                        self.held = line.to_vec();
                        return Ok(Some((document, first_line)));
                    }
                    // Comments and directives before a document belong to none.
                    document = line.to_vec();
                    first_line = self.line - 1;
                    content = document_content(line);
                }
                Framing::Yaml if is_marker(line, b"...") => {
                    if content {
                        return Ok(Some((document, first_line)));
                    }
                    document.clear();
                    first_line = self.line;
                }
                Framing::Yaml | Framing::Json => {
                    content |= document_content(line);
                    append(&mut document, line);
                }
            }
        }
        self.done = true;
        Ok((content || self.framing == Framing::Json).then_some((document, first_line)))
    }
}

/// Keeps one byte over the limit, so that the excess can be seen.
fn append(buffer: &mut Vec<u8>, bytes: &[u8]) {
    let room = (DOCUMENT_LIMIT + 1).saturating_sub(buffer.len());
    buffer.extend_from_slice(&bytes[..bytes.len().min(room)]);
}

/// The documents of a file that is in memory, each with the bytes in which it stands; or the line of one that is no text.
pub fn placed(bytes: &[u8], framing: Framing) -> impl Iterator<Item = Result<(Document, Range<usize>), u32>> {
    let (mut line, mut at) = (1, 0);
    Documents::new(bytes, framing).map(move |document| {
        let document = document.map_err(|error| match error {
            Unreadable::Io(_) => 1,
            Unreadable::TooLarge { first_line } => first_line,
            Unreadable::NotUtf8 { line, .. } => line,
        })?;
        // From the line to the place in the file.
        while line < document.first_line {
            at += bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len() - at, |end| end + 1);
            line += 1;
        }
        let start = at + if bytes[at..].starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let end = start + document.text.len();
        if bytes[start..].starts_with(document.text.as_bytes()) {
            Ok((document, start..end))
        } else {
            Err(document.first_line)
        }
    })
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = Result<Document, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.next_bytes() {
            Err(error) => {
                self.done = true;
                Some(Err(Unreadable::Io(error)))
            }
            Ok(None) => None,
            Ok(Some((bytes, first_line))) => {
                Some(decode(bytes, first_line, matches!(self.framing, Framing::Json | Framing::Lines)))
            }
        }
    }
}

/// Whether a line is a whole JSON object.
fn is_object(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

/// A line that starts or ends a YAML document: the marker alone or followed by white space.
fn is_marker(line: &[u8], marker: &[u8]) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
}

/// Whether a line holds more than white space, a comment, a directive or a bare marker.
fn document_content(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let text = line.strip_prefix(b"---").unwrap_or(line).trim_ascii();
    !(text.is_empty() || text.starts_with(b"#") || line.starts_with(b"%"))
}

fn decode(bytes: Vec<u8>, first_line: u32, json: bool) -> Result<Document, Unreadable> {
    if bytes.len() > DOCUMENT_LIMIT {
        return Err(Unreadable::TooLarge { first_line });
    }
    // Without a mark, every other byte of an ASCII letter is nothing.
    let is_wide = matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        || matches!(bytes.as_slice(), [first, second, ..] if (*first == 0) != (*second == 0));
    if is_wide {
        return Err(Unreadable::NotUtf8 { line: first_line, column: 1, guess: "UTF-16" });
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{FEFF}') {
                text.drain(..'\u{FEFF}'.len_utf8());
            }
            Ok(Document { text, first_line, json })
        }
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let good = String::from_utf8_lossy(good);
            let line = good.matches('\n').count();
            let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            Err(Unreadable::NotUtf8 {
                line: first_line + u32::try_from(line).unwrap_or(u32::MAX),
                column: u32::try_from(column).unwrap_or(u32::MAX),
                guess: "Windows-1252 or Latin-1",
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, framing: Framing) -> Vec<(String, u32)> {
        Documents::new(text.as_bytes(), framing)
            .map(|document| document.expect("text"))
            .map(|document| (document.text, document.first_line))
            .collect()
    }

    #[test]
    fn yaml_is_cut_at_its_markers() {
        let text = "# about\n%YAML 1.2\n---\na: 1\n---\nb: |\n  --- no marker\n...\n# rest\n";
        assert_eq!(
            cut(text, Framing::Yaml),
            [("---\na: 1\n".to_owned(), 3), ("---\nb: |\n  --- no marker\n".to_owned(), 5)]
        );
        assert_eq!(cut("a: 1", Framing::Yaml), [("a: 1".to_owned(), 1)]);
        assert_eq!(cut("--- {a: 1}\n--- {b: 2}\n", Framing::Yaml).len(), 2);
        assert!(cut("---\n---\n# nothing\n", Framing::Yaml).is_empty());
    }

    #[test]
    fn lines_are_documents_and_blank_ones_are_none() {
        assert_eq!(cut("{}\n\n{\"a\":1}", Framing::Lines), [("{}\n".to_owned(), 1), ("{\"a\":1}".to_owned(), 3)]);
    }

    #[test]
    fn the_first_line_shows_what_the_rest_is() {
        assert_eq!(cut("\n{\"a\":1}\n{\"b\":2}\n", Framing::Shown).len(), 2);
        for text in ["{\n\"a\": 1\n}\n", "{a: 1}\n", "a: 1\n{}\n", "{\"a\": 1,\n\"b\": 2}\n"] {
            assert_eq!(cut(text, Framing::Shown), cut(text, Framing::Yaml), "{text}");
        }
        assert_eq!(cut("a: 1\n---\nb: 2\n", Framing::Shown).len(), 2);
        assert!(cut("\n\n", Framing::Shown).is_empty());
    }

    #[test]
    fn a_document_over_the_limit_is_skipped_and_the_next_one_read() {
        let large = format!("a: {}\n---\nb: 1\n", "x".repeat(DOCUMENT_LIMIT));
        let mut documents = Documents::new(large.as_bytes(), Framing::Yaml);
        assert!(matches!(documents.next(), Some(Err(Unreadable::TooLarge { first_line: 1 }))));
        assert_eq!(documents.next().map(|next| next.map(|next| next.first_line).ok()), Some(Some(2)));
    }

    #[test]
    fn a_byte_that_is_no_text_has_a_place() {
        let mut documents = Documents::new(&b"a: 1\nname: caf\xE9\n"[..], Framing::Yaml);
        assert!(matches!(documents.next(), Some(Err(Unreadable::NotUtf8 { line: 2, column: 10, .. }))));
    }
}
