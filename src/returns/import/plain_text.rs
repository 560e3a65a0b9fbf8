//! Tables as text: in which encoding, and on which line.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file: UTF-8, or UTF-16 where its first bytes say so.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return UTF_16LE.decode(bytes).0;
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return UTF_16BE.decode(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        // Some programs write the mark of UTF-8 twice, the second time as three letters.
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{FEFF}').trim_start_matches("ï»¿")),
        // Where it is not UTF-8, Excel on Windows wrote it.
        Err(_) => WINDOWS_1252.decode(bytes).0,
    }
}

/// The line of a byte, asked for in ascending order. The reader's own count is behind by the line breaks it skips.
#[derive(Debug)]
pub(super) struct LineCount<'t> {
    text: &'t str,
    byte: usize,
    line: u64,
}

impl<'t> LineCount<'t> {
    pub(super) fn of_text(text: &'t str) -> Self {
        Self { text, byte: 0, line: 1 }
    }

    pub(super) fn line_of(&mut self, byte: u64) -> u64 {
        let mut end = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        end += self.text[end..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.line += self.text.get(self.byte..end).unwrap_or_default().matches('\n').count() as u64;
        self.byte = self.byte.max(end);
        self.line
    }
}
