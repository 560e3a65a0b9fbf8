#!/usr/bin/env python3
"""Derives what counts as duplicated again, from the returns alone, and holds it against the JSON of `audit` to the penny.

    python3 .ci/rederive.py BINARY

The rules are those of docs/model.md: the ledger and the measures (1, 2), and money that is no service (16.1), who has a duty (16.3),
what is already shared (16.4), income (16.5), outliers (16.6), cost of other years (16.7), each organisation as one unit (16.10) and
named officers (16.14). No code of the program is used. Of the program it takes only which function the text of an item has, where the
return declares none (`map`), and which processes give way to their items (`process-against-items`); of the function list the scope,
category, duty and unit of each function.

Two examples are read as they are, and once more with lines put in, so that each rule has money to decide about. Python's standard
library and PyYAML.
"""
import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import yaml

from rederive_ledger import Body, Functions, ppm
from rederive_overlap import Audit

ROOT = Path(__file__).resolve().parent.parent
# Each example, and lines that are put behind others: (file, the line before, what follows it).
COUNTY = ROOT / "examples/county"
LANCASHIRE = ROOT / "examples/lancashire-council-tax"
WITH_MORE = {
    COUNTY: [
        ("housing-association.yaml", "processes:", """\
  - {id: mrp, name: Minimum revenue provision, unit: fin, function: nonservice.debt-financing, other: 240_000}
  - {id: levy, name: Internal drainage board levy, function: nonservice.precepts-and-levies, other: 31_000.55}"""),
        ("housing-association.yaml", "roles:", "  - {id: pension, title: Pension strain payments, "
         "function: nonservice.pension-adjustments, cost: 55_000, category: managerial}"),
        ("county-council.yaml", "roles:", """\
  - {id: mo, title: Monitoring Officer, unit: law, function: legal.advice, fte: 1, cost: 91_000}
  - {id: mo-two, title: Monitoring officer, unit: law, function: governance.compliance, fte: 3, cost: 150_000.01}
  - {id: survey, title: Residents' survey officer, unit: cust, function: communications.engagement, cost: 80_000, every: 3}"""),
        ("districts/hawsmouth.yaml", "roles:", """\
  - {id: s151, title: S.151 Officer, unit: 20, function: finance.management, cost: 70_000}
  - {id: dph, title: Director of Public Health, unit: 10, function: management.executive, cost: 90_000}
  - {id: part, title: Chief of staff, unit: 10, function: management.executive, cost: 64_000.03, statutory: 0.35}"""),
        ("districts/hawsmouth.yaml", "systems:",
         "  - {id: move, name: Migration tool, function: finance.general-ledger, cost: 45_000, once: true}"),
        ("districts/dunnockford.yaml", "processes:", """\
  - id: hardship
    name: Council tax hardship scheme
    function: revenues.council-tax
    other: 61_000.10
    every: 4
    income:
      - {kind: grant, amount: 20_000}
      - {kind: recharge, amount: 12_345.67, from: X07000001}
      - {kind: cost-recovery, amount: 9_000.01}"""),
        ("districts/hawsmouth.yaml", "dupaudit: 1", """\
shared:
  - {function: revenues, with: [X07000003], since: 2024-04-01}
  - {function: hr.recruitment, with: [X10000001], since: 2026-03-31}
  - {function: it, with: [X10000001], since: 2026-04-01}"""),
    ],
    LANCASHIRE: [
        ("E07000122.yaml", "    name: Corporate and Democratic Core", "    function: nonservice.internal-recharges"),
        ("E07000128.yaml", "    name: Conducting elections", "    every: 4"),
        ("E07000117.yaml", "    name: Conducting elections", "    once: true"),
        ("E07000120.yaml", "roles:", "  - {id: ero, title: Electoral Registration Officer, cost: 60001, "
         "processes: {registration-of-electors: 0.5, conducting-elections: 0.5}}"),
        ("E10000017.yaml", "roles:", "  - {id: dcs, title: Director of Children's Services, function: management.executive, cost: 150000}"),
        ("E07000126.yaml", "processes:", "  - {id: exec, name: Executive, function: management.executive, other: 140000}"),
        ("E07000118.yaml", "dupaudit: 1", "shared:\n  - {function: registration, with: [E07000126]}"),
        ("E07000127.yaml", "    name: Council tax collection", "    total: 12400000"),
    ],
}


# ---------------------------------------------------------------- against the program
def run(binary, *arguments):
    done = subprocess.run([binary, *arguments, "--quiet", "--format", "json"], capture_output=True, text=True)
    if not done.stdout:
        sys.exit(f"rederive: {' '.join(map(str, arguments))}: {done.stderr}")
    return json.loads(done.stdout, parse_float=Decimal)


def said(row, key):
    for part in key.split("."):
        row = row[part]
    return row


def differences(expected, report):
    """(what, ours, the program's) of each figure that differs, and how many there are."""
    wrong, count = [], 0
    counts = {"organisations", "providers", "products"}

    def compare(what, row, of):
        nonlocal count
        for key, ours in of.items():
            theirs = said(row, key)
            if key == "without_outliers":
                # Said only where the outliers carry more than a tenth.
                duplicated = of["duplicated.excess"]
                ours = ours if (duplicated - ours) * 10 > duplicated else None
            if theirs is None and (ours is None or key == "products" and ours == 0):
                continue
            count += 1
            if key == "ratio":
                same = theirs == round(Decimal(ours), 4)
            elif key in counts or isinstance(ours, str):
                same = theirs == ours
            else:
                same = theirs is not None and ours is not None and Decimal(theirs) * 100 == ours
            if not same:
                wrong.append((f"{what} {key}", ours, theirs))

    compare("totals", report["totals"], expected["totals"])
    tables = {
        "organisations": {row["id"]: row for row in report["organisations"]},
        "functions": {row["code"]: row for row in report["functions"]},
        "outliers": {(row["function"], row["organisation"]): row for row in report["outliers"]},
        "shared": {(row["function"], tuple(row["organisations"])): row for row in report["shared"] if row["in_effect"]},
    }
    for name, theirs in tables.items():
        ours = expected[name]
        if set(ours) != set(theirs):
            wrong.append((f"{name}: which", sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))))
        for key in set(ours) & set(theirs):
            compare(f"{name} {key}", theirs[key], ours[key])
    return wrong, count


def with_more(example, folder):
    """The example with its lines put in."""
    changed = {}
    for name, before, more in WITH_MORE[example]:
        text = changed.get(name) or (example / name).read_text(encoding="utf-8")
        lines = text.split("\n")
        lines.insert(lines.index(before) + 1, more)
        changed[name] = "\n".join(lines)
    for path in example.rglob("*.yaml"):
        name = str(path.relative_to(example))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(changed.get(name) or path.read_text(encoding="utf-8"), encoding="utf-8")


def rederive(binary, folder):
    functions = Functions(ROOT / "taxonomies/public-functions.yaml")
    report = run(binary, "audit", folder)
    if report["coverage"]["returns_rejected"]:
        sys.exit(f"rederive: a return of {folder} was rejected")
    mapped = {(one["organisation"], one["kind"], one["id"]): {of["code"]: ppm(of["share"]) for of in one["functions"]}
              for one in run(binary, "map", folder)["items"]}
    against = {(one["organisation"], one["item"]) for one in report["findings"] if one["code"] == "process-against-items"}
    bodies = []
    for path in sorted(folder.rglob("*.yaml")):
        for declared in yaml.load_all(path.read_text(encoding="utf-8"), yaml.BaseLoader):
            name = declared["organisation"]["id"]
            gives_way = {("process", item.removeprefix("process/")) for of, item in against if of == name}
            bodies.append(Body(declared, mapped, gives_way, functions))
    year = int(report["period"][:4]) + 1
    return differences(Audit(bodies, functions, f"{year}-03-31").result(), report), report


def deciding(report):
    """The money that each rule decides about: where lines were put in, none may be idle."""
    totals, bodies = report["totals"], report["organisations"]
    return {
        "duplicated": totals["duplicated"]["excess"],
        "non-service": sum(body["buckets"]["non_service"] for body in bodies),
        "already shared": totals["already_shared"],
        "income": totals["income"],
        "passed on": totals["passed_on"],
        "outliers": len(report["outliers"]),
        "other years": sum(body["excluded"]["once"] for body in bodies),
        "as one unit": totals["as_one_unit"],
        "officers": sum(body["excluded"]["officers"] for body in bodies),
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary, failed = str(Path(sys.argv[1]).resolve()), False
    for example in WITH_MORE:
        with tempfile.TemporaryDirectory() as more:
            with_more(example, Path(more))
            for folder, what in ((example, "as it is"), (Path(more), "with lines put in")):
                (wrong, count), report = rederive(binary, folder)
                decided = deciding(report)
                print(f"{example.name}, {what}: {count} figures, {len(wrong)} differ. "
                      + ", ".join(f"{name} {amount}" for name, amount in decided.items()))
                for line in wrong[:20]:
                    print("  %s: %s here, %s there" % line)
                idle = [name for name, amount in decided.items() if not amount] if folder != example else []
                if idle:
                    print(f"  rules that nothing tried: {', '.join(idle)}")
                failed = failed or bool(wrong or idle)
    sys.exit(failed)


if __name__ == "__main__":
    main()
