#!/usr/bin/env python3
"""The ten questions of examples/duckdb, answered in SQL over Parquet and held against the audit's JSON.

    .ci/questions.py [DUPAUDIT]

Needs duckdb (PyPI). Ends with 0 when every answer holds, 1 when one does not, 77 when it could not be run.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import duckdb
except ImportError:
    print("NOT RUN  duckdb is not installed")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent
failed = []


def check(number, holds, what):
    print(("ok      " if holds else "FAILED  ") + f"{number}. {what}")
    if not holds:
        failed.append(number)


def pence(amount):
    return round(float(amount) * 100)


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/dupaudit")
    county = ROOT / "examples/county"
    questions = (ROOT / "examples/duckdb/questions.sql").read_text()
    questions = [part.split("\n", 1) for part in questions.split("-- ")[1:]]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([binary, "facts", county, "-o", f"{folder}/", "--as", "parquet"], check=True, stderr=subprocess.DEVNULL)
        run = subprocess.run([binary, "audit", county, "--format", "json", "-o", f"{folder}/tables/"],
                             check=True, stdout=subprocess.PIPE)
        report = json.loads(run.stdout)
        os.chdir(folder)
        answers = [duckdb.sql(query).fetchall() for _, query in questions]
        items = duckdb.sql("SELECT * FROM read_csv('tables/items.csv', all_varchar = true)")
        items = [dict(zip(items.columns, row)) for row in items.fetchall()]
    titles = [title.split(". ", 1)[1] for title, _ in questions]
    bodies = report["organisations"]
    functions = report["functions"]

    expected = [[
        (body["id"], pence(body["total"]), *(pence(body["buckets"][bucket]) for bucket in
         ("administrative", "managerial", "frontline", "unmapped", "unitemised"))) for body in bodies]]
    expected.append([(row["code"], pence(row["cost"])) for row in functions])
    expected.append([(row["code"], row["organisations"]) for row in functions])
    expected.append(None)
    shared = [(row["key"], len(row["contracts"]), pence(row["cost"])) for row in report["products"]]
    equal = [row for row in answers[3] if row in shared]
    # The audit goes on where the names of a product differ by version or vendor: it may find more, never less.
    found = all(any(set(key.split()) <= set(name.split()) and bodies <= more and cost <= total for key, more, total in shared)
                for name, bodies, cost in answers[3])
    check(4, found and len(equal) >= 2 and len(answers[3]) <= len(shared), titles[3])
    roles = collections.Counter()
    for item in items:
        if item["kind"] == "role":
            roles[item["organisation"]] += pence(item["cost"])
    expected.append([(body["id"], round(body["fte_itemised"] * 1000), roles[body["id"]] or None) for body in bodies])
    check(6, sum(row[1] for row in answers[5]) == pence(report["coverage"]["cost_mapped"])
          and all(0.5 <= row[2] <= 1 for row in answers[5]), titles[5])
    loose = [(item["organisation"], f"{item['kind']}/{item['id']}", pence(item["unmapped"])) for item in items
             if pence(item["unmapped"])]
    check(7, sorted((a, b, amount) for a, b, _, amount in answers[6]) == sorted(loose), titles[6])
    inside = sum(pence(body["total"]) for body in bodies) - pence(report["totals"]["cost"])
    check(8, sum(row[3] for row in answers[7]) == inside, titles[7])
    volumes = {(row[0], row[1]): row[2] for row in answers[8]}
    own = [row for row in report["benchmarks"] if not row["stands_in"]]
    check(9, own and all(abs(volumes.get((row["function"], row["organisation"]), 0) - row["volume"]) < 1e-6 for row in own),
          titles[8])
    # Findings of the audit as a whole are made after the facts.
    counted = collections.Counter((finding["code"], finding["severity"]) for finding in report["findings"])
    check(10, answers[9] and all(counted[(code, severity)] >= number for code, severity, number in answers[9]), titles[9])
    for number, rows in enumerate(expected):
        if rows is None:
            continue
        check(number + 1, answers[number] == rows, titles[number])
        if answers[number] != rows:
            print("   ", [pair for pair in zip(answers[number], rows) if pair[0] != pair[1]][:3])
    sys.exit(1 if failed else 0)


main()
