#!/usr/bin/env python3
"""Scores the mapper on labelled items that it has not learned from, and fails where it falls below what it has reached.

    mapping.py BINARY SHARED_FOLDER
"""
import json
import subprocess
import sys
from pathlib import Path

AT_LEAST = {"accuracy": 0.80, "in_scope": 0.85, "top3": 0.92, "group": 0.84, "scope": 0.90, "coverage_at_90": 0.62}
AT_MOST = {"false_in_scope": 0.07, "calibration_error": 0.06}


def main():
    binary, shared = sys.argv[1], Path(sys.argv[2])
    command = [sys.executable, str(shared / "mapping" / "evaluate.py"), binary]
    scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(json.dumps({key: round(value, 3) for key, value in scores.items()}))
    low = [f"{key} {scores[key]:.3f} < {least}" for key, least in AT_LEAST.items() if scores[key] < least]
    high = [f"{key} {scores[key]:.3f} > {most}" for key, most in AT_MOST.items() if scores[key] > most]
    if low or high:
        sys.exit("; ".join(low + high))


if __name__ == "__main__":
    main()
