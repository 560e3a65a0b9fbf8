#!/usr/bin/env python3
"""Totals of organogram CSVs, an independent check of an importer.

    python3 organogram_totals.py JUNIOR.csv SENIOR.csv > totals.json
    python3 organogram_totals.py --oddities JUNIOR.csv SENIOR.csv

Standard library only, no floats. Files may come in any order and number; the header says which kind
each is. Prints JSON: one entry per organisation, matched by name, then the totals of all.

Rules
  cost      FTE x (lower + upper bound of the pay scale) / 2, each row rounded once to pence, half to even
  unpriced  a bound is missing, blank, not a number, zero or negative; the row keeps its FTE, costs 0
  FTE       blank or not a number counts as 0 and is listed (`fte_unreadable`)
  dropped   posts marked as vacant or eliminated, in the holder, the title, the reference or the description;
            duplicated rows and `Not in post` stay
  text      UTF-8 with or without BOM, else cp1252; pay may have a pound sign, commas and spaces
  header    names match without case and without a last bracket, so `Grade` is `Grade (or equivalent)`,
            and columns without a name or of other names are ignored
  lines     the physical line a row starts on; the header is line 1
"""

import argparse
import csv
import io
import json
import re
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

JUNIOR = {
    "organisation": "organisation",
    "fte": "number of posts in fte",
    "low": "payscale minimum",
    "high": "payscale maximum",
    "title": "generic job title",
    "reports_to": "reporting senior post",
}
SENIOR = {
    "organisation": "organisation",
    "fte": "fte",
    "low": "actual pay floor",
    "high": "actual pay ceiling",
    "title": "job title",
    "reports_to": "reports to senior post",
    "reference": "post unique reference",
    "description": "job/team function",
    "holder": "name",
    "notes": "notes",
}
NO_POST = re.compile(r"not in post|\bvacant\b|\beliminated\b|\bdeleted\b", re.IGNORECASE)


EMPTY = r"(?:currently )?(?:post |position )?(?:vacant|vacancy|eliminated|deleted|disestablished|abolished)(?: post| position)?"
ALONE = re.compile(rf"\W*{EMPTY}\W*", re.IGNORECASE)
# Set apart from a title by a bracket, a colon or a dash with a space.
APART = re.compile(r"[()\[\]:–—]|(?<=\s)-|-(?=\s)")


def is_empty(title, reference, holder, texts):
    """Whether a post is marked as one that nobody holds, or that is gone."""
    whole = [holder, reference.rstrip("0123456789"), *texts]
    return any(ALONE.fullmatch(text) for text in whole) or any(ALONE.fullmatch(part) for part in APART.split(title))


def decode(raw):
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # cp1252 leaves five bytes undefined; they pass as the control characters of Latin-1.
        return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in raw)


def column_name(text):
    return re.sub(r"\s*\([^()]*\)\s*$", "", " ".join(text.split())).lower()


def number(text):
    """The exact value of a plain decimal, or None."""
    text = re.sub(r"[£,\s]", "", text.replace("\u00c2", ""))
    return Fraction(text) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text) else None


def decimal_text(value):
    """An exact decimal; every FTE is one, so their sum is."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    whole, part = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + part


class Row:
    def __init__(self, path, line, cells, kind, columns):
        def cell(name):
            at = columns.get(name)
            return cells[at].strip() if at is not None and at < len(cells) else ""

        self.path, self.line, self.kind, self.cells = path, line, kind, tuple(cells)
        self.organisation, self.title = cell("organisation"), cell("title")
        self.reports_to, self.reference = cell("reports_to"), cell("reference")
        self.description = cell("description")
        self.is_empty = is_empty(self.title, self.reference, cell("holder"), [self.description, cell("notes")])
        self.fte_text, self.pay_text = cell("fte"), (cell("low"), cell("high"))
        self.fte = number(self.fte_text)
        low, high = map(number, self.pay_text)
        self.priced = low is not None and high is not None and low > 0 and high > 0
        middle = (low + high) / 2 if self.priced else Fraction(0)
        self.pence = round((self.fte or 0) * middle * 100)  # of a Fraction: exact, half to even
        self.inverted = self.priced and low > high
        self.wide = self.priced and high > 3 * low

    def place(self):
        return f"{self.path.name}:{self.line}"


def read(path):
    reader = csv.reader(io.StringIO(decode(path.read_bytes()), newline=""))
    header = [column_name(name) for name in next(reader)]
    wanted = SENIOR if SENIOR["reference"] in header else JUNIOR
    missing = [name for name in ("organisation", "fte", "low", "high") if wanted[name] not in header]
    if missing:
        raise SystemExit(f"{path}: no column {', '.join(wanted[name] for name in missing)}")
    columns = {name: header.index(wanted[name]) for name in wanted if wanted[name] in header}
    kind, start = ("senior" if wanted is SENIOR else "junior"), reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Row(path, start, cells, kind, columns)
        start = reader.line_num + 1


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def totals(rows):
    result = {"rows": len(rows), "fte": decimal_text(sum((row.fte or 0 for row in rows), Fraction(0)))}
    result["cost_pence"] = sum(row.pence for row in rows)
    result["unpriced_fte"] = decimal_text(sum((row.fte or 0 for row in rows if not row.priced), Fraction(0)))
    for kind in ("junior", "senior"):
        of_kind = [row for row in rows if row.kind == kind]
        result[kind] = {
            "rows": len(of_kind),
            "fte": decimal_text(sum((row.fte or 0 for row in of_kind), Fraction(0))),
            "cost_pence": sum(row.pence for row in of_kind),
            "unpriced": sum(not row.priced for row in of_kind),
        }
    return result


def lines(rows):
    by_kind = {"junior": [], "senior": []}
    for row in rows:
        by_kind[row.kind].append(row.line)
    return by_kind


def organisations(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row.organisation].append(row)
    for name, group in sorted(groups.items()):
        entry = {"id": slug(name), "name": name, **totals(group)}
        for kind, of_kind in lines(row for row in group if not row.priced).items():
            entry[kind]["unpriced_lines"] = of_kind
        unreadable = [row.place() for row in group if row.fte is None]
        if unreadable:
            entry["fte_unreadable"] = unreadable
        yield entry


def oddities(rows):
    """What an importer has to have a rule for, with counts."""
    references = Counter((row.organisation, row.reference) for row in rows if row.kind == "senior")
    repeated = {key for key, count in references.items() if count > 1}
    copies = Counter((row.path, row.cells) for row in rows)
    first, extra = set(), []
    for row in rows:
        if copies[row.path, row.cells] > 1:
            key = (row.path, row.cells)
            if key in first:
                extra.append(row)
            first.add(key)

    def summary(chosen):
        chosen = list(chosen)
        counts = Counter(row.organisation for row in chosen)
        return {"rows": len(chosen), **{key: totals(chosen)[key] for key in ("fte", "cost_pence")},
                "organisations": dict(counts.most_common())}

    senior = [row for row in rows if row.kind == "senior"]
    junior = [row for row in rows if row.kind == "junior"]
    return {
        "unpriced_by_text": {
            kind: dict(Counter(" / ".join(row.pay_text) for row in of_kind if not row.priced).most_common())
            for kind, of_kind in (("junior", junior), ("senior", senior))
        },
        "fte_zero": [row.place() for row in rows if row.fte == 0],
        "fte_unreadable": [row.place() for row in rows if row.fte is None],
        "pay_inverted": [row.place() for row in rows if row.inverted],
        "pay_over_3_times_minimum": summary(row for row in rows if row.wide),
        "senior_reference_repeated": {"references": len(repeated), **summary(
            row for row in senior if (row.organisation, row.reference) in repeated)},
        "junior_under_repeated_reference": summary(
            row for row in junior if (row.organisation, row.reports_to) in repeated),
        "identical_further_copies": {
            "junior_under_repeated_reference": summary(
                row for row in extra if row.kind == "junior" and (row.organisation, row.reports_to) in repeated),
            "junior_other": summary(
                row for row in extra if row.kind == "junior" and (row.organisation, row.reports_to) not in repeated),
            "senior": summary(row for row in extra if row.kind == "senior"),
        },
        "not_a_filled_post": summary(
            row for row in rows
            if NO_POST.search(row.title) or NO_POST.search(row.reference.rstrip("0123456789"))
            or row.reference == "0" or "post eliminated" in row.description.lower()
        ),
        "reports_to_unknown_post": {
            kind: summary(row for row in of_kind if row.reports_to.upper() != "XX"
                          and (row.organisation, row.reports_to) not in references)
            for kind, of_kind in (("junior", junior), ("senior", senior))
        },
        "replacement_character": sum(any("\ufffd" in cell for cell in row.cells) for row in rows),
        "description_is_a_list": summary(row for row in senior if row.description.startswith("[u")),
    }


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", type=Path, metavar="FILE")
    options.add_argument("--oddities", action="store_true", help="what the data has that an importer needs a rule for")
    options = options.parse_args()
    rows = [row for path in options.files for row in read(path)]
    kept = [row for row in rows if not row.is_empty]
    result = oddities(rows) if options.oddities else {
        "organisations": list(organisations(kept)), "all": totals(kept), "empty": len(rows) - len(kept)}
    json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
