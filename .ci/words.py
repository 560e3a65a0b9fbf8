#!/usr/bin/env python3
"""Plain words: long sentences, banned words, headings and plurals in everything that people read.

    .ci/words.py                    checks the files of the repository
    .ci/words.py target/debug/dupaudit
                                    checks what the program prints as well: help, first pages, brief and page
    .ci/words.py --written          checks only what is written by hand: README, docs, CHANGELOG, examples, rules.yaml
    .ci/words.py --all              prints the breaches of surfaces that pass, too
    .ci/words.py --selftest         plants faults and fails if one is not found

The first page and the help must have no breach. Every other surface may have three for each 1,000 words. Needs nothing but
Python 3.
"""

import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left in the repository
from plain_words import Passage, Reader, judge, judge_board, judge_chapters, judge_heading, numbered, page_of, rule_texts

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = 3.0  # breaches for each 1,000 words


def rule_codes():
    codes = re.findall(r"(?m)^([a-z0-9-]+):$", (ROOT / "src/finding/rules.yaml").read_text())
    return [code for code in codes if "-" in code]


class Surface:
    """A kind of text, how much may be wrong with it, and what is."""

    def __init__(self, name, limit):
        self.name, self.limit, self.breaches, self.words, self.sentences = name, limit, [], 0, 0

    def read(self, place, reader, strict=False):
        for passage in reader.passages:
            found, count = judge(place, passage, strict)
            self.breaches += found
            self.words += count
        for number, heading in reader.headings:
            self.breaches += judge_heading(place, number, heading)
            self.breaches += judge(place, Passage().add(number, heading), strict)[0]

    def rate(self):
        return 1000 * len(self.breaches) / max(self.words, 1)

    def passes(self):
        return self.rate() <= self.limit


def read_pages(surface, patterns, **how):
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            reader = Reader()
            reader.markdown(numbered(path.read_text()), **how)
            surface.read(str(path.relative_to(ROOT)), reader)


def read_written():
    """The surfaces that are written by hand."""
    surfaces = []
    def pages(name, *patterns):
        surface = Surface(name, ELSEWHERE)
        read_pages(surface, patterns, prose_only=True)
        surfaces.append(surface)
    pages("README.md", "README.md")
    pages("CHANGELOG.md", "CHANGELOG.md")
    pages("docs", "docs/[!r]*.md", "docs/r[!u]*.md", "CONTRIBUTING.md")
    pages("examples", "examples/*/README.md")
    rules = Surface("rules.yaml", ELSEWHERE)
    reader = Reader()
    reader.passages = list(rule_texts((ROOT / "src/finding/rules.yaml").read_text()))
    rules.read("src/finding/rules.yaml", reader)
    surfaces.append(rules)
    return surfaces


def read_snapshots():
    """What the program prints, from the snapshots of its tests."""
    commands = Surface("commands (tests/cmd, docs)", ELSEWHERE)
    read_pages(commands, ["tests/cmd/*.md", "docs/*.md"], console_only=True)
    rules = Surface("docs/rules.md", ELSEWHERE)
    read_pages(rules, ["docs/rules.md"], prose_only=True)
    columns = Surface("columns (data dictionary)", ELSEWHERE)
    reader = Reader()
    for number, row in enumerate(csv.DictReader((ROOT / "tests/sample/rendered/tables/dictionary.csv").open()), 2):
        reader.alone(number, row["about"])
        if row["title"]:
            reader.headings.append((number, row["title"]))
    columns.read("tests/sample/rendered/tables/dictionary.csv", reader)
    faces = Surface("faces (tests/faces)", ELSEWHERE)
    for name in ("text.txt", "markdown.md", "html.html"):
        path = ROOT / "tests/faces/check" / name
        reader = Reader()
        if name.endswith(".html"):
            reader = page_of(path.read_text())
        elif name.endswith(".md"):
            reader.markdown(numbered(path.read_text()))
        else:
            reader.printed(numbered(path.read_text()))
        faces.read(str(path.relative_to(ROOT)), reader)
    first = Surface("first page (README.md)", 0.0)
    reader = Reader()
    block = re.search(r"(?ms)^```console\n\$ dupaudit audit [^\n]*\n(.*?)^```", (ROOT / "README.md").read_text())
    if not block:
        sys.exit("README.md shows no audit")
    before = (ROOT / "README.md").read_text()[: block.start(1)].count("\n")
    reader.printed([(before + number, line) for number, line in numbered(block.group(1))])
    first.read("README.md", reader, strict=True)
    return [commands, rules, columns, faces, first]


def run(binary, *arguments):
    done = subprocess.run([binary, *arguments], cwd=ROOT, capture_output=True, text=True, env={"PATH": "", "COLUMNS": "100"})
    return done.stdout


def read_program(binary):
    surfaces = []
    helps = Surface("help", 0.0)
    top = run(binary, "--help")
    commands = re.findall(r"(?m)^  ([a-z]+) {2,}", top.split("Commands:")[1].split("\nOptions:")[0])
    if len(commands) < 10:
        sys.exit(f"the help lists only {commands}")
    texts = [("--help", top), ("-h", run(binary, "-h"))]
    for command in commands:
        text = run(binary, command, "--help")
        texts += [(f"{command} --help", text), (f"{command} -h", run(binary, command, "-h"))]
        if "Commands:" in text:
            for inner in re.findall(r"(?m)^  ([a-z]+) {2,}", text.split("Commands:")[1].split("\nOptions:")[0]):
                if inner != "help":
                    texts.append((f"{command} {inner} --help", run(binary, command, inner, "--help")))
    seen = set()
    for name, text in texts:
        reader = Reader()
        # Names of commands are not prose.
        text = re.sub(r"(?m)^Usage: .*$|^  [a-z]+(?= {2,})", "", text)
        text = re.sub(r"\[possible\s+values:[^]]*\]", lambda gone: "\n" * gone.group(0).count("\n"), text)
        reader.printed(numbered(text))
        reader.headings = []  # `Usage:` and the like are the library's
        fresh = [one for one in reader.passages if one.text not in seen]  # options that commands share count once
        seen.update(one.text for one in fresh)
        reader.passages = fresh
        helps.read(f"dupaudit {name}", reader, strict=True)
    surfaces.append(helps)
    first, brief, page = Surface("first pages", 0.0), Surface("brief", ELSEWHERE), Surface("page", ELSEWHERE)
    full = Surface("reports with --full", ELSEWHERE)
    codes = rule_codes()
    examples = ["county", "lancashire-council-tax", "public-value", "suppliers", "canada-internal-services",
                "scotland-council-tax/2020-21"]
    with tempfile.TemporaryDirectory() as folder:
        for example in examples:
            command = ["audit", f"examples/{example}", "--quiet"]
            if (ROOT / "examples" / example / "dupaudit.yaml").exists():
                command += ["--config", f"examples/{example}/dupaudit.yaml"]
            for surface, more in ((first, []), (full, ["--full"])):
                reader = Reader()
                text = run(binary, *command, *more)
                if "Summary" not in text and surface is first:
                    sys.exit(f"no first page of {example}")
                reader.printed(numbered(text))
                surface.read(f"audit {example}{' --full' if more else ''}", reader, strict=surface is first)
        files = [f"{folder}/brief.md", f"{folder}/page.html"]
        run(binary, "audit", "examples/county", "--quiet", "-o", files[0], "-o", files[1])
        reader = Reader()
        text = Path(files[0]).read_text()
        reader.markdown(numbered(text))
        brief.read("brief of county", reader)
        for number, line in numbered(text):
            brief.breaches += judge_board("brief of county", number, line, codes)
        reader = page_of(Path(files[1]).read_text())
        page.read("page of county", reader)
        page.breaches += judge_chapters("page of county", Path(files[1]).read_text(), codes)
    return surfaces + [first, full, brief, page]


def report(surfaces, everything):
    failed = [surface for surface in surfaces if not surface.passes()]
    for surface in surfaces if everything else failed:
        for place, number, kind, what, instead in surface.breaches:
            print(f"{place}:{number}: {kind}: {what}" + (f" -> {instead}" if instead else ""))
    print(f"\n{'surface':<26} {'words':>7} {'breaches':>9} {'per 1,000':>10} {'limit':>6}  kinds")
    for surface in surfaces:
        kinds = Counter("long" if breach[2].endswith(" words") else breach[2] for breach in surface.breaches)
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(kinds.items()))
        mark = "" if surface.passes() else "  FAILS"
        print(f"{surface.name:<26} {surface.words:>7} {len(surface.breaches):>9} {surface.rate():>10.1f} {surface.limit:>6.1f}"
              f"  {kinds}{mark}")
    return 1 if failed else 0


def selftest():
    """Every planted fault is found, and text without a fault has none."""
    long = " ".join(["word"] * 31) + "."
    faults = [
        ("long", long), ("long", "No end " + "and so on " * 12), ("long", "word, " * 11 + "word " * 20), ("words", "It was mended."), ("words", "The figure stands there."),
        ("words", "The file says so."), ("words", "Rows are told."), ("words", "What is beside it?"),
        ("words", "An amount below nothing."), ("words", "It is nobody's duplicate."), ("words", "Half of the plan comes true."),
        ("words", "It rests on one mapping."), ("words", "Their aims are alike."), ("words", "They are kept apart."),
        ("words", "Threads; otherwise every core"), ("words", "They bring no pounds."), ("words", "Hold the sum against your own."),
        ("words", "It fails for want of data."), ("words", "Leave it as it is."), ("words", "Three files, of which two are read."),
        ("words", "The cost is that of a year."), ("words", "A road is no system."), ("words", "It is in no item."),
        ("words", "Both are read, so that one counts."), ("words", "Whoever reads it knows."), ("words", "It is less sure."),
        ("words", "The bodies share it."), ("words", "The cashable part."), ("words", "A list of the taxonomy."),
        ("words", "Compare two rounds."), ("words", "Each vendor is named."), ("opening", "Counted is what remains."),
        ("opening", "Of the three figures one is certain."), ("opening", "Who can change the file can change all."),
        ("opening", "What the items leave out cannot be seen."), ("plural", "1 roles have no cost."), ("plural", "Late by 1 years."),
        ("plural", "and 1 more items"),
    ]
    missed = []
    for kind, text in faults:
        for wrap in (text, text.replace(" ", "\n", 1)):
            reader = Reader()
            reader.markdown(numbered(wrap))
            surface = Surface("planted", ELSEWHERE)
            surface.read("planted", reader)
            kinds = {"long" if breach[2].endswith(" words") else breach[2] for breach in surface.breaches}
            if kind not in kinds or surface.passes():
                missed.append((kind, wrap, kinds))
    def strictly(read, kind, text):
        surface, reader = Surface("planted", 0.0), Reader()
        read(reader, numbered(text))
        surface.read("planted", reader, strict=True)
        if not any(breach[2] == kind for breach in surface.breaches) or surface.passes():
            missed.append((kind, text, surface.breaches))
    for text in ("# HOW SURE IS IT", "# Where The Duplication Is Found", "# where is it", "# It ends here."):
        strictly(Reader.markdown, "heading", text)
    strictly(Reader.printed, "heading", "\nWHAT CANNOT BE READ\n A public value index.\n")
    strictly(Reader.printed, "words", "Summary\n All but the largest provider of each function.\n")
    strictly(Reader.printed, "words", " Name            Paid by vendors     Cost\n")
    strictly(Reader.printed, "words", "      --facts <DIR>\n          Facts; may be given several times\n")
    strictly(Reader.printed, "words", "warning[some-code]: the file says so\n --> a.yaml:1:2\n")
    strictly(Reader.printed, "words", "  |\n  = help: mend it\n")
    strictly(Reader.markdown, "words", "```console\n$ dupaudit check\nIt stands there.\n```")
    strictly(Reader.markdown, "words", "| a | b |\n|---|---|\n| one | it stands here |")
    wrapped = " " + " ".join(["sixsix"] * 12) + "\n " + " ".join(["sixsix"] * 12) + "\n " + " ".join(["sixsix"] * 8) + ".\n"
    surface, reader = Surface("planted", 0.0), Reader()
    reader.printed(numbered(wrapped))
    surface.read("planted", reader)
    if [breach[2] for breach in surface.breaches] != ["32 words"]:
        missed.append(("long", wrapped, surface.breaches))
    rule = 'some-rule:\n  finds: >-\n    An amount that\n    stands twice.\n  bad: |\n    it stands here\n  mend: "It stands."\n'
    reader = Reader()
    reader.passages = list(rule_texts(rule))
    surface = Surface("planted", ELSEWHERE)
    surface.read("planted", reader)
    if [breach[1] for breach in surface.breaches] != [4, 7]:
        missed.append(("rules", rule, surface.breaches))
    board = judge_board("planted", 1, "Look at missing-volume of `X07000001/role/cex`.", ["missing-volume"])
    if sorted(breach[2] for breach in board) != ["code", "key"]:
        missed.append(("board", "", board))
    chapters = ('<section id="plan" class="x">\n<p>See <code>plan</code> and stale-parameter.</p>\n<table><tr><td><code>a</code>'
                '</table>\n</section>\n<section id="findings" class="appendix"><p><code>b</code></p></section>')
    if [breach[1:4] for breach in judge_chapters("planted", chapters, ["stale-parameter"])] != [
            (2, "code", "stale-parameter"), (2, "key", "`plan`"), (3, "key", "`a`")]:
        missed.append(("chapters", chapters, judge_chapters("planted", chapters, ["stale-parameter"])))
    lines = Reader()
    lines.markdown(numbered("One line.\nAnd it\nstands here.\n"))
    surface = Surface("planted", ELSEWHERE)
    surface.read("planted", lines)
    if [breach[1] for breach in surface.breaches] != [3]:
        missed.append(("line", "", surface.breaches))
    clean = [
        "Duplicated cost is the total less the largest unit or product.", "There is no panic.", "1 role has no cost.",
        "The figure is no longer than a line.", "`stands` is a key, so it counts once.", "21 roles and £1 roles.",
        "Exit codes: 0 success · 1 findings · 2 none.", "A column is one of vendor, " + "key, " * 14 + "or key.",
        "What is missing?", "Make sure that you may read it.", "It understands the standard.", "Public bodies pay twice.",
        "`dupaudit check` reads 1 file. It prints £3.5m, or 1.5 roles. [The model](model.md) gives the rest.",
        "# How far you can rely on this", "# Reading an audit", "# The Green Book",
    ]
    for text in clean:
        reader, surface = Reader(), Surface("clean", 0.0)
        reader.markdown(numbered(text))
        surface.read("clean", reader, strict=True)
        if surface.breaches:
            missed.append(("clean", text, surface.breaches))
    for one in missed:
        print("selftest:", *one, sep=" | ")
    print(f"selftest: {len(faults)} faults planted twice, {len(clean)} texts without a fault, {len(missed)} wrong")
    return 1 if missed else 0


def main(arguments):
    if "--selftest" in arguments:
        return selftest()
    everything = "--all" in arguments
    binaries = [argument for argument in arguments if not argument.startswith("--")]
    surfaces = read_written()
    if "--written" not in arguments:
        surfaces += read_snapshots()
    for binary in binaries:
        surfaces += read_program(str(Path(binary).resolve()))
    return report(surfaces, everything)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
