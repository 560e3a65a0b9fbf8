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

/// A drawing of some width: where the names on the left end, where those on the right begin, and for how many letters there is room
/// on the left and on the right.
struct Sheet {
    class: &'static str,
    width: f64,
    left: f64,
    right: f64,
    letters: [usize; 2],
}

const SHEETS: [Sheet; 2] = [
    Sheet { class: "wide", width: 680.0, left: 262.0, right: 392.0, letters: [38, 41] },
    Sheet { class: "narrow", width: 350.0, left: 150.0, right: 206.0, letters: [19, 19] },
];

const LINE: f64 = 22.0;

/// Draws a map, for wide and for narrow pages. Both sides are in the order in which they first appear.
pub(in crate::output) fn map(title: &str, lines: &[Going<'_>]) -> String {
    SHEETS.iter().map(|sheet| sized(sheet, title, lines)).collect()
}

fn sized(sheet: &Sheet, title: &str, lines: &[Going<'_>]) -> String {
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
        r#"<svg class="plot {}" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>"#,
        sheet.class,
        number(sheet.width),
        number(height),
        escaped(title),
        escaped(&whom.collect::<Vec<_>>().join("; "))
    );
    for line in lines {
        let (start, end) = (number(y(from, line.from)), number(y(to, line.to)));
        let middle = number(f64::midpoint(sheet.left, sheet.right));
        drawn += &format!(
            r#"<path class="{}" d="M{} {start}C{middle} {start} {middle} {end} {} {end}"/>"#,
            if line.whole { "likely" } else { "plan" },
            number(sheet.left + 6.0),
            number(sheet.right - 6.0)
        );
    }
    let ends = [(from, sheet.left, "end"), (to, sheet.right, "start")];
    for ((side, x, anchor), letters) in ends.into_iter().zip(sheet.letters) {
        for name in side {
            drawn += &format!(
                r#"<text class="tick" x="{x}" y="{}" dy="4" text-anchor="{anchor}">{}</text>"#,
                number(y(side, name)),
                escaped(&super::shortened(name, letters))
            );
        }
    }
    drawn + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_map_is_drawn_and_no_name_acts() {
        let going = |from, to, whole| Going { from, to, whole };
        let lines = [going("A <b>", "North", true), going("County", "North", false), going("County", "South", false)];
        let drawn = map("Who goes where", &lines);
        assert_eq!(drawn.matches("<svg").count(), 2);
        assert_eq!(drawn.matches("<path").count(), 6);
        assert_eq!(drawn.matches(r#"class="plan""#).count(), 4, "parts are dashed");
        assert_eq!(drawn.matches("<text").count(), 8);
        assert!(drawn.contains("A &lt;b&gt;") && !drawn.contains("<b>"), "{drawn}");
    }
}
