#!/usr/bin/env python3
"""Scores the mapper on labelled items that it has not learned from, and fails where it falls below what it has reached.

    mapping.py BINARY SHARED_FOLDER

Both sets of labels are scored: `gold.dev.csv`, mostly of bodies that labels came from, and `local.dev.csv`, mostly of others.
Then how often claims of 0.9 and more are right, by kind of item: a process and the items linked to it are held against each
other by those (MODEL.md 16.15).
"""
import csv
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

AT_LEAST = {
    "gold.dev.csv": {"accuracy": 0.86, "in_scope": 0.85, "top3": 0.95, "coverage_at_90": 0.80},
    "local.dev.csv": {"accuracy": 0.80, "in_scope": 0.79, "top3": 0.93, "coverage_at_90": 0.60},
}
AT_MOST = {"false_in_scope": 0.05, "calibration_error": 0.05}
SURE = 0.9


def surely_right(binary, evaluate, labels):
    """By kind: how many claims of 0.9 and more there are, and how many of them are right."""
    with open(labels, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in evaluate.returns(rows):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        command = [binary, "map", folder, "--format", "json", "--fail-on", "never"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    answers = {item["id"]: item for item in json.loads(done.stdout)["items"]}
    counts = {}
    for row in rows:
        answer = answers[row["id"]]
        if answer.get("function") and float(answer["confidence"]) >= SURE:
            right = {row["code"], *row["also"].split("|")}
            groups = {code.split(".")[0] for code in right if code}
            count = counts.setdefault(row["kind"], [0, 0, 0])
            count[0] += 1
            count[1] += answer["function"] in right or answer["function"].split(".")[0] in right
            count[2] += answer["function"].split(".")[0] in groups
    return {kind: {"claims": all_, "right": round(right / all_, 3), "right group": round(group / all_, 3)}
            for kind, (all_, right, group) in sorted(counts.items())}


def main():
    binary, shared = sys.argv[1], Path(sys.argv[2]) / "mapping"
    spec = importlib.util.spec_from_file_location("evaluate", shared / "evaluate.py")
    evaluate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evaluate)
    failed = []
    for name, at_least in AT_LEAST.items():
        command = [sys.executable, str(shared / "evaluate.py"), binary, str(shared / name)]
        scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(name, json.dumps({key: round(value, 3) for key, value in scores.items()}))
        print("  at 0.9 and more:", json.dumps(surely_right(binary, evaluate, shared / name)))
        failed += [f"{name}: {key} {scores[key]:.3f} < {least}" for key, least in at_least.items() if scores[key] < least]
        failed += [f"{name}: {key} {scores[key]:.3f} > {most}" for key, most in AT_MOST.items() if scores[key] > most]
    if failed:
        sys.exit("; ".join(failed))


if __name__ == "__main__":
    main()
