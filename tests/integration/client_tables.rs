//! Tables for the work of clients: the cube, the saving of each year, products under one name, graphs, CSV and open data.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs")
}

fn wrote(arguments: &[&str]) {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

type Rows = Vec<BTreeMap<String, String>>;

fn table(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn pence(amount: &str) -> i64 {
    let amount = if amount.is_empty() { "0" } else { amount };
    dupaudit::money::Money::parse(amount).expect(amount).0
}

/// Sums of a column by others.
fn sums(rows: &Rows, by: &str, of: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row[by].clone()).or_default() += pence(&row[of]);
    }
    sums
}

fn column(rows: &Rows, by: &str, of: &str) -> BTreeMap<String, i64> {
    rows.iter().map(|row| (row[by].clone(), pence(&row[of]))).collect()
}

#[test]
fn the_cube_and_the_years_add_up_to_the_report() {
    for example in ["examples/county", "examples/suppliers", "tests/sample/returns"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = format!("{}/tables/", folder.path().display());
        wrote(&["audit", example, "--quiet", "--fail-on", "never", "--allow-incomplete", "-o", &path]);
        let read = |name: &str| table(&Path::new(&path).join(format!("{name}.csv")));
        let (cube, organisations, functions) = (read("cube"), read("organisations"), read("functions"));
        assert!(!cube.is_empty());
        for (of, there) in [("cost", "total"), ("net_cost", "net_cost")] {
            assert_eq!(sums(&cube, "organisation", of), column(&organisations, "id", there), "{example}: {of}");
        }
        for basis in ["duplicated_all", "duplicated_excess", "duplicated_hhi"] {
            let mut found = sums(&cube, "function", basis);
            let wanted = column(&functions, "code", basis);
            found.retain(|code, amount| wanted.contains_key(code) || *amount != 0);
            assert_eq!(found, wanted, "{example}: {basis}");
        }
        let (by_year, years) = (read("savings_by_year"), read("years"));
        for of in ["gross", "realised", "cashable", "net", "present_value"] {
            let wanted = column(&years, "year", of);
            if wanted.values().any(|amount| *amount != 0) {
                assert_eq!(sums(&by_year, "year", of), wanted, "{example}: {of}");
            }
        }
    }
}

#[test]
fn tables_of_two_results_can_be_put_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ids = Vec::new();
    for (name, preset) in [("one", "central"), ("again", "central"), ("other", "prudent")] {
        let path = folder.path().join(name);
        let to = format!("{}/", path.display());
        wrote(&["audit", "examples/suppliers", "--quiet", "--preset", preset, "-o", &to]);
        let mut found = Vec::new();
        for entry in fs::read_dir(&path).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.extension().is_none_or(|ending| ending != "csv") {
                continue;
            }
            let mut reader = csv::Reader::from_path(&file).expect("a table");
            let heads = reader.headers().expect("heads").clone();
            let last: Vec<&str> = heads.iter().rev().take(2).collect();
            assert_eq!(last, ["audit_period", "audit_id"], "{}", file.display());
            found.extend(table(&file).into_iter().map(|row| (row["audit_id"].clone(), row["audit_period"].clone())));
        }
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 1, "one id and one period: {found:?}");
        ids.push(found.remove(0).0);
    }
    assert_eq!(ids[0], ids[1], "the same input has the same id");
    assert_ne!(ids[0], ids[2], "other assumptions have another");
}

#[test]
fn one_product_is_one_row_and_one_node_whatever_its_spelling() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = format!("{}/tables/", folder.path().display());
    let graph = format!("{}/graph.json", folder.path().display());
    wrote(&["partners", "examples/county", "--quiet", "-o", &tables]);
    wrote(&["graph", "examples/county", "--quiet", "--view", "products", "-o", &graph]);
    let products = table(&Path::new(&tables).join("products.csv"));
    let itrent = products.iter().find(|row| row["product"] == "itrent").expect("the product");
    assert_eq!((itrent["bodies"].as_str(), itrent["cost"].as_str()), ("4", "338900.00"));
    let contracts = table(&Path::new(&tables).join("contracts.csv"));
    let graph: Value = serde_json::from_str(&fs::read_to_string(&graph).expect("a graph")).expect("JSON");
    let (nodes, edges) = (graph["nodes"].as_array().expect("nodes"), graph["edges"].as_array().expect("edges"));
    for row in &products {
        let id = format!("product:{}", row["product"]);
        let node = nodes.iter().find(|node| node["id"] == id.as_str()).expect(&id);
        assert_eq!(node["label"].as_str(), Some(row["name"].as_str()));
        let paying = edges.iter().filter(|edge| edge["target"] == id.as_str()).count();
        let own: Vec<_> = contracts.iter().filter(|one| one["product"] == row["product"]).collect();
        assert_eq!((paying.to_string(), own.len().to_string()), (row["bodies"].clone(), row["bodies"].clone()), "{id}");
    }
    assert!(edges.iter().all(|edge| edge["weight"] == edge["cost"]), "every edge has its weight");
}

#[test]
fn a_node_carries_the_same_in_every_view() {
    let report = run(&["audit", "examples/county", "--quiet", "--format", "json"]);
    let report: Value = serde_json::from_slice(&report.stdout).expect("JSON");
    let mut seen: BTreeMap<String, (String, String)> = BTreeMap::new();
    for view in ["items", "functions", "organisations", "products"] {
        let graph = run(&["graph", "examples/county", "--quiet", "--view", view, "--format", "json"]);
        let graph: Value = serde_json::from_slice(&graph.stdout).expect("JSON");
        for node in graph["nodes"].as_array().expect("nodes") {
            let carried = (node["cost"].to_string(), node["duplicated"].to_string());
            let id = node["id"].as_str().expect("an id").to_owned();
            assert_eq!(seen.entry(id.clone()).or_insert(carried.clone()), &carried, "{id} in {view}");
        }
    }
    for row in report["organisations"].as_array().expect("organisations") {
        let measured = (row["in_scope"].to_string(), row["duplicated"].to_string());
        assert_eq!(seen[&format!("organisation:{}", row["id"].as_str().expect("an id"))], measured);
    }
}

#[test]
fn what_cannot_be_written_as_asked_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    for (arguments, says) in [
        (
            vec!["graph", "examples/county", "--quiet", "--view", "items", "-o"],
            "a picture of every item cannot be read",
        ),
        (vec!["facts", "examples/county", "--quiet", "-o"], "need a folder"),
    ] {
        let path = file(if arguments[0] == "graph" { "x.svg" } else { "x.csv" });
        let output = run(&[&arguments[..], &[&path]].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(says), "{told}");
        assert!(!Path::new(&path).exists(), "{path} was made");
    }
}

#[test]
fn csv_keeps_texts_and_has_a_mark_where_it_is_wanted() {
    let plain = run(&["map", "examples/county", "--quiet", "--format", "csv"]).stdout;
    let marked = run(&["map", "examples/county", "--quiet", "--format", "csv", "--bom"]).stdout;
    assert_eq!([b"\xef\xbb\xbf".as_slice(), &plain].concat(), marked);
    let text = String::from_utf8(plain).expect("text");
    assert!(text.contains(",'") && !text.contains(",''"), "reasons that begin with a quote are not doubled");
}

#[test]
fn a_comparison_is_in_the_prices_of_one_year() {
    let rounds = ["examples/scotland-council-tax/2010-11", "examples/scotland-council-tax/2020-21"];
    let output = run(&[&["compare", "--quiet", "--fail-on", "never", "--width", "100"][..], &rounds].concat());
    let text = String::from_utf8(output.stdout).expect("text").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("went from £34.5m to £14.5m in 2010-11 prices (£17.7m in 2020-21 prices)"), "{text}");
    assert!(
        text.contains("fell by £16.3m, 139% of the target: from £29.3m (85% of the cost) to £13.0m (90%)"),
        "{text}"
    );
    assert!(
        text.contains("Price: the part of the cost of 2020-21 that is the change in prices since 2010-11."),
        "{text}"
    );
}

#[test]
fn open_data_is_described_and_never_shows_pay() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| format!("{}/{name}/", folder.path().display());
    let refused = run(&["audit", "examples/county", "--quiet", "--publish", &to("plain")]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("--redact"));

    let small = folder.path().join("small.yaml");
    let text = "dupaudit: 1\norganisation: {id: A1, name: Ashby, type: district-council}\nperiod: 2025-26\ncurrency: GBP\n\
                roles:\n  - {id: a, title: Payroll officer, fte: 1, cost: 40000, function: hr.payroll}\n";
    fs::write(&small, text).expect("written");
    let refused = run(&["audit", &small.display().to_string(), "--quiet", "--redact", "--publish", &to("small")]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("identifiable pay is left"), "{told}");
    assert!(!Path::new(&to("small")).exists());

    wrote(&["audit", "examples/county", "--quiet", "--redact", "--redact-salt", "x", "--publish", &to("open")]);
    let read = |name: &str| fs::read_to_string(Path::new(&to("open")).join(name)).expect(name);
    let package: Value = serde_json::from_str(&read("datapackage.json")).expect("JSON");
    assert_eq!(package["licenses"][0]["name"], "OGL-UK-3.0");
    for resource in package["resources"].as_array().expect("resources") {
        let text = read(resource["path"].as_str().expect("a path"));
        let heads: Vec<&str> = text.lines().next().expect("heads").split(',').collect();
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        assert_eq!(heads, fields.iter().map(|field| field["name"].as_str().expect("a name")).collect::<Vec<_>>());
        assert!(!text.contains("Chief executive and directors"), "{}: a small post has its title", resource["name"]);
    }
    let page = read("index.html");
    for part in
        ["What each organisation spends", "On what", "What the public gets", "Open Government Licence", "2025-26"]
    {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn any_number_of_sets_is_compared_one_line_a_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let returns = |period: &str, cost: u32| {
        let path = folder.path().join(format!("{period}.yaml"));
        let one = |id: &str, cost: u32| {
            format!(
                "---\ndupaudit: 1\norganisation: {{id: {id}, name: {id}, type: district-council}}\nperiod: {period}\n\
                 currency: GBP\nroles:\n  - {{id: a, title: Payroll officer, fte: 20, cost: {cost}, function: hr.payroll}}\n"
            )
        };
        fs::write(&path, one("A1", cost) + &one("A2", cost / 2)).expect("written");
        path.display().to_string()
    };
    let sets = [returns("2022-23", 900_000), returns("2023-24", 850_000), returns("2024-25", 700_000)];
    let arguments = ["compare", &sets[0], &sets[1], &sets[2], "--quiet", "--fail-on", "never", "--set", "deflator=0"];
    let csv = run(&[&arguments[..], &["--format", "csv", "--table", "series"]].concat());
    let text = String::from_utf8(csv.stdout).expect("text");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Rows = reader.deserialize().map(|row| row.expect("a row")).collect();
    let of = |column: &str| rows.iter().map(|row| row[column].as_str()).collect::<Vec<_>>();
    assert_eq!(of("period"), ["2022-23", "2023-24", "2024-25"], "{text}");
    assert_eq!(of("cost"), ["1350000.00", "1275000.00", "1050000.00"]);
    assert_eq!(of("since_measured"), ["", "75000.00", "225000.00"]);
    assert_eq!(of("measured"), ["", "75000.00", "300000.00"]);
    let page = String::from_utf8(run(&arguments).stdout).expect("text");
    assert!(page.contains("\nSet by set\n"), "{page}");
    let ratio = run(&[&arguments[..7], &["--deflator", "1.02"]].concat());
    assert!(!ratio.status.success() && String::from_utf8_lossy(&ratio.stderr).contains("two sets"));
}
