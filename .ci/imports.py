#!/usr/bin/env python3
"""Imports three published tables whole, with mapping files of a few lines, and compares rows and money with Python's own count;
imports them again, and audits them together with other returns.

    imports.py BINARY SHARED_FOLDER
"""
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CENT = Decimal("0.01")

LANCASHIRE = """dupaudit: import/1
period: 2024-25
tables:
  - file: it_contract_notices.csv
    kind: systems
    columns:
      council_file: organisation
      title: name
      description: description
      awarded_supplier: vendor
      awarded_value_gbp: {is: value, years: 4}
"""

SUPPLIERS = """dupaudit: import/1
period: 2024-25
tables:
  - file: it_suppliers_2019.csv
    kind: systems
    columns: {body: organisation, supplier: vendor, supplier_pattern: product, total_gbp_2019: cost}
"""

CANADA = """dupaudit: import/1
period: 2024-25
currency: CAD
tables:
  - file: programs.csv
    kind: processes
    columns:
      dept_code: organisation-id
      organisation: organisation
      activity_code: id
      program_name: name
      description: description
      actual_spending_cad_2024_25: other
      actual_fte_2024_25: fte
"""


def slug(text):
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def run(*command, codes=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode in codes, f"{command}: {done.returncode}\n{done.stderr}{done.stdout[-2000:]}"
    return done.stdout


def money(folder):
    """By file name: pence of every item, as the returns say. They are written line by line."""
    sums = defaultdict(int)
    for path in folder.glob("*.yaml"):
        for line in path.read_text().splitlines():
            key, _, value = line.strip().partition(": ")
            if key in ("cost", "other", "total"):
                sums[slug(path.stem)] += int(Decimal(value) * 100)
    return sums


def one(binary, shared, folder, table, mapping, body, amount, years, *arguments):
    source = shared / "data" / table
    returns = folder / source.stem
    returns.mkdir()
    (returns / "import.yaml").write_text(mapping)
    command = [binary, "import", "table", source, "-o", returns, "--format", "json", *arguments]
    result = json.loads(run(*command), parse_float=Decimal)
    with open(source, newline="") as file:
        rows = list(csv.DictReader(file))
    parts = [result[f"rows_{part}"] for part in ("in_items", "totals", "headings", "blank", "left_out")]
    assert result["rows"] == len(rows) == sum(parts), (table, result["rows"], len(rows), parts)
    assert result["rows_in_items"] == len(rows), (table, parts)
    mine = defaultdict(int)
    # Items that are negative in all are kept without a cost: a finding has their sum for each organisation.
    for finding in result["findings"]:
        sum_of = re.search(r"in all \(-[^0-9]*([0-9,.]+)\)", finding["message"])
        if finding["code"] == "negative-rows" and sum_of:
            mine[slug(finding["organisation"])] += int(Decimal(sum_of[1].replace(",", "")) * 100)
    for row in rows:
        value = Decimal(row[amount] or 0)
        cost = (value / years).quantize(CENT, ROUND_HALF_EVEN)
        mine[slug(row[body])] += int(cost * 100)
    theirs = money(returns)
    assert {k: v for k, v in mine.items() if v} == {k: v for k, v in theirs.items() if v}, table
    before = {path.name: path.read_bytes() for path in returns.iterdir()}
    run(*command)
    assert before == {path.name: path.read_bytes() for path in returns.iterdir()}, f"{table}: not idempotent"
    run(binary, "check", returns, "--quiet", "--fail-on", "error")
    print(f"{table}: {len(rows):,} rows of {len(before) - 1} bodies, {sum(mine.values()) / 100:,.2f} in all, agree; imported twice")
    return returns


def main():
    binary, shared = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lancashire = one(binary, shared, folder, "uk-lancashire-it-contracts/it_contract_notices.csv", LANCASHIRE,
                         "council_file", "awarded_value_gbp", 4, "--type", "council")
        suppliers = one(binary, shared, folder, "uk-council-it-suppliers/it_suppliers_2019.csv", SUPPLIERS,
                        "body", "total_gbp_2019", 1, "--type", "council")
        canada = one(binary, shared, folder, "ca-gc-programs/programs.csv", CANADA,
                     "dept_code", "actual_spending_cad_2024_25", 1, "--type", "federal-organisation")
        council_tax = folder / "council-tax"
        shutil.copytree(ROOT / "examples/lancashire-council-tax", council_tax)
        for what, paths in (("contracts, suppliers and council tax", (lancashire, suppliers, council_tax)), ("programmes", (canada,))):
            report = json.loads(run(binary, "audit", *paths, "--format", "json", "--quiet"), parse_float=Decimal)
            coverage = report["coverage"]
            assert coverage["returns_rejected"] == 0, coverage
            print(f"{what}: {coverage['returns']} returns audited together, {report['totals']['duplicated']['excess']:,.2f} "
                  f"{report['currency']} duplicated")


if __name__ == "__main__":
    main()
