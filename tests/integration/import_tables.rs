//! Spreadsheets as people keep them: each has a file in `tests/tables` that says what it is and how its import ends.
//!
//! `NAME.txt` begins with `#` lines for people and a `$` line with the arguments; below stands what came of `NAME.csv` (or
//! another ending): exit code, the account of every row, the findings, and the returns. Workbooks are made in
//! `import_tables/workbooks.rs`, so that the repository holds no binary. `TABLES=overwrite cargo test --test integration
//! import_tables` renews the files: read what changed.

mod workbooks;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rayon::prelude::*;
use serde_json::Value;

use self::workbooks::made;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    command.args(arguments).current_dir(folder).output().expect("the binary runs")
}

/// The ending and the bytes of a case.
fn source(name: &str) -> (String, Vec<u8>) {
    if let Some((ending, bytes)) = made(name) {
        return (ending.to_owned(), bytes);
    }
    for ending in ["csv", "tsv", "xls", "xlsx"] {
        if let Ok(bytes) = fs::read(folder().join(format!("{name}.{ending}"))) {
            return (ending.to_owned(), bytes);
        }
    }
    panic!("{name}: there is no table");
}

/// Every file of a folder with its bytes, in the order of their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("read")))
        .collect();
    files.sort();
    files
}

/// How an import ends: what stands in a file of `tests/tables` below its arguments.
fn ending(name: &str, arguments: &str) -> String {
    let place = tempfile::tempdir().expect("a folder");
    let (ending, bytes) = source(name);
    let table = format!("{name}.{ending}");
    fs::write(place.path().join(&table), bytes).expect("written");
    let mut command = vec!["import", "table", &table, "-o", "returns", "--format", "json"];
    command.extend(arguments.split_whitespace());
    if !arguments.contains("--period") {
        command.extend(["--period", "2025-26"]);
    }
    let output = run(place.path(), &command);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(!words.contains("panicked"), "{name}: {words}");
    let result: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{name}: {words}"));
    let count = |key: &str| result[key].as_u64().unwrap_or_else(|| panic!("{name}: {key}"));
    let parts = ["rows_in_items", "rows_totals", "rows_headings", "rows_blank", "rows_vacant", "rows_left_out"];
    assert_eq!(
        parts.iter().map(|part| count(part)).sum::<u64>(),
        count("rows"),
        "{name}: not every row is accounted for"
    );
    let mut text = format!("exit {}\n", output.status.code().expect("it ended by itself"));
    let _ = write!(text, "{} rows:", count("rows"));
    for part in parts {
        let _ = write!(text, " {} {}", count(part), part.trim_start_matches("rows_").replace('_', " "));
    }
    text.push('\n');
    for finding in result["findings"].as_array().expect("findings") {
        let line = finding["line"].as_u64().map_or_else(String::new, |line| format!(" in line {line}"));
        let code = finding["code"].as_str().expect("a code");
        let _ = writeln!(text, "{code}{line}: {}", finding["message"].as_str().expect("a message"));
    }
    for row in result["largest"].as_array().expect("the largest rows").iter().take(1) {
        let _ = writeln!(text, "largest: {} for {} in line {}", row["cost"], row["name"], row["line"]);
    }
    let written = files(&place.path().join("returns"));
    if name == "hundred-thousand" {
        let _ = writeln!(text, "{} roles, {} in all", count("roles"), result["cost"]);
    } else {
        for (file, bytes) in written.iter().filter(|(file, _)| file != "import.yaml") {
            let _ = write!(text, "\n[{file}]\n{}", String::from_utf8_lossy(bytes));
        }
    }
    if written.iter().any(|(file, _)| file != "import.yaml") {
        // What was made is a return, and importing again changes nothing.
        let check = run(place.path(), &["check", "returns", "--quiet"]);
        assert_eq!(check.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&check.stdout));
        // The largest says nothing here that the others do not, and takes as long as all of them.
        if name != "hundred-thousand" {
            run(place.path(), &command);
            assert!(files(&place.path().join("returns")) == written, "{name}: a second import changed something");
        }
    }
    text
}

#[test]
fn every_table_ends_as_its_file_says() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the tables")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 30, "there are only {}", names.len());
    let overwrite = std::env::var("TABLES").is_ok_and(|what| what == "overwrite");
    let wrong: Vec<String> = names
        .par_iter()
        .filter_map(|path| {
            let name = path.file_stem().expect("a name").to_str().expect("text");
            let text = fs::read_to_string(path).expect("text");
            let (about, rest) =
                text.split_once("\n$").unwrap_or_else(|| panic!("{name}: there is no line of arguments"));
            assert!(about.lines().all(|line| line.starts_with('#')), "{name}: it does not begin with what it is");
            let (arguments, expected) = rest.split_once('\n').unwrap_or((rest, ""));
            let found = ending(name, arguments);
            if overwrite {
                fs::write(path, format!("{about}\n${arguments}\n{found}")).expect("written");
                return None;
            }
            (found != expected).then(|| format!("{name}\n--- said\n{expected}\n--- found\n{found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The planted hundred thousand, against a sum of their own.
#[test]
fn a_hundred_thousand_rows_lose_no_penny() {
    let sum: u64 = (0..100_000_u64).map(|row| 2_000_000 + row).sum();
    let text = fs::read_to_string(folder().join("hundred-thousand.txt")).expect("text");
    assert!(
        text.ends_with(&format!("20000 roles, {}.{:02} in all\n", sum / 100, sum % 100).replace(".00 ", " ")),
        "{text}"
    );
}

/// What nobody can see is no name on the command line either: the return would be refused by `check`.
#[test]
fn a_body_has_a_name_that_can_be_seen() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("pay.csv"), "Job title,FTE,Salary\nPayroll officer,2,52000\n").expect("written");
    let import = ["import", "table", "pay.csv", "-o", "returns", "--period", "2025-26"];
    for named in [["--organisation", "\u{200B}", "--name", "Alder"], ["--organisation", "alder", "--name", " \u{202E}"]]
    {
        let refused = run(place.path(), &[import.as_slice(), &named].concat());
        assert_eq!(refused.status.code(), Some(2), "{named:?}");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains("it shows nothing"), "{said}");
    }
    assert!(!place.path().join("returns").exists());
}

/// Payroll, contracts and ledger of one body in one return, which a person then works on.
#[test]
fn a_second_import_keeps_what_a_person_added() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    write("pay.csv", "Job title,Unit,FTE,Salary\nPayroll officer,HR,2,52000\nDeveloper,IT,1,50000\n");
    write("contracts.csv", "System,Supplier,Annual cost\niTrent,MHR,54000\n");
    write("ledger.csv", "Cost centre,Subjective,Amount\nPayroll,Salaries,52000\nPayroll,Postage,5000\n");
    let arguments = [
        "import",
        "table",
        "ledger.csv",
        "pay.csv",
        "contracts.csv",
        "-o",
        "alder.yaml",
        "--period",
        "2025-26",
        "--organisation",
        "alder",
        "--name",
        "Alder",
        "--format",
        "json",
    ];
    let result = |output: &Output| -> Value {
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    let first = result(&run(place.path(), &arguments));
    assert_eq!((&first["roles"], &first["systems"], &first["processes"]), (&2.into(), &1.into(), &1.into()));
    // The salaries of the ledger are those of the payroll officers.
    assert_eq!((&first["rows_left_out"], &first["cost"]), (&1.into(), &161_000.into()));
    let made = fs::read_to_string(place.path().join("alder.yaml")).expect("a return");
    let edited = made
        .replace(
            "    title: Payroll officer\n",
            "    title: Payroll officer   # two of them\n    function: hr.payroll\n",
        )
        .replace(
            "  - id: developer\n    title: Developer\n",
            "  - id: dev-1\n    title: Developer\n    category: administrative\n",
        )
        .replace("systems:\n", "systems:\n  - {id: by-hand, name: Our own spreadsheet, cost: 100}\n");
    assert_eq!(edited.lines().count(), made.lines().count() + 3);
    write("alder.yaml", &edited);
    // Next month: one figure changes, one post is new, one is gone.
    write("pay.csv", "Job title,Unit,FTE,Salary\nDeveloper,IT,1,51000\nHR adviser,HR,1,35000\n");
    let second = result(&run(place.path(), &arguments));
    assert_eq!((&second["items_added"], &second["items_changed"]), (&1.into(), &1.into()), "{second}");
    let message = second["findings"].as_array().expect("findings").iter().find(|one| one["code"] == "no-longer-listed");
    assert!(message.expect("a finding")["message"].as_str().expect("words").contains("`payroll-officer`"));
    let updated = fs::read_to_string(place.path().join("alder.yaml")).expect("a return");
    let new = "  - id: hr-adviser\n    title: HR adviser\n    unit: hr\n    fte: 1.000\n    cost: 35000.00\n";
    assert_eq!(updated, edited.replace("50000.00", "51000.00").replace("systems:\n", &format!("{new}systems:\n")));
    assert_eq!(run(place.path(), &["check", "alder.yaml", "--quiet"]).status.code(), Some(0));
    // Another period is another file.
    let mut other = arguments.to_vec();
    other[8] = "2026-27";
    let refused = run(place.path(), &other);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("alder.yaml is not changed: it is of 2025-26"));
    assert_eq!(fs::read_to_string(place.path().join("alder.yaml")).expect("a return"), updated);
}

/// A person corrects which column is the name; what the import made before stays one item, or goes where that is asked for.
#[test]
fn a_corrected_column_counts_nothing_twice() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    let table = "Role,Duty,Section,FTE,Salary\nA1,Payroll officer,HR,2,52000\nA2,Developer,IT,1,50000\nA3,Cook,HR,1,20000\n\
                 A4,Baker,HR,1,20000\n";
    write("pay.csv", table);
    let import = |more: &[&str]| -> Value {
        let common =
            ["import", "table", "pay.csv", "-o", "alder.yaml", "--period", "2025-26", "--organisation", "alder"];
        let output = run(place.path(), &[common.as_slice(), &["--name", "Alder", "--format", "json"], more].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect("text");
    let told = |result: &Value| -> Vec<String> {
        let findings = result["findings"].as_array().expect("findings").iter();
        let findings = findings.filter(|one| one["code"] == "no-longer-listed");
        findings.map(|one| format!("{}: {}", one["severity"], one["message"])).collect()
    };
    import(&[]);
    let mapping = read("alder.import.yaml");
    write("alder.import.yaml", &mapping.replace("Role: name", "Role: ignore").replace("Duty: ignore", "Duty: name"));
    let second = import(&[]);
    let told_of = told(&second);
    assert_eq!((&second["items_changed"], &second["items_added"]), (&2.into(), &2.into()), "{second}");
    assert!(told_of[0].contains("2 of its items had another name") && told_of[0].contains("`a1`, `a2`"), "{told_of:?}");
    let twice = "\"warning\": \"2 of its items (£40,000.00) are in none of these tables, and are kept: `a3`, `a4`; 2 in the \
                 tables are new, so £40,000.00 may count twice\"";
    assert_eq!(told_of[1], twice);
    let alder = read("alder.yaml");
    assert!(alder.contains("  - id: a1\n    title: Payroll officer\n") && alder.contains("title: A3"), "{alder}");
    let third = import(&["--replace"]);
    assert_eq!((&third["items_taken_out"], &third["cost_taken_out"]), (&2.into(), &40_000.into()), "{third}");
    assert!(told(&third)[0].contains("2 of its items (£40,000.00) are in none of these tables, and were taken out"));
    let alder = read("alder.yaml");
    assert!(!alder.contains("A3") && alder.matches("- id:").count() == 6, "{alder}");
    assert_eq!(import(&["--replace"])["items_taken_out"], 0);
    assert_eq!(read("alder.yaml"), alder);
}

/// Files have the month in their name: what was corrected for one is followed for the next, and another table is added.
#[test]
fn next_months_file_has_another_name() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    let pay = "Post Title,Team,Basic Pay,On-costs,Total Cost\nHR adviser,HR,30000,8000,38000\n";
    write("pay March.csv", pay);
    write("pay April.csv", &pay.replace("38000", "39000"));
    write("agency.csv", "Post Title,Team,Basic Pay,On-costs,Fee,Total Cost\nInterim adviser,HR,10000,0,2000,12000\n");
    let import = |files: &[&str]| {
        let common = ["-o", "alder.yaml", "--period", "2025-26", "--organisation", "alder", "--name", "Alder"];
        let output = run(place.path(), &[&["import", "table"], files, &common].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect("text");
    import(&["pay March.csv"]);
    let mapping = "alder.import.yaml";
    let told = read(mapping).replace("Total Cost: cost", "Total Cost: {is: cost, times: 12}   # of a month");
    assert!(told.contains("times: 12"), "{told}");
    write(mapping, &told);
    assert!(import(&["pay April.csv", "agency.csv"]).contains("roles from the mapping file"));
    let alder = read("alder.yaml");
    assert!(alder.contains("cost: 468000.00") && alder.contains("Interim adviser"), "{alder}");
    let longer = read(mapping);
    assert!(longer.starts_with(&told) && longer.contains("- file: agency.csv"), "{longer}");
    assert!(!longer.contains("April"), "{longer}");
}

/// A person corrects the mapping file; the next import follows it, and says where it cannot be understood.
#[test]
fn a_mapping_file_is_followed() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    write("spend.csv", "Council,Payee,Betrag,Kind\nalder,NEC,\"1.234\",x\nbirch,MHR,\"2.500\",y\n");
    let arguments = ["import", "table", "spend.csv", "-o", "returns", "--period", "2025-26", "--kind", "systems"];
    assert_eq!(run(place.path(), &arguments).status.code(), Some(0));
    let path = place.path().join("returns/import.yaml");
    let guess = fs::read_to_string(&path).expect("a mapping file");
    assert!(guess.contains("Payee: vendor\n      Betrag: ignore\n"), "{guess}");
    let told = guess
        .replace("Betrag: ignore", "Betrag: {is: cost, decimal: comma, times: 2}   # half a year")
        .replace("tables:", "organisations:\n  alder: {id: E07, name: Alder Borough Council}\ntables:");
    fs::write(&path, &told).expect("written");
    fs::remove_file(place.path().join("returns/alder.yaml")).expect("removed");
    assert_eq!(run(place.path(), &arguments).status.code(), Some(0));
    let alder = fs::read_to_string(place.path().join("returns/E07.yaml")).expect("a return");
    assert!(alder.contains("name: Alder Borough Council") && alder.contains("cost: 2468.00"), "{alder}");
    let birch = fs::read_to_string(place.path().join("returns/birch.yaml")).expect("a return");
    assert!(birch.contains("cost: 5000.00"), "{birch}");
    assert_eq!(fs::read_to_string(&path).expect("a mapping file"), told);
    for (wrong, said) in [
        (told.replace("vendor", "vender"), "`vender` means nothing here: did you mean `vendor`?"),
        (told.replace("Payee", "Payer"), "names a column `Payer`, which is not there: did you mean `Payee`?"),
        (told.replace("tables:", "tabels:"), "there is no key `tabels` here: did you mean `tables`?"),
        (told.replace("Alder Borough Council", "\"\\u200b\""), "is empty, or no text"),
        (told.replace("id: E07", "id: \"null\""), "`null` is empty, or no text"),
        (told.replace("vendor", "grade"), "reads `Payee` as grade, which systems do not have"),
    ] {
        fs::write(&path, wrong).expect("written");
        let refused = run(place.path(), &arguments);
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            String::from_utf8_lossy(&refused.stderr).contains(said),
            "{}",
            String::from_utf8_lossy(&refused.stderr)
        );
    }
    // Beside returns it is no file that anybody would miss; one that cannot be followed, or holds more, is counted.
    let coverage = |text: &str| {
        fs::write(&path, text).expect("written");
        let check = run(place.path(), &["check", "returns", "--format", "json"]);
        let check: Value = serde_json::from_slice(&check.stdout).expect("JSON");
        let count = |key: &str| check["coverage"][key].as_u64().expect("a count");
        (count("files_found"), count("files_read"), count("files_skipped") + count("files_rejected"))
    };
    assert_eq!(coverage(&told), (2, 2, 0));
    assert_eq!(coverage(&told.replace("vendor", "vender")), (3, 2, 1));
    assert_eq!(coverage(&told.replace("import/1", "import/2")), (3, 2, 1));
    assert_eq!(coverage(&format!("{told}---\ndupaudit: settings/1\n")), (3, 2, 1));
}

/// Vacant posts are left out, and the mapping file says where they are not.
#[test]
fn vacant_posts_count_where_that_is_said() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("posts.csv"), "Job title,FTE,Salary\nPayroll officer,2,52000\nVacant - Cook,1,20000\n")
        .expect("written");
    let import = || -> Value {
        let command =
            ["import", "table", "posts.csv", "-o", "alder.yaml", "--period", "2025-26", "--organisation", "alder"];
        let output = run(place.path(), &[command.as_slice(), &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    let first = import();
    assert_eq!(
        (&first["rows_vacant"], &first["rows_in_items"], &first["cost"]),
        (&1.into(), &1.into(), &52_000.into())
    );
    let path = place.path().join("alder.import.yaml");
    let mapping = fs::read_to_string(&path).expect("a mapping file");
    fs::write(&path, mapping.replace("kind: roles\n", "kind: roles\n    vacant: count\n")).expect("written");
    let second = import();
    let said = (&second["rows_vacant"], &second["rows_in_items"], &second["cost"]);
    assert_eq!(said, (&0.into(), &2.into(), &72_000.into()), "{second}");
    assert_eq!(second["findings"].as_array().expect("findings").len(), 0, "{second}");
}

/// A chart and a salary list of the same posts: whoever stands in both is told.
#[test]
fn posts_in_two_tables_are_told() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    write("chart.csv", "Job title,Team,FTE\nPayroll officer,HR,2\nDeveloper,IT,1\n");
    write("salaries.csv", "Job title,Team,FTE,Salary\nPayroll officer,HR,2,52000\nDeveloper,Web,1,50000\n");
    let common = ["-o", "returns", "--period", "2025-26", "--organisation", "alder", "--format", "json"];
    let output = run(place.path(), &[&["import", "table", "chart.csv", "salaries.csv"][..], &common].concat());
    let result: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told: Vec<&str> = result["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["code"] == "posts-in-two-tables")
        .filter_map(|finding| finding["message"].as_str())
        .collect();
    assert_eq!(told, ["1 title of alder stands in two of the tables, and may count twice: `payroll officer`"]);
}

/// What is not understood leaves a mapping file that lists every column, and the next import follows it.
#[test]
fn there_is_never_a_dead_end() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    write(
        "staff.csv",
        "\"Alpha,Ann\",Payroll officer,Finance Dept,52000.00\n\"Bravo,Bob\",Head cook,Leisure Dept,41000.50\n",
    );
    let import = |more: &[&str]| {
        let common =
            ["import", "table", "staff.csv", "-o", "returns", "--period", "2025-26", "--organisation", "alder"];
        let output = run(place.path(), &[&common[..], more].concat());
        let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), words(&output.stdout), words(&output.stderr))
    };
    let (code, _, words) = import(&["--dry-run"]);
    assert_eq!(code, Some(3), "{words}");
    assert!(!place.path().join("returns").exists(), "a dry run writes nothing");
    let (code, told, words) = import(&[]);
    assert_eq!(code, Some(3), "{words}");
    assert!(told.contains("it begins without headings"), "{told}");
    assert!(words.contains("run again:\n  dupaudit import table staff.csv -o returns"), "{words}");
    let mapping = fs::read_to_string(place.path().join("returns/import.yaml")).expect("a mapping file");
    assert!(mapping.contains("headings: none") && !mapping.contains("Alpha"), "{mapping}");
    assert!(mapping.contains("column B: name   # Payroll officer | Head cook"), "{mapping}");
    let (code, told, words) = import(&["--dry-run"]);
    assert_eq!(code, Some(0), "{words}");
    assert!(told.contains("Payroll officer") && told.contains("52000.00") && told.contains("£93,000.50"), "{told}");
    assert!(words.contains("Nothing was written"), "{words}");
    assert_eq!(import(&[]).0, Some(0));
    let alder = fs::read_to_string(place.path().join("returns/alder.yaml")).expect("a return");
    assert!(alder.contains("cost: 52000.00") && !alder.contains("Alpha"), "{alder}");
}

/// Which version counts is said in the mapping file.
#[test]
fn rows_are_chosen_in_the_mapping_file() {
    let place = tempfile::tempdir().expect("a folder");
    let table = "Version,Service,Total cost\nOriginal budget,Payroll,310000\nRevised budget,Payroll,320000\n";
    fs::write(place.path().join("budget.csv"), table).expect("written");
    let import = || -> Value {
        let command =
            ["import", "table", "budget.csv", "-o", "returns", "--period", "2025-26", "--organisation", "alder"];
        let output = run(place.path(), &[&command[..], &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    assert_eq!(import()["findings"][0]["code"], "several-versions");
    let path = place.path().join("returns/import.yaml");
    let mapping = fs::read_to_string(&path).expect("a mapping file");
    let chosen = mapping.replace("kind: processes\n", "kind: processes\n    rows: {Version: revised budget}\n");
    fs::write(&path, chosen).expect("written");
    let result = import();
    assert_eq!((&result["cost"], &result["rows_left_out"]), (&320_000.into(), &1.into()), "{result}");
}
