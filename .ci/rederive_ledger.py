"""Where each pound of a return goes: the ledger of docs/model.md again, for .ci/rederive.py. No code of the program is used."""
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import yaml

PPM = 1_000_000
REASONS = ("exceptions", "officers", "once", "failure_demand", "like_for_like")


# ---------------------------------------------------------------- numbers
def pence(text):
    """An amount as a return writes it."""
    if text is None:
        return 0
    plain = str(text).translate(str.maketrans("", "", "_,£$€ "))
    return int(Decimal(plain) * 100)


def ppm(text):
    return int(Decimal(str(text)) * PPM)


def half_even(value):
    return round(Fraction(value))


def share_out(amount, weights):
    """Largest remainder: {key: weight}. What is left over goes to the largest fractions, ties to the first key."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    parts = {key: amount * weight // whole for key, weight in weights.items()}
    keys = [key for key in weights if weights[key]]
    keys.sort(key=lambda key: -(amount * weights[key] % whole))
    for key in keys[:amount - sum(parts.values())]:
        parts[key] += 1
    return parts


def shared_out(amount, shares):
    """Over shares of a whole; what no share has goes to None."""
    return share_out(amount, {None: PPM - sum(shares.values()), **shares})


def median(values):
    values, half = sorted(values), len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def words(text):
    return "".join(letter if letter.isalnum() else " " for letter in str(text).lower()).split()


def shares_of(given):
    """One name, a list that is split evenly, or names with shares."""
    if not given:
        return {}
    if isinstance(given, str):
        return {given: PPM}
    if isinstance(given, list):
        return share_out(PPM, dict.fromkeys(given, 1))
    return {name: ppm(share) for name, share in sorted(given.items())}


# ---------------------------------------------------------------- the function list
class Functions:
    def __init__(self, path):
        listed = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["functions"]
        self.all = {one["code"]: one for one in listed}
        self.above = {code.rpartition(".")[0] for code in self.all}

    def leaf(self, code):
        return code in self.all and code not in self.above and "category" in self.all[code]

    def get(self, code, key):
        return self.all[code].get(key)

    @staticmethod
    def within(code, group):
        return code == group or code.startswith(group + ".")


# ---------------------------------------------------------------- one return: where each pound goes (sections 1, 2, 16.1, 16.14)
# The officers whom the law names, by who must have them.
COUNCILS = {"district-council", "county-council", "unitary-authority", "metropolitan-district", "london-borough"}
UPPER = COUNCILS - {"district-council"}
OFFICERS = {
    "section 151 officer": COUNCILS, "s151 officer": COUNCILS, "s 151 officer": COUNCILS, "monitoring officer": COUNCILS,
    "head of paid service": COUNCILS, "returning officer": COUNCILS, "electoral registration officer": COUNCILS,
    "director of children s services": UPPER, "director of childrens services": UPPER,
    "director of adult social services": UPPER, "director of public health": UPPER,
}


def category_of(kind, own, leaf):
    """Which category a pound has: that of the function, moved by that of the role."""
    letter = {"administrative": "A", "managerial": "M", "frontline": "F", "non-service": "N"}[leaf]
    if kind != "role" or not own or letter == "N":
        return letter
    return {"managerial": {"F": "FM"}, "frontline": {"A": "FA", "M": "FA"}}.get(own, {}).get(letter) or \
        ("M" if own == "managerial" else letter)


def officer_share(role, type_of_body):
    """What of a role is an officer whom the law names (16.14)."""
    said = role.get("statutory")
    if said is not None:
        return {"true": PPM, "false": 0}.get(said) if said in ("true", "false") else ppm(said)
    title = " ".join(words(role.get("title", "")))
    if type_of_body not in OFFICERS.get(title, ()):
        return 0
    fte = Decimal(role.get("fte") or 1)
    return PPM if fte <= 1 else int(PPM / fte)


class Body:
    """A return, with every pound of it as a line: (unit, function, category, pool, amount, item, placed by, product)."""

    def __init__(self, declared, mapped, gives_way, functions):
        self.declared, self.functions = declared, functions
        organisation = declared["organisation"]
        self.id, self.type, self.organisation = organisation["id"], organisation.get("type"), organisation
        self.items = {(kind, one["id"]): one for kind in ("process", "role", "system")
                      for one in declared.get({"process": "processes"}.get(kind, kind + "s")) or []}
        self.lines, self.unmapped = [], 0
        self.mapped, self.gives_way = mapped, gives_way
        self.ledger()

    def shares(self, key):
        """The functions of an item: as declared, else as its text says."""
        one = self.items[key]
        return shares_of(one.get("functions") or one.get("function")) or self.mapped.get((self.id, *key), {})

    def leaves(self, key, amount):
        """An amount over the functions of an item; None is what has none, or only a group."""
        shares = {code: share for code, share in self.shares(key).items() if self.functions.leaf(code)}
        return shared_out(amount, shares)

    def place(self, unit, key, placed_by, pool, amount):
        own = self.items[key].get("category")
        product = None
        if pool == "systems":
            one = self.items[key]
            product = " ".join(words(one.get("product") or one.get("name") or one["id"]))
        for code, part in self.leaves(placed_by, amount).items():
            if code is None:
                self.unmapped += part
            elif part:
                category = category_of(key[0], own, self.functions.get(code, "category"))
                self.lines.append((unit, code, category, pool, part, key, placed_by, product))

    def ledger(self):
        processes = sorted(key for key in self.items if key[0] == "process")
        payers = sorted(key for key in self.items if key[0] != "process")
        linked, rest = defaultdict(dict), {}
        for key in payers:
            parts = shared_out(pence(self.items[key].get("cost")), shares_of(self.items[key].get("processes")))
            rest[key] = parts.pop(None)
            for process, part in parts.items():
                linked[("process", process)][key] = part
        gaps = {}
        for key in processes:
            one, parts = self.items[key], linked[key]
            other, total = pence(one.get("other")), one.get("total")
            if total is None:
                continue
            room = max(pence(total), other) - other
            gaps[key] = max(0, room - sum(parts.values()))
            if sum(parts.values()) > room:
                kept = share_out(room, parts)
                self.unmapped += sum(parts.values()) - room
                linked[key] = kept
        for key in processes:
            unit = self.items[key].get("unit")
            self.place(unit or "-", key, key, "other", pence(self.items[key].get("other")))
            for payer, part in linked[key].items():
                by = payer if key in self.gives_way else key
                self.place(unit or self.items[payer].get("unit") or "-", payer, by, payer[0] + "s", part)
        for key in payers:
            self.place(self.items[key].get("unit") or "-", key, key, key[0] + "s", rest[key])
        self.recharged = [(one["to"], pence(one["amount"])) for one in self.declared.get("recharges") or []]
        spent = sum(amount for *_, amount, _, _, _ in self.lines) + self.unmapped
        self.admit(gaps, spent + sum(amount for _, amount in self.recharged), bool(payers))

    def admit(self, gaps, itemised, has_payers):
        """What a process declares beyond its parts, less what the same unit spends on the function unlinked."""
        wanted, parts = defaultdict(int), defaultdict(dict)
        for key, gap in sorted(gaps.items()):
            for code, part in self.leaves(key, gap).items():
                if part:
                    at = (self.items[key].get("unit") or "-", code)
                    wanted[at] += part
                    parts[at][key] = part
        direct = defaultdict(int)
        for unit, code, _, pool, amount, key, by, _ in self.lines:
            if key == by and pool != "other":
                direct[unit, code] += amount
        admitted = {at: max(0, gap - (direct[at] if at[1] else 0)) for at, gap in wanted.items()}
        for code in {code for _, code in wanted if code}:
            spare = max(0, direct["-", code] - wanted.get(("-", code), 0))
            for at in sorted(at for at in admitted if at[1] == code and at[0] != "-"):
                used = min(spare, admitted[at])
                admitted[at], spare = admitted[at] - used, spare - used
            if ("-", code) in admitted:
                elsewhere = sum(max(0, amount - wanted.get((unit, on), 0))
                                for (unit, on), amount in direct.items() if on == code and unit != "-")
                admitted["-", code] -= min(elsewhere, admitted["-", code])
        total = self.organisation.get("total")
        if total is not None:
            self.total = max(pence(total), itemised)
        else:
            self.total = itemised + (0 if has_payers else sum(admitted.values()))
        room = self.total - itemised
        if sum(admitted.values()) > room:
            admitted = share_out(room, dict(sorted(admitted.items(), key=lambda one: (one[0][0], one[0][1] or ""))))
        for (unit, code), amount in admitted.items():
            for key, part in share_out(amount, parts[unit, code]).items():
                if not part:
                    continue
                if code is None:
                    self.unmapped += part
                else:
                    category = category_of("process", None, self.functions.get(code, "category"))
                    self.lines.append((unit, code, category, "unspecified", part, key, key, None))
        self.unitemised = room - sum(admitted.values())

    # ------------------------------------------------------------ what leaves the comparison (16.7, 16.14)
    def leave(self, usual, end):
        accounts = self.declared.get("accounting") or {}
        unlike = any(accounts.get(name) not in (None, most) for name, most in usual.items())
        self.compared, self.excluded = [], defaultdict(lambda: dict.fromkeys(REASONS, 0))
        for line in self.lines:
            unit, code, category, _, amount, key, by, _ = line
            out = dict.fromkeys(REASONS, 0)
            if category in "AM" and self.functions.get(code, "scope") != "exempt":
                if any(self.excepted(one, line, end) for one in self.declared.get("exceptions") or []):
                    out["exceptions"] = amount
                rest = amount - out["exceptions"]
                if unlike:
                    out["like_for_like"] = rest
                else:
                    if key[0] == "role":
                        out["officers"] = half_even(Fraction(rest * officer_share(self.items[key], self.type), PPM))
                    rest -= out["officers"]
                    yearly = min(self.yearly(key, rest), self.yearly(by, rest))
                    out["once"] = rest - yearly
                    out["failure_demand"] = half_even(Fraction(yearly * ppm(self.items[by].get("failure_demand") or 0), PPM))
                for reason, part in out.items():
                    self.excluded[code][reason] += part
            self.compared.append(amount - sum(out.values()))

    def yearly(self, key, amount):
        one = self.items[key]
        return 0 if one.get("once") == "true" else amount // int(one.get("every") or 1)

    def excepted(self, exception, line, end):
        unit, code, _, _, _, key, by, _ = line
        if (exception.get("until") or end) < end:
            return False
        item = exception.get("item")
        return item is not None and any(item in (name, f"{kind}/{name}") for kind, name in (key, by)) or \
            exception.get("unit") == unit or "function" in exception and self.functions.within(code, exception["function"])

    # ------------------------------------------------------------ what comes in (16.5)
    def income(self):
        """(function or None, kind, amount, who pays)"""
        for one in self.organisation.get("income") or []:
            yield None, one["kind"], pence(one["amount"]), one.get("from")
        for key, process in self.items.items():
            for one in process.get("income") or []:
                for code, part in self.leaves(key, pence(one["amount"])).items():
                    yield code, one["kind"], part, one.get("from")
