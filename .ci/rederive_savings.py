#!/usr/bin/env python3
"""Works out the net present value, its range and the plan again, from docs/model.md and from nothing of the program's code.

  .ci/rederive_savings.py --examples tests/worked        writes the worked examples of the draws

Amounts are pence, shares parts per million, staff thousandths. Python's standard library is all it needs.
"""
import argparse
import json
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from statistics import NormalDist

PPM = 1_000_000
MASK = (1 << 64) - 1
SEED = 20180328
CASHABLE = ("roles", "systems", "other")


# ---------------------------------------------------------------- section 3: numbers without a state
def splitmix64(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def fnv1a64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def uniform(seed, draw, key):
    outer = splitmix64(seed ^ (draw * 0xD1B54A32D192ED03 & MASK))
    return (splitmix64(outer ^ fnv1a64(key)) >> 11) / (1 << 53)


def triangular(u, low, mode, high):
    span = high - low
    if span <= 0:
        return mode
    if u < (mode - low) / span:
        return low + (u * span * (mode - low)) ** 0.5
    return high - ((1 - u) * span * (high - mode)) ** 0.5


def percentiles(values):
    values = sorted(values)
    return [values[-(-len(values) * share // 100) - 1] for share in (10, 50, 90)]


def half_even(value):
    value = Fraction(value)
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_EVEN)) \
        if value.denominator != 1 else int(value)


# ---------------------------------------------------------------- section 4: the case
def reached(parameters, year):
    """The cumulative reduction in a year, exactly."""
    years, target = parameters["years"], Fraction(parameters["target_ppm"], PPM)
    x = Fraction(min(max(year, 0), years), years)
    return target * (3 * x ** 2 - 2 * x ** 3)


def discount(year):
    """3.5% to year 30: the horizon is no longer."""
    factor = 1.0
    for _ in range(year):
        factor /= 1.035
    return factor


def share_out(amount, weights):
    """Largest remainder: floors first, what is left over to the largest fractions, ties to the first."""
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for place in left[:amount - sum(parts)]:
        parts[place] += 1
    return parts


def costs(tranches, parameters):
    """Set-up and dual running by year, optimism bias included."""
    uplift = Fraction(PPM + parameters["optimism_ppm"], PPM)
    setup = {}
    for wave in sorted({tranche["wave"] for tranche in tranches}):
        base = sum(sum(tranche["pools"].values()) for tranche in tranches if tranche["wave"] == wave)
        planned = half_even(base * reached(parameters, 10 ** 6))
        cost = half_even(Fraction(planned * parameters["setup_ratio_ppm"], PPM))
        for year, part in enumerate(share_out(cost, parameters["setup_profile"]), wave):
            setup[year] = setup.get(year, 0) + part
    gross = [sum(half_even(amount * reached(parameters, year - tranche["wave"] - lag))
                 for tranche in tranches for (_, lag), amount in tranche["pools"].items())
             for year in range(parameters["horizon"] + 1)]
    dual = [half_even(Fraction(max(now - before, 0) * parameters["dual_run_ppm"], PPM) * uplift)
            for before, now in zip([0, *gross], gross)]
    return [half_even(setup.get(year, 0) * uplift) + dual[year] for year in range(parameters["horizon"] + 1)]


def benefit(tranches, parameters, rate, exit_cost):
    """Cash released less exits, discounted, where so much comes true of every line: no rounding, whole posts apart."""
    total = 0.0
    for body in sorted({tranche["id"] for tranche in tranches}):
        own = [tranche for tranche in tranches if tranche["id"] == body]
        before = 0
        for year in range(parameters["horizon"] + 1):
            at = [float(reached(parameters, year - tranche["wave"])) for tranche in own]
            posts = sum(rate * share * tranche["mfte"] / 1000 for share, tranche in zip(at, own))
            cash = 0.0
            for tranche in own:
                for (pool, lag), amount in tranche["pools"].items():
                    part = rate * float(reached(parameters, year - tranche["wave"] - lag)) * amount
                    if pool == "roles":
                        whole = floor(posts + 1e-9) if parameters["whole_posts"] else posts
                        cash += part * whole / posts if posts > 0 else 0
                    elif pool in CASHABLE or parameters["unspecified_cashable"]:
                        cash += part
            leaving = floor(posts + 1e-9) if parameters["whole_posts"] else posts
            stays = 1 - parameters["attrition_ppm"] / PPM
            total += (cash - (leaving - before) * stays * exit_cost) * discount(year)
            before = leaving
    return total


# ---------------------------------------------------------------- section 16.11: the draws
def ends(parameters, manifesto):
    rho = parameters["realisation_ppm"]
    if manifesto or rho >= 950_000:
        return rho / PPM, rho / PPM, rho / PPM
    return (520_000 * rho // PPM) / PPM, rho / PPM, min(PPM, 1_540_000 * rho // PPM) / PPM


def npv_draws(tranches, parameters, point, duplicated, seed=SEED, manifesto=False):
    """The value of each draw. `duplicated` gives D of a draw as a part of D as mapped."""
    fixed = sum(cost * discount(year) for year, cost in enumerate(costs(tranches, parameters)))
    rho = parameters["realisation_ppm"] / PPM
    rounding = point - (benefit(tranches, parameters, rho, parameters["exit_cost"]) - fixed)
    values = []
    for draw, part in enumerate(duplicated):
        rate = triangular(uniform(seed, draw, "param:realisation"), *ends(parameters, manifesto)) * part
        exit_cost = parameters["exit_cost"] * triangular(uniform(seed, draw, "param:exit-cost"), 0.5, 1, 1.5)
        cost = triangular(uniform(seed, draw, "param:cost"), 0.71, 1, 1.92) * part * fixed
        values.append(round(benefit(tranches, parameters, rate, exit_cost) - cost + rounding))
    return values


def analytic(mean, deviation, full, draws, seed=SEED):
    """Parts of D where the range is worked out."""
    normal = NormalDist()
    return [min(max(mean + deviation * normal.inv_cdf(uniform(seed, draw, "param:mapping")), 0), full) / full
            for draw in range(draws)]


def summary(values):
    return {"npv": percentiles(values), "positive": sum(value > 0 for value in values)}


def examples(folder):
    """The draws of example 04: certain mappings, and a range that is worked out."""
    given = json.loads((folder / "04_business_case.json").read_text())
    expected = {}
    for name, case in given["expected"].items():
        which, preset = name.split(".")
        parameters = {**given["input"]["defaults"], **given["input"]["scenarios"][preset]}
        lag = parameters["system_lag"]
        tranches = [{"id": one["id"], "wave": one.get("wave", 0), "mfte": one["mfte"],
                     "pools": {("roles", 0): one["roles"], ("systems", lag): one["systems"], ("other", 0): one["other"]}}
                    for one in given["input"][which]]
        full = case["base"]
        args = (tranches, parameters, case["npv"])
        expected[name] = summary(npv_draws(*args, [1.0] * 1000, manifesto=preset == "manifesto"))
        parts = analytic(full * 4 // 5, full // 10, full, 200)
        expected[name]["analytic"] = summary(npv_draws(*args, parts, manifesto=preset == "manifesto"))
    about = "Draws of the net present value of the cases of example 04, made by .ci/rederive_savings.py: 1,000 with every " \
            "mapping sure, and 200 where the duplicated cost has a mean of four fifths and a deviation of a tenth."
    (folder / "14_draws.json").write_text(json.dumps({"about": about, "expected": expected}, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=Path)
    given = parser.parse_args()
    if given.examples:
        examples(given.examples)


if __name__ == "__main__":
    main()
