//! Commands that build servers look for anywhere in a line of a log: `##[…]` and `##vso[…]` of Azure Pipelines and GitHub
//! Actions, `##teamcity[…]` of `TeamCity`. Text from a return must not give them.

use std::io::{self, Write};

/// What the second `#` of a command is followed by, in small letters.
const COMMANDS: [&[u8]; 3] = [b"[", b"vso[", b"teamcity["];

/// How the second `#` of a command is written instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// By a mark that stands for a letter that is not shown, in texts and tables.
    Hidden,
    /// As JSON writes any letter: readers of the result see it unchanged.
    Json,
    /// As HTML and XML write any letter.
    Markup,
}

impl Hash {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Hidden => "\u{FFFD}".as_bytes(),
            Self::Json => b"\\u0023",
            Self::Markup => b"&#35;",
        }
    }
}

/// What is written on standard output, without commands to a build server.
pub struct Neutral<W: Write> {
    out: W,
    hash: Hash,
    /// The beginning of what may become a command.
    held: Vec<u8>,
}

impl<W: Write> Neutral<W> {
    /// Writes to `out`. [`Write::flush`] writes what is left.
    pub fn new(out: W, hash: Hash) -> Self {
        Self { out, hash, held: Vec::new() }
    }
}

impl<W: Write> Write for Neutral<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.is_empty() && !bytes.contains(&b'#') {
            return self.out.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        let held = std::mem::take(&mut self.held);
        let (ready, rest) = held.split_at(unsure(&held));
        self.held = rest.to_vec();
        write_neutral(&mut self.out, ready, self.hash)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        write_neutral(&mut self.out, &held, self.hash)?;
        self.out.flush()
    }
}

/// JSON without commands: its readers see the same.
pub(super) fn json_without_commands(json: Vec<u8>) -> Vec<u8> {
    let mut neutral = Vec::with_capacity(json.len());
    match write_neutral(&mut neutral, &json, Hash::Json) {
        Ok(()) => neutral,
        Err(_) => json,
    }
}

/// A text without commands.
pub(super) fn without_commands(text: String) -> String {
    if !text.contains("##") {
        return text;
    }
    let mut neutral = Vec::with_capacity(text.len());
    match write_neutral(&mut neutral, text.as_bytes(), Hash::Hidden) {
        Ok(()) => String::from_utf8_lossy(&neutral).into_owned(),
        Err(_) => text,
    }
}

fn write_neutral(out: &mut impl Write, bytes: &[u8], hash: Hash) -> io::Result<()> {
    let mut written = 0;
    for at in second_hashes(bytes) {
        if is_command(&bytes[at + 1..]) {
            out.write_all(&bytes[written..at])?;
            out.write_all(hash.bytes())?;
            written = at + 1;
        }
    }
    out.write_all(&bytes[written..])
}

/// Every `#` that stands behind another.
fn second_hashes(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(2).enumerate().filter(|(_, pair)| *pair == b"##").map(|(at, _)| at + 1)
}

fn is_command(rest: &[u8]) -> bool {
    COMMANDS.iter().any(|command| rest.len() >= command.len() && rest[..command.len()].eq_ignore_ascii_case(command))
}

/// Where an end begins that may become a command with what follows; the length of the text where there is none.
fn unsure(bytes: &[u8]) -> usize {
    let longest = 2 + COMMANDS.iter().map(|command| command.len()).max().unwrap_or_default();
    let begins = |end: &[u8]| match end {
        [b'#'] => true,
        [b'#', b'#', rest @ ..] => COMMANDS
            .iter()
            .any(|command| rest.len() < command.len() && command[..rest.len()].eq_ignore_ascii_case(rest)),
        _ => false,
    };
    (bytes.len().saturating_sub(longest)..bytes.len()).find(|at| begins(&bytes[*at..])).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&str], hash: Hash) -> String {
        let mut neutral = Neutral::new(Vec::new(), hash);
        for part in parts {
            neutral.write_all(part.as_bytes()).expect("memory");
        }
        neutral.flush().expect("memory");
        String::from_utf8(neutral.out).expect("text")
    }

    #[test]
    fn no_command_is_left_however_it_is_cut() {
        for command in ["##[group]x", "a ##vso[task.x]", "###[x", "####VSO[x", "##TeamCity[x", "##[##[##vso["] {
            for cut in 0..command.len() {
                let text = written(&[&command[..cut], &command[cut..]], Hash::Hidden).to_lowercase();
                for bad in ["##[", "##vso[", "##teamcity["] {
                    assert!(!text.contains(bad), "{command} cut at {cut}: {text}");
                }
            }
        }
    }

    #[test]
    fn everything_else_stays() {
        for text in ["# a\n## [b]\n#[c] ##d ##vs ##", "#", "##", "##teamcit", ""] {
            assert_eq!(written(&[text], Hash::Hidden), text);
            assert_eq!(without_commands(text.to_owned()), text);
        }
        assert_eq!(written(&["{\"a\":\"##[b]\"}"], Hash::Json), "{\"a\":\"#\\u0023[b]\"}");
        assert_eq!(written(&["<p>##[b]"], Hash::Markup), "<p>#&#35;[b]");
    }
}
