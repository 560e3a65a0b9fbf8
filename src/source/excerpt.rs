//! The lines that findings point at, as much of each as a person can read.

use std::io::{self, BufRead};

use super::Position;

/// The most characters of a line that are shown on either side of a place.
const AROUND: usize = 120;

/// A line of a file, or the part of it around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, as it stands in the file.
    pub text: String,
    /// The column of its first character: above 1 where the beginning is left out.
    pub first_column: u32,
    /// Whether the end of the line is left out.
    pub is_cut: bool,
}

impl Excerpt {
    /// The part of `line` around a column.
    pub fn of(line: &str, column: u32) -> Self {
        let line = line.trim_end_matches(['\n', '\r']);
        let first = (column as usize).saturating_sub(AROUND + 1);
        let mut letters = line.chars().skip(first);
        let text: String = letters.by_ref().take(2 * AROUND).collect();
        let first_column = u32::try_from(first + 1).unwrap_or(u32::MAX);
        Self { text, first_column, is_cut: letters.next().is_some() }
    }

    /// The part around a place of a text that begins at line `first_line`.
    pub fn within(text: &str, first_line: u32, at: Position) -> Option<Self> {
        let line = text.split('\n').nth(at.line.checked_sub(first_line)? as usize)?;
        Some(Self::of(line, at.column))
    }
}

/// The lines around places, which are given in their order. None for a place that the text does not have.
///
/// # Errors
/// The reader fails.
pub fn excerpts(mut reader: impl BufRead, places: &[Position]) -> io::Result<Vec<Option<Excerpt>>> {
    let mut found = Vec::with_capacity(places.len());
    let mut line = Vec::new();
    let mut number = 0;
    for place in places {
        while number < place.line {
            line.clear();
            if read_line(&mut reader, &mut line)? == 0 {
                found.resize(places.len(), None);
                return Ok(found);
            }
            number += 1;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        found.push(Some(Excerpt::of(text, place.column)));
    }
    Ok(found)
}

/// Reads a line, but keeps no more of it than a document may hold. Returns how many bytes it has.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let mut read = 0;
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let newline = available.iter().position(|byte| *byte == b'\n');
        let taken = newline.map_or(available.len(), |place| place + 1);
        let room = super::DOCUMENT_LIMIT.saturating_sub(line.len());
        line.extend_from_slice(&available[..taken.min(room)]);
        read += taken;
        reader.consume(taken);
        if newline.is_some() || taken == 0 {
            return Ok(read);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_and_long_ones_cut_around_the_place() {
        let text = format!("a\r\n{}é{}\nlast", "x".repeat(500), "y".repeat(500));
        let at = |line, column| Position { line, column };
        let places = [at(1, 1), at(2, 1), at(2, 501), at(3, 2), at(4, 1)];
        let found = excerpts(text.as_bytes(), &places).expect("text");
        let [Some(first), Some(start), Some(middle), Some(last), None] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((first.text.as_str(), first.first_column, first.is_cut), ("a", 1, false));
        assert_eq!((start.text.len(), start.first_column, start.is_cut), (2 * AROUND, 1, true));
        assert_eq!((middle.first_column, middle.text.chars().nth(AROUND)), (381, Some('é')));
        assert_eq!(last.text, "last");
        assert_eq!(Excerpt::within("b\nc\n", 7, at(8, 1)).map(|excerpt| excerpt.text), Some("c".to_owned()));
    }
}
