//! One audit in every format that has tables: what is read back agrees with the JSON, hostile names are text, and the bytes
//! are the same for any number of threads. The sample lies rendered in `tests/sample/rendered`; `DUPAUDIT_RENDER=1` renders it
//! anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook};
use dupaudit::output::looks_like_formula;
use rusqlite::types::Value as Sql;
use serde_json::Value;
use tempfile::TempDir;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample");

fn dupaudit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "returns", "--quiet"])
        .args(arguments)
        .current_dir(SAMPLE)
        .output()
        .expect("the binary runs")
}

/// The sample in every format.
fn rendered(jobs: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let names = ["report.json", "report.md", "report.txt", "report.xlsx", "report.sqlite", "tables/"].map(path);
    let mut arguments = vec!["--jobs", jobs];
    arguments.extend(names.iter().flat_map(|name| ["-o", name.as_str()]));
    let output = dupaudit(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn json(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("report.json")).expect("a report")).expect("JSON")
}

type Rows = Vec<BTreeMap<String, String>>;

/// A table of the folder, its guards against formulas taken away.
fn csv(folder: &Path, name: &str) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join(format!("tables/{name}.csv"))).expect("a table");
    let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let guarded = |field: &str| field.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).map(str::to_owned);
    let plain = |field: &str| guarded(field).unwrap_or_else(|| field.to_owned());
    let rows = reader.records().map(|row| head.iter().cloned().zip(row.expect("a row").iter().map(plain)).collect());
    rows.collect()
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("tables")).expect("a folder").map(|file| file.expect("a file").path());
    let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    let mut names: Vec<String> =
        tables.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Hundredths.
fn pence(text: &str) -> i64 {
    let (pounds, pence) = text.split_once('.').unwrap_or((text, ""));
    let sign = if pounds.starts_with('-') { -1 } else { 1 };
    let pounds: i64 = pounds.parse().expect("pounds");
    pounds * 100 + sign * format!("{pence:0<2}").parse::<i64>().expect("pence")
}

/// Whether a field of a table says what the JSON says.
fn agrees(field: &str, value: &Value) -> bool {
    match value {
        Value::Null => field.is_empty(),
        Value::Number(number) => {
            let (here, there): (f64, f64) = (field.parse().unwrap_or(f64::NAN), number.as_f64().unwrap_or_default());
            (here - there).abs() < 1e-9
        }
        Value::Bool(flag) => field == flag.to_string(),
        Value::String(text) => field == dupaudit::output::one_line(text),
        _ => true,
    }
}

#[test]
fn tables_say_what_the_json_says() {
    let folder = rendered("2");
    let report = json(folder.path());
    for (name, path, least) in [
        ("organisations", "/organisations", 18),
        ("functions", "/functions", 18),
        ("attribution", "/attribution", 9),
        ("benchmarks", "/benchmarks", 9),
        ("exceptions", "/exceptions", 10),
        ("findings", "/findings", 10),
        ("years", "/savings/years", 15),
        ("scenarios", "/savings/scenarios", 8),
        ("sensitivity", "/savings/sensitivity", 2),
        ("programmes", "/savings/reference_class/programmes", 8),
        ("next_steps", "/savings/next", 7),
    ] {
        let rows = csv(folder.path(), name);
        let there = report.pointer(path).and_then(Value::as_array).expect("rows");
        assert_eq!(rows.len(), there.len(), "{name}");
        for (row, there) in rows.iter().zip(there) {
            let same: Vec<&String> =
                row.keys().filter(|key| there.get(key.as_str()).is_some_and(|value| !value.is_object())).collect();
            assert!(same.len() >= least, "{name} shares {} columns with the JSON: {same:?}", same.len());
            for key in same {
                assert!(agrees(&row[key], &there[key]), "{name}.{key}: {} is not {}", row[key], there[key]);
            }
        }
    }
    for row in csv(folder.path(), "figures") {
        let path = format!("/{}", row["key"].replace('.', "/"));
        let value = report.pointer(&path).unwrap_or_else(|| panic!("{path} is not in the JSON"));
        let field = [&row["amount"], &row["number"], &row["word"]].into_iter().find(|field| !field.is_empty());
        let field = field.map_or("", String::as_str);
        let said = if value.is_boolean() {
            field == if value == &Value::Bool(true) { "yes" } else { "no" }
        } else {
            agrees(field, value)
        };
        assert!(said, "{path}: {field} is not {value}");
    }
}

#[test]
fn items_add_up_to_their_organisations_and_functions() {
    let folder = rendered("2");
    let (items, parts) = (csv(folder.path(), "items"), csv(folder.path(), "item_functions"));
    let sum = |rows: &Rows, by: &str, column: &str| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows {
            *sums.entry(row[by].clone()).or_default() += pence(&row[column]);
        }
        sums
    };
    let duplicated = sum(&items, "organisation", "duplicated");
    assert_eq!(duplicated, sum(&parts, "organisation", "duplicated"));
    for row in csv(folder.path(), "organisations") {
        assert_eq!(duplicated[&row["id"]], pence(&row["duplicated"]), "{}", row["id"]);
        assert!(pence(&row["duplicated"]) > 0);
    }
    let by_function = sum(&parts, "function", "duplicated");
    for row in csv(folder.path(), "functions") {
        assert_eq!(by_function[&row["code"]], pence(&row["duplicated"]), "{}", row["code"]);
    }
    for item in &items {
        let path = Path::new(SAMPLE).join(&item["path"]);
        let text = fs::read_to_string(path).expect("the file it names");
        let line = text.lines().nth(item["line"].parse::<usize>().expect("a line") - 1).expect("the line it names");
        let id = item["id"].replace('"', "\\\"");
        assert!(line.contains(&format!("id: {id}")) || line.contains(&format!("id: \"{id}\"")), "{line} is not {id}");
    }
}

#[test]
fn workbooks_and_databases_hold_the_same_tables() {
    let folder = rendered("2");
    let mut book: Xlsx<_> = open_workbook(folder.path().join("report.xlsx")).expect("a workbook");
    let database = rusqlite::Connection::open(folder.path().join("report.sqlite")).expect("a database");
    let sheets: Vec<String> = book.sheet_names();
    let kinds: BTreeMap<(String, String), String> = csv(folder.path(), "dictionary")
        .into_iter()
        .map(|row| ((row["table"].clone(), row["column"].clone()), row["type"].clone()))
        .collect();
    let mut seen = 0;
    for (name, sheet) in
        names(folder.path()).iter().map(|name| (name, dupaudit::report::tables::table(name).expect("a table")))
    {
        let (columns, rows) = (sheet.columns(), csv(folder.path(), name));
        assert!(sheets.contains(&sheet.title().to_owned()), "{} is not in {sheets:?}", sheet.title());
        let cells = book.worksheet_range(sheet.title()).expect("a sheet");
        assert!(
            book.worksheet_formula(sheet.title()).expect("a sheet").used_cells().next().is_none(),
            "{name}: a formula"
        );
        let mut query = database.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a query");
        let stored: Vec<Vec<Sql>> = query
            .query_map([], |row| (0..columns.len()).map(|place| row.get(place)).collect())
            .and_then(Iterator::collect)
            .expect("rows");
        assert_eq!(stored.len(), rows.len(), "{name}");
        for (number, row) in rows.iter().enumerate() {
            for (place, column) in columns.iter().enumerate() {
                let (field, kind) = (&row[column.key], kinds[&(name.clone(), column.key.to_owned())].as_str());
                let there = cells.get((number + 1, place)).cloned().unwrap_or(Data::Empty);
                let here = &stored[number][place];
                let both = format!("{name}.{}: {field} · {there:?} · {here:?}", column.key);
                let as_in_sheet = match (kind, &there) {
                    (_, Data::Empty) => field.is_empty(),
                    ("text", Data::String(text)) => text == field,
                    ("date", Data::DateTime(day)) => {
                        let (year, month, date, ..) = day.to_ymd_hms_milli();
                        *field == format!("{year:04}-{month:02}-{date:02}")
                    }
                    ("flag", Data::Bool(flag)) => *field == flag.to_string(),
                    ("money" | "share" | "number" | "count", Data::Float(number)) => {
                        (field.parse::<f64>().expect("a number") - number).abs() < 1e-9
                    }
                    _ => false,
                };
                assert!(as_in_sheet, "{both}");
                let as_stored = match (kind, here) {
                    (_, Sql::Null) => field.is_empty(),
                    ("text" | "date", Sql::Text(text)) => text == field,
                    ("flag", Sql::Integer(flag)) => (*flag == 1) == (field == "true"),
                    ("money", Sql::Integer(stored)) => *stored == pence(field),
                    ("count", Sql::Integer(count)) => *field == count.to_string(),
                    ("share" | "number", Sql::Real(number)) => {
                        (field.parse::<f64>().expect("a number") - number).abs() < 1e-9
                    }
                    _ => false,
                };
                assert!(as_stored, "{both}");
                seen += 1;
            }
        }
    }
    assert!(seen > 3000, "only {seen} cells were compared");
    for check in ["integrity_check", "foreign_key_check"] {
        let mut query = database.prepare(&format!("PRAGMA {check}")).expect("a check");
        let said: Vec<String> = query.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("an answer");
        assert!(said.iter().all(|word| word == "ok"), "{check}: {said:?}");
    }
    let asked = "SELECT sum(duplicated) FROM items_behind_functions WHERE function = 'hr.payroll'";
    let pounds: f64 = database.query_row(asked, [], |row| row.get(0)).expect("an answer");
    let payroll = csv(folder.path(), "functions").into_iter().find(|row| row["code"] == "hr.payroll").expect("payroll");
    assert!((pounds - payroll["duplicated"].parse::<f64>().expect("an amount")).abs() < 0.005);
}

#[test]
fn formulas_of_the_phases_are_stored_with_the_figures_of_the_report() {
    let folder = rendered("2");
    let report = json(folder.path());
    let mut book: Xlsx<_> = open_workbook(folder.path().join("report.xlsx")).expect("a workbook");
    let cells = book.worksheet_range("Phases").expect("a sheet");
    let formulas = book.worksheet_formula("Phases").expect("a sheet");
    let head = cells.rows().position(|row| row.first() == Some(&Data::String("Year".into()))).expect("the years");
    let years = report["savings"]["years"].as_array().expect("years");
    for (year, there) in years.iter().enumerate() {
        for (title, key) in [
            ("Target saving", "gross"),
            ("Estimated saving", "realised"),
            ("Cash-releasing", "cashable"),
            ("Exits", "exits"),
            ("Set-up", "setup"),
            ("Dual running", "dual_running"),
            ("Net", "net"),
            ("Cumulative net", "cumulative_net"),
            ("Present value", "present_value"),
            ("Discount factor", "discount_factor"),
            ("Target reached", "cumulative"),
        ] {
            let place =
                cells.rows().nth(head).and_then(|row| row.iter().position(|cell| *cell == Data::String(title.into())));
            let place = place.expect("a column");
            let at = (u32::try_from(head + 1 + year).expect("a row"), u32::try_from(place).expect("a column"));
            let Some(Data::Float(live)) = cells.get_value(at) else { panic!("{title} of year {year} is no number") };
            assert!(
                formulas.get_value(at).is_some_and(|formula| !formula.is_empty()),
                "{title} of year {year} is no formula"
            );
            let there = there[key].as_f64().expect("an amount");
            assert!((live - there).abs() < 0.06, "{title} of year {year}: {live} is not {there}");
        }
    }
}

#[test]
fn the_sample_is_rendered_as_it_lies_here_and_the_same_for_any_number_of_threads() {
    let (one, two) = (rendered("1"), rendered("2"));
    let mut files: Vec<PathBuf> = ["report.json", "report.md"].map(PathBuf::from).into();
    files.extend(names(two.path()).iter().map(|name| PathBuf::from(format!("tables/{name}.csv"))));
    let stored = Path::new(SAMPLE).join("rendered");
    for name in files.iter().chain([&PathBuf::from("report.xlsx"), &PathBuf::from("report.sqlite")]) {
        let bytes = fs::read(two.path().join(name)).expect("a result");
        assert!(
            bytes == fs::read(one.path().join(name)).expect("a result"),
            "{} depends on the threads",
            name.display()
        );
        if !files.contains(name) {
            continue;
        }
        let stored = stored.join(name);
        if std::env::var_os("DUPAUDIT_RENDER").is_some() {
            fs::create_dir_all(stored.parent().expect("a folder")).expect("a folder");
            fs::write(&stored, &bytes).expect("written");
        }
        let there = fs::read(&stored).unwrap_or_default();
        assert!(bytes == there, "{} is not as in tests/sample/rendered: look at the difference", name.display());
    }
}

#[test]
fn hostile_names_are_text_in_every_table() {
    let folder = rendered("2");
    for name in names(folder.path()) {
        let text = fs::read_to_string(folder.path().join(format!("tables/{name}.csv"))).expect("a table");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for field in reader.records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
        {
            let is_number = field.parse::<f64>().is_ok();
            assert!(is_number || !field.trim_start().starts_with(['=', '+', '-', '@']), "{name}: {field}");
            assert!(!field.contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{name}: {field:?}");
        }
    }
    let markdown = dupaudit(&["--format", "markdown", "--table", "items"]);
    let text = String::from_utf8(markdown.stdout).expect("text");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    let bars = |row: &&&str| row.replace("\\|", "").matches('|').count();
    assert!(rows.len() > 20 && rows.iter().map(|row| bars(&row)).all(|count| count == bars(&&rows[0])), "{text}");
    assert!(!text.contains("<img") && !text.contains('\u{1b}'));
}

#[test]
fn what_cannot_be_written_stops_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old.csv");
    fs::write(&old, "old").expect("written");
    let spec = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let full = dupaudit(&["-o", &spec("old.csv"), "-o", "json=/dev/full"]);
    let said = String::from_utf8_lossy(&full.stderr).into_owned();
    if Path::new("/dev/full").exists() {
        assert_eq!(full.status.code(), Some(2), "{said}");
        assert!(said.contains("/dev/full cannot be written"), "{said}");
        assert!(fs::read_to_string(&old).expect("the other file").starts_with("code,"), "it is written all the same");
    }
    let twice = dupaudit(&["-o", &spec("new.json"), "-o", &spec("new.json")]);
    assert!(String::from_utf8_lossy(&twice.stderr).contains("named twice"));
    let unknown = dupaudit(&["-o", &spec("new.doc")]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("names no format"));
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1, "nothing but the one file is left");
}
