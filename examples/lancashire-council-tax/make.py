#!/usr/bin/env python3
"""Makes the returns in this folder from source.csv, source-collection-rates.csv and source-dwellings.csv.

    python3 make.py                        write the returns beside this file
    python3 make.py --to FOLDER            write them elsewhere

Standard library only. The same sources give the same bytes.
"""

import argparse
import csv
import json
import re
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEAR = "2024-25"

# The published line, and the function it is declared on. A line without a function is left to the
# mapper: the first is undivided, the second is one half of a wider function.
SERVICE_LINES = {
    "Corporate and Democratic Core": None,
    "Council tax collection": "revenues.council-tax",
    "Non-domestic rates collection": "revenues.business-rates",
    "Registration of births, deaths and marriages": "registration.civil",
    "Registration of electors": "registration.electoral",
    "Conducting elections": "governance.elections",
    "Emergency planning": None,
    "Local land charges": "registration.land-charges",
}
COUNCIL_TAX = "Council tax collection"

# The source prints no total for emergency planning; the same figures stand, with their total, in the
# fire service line that the parser took for it.
MISPLACED = "Emergency planning"
MISPLACED_TOTAL = "Fire/rescue service emergency planning and civil defence"

# What the councils already run together: functions, the day from which on, members. README.md names the sources.
REVENUES = ("revenues.council-tax", "revenues.business-rates")
SHARED = [
    (REVENUES, "2011-07-01", ("E07000121", "E07000123")),
    (REVENUES, "2008-10-01", ("E06000009", "E07000119")),
]

# The day of the government's timetable from which on new councils take the place of all fifteen. Which ones was not decided
# when the sources were read, so no successor is named.
REORGANISED = "2028-04-01"

# Kinds of income of the two columns of the form.
INCOME = {"sales_fees_charges_gbp": "fees", "other_income_gbp": "cost-recovery"}

CLASSES = {"SD": "district-council", "UA": "unitary-authority", "SC": "county-council"}

# The source spells the names in several ways.
NAMES = {
    "E06000008": "Blackburn with Darwen Borough Council",
    "E06000009": "Blackpool Council",
    "E07000117": "Burnley Borough Council",
    "E07000118": "Chorley Borough Council",
    "E07000119": "Fylde Borough Council",
    "E07000120": "Hyndburn Borough Council",
    "E07000121": "Lancaster City Council",
    "E07000122": "Pendle Borough Council",
    "E07000123": "Preston City Council",
    "E07000124": "Ribble Valley Borough Council",
    "E07000125": "Rossendale Borough Council",
    "E07000126": "South Ribble Borough Council",
    "E07000127": "West Lancashire Borough Council",
    "E07000128": "Wyre Borough Council",
    "E10000017": "Lancashire County Council",
}

HEADER = """\
# {name}: central administrative services, {year}
#
# Source: MHCLG Revenue Outturn {year}, form RO6, as re-parsed by a third party{more}.
# Contains public sector information licensed under the Open Government Licence v3.0.
# Made by make.py; change that or the source, not this file. README.md says what to be careful about.
#
# A part of the council's spending: no control total is declared. The source has no FTE.
"""


def rows(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("financial_year", YEAR) == YEAR]


def pounds(row, column):
    amount = int(row[column])
    if amount < 0:
        raise SystemExit(f"{row['ons_code']}, {row['service_line']}: {column} is negative")
    return amount


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def scalar(text):
    """Plain where YAML allows it, quoted where a comma or colon could be misread."""
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9 ./-]*", text) else json.dumps(text, ensure_ascii=False)


def check_totals(council):
    """Employees and running expenses must give the published total of every line, and so must the two kinds of income."""
    for line, row in council.items():
        parts = pounds(row, "employees_gbp") + pounds(row, "running_expenses_gbp")
        total = pounds(council[MISPLACED_TOTAL] if line == MISPLACED else row, "total_expenditure_gbp")
        if parts != total:
            raise SystemExit(f"{row['ons_code']}, {line}: {parts} in parts, {total} in total")
        parts = sum(pounds(row, column) for column in INCOME)
        total = pounds(council[MISPLACED_TOTAL] if line == MISPLACED else row, "total_income_gbp")
        if parts != total:
            raise SystemExit(f"{row['ons_code']}, {line}: income of {parts} in parts, {total} in total")


def council_return(code, council, rate, homes):
    a_row = council[COUNCIL_TAX]
    more = "; council tax collection rates likewise" if rate else ""
    lines = HEADER.format(name=NAMES[code], year=YEAR, more=more).splitlines()
    if homes:
        lines.append("# Dwellings: DLUHC, Council Taxbase 2022, as at September and October 2022.")
    if a_row["certified"] != "True":
        lines.append("# The source marks this council's figures as not certified.")
    lines += [
        "dupaudit: 1",
        f"period: {YEAR}",
        "currency: GBP",
        "",
        "organisation:",
        f"  id: {code}",
        f"  name: {scalar(NAMES[code])}",
        f"  type: {CLASSES[a_row['class']]}",
        f"  until: {REORGANISED}",
    ]
    if homes:
        lines.append("  family: billing-authority")
    lines.append("  region: Lancashire")
    if homes:
        lines.append(f"  drivers: {{dwellings: {homes['dwellings_on_valuation_list']}}}")

    lines += ["", "accounting: {income: gross}"]

    processes, roles = [], []
    for line, function in SERVICE_LINES.items():
        row = council[line]
        staff, running = pounds(row, "employees_gbp"), pounds(row, "running_expenses_gbp")
        if not staff and not running:
            continue
        processes += [f"  - id: {slug(line)}", f"    name: {scalar(line)}"]
        if function:
            processes.append(f"    function: {function}")
        if running:
            processes.append(f"    other: {running}")
        if line == COUNCIL_TAX:
            processes += [f"    volume: {homes['chargeable_dwellings']}", "    volume_unit: dwellings billed"]
        income = [(kind, pounds(row, column)) for column, kind in INCOME.items() if pounds(row, column)]
        if income:
            processes.append("    income:")
            processes += [f"      - {{kind: {kind}, amount: {amount}}}" for kind, amount in income]
        if staff:
            roles += [
                f"  - id: {slug(line)}-staff",
                f"    title: {scalar(line + ' staff')}",
                f"    cost: {staff}",
                f"    processes: {slug(line)}",
            ]
    lines += ["", "processes:", *processes]
    if roles:
        lines += ["", "roles:", *roles]
    shared = [(functions, since, members) for functions, since, members in SHARED if code in members]
    if shared:
        lines += ["", "shared:"]
        for functions, since, members in shared:
            others = ", ".join(member for member in members if member != code)
            lines += [f"  - {{function: {function}, with: [{others}], since: {since}}}" for function in functions]
    if rate:
        share = Decimal(rate["collection_rate_pct"]) / 100
        lines += [
            "",
            "outcomes:",
            "  - measure: council-tax-collection-rate",
            "    kind: rate",
            f"    value: {share}",
            "    better: higher",
            "    function: revenues.council-tax",
        ]
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    options = options.parse_args()

    councils = {}
    for row in rows("source.csv"):
        council = councils.setdefault(row["ons_code"], {})
        if row["service_line"] in council:
            raise SystemExit(f"{row['ons_code']}, {row['service_line']}: twice in source.csv")
        council[row["service_line"]] = row
    rates = {row["ons_code"]: row for row in rows("source-collection-rates.csv")}
    homes = {row["ons_code"]: row for row in rows("source-dwellings.csv")}

    options.to.mkdir(parents=True, exist_ok=True)
    for code, council in sorted(councils.items()):
        check_totals(council)
        text = council_return(code, council, rates.get(code), homes.get(code))
        (options.to / f"{code}.yaml").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(councils)} returns written to {options.to}")


if __name__ == "__main__":
    main()
