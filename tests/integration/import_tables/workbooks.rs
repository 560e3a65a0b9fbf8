//! Workbooks as people and programs leave them, made here so that the repository holds no binary.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

/// The ending and the bytes of a case that is made.
pub(super) fn made(name: &str) -> Option<(&'static str, Vec<u8>)> {
    match name {
        "hundred-thousand" => Some(("csv", hundred_thousand())),
        "formulas" | "other-sheet" => Some(("xlsx", formulas())),
        "merged-units" => Some(("xlsx", merged_units())),
        "hidden-rows" => Some(("xlsx", hidden_rows())),
        "currency-formats" => Some(("xlsx", currency_formats())),
        "sheets-of-directorates" => Some(("xlsx", sheets_of_directorates())),
        "zip-of-tables" => Some((
            "zip",
            archive(&[
                ("posts/hr.csv", b"Job title,Unit,FTE,Salary\nClerk,HR,1,20000\n"),
                ("posts/it.csv", b"Job title,Unit,FTE,Salary\nDeveloper,IT,2,90000\n"),
                ("readme.md", b"nothing"),
            ]),
        )),
        "sheets-of-months" => Some(("xlsx", sheets_of_months())),
        "staff-of-months" => Some(("xlsx", staff_of_months())),
        "ods-currencies" => Some(("ods", ods_currencies())),
        "zip-of-months" => Some((
            "zip",
            archive(&[
                ("pay-april.csv", b"Job title,Unit,FTE,Salary\nClerk,HR,1,20000\nCook,HR,1,21000\n"),
                ("pay-may.csv", b"Job title,Unit,FTE,Salary\nClerk,HR,1,22000\nPlanner,HR,1,30000\n"),
            ]),
        )),
        "zip-of-ledgers" => Some((
            "zip",
            archive(&[
                ("2025/apr.txt", b"Cost centre;Date;Amount\nParks;02/04/2025;10.50\n"),
                ("2025/may.tsv", b"Cost centre\tDate\tAmount\nParks\t02/05/2025\t20\n"),
            ]),
        )),
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
        "ods-formula-bomb" => Some(("ods", ods_formula_bomb())),
        "uncalculated" => Some(("xlsx", uncalculated())),
        "uncalculated-ods" => Some(("ods", uncalculated_ods())),
        "zero-for-formulas" => Some(("xlsx", zero_for_formulas())),
        _ => None,
    }
}

const HEADINGS: [&str; 4] = ["Department", "Job title", "FTE", "Salary"];

/// Rows below [`HEADINGS`] of a sheet.
fn staff(sheet: &mut rust_xlsxwriter::Worksheet, rows: &[(&str, &str, f64, f64)]) {
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading).expect("written");
    }
    for (row, (unit, title, fte, salary)) in (1..).zip(rows) {
        if !unit.is_empty() {
            sheet.write(row, 0, *unit).expect("written");
        }
        sheet.write(row, 1, *title).expect("written");
        sheet.write(row, 2, *fte).expect("written");
        sheet.write(row, 3, *salary).expect("written");
    }
}

const STAFF: [(&str, &str, f64, f64); 4] = [
    ("Housing", "Housing officer", 4.0, 160_000.0),
    ("", "Payroll officer", 1.0, 30_000.0),
    ("Waste", "Refuse loader", 9.0, 270_000.0),
    ("", "Driver", 3.0, 108_000.0),
];

/// The unit of a group in one merged cell.
fn merged_units() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    staff(sheet, &STAFF);
    sheet.merge_range(1, 0, 2, 0, "Housing", &Format::new()).expect("merged");
    sheet.merge_range(3, 0, 4, 0, "Waste", &Format::new()).expect("merged");
    saved(workbook)
}

/// A row and a column that nobody sees.
fn hidden_rows() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    staff(sheet, &[("HR", "Clerk", 1.0, 20_000.0), ("HR", "Adviser", 1.0, 40_000.0), ("HR", "Planner", 1.0, 50_000.0)]);
    sheet.set_row_hidden(2).expect("hidden");
    sheet.set_column_hidden(2).expect("hidden");
    saved(workbook)
}

/// Numbers that are shown as euros, pounds, dollars and a percentage.
fn currency_formats() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    staff(
        sheet,
        &[
            ("HR", "Clerk", 1.0, 0.0),
            ("HR", "Adviser", 1.0, 0.0),
            ("HR", "Planner", 1.0, 0.0),
            ("HR", "Cook", 1.0, 0.0),
        ],
    );
    let formats =
        [("[$€-407] #,##0.00", 20_000.0), ("[$£-809]#,##0", 40_000.0), ("[$$-409]#,##0", 50_000.0), ("0%", 0.5)];
    for (row, (format, amount)) in (1..).zip(formats) {
        let format = Format::new().set_num_format(format);
        sheet.write_with_format(row, 3, amount, &format).expect("written");
    }
    saved(workbook)
}

/// A sheet for each directorate, with the same headings, and a summary.
fn sheets_of_directorates() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in [("Housing", &STAFF[..2]), ("Waste", &STAFF[2..])] {
        staff(workbook.add_worksheet().set_name(name).expect("a name"), rows);
    }
    let summary = workbook.add_worksheet().set_name("Summary").expect("a name");
    summary.write(0, 0, "Everything is well").expect("written");
    saved(workbook)
}

/// A ledger with a sheet for each month, whose headings somebody typed each time.
fn sheets_of_months() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, heading, month, amount) in [("APR 25", "* Amount", 4, 10.5), ("May 25", "Amount", 5, 20.0)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        let day = Format::new().set_num_format("dd/mm/yyyy");
        for (column, text) in (0..).zip(["Cost centre", "Date", heading]) {
            sheet.write(0, column, text).expect("written");
        }
        let date = ExcelDateTime::from_ymd(2025, month, 2).expect("a day");
        sheet.write(1, 0, "Parks").expect("written").write(1, 2, amount).expect("written");
        sheet.write_with_format(1, 1, &date, &day).expect("written");
    }
    saved(workbook)
}

/// The same list of posts in two months.
fn staff_of_months() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, salary) in [("April", 20_000.0), ("May", 21_000.0)] {
        staff(workbook.add_worksheet().set_name(name).expect("a name"), &[("HR", "Clerk", 1.0, salary)]);
    }
    saved(workbook)
}

/// Amounts that an ODS shows in euros and in pounds, a percentage and a date.
fn ods_currencies() -> Vec<u8> {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let amount = |code: &str| {
        format!("<table:table-cell office:value-type=\"currency\" office:currency=\"{code}\" office:value=\"20000\"/>")
    };
    let share = "<table:table-cell office:value-type=\"percentage\" office:value=\"0.5\"/>".to_owned();
    let rows = [
        [text("Job title"), text("Unit"), text("FTE"), text("Salary")],
        [text("Clerk"), text("HR"), share.clone(), amount("EUR")],
        [text("Cook"), text("HR"), share, amount("GBP")],
    ];
    ods(&rows.iter().map(|cells| format!("<table:table-row>{}</table:table-row>", cells.concat())).collect::<String>())
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

/// A workbook by hand: programs leave the values of formulas out in more ways than one library does.
fn uncalculated() -> Vec<u8> {
    let types = b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
        <Override PartName=\"/xl/worksheets/sheet1.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>";
    let related = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"{id}\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let book =
        format!("<workbook {main}><sheets><sheet name=\"Staff\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let number = |number: u32| format!("<c><v>{number}</v></c>");
    let rows = [
        [text("Job title"), text("Unit"), text("FTE"), text("Salary")],
        [text("Payroll officer"), text("HR"), number(2), "<c><f>26000*2</f></c>".to_owned()],
        [text("Developer"), text("IT"), "<c><f>SUM(A9:A9)</f><v></v></c>".to_owned(), number(50_000)],
        [text("Analyst"), "<c t=\"str\"><f>A1</f></c>".to_owned(), number(1), number(30_000)],
        ["<c><f>A1</f><v/></c>".to_owned(), text("HR"), number(1), number(20_000)],
        [text("Clerk"), text("HR"), number(1), "<c><f t=\"shared\" ref=\"D6:D7\" si=\"0\">C6*2</f></c>".to_owned()],
        [text("Porter"), text("HR"), number(1), "<c><f t=\"shared\" si=\"0\"/></c>".to_owned()],
        // A formula whose value is an empty text has been calculated.
        [text("Trainee"), text("HR"), number(1), "<c t=\"str\"><f>\"\"</f><v></v></c>".to_owned()],
        [text("Total"), text(""), number(7), "<c><f>SUM(D2:D8)</f></c>".to_owned()],
    ];
    let rows: String = rows.iter().map(|cells| format!("<row>{}</row>", cells.concat())).collect();
    let sheet = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", related("r1", "officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", related("r1", "worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Made by a program that writes 0 for what a formula has not been calculated to, and asks for it to be done on opening.
fn zero_for_formulas() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["System", "Supplier", "Annual cost"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(column).expect("few"), heading).expect("written");
    }
    for (row, system) in ["Payroll", "Ledger", "Archive"].into_iter().enumerate() {
        let row = u32::try_from(row).expect("few") + 1;
        sheet.write(row, 0, system).expect("written").write(row, 1, "MHR").expect("written");
    }
    sheet.write_formula(1, 2, Formula::new("=12*4500")).expect("written");
    sheet.write_formula(2, 2, Formula::new("=12*4000").set_result("48000")).expect("written");
    // Nothing is what somebody typed here.
    sheet.write(3, 2, 0).expect("written");
    saved(workbook)
}

fn uncalculated_ods() -> Vec<u8> {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |number: u32| format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>");
    let formula = "<table:table-cell table:formula=\"of:=2*13000\"/>".to_owned();
    let rows = [
        [text("Job title"), text("Unit"), text("FTE"), text("Salary")],
        [text("Payroll officer"), text("HR"), number(2), formula.clone()],
        [text("Developer"), text("IT"), formula.clone(), number(50_000)],
        [text("Analyst"), formula.clone(), number(1), number(30_000)],
        [formula.clone(), text("HR"), number(1), number(20_000)],
        // A column beyond the last value, and a row below it.
        [text("Clerk"), text("HR"), number(1), formula.clone() + &formula],
        [formula.clone(), formula.clone(), formula.clone(), formula],
    ];
    let rows: String =
        rows.iter().map(|cells| format!("<table:table-row>{}</table:table-row>", cells.concat())).collect();
    ods(&rows)
}

fn ods_formula_bomb() -> Vec<u8> {
    ods(
        "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\" \
         table:formula=\"of:=1\"/></table:table-row>",
    )
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
