#!/usr/bin/env python3
"""Tables as their users open them: the workbook in openpyxl and LibreOffice, the CSVs in DuckDB, the database in SQL.

    .ci/tables.py [DUPAUDIT] [RETURNS...]

Needs openpyxl and duckdb (PyPI), and `soffice` (LibreOffice Calc) for what recalculates. Ends with 0 when everything holds,
1 when something does not, and 77 when a check could not be run: each of those is named.
"""
import datetime
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
failed, left_out = [], []


def check(holds, what):
    print(("ok      " if holds else "FAILED  ") + what)
    if not holds:
        failed.append(what)


def audit(binary, returns, folder, *more):
    outputs = ["report.json", "report.xlsx", "report.sqlite", "tables/"]
    arguments = [argument for name in outputs for argument in ("-o", f"{folder}/{name}")]
    subprocess.run(
        [binary, "audit", *returns, "--quiet", "--allow-incomplete", "--fail-on", "never", *more, *arguments],
        check=True, stdout=subprocess.DEVNULL,
    )
    return json.loads((folder / "report.json").read_text())


def dictionary(folder):
    """Column types by table, as the data dictionary has them."""
    database = sqlite3.connect(folder / "report.sqlite")
    tables = {}
    for table, column, kind in database.execute('SELECT "table", "column", "type" FROM dictionary ORDER BY 1, position'):
        tables.setdefault(table, {})[column] = kind
    return tables


def duckdb_reads(folder, tables):
    import duckdb

    expected = {
        "text": {"VARCHAR"}, "money": {"DOUBLE", "BIGINT"}, "share": {"DOUBLE", "BIGINT"}, "number": {"DOUBLE", "BIGINT"},
        "count": {"BIGINT"}, "date": {"DATE"}, "flag": {"BOOLEAN"},
    }
    for table, columns in tables.items():
        path = folder / "tables" / f"{table}.csv"
        relation = duckdb.sql(f"SELECT * FROM read_csv('{path}')")
        found = dict(zip(relation.columns, map(str, relation.types)))
        rows = duckdb.sql(f"SELECT count(*) FROM read_csv('{path}')").fetchall()[0][0]
        if rows == 0:
            check(list(found) == list(columns), f"DuckDB: {table} has its columns and no rows")
            continue
        wrong = []
        for column, kind in columns.items():
            filled = duckdb.sql(f"SELECT count(\"{column}\") FROM read_csv('{path}')").fetchall()[0][0]
            # Of an empty column nothing can be detected; ids and versions may all look like numbers.
            if filled and found.get(column) not in expected[kind] and kind != "text":
                wrong.append(f"{column} is {found.get(column)}, not {kind}")
        check(not wrong, f"DuckDB detects the types of {table} ({rows} rows)" + "".join("; " + text for text in wrong))


def openpyxl_reads(folder, tables):
    import openpyxl

    database = sqlite3.connect(folder / "report.sqlite")
    book = openpyxl.load_workbook(folder / "report.xlsx")
    check(book.sheetnames[:3] == ["Summary", "Phases", "Phase basis"], "openpyxl loads the workbook")
    titles = {column: title for column, title in database.execute('SELECT "table" || \'.\' || "column", title FROM dictionary')}
    by_head = {tuple(cell.value for cell in sheet[1]): sheet for sheet in book.worksheets[4:]}
    for table, columns in tables.items():
        sheet = by_head.get(tuple(titles[f"{table}.{column}"] for column in columns))
        if sheet is None:
            check(False, f"openpyxl: a sheet with the columns of {table}")
            continue
        wrong = set()
        for row in sheet.iter_rows(min_row=2):
            for cell, (column, kind) in zip(row, columns.items()):
                if cell.value is not None and (not isinstance(cell.value, KINDS[kind]) or cell.data_type == "f"):
                    wrong.add(f"{column}: {cell.value!r} is no {kind}")
        check(not wrong and sheet.freeze_panes == "A2" and sheet.auto_filter.ref is not None,
              f"openpyxl: types, frozen head and filter of {sheet.title}" + "".join("; " + text for text in sorted(wrong)[:3]))
    charts = {sheet.title: len(sheet._charts) for sheet in book.worksheets if sheet._charts}
    check(sum(charts.values()) >= 2, f"charts: {charts}")
    return book


KINDS = {
    "text": str, "money": (int, float), "share": (int, float), "number": (int, float), "count": int,
    "date": datetime.datetime, "flag": bool,
}


def programme_books(binary, folder):
    """The workbooks of partners, comparisons, models, cases and estimates, by the dictionary that each brings along."""
    import openpyxl

    saved = folder / "saved.json"
    rounds = [str(ROOT / "examples/scotland-council-tax" / year) for year in ("2010-11", "2020-21")]
    quiet = ["--quiet", "--fail-on", "never", "--allow-incomplete"]
    subprocess.run([binary, "audit", str(ROOT / "examples/county"), *quiet, "-o", str(saved)], check=True, stdout=subprocess.DEVNULL)
    for name, command in {
        "partners": ["partners", str(ROOT / "examples/county"), *quiet],
        "partners of the sample": ["partners", str(ROOT / "tests/sample/returns"), "--any-type", *quiet],
        "compare": ["compare", *rounds, *quiet],
        "savings": ["savings", str(saved)],
        "model": ["savings", str(saved), "--model", "joint", "--function", "hr.payroll"],
        "sale": ["savings", "--cost", "4m", "--model", "sell"],
        "cases": ["savings", "--cases"],
    }.items():
        path = folder / "programme.xlsx"
        subprocess.run([binary, *command, "-o", str(path)], check=True, stdout=subprocess.DEVNULL)
        book = openpyxl.load_workbook(path)
        heads = {tuple(cell.value for cell in sheet[1]): sheet for sheet in book.worksheets}
        if "Data dictionary" in book.sheetnames:
            rows = list(book["Data dictionary"].iter_rows(min_row=2, values_only=True))
        else:
            rows = []
        tables = {}
        for table, _column, _position, title, kind, *_ in rows:
            tables.setdefault(table, []).append((title, kind))
        wrong = [] if rows or len(book.worksheets) == 1 else ["no dictionary"]
        filled = 0
        for table, columns in tables.items():
            sheet = heads.get(tuple(title for title, _ in columns))
            if sheet is None:
                wrong.append(f"no sheet for {table}")
                continue
            for row in sheet.iter_rows(min_row=2):
                for cell, (title, kind) in zip(row, columns):
                    filled += cell.value is not None
                    if cell.value is not None and (not isinstance(cell.value, KINDS[kind]) or cell.data_type == "f"):
                        wrong.append(f"{table}.{title}: {cell.value!r} is no {kind}")
        formulas = [cell.coordinate for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        check(not wrong and not formulas, f"openpyxl: {name}, {len(book.worksheets)} sheets, {filled} cells" + "".join("; " + text for text in wrong[:3]))


def recalculated(path, folder):
    """The workbook after LibreOffice has calculated every formula anew."""
    import openpyxl

    profile = folder / "profile"
    subprocess.run(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "recalculated"), str(path)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
    )
    return openpyxl.load_workbook(folder / "recalculated" / path.name, data_only=True)


def years(sheet):
    """The live years of the phase sheet, by head."""
    rows = list(sheet.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == "Year")
    heads = rows[at]
    return [dict(zip(heads, row)) for row in rows[at + 1:] if isinstance(row[0], (int, float))]


LIVE = {
    "Target saving": "gross", "Estimated saving": "realised", "Cash-releasing": "cashable", "Time released": "non_cashable", "Exits": "exits",
    "Set-up": "setup", "Dual running": "dual_running", "Net": "net", "Cumulative net": "cumulative_net",
    "Present value": "present_value",
}


def compare(sheet, report, what):
    # Every organisation's part is rounded to the penny in the report, and only their sums on the sheet.
    organisations = max(1, len(report["organisations"]))
    worst, allowed = 0.0, 0.02 + 0.02 * organisations
    live = years(sheet)
    check(len(live) == len(report["savings"]["years"]), f"{what}: every year is there")
    for row, there in zip(live, report["savings"]["years"]):
        for head, key in LIVE.items():
            if there[key] is None:
                continue
            if not isinstance(row[head], (int, float)):
                check(False, f"{what}: {head} of year {there['year']} is {row[head]!r}")
                return
            scale = len(live) if head == "Cumulative net" else 1
            worst = max(worst, abs(row[head] - there[key]) / scale)
    check(worst <= allowed, f"{what}: the phases agree with the JSON to {worst:.3f} (rounding allows {allowed:.2f})")
    names = {row[5]: row[6] for row in sheet.iter_rows(min_row=8, max_row=16, values_only=True) if row[5]}
    for name, key in [("Net present value", "npv"), ("Target saving a year in full effect", "gross_annual"), ("Estimated saving a year", "realised_annual")]:
        if report["savings"][key] is not None:
            gap = abs(names[name] - report["savings"][key])
            check(gap <= allowed * len(live), f"{what}: {name} is {names[name]:,.2f}, the report's {report['savings'][key]:,.2f}")


def libreoffice(binary, returns, folder, report):
    import openpyxl

    compare(recalculated(folder / "report.xlsx", folder)["Phases"], report, "LibreOffice")
    for name, cell_value, settings in [
        ("target", 0.25, ["--target", "0.25"]),
        ("realisation", 0.8, ["--set", "realisation=0.8"]),
        ("shape", "linear", ["--shape", "linear"]),
        ("years_to_target", 3, ["--years", "3"]),
        ("whole_posts", False, ["--set", "whole_posts=false"]),
        ("exit_cost", 20000, ["--set", "exit_cost=20000"]),
        ("optimism_bias", 1.5, ["--set", "optimism_bias=1.5"]),
        ("discount_rate", 0.05, ["--set", "discount=0.05"]),
    ]:
        book = openpyxl.load_workbook(folder / "report.xlsx")
        sheet, cell = next(iter(book.defined_names[name].destinations))
        book[sheet][cell] = cell_value
        changed = folder / f"changed-{name}.xlsx"
        book.save(changed)
        other = pathlib.Path(tempfile.mkdtemp(dir=folder))
        there = audit(binary, returns, other, *settings)
        compare(recalculated(changed, folder)["Phases"], there, f"{name} changed to {cell_value}")


def database(folder, report):
    connection = sqlite3.connect(folder / "report.sqlite")
    check(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the database is sound")
    check(connection.execute("PRAGMA foreign_key_check").fetchall() == [], "every reference leads somewhere")
    asked = connection.execute("SELECT code, duplicated FROM duplicated_functions LIMIT 5").fetchall()
    basis = report["savings"]["basis"]
    best = sorted(((row["duplicated"][basis], row["code"]) for row in report["functions"] if row["duplicated"][basis]), key=lambda row: (-row[0], row[1]))
    check(asked == [(code, amount) for amount, code in best[:5]], "the documented query names the functions with most duplicated cost")


def main():
    binary = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/dupaudit").resolve())
    returns = sys.argv[2:] or [str(ROOT / "tests/sample/returns")]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dupaudit-tables-"))
    try:
        report = audit(binary, returns, folder)
        tables = dictionary(folder)
        database(folder, report)
        for needs, run in [
            ("duckdb", lambda: duckdb_reads(folder, tables)),
            ("openpyxl", lambda: openpyxl_reads(folder, tables)),
            ("openpyxl", lambda: programme_books(binary, folder)),
            ("openpyxl soffice", lambda: libreoffice(binary, returns, folder, report)),
        ]:
            missing = []
            for need in needs.split():
                if need == "soffice":
                    missing += [] if shutil.which(need) else ["soffice"]
                    continue
                try:
                    __import__(need)
                except ImportError:
                    missing.append(need)
            if missing:
                left_out.append(f"{needs}: {', '.join(missing)} is not installed")
            else:
                run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for what in left_out:
        print(f"COULD NOT RUN  {what}")
    if failed:
        print(f"{len(failed)} checks FAILED")
        sys.exit(1)
    sys.exit(77 if left_out else 0)


if __name__ == "__main__":
    main()
