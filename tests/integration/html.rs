//! The page: the figures of the JSON, hostile names as text, nothing asked of the network, the same bytes every time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use dupaudit::money::Money;
use dupaudit::output::one_line;
use serde_json::Value;

/// The page and the JSON of one run.
fn audit(returns: &str) -> (String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let (page, json) = (folder.path().join("report.html"), folder.path().join("report.json"));
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", returns, "--quiet", "--fail-on", "never", "-o"])
        .arg(&page)
        .arg("-o")
        .arg(&json)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(&json).expect("the JSON");
    (fs::read_to_string(&page).expect("the page"), serde_json::from_str(&report).expect("JSON"))
}

/// A table of the page: its rows as what machines read of each cell, by the titles of the columns.
fn table(page: &str, id: &str) -> Vec<BTreeMap<String, String>> {
    let start = page
        .find(&format!("<div class=\"table long\" id=\"{id}\">"))
        .or_else(|| page.find(&format!("<div class=\"table\" id=\"{id}\">")));
    let table = &page[start.unwrap_or_else(|| panic!("no table {id}"))..];
    let table = &table[..table.find("</table>").expect("an end")];
    let cells = |row: &str, tag: &str| -> Vec<String> {
        row.split(&format!("<{tag}")).skip(1).map(|cell| read(&cell[cell.find('>').expect("a tag") + 1..])).collect()
    };
    let (head, body) = table.split_once("</thead>").expect("a head");
    let titles = cells(&head[head.find("<tr>").expect("a row")..], "th ");
    body.split("<tr>")
        .skip(1)
        .map(|row| {
            let values = cells(&row.replace("<th scope=\"row\">", "<td>"), "td");
            assert_eq!(values.len(), titles.len(), "{row}");
            titles.iter().cloned().zip(values).collect()
        })
        .collect()
}

/// What a machine reads of a cell: the value of a figure, else its text.
fn read(cell: &str) -> String {
    let cell = cell.split("</t").next().unwrap_or_default();
    if let Some((_, figure)) = cell.split_once("<data value=\"") {
        return figure.split('"').next().unwrap_or_default().to_owned();
    }
    let mut text = String::new();
    let mut inside = true;
    for letter in cell.chars() {
        match letter {
            '<' => inside = false,
            '>' => inside = true,
            letter if inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn pence(amount: &Value) -> i64 {
    Money::parse(&amount.to_string()).expect("an amount").0
}

fn same(shown: &str, amount: &Value) {
    if amount.is_null() {
        assert_eq!(shown, "not known");
    } else {
        assert_eq!(Money::parse(shown).expect("an amount").0, pence(amount));
    }
}

#[test]
fn every_figure_is_that_of_the_json() {
    for returns in ["examples/county", "examples/lancashire-council-tax", "tests/sample/returns"] {
        let (page, report) = audit(returns);
        let array = |key: &str| report[key].as_array().expect("rows").clone();

        let functions = table(&page, "functions");
        assert_eq!(functions.len(), array("functions").len());
        for row in array("functions") {
            let shown = functions
                .iter()
                .find(|shown| shown["Function"] == one_line(row["label"].as_str().expect("a label")))
                .expect("a row");
            same(&shown["Cost"], &row["cost"]);
            // Where nothing is within, the two columns would say nothing.
            let split = pence(&report["totals"]["within"]) > 0;
            for (title, key) in [("Within", "within"), ("Between", "between")] {
                assert_eq!(shown.contains_key(title), split, "{title}");
                shown.get(title).into_iter().for_each(|shown| same(shown, &row[key]));
            }
            same(&shown["Duplicated"], &row["duplicated"]["excess"]);
        }
        let organisations = table(&page, "organisations");
        assert_eq!(organisations.len(), array("organisations").len());
        for row in array("organisations") {
            let shown = organisations
                .iter()
                .find(|shown| shown["Organisation"] == one_line(row["name"].as_str().expect("a name")))
                .expect("a row");
            for (title, key) in [
                ("Total", "total"),
                ("In scope", "in_scope"),
                ("Duplicated", "duplicated"),
                ("Net present value", "npv"),
            ] {
                same(&shown[title], &row[key]);
            }
        }
        for (shown, row) in table(&page, "years").iter().zip(report["savings"]["years"].as_array().expect("years")) {
            same(&shown["Target saving"], &row["gross"]);
            same(&shown["Estimated saving"], &row["realised"]);
            if let Some(net) = shown.get("Cumulative net") {
                same(net, &row["cumulative_net"]);
            }
        }
        for (shown, row) in
            table(&page, "scenarios").iter().zip(report["savings"]["scenarios"].as_array().expect("rows"))
        {
            for (title, key) in [("Even chance", "p50"), ("Value: even chance", "npv_p50")] {
                same(&shown[title], &row[key]);
            }
        }
        // The matrix adds up to the whole, whatever of it was summed.
        let matrix = &page[page.find("<table class=\"heat\"").expect("the matrix")..];
        let last = matrix[..matrix.find("</tbody>").expect("an end")].rsplit("<tr>").next().expect("a row");
        let together = last.rsplit("<data value=\"").next().expect("a figure");
        same(together.split('"').next().expect("a value"), &report["totals"]["duplicated"]["excess"]);
        // So do the items of a page that holds all of them.
        let detail = &page[page.find("<section id=\"detail\"").expect("the detail")..];
        let detail = &detail[..detail.find("</section>").expect("an end")];
        let sum = |tables: &str, title: &str| -> i64 {
            let begin = format!("id=\"{tables}-");
            let ids = detail.split(&begin).skip(1).filter_map(|rest| rest.split('"').next());
            ids.filter(|id| !id.ends_with("caption"))
                .flat_map(|id| table(detail, &format!("{tables}-{id}")))
                .map(|row| Money::parse(&row[title]).expect("an amount").0)
                .sum()
        };
        assert_eq!(sum("items", "Duplicated"), pence(&report["totals"]["duplicated"]["excess"]), "{returns}");
        // And the units that do the same within an organisation, to all that is repeated within one.
        let within: i64 = array("within").iter().map(|row| pence(&row["within"])).sum();
        assert_eq!(within, pence(&report["totals"]["within"]), "{returns}");
        assert_eq!(sum("units", "Within"), within, "{returns}");
    }
}

#[test]
fn hostile_names_stay_text_and_nothing_is_asked_for() {
    let (page, _) = audit("tests/sample/returns");
    let text = page.split("<style>").next().expect("a head").to_owned()
        + page.split("</style>").nth(1).and_then(|rest| rest.split("<script>").next()).expect("a body");
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the hostile name is not there");
    assert_eq!(page.matches("<script").count(), 1, "a script that is not ours");
    for hostile in ["<img", "<iframe", "<b>", "href=\"javascript", "\u{1b}", "\u{202e}", "\u{7}"] {
        assert!(!text.contains(hostile), "{hostile:?}");
    }
    for (at, _) in page.match_indices("://") {
        let before: String = page[..at].chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
        assert!(
            !before.contains("href=") && !before.contains("src=") && !before.contains("url("),
            "a reference: {before}"
        );
    }
    for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let names: String = tag.split('"').step_by(2).collect(); // without the values of attributes
        assert!(
            !names.starts_with("link") && !names.contains(" src") && !names.contains(" on"),
            "a tag that is not ours: {tag}"
        );
    }
    assert!(!page.contains("@import"));
    for (at, _) in page.match_indices(" href=\"") {
        assert!(page[at + 7..].starts_with('#'), "a link that leaves the page");
    }
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
}

/// The page of the shared sample, for a reader of the change; `DUPAUDIT_RENDER=1` renders it anew.
#[test]
fn the_sample_is_as_it_was() {
    let (page, _) = audit("tests/sample/returns");
    assert!(page == audit("tests/sample/returns").0, "two runs differ");
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample/rendered/report.html");
    if std::env::var_os("DUPAUDIT_RENDER").is_some() {
        fs::write(&known, &page).expect("written");
    }
    let before = fs::read_to_string(&known).expect("the sample");
    let different = page.lines().zip(before.lines()).find(|(now, then)| now != then);
    assert!(page == before, "the page changed; look at the difference. First line that differs: {different:#?}");
}
