//! Small charts as SVG. Shapes carry classes, and the page that holds them says what these look like: patterns beside colours,
//! and both kinds of background.

mod bar;
mod map;
mod plot;
mod timeline;

pub(super) use bar::{Part, bar, range_bar};
pub(super) use map::{Going, map};
pub(super) use plot::{Mark, Plot};
pub(super) use timeline::{Lane, Timeline};

/// A name that has room for so many letters.
fn shortened(name: &str, letters: usize) -> String {
    match name.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

/// A number as SVG takes it: two decimals, the same on every machine.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
