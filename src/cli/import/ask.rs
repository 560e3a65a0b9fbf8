//! `import table --ask`: a person goes through the columns, one key each.

use std::io::{self, Write};

use console::Key;

use crate::output::clean;
use crate::returns::import::{Instructions, Question};

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    /// Every column has been asked about.
    Through,
    /// The person had enough: what was answered counts.
    Stopped,
}

/// Asks about one column after another. Return keeps what is suggested.
pub(super) fn walk(
    instructions: &mut Instructions,
    questions: &[Question],
    keys: &mut dyn FnMut() -> io::Result<Key>,
    out: &mut dyn Write,
) -> io::Result<Walked> {
    let mut at = 0;
    let mut is_thousands = questions.first().is_some_and(|question| question.is_thousands);
    while let Some(question) = questions.get(at) {
        show(out, at, questions.len(), question, is_thousands)?;
        let key = match keys() {
            Ok(key) => key,
            // Control-C, or a terminal that is gone.
            Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof) => {
                return Ok(Walked::Stopped);
            }
            Err(error) => return Err(error),
        };
        let word = match key {
            Key::Enter | Key::Char('\n' | '\r') => Some(question.guess),
            Key::Char('Z') | Key::Escape => return Ok(Walked::Stopped),
            Key::Char('k') => {
                is_thousands = !is_thousands;
                continue;
            }
            Key::Char('b') | Key::Backspace => {
                at = at.saturating_sub(1);
                is_thousands = questions[at].is_thousands;
                continue;
            }
            Key::Char(key) => question.choices.iter().find(|(own, _)| *own == key).map(|(_, word)| *word),
            _ => None,
        };
        if let Some(word) = word {
            instructions.answer(question, word, is_thousands);
            at += 1;
            is_thousands = questions.get(at).is_some_and(|next| next.is_thousands);
        }
    }
    Ok(Walked::Through)
}

fn show(out: &mut dyn Write, at: usize, of: usize, question: &Question, is_thousands: bool) -> io::Result<()> {
    let Question { file, heading, samples, guess, choices, .. } = question;
    writeln!(out, "\n{} of {of} · {} · {}", at + 1, clean(file), clean(heading))?;
    if !samples.is_empty() {
        writeln!(out, "  {}", clean(samples))?;
    }
    let times = if is_thousands { ", times 1000" } else { "" };
    writeln!(out, "  read as {guess}{times}: Return keeps it")?;
    for line in choices.chunks(5) {
        let line: Vec<String> = line.iter().map(|(key, word)| format!("[{key}] {word}")).collect();
        writeln!(out, "  {}", line.join("  "))?;
    }
    writeln!(out, "  [k] in thousands or not  [b] back  [Z] stop here")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_into_the_mapping() {
        let text = "dupaudit: import/1\ntables:\n  - file: a.csv\n    kind: roles\n    columns:\n      A: ignore\n      B: ignore\n      C: pay\n";
        let mut told = Instructions::read("m.yaml", text).expect("a mapping");
        let questions = told.questions(1);
        let mut typed = [
            Key::Char('?'),
            Key::Char('n'),
            Key::Char('b'),
            Key::Char('n'),
            Key::Char('k'),
            Key::Char('c'),
            Key::Enter,
        ]
        .into_iter();
        let mut keys = || typed.next().ok_or_else(|| io::ErrorKind::UnexpectedEof.into());
        let mut shown = Vec::new();
        let walked = walk(&mut told, &questions, &mut keys, &mut shown).expect("memory takes it");
        assert_eq!(walked, Walked::Through);
        let written = told.write();
        assert!(written.contains("A: name\n      B: {is: cost, times: 1000}\n      C: pay\n"), "{written}");
        let shown = String::from_utf8(shown).expect("text");
        assert!(shown.contains("2 of 3 · a.csv · B") && shown.contains("times 1000: Return keeps it"), "{shown}");
    }
}
