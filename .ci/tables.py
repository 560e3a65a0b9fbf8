#!/usr/bin/env python3
"""Tables as their users open them: the workbook in openpyxl and LibreOffice, the CSVs in DuckDB, the database in SQL.

    .ci/tables.py [DUPAUDIT] [RETURNS...]

`.ci/tables` installs what it needs and runs it. Needs pandas, duckdb, polars, openpyxl, networkx, frictionless and pyarrow (PyPI), and `soffice` (LibreOffice Calc) for what recalculates. Ends with 0 when everything holds,
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


def cents(amounts):
    """Amounts of a column as whole pence, nothing as none."""
    return sum(round(100 * float(amount)) for amount in amounts if amount == amount and amount is not None)


def cube_sums(folder, report):
    """The cube adds up to every total of the report, on each basis, in pandas, DuckDB and Polars."""
    import duckdb
    import pandas
    import polars

    path = folder / "tables" / "cube.csv"
    frame = pandas.read_csv(path, dtype={"organisation": str, "function": str, "provider": str})
    wrong = []
    for row in report["organisations"]:
        own = frame[frame["organisation"] == row["id"]]
        for key in ("total", "net_cost"):
            column = "cost" if key == "total" else key
            if cents(own[column]) != round(100 * row[key]):
                wrong.append(f"{row['id']}: {key}")
    for row in report["functions"]:
        own = frame[frame["function"] == row["code"]]
        for basis in ("all", "excess", "hhi"):
            if cents(own[f"duplicated_{basis}"]) != round(100 * row["duplicated"][basis]):
                wrong.append(f"{row['code']}: {basis}")
    check(not wrong and len(frame) > 0, f"pandas: {len(frame)} rows of the cube add up to organisations and functions" + "".join(f"; {one}" for one in wrong[:3]))
    for basis in ("all", "excess", "hhi"):
        total = round(100 * report["totals"]["duplicated"][basis])
        by_duckdb = duckdb.sql(f"SELECT sum(duplicated_{basis}::DECIMAL(18,2)) FROM '{path}'").fetchall()[0][0]
        by_polars = polars.read_csv(path, infer_schema_length=None)[f"duplicated_{basis}"].to_list()
        check(round(100 * by_duckdb) == total == cents(by_polars), f"the cube on basis {basis} is {total / 100:,.2f} in DuckDB, Polars and the report")
    by_year = pandas.read_csv(folder / "tables" / "savings_by_year.csv", dtype={"organisation": str})
    wrong = []
    for row in report["savings"]["years"]:
        own = by_year[by_year["year"] == row["year"]]
        for key in ("gross", "realised", "cashable", "net", "present_value"):
            if row[key] is not None and len(own) and cents(own[key]) != round(100 * row[key]):
                wrong.append(f"{row['label']}: {key}")
    check(not wrong, f"pandas: {len(by_year)} rows of savings_by_year add up to the years" + "".join(f"; {one}" for one in wrong[:3]))


def every_table_in_pandas(folder, tables):
    """Every table has its columns, with the id and the period of the result; two results can be stacked."""
    import pandas

    wrong, ids = [], set()
    for table, columns in tables.items():
        frame = pandas.read_csv(folder / "tables" / f"{table}.csv", dtype=str, keep_default_na=False)
        if list(frame.columns) != list(columns) or list(frame.columns)[-2:] != ["audit_id", "audit_period"]:
            wrong.append(table)
        ids |= set(zip(frame["audit_id"], frame["audit_period"]))
    check(not wrong and len(ids) == 1, f"pandas: {len(tables)} tables carry the id and the period {sorted(ids)}" + "".join(f"; {one}" for one in wrong))


def recipes(binary, folder):
    """The SQL and the Polars of docs/tables.md run as they stand."""
    import os
    import re

    import duckdb

    there = folder / "recipes"
    there.mkdir()
    run(binary, ["audit", str(ROOT / "examples/county"), "-o", f"{there}/"])
    text = (ROOT / "docs/tables.md").read_text()
    queries = re.findall(r"(?s)```sql\n(.*?)```", text)
    here = os.getcwd()
    os.chdir(there)
    try:
        wrong = []
        for query in queries:
            try:
                if not duckdb.sql(query.rstrip().rstrip(";")).fetchall():
                    wrong.append(f"no rows: {query[:60]}")
            except duckdb.Error as error:
                wrong.append(f"{query[:60]}: {error}")
        check(not wrong and len(queries) == 10, f"DuckDB: {len(queries)} questions of docs/tables.md" + "".join(f"; {one}" for one in wrong))
        for code in re.findall(r"(?s)```python\n(.*?)```", text):
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            check(done.returncode == 0, "Polars: the recipe of docs/tables.md" + done.stderr[-200:])
    finally:
        os.chdir(here)


def run(binary, arguments):
    subprocess.run([binary, *arguments, "--quiet", "--fail-on", "never", "--allow-incomplete"], check=True, stdout=subprocess.DEVNULL)


def graphs(binary, folder):
    """networkx reads every view; an edge has its weight, and each end is a node."""
    import networkx

    for view in ("items", "functions", "organisations", "products"):
        path = folder / f"{view}.graphml"
        run(binary, ["graph", str(ROOT / "examples/county"), "--view", view, "-o", str(path)])
        graph = networkx.read_graphml(path)
        weights = [data.get("weight") for _, _, data in graph.edges(data=True)]
        bare = [node for node, data in graph.nodes(data=True) if not data.get("label")]
        sound = all(isinstance(weight, (int, float)) for weight in weights) and not bare
        check(sound and graph.number_of_nodes() > 0, f"networkx: {view}, {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges with a weight")


def open_data(binary, folder):
    """`frictionless validate` accepts the published package."""
    import frictionless

    there = folder / "open"
    run(binary, ["audit", str(ROOT / "examples/county"), "--redact", "--publish", str(there)])
    report = frictionless.validate(str(there / "datapackage.json"))
    errors = [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [error.message for error in report.errors]
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    check(report.valid, f"frictionless: {len(report.tasks)} tables, {rows} rows are valid" + "".join(f"; {one}" for one in errors[:3]))
    names = frictionless.Package(str(there / "datapackage.json"))
    check(bool(names.licenses and names.sources), f"frictionless: licence {names.licenses[0]['name']}, {len(names.resources)} resources")


def parquet(binary, folder):
    """Fact tables as Parquet: dates are dates, codes are text."""
    import pyarrow.parquet
    import pyarrow.types

    there = folder / "facts"
    run(binary, ["facts", str(ROOT / "examples/county"), "-o", str(there), "--as", "parquet"])
    dates, wrong, files = 0, [], sorted(there.glob("*.parquet"))
    for path in files:
        for column in pyarrow.parquet.read_schema(path):
            is_date = column.name in ("contract_end", "until") or column.name.endswith("_date")
            dates += is_date
            if is_date and not pyarrow.types.is_date(column.type):
                wrong.append(f"{path.stem}.{column.name} is {column.type}")
            if column.name in ("id", "organisation", "function", "unit") and pyarrow.types.is_integer(column.type):
                wrong.append(f"{path.stem}.{column.name} is {column.type}")
    check(not wrong and files, f"Parquet: {len(files)} tables, {dates} dates" + "".join(f"; {one}" for one in wrong[:4]))


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
            ("pandas", lambda: every_table_in_pandas(folder, tables)),
            ("pandas duckdb polars", lambda: cube_sums(folder, report)),
            ("duckdb polars", lambda: recipes(binary, folder)),
            ("networkx", lambda: graphs(binary, folder)),
            ("frictionless", lambda: open_data(binary, folder)),
            ("pyarrow", lambda: parquet(binary, folder)),
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
