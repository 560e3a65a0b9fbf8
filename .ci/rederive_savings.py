#!/usr/bin/env python3
"""Works out the net present value, its range and the plan again, from docs/model.md and from nothing of the program's code.

  .ci/rederive_savings.py --examples tests/worked        writes the worked examples of the draws
  .ci/rederive_savings.py --check BINARY RETURNS...      holds an audit of each of these against what is worked out here

The returns of --check must declare a function for every item, a unit and a product at most once on each, and no process totals.

Amounts are pence, shares parts per million, staff thousandths. Python's standard library is all it needs.
"""
import argparse
import json
import re
import subprocess
import sys
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


# ---------------------------------------------------------------- section 16.9: cost of unknown kind
LEAST, MOST, USUAL = 1_500_000, 25_000_000, 5_004_700     # pay of a post in pence: the bounds, and where no role has staff


def known(tranche, key, amount, parameters):
    """Of an amount of a pool, the part of a known kind."""
    return amount if parameters["unspecified_cashable"] else amount - tranche.get("unknown", {}).get(key, 0)


def reckoned(tranche):
    """Thousandths of staff that cost of unknown kind would pay: the fewest, likely, the most."""
    unknown, likely = sum(tranche.get("unknown", {}).values()), tranche.get("reckoned", 0)
    return min(half_even(Fraction(unknown * 1000, MOST)), likely), likely, max(half_even(Fraction(unknown * 1000, LEAST)), likely)


def whole_part(posts, fewest, most, near=0):
    """The part of the saving on posts that releases cash, where so many more may be posts."""
    part = lambda count, of: floor(count + near) / of if of > 0 else 0
    if most <= posts:
        return part(posts, posts)
    below = floor(fewest + near)
    worst = below / (below + type(posts)(1)) if floor(most + near) > below else part(most, most)
    return min(part(posts, posts), worst)


def benefit(tranches, parameters, rate, exit_cost):
    """Cash released less exits, discounted, where so much comes true of every line: no rounding, whole posts apart."""
    total = 0.0
    for body in sorted({tranche["id"] for tranche in tranches}):
        own = [tranche for tranche in tranches if tranche["id"] == body]
        before = 0
        for year in range(parameters["horizon"] + 1):
            at = [float(reached(parameters, year - tranche["wave"])) for tranche in own]
            posts = sum(rate * share * tranche["mfte"] / 1000 for share, tranche in zip(at, own))
            more = [sum(rate * share * reckoned(tranche)[which] / 1000 for share, tranche in zip(at, own)) for which in range(3)]
            part_whole = whole_part(posts, posts + more[0], posts + more[2], 1e-9) if parameters["whole_posts"] else 1
            cash = 0.0
            for tranche in own:
                for (pool, lag), amount in tranche["pools"].items():
                    amount = known(tranche, (pool, lag), amount, parameters)
                    part = rate * float(reached(parameters, year - tranche["wave"] - lag)) * amount
                    if pool == "roles":
                        cash += part * part_whole
                    elif pool in CASHABLE or parameters["unspecified_cashable"]:
                        cash += part
            leaving = floor(posts + more[1] + 1e-9) if parameters["whole_posts"] else posts + more[1]
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


# ---------------------------------------------------------------- returns: just the YAML that these examples are written in
def flow(text, at=0):
    """A value of {a: b, c: [d, e]} or a bare word, and where it ends."""
    while text[at] == " ":
        at += 1
    if text[at] in "{[":
        closing, found = {"{": "}", "[": "]"}[text[at]], {} if text[at] == "{" else []
        at += 1
        while True:
            while text[at] in " ,":
                at += 1
            if text[at] == closing:
                return found, at + 1
            if closing == "}":
                key, at = text[at:].split(":", 1)[0].strip(), at + text[at:].index(":") + 1
                found[key], at = flow(text, at)
            else:
                value, at = flow(text, at)
                found.append(value)
    if text[at] == '"':
        end = text.index('"', at + 1)
        return text[at + 1:end], end + 1
    end = min((place for place in (text.find(mark, at) for mark in ",}]") if place >= 0), default=len(text))
    return text[at:end].strip(), end


def block(lines, depth=0):
    """A mapping or list of (indent, text) lines."""
    found = [] if lines[0][1].startswith("- ") else {}
    at = 0
    while at < len(lines):
        indent, text = lines[at]
        end = at + 1
        while end < len(lines) and lines[end][0] > indent:
            end += 1
        if isinstance(found, list):
            text = text[2:]
            found.append(flow(text)[0] if text[0] in "{[" else block([(indent + 2, text)] + lines[at + 1:end]))
        else:
            key, value = text.split(":", 1)
            value = value.strip()
            quoted = value.startswith('"') and value.endswith('"')
            found[key] = block(lines[at + 1:end]) if not value else \
                value[1:-1] if quoted else flow(value)[0] if value[0] in "{[" else value
        at = end
    return found


def read_returns(path):
    files = sorted(path.glob("**/*.yaml")) if path.is_dir() else [path]
    for file in files:
        for document in re.split(r"(?m)^---$", file.read_text()):
            lines = [line for line in document.split("\n") if line.strip() and not line.strip().startswith("#")]
            yield block([(len(line) - len(line.lstrip()), line.strip()) for line in lines])


def pence(text):
    return int(Decimal(str(text).replace("_", "")) * 100)


def lines_of(organisation):
    """Each cost of a return: function, pool, provider, pence, thousandths of staff, end of contract, whether its kind is unknown."""
    processes = {process["id"]: process for process in organisation.get("processes", [])}
    for process in processes.values():
        assert "total" not in process and "functions" not in process
        if "other" in process:
            yield process["function"], "other", process.get("unit", "-"), pence(process["other"]), 0, None, process.get("other_is") != "supplies"
    for kind, pool in (("roles", "roles"), ("systems", "systems")):
        for item in organisation.get(kind, []):
            process = processes.get(item.get("processes"))
            place = (process or {}).get("unit") or item.get("unit", "-")
            function = process["function"] if process else item["function"]
            product = item.get("product", item.get("name"))
            mfte = int(Decimal(item.get("fte", "0")) * 1000)
            yield function, pool, place if pool == "roles" else product, pence(item["cost"]), mfte, item.get("contract_end"), pool == "roles" and not mfte


# ---------------------------------------------------------------- section 1: what is duplicated, basis excess
POOLS = ["other", "roles", "systems"]
FLOOR = 1_000_000


def duplicated(returns, exempt):
    """Rows of function, body, pool, end: pence, thousandths of staff, and the parts of each provider."""
    bodies = sorted((one for one in returns if one["organisation"].get("type") != "supplier"),
                    key=lambda one: one["organisation"]["id"])
    ids = [one["organisation"]["id"] for one in bodies]
    costs = [list(lines_of(one)) for one in bodies]
    rows, staff = [], {}
    for function in sorted({line[0] for lines in costs for line in lines}):
        if function in exempt:
            continue
        for layer in ("staff", "systems"):
            of = [[line for line in lines if line[0] == function and (line[1] == "systems") == (layer == "systems")] for lines in costs]
            providers = []
            for lines in of:
                sums = {}
                for line in lines:
                    sums[line[2]] = sums.get(line[2], 0) + line[3]
                providers.append({key: cost for key, cost in sums.items() if cost >= FLOOR})
            whole = sum(sum(own.values()) for own in providers)
            total = whole - max((cost for own in providers for cost in own.values()), default=0)
            within = [sum(own.values()) - max(own.values(), default=0) for own in providers]
            retained = [sum(own.values()) - inside for own, inside in zip(providers, within)]
            between = share_out(total - sum(within), retained) if sum(retained) else [0] * len(ids)
            for number, (own, inside, shared) in enumerate(zip(providers, within, between)):
                kept = [line for line in of[number] if line[2] in own]
                counted = inside + shared
                pools = [pool for pool in POOLS if any(line[1] == pool for line in kept)]
                sums = [sum(line[3] for line in kept if line[1] == pool) for pool in pools]
                for pool, amount in zip(pools, share_out(counted, sums) if sum(sums) else []):
                    lines = [line for line in kept if line[1] == pool]
                    ends = sorted({line[5] for line in lines}, key=lambda end: end or "")
                    weights = [sum(line[3] for line in lines if line[5] == end) for end in ends]
                    for end, part in zip(ends, share_out(amount, weights)):
                        at = [line for line in lines if line[5] == end]
                        fte = Fraction(sum(line[4] for line in at) * counted, sum(own.values())) if pool == "roles" else 0
                        keys = sorted({line[2] for line in at})
                        by_provider = [(key, sum(line[3] for line in at if line[2] == key), sum(line[4] for line in at if line[2] == key))
                                       for key in keys]
                        unknown = sum(line[3] for line in at if line[6])
                        unknown = share_out(part, [unknown, sum(line[3] for line in at) - unknown])[0] if part else 0
                        rows.append({"unknown": unknown, "function": function, "body": ids[number], "pool": pool, "end": end, "amount": part,
                                     "fte": fte, "providers": by_provider})
    rows.sort(key=lambda row: (row["function"], row["body"], POOLS.index(row["pool"]), row["end"] or ""))
    for body in ids:
        own = [row for row in rows if row["body"] == body and row["pool"] == "roles"]
        milli = half_even(sum(row["fte"] for row in own)) if own else 0
        weights = [int(row["fte"] * 10 ** 7) for row in own]
        for row, part in zip(own, share_out(milli, weights) if sum(weights) else [0] * len(own)):
            staff[id(row)] = part
    pay = {}
    for line in (line for lines in costs for line in lines if line[1] == "roles" and line[4] and line[3]):
        each = min(max(half_even(Fraction(line[3] * 1000, line[4])), LEAST), MOST)
        pay.setdefault(line[0], []).append(each)
        pay.setdefault(None, []).append(each)
    for row in rows:
        row["mfte"] = staff.get(id(row), 0)
        posts = sorted(pay.get(row["function"], pay.get(None, [USUAL])))
        row["reckoned"] = half_even(Fraction(row["unknown"] * 1000, posts[(len(posts) - 1) // 2]))
    return bodies, rows


# ---------------------------------------------------------------- section 4: the case to the penny
def lag_of(row, first, system_lag):
    if row["pool"] != "systems":
        return 0
    if not row["end"]:
        return system_lag
    year, month, day = map(int, row["end"].split("-"))
    return max(0, year + ((month, day) >= (4, 1)) - first)


def tranches_of(rows, first, system_lag):
    found = {}
    for row in rows:
        own = found.setdefault(row["body"], {"id": row["body"], "wave": 0, "mfte": 0, "pools": {}, "unknown": {}, "reckoned": 0})
        key = (row["pool"], lag_of(row, first, system_lag))
        own["pools"][key] = own["pools"].get(key, 0) + row["amount"]
        own["mfte"] += row["mfte"]
        own["unknown"][key] = own["unknown"].get(key, 0) + row["unknown"]
        own["reckoned"] += row["reckoned"]
    return [found[body] for body in sorted(found)]


def case(tranches, parameters):
    """Gross of each year, and the net present value."""
    rho = Fraction(parameters["realisation_ppm"], PPM)
    spent = costs(tranches, parameters)
    before, years, npv = {one["id"]: 0 for one in tranches}, [], 0
    for year in range(parameters["horizon"] + 1):
        gross = cash = new = 0
        for one in tranches:
            posts, roles = rho * reached(parameters, year) * one["mfte"] / 1000, 0
            for (pool, lag), amount in one["pools"].items():
                part = half_even(amount * reached(parameters, year - lag))
                gross += part
                realised, sure = half_even(part * rho), known(one, (pool, lag), amount, parameters)
                realised = realised if sure == amount else half_even(Fraction(realised * sure, amount))
                if pool == "roles":
                    roles += realised
                else:
                    cash += realised
            fewest, likely, most = (posts + rho * reached(parameters, year) * staff / 1000 for staff in reckoned(one))
            whole = floor(likely)
            cash += half_even(roles * whole_part(Fraction(posts), fewest, most))
            new += max(0, whole - before[one["id"]])
            before[one["id"]] = max(before[one["id"]], whole)
        exits = half_even(new * Fraction(PPM - parameters["attrition_ppm"], PPM) * parameters["exit_cost"])
        years.append(gross)
        npv += round((cash - exits - spent[year]) * discount(year))
    return years, npv


# ---------------------------------------------------------------- section 16.22: what goes when
def plan_of(bodies, rows, parameters, first):
    contracts, variants = {}, {}
    for one in bodies:
        organisation = one["organisation"]["id"]
        for function, pool, provider, *_ in lines_of(one):
            if pool == "systems":
                contracts.setdefault(function, set()).add((organisation, provider))
        for process in one.get("processes", []):
            variants.setdefault(process["function"], set()).add((organisation, process.get("unit", "-"), process["name"].lower()))
    parts = []
    for row in rows:
        if row["amount"] > 0:
            amounts = share_out(row["amount"], [part[1] for part in row["providers"]])
            weights = [part[2] for part in row["providers"]]
            staff = share_out(row["mfte"], weights) if sum(weights) else [0] * len(weights)
            known = row["pool"] != "roles" or all(weights)
            for (provider, _, _), amount, mfte in zip(row["providers"], amounts, staff):
                parts.append({"row": row, "provider": provider, "amount": amount, "surplus": mfte if known else None})
    for pool, of in (("systems", contracts), ("other", variants)):
        for function in {part["row"]["function"] for part in parts}:
            own = [part for part in parts if part["row"]["function"] == function and part["row"]["pool"] == pool]
            surplus = (len(of.get(function, ())) - 1) * 1000
            for part, share in zip(own, share_out(surplus, [part["amount"] for part in own]) if own else []):
                part["surplus"] = share
    groups = {}
    for place, part in enumerate(parts):
        row = part["row"]
        groups.setdefault((row["body"], row["pool"], lag_of(row, first, parameters["system_lag"])), []).append(place)
    steps = []
    for (_, pool, lag), places in groups.items():
        amount = sum(parts[place]["amount"] for place in places)
        for year in range(1, parameters["horizon"] + 1):
            now, then = reached(parameters, year - lag), reached(parameters, year - lag - 1)
            more = half_even(amount * now) - half_even(amount * then)
            for place, money in zip(places, share_out(more, [parts[place]["amount"] for place in places])):
                surplus = parts[place]["surplus"]
                tenths = None if surplus is None else half_even(surplus * now / 100) - half_even(surplus * then / 100)
                if money > 0 or tenths:
                    row = parts[place]["row"]
                    what = {"roles": "posts"}.get(pool, pool)
                    steps.append((year, -money, place, row["function"], row["body"], parts[place]["provider"], what, tenths))
    return [(year, function, body, provider, what, tenths, -money)
            for year, money, _, function, body, provider, what, tenths in sorted(steps)]


# ---------------------------------------------------------------- what the program says
def check(binary, path):
    run = subprocess.run([binary, "audit", str(path), "--format", "json", "--quiet", "--fail-on", "never"], capture_output=True, text=True)
    report = json.loads(run.stdout, parse_float=Decimal)
    money = lambda value: int(value * 100)
    ppm = lambda key: int(report["scenario"][key]["value"] * PPM)
    value = lambda key: report["scenario"][key]["value"]
    parameters = {
        "years": value("years"), "target_ppm": ppm("target"), "horizon": value("horizon"), "realisation_ppm": ppm("realisation"),
        "optimism_ppm": ppm("optimism_bias"), "attrition_ppm": ppm("attrition"), "exit_cost": money(value("exit_cost")),
        "setup_ratio_ppm": ppm("setup_ratio"), "setup_profile": [int(part * PPM) for part in value("setup_profile")],
        "dual_run_ppm": ppm("dual_run"), "system_lag": value("system_lag"), "whole_posts": True, "unspecified_cashable": False,
    }
    exempt = {row["code"] for row in report["functions"] if row["scope"] in ("exempt", "org_only", "same_region")}
    bodies, rows = duplicated(list(read_returns(path)), exempt)
    first = int(report["period"][:4]) + 2
    tranches = tranches_of(rows, first, parameters["system_lag"])
    years, npv = case(tranches, parameters)
    draws = npv_draws(tranches, parameters, npv, [1.0] * value("simulations"), value("seed"))
    steps = plan_of(bodies, rows, parameters, first)
    savings = report["savings"]
    said = [(row["year"], row["function"], row["organisation"], row["provider"], row["what"],
             None if row["count"] is None else int(row["count"] * 10), money(row["money"])) for row in report["plan"]]
    differ = []
    same = lambda what, here, there: here == there or differ.append(f"{what}: {here} here, {there} in the report")
    same("duplicated", sum(row["amount"] for row in rows), money(report["totals"]["duplicated"]["excess"]))
    same("gross by year", years, [money(row["gross"]) for row in savings["years"]])
    unknown = sum(row["unknown"] for row in rows) * 2 > sum(row["amount"] for row in rows)
    same("more than half of unknown kind", unknown, savings["npv"] is None)
    if savings["npv"] is not None:
        same("net present value", npv, money(savings["npv"]))
        for share, here in zip((10, 50, 90), percentiles(draws)):
            there = money(savings[f"npv_p{share}"])
            # Sums of floats in another order: pennies of millions.
            if abs(here - there) > 2:
                differ.append(f"P{share} of the value: {here} here, {there} in the report")
        same("draws above zero", sum(draw > 0 for draw in draws), round(savings["npv_positive"] * len(draws)))
    if steps != said:
        place = next((at for at, pair in enumerate(zip(steps, said)) if pair[0] != pair[1]), min(len(steps), len(said)))
        differ.append(f"the plan, from row {place}: {steps[place:place + 1]} here, {said[place:place + 1]} in the report")
    for year, row in enumerate(savings["years"]):
        same(f"the plan up to year {year}", sum(step[-1] for step in steps if step[0] <= year), money(row["gross"]))
    print(f"{path}: {len(bodies)} organisations, {len(steps)} steps, net present value {npv / 100:,.2f}; {len(differ)} differ")
    for line in differ:
        print("  " + line)
    return not differ


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=Path)
    parser.add_argument("--check", nargs="+", metavar=("BINARY", "RETURNS"))
    given = parser.parse_args()
    if given.examples:
        examples(given.examples)
    if given.check:
        binary, *paths = given.check
        good = [check(binary, Path(path)) for path in paths]
        sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
