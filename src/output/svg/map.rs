//! Who goes into what: names on the left, what they become on the right, a line between them. Of a part of something the line is
//! dashed.

use super::number;
use crate::output::html::escaped;

/// A line of the map: from whom, to what, and whether it is all of it.
pub(in crate::output) struct Going<'a> {
    pub(in crate::output) from: &'a str,
    pub(in crate::output) to: &'a str,
    pub(in crate::output) whole: bool,
}

const WIDTH: f64 = 640.0;
/// Where the names on the left end, and those on the right begin.
const LEFT: f64 = 262.0;
const RIGHT: f64 = 392.0;
const LINE: f64 = 22.0;
/// Letters for which there is room on one side.
const LETTERS: usize = 38;

/// Draws a map. Both sides are in the order in which they first appear.
pub(in crate::output) fn map(title: &str, lines: &[Going<'_>]) -> String {
    let mut sides: [Vec<&str>; 2] = [Vec::new(), Vec::new()];
    for line in lines {
        for (side, name) in sides.iter_mut().zip([line.from, line.to]) {
            if !side.contains(&name) {
                side.push(name);
            }
        }
    }
    let [from, to] = &sides;
    let rows = |side: &[&str]| f64::from(u32::try_from(side.len().max(1)).unwrap_or(u32::MAX));
    let height = LINE * rows(from).max(rows(to)) + LINE / 2.0;
    // Each side is spread over the whole height.
    let y = |side: &[&str], name: &str| {
        let place = side.iter().position(|known| *known == name).unwrap_or_default();
        (f64::from(u32::try_from(place).unwrap_or(u32::MAX)) + 0.5) * height / rows(side)
    };
    let whom =
        lines.iter().map(|line| format!("{} to {}{}", line.from, line.to, if line.whole { "" } else { " (part)" }));
    let mut drawn = format!(
        r#"<svg class="plot" role="img" viewBox="0 0 {WIDTH} {}"><title>{}</title><desc>{}</desc>"#,
        number(height),
        escaped(title),
        escaped(&whom.collect::<Vec<_>>().join("; "))
    );
    for line in lines {
        let (start, end) = (number(y(from, line.from)), number(y(to, line.to)));
        let middle = number(f64::midpoint(LEFT, RIGHT));
        drawn += &format!(
            r#"<path class="{}" d="M{} {start}C{middle} {start} {middle} {end} {} {end}"/>"#,
            if line.whole { "likely" } else { "plan" },
            number(LEFT + 6.0),
            number(RIGHT - 6.0)
        );
    }
    for (side, x, anchor) in [(from, LEFT, "end"), (to, RIGHT, "start")] {
        for name in side {
            drawn += &format!(
                r#"<text class="tick" x="{x}" y="{}" dy="4" text-anchor="{anchor}">{}</text>"#,
                number(y(side, name)),
                escaped(&short(name))
            );
        }
    }
    drawn + "</svg>"
}

/// A name that has room.
fn short(name: &str) -> String {
    match name.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_map_is_drawn_and_no_name_acts() {
        let going = |from, to, whole| Going { from, to, whole };
        let lines = [going("A <b>", "North", true), going("County", "North", false), going("County", "South", false)];
        let drawn = map("Who goes where", &lines);
        assert_eq!(drawn.matches("<path").count(), 3);
        assert_eq!(drawn.matches(r#"class="plan""#).count(), 2, "parts are dashed");
        assert_eq!(drawn.matches("<text").count(), 4);
        assert!(drawn.contains("A &lt;b&gt;") && !drawn.contains("<b>"), "{drawn}");
    }
}
