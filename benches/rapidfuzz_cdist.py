#!/usr/bin/env python3
"""How many texts a second rapidfuzz compares with the labels and synonyms of the default list of functions.

    pip install rapidfuzz numpy pyyaml
    python3 benches/rapidfuzz_cdist.py

The same texts as in benches/mapping.rs, on every core. It only compares: it knows no context, and its likeness is no
confidence.
"""
import csv
import os
import time

import yaml
from rapidfuzz import fuzz, process, utils

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def main():
    with open(os.path.join(ROOT, "taxonomies", "public-functions.labels.csv"), newline="", encoding="utf-8") as file:
        texts = [utils.default_process(row["text"]) for row in csv.DictReader(file)]
    with open(os.path.join(ROOT, "taxonomies", "public-functions.yaml"), encoding="utf-8") as file:
        functions = yaml.safe_load(file)["functions"]
    labels = [utils.default_process(function["label"]) for function in functions]
    names = [utils.default_process(str(name)) for function in functions for name in function.get("synonyms", [])]
    for what, choices in (("labels", labels), ("labels and synonyms", labels + names)):
        for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.WRatio):
            some = texts if len(choices) < 500 else texts[:2000]
            start = time.perf_counter()
            process.cdist(some, choices, scorer=scorer, workers=-1)
            seconds = time.perf_counter() - start
            print(f"{scorer.__name__:16} {len(choices):6} {what:20} {len(some) / seconds:10,.0f} texts/s")


if __name__ == "__main__":
    main()
