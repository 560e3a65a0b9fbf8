//! Spreadsheets as people keep them: each has a file in `tests/tables` that says what it is and how its import ends.
//!
//! `NAME.txt` begins with `#` lines for people and a `$` line with the arguments; below stands what came of `NAME.csv` (or
//! another ending): exit code, the account of every row, the findings, and the returns. Workbooks are made here, so that
//! the repository holds no binary. `TABLES=overwrite cargo test --test integration import_tables` renews the files: read
//! what changed.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rayon::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value;
use zip::write::SimpleFileOptions;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    command.args(arguments).current_dir(folder).output().expect("the binary runs")
}

/// A zip with these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("an archive").into_inner()
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().expect("a workbook")
}

/// Formulas, percentages, dates, a hidden row, a hidden sheet, and a summary of the same rows.
fn formulas() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let percent = Format::new().set_num_format("0%");
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Staff").expect("a name");
    for (column, heading) in ["Job title", "Unit", "FTE", "Salary", "Employer NI", "Start date"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).expect("few"), heading).expect("written");
    }
    for (row, (title, unit, fte, salary)) in [
        ("Payroll officer", "HR", 1.0, 26_000.1),
        ("Payroll officer", "HR", 0.8, 20_800.08),
        ("Developer", "IT", 1.0, 50_000.0),
    ]
    .into_iter()
    .enumerate()
    {
        let row = u32::try_from(row).expect("few") + 1;
        sheet.write(row, 0, title).expect("written").write(row, 1, unit).expect("written");
        sheet.write_with_format(row, 2, fte, &percent).expect("written").write(row, 3, salary).expect("written");
        let contribution = Formula::new(format!("=D{}*0.1", row + 1)).set_result((salary * 0.1).to_string());
        sheet.write_formula(row, 4, contribution).expect("written");
        let date = ExcelDateTime::from_ymd(2020, 4, 1).expect("a day");
        sheet.write_with_format(row, 5, &date, &day).expect("written");
    }
    sheet.set_row_hidden(2).expect("hidden");
    // Nobody has calculated this one.
    sheet.write(4, 0, "HR adviser").expect("written").write(4, 2, 1).expect("written");
    sheet.write_formula(4, 3, Formula::new("=D99*2").set_result("")).expect("written");
    let summary = workbook.add_worksheet().set_name("Summary").expect("a name");
    for (row, (unit, amount)) in [("HR", 46_800.18), ("IT", 50_000.0)].into_iter().enumerate() {
        let row = u32::try_from(row).expect("few") + 1;
        summary.write(row, 0, unit).expect("written").write(row, 1, amount).expect("written");
    }
    summary.write(0, 0, "Cost centre").expect("written").write(0, 1, "Amount").expect("written");
    let hidden = workbook.add_worksheet().set_name("Lookups").expect("a name");
    hidden.write(0, 0, "Job title").expect("written").set_hidden(true);
    saved(workbook)
}

fn merged_cells() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.merge_range(0, 0, 0, 4, "Establishment list 2025-26", &bold).expect("merged");
    sheet.merge_range(2, 0, 3, 0, "Job title", &bold).expect("merged");
    sheet.merge_range(2, 1, 3, 1, "Unit", &bold).expect("merged");
    sheet.merge_range(2, 2, 2, 4, "2025-26", &bold).expect("merged");
    for (column, heading) in ["FTE", "Salary", "On-costs"].into_iter().enumerate() {
        sheet.write(3, u16::try_from(column).expect("few") + 2, heading).expect("written");
    }
    for (row, cells) in
        [["Payroll officer", "HR", "2", "52,000", "£10,400"], ["Developer", "IT", "1", "50,000", "£12,000"]]
            .into_iter()
            .enumerate()
    {
        for (column, cell) in cells.into_iter().enumerate() {
            sheet
                .write_string(u32::try_from(row).expect("few") + 4, u16::try_from(column).expect("few"), cell)
                .expect("written");
        }
    }
    saved(workbook)
}

fn far_cell() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Job title").expect("written").write(0, 1, "Salary").expect("written");
    sheet.write(1_048_575, 16_383, "here").expect("written");
    saved(workbook)
}

/// What the container of a locked workbook begins with, and the name of the part that says so.
fn locked() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn zip_bomb() -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", &vec![b' '; 257 << 20])])
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Staff\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    archive(&[("mimetype", mime), ("META-INF/manifest.xml", manifest), ("content.xml", content.as_bytes())])
}

fn libreoffice() -> Vec<u8> {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |number: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let share = "<table:table-cell office:value-type=\"percentage\" office:value=\"0.8\"><text:p>80%</text:p></table:table-cell>";
    let rows = [
        row(&[text("Job title"), text("Unit"), text("FTE"), text("Salary")]),
        // Three posts of one kind, written once.
        row(&[text("Payroll officer"), text("HR"), number("1"), number("26000")]).replace(
            "<table:table-row>",
            "<table:table-row table:number-rows-repeated=\"3\">",
        ),
        row(&[text("Developer"), text("IT"), share.to_owned(), number("40000.4")]),
        row(&[text("Total"), "<table:table-cell/>".to_owned(), number("3.8"), number("118000.4")]),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row>"
            .to_owned(),
    ];
    ods(&rows.concat())
}

fn ods_bomb() -> Vec<u8> {
    ods(
        "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\" \
         office:value-type=\"string\"><text:p>Job title</text:p></table:table-cell></table:table-row>",
    )
}

/// Forty titles in five hundred units. Row `n` costs 20,000 pounds and `n` pence.
fn hundred_thousand() -> Vec<u8> {
    let mut text = String::from("Job title,Unit,FTE,Salary\n");
    for row in 0..100_000 {
        let pence = 2_000_000 + row;
        let _ = writeln!(text, "Officer {},Unit {},1,{}.{:02}", row % 40, row / 40 % 500, pence / 100, pence % 100);
    }
    text.into_bytes()
}

/// The ending and the bytes of a case.
fn source(name: &str) -> (String, Vec<u8>) {
    let made: Option<(&str, Vec<u8>)> = match name {
        "hundred-thousand" => Some(("csv", hundred_thousand())),
        "formulas" | "other-sheet" => Some(("xlsx", formulas())),
        "merged-cells" => Some(("xlsx", merged_cells())),
        "empty-sheet" => Some((
            "xlsx",
            saved({
                let mut workbook = Workbook::new();
                workbook.add_worksheet();
                workbook
            }),
        )),
        "locked" => Some(("xlsx", locked())),
        "zip-bomb" => Some(("xlsx", zip_bomb())),
        "far-cell" => Some(("xlsx", far_cell())),
        "libreoffice" => Some(("ods", libreoffice())),
        "ods-bomb" => Some(("ods", ods_bomb())),
        _ => None,
    };
    if let Some((ending, bytes)) = made {
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
    let mut command = vec!["import", "table", &table, "-o", "returns", "--period", "2025-26", "--format", "json"];
    command.extend(arguments.split_whitespace());
    let output = run(place.path(), &command);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(!words.contains("panicked"), "{name}: {words}");
    let result: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{name}: {words}"));
    let count = |key: &str| result[key].as_u64().unwrap_or_else(|| panic!("{name}: {key}"));
    let parts = ["rows_in_items", "rows_totals", "rows_headings", "rows_blank", "rows_left_out"];
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
    let written = files(&place.path().join("returns"));
    if name == "hundred-thousand" {
        let _ = writeln!(text, "{} roles, {} in all", count("roles"), result["cost"]);
    } else {
        for (file, bytes) in written.iter().filter(|(file, _)| file != "import.yaml") {
            let _ = write!(text, "\n[{file}]\n{}", String::from_utf8_lossy(bytes));
        }
    }
    if !written.is_empty() {
        // What was made is a return, and importing again changes nothing.
        let check = run(place.path(), &["check", "returns", "--quiet"]);
        assert_eq!(check.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&check.stdout));
        run(place.path(), &command);
        assert!(files(&place.path().join("returns")) == written, "{name}: a second import changed something");
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
    assert!(String::from_utf8_lossy(&refused.stderr).contains("alder.yaml is left as it is: it is of 2025-26"));
    assert_eq!(fs::read_to_string(place.path().join("alder.yaml")).expect("a return"), updated);
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
        (told.replace("Payee", "Payer"), "speaks of a column `Payer`, which is not there: did you mean `Payee`?"),
        (told.replace("tables:", "tabels:"), "there is no key `tabels` here: did you mean `tables`?"),
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
    // Beside returns it is counted as a file that is none.
    fs::write(&path, told).expect("written");
    let check = run(place.path(), &["check", "returns", "--format", "json"]);
    let check: Value = serde_json::from_slice(&check.stdout).expect("JSON");
    assert_eq!(check["coverage"]["files_skipped"], 1);
}
