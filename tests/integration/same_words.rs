//! Each headline figure has the same value and the same word in text, HTML, Markdown, XLSX and CSV. The words are those of the
//! glossary.

use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use dupaudit::money::Money;
use dupaudit::output::Term;
use dupaudit::report::{headline, short};
use serde_json::Value;

/// A headline figure: the term of the glossary that names it, and its key among the figures of the JSON.
const FIGURES: [(&str, &str); 5] = [
    ("duplicated cost", "totals.duplicated.excess"),
    ("target saving", "savings.gross_annual"),
    ("estimated saving", "savings.realised_annual"),
    ("one-off cost", "savings.one_off"),
    ("NPV", "savings.npv"),
];

/// What one run printed and wrote.
struct Run {
    text: String,
    page: String,
    markdown: String,
    report: Value,
    /// Rows of the sheets Summary and Figures: the words of their cells, and their numbers.
    summary: Vec<(String, Option<f64>)>,
    sheet: Vec<(String, Option<f64>)>,
    /// The same of the table of figures.
    csv: Vec<(String, Option<f64>)>,
}

impl Run {
    fn of(example: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
        command.args(["audit", example, "--quiet", "--width", "100"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        for name in ["report.html", "report.md", "report.json", "report.xlsx", "tables/"] {
            command.arg("-o").arg(file(name));
        }
        let output = command.output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |name: &str| fs::read_to_string(file(name)).expect(name);
        let csv = read("tables/figures.csv");
        let mut csv = csv::Reader::from_reader(csv.as_bytes());
        let csv = csv.records().map(|record| {
            let record = record.expect("a record");
            (record.iter().collect::<Vec<_>>().join(" "), record.iter().find_map(|field| field.parse().ok()))
        });
        Self {
            text: String::from_utf8(output.stdout).expect("text"),
            page: read("report.html"),
            markdown: read("report.md"),
            report: serde_json::from_str(&read("report.json")).expect("JSON"),
            csv: csv.collect(),
            summary: sheet(&file("report.xlsx"), "Summary"),
            sheet: sheet(&file("report.xlsx"), "Figures"),
        }
    }

    /// The amount of the JSON, which is exact.
    fn amount(&self, key: &str) -> Money {
        let value = key.split('.').fold(&self.report, |value, part| &value[part]);
        Money::parse(&value.to_string()).unwrap_or_else(|_| panic!("{key}: {value}"))
    }
}

fn sheet(path: &Path, name: &str) -> Vec<(String, Option<f64>)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("a sheet");
    let rows = range.rows().map(|cells| {
        let words: Vec<&str> = cells
            .iter()
            .filter_map(|cell| if let Data::String(text) = cell { Some(text.as_str()) } else { None })
            .collect();
        (
            words.join(" "),
            cells.iter().find_map(|cell| if let Data::Float(number) = cell { Some(*number) } else { None }),
        )
    });
    rows.collect()
}

/// Whether a text has one of the names of a term, whatever its case. Duplicated cost is "duplicated" where a sentence or a column
/// says of what.
fn names(term: &Term, text: &str) -> bool {
    let text = text.to_lowercase();
    term.names().any(|name| text.contains(&name.to_lowercase().replace("duplicated cost", "duplicated")))
}

/// Every line in which the term and the amount are together.
fn said<'t>(text: &'t str, term: &Term, shown: &str) -> Vec<&'t str> {
    text.lines().filter(|line| names(term, line) && line.contains(shown)).collect()
}

/// Whether a row has the words of the term and exactly the amount.
fn has(rows: &[(String, Option<f64>)], term: &Term, key: Option<&str>, amount: Money) -> bool {
    rows.iter().any(|(words, number)| {
        names(term, words)
            && key.is_none_or(|key| words.split(' ').any(|word| word == key))
            && number.is_some_and(|number| Money::parse(&format!("{number:.2}")).is_ok_and(|same| same == amount))
    })
}

/// What a reader sees of a page, a card or a paragraph in each line.
fn seen(page: &str) -> String {
    let first =
        page.split("id=\"summary\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("a first page");
    let mut text = String::new();
    // A card is one thing: its title, its figure and what it is.
    for part in first.replace('\n', " ").replace("</div>", "\n").replace("</p>", "\n").replace("</h1>", "\n").split('<')
    {
        text += part.split_once('>').map_or(part, |(_, rest)| rest);
    }
    text
}

#[test]
fn each_figure_has_one_word_and_one_value() {
    let run = Run::of("examples/county");
    let page = seen(&run.page);
    // Sentences go over lines.
    let flat = |text: &str| text.replace("\n ", " ").replace(". ", ".\n");
    let (text, markdown) = (run.text.clone() + &flat(&run.text), run.markdown.clone() + &flat(&run.markdown));
    for (word, key) in FIGURES {
        let term = Term::find(word).unwrap_or_else(|| panic!("{word} is not in the glossary"));
        let amount = run.amount(key);
        // A fact has three digits, an estimate two.
        let shown = if key.starts_with("totals") { short(amount, "GBP") } else { headline(amount, "GBP") };
        assert!(!said(&text, &term, &shown).is_empty(), "text: {word} {shown}");
        assert!(!said(&markdown, &term, &shown).is_empty(), "Markdown: {word} {shown}");
        assert!(!said(&page, &term, &shown).is_empty(), "HTML: {word} {shown}");
        assert!(has(&run.csv, &term, Some(key), amount), "CSV: {word} {amount}");
        assert!(has(&run.summary, &term, None, amount), "XLSX, Summary: {word} {amount}");
        assert!(has(&run.sheet, &term, Some(key), amount), "XLSX, Figures: {word} {amount}");
    }
    // What machines read of the page is exact.
    for (word, key) in FIGURES {
        let value = format!("<data value=\"{}\"", run.amount(key).to_json());
        let card = run
            .page
            .split("<div><dt>")
            .find(|card| names(&Term::find(word).expect("a term"), card.split('<').next().unwrap_or_default()));
        assert!(card.is_some_and(|card| card.contains(&value)), "{word}: {value}");
    }
}

/// The payback is a year, not an amount.
#[test]
fn the_payback_is_the_same_year() {
    let run = Run::of("examples/county");
    let year = run.report["savings"]["payback_year"].as_u64().expect("a year");
    let term = Term::find("payback").expect("a term");
    let shown = format!("year {year}");
    for (format, text) in [("text", &run.text), ("Markdown", &run.markdown), ("HTML", &seen(&run.page))] {
        assert!(!said(text, &term, &shown).is_empty(), "{format}: {shown}");
    }
    assert!(run.summary.iter().any(|(words, _)| names(&term, words) && words.contains(&shown)), "XLSX: {shown}");
    #[allow(clippy::cast_precision_loss)]
    let number = Some(year as f64);
    assert!(run.csv.iter().any(|(words, found)| names(&term, words) && *found == number), "CSV: {shown}");
}
