//! Small charts as SVG. Shapes carry classes, and the page that holds them says what these look like: patterns beside colours,
//! and both kinds of background.

mod bar;
mod map;
mod plot;

pub(super) use bar::{Part, bar, range_bar};
pub(super) use map::{Going, map};
pub(super) use plot::{Mark, Plot};

/// A number as SVG takes it: two decimals, the same on every machine.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
