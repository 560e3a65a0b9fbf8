#!/usr/bin/env python3
"""The report of a Spark job that fans returns out is that of a single machine, to the penny.

    .ci/spark.py [DUPAUDIT]

Needs pyspark (PyPI) and a JDK 17. The generated set comes from the reference material in ../shared (or SHARED); without it,
that part is named as left out. Ends with 0 when it holds, 1 when it does not, 77 when a part could not be run.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("SHARED", ROOT / "../shared"))


def not_run(why):
    print(f"NOT RUN  {why}")
    return 77


def bare(report):
    """Without what names files: a pipe has none."""
    for key in ("files_found", "files_read"):
        report["coverage"].pop(key)
    for row in report["findings"] + report["exceptions"]:
        for key in ("path", "line", "column", "end_line", "end_column", "related", "fingerprint"):
            row.pop(key, None)
    report["findings"].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return report


def compare(binary, returns, folder):
    out = folder / "out"
    subprocess.run([sys.executable, ROOT / "examples/spark/fan_out.py", returns, out, "--dupaudit", binary],
                   check=True, stderr=subprocess.DEVNULL)
    spark = json.loads((out / "report.json").read_text(), parse_float=str)
    plain = subprocess.run([binary, "audit", returns, "--format", "json", "--fail-on", "never"], check=True,
                           stdout=subprocess.PIPE).stdout
    plain = json.loads(plain, parse_float=str)
    holds = bare(spark) == bare(plain)
    if not holds:
        print("   differs in", [key for key in plain if plain[key] != spark.get(key)])
    # What SQL adds up is what the report says a function costs.
    sums = [line.split(",") for line in (out / "sums.csv").read_text().splitlines()[1:]]
    cost = {row["code"]: round(float(row["cost"]) * 100) for row in plain["functions"]}
    holds &= {code: int(pence) for code, _, pence in sums} == cost
    print(("ok      " if holds else "FAILED  ") + f"{len(plain['organisations'])} returns of {returns.name}: one report")
    return holds


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/dupaudit")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return not_run("pyspark is not installed")
    if not shutil.which("java"):
        return not_run("there is no JDK")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "county").mkdir()
        holds = compare(binary, ROOT / "examples/county", folder / "county")
        generator = SHARED / "bench/generate.py"
        if not generator.exists():
            not_run(f"the generated set: there is no {generator}")
            return 77 if holds else 1
        subprocess.run([sys.executable, generator, "300", folder / "generated"], check=True, stdout=subprocess.DEVNULL)
        (folder / "nation").mkdir()
        holds &= compare(binary, folder / "generated", folder / "nation")
    return 0 if holds else 1


sys.exit(main())
