#!/usr/bin/env python3
"""Compares what two dupaudit binaries print and write, and exits with 1 where it differs.

    .ci/compare_binaries.py OLD NEW [SHARED] [--expect FILE] [--only TEXT] [--show N] [--keep FOLDER]

Both binaries run the same commands on the examples and samples of the repository. With SHARED, the folder of reference
material, they also run on 300 returns of SHARED/bench/generate.py and on returns imported from published tables. The
comparison covers JSON, CSV, SQLite, workbook cells, facts, and the text of pages, reports and messages. Python's standard
library is all it needs.

A difference has a label, such as

    audit/report.json:functions[hr.payroll].providers        a key of JSON, in the list entry with that code
    audit/tables/functions.csv:[hr.payroll].providers        a column of a table
    audit/report.sqlite:functions[hr.payroll].providers      the same in the database; `schema.functions.providers` is its type
    audit/report.xlsx:Functions[hr.payroll].Providers        a cell, by sheet and heading
    audit/report.html:A line of text                         a line of a page, report, picture or message
    audit/tables/functions.csv                               the file itself, where one binary does not write it

`--expect FILE` names the differences that are meant: one pattern a line, where `*` stands for any text and `#` begins a
comment. `audit/report.json:functions[[*].unit_costs*`, for example, allows a key; `*/within.csv*` allows a table. A pattern
hides nothing but what it names.
"""
import argparse
import csv
import difflib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from imports import CANADA, LANCASHIRE, SUPPLIERS  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
ABSENT = "(not there)"
SAVED = "../audit/report.json"  # from the folder of another command; an absolute path would tell old from new
QUIET = ["--quiet", "--allow-incomplete", "--fail-on", "never", "--jobs", "1"]
# What tells one entry of a list from the others, tried in this order.
NAMES = [("id",), ("code",), ("table", "column"), ("name",), ("item",), ("organisation", "id"), ("organisation", "code"),
         ("organisation", "function"), ("organisation", "item"), ("function", "organisation"), ("a", "b"), ("year",), ("key",)]


# ---------------------------------------------------------------- running
class Runner:
    """Runs one binary in a folder of its own. Every command leaves its output, messages and exit code as files there."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder

    def run(self, name, *arguments, stdout="stdout.txt"):
        here = self.folder / name
        here.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "DUPAUDIT_REDACT_SALT": "salt"}
        done = subprocess.run([self.binary, *map(str, arguments)], cwd=here, capture_output=True, env=environment)
        (here / stdout).write_bytes(done.stdout)
        (here / "messages.txt").write_bytes(done.stderr + b"exit code %d\n" % done.returncode)
        return here


def files(*names):
    return [argument for name in names for argument in ("-o", name)]


def audit(runner, paths):
    """Every command that reads returns. Gives the JSON of the audit."""
    here = runner.run("audit", "audit", *paths, *QUIET, "--full",
                      *files("report.json", "report.xlsx", "report.sqlite", "report.html", "report.md", "tables/"))
    runner.run("check", "check", *paths, *QUIET, "--format", "text", *files("report.json", "report.sarif", "report.xml",
               "report.md", "report.html", "concise=concise.txt", "github=github.txt"))
    runner.run("map", "map", *paths, *QUIET, *files("report.json"))
    runner.run("partners", "partners", *paths, *QUIET, "--any-type", *files("report.json", "report.html", "report.xlsx", "tables/"))
    runner.run("graph-items", "graph", *paths, *QUIET, "--view", "items", *files("report.json", "report.graphml"))
    for form in ("parquet", "csv"):
        runner.run(f"facts-{form}", "facts", *paths, *QUIET, "--as", form, "-o", "facts/")
    runner.run("facts", "facts", *paths, *QUIET, stdout="facts.ndjson")
    report = here / "report.json"
    if not report.exists():
        return {}
    runner.run("savings", "savings", SAVED, "--allow-incomplete", "--preset", "prudent",
               *files("report.json", "report.html", "report.xlsx"))
    return json.loads(report.read_text())


def closely(runner, paths):
    """The same and what else there is, for a set that is small."""
    report = audit(runner, paths)
    runner.run("strict", "audit", *paths, *QUIET, "--strict", "--preset", "manifesto", *files("report.json"))
    runner.run("redacted", "audit", *paths, *QUIET, "--redact", *files("report.json", "report.html", "report.md", "report.xlsx",
               "report.sqlite", "tables/"))
    runner.run("check-strict", "check", *paths, "--strict", *files("report.json"))
    runner.run("parts", "partners", *paths, *QUIET, "--parts", *files("report.json"))
    for view in ("functions", "organisations", "products"):
        runner.run(f"graph-{view}", "graph", *paths, *QUIET, "--view", view,
                   *files("report.json", "report.graphml", "report.dot", "report.svg"))
    runner.run("facts-ndjson", "facts", *paths, *QUIET, "--as", "ndjson", "-o", "facts/")
    runner.run("from-facts", "audit", "--facts", "../facts-parquet/facts", *QUIET, *files("report.json"))
    runner.run("itself", "compare", *paths[:1], *paths[:1], *QUIET, *files("report.json"))
    runner.run("fmt", "fmt", *paths, "--diff")
    runner.run("fix", "check", *paths, "--fix", "--diff")
    if not report:
        return
    runner.run("scenarios", "savings", SAVED, "--allow-incomplete", "--compare", *files("report.json"))
    codes = [row["code"] for row in sorted(report["functions"], key=lambda row: (-row["cost"], row["code"]))]
    for model in ("unitary", "joint", "outsourcing", "platform", "sell"):
        if codes:
            runner.run(f"model-{model}", "savings", SAVED, "--allow-incomplete", "--model", model, "--function", codes[0],
                       *files("report.json"))
    mapped = runner.folder / "map" / "report.json"
    items = json.loads(mapped.read_text())["items"] if mapped.exists() else []
    names = ["/".join(item[key] for key in ("organisation", "kind", "id")) for item in items]
    for place, target in enumerate([*codes[:2], *codes[-1:], *names[:1], *names[len(names) // 2:][:2], *names[-1:]]):
        runner.run(f"explain-{place}", "explain", target, *paths, *QUIET, *files("report.json"))


def without_returns(runner):
    """Commands that read none."""
    help_text = runner.run("schema", "schema", "--help") / "stdout.txt"
    for name in re.findall(r"^ +- (\w[\w-]*):", help_text.read_text(), re.M):
        runner.run(f"schema-{name}", "schema", name, stdout="schema.json")
    runner.run("rules", "rules", *files("report.json", "report.md"))
    runner.run("parameters", "explain", "parameter", *files("report.json"))
    runner.run("taxonomy", "taxonomy", "list")
    runner.run("man", "man", "-o", "pages/")
    runner.run("cases", "savings", "--cases", *files("report.json", "report.html", "report.xlsx"))
    runner.run("sale", "savings", "--cost", "4m", "--model", "sell", *files("report.json"))
    for kind in ("district-council", "county-council", "nhs-trust"):
        runner.run(f"init-{kind}", "init", "--type", kind)
    runner.run("init-from", "init", "--from", ROOT / "examples/county/county-council.yaml")
    runner.run("import", "import", "table", ROOT / "examples/tables/payroll.csv", ROOT / "examples/tables/contracts.csv", "-o", "returns",
               "--organisation", "calderbrook", "--name", "Calderbrook District Council", "--type", "district-council",
               "--period", "2025-26", "--format", "json", stdout="report.json")


def rounds(runner):
    """Two rounds of the same organisations."""
    years = [ROOT / "examples/scotland-council-tax" / year for year in ("2010-11", "2020-21")]
    for name, more in (("compare", []), ("deflated", ["--deflator", "gdp", "--preset", "prudent"])):
        runner.run(name, "compare", *years, *QUIET, *more, *files("report.json", "report.html", "report.xlsx", "tables/"))
    runner.run("against", "check", years[1], "--against", years[0], *QUIET, *files("report.json", "report.md", "report.html"))
    runner.run("by-list", "audit", years[1], *QUIET, "--report-by", "apqc", *files("report.json", "tables/"))


def imported(runner, shared, tables):
    """Returns that the binary itself makes of published tables, and what becomes of them. `tables` are file, mapping and type."""
    folders = []
    for table, mapping, kind in tables:
        name = Path(table).stem
        returns = runner.folder / f"import-{name}" / "returns"
        returns.mkdir(parents=True)
        (returns / "import.yaml").write_text(mapping)
        runner.run(f"import-{name}", "import", "table", shared / "data" / table, "-o", "returns", "--type", kind, "--format", "json",
                   stdout="report.json")
        folders.append(f"../import-{name}/returns")
    audit(runner, folders)


def cases(shared, scratch):
    """Names of cases and what runs them. What takes longest comes first."""
    found = {}
    if shared:
        generated = scratch / "generated"
        subprocess.run([sys.executable, shared / "bench/generate.py", "300", generated], check=True)
        found["generated"] = lambda runner: audit(runner, [generated])
        found["imported-programmes"] = lambda runner: imported(runner, shared, [
            ("ca-gc-programs/programs.csv", CANADA, "federal-organisation")])
        found["imported-contracts"] = lambda runner: imported(runner, shared, [
            ("uk-lancashire-it-contracts/it_contract_notices.csv", LANCASHIRE, "council"),
            ("uk-council-it-suppliers/it_suppliers_2019.csv", SUPPLIERS, "council")])
    sets = {path.name: [path] for path in sorted((ROOT / "examples").iterdir())
            if path.name != "scotland-council-tax" and any(path.rglob("*.yaml"))}
    sets["sample"] = [ROOT / "tests/sample/returns"]
    sets["faces"] = [ROOT / "tests/faces/returns"]
    sets["bad-input"] = [ROOT / "tests/cmd/bad-input.in"]
    sets["hostile"] = [ROOT / "tests/cmd/hostile.in"]
    for name, paths in sets.items():
        look = audit if name in ("canada-internal-services", "lancashire-council-tax") else closely
        found[name] = lambda runner, paths=paths, look=look: look(runner, paths)
    found["scotland-council-tax"] = rounds
    found["no-returns"] = without_returns
    return found


# ---------------------------------------------------------------- reading: every format becomes plain values or lines of text
def read_csv(path):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    return [dict(zip(rows[0], row)) for row in rows[1:]] if rows else []


def read_sqlite(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    listed = database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    found, schema = {}, {}
    for kind, name, sql in listed:
        if kind != "table":
            schema[name] = sql
            continue
        schema[name] = {row["name"]: f"{row['type']} {'not null' if row['notnull'] else ''} key {row['pk']}"
                        for row in database.execute(f'PRAGMA table_info("{name}")')}
        schema[name]["references"] = sorted(f"{row['from']} to {row['table']}.{row['to']}"
                                            for row in database.execute(f'PRAGMA foreign_key_list("{name}")'))
        found[name] = [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]
    return {**found, "schema": schema}


def read_xlsx(path):
    """Sheets as lists of rows by heading. A cell is its value, its formula and its number format."""
    book = zipfile.ZipFile(path)

    def part(name):
        return ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", book.read(name), count=1))

    names = set(book.namelist())
    shared = []
    if "xl/sharedStrings.xml" in names:
        shared = ["".join(text.text or "" for text in entry.iter("t")) for entry in part("xl/sharedStrings.xml")]
    styles = part("xl/styles.xml")
    formats = {entry.get("numFmtId"): entry.get("formatCode") for entry in styles.iter("numFmt")}
    looks = [formats.get(entry.get("numFmtId"), entry.get("numFmtId")) for entry in styles.find("cellXfs")]
    found = {}
    for place, sheet in enumerate(part("xl/workbook.xml").find("sheets"), 1):
        rows, heads = [], {}
        for row in part(f"xl/worksheets/sheet{place}.xml").find("sheetData"):
            cells = {}
            for cell in row:
                column = cell.get("r").rstrip("0123456789")
                value, formula = cell.findtext("v"), cell.findtext("f")
                if cell.get("t") == "s":
                    value = shared[int(value)]
                elif cell.get("t") == "inlineStr":
                    value = "".join(text.text or "" for text in cell.iter("t"))
                if not rows and not heads.get(column):
                    heads[column] = value if isinstance(value, str) and value not in heads.values() else column
                look = looks[int(cell.get("s", 0))]
                cells[heads.get(column, column)] = " ".join(filter(None, [value, formula and f"={formula}", look != "0" and f"({look})"]))
            rows.append(cells)
        found[sheet.get("name")] = rows
    return found


class Page(HTMLParser):
    """The text of a page, block by block, with what attributes say to the reader."""

    INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan"}

    def __init__(self):
        super().__init__()
        self.lines, self.hidden = [""], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style")
        if tag not in self.INLINE:
            self.lines.append("")
        self.lines[-1] += "".join(f" [{key}: {value}] " for key, value in attributes
                                  if key in ("title", "alt", "aria-label", "href", "content", "data-value"))

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")
        if tag not in self.INLINE:
            self.lines.append("")

    def handle_data(self, data):
        if not self.hidden:
            self.lines[-1] += data


def read_html(path):
    page = Page()
    page.feed(path.read_text())
    return [line for line in (" ".join(line.split()) for line in page.lines) if line]


def read_text(path):
    return path.read_text(errors="replace").splitlines()


KINDS = {".json": ("JSON", lambda path: json.loads(path.read_text(), parse_float=str)),
         ".sarif": ("check faces", lambda path: json.loads(path.read_text(), parse_float=str)),
         ".ndjson": ("facts", lambda path: [json.loads(line, parse_float=str) for line in path.read_text().splitlines()]),
         ".csv": ("tables", read_csv), ".sqlite": ("databases", read_sqlite), ".xlsx": ("workbooks", read_xlsx),
         ".html": ("pages", read_html), ".md": ("Markdown", read_text), ".txt": ("text and messages", read_text),
         ".yaml": ("returns", read_text), ".parquet": ("facts", None)}


def kind(path):
    if "facts/" in path or path.endswith("facts.ndjson"):
        return "facts"
    if path.startswith(("check", "against", "fix")) and not path.endswith((".json", "messages.txt")):
        return "check faces"
    return KINDS.get(Path(path).suffix, ("pictures, graphs and others",))[0]


# ---------------------------------------------------------------- comparing
def named(rows):
    """Entries of a list by what tells them apart, or nothing where that is not unique."""
    for keys in NAMES:
        if all(all(isinstance(row.get(key), (str, int)) for key in keys) for row in rows):
            found = {" ".join(str(row[key]) for key in keys): row for row in rows}
            if len(found) == len(rows):
                return found
    return None


def differences(old, new, place):
    """Label, old and new value of everything in which two values differ."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), f"{place}.{key}" if place else str(key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from differing_rows(old, new, place)
    else:
        yield place, old, new


def differing_rows(old, new, place):
    tables = old and new and all(isinstance(row, dict) for row in (*old, *new))
    one, other = (named(old), named(new)) if tables else (None, None)
    if one is not None and other is not None:
        for name in [*one, *(name for name in other if name not in one)]:
            yield from differences(one.get(name, ABSENT), other.get(name, ABSENT), f"{place}[{name}]")
        orders = [[name for name in rows if name in one and name in other] for rows in (one, other)]
        if orders[0] != orders[1]:
            yield f"{place}[order]", "/".join(orders[0]), "/".join(orders[1])
        return
    if len(old) == len(new):
        for number, (a, b) in enumerate(zip(old, new)):
            yield from differences(a, b, f"{place}[{number}]")
        return
    if tables:
        # A new column must not make every row a different one.
        keys = [set().union(*rows) for rows in (old, new)]
        for key in sorted(keys[0] ^ keys[1]):
            yield f"{place}[*].{key}", *(("there", ABSENT) if key in keys[0] else (ABSENT, "there"))
        both = keys[0] & keys[1]
        old, new = ([{key: row[key] for key in row if key in both} for row in rows] for rows in (old, new))
    counts = [Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (old, new)]
    for row in counts[0] - counts[1]:
        yield f"{place}[-]", row, ABSENT
    for row in counts[1] - counts[0]:
        yield f"{place}[+]", ABSENT, row


def differing_lines(old, new):
    for line in difflib.unified_diff(old, new, "", "", "", "", 0) if max(len(old), len(new)) < 20_000 else crude(old, new):
        if line[:3] not in ("---", "+++") and line[0] in "-+":
            yield line[1:], *((line[1:], ABSENT) if line[0] == "-" else (ABSENT, line[1:]))


def crude(old, new):
    """Lines that only one has: what long texts are compared by."""
    counts = Counter(old), Counter(new)
    return [*("-" + line for line in counts[0] - counts[1]), *("+" + line for line in counts[1] - counts[0])]


def compare(path, old, new, binaries):
    """What differs in one file of both folders: label, old, new."""
    one, other = old / path, new / path
    if not one.exists() or not other.exists():
        return [(path, *(ABSENT if not file.exists() else "written" for file in (one, other)))]
    if one.read_bytes() == other.read_bytes():
        return []
    if one.suffix == ".parquet":
        return parquet(path, one, other, binaries)
    try:
        read = KINDS.get(one.suffix, (None, read_text))[1]
        values = read(one), read(other)
    except (ValueError, KeyError, sqlite3.Error, zipfile.BadZipFile, ElementTree.ParseError) as error:
        return [(path, f"cannot be read: {error}", "")]
    lines = one.suffix in (".html", ".md", ".txt", ".yaml") or one.suffix not in KINDS
    found = differing_lines(*values) if lines else differences(*values, "")
    return [(f"{path}:{place}", a, b) for place, a, b in found]


def parquet(path, one, other, binaries):
    """Parquet is read back by the binary that wrote it."""
    read = [subprocess.run([binary, "facts", "--facts", file.parent, "--quiet", "--allow-incomplete"], capture_output=True)
            for binary, file in zip(binaries, (one, other))]
    if read[0].stdout == read[1].stdout and read[0].returncode == read[1].returncode:
        return []
    values = [[json.loads(line, parse_float=str) for line in done.stdout.splitlines()] for done in read]
    return [(f"{path}:{place}", a, b) for place, a, b in differences(*values, "")] or [(f"{path}:messages", *(d.stderr for d in read))]


def expectations(file):
    lines = [line.split("#")[0].strip() for line in file.read_text().splitlines()] if file else []
    return {line: re.compile(re.escape(line).replace(r"\*", ".*"), re.S) for line in lines if line}


def short(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 160 else text[:157] + "..."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--expect", type=Path, help="the differences that are meant")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    parser.add_argument("--show", type=int, default=3, help="how many differences of one kind to show [default: 3]")
    parser.add_argument("--keep", type=Path, help="keep what was written in this folder")
    given = parser.parse_args()
    binaries = [given.old.resolve(), given.new.resolve()]
    scratch = given.keep.resolve() if given.keep else Path(tempfile.mkdtemp(prefix="compare-"))
    try:
        return 1 if report(given, binaries, scratch) else 0
    finally:
        if not given.keep:
            shutil.rmtree(scratch, ignore_errors=True)


def report(given, binaries, scratch):
    """Runs and compares everything; says what it found and whether that is an unexpected difference."""
    shared = given.shared.resolve() if given.shared else None
    found = {name: case for name, case in cases(shared, scratch).items() if given.only in name}
    if not shared:
        print("left out: generated and imported returns, because no folder of reference material is named")

    def run(job):
        name, side = job
        folder = scratch / ("old", "new")[side] / name
        folder.mkdir(parents=True, exist_ok=True)
        found[name](Runner(binaries[side], folder))

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(run, [(name, side) for name in found for side in (0, 1)]))

    expected = expectations(given.expect)
    used, compared, differ, meant = Counter(), Counter(), Counter(), Counter()
    shown = defaultdict(lambda: defaultdict(list))
    for name in found:
        sides = [scratch / side / name for side in ("old", "new")]
        paths = {str(file.relative_to(side)) for side in sides for file in side.rglob("*") if file.is_file()}
        for path in sorted(paths):
            compared[kind(path)] += 1
            open_ones = []
            for label, a, b in compare(path, *sides, binaries):
                pattern = next((text for text, pattern in expected.items() if pattern.fullmatch(label)), None)
                if pattern:
                    used[pattern] += 1
                    meant[kind(path)] += 1
                else:
                    open_ones.append((label, a, b))
            differ[kind(path)] += bool(open_ones)
            for label, a, b in open_ones:
                shape = re.sub(r"\[[^]]*\]", "[*]", label) if KINDS.get(Path(path).suffix, "")[0:1] else path
                shape = path if ":" in label and kind(path) in ("pages", "Markdown", "text and messages", "check faces") else shape
                shown[kind(path)][shape].append((name, label, a, b))
    for what in sorted(compared):
        print(f"{what}: {compared[what]} compared, {differ[what]} differ"
              + (f" ({meant[what]} differences are meant)" if meant[what] else ""))
        shapes = shown[what]
        for shape in list(shapes)[:given.show * 4]:
            for name, label, a, b in shapes[shape][:given.show]:
                if ":" in label and label.endswith((":" + str(a), ":" + str(b))):      # a line of text is its own label
                    print(f"    {name} {'-' if b == ABSENT else '+'} {short(label)}")
                else:
                    print(f"    {name} {label}\n        old: {short(a)}\n        new: {short(b)}")
            if len(shapes[shape]) > given.show:
                print(f"    ... and {len(shapes[shape]) - given.show:,} more of {short(shape)}")
        if len(shapes) > given.show * 4:
            print(f"    ... and {len(shapes) - given.show * 4:,} more kinds of difference")
    for pattern in expected:
        if not used[pattern]:
            print(f"expected, but not found: {pattern}")
    return any(differ.values())


if __name__ == "__main__":
    sys.exit(main())
