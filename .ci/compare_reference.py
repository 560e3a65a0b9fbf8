#!/usr/bin/env python3
"""Draws random sets of returns and compares `dupaudit audit` with the reference implementation of the model, to the penny.

  .ci/compare_reference.py SHARED [--dupaudit target/release/dupaudit] [--sets 500] [--seed 1]

SHARED is the folder that holds model/reference.py. Every set is written as returns and a taxonomy, audited by both, and
compared in buckets, doubts, functions, duplicated cost on every basis, and its attribution to organisations by pool and
category, staff included. A set that differs is kept and shown. Python's standard library is all it needs.
"""
import argparse
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PPM = 1_000_000
CATEGORIES = {"A": "administrative", "M": "managerial", "F": "frontline"}
BUCKETS = {**CATEGORIES, "FM": "frontline_management", "FA": "frontline_administration",
           "recharge_out": "recharge_out", "unmapped": "unmapped", "unitemised": "unitemised"}
# The doubts that both know, by the first word of the reference's flag.
DOUBTS = {"W03": "itemised-slightly-above-total", "W04": "staff-differ-from-total", "W05": "little-mapped",
          "W07": "gaps-exceed-remainder", "W10": "process-capped", "W11": "other-above-total", "W12": "no-control-total"}
# Where amounts look as if they were in thousands, or none of the items has one, dupaudit says that cause and not what
# follows from it.
EXPLAINS = {"pounds-in-thousands": "little-mapped", "empty-return": "little-mapped"}
# Spellings of one product that every normaliser folds into one.
PRODUCTS = [["Zamunda", "zamunda", "ZAMUNDA "], ["Quorvex Blay", "quorvex-blay", "Quorvex  blay"], ["Blirp"], ["Wumbo!", "wumbo"]]


# ---------------------------------------------------------------- drawing
def amount(r, most=20_000_000):
    """Pence: often small, often round, sometimes nothing."""
    kind = r.random()
    if kind < 0.08:
        return 0
    if kind < 0.3:
        return r.choice([1, 2, 3, 7, 100, 999_999, 1_000_000, 1_000_001, 5_000_000])
    return r.randrange(1, most) if kind < 0.8 else r.randrange(1, 40) * 100_000


def shares(r, keys, most=3):
    """{key: ppm} that adds up to at most one whole, to one whole more often than not."""
    chosen = r.sample(keys, r.randint(1, min(most, len(keys))))
    whole = PPM if r.random() < 0.6 else r.randrange(0, PPM)
    if r.random() < 0.3:
        return even(chosen)
    cuts = sorted(r.randrange(0, whole + 1) for _ in chosen[1:])
    return {key: b - a for key, a, b in zip(chosen, [0, *cuts], [*cuts, whole])}


def even(keys):
    """One whole over the keys; what is left over goes to the first of them."""
    part, left = divmod(PPM, len(keys))
    return {key: part + (place < left) for place, key in enumerate(sorted(keys))}


def taxonomy(r):
    codes = r.sample(["a.one", "a.two", "a.three", "b.one", "b.two", "c", "d.x.y"], r.randint(2, 6))
    scopes = ["any", "any", "any", "any", "same_type", "same_type", "same_region", "org_only", "exempt"]
    return {code: {"cat": r.choice("AAAMMF"), "scope": r.choice(scopes)} for code in codes}


def organisation(r, number, functions, others):
    org = {"id": "O%02d" % number}
    for key, values, missing in [("type", ["borough", "trust"], 0.2), ("family", ["billing"], 0.7), ("region", ["north", "south"], 0.2)]:
        if r.random() >= missing:
            org[key] = r.choice(values)
    units = ["u%d" % n for n in range(r.randint(0, 3))]

    def place(item):
        if units and r.random() < 0.75:
            item["unit"] = r.choice(units)
        if r.random() < 0.85:
            item["functions"] = shares(r, functions)
        return item

    org["units"] = units
    org["processes"] = []
    for n in range(r.randint(0, 4)):
        process = place({"id": "p%d" % n, "other": amount(r, 3_000_000)})
        if r.random() < 0.7:
            process["total"] = amount(r, 30_000_000)
        org["processes"].append(process)
    ids = [process["id"] for process in org["processes"]]
    org["roles"], org["systems"] = [], []
    if r.random() < 0.9:
        org["roles"] = [place({"id": "r%d" % n, "cost": amount(r)}) for n in range(r.randint(0, 5))]
        org["systems"] = [place({"id": "s%d" % n, "cost": amount(r, 6_000_000)}) for n in range(r.randint(0, 3))]
    for role in org["roles"]:
        if r.random() < 0.8:
            role["mfte"] = r.choice([0, 1, 500, 1000, 1500, r.randrange(1, 60_000)])
        if r.random() < 0.45:
            role["category"] = r.choice("AMF")
    for system in org["systems"]:
        if r.random() < 0.9:
            system["product"] = r.choice(r.choice(PRODUCTS))
    for item in org["roles"] + org["systems"]:
        if ids and r.random() < 0.5:
            item["processes"] = shares(r, ids)
    org["recharges"] = [{"id": "x%d" % n, "cost": amount(r, 5_000_000), "paid_to": r.choice(others)} for n in range(r.choice([0, 0, 0, 1, 2]))]
    if r.random() < 0.6:
        known = sum(i["cost"] for i in org["roles"] + org["systems"] + org["recharges"]) + sum(p["other"] for p in org["processes"])
        totals = [known, known * 999 // 1000, known * 99 // 100, known + r.randrange(1, 3_000_000), known + amount(r, 90_000_000)]
        org["declared_total"] = r.choice(totals + totals[-1:] * 5)
    if r.random() < 0.5:
        org["mfte_total"] = max(1, sum(role.get("mfte", 0) for role in org["roles"]) * r.choice([97, 98, 100, 102, 103]) // 100)
    for key in ("processes", "roles", "systems", "recharges"):
        r.shuffle(org[key])
    return org


def draw(seed):
    r = random.Random(seed)
    functions = taxonomy(r)
    count = r.choice([1, 2, 2, 3, 3, 4, 5, 6])
    others = ["O%02d" % n for n in range(count)] + ["elsewhere"]
    returns = [organisation(r, n, sorted(functions), others) for n in range(count)]
    r.shuffle(returns)
    floor = r.choice([0, 1, 1_000_000, 1_000_000, r.randrange(0, 5_000_000)])
    return returns, functions, r.choice(["excess", "excess", "all", "hhi"]), floor


# ---------------------------------------------------------------- writing as a body would
def pounds(pence):
    return "%d.%02d" % divmod(pence, 100)


def decimal(value, digits):
    return "%d.%0*d" % (value // 10 ** digits, digits, value % 10 ** digits)


def written(parts):
    """Shares as a body writes them: one name, a list of names, or names with shares."""
    if parts == even(parts):
        return list(parts)[0] if len(parts) == 1 else list(parts)
    return {name: decimal(ppm, 6) for name, ppm in parts.items()}


def as_return(org):
    def item(entry, title):
        out = {"id": entry["id"], title: "zq" + entry["id"]}        # a name that says nothing to any mapper
        out.update({key: entry[key] for key in ("unit", "product") if key in entry})
        out.update({key: pounds(entry[key]) for key in ("cost", "total", "other") if key in entry})
        out.update({key: written(entry[key]) for key in ("functions", "processes") if key in entry})
        if "mfte" in entry:
            out["fte"] = decimal(entry["mfte"], 3)
        if "category" in entry:
            out["category"] = CATEGORIES[entry["category"]]
        return out

    who = {"id": org["id"], "name": "Body " + org["id"]}
    who.update({key: org[key] for key in ("type", "family", "region") if key in org})
    if "declared_total" in org:
        who["total"] = pounds(org["declared_total"])
    if "mfte_total" in org:
        who["fte"] = decimal(org["mfte_total"], 3)
    return {"dupaudit": 1, "period": "2025-26", "taxonomy": "drawn", "organisation": who,
            "units": [{"id": unit, "name": unit} for unit in org["units"]],
            "processes": [item(entry, "name") for entry in org["processes"]],
            "roles": [item(entry, "title") for entry in org["roles"]],
            "systems": [item(entry, "name") for entry in org["systems"]],
            "recharges": [{"to": entry["paid_to"], "amount": pounds(entry["cost"])} for entry in org["recharges"]]}


def write(folder, returns, functions):
    listed = [{"code": code, "label": code, "category": CATEGORIES[entry["cat"]], "scope": entry["scope"]}
              for code, entry in functions.items()]
    file = {"dupaudit": "taxonomy/1", "id": "drawn", "version": "1", "title": "drawn", "source": "drawn", "licence": "none", "functions": listed}
    (folder / "taxonomy.yaml").write_text(json.dumps(file))
    half = len(returns) // 2                     # JSON is YAML: some as lines of JSON, some as documents of YAML
    (folder / "some.ndjson").write_text("".join(json.dumps(as_return(org)) + "\n" for org in returns[:half]))
    (folder / "more.yaml").write_text("---\n".join(json.dumps(as_return(org), indent=1) + "\n" for org in returns[half:]))


# ---------------------------------------------------------------- both answers in one shape
def expected(reference, returns, functions, basis, floor):
    leaves = {code: entry["cat"] for code, entry in functions.items()}
    kept, rejected = [], []
    for org in returns:
        try:
            reference.allocate(org, leaves)
            kept.append(org)
        except ValueError as error:
            rejected.append((org["id"], str(error).split()[0]))
    result = reference.audit(kept, functions, basis, floor)
    return {
        "rejected": sorted(rejected),
        "buckets": {o: {**{name: row[key] for key, name in BUCKETS.items()}, "total": row["declared_total"]}
                    for o, row in result["reconciliation"].items()},
        "doubts": {o: doubts({flag.split()[0] for flag in row["flags"]}) for o, row in result["reconciliation"].items()},
        "functions": {code: {key: row[key] for key in ("cost", "all", "hhi", "excess", "within", "between", "below_floor",
                                                       "staff", "systems", "staff_providers", "products")}
                      for code, row in result["functions"].items()},
        "organisations": {row["id"]: {key: row[key] for key in ("roles", "systems", "other", "unspecified", "A", "M", "mfte")}
                          for row in result["organisations"]},
        "duplicated": result["duplicated"], "group_total": result["group_total"],
    }


def doubts(flags):
    """Without a control total there is no room for gaps, and dupaudit says the first of the two only."""
    return sorted(DOUBTS[flag] for flag in flags if not (flag == "W07" and "W12" in flags))


def pence(text):
    """The exact text of a JSON amount."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def found(dupaudit, folder, basis, floor):
    run = subprocess.run([dupaudit, "audit", str(folder), "--format", "json", "--taxonomy", str(folder / "taxonomy.yaml"), "--basis", basis,
                          "--provider-floor", pounds(floor), "--allow-incomplete", "--fail-on", "never", "--jobs", "1", "--quiet"],
                         capture_output=True, text=True, cwd=folder)
    if run.returncode != 0:
        return {"failed": run.returncode, "said": run.stderr}
    report = json.loads(run.stdout, parse_float=str, parse_int=str)
    money = lambda row, *keys: {key: pence(row[key]) for key in keys}
    errors = [(f["organisation"], "E03") for f in report["findings"] if f["code"] == "itemised-above-total"]
    parts = {row["id"]: dict.fromkeys(("roles", "systems", "other", "unspecified", "A", "M"), 0) for row in report["organisations"]}
    for row in report["attribution"]:
        part, what = parts[row["organisation"]], pence(row["duplicated"])
        part[row["pool"]] += what
        part[{"administrative": "A", "managerial": "M"}[row["category"]]] += what
    for row in report["organisations"]:
        thousandths = (row["duplicated_fte"] or "0").partition(".")
        parts[row["id"]]["mfte"] = int(thousandths[0]) * 1000 + int((thousandths[2] + "000")[:3])
        if sum(parts[row["id"]][pool] for pool in ("roles", "systems", "other", "unspecified")) != pence(row["duplicated"]):
            return {"failed": "the attribution of %s does not add up" % row["id"]}
    doubted = {row["id"]: set() for row in report["organisations"]}
    for finding in report["findings"]:
        if finding["code"] in {*DOUBTS.values(), *EXPLAINS} and finding["organisation"] in doubted:
            doubted[finding["organisation"]].add(finding["code"])
    return {
        "rejected": sorted(errors),
        "buckets": {row["id"]: {**money(row["buckets"], *BUCKETS.values()), "total": pence(row["total"])} for row in report["organisations"]},
        "doubts": {o: sorted(codes) for o, codes in doubted.items()},
        "functions": {row["code"]: {**money(row, "cost", "within", "between", "below_floor", "staff", "systems"),
                                    **money(row["duplicated"], "all", "hhi", "excess"),
                                    "staff_providers": int(row["providers"]), "products": int(row["products"] or 0)}
                      for row in report["functions"]},
        "organisations": parts,
        "duplicated": pence(report["totals"]["duplicated"][basis]), "group_total": pence(report["totals"]["cost"]),
    }


def differences(one, other, place=""):
    """Every leaf in which two nested tables differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [line for key in sorted(set(one) | set(other)) for line in differences(one.get(key), other.get(key), "%s/%s" % (place, key))]
    return [] if one == other else ["%s: reference %s, dupaudit %s" % (place, one, other)]


def compare(reference, dupaudit, seed):
    """What differs in one set, what it weighs, and the folder it is kept in."""
    returns, functions, basis, floor = draw(seed)
    folder = Path(tempfile.mkdtemp(prefix="compare-%d-" % seed))
    write(folder, returns, functions)
    right = expected(reference, returns, functions, basis, floor)
    answer = found(dupaudit, folder, basis, floor)
    for organisation, codes in answer.get("doubts", {}).items():
        for cause in EXPLAINS.keys() & codes:
            codes.remove(cause)
            right["doubts"][organisation] = [code for code in right["doubts"][organisation] if code != EXPLAINS[cause]]
    lines = differences(right, answer)
    if not lines:
        shutil.rmtree(folder)
    return lines, right, "seed %d, basis %s, floor %s: %s" % (seed, basis, pounds(floor), folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--dupaudit", default="target/release/dupaudit")
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    spec = importlib.util.spec_from_file_location("reference", given.shared / "model" / "reference.py")
    reference = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(reference)
    dupaudit = os.path.abspath(given.dupaudit)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        outcomes = list(pool.map(lambda seed: compare(reference, dupaudit, seed), range(given.seed, given.seed + given.sets)))
    differing = [(lines, about) for lines, _, about in outcomes if lines]
    for lines, about in differing[:5]:
        print(about, *lines[:12], sep="\n  ")
    results = [right for _, right, _ in outcomes]
    print("%d sets, %d returns, %d rejected by both, %d of the sets with duplicated cost; %d differ"
          % (len(outcomes), sum(len(right["buckets"]) for right in results), sum(len(right["rejected"]) for right in results),
             sum(right["duplicated"] > 0 for right in results), len(differing)))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
