//! Words as the model counts them: without accents and plurals, short forms written out, one spelling each.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// A hash of the word; two words with one hash are one word.
    pub(super) hash: u64,
    /// Whether it says nothing.
    pub(super) stop: bool,
    /// Whether it is too vague to tell a function.
    pub(super) vague: bool,
    word: (u32, u32),
    written: (u32, u32),
}

/// The words of the texts of one item. Kept and refilled, so that nothing is allocated for the next item.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    letters: String,
    list: Vec<Token>,
}

impl Tokens {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.list.clear();
    }

    /// Adds the words of a text and says which they are: runs of letters and digits, `HelpDesk` in two, without `'s`; an
    /// `&` within a run joins it to one more, as in `r&d`.
    pub(super) fn add(&mut self, text: &str) -> Range<usize> {
        let first = self.list.len();
        if text.is_ascii() {
            self.split(text.chars());
        } else {
            let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
            self.split(plain.map(|letter| if letter == '’' { '\'' } else { letter }));
        }
        first..self.list.len()
    }

    fn split(&mut self, letters: impl Iterator<Item = char>) {
        let mut letters = letters.peekable();
        let mut start = self.letters.len();
        let (mut after_small, mut joined) = (false, false);
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            let is_hump = after_small && letter.is_uppercase() && next.is_some_and(char::is_lowercase);
            after_small = letter.is_lowercase();
            if is_hump {
                (start, joined) = (self.end(start), false);
            }
            if letter.is_ascii() && letter.is_ascii_alphanumeric() {
                self.letters.push(letter.to_ascii_lowercase());
            } else if letter.is_alphanumeric() {
                self.letters.extend(letter.to_lowercase());
            } else if letter == '&' && !joined && self.letters.len() > start && next.is_some_and(char::is_alphanumeric)
            {
                self.letters.push('&');
                joined = true;
            } else {
                (start, joined) = (self.end(start), false);
                if letter == '\'' && matches!(next, Some('s' | 'S')) {
                    letters.next();
                    // `'s` at the end of a word; at the beginning of one the letter belongs to it.
                    if letters.peek().is_some_and(|next| next.is_alphanumeric()) {
                        self.letters.push('s');
                    }
                }
            }
        }
        self.end(start);
    }

    /// Ends the word that began at `start`; hands out where the next begins.
    fn end(&mut self, start: usize) -> usize {
        if self.letters.len() > start {
            self.push(start..self.letters.len());
        }
        self.letters.len()
    }

    /// All words, in order.
    pub(super) fn list(&self) -> &[Token] {
        &self.list
    }

    /// A word as it is compared.
    pub(super) fn word(&self, token: &Token) -> &str {
        &self.letters[token.word.0 as usize..token.word.1 as usize]
    }

    /// A word as it was written, in lower case.
    pub(super) fn written(&self, token: &Token) -> &str {
        &self.letters[token.written.0 as usize..token.written.1 as usize]
    }

    /// Adds one word as written, or the words that it is short for.
    fn push(&mut self, written: Range<usize>) {
        let raw = &self.letters[written.clone()];
        if let Some(long) = SHORT.get(raw) {
            for word in long {
                let start = self.letters.len();
                self.letters.push_str(word);
                self.token(start..self.letters.len(), written.clone());
            }
            return;
        }
        let (keep, ending) = stem(raw);
        if ending.is_empty() {
            self.token(written.start..written.start + keep, written);
        } else {
            let start = self.letters.len();
            self.letters.extend_from_within(written.start..written.start + keep);
            self.letters.push_str(ending);
            self.token(start..self.letters.len(), written);
        }
    }

    fn token(&mut self, word: Range<usize>, written: Range<usize>) {
        // A text of 16 MiB at most: the format's limit.
        let narrow = |range: Range<usize>| {
            (u32::try_from(range.start).unwrap_or(u32::MAX), u32::try_from(range.end).unwrap_or(u32::MAX))
        };
        let text = &self.letters[word.clone()];
        let hash = hash(text.as_bytes());
        let empty = EMPTY.get(&hash);
        let stop = empty == Some(&Empty::Stop);
        let vague = empty.is_some() || text.len() == 1 || text.bytes().all(|byte| byte.is_ascii_digit());
        self.list.push(Token { hash, stop, vague, word: narrow(word), written: narrow(written) });
    }
}

/// FNV-1a, 64 bits.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// How much of a word stays when its plural goes, and what is put in its place.
fn stem(word: &str) -> (usize, &'static str) {
    let bytes = word.as_bytes();
    let length = bytes.len();
    if length <= 3 || bytes[length - 1] != b's' {
        return (length, "");
    }
    let ends = |ending: &str| word.ends_with(ending);
    if ends("ies") && length > 4 {
        (length - 3, "y")
    } else if ends("sses") || ends("ches") || ends("shes") || ends("xes") {
        (length - 2, "")
    } else if ends("ss") || ends("us") || ends("is") {
        (length, "")
    } else {
        (length - 1, "")
    }
}

/// Words that say nothing.
const STOP: [&str; 29] = [
    "a", "all", "an", "and", "are", "as", "at", "be", "by", "etc", "for", "from", "in", "is", "its", "of", "on", "or",
    "other", "s", "that", "the", "their", "this", "to", "via", "which", "with", "within",
];

/// Words that name a rank or any work at all; alone they tell no function.
const VAGUE: [&str; 42] = [
    "activity",
    "application",
    "assistant",
    "associate",
    "band",
    "branch",
    "coordinator",
    "department",
    "deputy",
    "division",
    "general",
    "grade",
    "group",
    "head",
    "higher",
    "junior",
    "lead",
    "leader",
    "level",
    "manager",
    "management",
    "member",
    "office",
    "officer",
    "operation",
    "post",
    "principal",
    "programme",
    "project",
    "range",
    "role",
    "scale",
    "section",
    "senior",
    "service",
    "specialist",
    "staff",
    "support",
    "system",
    "team",
    "trainee",
    "unit",
];

/// Why a word does not count alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Stop,
    Vague,
}

/// The two lists above by the hash of the word.
static EMPTY: LazyLock<FxHashMap<u64, Empty>> = LazyLock::new(|| {
    let stop = STOP.iter().map(|word| (hash(word.as_bytes()), Empty::Stop));
    stop.chain(VAGUE.iter().map(|word| (hash(word.as_bytes()), Empty::Vague))).collect()
});

/// Short forms and spellings, and what they become.
static SHORT: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    SHORT_FORMS
        .split(';')
        .filter_map(|entry| entry.trim().split_once('='))
        .map(|(short, long)| (short, long.split(' ').collect()))
        .collect()
});

const SHORT_FORMS: &str = "\
    acc=account; accountancy=account; accountant=account; accountants=account; accounting=account; accts=account; \
    admin=administration; administrative=administration; administrator=administration; admins=administration; \
    adviser=advisor; analyses=analysis; analyst=analysis; analysts=analysis; analytical=analysis; asst=assistant; \
    bi=business intelligence; caterer=cater; catering=cater; centre=center; ceo=chief executive; cfo=chief finance \
    officer; cio=chief information officer; cleaner=clean; cleaning=clean; co=coordinator; \
    comms=communication; coord=coordinator; crm=customer relationship management; cto=chief \
    technology officer; defence=defense; dep=deputy; dept=department; dev=development; dir=director; dm=document \
    management; ea=executive assistant; edrms=electronic document record management; eng=engineer; engr=engineer; \
    enquiries=inquiry; enquiry=inquiry; erp=enterprise resource planning; exec=executive; fin=finance; \
    financial=finance; fm=facility management; foi=freedom information; gov=government; govt=government; \
    h&s=health safety; hr=human resources; ict=it; inf=information; info=information; inspector=inspection; \
    inspectorate=inspection; intl=international; jr=junior; l&d=learning development; labour=labor; lawyers=lawyer; \
    licence=license; licences=license; licensing=license; mgmt=management; mgr=manager; mgt=management; \
    mktg=marketing; mngr=manager; natl=national; op=operation; operational=operation; ops=operation; \
    organisational=organisation; organization=organisation; organizational=organisation; pa=personal assistant; \
    pmo=programme project management office; policies=policy; ppm=programme project management; procure=procurement; \
    prog=programme; program=programme; programmes=programme; programs=programme; proj=project; purchasing=purchase; \
    qa=quality assurance; r&d=research development; recruiting=recruitment; regulator=regulation; \
    regulatory=regulation; rep=representative; scientific=science; scientist=science; sec=secretary; \
    secretarial=secretary; snr=senior; sr=senior; statistical=statistic; statistician=statistic; strategic=strategy; \
    strategies=strategy; svc=service; svcs=service; sys=system; tech=technical \
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet() {
        let mut tokens = Tokens::default();
        for (text, words) in [
            ("HR Mgrs", "human resources mgr"),
            ("HelpDesk Analyst's queries", "help desk analysis query"),
            ("H&S and R&D", "health safety and research development"),
            ("Café—Manager’s boxes, buses & glasses 2s", "cafe manager box buse glass 2s"),
            ("eSourcing", "e sourcing"),
            ("…", ""),
        ] {
            tokens.clear();
            tokens.add(text);
            let found: Vec<&str> = tokens.list().iter().map(|token| tokens.word(token)).collect();
            assert_eq!(found.join(" "), words, "{text}");
        }
    }
}
