#!/usr/bin/env python3
"""Imports real public tables without a mapping file, and holds the money against a count of its own.

  .ci/real_tables.py BINARY FOLDER [NAME...]

FOLDER holds the tables as their publishers wrote them; what is not there is passed over. None of them belongs into the
repository: most name persons. The count uses Python's standard library only, by columns that a person looked up, and knows
nothing of how the program reads a table. It takes costs and takes off income and credits, as the program accounts for them.
"""
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from xml.etree import ElementTree

ONE_BODY = ["--organisation", "body", "--name", "Body"]
DOLLARS = ["--currency", "USD"]
FISCAL = "{}-07-01/{}-06-30"


def csv_rows(path, encoding="utf-8-sig"):
    return [list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))]


def xlsx_rows(path):
    """The sheets of a workbook, by its XML alone."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    sheets = []
    with zipfile.ZipFile(path) as book:
        texts = []
        if "xl/sharedStrings.xml" in book.namelist():
            root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            texts = ["".join(part.text or "" for part in item.iter(f"{main}t")) for item in root]
        parts = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        for part in parts:
            rows = []
            for row in ElementTree.fromstring(book.read(part)).iter(f"{main}row"):
                cells = []
                for cell in row.iter(f"{main}c"):
                    column = 0
                    for letter in re.match("[A-Z]+", cell.get("r")).group():
                        column = column * 26 + ord(letter) - 64
                    value = cell.find(f"{main}v")
                    text = "" if value is None else value.text
                    cells += [""] * (column - len(cells))
                    cells[column - 1] = texts[int(text)] if cell.get("t") == "s" and text else text
                rows.append(cells)
            sheets.append(rows)
    return sheets


def amount(text):
    bare = re.sub(r"[£$,\s\u00a0]", "", text)
    is_negative = bare.startswith("(") or bare.endswith("-")
    bare = bare.strip("()-") if is_negative else bare
    try:
        return -Decimal(bare) if is_negative else Decimal(bare)
    except ArithmeticError:
        return Decimal(0)


def column(row, place):
    return row[place] if place < len(row) else ""


def in_months(place, first, last):
    return lambda row: first <= column(row, place)[:7] <= last


# Of each table: arguments, the columns of money that are added, which rows count, and the encoding.
TABLES = {
    "lancashire-fire-2024-25.xlsx": (["--period", "2024-25", *ONE_BODY], [5], None, None),
    "lancashire-pcc-2018-19.xlsx": (["--period", "2018-19", *ONE_BODY], ["Total Invoice Amount"], None, None),
    "lancashire-pcc-2024-25.xlsx": (["--period", "2024-25", *ONE_BODY], ["TOTAL"], None, None),
    "hyndburn-2025-12.csv": (["--period", "2025-26", *ONE_BODY], [16], None, "cp1252"),
    "hyndburn-2024-03.csv": (["--period", "2023-24", *ONE_BODY], [7], None, "cp1252"),
    "harrogate-2022-08.csv": (["--period", "2022-23"], [9], None, "utf-8-sig"),
    "newcastle-2022-08.csv": (["--period", "2022-23", *ONE_BODY], [9], None, "utf-8-sig"),
    "tfl-2023-P05.csv": (["--period", "2022-23"], ["Amount"], None, "utf-8-sig"),
    "london-2022-P13.csv": (["--period", "2021-22", *ONE_BODY], ["Amount"], None, "utf-8-sig"),
    "networkrail-2021-04.csv": (["--period", "2021-22", *ONE_BODY], ["Spend"], lambda row: "Total" not in row[0], "utf-8-sig"),
    "cabinetoffice-2022-06.csv": (["--period", "2022-23"], ["Amount"], None, "utf-8-sig"),
    "darlington-2022-09.csv": (
        ["--period", "2022-23", *ONE_BODY], [7], in_months(6, "2022-04", "2023-03"), "utf-8-sig",
    ),
    "gateshead-2022-08.csv": (["--period", "2022-23", *ONE_BODY], ["Amount"], lambda row: row[1].strip(), "utf-8-sig"),
    "manchester-2022-05.csv": (["--period", "2022-23"], ["Net Amount"], None, "utf-8-sig"),
    "northtyneside-2022-07_p.csv": (["--period", "2022-23", *ONE_BODY], ["Net Amount"], None, "utf-8-sig"),
    "philadelphia-fy2016-proposed.csv": (["--period", "2016", *DOLLARS, *ONE_BODY], ["Total"], None, "utf-8-sig"),
    "philadelphia-fy2018-adopted.csv": (["--period", "2018", *DOLLARS, *ONE_BODY], ["total"], None, "utf-8-sig"),
    "boston-operating-budget-fy25.csv": (
        ["--period", FISCAL.format(2024, 2025), *DOLLARS, *ONE_BODY], ["FY25 Budget"], None, "utf-8-sig",
    ),
    "boston-operating-budget-fy21.csv": (
        ["--period", FISCAL.format(2020, 2021), *DOLLARS, *ONE_BODY], ["21 Budget"], None, "utf-8-sig",
    ),
    "oakland-fy21-22-adopted.csv": (
        ["--period", FISCAL.format(2021, 2022), *DOLLARS, *ONE_BODY], ["amount"],
        lambda row: "Expense" in row, "utf-8-sig",
    ),
    "sacramento-approved-budgets.csv": (
        ["--period", "2024", *DOLLARS, *ONE_BODY], ["Amount"], lambda row: row[1] == "2024" and row[6] == "E", "utf-8-sig",
    ),
    "gironde-ca-2016.csv": (["--period", "2016", "--currency", "EUR", *ONE_BODY], ["Montant"], lambda row: row[6] == "D", "utf-8-sig"),
    "chicago-salaries-2016.csv": (["--period", "2016", *DOLLARS, *ONE_BODY], ["Employee Annual Salary"], None, "utf-8-sig"),
    "nebraska-salaries-2021.csv": (["--period", "2021", *DOLLARS], ["Annual Base Salary", "Overtime"], None, "utf-8-sig"),
    "boston-earnings-2015.csv": (["--period", "2015", *DOLLARS, *ONE_BODY], ["TOTAL EARNINGS"], None, "latin-1"),
    "boston-earnings-2019.csv": (["--period", "2019", *DOLLARS, *ONE_BODY], ["TOTAL EARNINGS"], None, "latin-1"),
    "north-dakota-2016-2017.csv": (["--period", FISCAL.format(2016, 2017), *DOLLARS], ["Fiscal.Year.2017"], None, "latin-1"),
    "louisiana-local-2009-2012.csv": (["--period", "2012", *DOLLARS, *ONE_BODY], ["Total"], lambda row: "2012" in row, "latin-1"),
    "alaska-2010.csv": (["--period", "2010", *DOLLARS, *ONE_BODY], ["Total"], None, "latin-1"),
    "south-carolina-2017.csv": (["--period", "2017", *DOLLARS, *ONE_BODY], ["Total Compensation"], None, "latin-1"),
}


def counted(path, columns, keep, encoding):
    """The rows that count and their money, in minor units."""
    sheets = xlsx_rows(path) if path.suffix == ".xlsx" else csv_rows(path, encoding)
    rows, total = 0, Decimal(0)
    for head, *body in sheets:
        head = [text.strip() for text in head]
        places = [head.index(name) if isinstance(name, str) else name for name in columns]
        for row in body:
            if any(text.strip() for text in row) and (keep is None or keep(row)):
                rows += 1
                total += sum(amount(row[place] if -len(row) <= place < len(row) else "") for place in places)
    return rows, int((total * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def imported(binary, path, arguments):
    with tempfile.TemporaryDirectory() as place:
        command = [binary, "import", "table", str(path), "-o", f"{place}/returns", "--format", "json", *arguments]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(run.stdout, parse_float=Decimal)
    except ValueError:
        sys.exit(f"{path.name}: {run.stderr}")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, folder, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    seen, wrong = 0, 0
    print(f"{'table':36} {'rows':>7} {'in items':>8} {'counted':>16} {'imported':>16}")
    for name, (arguments, columns, keep, encoding) in TABLES.items():
        path = folder / name
        if not path.exists() or names and name not in names:
            continue
        rows, total = counted(path, columns, keep, encoding)
        result = imported(binary, path, arguments)
        cost, below, income = (Decimal(result[key]) * 100 for key in ("cost", "below_nothing", "income"))
        # Where a column says what comes in, the count above is of what is spent.
        found = {int(cost + below), int(cost + below - income)}
        is_equal = total in found
        seen, wrong = seen + 1, wrong + (not is_equal)
        shown = total if is_equal else int(cost + below)
        print(f"{name:36} {rows:7} {result['rows_in_items']:8} {total:16} {shown:16}{'' if is_equal else '  differs'}")
    print(f"{seen} tables, {wrong} differ")
    sys.exit(1 if wrong or not seen else 0)


if __name__ == "__main__":
    main()
