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

import html
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_WORDS = 30
LIST = 12  # a sentence with as many commas is a list of keys
ELSEWHERE = 3.0  # breaches for each 1,000 words

# A banned construction, and what to write instead. Code in backticks is taken out before the search.
BANNED = [
    (r"mend(s|ed|ing)?", "fix"),
    (r"told|tells?|telling", "show, list, report"),
    (r"stands?|stood", "is, appears"),
    (r"says?|said|saying|sayable", "declare (a person); show, list, report (the program)"),
    (r"speaks?|spoke|speaking", "give, contain, contradict"),
    (r"besides?", "next to, with, and"),
    (r"(below|above|of|as|counts? for) nothing", "zero, negative, does not count"),
    (r"(nobody|somebody)'s|(everybody|anybody)('s)?", "no organisation, every organisation, everyone"),
    (r"com(es?|ing) true|came true", "is delivered"),
    (r"rest(s|ed|ing)? on", "depends on"),
    (r"alike", "similar, the same"),
    (r"apart", "separately, from each other"),
    (r"; otherwise", "default"),
    (r"bring(s|ing)? (no|none)", "does not count"),
    (r"(hold|holds|held|holding)\b[^.;:]{0,80}\bagainst", "compare"),
    (r"want of", "lack of"),
    (r"as it is", "unchanged, as prepared"),
    (r"of (which|whom|it)", "a sentence of its own"),
    (r"(that|those) of", "the noun"),
    (r"(?<!there )\b(is|are|was|were|be|becomes?) no (?!(?:longer|more|less|fewer|better|worse|higher|lower)\b)\w+", "is not a"),
    (r"(in|on|at) no \w+", "not in any"),
    (r", so that", "so"),
    (r"whoever|whom|whomever", "anyone who; who"),
    (r"(?<!make )(?<!making )\b(sure|surer|surest)", "confidence, certain"),
    (r"house in order|slip of|slipped|money is back|put right|dead weight|in silence|without a word|taken? at its word|"
     r"in today's money|of a size|as ever", "plain words"),
    (r"worth knowing|goes? before another", "plain words"),
]

# Another word for a thing that has one name (docs/glossary.md).
OTHER_NAMES = [
    (r"(?<!public )(?<!governing )\b(body|bodies|body's)", "organisation"),
    (r"taxonom(y|ies)", "function list"),
    (r"cashable", "cash-releasing"),
    (r"gross saving|planned \(gross\)", "target saving"),
    (r"realised saving|likely saving|is likely to", "estimated saving"),
    (r"at full (run|adoption)", "in full effect"),
    (r"perimeter", "transfers"),
    (r"frontier", "best quartile"),
    (r"vendors?", "supplier"),
    (r"(?<!gdp )\bdeflators?", "inflation"),
    (r"(two|first|second|both|earlier|last|this|each|a|of) rounds?(?! trip)", "set of returns"),
    (r"standard parts?", "shared component"),
    (r"unitemised", "not itemised"),
    (r"facts of others", "fact tables"),
]

# On the first page and in help there is no room for a word that has to be explained.
STRICT = [
    (r"providers?", "unit or product"),
    (r"draws", "simulations"),
    (r"gross", "target"),
    (r"realised", "estimated, delivered"),
    (r"overlap graph", "network"),
    (r"may be given several times", "can be repeated"),
]

# How a sentence must not begin.
OPENINGS = [
    (r"(Counted|Named|Shown|Left|Kept|Varied|Held|Meant|Measured|Told|Given) (is|are|was|alone)\b", "begin with the subject"),
    (r"Of (the|its|their|such|a|an|these|those|one|each|two|three|ten|all|what|more)\b", "begin with the subject"),
    (r"(Who|What|Whoever|Whatever|Which) (?=.*[^?]$)(?:\S+ ){4,}\S+\.$", "begin with a noun"),
]

NOUNS = ("audits|bodies|cases|cells|claims|columns|components|contracts|councils|days|decisions|documents|draws|entries|errors|"
         "exceptions|figures|files|findings|folders|functions|groups|items|lines|mappings|months|names|notes|options|"
         "organisations|pages|partners|percentages|periods|persons|places|posts|processes|products|programmes|providers|pounds|"
         "returns|roles|rounds|rows|rules|sales|sheets|simulations|steps|suppliers|systems|tables|titles|totals|transfers|"
         "types|units|values|volumes|warnings|words|years")
PLURAL = re.compile(rf"(?<![\d.,£$€%:/-])(?<!· )(?<!code )\b1 (more |other |small |new )?({NOUNS})\b")
HEADING_NAMES = {"I", "README", "Green", "Book", "GitHub", "GitLab", "Manifesto", "Python", "Rust", "Windows", "UK", "October",
                 "January", "April", "March", "GAO", "JSON", "CSV", "XLSX", "HTML", "YAML", "CI", "NPV", "FTE", "Semantic"}


def compiled(patterns):
    return [(re.compile(rf"(?<![\w-])(?:{one})(?![\w-])" if one[0] not in ";," else rf"{one}(?![\w-])", re.I), instead)
            for one, instead in patterns]


BANNED, OTHER_NAMES, STRICT = compiled(BANNED), compiled(OTHER_NAMES), compiled(STRICT)
OPENINGS = [(re.compile(one), instead) for one, instead in OPENINGS]


class Passage:
    """Some text that is read in one go, and the line that each part comes from. A cell of a table is a fragment: it may begin
    with a clause."""

    def __init__(self, fragment=False):
        self.text, self.starts, self.fragment = "", [], fragment

    def add(self, number, text):
        self.text += " " if self.text else ""
        self.starts.append((len(self.text), number))
        self.text += text
        return self

    def line(self, offset):
        return max((number for start, number in self.starts if start <= offset), default=0)


def plain(text):
    """Text as it is read aloud: code is one word, a link is its text."""
    def blank(found, word):
        return (word + " " * len(found.group(0)))[: max(len(word), len(found.group(0)))]
    text = re.sub(r"\\?`+[^`]*`+", lambda found: blank(found, "Code"), text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"https?://\S+", "Link", text)
    return re.sub(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|<[^>]*>", "", text)


def sentences(text):
    """The sentences of a passage with their offsets."""
    start = 0
    for end in re.finditer(r"[.!?][)\"'’”]*(?=\s+[A-Z£$€\d\"'“‘(]|\s*$)| ·(?= )", text):
        if re.search(r"\b(e\.g|i\.e|etc|vs|No|St|approx)\.$", text[start:end.end()]):
            continue
        yield start, text[start:end.end()]
        start = end.end()
    if text[start:].strip():
        yield start, text[start:]


def words(text):
    """Words; a list of codes is one."""
    text = re.sub(r"\bCode(?:[\s,;]+(?:and |or )?Code\b)+", "Code", text)
    return [word for word in text.split() if re.search(r"\w", word)]


def judge(place, passage, strict):
    """The breaches in one passage, and how many words it has."""
    text, found = plain(passage.text), []
    for offset, sentence in list(sentences(text)):
        if sentence.count(",") >= LIST:
            text = text[:offset] + " " * len(sentence) + text[offset + len(sentence):]
    def breach(offset, kind, what, instead=""):
        found.append((place, passage.line(offset), kind, " ".join(what.split()), instead))
    for offset, sentence in sentences(text):
        sentence_words = words(sentence)
        lead = len(sentence) - len(sentence.lstrip())
        if len(sentence_words) > MOST_WORDS:
            breach(offset + lead, f"{len(sentence_words)} words", sentence.strip()[:90])
        for pattern, instead in OPENINGS:
            if pattern.match(sentence.strip()) and not passage.fragment:
                breach(offset + lead, "opening", sentence.strip()[:60], instead)
    for pattern, instead in BANNED + OTHER_NAMES + (STRICT if strict else []):
        for match in pattern.finditer(text):
            breach(match.start(), "words", match.group(0), instead)
    for match in PLURAL.finditer(text):
        breach(match.start(), "plural", match.group(0))
    return found, len(words(text))


def judge_heading(place, number, text):
    heading = plain(text).strip()
    heading_words = re.findall(r"[^\W\d_][\w'’-]*", heading)
    wrong = []
    if heading.upper() == heading and any(len(word) > 5 or len(heading_words) > 1 for word in heading_words):
        wrong.append("capitals")
    elif re.fullmatch(r"[a-z][a-z0-9-]*", heading):
        return []  # a code
    elif heading[:1].islower() and not text.strip().startswith(("`", "dupaudit")):
        wrong.append("small first letter")
    else:
        rest = [word for word in heading_words[1:] if word[:1].isupper() and word not in HEADING_NAMES and word != "Code"
                and not (word.isupper() and len(word) < 6)]
        if len(rest) > 1:
            wrong.append("title case")
    if heading.endswith("."):
        wrong.append("full stop")
    return [(place, number, "heading", f"{heading[:60]} ({one})", "sentence case") for one in wrong]


class Reader:
    """Collects passages and headings of one surface."""

    def __init__(self):
        self.passages, self.headings, self.open = [], [], None

    def end(self):
        if self.open and self.open.text.strip():
            self.passages.append(self.open)
        self.open = None

    def add(self, number, text, fresh=False):
        if fresh:
            self.end()
        self.open = (self.open or Passage()).add(number, text)

    def alone(self, number, text):
        self.end()
        if text.strip():
            self.passages.append(Passage(fragment=True).add(number, text.strip()))

    def printed(self, lines):
        """Lines as the program prints them: prose, headings and tables."""
        lines = list(lines)
        for index, (number, line) in enumerate(lines):
            text = line.strip()
            following = lines[index + 1][1] if index + 1 < len(lines) else ""
            previous = lines[index - 1][1] if index else ""
            if not text or text == "..." or re.search(r"[─█▁▂▃▄▅▆▇]", text):
                self.end()
            elif text.startswith(("-->", ":::")) or is_data(text):
                self.end()
            elif found := re.match(r"(?:error|warning|note)\[[\w-]+\]:? |[|│╰─ ]*= (?:help|note): ", text):
                rest = text[found.end():]
                if not is_data(rest):
                    self.add(number, rest, True)
                else:
                    self.end()
            elif re.search(r"\S {3,}\S", line) or text.startswith("-") and "  " in text:
                for part in re.split(r" {2,}", text):
                    if re.search(r"[A-Za-z]{3}", part) and not part.startswith("-"):
                        self.alone(number, part)
            elif not line.startswith(" ") and not re.search(r"[.:;,!?…)]$", text) and len(text) < 90 \
                    and following.startswith(" ") and not previous.strip():
                self.end()
                self.headings.append((number, text))
            elif re.match(r"(\d+\.|[-•→*]) ", text) or text.startswith(("-", "→")):
                self.add(number, re.sub(r"^(\d+\.|[-•→*])\s+", "", text) if not text.startswith("--") else "", True)
            else:
                text = re.sub(r"^error: ", "", text)
                indent = len(line) - len(line.lstrip())
                fresh = self.open is None or len(previous) < 60 or indent < len(previous) - len(previous.lstrip())
                self.add(number, text, fresh)
        self.end()

    def markdown(self, lines, console_only=False, prose_only=False):
        """Prose of a page, and the output in its console blocks."""
        fence, block, comment, runs = None, [], False, False
        for number, line in lines:
            text = line.strip()
            if fence is not None:
                if text.startswith("```"):
                    if not prose_only and runs:
                        self.printed(block)
                    fence, block, runs = None, [], False
                elif line.startswith(("$ ", "? ")):
                    runs = True
                    block.append((number, ""))
                else:
                    block.append((number, line))
                continue
            if text.startswith("```"):
                self.end()
                fence = text.strip("`")
                continue
            if console_only:
                continue
            if comment or text.startswith("<!--"):
                comment = "-->" not in text
                self.end()
            elif not text or set(text) <= set("-=*| :"):
                self.end()
            elif text.startswith("#"):
                self.end()
                self.headings.append((number, text.lstrip("#").strip()))
            elif text.startswith("|"):
                for cell in re.split(r"(?<!\\)\|", text.strip("|")):
                    if re.search(r"[A-Za-z]{3}", cell):
                        self.alone(number, cell)
            else:
                item = re.match(r"([-*]|\d+\.) +", text)
                self.add(number, text[item.end():] if item else text.lstrip("> "), bool(item))
        self.end()


def is_data(text):
    """A line that is not English: JSON, YAML, CSV, source, a difference."""
    return bool(re.match(r"[{}\[\]<\"']", text) or re.match(r"\d* *[|│╷╰╭┬·]", text) or re.match(r"[+-]{3} |@@|[+-] +[\w-]+:", text)
                or text.count(",") >= 3 and " " not in text[:40] or re.match(r"[\w.-]+: ?[{\[|>\d\"']", text)
                or re.match(r"(\S+/)+\S*(:\d+)*$", text))


def numbered(text):
    return list(enumerate(text.splitlines(), 1))


def rule_texts(text):
    """What a rule finds, why it matters and what to do, with the line of each."""
    part, open_part = None, None
    for number, line in numbered(text):
        key = re.match(r"  (\w+): ?(.*)$", line)
        if re.match(r"\S", line):
            part = None
        elif key:
            part, rest = key.group(1), key.group(2)
            if part in ("finds", "matters", "mend", "fix"):
                open_part = Passage()
                yield open_part
                if rest not in (">-", "|", ">"):
                    open_part.add(number, rest.strip().strip('"'))
        elif part in ("finds", "matters", "mend", "fix"):
            open_part.add(number, line.strip())


def page_of(html_text):
    """Text of a page in blocks, without scripts, drawings and its appendix."""
    reader = Reader()
    for number, line in numbered(re.sub(r"(?s)<(script|style|svg|template)\b.*?</\1>",
                                        lambda gone: "\n" * gone.group(0).count("\n"), html_text)):
        for part in re.split(r"</?(?:p|li|td|th|tr|h\d|div|section|summary|caption|dt|dd|figcaption|button|label|option)\b[^>]*>",
                             line):
            part = html.unescape(re.sub(r"<code>.*?</code>", "`code`", part))
            part = re.sub(r"<[^>]*>", "", part)
            if re.search(r"[A-Za-z]{3}", part) and re.search(r"\s", part.strip()):
                reader.alone(number, part)
    return reader


def rule_codes():
    codes = re.findall(r"(?m)^([a-z0-9-]+):$", (ROOT / "src/finding/rules.yaml").read_text())
    return [code for code in codes if "-" in code]


def judge_board(place, number, text, codes):
    """Boards read no codes of findings and no keys of files."""
    found = [(place, number, "code", code, "the finding in words") for code in codes if f"{code}" in text.split()]
    keys = re.findall(r"\\?`[^`]*`|\b[A-Z]\d{6,}/(?:role|system|process)/\S+", text)
    return found + [(place, number, "key", key, "the name of the thing") for key in keys]


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
    return [commands, rules, faces, first]


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
    texts = [("--help", top)]
    for command in commands:
        text = run(binary, command, "--help")
        texts.append((f"{command} --help", text))
        if "Commands:" in text:
            for inner in re.findall(r"(?m)^  ([a-z]+) {2,}", text.split("Commands:")[1].split("\nOptions:")[0]):
                if inner != "help":
                    texts.append((f"{command} {inner} --help", run(binary, command, inner, "--help")))
    seen = set()
    for name, text in texts:
        reader = Reader()
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
