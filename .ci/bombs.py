#!/usr/bin/env python3
"""Runs commands on inputs that are made to exhaust time or memory.

    bombs.py BINARY [--seconds 5] [--megabytes 1000] [--only WORDS]

Every input has at most 16 MiB. Each command must end with an exit code of its own, within the time and within the
memory. An unoptimised binary, or a machine that does something else, needs a larger `--seconds`.
"""
import argparse
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

MIB = 1 << 20
HEAD = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder Council}\n"
CHECKS = [["check", "--format", name] for name in ("text", "concise", "json", "sarif", "junit", "markdown", "html", "github")]
READS = [["check"], ["audit"], ["map"], ["facts"], ["fmt", "--check"], ["check", "--fix", "--diff"], ["audit", "--format", "html"]]


def filled(start, part, end="", size=15 * MIB):
    """As many parts as there is room for. `part` takes a number."""
    made, length, number = [start], len(start), 0
    while length < size:
        text = part(number)
        made.append(text)
        length += len(text)
        number += 1
    return "".join(made) + end


def role(number):
    return f"  - {{id: r{number}, title: Payroll officer, cost: 1}}\n"


def body(number, functions=1):
    roles = [{"id": f"r{item}", "title": "Payroll officer", "function": "hr.payroll", "cost": 40000 + number, "fte": 1} for item in range(functions)]
    return json.dumps({"dupaudit": 1, "period": "2025-26", "organisation": {"id": f"b{number}", "name": f"Body {number}", "total": 90000}, "roles": roles}) + "\n"


def attacks():
    """Name, files, and the commands that read them."""
    long_text = "x" * 65_000
    yield "one long title and 30,000 aliases", {"a.yaml": f"{HEAD}units:\n  - {{id: u, name: &a {long_text}}}\nroles:\n" + "".join(f"  - {{id: r{n}, title: *a, cost: 1}}\n" for n in range(30_000))}, READS
    yield "a title of 15 MiB", {"a.yaml": f"{HEAD}roles:\n  - {{id: a, title: {'x' * 15 * MIB}, cost: 1}}\n"}, READS
    yield "a title of 15 MiB in JSON", {"a.json": json.dumps({"dupaudit": 1, "period": "2025-26", "organisation": {"id": "A", "name": "B"}, "roles": [{"id": "a", "title": "x " * 7 * MIB, "cost": 1}]})}, READS
    yield "half a million anchors", {"a.yaml": filled(HEAD + "roles:\n", lambda n: f"  - &a{n} {{id: r{n}}}\n")}, READS
    yield "aliases of aliases", {"a.yaml": HEAD + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))}, READS
    for opening in ("[", "{a: ", "- ", "? ", "{", "[[", "- - ? "):
        yield f"15 MiB of {opening!r}", {"a.yaml": HEAD + "x: \n" + filled("", lambda n: opening)}, [["check"], ["audit"], ["fmt", "--check"]]
        yield f"120 KB of {opening!r}", {"a.yaml": opening * (120_000 // len(opening))}, [["check"], ["audit"], ["fmt", "--check"]]
    yield "deep by lines", {"a.yaml": HEAD + "".join(" " * n + "a:\n" for n in range(5000))}, READS
    yield "empty objects, a line each", {"a.ndjson": filled("", lambda n: "{}\n")}, CHECKS + READS[1:4]
    yield "words, a line each", {"a.ndjson": filled("", lambda n: "x\n")}, [["check"], ["check", "--format", "sarif"], ["audit"]]
    yield "empty documents", {"a.yaml": filled("", lambda n: "---\na\n")}, [["check"], ["check", "--format", "sarif"], ["audit"]]
    yield "values of nothing", {"a.yaml": HEAD + "roles: [" + filled("", lambda n: "{},") + "]\n"}, READS
    yield "unknown units", {"a.yaml": filled(HEAD + "units:\n" + "".join(f"  - {{id: unit-{n}, name: n}}\n" for n in range(50_000)) + "roles:\n", lambda n: f"  - {{id: r{n}, title: t, unit: unot{n}}}\n")}, READS + CHECKS[1:]
    yield "unknown functions", {"a.yaml": filled(HEAD + "roles:\n", lambda n: f"  - {{id: r{n}, title: t, function: hr.payrol{n}}}\n")}, READS + CHECKS[1:4]
    yield "wrong keys", {"a.yaml": filled(HEAD + "roles:\n", lambda n: f"  - {{id: r{n}, titel: Payroll officer, cots: 1}}\n")}, READS + CHECKS[1:]
    yield "wrong keys in one mapping", {"a.yaml": filled(HEAD, lambda n: f"key{n}: 1\n")}, READS + CHECKS[1:4]
    yield "one key many times", {"a.yaml": filled(HEAD, lambda n: "roles: []\n")}, READS
    yield "items of one title", {"a.yaml": filled(HEAD + "roles:\n", role)}, READS
    yield "items of different titles", {"a.yaml": filled(HEAD + "roles:\n", lambda n: f"  - {{id: r{n}, title: Officer {n:x} {n * 7919:x}, cost: 1}}\n")}, READS
    yield "one id for all", {"a.yaml": filled(HEAD + "roles:\n", lambda n: "  - {id: r, title: Payroll officer, cost: 1}\n")}, READS + CHECKS[1:4]
    yield "exceptions for nothing", {"a.yaml": filled(HEAD + "exceptions:\n", lambda n: f"  - {{item: x{n}, reason: other}}\n")}, READS
    yield "recharges to nobody", {"a.yaml": filled(HEAD + "recharges:\n", lambda n: f"  - {{to: x{n}, item: r, amount: 1}}\n")}, READS
    yield "bodies of one function", {"a.ndjson": filled("", body)}, [["check"], ["audit"], ["partners"], ["graph"], ["audit", "--format", "html"]]
    yield "bodies of one name", {"a.ndjson": filled("", lambda n: body(n).replace(f"Body {n}", "Body"))}, [["check"], ["audit"]]
    yield "one body many times", {"a.ndjson": filled("", lambda n: body(1))}, [["check"], ["audit"]]
    yield "threads", {"a.yaml": HEAD + "roles:\n" + role(1)}, [["audit", "--jobs", "100000"], ["audit", "--jobs", "18446744073709551615"]]
    good = {"a.yaml": HEAD + "roles:\n" + role(1)}
    layers = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    for kind, option in (("settings", "--config"), ("decisions", "--decisions"), ("taxonomy", "--taxonomy"), ("baseline", "--baseline")):
        command = "check" if kind == "baseline" else "audit"
        for name, text in (("layers of aliases", layers), ("brackets", "[" * 15 * MIB), ("lines", filled("", lambda n: f"k{n}: 1\n")), ("17 MiB", "#" * 17 * MIB)):
            yield f"{kind}: {name}", good | {"own.yml": f"dupaudit: {kind}/1\n{text}"}, [[command, option, "own.yml", "a.yaml"]]
    yield "a table of one line", {"t.csv": "Job title,Salary\n" + "x" * 15 * MIB}, [["import", "table", "t.csv", "-o", "out/"]]
    yield "a table of columns", {"t.csv": ",".join(["a"] * 4 * MIB) + "\n" + ",".join(["1"] * 3 * MIB) + "\n"}, [["import", "table", "t.csv", "-o", "out/"]]
    yield "a table of commas", {"t.csv": "Job title,Salary\n" + filled("", lambda n: ",,,,,,,,,,,,,,,,\n")}, [["import", "table", "t.csv", "-o", "out/"]]
    yield "a table with an open quote", {"t.csv": 'Job title,Salary\n"' + filled("", lambda n: "x,1\n")}, [["import", "table", "t.csv", "-o", "out/"]]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", b"Job title,Salary\n" + b"x,1\n" * (600 * MIB // 4))
    yield "a ZIP that unpacks to 600 MiB", {"t.zip": packed.getvalue()}, [["import", "table", "t.zip", "-o", "out/"]]


def run(binary, folder, command):
    """The exit code, the seconds that passed, and the most memory in MB."""
    words = command + (["."] if command[0] in ("check", "audit", "map", "facts", "partners", "graph", "fmt") and not any(Path(folder, word).is_file() for word in command) else [])
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (64 << 30, 64 << 30))
    before = time.monotonic()
    with open(os.devnull, "wb") as nowhere, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen([binary, *words], cwd=folder, stdout=nowhere, stderr=errors, stdin=subprocess.DEVNULL, preexec_fn=limit)
        while time.monotonic() - before < 120:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                errors.seek(0)
                panicked = b"panicked" in errors.read()
                return "panic" if panicked else os.waitstatus_to_exitcode(status), time.monotonic() - before, usage.ru_maxrss / 1024
            time.sleep(0.005)
        child.kill()
        _, _, usage = os.wait4(child.pid, 0)
        return "no end", time.monotonic() - before, usage.ru_maxrss / 1024


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("binary")
    words.add_argument("--seconds", type=float, default=5)
    words.add_argument("--megabytes", type=float, default=1000)
    words.add_argument("--only", default="")
    asked = words.parse_args()
    binary, count, failed = os.path.abspath(asked.binary), 0, 0
    for name, files, commands in attacks():
        if asked.only not in name:
            continue
        folder = tempfile.mkdtemp()
        for file, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            assert len(data) <= 16 * MIB or "17 MiB" in name, (name, len(data))
            Path(folder, file).write_bytes(data)
        for command in commands:
            code, seconds, megabytes = run(binary, folder, command)
            count += 1
            if code not in (0, 1, 2, 3, 4) or seconds > asked.seconds or megabytes > asked.megabytes:
                failed += 1
                print(f"{name}: {' '.join(command)}: exit {code}, {seconds:.1f} s, {megabytes:.0f} MB", flush=True)
        shutil.rmtree(folder)
    print(f"{count} runs, {failed} beyond {asked.seconds:g} s or {asked.megabytes:g} MB")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
