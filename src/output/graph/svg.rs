//! The picture: organisations on the left, what they share on the right, lines between them bundled by group.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::xml;
use crate::money::{Money, agree, count_of, thousands};
use crate::output::place::{clean, wrap};
use crate::report::NodeKind;
use crate::report::{GraphEdge, GraphNode, GraphRows, GraphView, percent, short};

/// Lines that are drawn: more would hide each other.
const LINES: usize = 600;
/// Rows of each side: more would be no picture.
const ROWS: usize = 400;
/// Columns of a label, in letters.
const LABEL: usize = 40;

/// Rows that a heading takes, with the space before it.
const HEADING: u32 = 2;

const PITCH: f64 = 15.0;
const MIDDLE: f64 = 620.0;
/// Where lines begin and end; as much room is beside them for the labels.
const LEFT: f64 = 330.0;
const RIGHT: f64 = LEFT + MIDDLE;
const WIDTH: f64 = LEFT + RIGHT;

/// Told apart by most eyes, also with a deficiency of colour vision; groups are named beside their lines all the same.
const COLOURS: [&str; 10] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#6a3d9a", "#b2182b", "#4d9221", "#555555"];

/// Draws the graph.
///
/// # Errors
/// The writer refuses.
pub fn write_picture(out: &mut dyn Write, graph: &GraphRows) -> io::Result<()> {
    let picture = Picture::of(graph);
    let top = 100.0;
    if picture.lines.is_empty() {
        return empty(out, &picture);
    }
    let rows = (picture.left.len().max(picture.right_rows)).max(4);
    let height = rows_height(rows);
    let notes = picture.notes();
    let total = top + height + 70.0 + 16.0 * f64::from(u16::try_from(notes.len()).unwrap_or(u16::MAX));
    let title = format!("{}, {}, {}", picture.title(), clean(&graph.period), graph.currency);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {total:.0}\" width=\"{WIDTH:.0}\" height=\"{total:.0}\" \
         role=\"img\" aria-labelledby=\"title desc\" font-family=\"system-ui, 'Segoe UI', Arial, sans-serif\" font-size=\"12\">"
    )?;
    writeln!(out, "<title id=\"title\">{}</title>", xml(&title))?;
    writeln!(out, "<desc id=\"desc\">{}</desc>", xml(&notes.join(" ")))?;
    writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>")?;
    writeln!(out, "<text x=\"20\" y=\"34\" font-size=\"20\" font-weight=\"600\">{}</text>", xml(&title))?;
    let [left, right] = picture.heads();
    text(out, LEFT - 8.0, top - 24.0, "end", "font-weight=\"600\"", left)?;
    text(out, RIGHT + 8.0, top - 24.0, "start", "font-weight=\"600\"", right)?;
    picture.draw(out, top, height)?;
    picture.legend(out, top + height + 40.0)?;
    for (line, note) in (0_u16..).zip(&notes) {
        text(out, 20.0, top + height + 76.0 + 16.0 * f64::from(line), "start", "fill=\"#444\"", note)?;
    }
    writeln!(out, "</svg>")
}

/// Says that there is nothing to draw, and why there may be.
fn empty(out: &mut dyn Write, picture: &Picture<'_>) -> io::Result<()> {
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} 80\" width=\"{WIDTH:.0}\" height=\"80\" role=\"img\" \
         aria-labelledby=\"title\" font-family=\"sans-serif\" font-size=\"12\">\n<title id=\"title\">Nothing to draw</title>"
    )?;
    text(out, 20.0, 34.0, "start", "", "Nothing to draw: no line of this view is left.")?;
    text(out, 20.0, 54.0, "start", "", &picture.graph.coverage.line(&picture.graph.currency))?;
    writeln!(out, "</svg>")
}

fn rows_height(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) * PITCH
}

struct Picture<'a> {
    graph: &'a GraphRows,
    /// Whether lines are as thick as what is duplicated, or as the cost where nothing is.
    by_duplicated: bool,
    /// Thickest last, so that it lies on top.
    lines: Vec<&'a GraphEdge>,
    left: Vec<&'a GraphNode>,
    /// Bundles with their rows, heaviest first.
    right: Vec<(&'a str, Vec<&'a GraphNode>)>,
    /// Whether a bundle is a group of functions, and has a heading; otherwise each row is its own.
    grouped: bool,
    right_rows: usize,
}

impl<'a> Picture<'a> {
    fn of(graph: &'a GraphRows) -> Self {
        let by_duplicated = graph.edges.iter().any(|edge| edge.duplicated.is_some_and(Money::is_positive));
        let weight = |edge: &GraphEdge| if by_duplicated { edge.duplicated.unwrap_or_default() } else { edge.cost };
        let mut heaviest: Vec<&GraphEdge> = graph.edges.iter().filter(|edge| weight(edge).is_positive()).collect();
        heaviest.sort_by(|a, b| weight(b).cmp(&weight(a)).then(b.cost.cmp(&a.cost)));
        // The heaviest line of every organisation, then the heaviest of all.
        let mut seen = BTreeSet::new();
        let (first, rest): (Vec<_>, Vec<_>) = heaviest.into_iter().partition(|edge| seen.insert(edge.source.as_str()));
        let mut lines: Vec<&GraphEdge> = first.into_iter().take(ROWS).collect();
        let (sources, room) = (ends(&lines, |edge| &edge.source), LINES.saturating_sub(lines.len()));
        lines.extend(rest.into_iter().filter(|edge| sources.contains(edge.source.as_str())).take(room));
        lines.sort_by(|a, b| {
            weight(a).cmp(&weight(b)).then_with(|| (&a.source, &a.target).cmp(&(&b.source, &b.target)))
        });

        let drawn = |of: fn(&GraphEdge) -> &String| {
            let names = ends(&lines, of);
            let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
            for edge in &lines {
                *sums.entry(of(edge).as_str()).or_default() += weight(edge);
            }
            let mut nodes: Vec<(Money, &GraphNode)> = graph
                .nodes
                .iter()
                .filter(|node| names.contains(node.id.as_str()))
                .map(|node| (sums.get(node.id.as_str()).copied().unwrap_or_default(), node))
                .collect();
            nodes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
            nodes
        };
        let left = drawn(|edge| &edge.source).into_iter().map(|(_, node)| node).collect();
        let grouped = graph.view == GraphView::Functions;
        let mut groups: BTreeMap<&str, (Money, Vec<&GraphNode>)> = BTreeMap::new();
        for (sum, node) in drawn(|edge| &edge.target) {
            let group = groups.entry(if grouped { &node.group } else { &node.id }).or_default();
            group.0 += sum;
            group.1.push(node);
        }
        let mut right: Vec<_> = groups.into_iter().map(|(name, (sum, nodes))| (sum, name, nodes)).collect();
        right.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let right_rows =
            right.iter().map(|(_, _, nodes)| nodes.len() + if grouped { HEADING as usize } else { 0 }).sum();
        let right = right.into_iter().map(|(_, name, nodes)| (name, nodes)).collect();
        Self { graph, by_duplicated, lines, left, right, grouped, right_rows }
    }

    fn weight(&self, edge: &GraphEdge) -> Money {
        if self.by_duplicated { edge.duplicated.unwrap_or_default() } else { edge.cost }
    }

    fn title(&self) -> &'static str {
        match self.graph.view {
            GraphView::Organisations => "Organisations that duplicate each other's work",
            GraphView::Products => "Who pays for which product",
            GraphView::Functions | GraphView::Items => "Who spends on which function",
        }
    }

    fn heads(&self) -> [&'static str; 2] {
        match self.graph.view {
            GraphView::Organisations => ["Organisation", "Largest organisation on the same functions"],
            GraphView::Products => ["Organisation", "Product"],
            GraphView::Functions | GraphView::Items => ["Organisation", "Function, by group"],
        }
    }

    /// What a reader has to know: how much of the whole is seen.
    fn notes(&self) -> Vec<String> {
        let graph = self.graph;
        let currency = graph.currency.as_str();
        let sum = |edges: &mut dyn Iterator<Item = &GraphEdge>| edges.map(|edge| self.weight(edge)).sum::<Money>();
        let cut = if self.by_duplicated { graph.left_out.duplicated } else { graph.left_out.cost };
        let (shown, all) = (sum(&mut self.lines.iter().copied()), sum(&mut graph.edges.iter()) + cut);
        let what = if self.by_duplicated { "duplicated cost" } else { "cost" };
        let edges = graph.edges.len() + graph.left_out.edges;
        let bodies = graph.nodes.iter().filter(|node| node.kind == NodeKind::Organisation).count();
        let joined = self.left.iter().copied().chain(self.right.iter().flat_map(|(_, nodes)| nodes.iter().copied()));
        let drawn = joined
            .filter(|node| node.kind == NodeKind::Organisation)
            .map(|node| node.id.as_str())
            .collect::<BTreeSet<_>>()
            .len();
        let mut said = format!(
            "Drawn: {} of {}, with {} of {} {what} ({}). ",
            thousands(self.lines.len() as u64),
            count_of(edges, "line"),
            short(shown, currency),
            short(all, currency),
            percent(shown, all),
        );
        if self.lines.len() < edges {
            said += &format!(
                "Left out are the thinnest, those that carry no {what}, and what --min-cost and --around cut. "
            );
        }
        if bodies > drawn {
            said += &format!(
                "{} of {} {} no line here. ",
                thousands((bodies - drawn) as u64),
                count_of(bodies, "organisation"),
                agree(bodies - drawn, "has", "have")
            );
        }
        if self.by_duplicated {
            said += &format!("Duplicated cost (basis: {}) is a fact about structure, not a saving. ", graph.basis);
        }
        let said = format!("{said}{}.", graph.coverage.line(currency));
        wrap(&said, 175, "").lines().map(str::to_owned).collect()
    }

    /// Where everything stands between `top` and `height` below it.
    fn places(&self, top: f64, height: f64) -> Places<'a> {
        let mut places = Places::default();
        let pitch = height / f64::from(u32::try_from(self.left.len().max(1)).unwrap_or(u32::MAX));
        for (row, node) in (0_u32..).zip(&self.left) {
            places.left.insert(node.id.as_str(), top + pitch * (f64::from(row) + 0.5));
        }
        let pitch = height / f64::from(u32::try_from(self.right_rows.max(1)).unwrap_or(u32::MAX));
        let mut row = 0_u32;
        for (place, (group, nodes)) in self.right.iter().enumerate() {
            let ink = COLOURS[place % COLOURS.len()];
            if self.grouped {
                places.heads.push((*group, top + pitch * (f64::from(row) + 1.3), ink));
                row += HEADING;
            }
            let rows = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            let bundle = top + pitch * (f64::from(row) + f64::from(rows) / 2.0);
            for node in nodes {
                let at = top + pitch * (f64::from(row) + 0.5);
                places.right.insert(node.id.as_str(), Row { at, bundle, ink });
                row += 1;
            }
        }
        places
    }

    fn draw(&self, out: &mut dyn Write, top: f64, height: f64) -> io::Result<()> {
        let places = self.places(top, height);
        let label: BTreeMap<&str, &str> =
            self.graph.nodes.iter().map(|node| (node.id.as_str(), node.label.as_str())).collect();
        let name = |id: &str| label.get(id).copied().unwrap_or_default();
        let most = self.most();
        writeln!(out, "<g fill=\"none\" stroke-opacity=\"0.45\" stroke-linecap=\"round\">")?;
        for edge in &self.lines {
            let ends = (places.left.get(edge.source.as_str()), places.right.get(edge.target.as_str()));
            if let (Some(from), Some(to)) = ends {
                let carries = format!("{} → {}: {}", name(&edge.source), name(&edge.target), self.amounts(edge));
                line(out, *from, to, thickness(self.weight(edge), most), &carries)?;
            }
        }
        writeln!(out, "</g>")?;
        for node in &self.left {
            self.name(out, LEFT - 8.0, places.left.get(node.id.as_str()).copied().unwrap_or(top), "end", node)?;
        }
        for (group, row, ink) in places.heads {
            let (x, y) = (RIGHT + 8.0, row - 9.0);
            writeln!(out, "<rect x=\"{x:.0}\" y=\"{y:.1}\" width=\"10\" height=\"10\" fill=\"{ink}\"/>")?;
            text(out, RIGHT + 24.0, row, "start", "font-weight=\"600\"", &cut(group))?;
        }
        for node in self.right.iter().flat_map(|(_, nodes)| nodes) {
            self.name(out, RIGHT + 8.0, places.right.get(node.id.as_str()).map_or(top, |row| row.at), "start", node)?;
        }
        Ok(())
    }

    fn amounts(&self, edge: &GraphEdge) -> String {
        let currency = self.graph.currency.as_str();
        match edge.duplicated {
            Some(amount) => format!("{}, duplicated {}", short(edge.cost, currency), short(amount, currency)),
            None => short(edge.cost, currency),
        }
    }

    /// A label; the whole of it, with the amounts, for who points at it.
    fn name(&self, out: &mut dyn Write, x: f64, y: f64, anchor: &str, node: &GraphNode) -> io::Result<()> {
        let currency = self.graph.currency.as_str();
        writeln!(
            out,
            "<text x=\"{x:.0}\" y=\"{:.1}\" text-anchor=\"{anchor}\"><title>{}</title>{}</text>",
            y + 4.0,
            xml(&format!(
                "{} ({}): {}, duplicated {}",
                node.label,
                node.id,
                short(node.cost, currency),
                short(node.duplicated, currency)
            )),
            xml(&cut(&node.label)),
        )
    }

    fn most(&self) -> Money {
        self.lines.iter().map(|edge| self.weight(edge)).max().unwrap_or_default()
    }

    /// How thick how much is.
    fn legend(&self, out: &mut dyn Write, y: f64) -> io::Result<()> {
        let what = if self.by_duplicated { "Thickness: duplicated cost" } else { "Thickness: cost" };
        text(out, 20.0, y, "start", "font-weight=\"600\"", what)?;
        let most = self.most();
        for (place, part) in (0_u16..).zip([100, 10, 1_i64]) {
            let amount = Money(most.0 / 100 * part);
            let x = 220.0 + 150.0 * f64::from(place);
            writeln!(
                out,
                "<path d=\"M{x:.0} {:.1}h50\" stroke=\"#555\" stroke-width=\"{:.2}\"/>",
                y - 4.0,
                thickness(amount, most)
            )?;
            text(out, x + 58.0, y, "start", "", &short(amount, &self.graph.currency))?;
        }
        let order = if self.grouped {
            "Colour: the group of functions. Order: largest first."
        } else {
            "Order: largest first."
        };
        text(out, 690.0, y, "start", "fill=\"#444\"", order)
    }
}

/// Where a row of the right stands, and where the lines to it are bundled.
struct Row {
    at: f64,
    bundle: f64,
    ink: &'static str,
}

#[derive(Default)]
struct Places<'a> {
    left: BTreeMap<&'a str, f64>,
    right: BTreeMap<&'a str, Row>,
    heads: Vec<(&'a str, f64, &'static str)>,
}

/// From the left to where the bundle is tied, and from there to its row.
fn line(out: &mut dyn Write, from: f64, to: &Row, thickness: f64, carries: &str) -> io::Result<()> {
    let tie = LEFT + MIDDLE * 0.72;
    let Row { at, bundle, ink } = to;
    writeln!(
        out,
        "<path d=\"M{LEFT:.0} {from:.1}C{:.0} {from:.1} {:.0} {bundle:.1} {tie:.0} {bundle:.1}S{:.0} {at:.1} {RIGHT:.0} {at:.1}\" \
         stroke=\"{ink}\" stroke-width=\"{thickness:.2}\"><title>{}</title></path>",
        LEFT + MIDDLE * 0.3,
        tie - MIDDLE * 0.22,
        RIGHT - MIDDLE * 0.1,
        xml(carries),
    )
}

fn ends<'a>(lines: &[&'a GraphEdge], of: fn(&GraphEdge) -> &String) -> BTreeSet<&'a str> {
    lines.iter().map(|edge| of(edge).as_str()).collect()
}

/// By the root, so that small lines are still seen beside large ones.
#[allow(clippy::cast_precision_loss)]
fn thickness(amount: Money, most: Money) -> f64 {
    if most.is_positive() { 0.5 + 9.5 * (amount.0 as f64 / most.0 as f64).sqrt() } else { 0.5 }
}

fn text(out: &mut dyn Write, x: f64, y: f64, anchor: &str, more: &str, words: &str) -> io::Result<()> {
    writeln!(out, "<text x=\"{x:.0}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {more}>{}</text>", xml(words))
}

/// What fits beside a row.
fn cut(label: &str) -> String {
    let label = clean(label);
    let width = |letter: char| letter.width().unwrap_or(0);
    if label.chars().map(width).sum::<usize>() <= LABEL {
        return label;
    }
    let mut room = LABEL - 1;
    let fits = |letter: &char| {
        let fits = room >= width(*letter);
        room = room.saturating_sub(width(*letter));
        fits
    };
    let mut short: String = label.chars().take_while(fits).collect();
    short.truncate(short.trim_end().len());
    short + "…"
}
