//! The columns of a mapping as questions, for a person at a terminal.

use super::figure::ONE;
use super::instructions::{Instructions, TableInstructions};
use super::meaning::Meaning;

/// A column that a person is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The place of its table among the tables of the mapping.
    table: usize,
    /// Its place among the columns.
    column: usize,
    /// The file of its table.
    pub file: String,
    /// Its heading.
    pub heading: String,
    /// What stands in it, and what it may be.
    pub samples: String,
    /// What it is read as.
    pub guess: &'static str,
    /// Whether its amounts are multiplied by a thousand.
    pub is_thousands: bool,
    /// What it can be, each with its key.
    pub choices: Vec<(char, &'static str)>,
}

/// The key of a meaning; of two with the same key the kinds of table tell them apart.
fn key(meaning: Meaning) -> char {
    match meaning {
        Meaning::Organisation => 'O',
        Meaning::OrganisationId => 'I',
        Meaning::Id => '#',
        Meaning::Name => 'n',
        Meaning::Unit => 'u',
        Meaning::Line => 'l',
        Meaning::Grade => 'g',
        Meaning::Profession => 'P',
        Meaning::Category => 'C',
        Meaning::Function => 'F',
        Meaning::Product => 't',
        Meaning::Vendor => 'v',
        Meaning::Status => 'S',
        Meaning::Description => 'd',
        Meaning::Fte => 'f',
        Meaning::Hours => 'h',
        Meaning::Posts => 'o',
        Meaning::Cost => 'c',
        Meaning::Pay => 'p',
        Meaning::OnCosts => '+',
        Meaning::FullTimePay => 'y',
        Meaning::PayFrom => '<',
        Meaning::PayTo => '>',
        Meaning::Basis => 'B',
        Meaning::FullTime => 'w',
        Meaning::Other => 'r',
        Meaning::Income => 'm',
        Meaning::Flow => 'j',
        Meaning::Value => 'V',
        Meaning::Start => 's',
        Meaning::End => 'e',
        Meaning::Years => 'L',
        Meaning::Volume => 'q',
        Meaning::VolumeUnit => 'Q',
        Meaning::Year => 'Y',
        Meaning::Version => 'R',
        Meaning::Date => 'D',
        Meaning::Currency => '$',
        Meaning::Scale => '*',
        Meaning::Private => 'x',
        Meaning::Ignore => 'i',
    }
}

impl Instructions {
    /// Every column of the tables that an earlier mapping did not have: the last `added` of them.
    pub fn questions(&self, added: usize) -> Vec<Question> {
        let first = self.tables.len().saturating_sub(added);
        let of_table = |(table, told): (usize, &TableInstructions)| {
            let suits = |meaning: &Meaning| meaning.suits(told.kind);
            let choices: Vec<(char, &'static str)> =
                Meaning::ALL.into_iter().filter(suits).map(|meaning| (key(meaning), meaning.word())).collect();
            let file = told.sheet.as_ref().map_or_else(|| told.file.clone(), |sheet| format!("{}, {sheet}", told.file));
            let question = |(column, of): (usize, &super::column::Column)| Question {
                table,
                column,
                file: file.clone(),
                heading: of.heading.clone(),
                samples: told.comments.get(column).cloned().unwrap_or_default(),
                guess: of.meaning.word(),
                is_thousands: of.times == 1000 * ONE,
                choices: choices.clone(),
            };
            told.columns.iter().enumerate().map(question).collect::<Vec<_>>()
        };
        self.tables.iter().enumerate().skip(first).flat_map(of_table).collect()
    }

    /// Takes an answer: what a column means, and whether its amounts are in thousands.
    pub fn answer(&mut self, question: &Question, word: &str, is_thousands: bool) {
        let column = self.tables.get_mut(question.table).and_then(|table| table.columns.get_mut(question.column));
        if let (Some(column), Some(meaning)) = (column, Meaning::named(word)) {
            column.meaning = meaning;
            if is_thousands != question.is_thousands {
                column.times = if is_thousands { 1000 * ONE } else { ONE };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::meaning::TableKind;
    use super::*;

    #[test]
    fn every_meaning_of_a_kind_has_a_key_of_its_own() {
        for kind in TableKind::ALL {
            let mut keys: Vec<char> = Meaning::ALL.into_iter().filter(|meaning| meaning.suits(kind)).map(key).collect();
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{}", kind.word());
            assert!(!keys.iter().any(|key| matches!(key, 'k' | 'b' | 'Z')), "keys of the walk itself");
        }
    }
}
