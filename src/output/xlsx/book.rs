//! What the sheets share: how cells look, and how text gets into them.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::super::text::one_line;
use crate::money::Money;

/// The number formats and faces of a workbook.
pub(super) struct Look {
    pub(super) title: Format,
    pub(super) head: Format,
    pub(super) words: Format,
    pub(super) strong: Format,
    pub(super) text: Format,
    pub(super) money: Format,
    pub(super) whole_money: Format,
    pub(super) percent: Format,
    pub(super) count: Format,
    pub(super) factor: Format,
    /// How the axes of charts show amounts.
    pub(super) axis: String,
    pub(super) day: Format,
    /// A cell that a reader may change.
    pub(super) input: Format,
    pub(super) input_money: Format,
    pub(super) input_percent: Format,
}

const INK: Color = Color::RGB(0x0012_3C5A);
const PAPER: Color = Color::RGB(0x00FF_F4CC);

impl Look {
    pub(super) fn new(currency: &str) -> Self {
        // Only letters: a format is a small language.
        let letters: String = currency.chars().filter(char::is_ascii_uppercase).collect();
        let symbol = match letters.as_str() {
            "GBP" => "£".to_owned(),
            "EUR" => "€".to_owned(),
            "USD" => "\"$\"".to_owned(),
            other => format!("\"{other} \""),
        };
        let amount = |digits: &str| Format::new().set_num_format(format!("{symbol}{digits};[Red]-{symbol}{digits}"));
        let input = |format: Format| format.set_background_color(PAPER).set_border(FormatBorder::Thin).set_unlocked();
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(INK),
            head: Format::new()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(INK)
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            strong: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            // "@": what looks like a number or a day stays text when somebody edits the cell.
            text: Format::new().set_num_format("@"),
            money: amount("#,##0.00"),
            whole_money: amount("#,##0"),
            percent: Format::new().set_num_format("0.0%"),
            count: Format::new().set_num_format("#,##0"),
            factor: Format::new().set_num_format("0.000000"),
            axis: format!("{symbol}#,##0;-{symbol}#,##0"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            input: input(Format::new()),
            input_money: input(amount("#,##0.00")),
            input_percent: input(Format::new().set_num_format("0.0%")),
        }
    }

    /// The format of a number with so many decimals at most.
    pub(super) fn number(decimals: u8) -> Format {
        Format::new().set_num_format(format!("#,##0.{}", "#".repeat(usize::from(decimals))))
    }
}

/// Letters that a cell can hold.
const MOST: usize = 32_767;

/// A text as a cell can hold it: on one line, and cut where it is too long, which it then says.
pub(super) fn cell_text(text: &str) -> Cow<'_, str> {
    let line = one_line(text);
    let length = line.encode_utf16().count();
    if length <= MOST {
        return line;
    }
    let note = format!("… (cut: {length} letters; the JSON and the database have all of them)");
    let mut room = MOST - note.encode_utf16().count();
    let kept = line.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    });
    Cow::Owned(kept.collect::<String>() + &note)
}

/// Pounds, for a cell.
#[allow(clippy::cast_precision_loss)]
pub(super) fn pounds(amount: Money) -> f64 {
    amount.0 as f64 / 100.0
}

/// Writes sentences under each other, each over the first columns of its row, and says which row comes next.
pub(super) fn sentences(
    sheet: &mut Worksheet,
    row: u32,
    last_column: u16,
    format: &Format,
    lines: impl IntoIterator<Item = String>,
) -> Result<u32, XlsxError> {
    let mut row = row;
    for line in lines {
        let text = cell_text(&line);
        sheet.merge_range(row, 0, row, last_column, &text, format)?;
        // Merged cells do not grow by themselves: about 115 letters a line over the columns of these sheets.
        let lines = u32::try_from(text.chars().count() / 115 + 1).unwrap_or(1).min(20);
        sheet.set_row_height(row, lines * 15 + 2)?;
        row += 1;
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_their_cell_and_say_where_they_were_cut() {
        assert_eq!(cell_text("=1+1\u{1}"), "=1+1\u{fffd}");
        let cut = cell_text(&"💷".repeat(20_000)).into_owned();
        assert!(cut.encode_utf16().count() <= MOST && cut.encode_utf16().count() > MOST - 3);
        assert!(cut.ends_with("have all of them)"), "{}", &cut[cut.len() - 80..]);
    }
}
