#!/usr/bin/env python3
"""Maps labelled texts onto lists that dupaudit has never seen, without a model, and fails where it does worse than it must.

    other_taxonomies.py SHARED DUPAUDIT [--decisions] [--only NAME] [--table]

SHARED/mapping/other/NAME holds `taxonomy.csv` and `pairs.dev.csv` (its PROVENANCE.md explains the columns). Each list
becomes a taxonomy file, each body's texts become a return (the context of a text is the unit of the item), and the answer
to a text is the function of `map --format json` or else its first alternative. Right is the code or one of the
alternative codes; texts that are a name in the list are left out.

With `--decisions` half of the texts are decided first and the other half is scored, with and without the decisions: what
counts is the difference in points. `--table` adds how often the claims of each confidence are right.
"""
import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict

LEAST = {"cra-cofog": 24, "org-prof": 20, "onet-soc": 58, "lgsl-web": 55}
LEAST_LIFT = {"cra-cofog": 15, "org-prof": 15, "lgsl-web": 8}


def quoted(text):
    """JSON text is YAML text."""
    return json.dumps(text, ensure_ascii=False)


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_taxonomy(name, rows, path):
    lines = ["dupaudit: taxonomy/1", f"id: {name}", 'version: "1"', f"title: {name}", "source: as published", "licence: see source", "functions:"]
    for row in rows:
        lines += [f"  - code: {quoted(row['code'])}", f"    label: {quoted(row['label'])}"]
        if row["parent"]:
            lines.append(f"    parent: {quoted(row['parent'])}")
        if row["description"]:
            lines.append(f"    definition: {quoted(row['description'])}")
        synonyms = [synonym for synonym in row["synonyms"].split("|") if synonym]
        if synonyms:
            lines.append(f"    synonyms: [{', '.join(map(quoted, synonyms))}]")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def body_id(name):
    """An id of a name: names that differ in case alone are two bodies here."""
    return "B" + hashlib.sha256(name.encode()).hexdigest()[:12]


def write_returns(name, pairs, folder):
    """One return a body; every text is the name of a process, its context the unit."""
    os.mkdir(folder)
    bodies = defaultdict(list)
    for pair in pairs:
        bodies[pair["org"] or "nobody"].append(pair)
    for number, (body, mine) in enumerate(sorted(bodies.items())):
        units = {unit: f"u{place}" for place, unit in enumerate(sorted({pair["context"] for pair in mine if pair["context"]}))}
        lines = ["dupaudit: 1", "period: 2025-26", "currency: GBP", f"taxonomy: {name}", f"organisation: {{id: {body_id(body)}, name: {quoted(body)}}}"]
        if units:
            lines += ["units:"] + [f"  - {{id: {unit}, name: {quoted(text)}}}" for text, unit in units.items()]
        lines.append("processes:")
        for pair in mine:
            lines.append(f"  - {{id: {quoted(pair['id'])}, name: {quoted(pair['text'])}, other: 1")
            lines[-1] += f", unit: {units[pair['context']]}}}" if pair["context"] else "}"
        with open(os.path.join(folder, f"{number:04}.yaml"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


def write_decisions(pairs, path):
    lines = ["dupaudit: decisions/1", "decisions:"]
    for pair in pairs:
        lines.append(f"  - {{kind: process, text: {quoted(pair['text'])}, function: {quoted(pair['code'])}, organisation: {body_id(pair['org'] or 'nobody')}")
        if pair["context"]:
            lines[-1] += f", unit: {quoted(pair['context'])}"
        lines[-1] += ', by: the publishing body, on: 2025-04-01, why: as published}'
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def mapped(binary, taxonomy, folder, decisions=None):
    """The items of `map`, by id."""
    command = [binary, "map", folder, "--taxonomy", taxonomy, "--format", "json", "--quiet", "--fail-on", "never"]
    if decisions:
        command += ["--decisions", decisions]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return {item["id"]: item for item in json.loads(done.stdout)["items"]}


def answer(item):
    first = item["alternatives"][0]["code"] if item["alternatives"] else None
    return item["function"] or first


def is_right(pair, code):
    return code == pair["code"] or code in pair["alt_codes"].split("|")


def accuracy(pairs, items):
    """Per cent of the texts whose best code is right."""
    missing = [pair["id"] for pair in pairs if pair["id"] not in items]
    if missing:
        sys.exit(f"{len(missing)} texts were not mapped, such as {missing[0]}")
    return 100 * sum(is_right(pair, answer(items[pair["id"]])) for pair in pairs) / len(pairs)


def table(pairs, items):
    """How often the claims of each confidence are right."""
    bins = defaultdict(list)
    for pair in pairs:
        item = items[pair["id"]]
        if item["function"]:
            bins[int(item["confidence"] * 10)].append((item["confidence"], is_right(pair, item["function"])))
    claimed = sum(map(len, bins.values()))
    print(f"    claimed {100 * claimed / len(pairs):.0f}%")
    for tenth in sorted(bins):
        rows = bins[tenth]
        said, true = sum(row[0] for row in rows) / len(rows), sum(row[1] for row in rows) / len(rows)
        print(f"    {tenth / 10:.1f}–  says {said:.2f}  right {true:.2f}  of {len(rows)}")


def is_decided(pair):
    """Half of the texts, the same ones every time."""
    return hashlib.sha256(pair["id"].encode()).digest()[0] % 2 == 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("shared")
    arguments.add_argument("dupaudit")
    arguments.add_argument("--decisions", action="store_true")
    arguments.add_argument("--only")
    arguments.add_argument("--table", action="store_true")
    given = arguments.parse_args()
    failed = False
    for name, least in (LEAST_LIFT if given.decisions else LEAST).items():
        if given.only not in (None, name):
            continue
        source = os.path.join(given.shared, "mapping", "other", name)
        pairs = read(os.path.join(source, "pairs.dev.csv"))
        scored = [pair for pair in pairs if pair["exact"] != "1"]
        with tempfile.TemporaryDirectory() as folder:
            taxonomy, returns, decisions = (os.path.join(folder, part) for part in (f"{name}.yaml", "returns", "decisions.yaml"))
            write_taxonomy(name, read(os.path.join(source, "taxonomy.csv")), taxonomy)
            write_returns(name, scored, returns)
            items = mapped(given.dupaudit, taxonomy, returns)
            if not given.decisions:
                figure = accuracy(scored, items)
                print(f"{name}: {figure:.1f}% right of {len(scored)}, at least {least}")
            else:
                write_decisions([pair for pair in pairs if is_decided(pair)], decisions)
                scored = [pair for pair in scored if not is_decided(pair)]
                before = accuracy(scored, items)
                items = mapped(given.dupaudit, taxonomy, returns, decisions)
                after = accuracy(scored, items)
                figure = after - before
                print(f"{name}: {before:.1f}% without, {after:.1f}% with decisions of {len(scored)}: {figure:+.1f} points, at least {least}")
            if given.table:
                table(scored, items)
            failed |= figure < least
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
