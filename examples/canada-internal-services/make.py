#!/usr/bin/env python3
"""Makes the returns in this folder from source.csv.

    python3 make.py              write the returns beside this file
    python3 make.py --to FOLDER  write them elsewhere

Standard library only. The same source gives the same bytes.
"""

import argparse
import csv
import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEAR = "2024-25"

# The ten categories of the Treasury Board. The name decides: one organisation reports the same names
# under codes of its own (ISS11 to ISS1Z). An undivided "Internal Services" line has no function here.
CATEGORIES = {
    "Management and Oversight Services": "ISS01",
    "Communications Services": "ISS02",
    "Legal Services": "ISS03",
    "Human Resources Management Services": "ISS04",
    "Financial Management Services": "ISS05",
    "Information Management Services": "ISS06",
    "Information Technology Services": "ISS07",
    "Real Property Management Services": "ISS08",
    "Materiel Management Services": "ISS09",
    "Acquisition Management Services": "ISS0Z",
}

HEADER = """\
# {name}: internal services, {year}
#
# Source: GC InfoBase (Treasury Board of Canada Secretariat), actual spending and FTE {year}.
# Contains information licensed under the Open Government Licence – Canada.
# Made by make.py; change that or the source, not this file. README.md says what to be careful about.
#
# Internal services only: no control total is declared.
"""


def cents(text):
    """The source carries the noise of binary fractions: 9.299999998 is 9.30."""
    return Decimal(text).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def plain(number):
    """4.0 as 4, 18.21 as 18.21."""
    return format(number.normalize(), "f")


def scalar(text):
    """Plain where YAML allows it, quoted where a comma, colon or short word could be misread."""
    words = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
    safe = re.fullmatch(r"[A-Za-z][A-Za-z0-9 ./-]*", text) and text.lower() not in words
    return text if safe else json.dumps(text, ensure_ascii=False)


def organisation_return(code, name, programmes):
    lines = HEADER.format(name=name, year=YEAR).splitlines()
    lines += [
        "dupaudit: 1",
        f"period: {YEAR}",
        "currency: CAD",
        "taxonomy: gc-internal-services",
        "",
        "organisation:",
        f"  id: {scalar(code)}",
        f"  name: {scalar(name)}",
        "  type: federal-organisation",
        "",
        "processes:",
    ]
    for row in programmes:
        lines += [f"  - id: {row['activity_code']}", f"    name: {scalar(row['program_name'])}"]
        if row["program_name"] in CATEGORIES:
            lines.append(f"    function: {CATEGORIES[row['program_name']]}")
        lines.append(f"    other: {cents(row['actual_spending_cad_2024_25'])}")
        if row["actual_fte_2024_25"] and Decimal(row["actual_fte_2024_25"]):
            lines.append(f"    fte: {plain(Decimal(row['actual_fte_2024_25']))}")
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    options = options.parse_args()

    organisations, empty, negative = {}, [], []
    with open(HERE / "source.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spending = Decimal(row["actual_spending_cad_2024_25"] or 0)
            if not spending:
                empty.append(row)
            elif spending < 0:
                negative.append(row)
            else:
                organisations.setdefault((row["dept_code"], row["organisation"]), []).append(row)

    options.to.mkdir(parents=True, exist_ok=True)
    for (code, name), programmes in sorted(organisations.items()):
        text = organisation_return(code, name, sorted(programmes, key=lambda row: row["activity_code"]))
        (options.to / f"{code}.yaml").write_text(text, encoding="utf-8", newline="\n")
    written = sum(map(len, organisations.values()))
    print(f"{len(organisations)} returns with {written} lines written to {options.to}")
    for why, skipped in (("no spending", empty), ("negative spending", negative)):
        places = ", ".join(f"{row['dept_code']} {row['activity_code']}" for row in skipped)
        print(f"{len(skipped)} lines left out, {why}: {places}")


if __name__ == "__main__":
    main()
