#!/usr/bin/env python3
"""Makes the returns of two years from source.csv.

    python3 make.py                        write 2010-11 and 2020-21 beside this file
    python3 make.py --to FOLDER            write them elsewhere
    python3 make.py --to FOLDER YEAR…      write other years, such as 2012-13 2018-19

Standard library only. The same source gives the same bytes.
"""

import argparse
import csv
import re
from decimal import Decimal, ROUND_HALF_EVEN
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEARS = ["2010-11", "2020-21"]
PENNY = Decimal("0.01")

RETURN = """\
# {name}: council tax collection, {year}
#
# Source: Improvement Service, Local Government Benchmarking Framework, indicator CORP 4.
# Contains public sector information licensed under the Open Government Licence v3.0.
# Made by make.py; change that or the source, not this file. README.md says what to be careful about.
dupaudit: 1
period: {year}
currency: GBP

organisation:
  id: {id}
  name: {name}
  type: scottish-council
  region: Scotland

processes:
  - id: council-tax-collection
    name: Council tax collection
    function: revenues.council-tax
    other: {cost}
    volume: {dwellings}
    volume_unit: dwellings
"""


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    options.add_argument("years", nargs="*", default=YEARS, metavar="YEAR")
    options = options.parse_args()

    with open(HERE / "source.csv", encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    for year in options.years:
        rows = [row for row in source if row["year"] == year]
        published = [Decimal(row["council_tax_collection_cost"]) for row in rows if row["local_authority"] == "Scotland"]
        councils = [row for row in rows if row["local_authority"] != "Scotland"]
        if len(councils) != 32 or len(published) != 1:
            raise SystemExit(f"{year}: {len(councils)} councils and {len(published)} totals; there should be 32 and 1")
        folder = options.to / year
        folder.mkdir(parents=True, exist_ok=True)
        total = Decimal(0)
        for row in councils:
            # The source has fractions of pennies where it computed a cost itself.
            cost = Decimal(row["council_tax_collection_cost"]).quantize(PENNY, ROUND_HALF_EVEN)
            total += cost
            slug = re.sub(r"[^a-z]+", "-", row["local_authority"].lower())
            text = RETURN.format(
                id=slug, name=row["local_authority"], year=year, cost=cost, dwellings=row["dwellings"]
            )
            (folder / f"{slug}.yaml").write_text(text, encoding="utf-8", newline="\n")
        if total != published[0].quantize(PENNY, ROUND_HALF_EVEN):
            raise SystemExit(f"{year}: the councils add up to {total}, the published total is {published[0]}")
        print(f"{year}: {len(councils)} returns, {total}, as published")


if __name__ == "__main__":
    main()
