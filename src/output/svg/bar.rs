//! Bars that stretch to the width they are given, one a row. The row says the figures in words.

use super::number;
use crate::money::Money;

/// A piece of a bar.
pub(in crate::output) struct Part {
    /// Where it begins.
    pub(in crate::output) from: Money,
    /// How long it is.
    pub(in crate::output) length: Money,
    /// What it looks like.
    pub(in crate::output) class: &'static str,
}

/// Pieces on a line that ends at `most`.
pub(in crate::output) fn bar(parts: &[Part], most: Money) -> String {
    let mut shapes = String::new();
    for part in parts.iter().filter(|part| part.length.is_positive()) {
        shapes += &format!(
            r#"<rect class="{}" x="{}%" width="{}%" height="100%"/>"#,
            part.class,
            percent(part.from, most),
            percent(part.length, most)
        );
    }
    format!(r#"<svg class="bar" aria-hidden="true" focusable="false">{shapes}</svg>"#)
}

/// A range with a mark in it, on a line from nothing to `most`.
pub(in crate::output) fn range_bar(low: Money, mark: Money, high: Money, most: Money) -> String {
    format!(
        r#"<svg class="bar range" aria-hidden="true" focusable="false"><rect class="band" x="{}%" y="25%" width="{}%" height="50%"/><line class="mark" x1="{2}%" x2="{2}%" y1="0" y2="100%"/></svg>"#,
        percent(low, most),
        percent(high - low, most),
        percent(mark, most)
    )
}

#[allow(clippy::cast_precision_loss)]
fn percent(part: Money, whole: Money) -> String {
    if !whole.is_positive() {
        return "0".to_owned();
    }
    number(part.0 as f64 / whole.0 as f64 * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_shares_of_the_longest() {
        let part = |from, length, class| Part { from: Money(from), length: Money(length), class };
        let drawn = bar(&[part(0, 50, "a"), part(50, 25, "b"), part(75, 0, "c")], Money(200));
        assert!(drawn.contains(r#"<rect class="a" x="0%" width="25%""#), "{drawn}");
        assert!(drawn.contains(r#"<rect class="b" x="25%" width="12.5%""#), "{drawn}");
        assert!(!drawn.contains(r#"class="c""#), "{drawn}");
        assert!(bar(&[part(0, 1, "a")], Money::ZERO).contains(r#"width="0%""#));
    }
}
