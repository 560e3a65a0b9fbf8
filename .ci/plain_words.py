"""What plain words are: the lists of banned words, how a text is cut into sentences, and what is wrong with it."""

import html
import re

MOST_WORDS = 30
LIST = 12  # a sentence with as many commas is a list of keys

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
    for number, line in numbered(re.sub(r"(?s)<(script|style|svg|template|pre)\b.*?</\1>",
                                        lambda gone: "\n" * gone.group(0).count("\n"), html_text)):
        for part in re.split(r"</?(?:p|li|td|th|tr|h\d|div|section|summary|caption|dt|dd|figcaption|button|label|option)\b[^>]*>",
                             line):
            part = html.unescape(re.sub(r"<code>.*?</code>", "`code`", part))
            part = re.sub(r"<[^>]*>", "", part)
            if re.search(r"[A-Za-z]{3}", part) and re.search(r"\s", part.strip()):
                reader.alone(number, part)
    return reader


def judge_board(place, number, text, codes):
    """Boards read no codes of findings and no keys of files."""
    words_of = [word.strip(".,;:()") for word in text.split()]
    found = [(place, number, "code", code, "the finding in words") for code in codes if code in words_of]
    keys = re.findall(r"\\?`[^`]*`|\b[A-Z]\d{6,}/(?:role|system|process)/\S+", text)
    return found + [(place, number, "key", key, "the name of the thing") for key in keys]


def judge_chapters(place, html_text, codes):
    """Boards read every chapter of the web page but the appendix: no codes, keys or commands in prose or in tables."""
    found = []
    for section in re.finditer(r'(?s)<section id="[\w-]+"([^>]*)>(.*?)</section>', html_text):
        if "appendix" in section.group(1):
            continue
        text = re.sub(r"(?s)<svg\b.*?</svg>", lambda gone: "\n" * gone.group(0).count("\n"), section.group(2))
        text = re.sub(r"</?code>", "`", text)
        first = html_text.count("\n", 0, section.start(2)) + 1
        for number, line in enumerate(text.split("\n"), first):
            found += judge_board(place, number, html.unescape(re.sub(r"<[^>]*>", " ", line)), codes)
    return found
