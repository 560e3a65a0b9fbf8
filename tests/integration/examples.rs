//! What the examples promise, in figures that follow from their sources.

use std::process::Command;

use serde_json::Value;

fn report(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "--format", "json", "--quiet"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn function<'r>(report: &'r Value, code: &str) -> &'r Value {
    let functions = report["functions"].as_array().expect("functions");
    functions.iter().find(|function| function["code"] == code).expect("the function")
}

/// Pence of an amount as JSON writes it.
fn pence(amount: &Value) -> i64 {
    dupaudit::money::Money::parse(&amount.to_string()).expect("an amount").0
}

/// Ten years of council tax collection in 32 councils: the totals are the published ones, and the bridge between them is
/// exact in all, for every council, and as printed.
#[test]
fn scotland_agrees_with_the_published_totals() {
    let folder = |year: &str| format!("examples/scotland-council-tax/{year}");
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["compare", "--format", "json", "--quiet", &folder("2010-11"), &folder("2020-21")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/scotland-council-tax/source.csv");
    let published = |year: &str| {
        let mut reader = csv::Reader::from_path(source).expect("source.csv");
        let rows = reader.records().map(|row| row.expect("a row"));
        let row = rows.into_iter().find(|row| &row[0] == "Scotland" && &row[1] == year).expect("the total");
        format!("{:.2}", row[2].parse::<f64>().expect("an amount"))
    };
    let totals = &report["totals"];
    assert_eq!(totals["before"].to_string(), published("2010-11"));
    assert_eq!(totals["after"].to_string(), published("2020-21"));
    let organisations = report["organisations"].as_array().expect("organisations");
    assert_eq!(organisations.len(), 32);
    let mut sums = [0; 6];
    let keys = ["before", "price", "volume", "perimeter", "efficiency", "after"];
    for row in organisations {
        let [before, price, volume, perimeter, efficiency, after] = keys.map(|key| pence(&row[key]));
        assert_eq!(before + price + volume + perimeter - efficiency, after, "{}", row["organisation"]);
        assert_eq!(row["volume_known"], true);
        for (sum, part) in sums.iter_mut().zip([before, price, volume, perimeter, efficiency, after]) {
            *sum += part;
        }
    }
    assert_eq!(keys.map(|key| pence(&totals[key])), sums);
}

#[test]
fn lancashire_agrees_with_the_published_figures() {
    let report = report(&["examples/lancashire-council-tax"]);
    let council_tax = function(&report, "revenues.council-tax");
    let mut published = 0;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lancashire-council-tax/source.csv");
    let mut reader = csv::Reader::from_path(source).expect("source.csv");
    let headers = reader.headers().expect("headers").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let (line, total, income) = (column("service_line"), column("total_expenditure_gbp"), column("total_income_gbp"));
    let mut paid = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        if &row[line] == "Council tax collection" {
            published += dupaudit::money::Money::parse(&row[total]).expect("an amount").0;
            paid += dupaudit::money::Money::parse(&row[income]).expect("an amount").0;
        }
    }
    assert_eq!(council_tax["organisations"], 14);
    assert_eq!(pence(&council_tax["cost"]), published);
    assert_eq!(pence(&council_tax["income"]), paid);
    assert_eq!(pence(&council_tax["net_cost"]), published - paid);
    // All but Preston with Lancaster, who run it together: 14,211,800 less 2,293,000 and 1,061,000. Apart, and the same for business
    // rates, 1,787,000 more would count.
    assert_eq!(council_tax["providers"], 12);
    assert_eq!(pence(&council_tax["duplicated"]["excess"]), 1_085_780_000);
    assert_eq!(pence(&report["totals"]["already_shared"]), 178_700_000);
    assert_eq!(council_tax["kind"], "duplication");
    // No staff are published, and not what running expenses buy.
    assert_eq!(report["savings"]["conclusion"], "cannot-be-said");
}

#[test]
fn lancashire_needs_no_family_where_the_law_gives_the_duty() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lancashire-council-tax");
    for entry in std::fs::read_dir(source).expect("the example") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).expect("a return");
            let without: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("family:")).collect();
            std::fs::write(folder.path().join(path.file_name().expect("a name")), without.join("\n")).expect("written");
        }
    }
    let report = report(&[folder.path().to_str().expect("a path")]);
    assert_eq!(pence(&function(&report, "revenues.council-tax")["duplicated"]["excess"]), 1_085_780_000);
    // The county with the two unitary authorities, less the largest.
    assert_eq!(pence(&function(&report, "registration.civil")["duplicated"]["excess"]), 102_600_000);
}

/// All but the largest organisation, category by category: the sums are in its README, worked out from the source alone.
#[test]
fn canada_is_measured_on_the_list_that_its_returns_name() {
    let report = report(&["examples/canada-internal-services"]);
    assert_eq!(report["taxonomy"]["id"], "gc-internal-services");
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/canada-internal-services/README.md");
    let readme = std::fs::read_to_string(readme).expect("README");
    let rows = readme.lines().filter(|line| line.starts_with("| ISS"));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('|').map(str::trim).collect()).collect();
    let amount = |text: &str| dupaudit::money::Money::parse(&text.replace(',', "")).expect("an amount").0;
    assert_eq!(rows.len(), 10);
    for row in &rows {
        let function = function(&report, row[1]);
        assert_eq!(function["organisations"].to_string(), row[3], "{}", row[1]);
        assert_eq!(pence(&function["cost"]), amount(row[4]), "{}", row[1]);
        assert_eq!(pence(&function["duplicated"]["excess"]), amount(row[6]), "{}", row[1]);
    }
    let together: i64 = rows.iter().map(|row| amount(row[6])).sum();
    assert_eq!(pence(&report["totals"]["duplicated"]["excess"]), together);
}

/// Worked out on paper in its README.
#[test]
fn one_example_has_a_public_value_index() {
    let report = report(&["examples/public-value"]);
    let rows = report["value_index"]["rows"].as_array().expect("rows");
    let of = |number: u32| {
        let id = format!("Z0700000{number}");
        rows.iter().find(|row| row["id"] == id.as_str()).expect("a row")["index"].to_string()
    };
    assert_eq!([1, 2, 3, 4, 5, 6].map(of), ["74.4", "60.2", "47.7", "77.8", "39.0", "67.5"]);
    let missing = report["cannot_say"].as_array().expect("rows");
    assert!(missing.iter().all(|row| row["what"] != "A public value index"), "{missing:?}");
}

#[test]
fn every_organisation_adds_up_in_every_example() {
    for (example, more) in [
        ("examples/county", &[][..]),
        ("examples/suppliers", &[]),
        ("examples/public-value", &[]),
        ("examples/lancashire-council-tax", &[]),
        ("examples/canada-internal-services", &[]),
        ("examples/canada-internal-services", &["--taxonomy", "public-functions"]),
    ] {
        let report = report(&[&[example], more].concat());
        let organisations = report["organisations"].as_array().expect("organisations");
        assert!(!organisations.is_empty());
        for organisation in organisations {
            let buckets = organisation["buckets"].as_object().expect("buckets");
            assert_eq!(
                buckets.values().map(pence).sum::<i64>(),
                pence(&organisation["total"]),
                "{}",
                organisation["id"]
            );
        }
        let parts: i64 =
            report["attribution"].as_array().expect("rows").iter().map(|row| pence(&row["duplicated"])).sum();
        assert_eq!(parts, pence(&report["totals"]["duplicated"]["excess"]), "{example}");
        assert!(parts > 0, "{example}");
    }
}
