#!/usr/bin/env python3
"""Holds the faces of a check against what is not ours: the published schema of SARIF, the form of JUnit that CI servers
read, an HTML checker. Needs the network once, for what it installs into a folder of its own.

usage: .ci/faces.py BINARY        0 all is well, 1 something is wrong, 77 could not be run
"""

import json
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "target" / "faces"
SCHEMA = ("@microsoft/jest-sarif", "1.0.0-beta.0", "package/lib/schemas/sarif-2.1.0-rtm.5.json")
PACKAGES = ["jsonschema==4.25.1", "html5lib==1.1"]
# What the XSD of Jenkins' xUnit plugin asks of each element: attributes that must be there, and children that may be.
JUNIT = {
    "testsuites": ((), {"testsuite"}),
    "testsuite": (("name", "tests", "failures", "errors"), {"testcase"}),
    "testcase": (("name", "classname"), {"failure", "error", "skipped"}),
    "failure": (("type", "message"), set()),
    "error": (("type", "message"), set()),
}


def could_not_run(why):
    print(f"FACES WERE NOT CHECKED: {why}", file=sys.stderr)
    sys.exit(77)


def prepare():
    """Installs what this script needs, once, and goes on in that environment."""
    python = TOOLS / "bin" / "python"
    schema = TOOLS / "sarif.json"
    try:
        if not python.exists():
            venv.create(TOOLS, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        if not schema.exists():
            name, version, path = SCHEMA
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(
                    ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL
                )
                with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                    schema.write_bytes(archive.extractfile(path).read())
    except (OSError, subprocess.CalledProcessError) as error:
        could_not_run(error)
    if Path(sys.prefix) != TOOLS:
        sys.exit(subprocess.run([python, *sys.argv]).returncode)
    return json.loads(schema.read_text())


def samples(binary, folder):
    """Every face of every sample: hostile texts, a clean return, one that is rejected, nothing at all."""
    good = (
        "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder Council, type: district-council}\n"
        "roles:\n  - {id: pay, title: Payroll officer, cost: 52_000}\n"
    )
    cases = {"hostile": ROOT / "tests/faces/returns", "broken": ROOT / "tests/cmd/bad-input.in"}
    for name, text in [("good", good), ("rejected", good.replace("title", "titel")), ("nothing", None)]:
        cases[name] = folder / name
        cases[name].mkdir()
        if text:
            (cases[name] / "return.yaml").write_text(text)
    for name, path in cases.items():
        faces = {kind: folder / f"{name}.{kind}" for kind in ("sarif", "junit", "html")}
        outputs = [part for kind, file in faces.items() for part in ("-o", f"{kind}={file}")]
        run = subprocess.run([binary, "check", ".", "--format", "concise", *outputs], cwd=path, capture_output=True)
        if run.returncode not in (0, 1, 3, 4):
            raise SystemExit(f"{name}: {run.stderr.decode()}")
        yield name, run.returncode, faces


def sarif_problems(text, schema, exit_code):
    from jsonschema import validators

    log = json.loads(text)
    validator = validators.validator_for(schema)(schema)
    for error in validator.iter_errors(log):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    for run in log["runs"]:
        if run["invocations"][0]["exitCode"] != exit_code:
            yield "the exit code is not that of the process"
        for result in run["results"]:
            if result["ruleId"] != run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]:
                yield f"{result['ruleId']}: its index is another rule's"
            if "level" not in result:
                yield f"{result['ruleId']}: has no level"


def junit_problems(text, exit_code):
    root = ElementTree.fromstring(text)
    for element in root.iter():
        needed, children = JUNIT.get(element.tag, ((), None))
        if children is None:
            yield f"<{element.tag}> is no element of JUnit"
            continue
        yield from (f"<{element.tag}> lacks {name}" for name in needed if name not in element.attrib)
        yield from (f"<{child.tag}> in <{element.tag}>" for child in element if child.tag not in children)
    for suite in [root, *root.iter("testsuite")]:
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            if int(suite.get(name)) != sum(1 for _ in suite.iter(tag)):
                yield f"{name}=\"{suite.get(name)}\" is not what {suite.tag} holds"
    is_green = root.get("failures") == root.get("errors") == "0"
    if is_green != (exit_code == 0):
        yield f"the report is {'green' if is_green else 'red'}, the exit code is {exit_code}"


def html_problems(text):
    import html5lib

    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)
    yield from (f"line {place[0]}: {code}" for place, code, _ in parser.errors)
    allowed = set("html head meta title style body main h1 h2 h3 p ul li ol b span code pre mark section table thead tbody tr th td footer".split())
    for element in tree.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag not in allowed:
            yield f"<{tag}> is not of the page's own"
        yield from (f"<{tag} {name}>" for name in element.attrib if name.startswith("on") or name in ("src", "href"))


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    binary = Path(sys.argv[1]).resolve()
    if not binary.exists():
        could_not_run(f"there is no {binary}")
    schema = prepare()
    wrong = checked = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, code, faces in samples(binary, Path(folder)):
            text = {kind: file.read_text() for kind, file in faces.items()}
            problems = {
                "sarif": sarif_problems(text["sarif"], schema, code),
                "junit": junit_problems(text["junit"], code),
                "html": html_problems(text["html"]),
            }
            for kind, found in problems.items():
                checked += 1
                for problem in found:
                    wrong += 1
                    print(f"{name}.{kind}: {problem}")
    print(f"{checked} faces checked, {wrong} problems")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
