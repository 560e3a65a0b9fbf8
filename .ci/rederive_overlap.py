"""What all returns together have twice: the measures of docs/model.md again, for .ci/rederive.py. No code of the program is used."""
import math
from collections import defaultdict
from fractions import Fraction

from rederive_ledger import PPM, REASONS, half_even, median, share_out, words

FLOOR = 10_000_00
BASES = ("all", "excess", "hhi")
STAFF, SYSTEMS = "staff", "systems"


# ---------------------------------------------------------------- all returns together (sections 1, 16.3, 16.4)
def measure(basis, costs):
    whole = sum(costs)
    if len(costs) < 2 or not whole:
        return 0
    return {"all": whole, "excess": whole - max(costs), "hhi": (whole ** 2 - sum(cost ** 2 for cost in costs)) // whole}[basis]


def attributed(basis, sides):
    """What is duplicated of each side: within it, and its part of what is between, by what it would keep."""
    within = [measure(basis, costs) for costs in sides]
    between = measure(basis, [cost for costs in sides for cost in costs]) - sum(within)
    parts = share_out(between, {place: sum(costs) - own for place, (costs, own) in enumerate(zip(sides, within))})
    return within, [own + parts[place] for place, own in enumerate(within)]


class Audit:
    def __init__(self, bodies, functions, period_end):
        self.bodies = sorted(bodies, key=lambda body: body.id)
        self.by_id, self.functions = {body.id: body for body in bodies}, functions
        usual = {}
        for name in ("on_costs", "recharges", "vat", "income"):
            counts = defaultdict(lambda: [0, 0])
            for body in bodies:
                value = (body.declared.get("accounting") or {}).get(name)
                if value:
                    counts[value][0] += 1
                    counts[value][1] += body.total
            usual[name] = min(counts, key=lambda value: ([-part for part in counts[value]], value), default=None)
        for body in self.bodies:
            body.leave(usual, period_end)
        self.codes = sorted({line[1] for body in bodies for line in body.lines if line[2] in "AM"})
        self.joint = {code: self.together(code, period_end) for code in self.codes}
        self.spent = {code: self.providers(code) for code in self.codes}

    def together(self, code, end):
        """Who runs a function together at the end of the period: sets of ids."""
        groups = []
        for body in self.bodies:
            for one in body.declared.get("shared") or []:
                members = {body.id, *one["with"]} & set(self.by_id)
                if self.functions.within(code, one["function"]) and (one.get("since") or end) <= end and len(members) > 1:
                    members = members.union(*(group for group in groups if group & members))
                    groups = [group for group in groups if not group & members] + [members]
        return groups

    def providers(self, code):
        """{layer: {organisation: {provider: compared}}}, pounds without a unit at the largest unit."""
        spent = {STAFF: {}, SYSTEMS: {}}
        for body in self.bodies:
            for (unit, on, category, pool, _, _, _, product), compared in zip(body.lines, body.compared):
                if on == code and category in "AM":
                    layer = SYSTEMS if pool == "systems" else STAFF
                    own = spent[layer].setdefault(body.id, defaultdict(int))
                    own[product if layer == SYSTEMS else unit] += compared
            units = spent[STAFF].get(body.id, {})
            named = [unit for unit in units if unit != "-" and units[unit] > 0]
            if "-" in units and named:
                home = min(named, key=lambda unit: (-units[unit], unit))
                units[home] += units.pop("-")
        return spent

    def set_of(self, code, body):
        scope, organisation = self.functions.get(code, "scope"), body.organisation
        duty = self.functions.get(code, "duty") or []
        if scope == "any":
            return "everyone"
        if scope == "same_type" and body.type in duty:
            all_say = all(one.organisation.get("family") for one in self.bodies if one.type in duty)
            return "duty", organisation.get("family") if all_say else None
        name = {"same_type": organisation.get("family") or body.type, "same_region": organisation.get("region")}.get(scope)
        return ("named", name) if name else ("alone", body.id)

    def kept(self, code, layer, body, cost, groups):
        """Whether a provider is at or above the floor: of what bodies run together, all of it."""
        group = next((group for group in groups if body in group), None) if layer == STAFF else None
        if group:
            whole = sum(sum(self.spent[code][STAFF].get(one, {}).values()) for one in group)
            return cost >= 1 and whole >= FLOOR
        return cost >= FLOOR

    def sets(self, code, layer):
        sets = defaultdict(dict)
        for name, own in self.spent[code][layer].items():
            sets[self.set_of(code, self.by_id[name])][name] = own
        return sets

    def duplicated(self, code, layer, members, basis="excess", apart=False, one_unit=False, without=()):
        """One comparison set: in all, and within and in all of each body."""
        groups = [] if apart else self.joint[code]
        sides, names, joint = [], [], {}
        for name, own in sorted(members.items()):
            costs = [sum(own.values())] if one_unit else list(own.values())
            costs = [cost for cost in costs if self.kept(code, layer, name, cost, groups)]
            if not costs or name in without:
                continue
            group = next((group for group in groups if name in group), None) if layer == STAFF else None
            if group and min(group) in joint:
                place = joint[min(group)]
                sides[place] = [sides[place][0] + sum(costs)]
                names[place][name] = sum(costs)
                continue
            if group:
                joint[min(group)] = len(sides)
            sides.append([sum(costs)] if group else costs)
            names.append({name: sum(costs)})
        within, all_of = attributed(basis, sides)
        found = {}
        for place, paid in enumerate(names):
            for name, part in share_out(all_of[place], paid).items():
                found[name] = (0 if place in joint.values() else within[place], part)
        return sum(all_of), found, sum(map(len, sides))

    # ------------------------------------------------------------ outliers (16.6)
    def volume(self, body, code):
        unit = self.functions.get(code, "volume_unit")
        single = lambda text: {word.rstrip("s") for word in words(text)} - {"number", "of", "no", "count"}
        found = []
        for key, one in body.items.items():
            if key[0] == "process" and one.get("volume") and one.get("volume_unit") and unit and \
                    body.shares(key).get(code, 0) * 2 >= PPM and key not in body.gives_way:
                given, wanted = single(one["volume_unit"]), single(unit)
                if given and wanted and (given <= wanted or wanted <= given):
                    found.append(float(str(one["volume"]).replace("_", "")))
        return max(found, default=None)

    def outliers(self, code):
        """[(organisation, driver, cost, ratio)] of all comparison sets."""
        if self.functions.get(code, "scope") == "exempt":
            return []
        sets, found = defaultdict(dict), []
        for layer in (STAFF, SYSTEMS):
            for name, own in self.spent[code][layer].items():
                spent = sets[self.set_of(code, self.by_id[name])]
                spent[name] = spent.get(name, 0) + sum(own.values())
        driver = lambda name: lambda body, _: float(
            str((body.organisation.get("drivers") or {}).get(name) or 0).replace("_", ""))
        in_scope = lambda body, cost: (sum(line[4] for line in body.lines if line[2] in "AM") - cost) / 100
        drivers = {"volume": lambda body, _: self.volume(body, code), "population": driver("population"),
                   "dwellings": driver("dwellings"), "headcount": driver("headcount"), "cost in scope": in_scope}
        for spent in sets.values():
            for name, size in drivers.items():
                sized = {one: (cost, size(self.by_id[one], cost)) for one, cost in spent.items() if cost > 0}
                logs = {one: math.log(cost / 100 / of) for one, (cost, of) in sized.items() if of and of > 0}
                if len(spent) < 5 or len(logs) < 5:
                    continue
                middle = median(logs.values())
                away = {one: abs(log - middle) for one, log in logs.items()}
                spread, mean = median(away.values()), sum(away.values()) / len(away)
                score = lambda far: 0.6745 * far / spread if spread else far / (1.253314 * mean) if mean else 0
                found += [(one, name, spent[one], math.exp(logs[one] - middle)) for one in logs
                          if score(away[one]) > 3.5 and away[one] > math.log(3)]
                break
        return found

    # ------------------------------------------------------------ everything that the JSON says too
    def result(self):
        organisations = {body.id: self.organisation(body) for body in self.bodies}
        totals = defaultdict(int)
        functions, outliers, shared, per_body = {}, {}, {}, defaultdict(int)
        income = defaultdict(lambda: [0, 0])
        for body in self.bodies:
            for code, _, amount, payer in body.income():
                income[code][0] += amount
                income[code][1] += 0 if payer in self.by_id else amount
                totals["income"] += amount
                totals["outside"] += 0 if payer in self.by_id else amount
        for code in self.codes:
            row = defaultdict(int)
            exempt = self.functions.get(code, "scope") == "exempt"
            lines = [(body, line, compared) for body in self.bodies
                     for line, compared in zip(body.lines, body.compared) if line[1] == code and line[2] in "AM"]
            row["cost"] = sum(line[4] for _, line, _ in lines)
            row["organisations"] = len({body.id for body, _, _ in lines})
            row["income"], row["net_cost"] = income[code][0], row["cost"] - income[code][1]
            for reason in REASONS:
                row["excluded." + reason] = sum(body.excluded[code][reason] for body in self.bodies if code in body.excluded)
            far = self.outliers(code)
            carried, joint = defaultdict(int), defaultdict(int)
            for layer in (STAFF, SYSTEMS):
                for members in self.sets(code, layer).values():
                    counted, found, providers = self.duplicated(code, layer, members)
                    row["providers" if layer == STAFF else "products"] += providers
                    if exempt:
                        continue
                    for basis in BASES:
                        row["duplicated." + basis] += self.duplicated(code, layer, members, basis)[0]
                    row["below_floor"] += sum(
                        cost for name, own in members.items() for cost in own.values()
                        if not self.kept(code, layer, name, cost, self.joint[code]))
                    row[layer] += counted
                    row["within"] += sum(within for within, _ in found.values())
                    row["between"] += sum(part - within for within, part in found.values())
                    totals["as_one_unit"] += self.duplicated(code, layer, members, one_unit=layer == STAFF)[0]
                    totals["already_shared"] += self.duplicated(code, layer, members, apart=True)[0] - counted
                    here = {name for name, *_ in far if name in found}
                    for name in here:
                        carried[name] += counted - self.duplicated(code, layer, members, without={name})[0]
                    totals["without_outliers"] += self.duplicated(code, layer, members, without=here)[0]
                    for name, (within, part) in found.items():
                        organisations[name]["duplicated"] += part
                        organisations[name]["within"] += within
                        per_body[name, code] += part
                        joint[name] += part if layer == STAFF else 0
            for name, driver, cost, ratio in far:
                outliers[code, name] = {"driver": driver, "cost": cost, "ratio": ratio, "carries": carried[name]}
            for group in self.joint[code]:
                cost = sum(compared for body, line, compared in lines if body.id in group and line[3] != "systems")
                if cost and not exempt:
                    shared[code, tuple(sorted(group))] = {"cost": cost, "duplicated": sum(joint[name] for name in group)}
            functions[code] = dict(row)
            for key in ("within", "between", *("duplicated." + basis for basis in BASES)):
                totals[key] += row[key]
        for body in self.bodies:
            paid, spent = defaultdict(int), defaultdict(int)
            for code, kind, amount, _ in body.income():
                paid[code] += amount if kind in ("cost-recovery", "recharge") else 0
            for line in body.lines:
                spent[line[1]] += line[4]
            totals["passed_on"] += sum(half_even(Fraction(per_body[body.id, code] * min(amount, spent[code]), spent[code]))
                                       for code, amount in paid.items() if code and spent[code])
        inside = sum(amount for body in self.bodies for to, amount in body.recharged if to in self.by_id)
        totals["cost"] = sum(body.total for body in self.bodies) - inside
        totals["net_cost"] = totals["cost"] - totals.pop("outside", 0)
        totals["in_scope"] = sum(one["in_scope"] for one in organisations.values())
        return {"totals": dict(totals), "organisations": organisations, "functions": functions, "outliers": outliers,
                "shared": shared}

    @staticmethod
    def organisation(body):
        names = {"A": "administrative", "M": "managerial", "F": "frontline", "FM": "frontline_management",
                 "FA": "frontline_administration", "N": "non_service"}
        row = {"total": body.total, "duplicated": 0, "within": 0, "buckets.unmapped": body.unmapped,
               "buckets.unitemised": body.unitemised, "buckets.recharge_out": sum(amount for _, amount in body.recharged)}
        for letter, name in names.items():
            row["buckets." + name] = sum(line[4] for line in body.lines if line[2] == letter)
        row["in_scope"] = row["buckets.administrative"] + row["buckets.managerial"]
        for reason in REASONS:
            row["excluded." + reason] = sum(by[reason] for by in body.excluded.values())
        row["income"] = sum(amount for _, _, amount, _ in body.income())
        row["net_cost"] = body.total - row["income"]
        return row
