#!/usr/bin/env python3
"""Imports and audits the organograms of 30 September 2011 and compares every organisation with tests/organogram_totals.py.

    organograms.py BINARY SHARED_FOLDER
"""
import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path


def main():
    binary, shared = sys.argv[1], Path(sys.argv[2])
    files = [str(shared / "data" / "uk-organograms" / f"{kind}-2011-09-30.csv") for kind in ("senior", "junior")]
    script = Path(__file__).resolve().parent.parent / "tests" / "organogram_totals.py"
    totals = json.loads(subprocess.run([sys.executable, str(script), *files], check=True, capture_output=True).stdout)
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "import", "organogram", *files, "-o", folder, "--type", "central-government", "--format", "json"]
        imported = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        command = [binary, "audit", folder, "--format", "json", "--quiet"]
        report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout, parse_float=Decimal)
    assert imported["rows"] == 53_768, imported["rows"]
    assert imported["rows_vacant"] == totals["empty"] == imported["rows_skipped"], (imported["rows_vacant"], totals["empty"])
    unpriced = sorted(int(f["message"].split()[0]) for f in imported["findings"] if f["code"] == "unpriced-rows")
    assert unpriced == sorted(totals["all"][kind]["unpriced"] for kind in ("junior", "senior")), unpriced
    mine = {o["name"]: o for o in report["organisations"]}
    assert len(mine) == len(totals["organisations"]) == 173, len(mine)
    for other in totals["organisations"]:
        one = mine[other["name"]]
        for what, here, there in (
            ("cost", int(one["total"] * 100), other["cost_pence"]),
            ("FTE", Decimal(one["fte_itemised"]), Decimal(other["fte"])),
            ("unpriced FTE", Decimal(one["unpriced_fte"]), Decimal(other["unpriced_fte"])),
        ):
            assert here == there, f"{other['name']}: {what} {here}, by the script {there}"
    lines = {f["path"].split("/")[-1]: f["line"] for f in imported["findings"] if f["code"] == "unpriced-rows"}
    for kind in ("senior", "junior"):
        first = min(line for o in totals["organisations"] for line in o[kind]["unpriced_lines"])
        assert lines[f"{kind}-2011-09-30.csv"] == first, f"{kind}: first unpriced line"
    print("173 organisations agree in cost, FTE and unpriced rows")


if __name__ == "__main__":
    main()
