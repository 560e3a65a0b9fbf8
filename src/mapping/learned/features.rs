//! What the model sees of an item: features of its texts in blocks that are each weighed as a whole.

use std::ops::Range;

use super::tokens::{Token, Tokens};
use super::trim::trim;
use crate::mapping::Texts;
use crate::returns::Kind;

/// A group of features. The features of a block share its weight, so that a long description says no more than a
/// short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Block {
    /// Words of the name or title: single, in pairs, the last, the first.
    Name,
    /// Three letters in a row of each word of the name.
    Letters,
    /// Words of the unit, single and in pairs.
    Unit,
    /// Words of the organisation's name, and the name as a whole.
    Organisation,
    /// Words of the description, single and in pairs.
    Description,
    /// Every word of name, unit, profession and description, wherever it stands.
    Anywhere,
    /// Words of the name with the kind of the item.
    Kind,
    /// Words of the name with the kind of body.
    Body,
    /// What is there and what is not.
    Shape,
    /// The whole name, where it is one of the names of a function.
    Exact,
}

impl Block {
    /// Every block, in the order of the features.
    pub(super) const ALL: [Self; 10] = [
        Self::Name,
        Self::Letters,
        Self::Unit,
        Self::Organisation,
        Self::Description,
        Self::Anywhere,
        Self::Kind,
        Self::Body,
        Self::Shape,
        Self::Exact,
    ];

    /// Whether its features count by themselves, each with the weight of the block.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Shape | Self::Exact)
    }

    /// How much the block counts; of [`Block::Shape`], how much each feature does.
    pub(super) fn weight(self) -> f32 {
        match self {
            Self::Name | Self::Exact => 1.0,
            Self::Organisation => 1.2,
            Self::Letters | Self::Description | Self::Anywhere => 0.8,
            Self::Unit => 0.6,
            Self::Kind | Self::Body => 0.5,
            Self::Shape => 0.3,
        }
    }
}

/// What is there of an item and what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// Which kind of item it is, where that is known.
    pub(super) kind: Option<Kind>,
    /// No word of a unit.
    pub(super) no_unit: bool,
    /// No word of a description; a name of a single word; a name that is a short form.
    pub(super) text: [bool; 3],
}

/// One feature of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feature {
    /// A hash of what it is and of the words in it.
    pub(super) key: u64,
    /// The word it comes from: an index into the tokens; of a pair, the first. `u16::MAX` for none.
    pub(super) word: u16,
    /// Whether it is one of very many, so that it must be seen twice to be learned.
    pub(super) rare: bool,
}

/// The features of one item. Kept and refilled, so that nothing is allocated for the next item.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// The words of the item.
    pub(super) tokens: Tokens,
    /// What is there and what is not.
    pub(super) shape: Shape,
    /// Whether the name says nothing of the work, so that the unit has to.
    pub(super) generic: bool,
    /// The kind of body, by the words of its name and type.
    pub(super) body: Option<u8>,
    /// How many single words of the name head the features of [`Block::Name`].
    pub(super) name_words: usize,
    list: Vec<Feature>,
    blocks: [Range<usize>; 10],
    /// Where the words of each field end among the tokens, in the order of [`FIELDS`].
    ends: [usize; 7],
    /// The words that say something, field by field: indices into the tokens.
    kept: Vec<u16>,
}

/// Words of a description beyond this number are not looked at.
const DESCRIPTION: usize = 40;

/// The texts of an item in the order in which they are read, as a reason names them.
const FIELDS: [&str; 7] = ["", "product ", "unit ", "profession ", "description ", "organisation ", "type "];

const NO_WORD: u16 = u16::MAX;

/// What keeps the features of different sorts apart.
#[derive(Clone, Copy)]
enum Sort {
    Word = 1,
    Pair,
    Last,
    First,
    Letters,
    UnitWord,
    UnitPair,
    OrganisationWord,
    Organisation,
    DescriptionWord,
    DescriptionPair,
    Anywhere,
    KindWord,
    BodyWord,
    GenericUnit,
    Exact,
    Always,
    Kind,
    NoUnit,
    NoDescription,
    OneWord,
    ShortForm,
}

fn key(sort: Sort, hash: u64) -> u64 {
    // The last step of splitmix64: every bit of the key depends on every bit of the hash.
    let mut key = hash ^ (sort as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    key = (key ^ (key >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    key = (key ^ (key >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    key ^ (key >> 31)
}

fn pair(first: u64, second: u64) -> u64 {
    first.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ second
}

/// The key of a single word of a name.
pub(super) fn word_key(hash: u64) -> u64 {
    key(Sort::Word, hash)
}

impl Features {
    /// The words of the name that say something.
    pub(super) fn name(&self) -> impl Iterator<Item = &Token> {
        let words = self.block(Block::Name)[..self.name_words].iter();
        words.map(|feature| &self.tokens.list()[usize::from(feature.word)])
    }

    /// The features of a block.
    pub(super) fn block(&self, block: Block) -> &[Feature] {
        &self.list[self.blocks[block as usize].clone()]
    }

    /// The words that say something, field by field.
    pub(super) fn words(&self) -> impl Iterator<Item = &Token> {
        self.kept.iter().map(|at| &self.tokens.list()[usize::from(*at)])
    }

    /// Whether some word could tell a function.
    pub(super) fn telling(&self) -> bool {
        self.words().any(|word| !word.vague)
    }

    /// Which text a word stands in, as a reason names it: nothing for the name.
    pub(super) fn field(&self, token: usize) -> &'static str {
        self.ends.iter().zip(FIELDS).find(|(end, _)| token < **end).map_or("", |(_, field)| field)
    }

    /// Reads the texts of an item: `body` and `generic` are given where they were found out before.
    pub(super) fn read(&mut self, texts: &Texts<'_>, body: Option<u8>, generic: Option<bool>) {
        self.tokens.clear();
        self.kept.clear();
        self.list.clear();
        let mut title = self.keep(0, texts.name, usize::MAX);
        if texts.kind == Some(Kind::Role) && !title.is_empty() {
            trim(&mut self.tokens, 0..self.ends[0]);
            self.kept.retain(|at| !self.tokens.list()[usize::from(*at)].stop);
            title.end = self.kept.len();
        }
        self.generic = generic.unwrap_or_else(|| self.words().all(|word| word.generic));
        let product = self.keep(1, texts.product, usize::MAX);
        let name = title.start..self.drop_repeats(&title, &product);
        // A profession is where a post belongs, as a unit is.
        let unit = self.keep(2, texts.unit, usize::MAX);
        let profession = self.keep(3, texts.profession, usize::MAX);
        let unit = unit.start..profession.end;
        let description = self.keep(4, texts.description, DESCRIPTION);
        let whole = self.tokens.list().len();
        let organisation = self.keep(5, texts.organisation, usize::MAX);
        let whole = whole..self.tokens.list().len();
        let organisation = organisation.start..self.keep(6, texts.body, usize::MAX).end;
        self.body = body.or_else(|| {
            let words = self.kept[organisation.clone()].iter().map(|at| &self.tokens.list()[usize::from(*at)]);
            words.filter_map(|word| body_kind(self.tokens.word(word))).max()
        });
        self.begin(Block::Name);
        self.push_words(Sort::Word, &name);
        self.name_words = name.len();
        self.pairs(Sort::Pair, &name, false);
        if let (Some(last), Some(first)) = (title.clone().next_back(), title.clone().next()) {
            self.push(Sort::Last, self.hash(self.kept[last]), self.kept[last]);
            self.push(Sort::First, self.hash(self.kept[first]), self.kept[first]);
        }
        self.begin(Block::Letters);
        for at in name.clone() {
            self.letters(self.kept[at]);
        }
        self.begin(Block::Unit);
        self.push_words(Sort::UnitWord, &unit);
        self.pairs(Sort::UnitPair, &unit, false);
        if self.generic {
            self.push_words(Sort::GenericUnit, &unit);
        }
        self.begin(Block::Organisation);
        self.push_words(Sort::OrganisationWord, &organisation);
        let rest = &self.tokens.list()[whole];
        if !rest.is_empty() {
            let key = rest.iter().fold(0, |key, token| pair(key, token.hash));
            self.push(Sort::Organisation, key, NO_WORD);
        }
        self.begin(Block::Description);
        self.push_words(Sort::DescriptionWord, &description);
        self.pairs(Sort::DescriptionPair, &description, true);
        self.begin(Block::Anywhere);
        let start = self.list.len();
        for at in [&name, &unit, &description].into_iter().flat_map(Clone::clone) {
            let key = key(Sort::Anywhere, self.hash(self.kept[at]));
            if !self.list[start..].iter().any(|feature| feature.key == key) {
                self.list.push(Feature { key, word: self.kept[at], rare: false });
            }
        }
        self.begin(Block::Kind);
        if let Some(kind) = texts.kind {
            for at in name.clone() {
                self.push(Sort::KindWord, pair(kind as u64, self.hash(self.kept[at])), self.kept[at]);
            }
        }
        self.begin(Block::Body);
        if let Some(body) = self.body {
            for at in name.clone() {
                let key = key(Sort::BodyWord, pair(u64::from(body), self.hash(self.kept[at])));
                self.list.push(Feature { key, word: self.kept[at], rare: true });
            }
        }
        self.shape = Shape {
            kind: texts.kind,
            no_unit: unit.is_empty(),
            text: [description.is_empty(), name.len() == 1, is_short_form(texts.name.trim())],
        };
        self.begin(Block::Shape);
        self.push_shape();
        self.begin(Block::Exact);
        if let Some(name) = self.whole(&name) {
            self.push(Sort::Exact, name, NO_WORD);
        }
        self.blocks[Block::Exact as usize].end = self.list.len();
    }

    /// The key of a name as a whole: two names with the same telling words in the same order are one.
    pub(super) fn name_key(&mut self, text: &str) -> Option<u64> {
        self.read(&Texts { name: text, ..Texts::default() }, None, None);
        self.block(Block::Exact).first().map(|feature| feature.key)
    }

    fn whole(&self, name: &Range<usize>) -> Option<u64> {
        let mut telling = false;
        let words = self.kept[name.clone()].iter().map(|at| &self.tokens.list()[usize::from(*at)]);
        let whole = words.inspect(|word| telling |= !word.vague).fold(0, |whole, word| pair(whole, word.hash));
        telling.then_some(whole)
    }

    /// The features of a shape and nothing else.
    pub(super) fn read_shape(&mut self, shape: Shape) {
        self.list.clear();
        self.blocks = Default::default();
        self.shape = shape;
        self.push_shape();
    }

    fn push_shape(&mut self) {
        self.push(Sort::Always, 0, NO_WORD);
        let Shape { kind, no_unit, text: [no_description, one_word, short_form] } = self.shape;
        if let Some(kind) = kind {
            let shapes = [
                (Sort::Kind, true),
                (Sort::NoUnit, no_unit),
                (Sort::NoDescription, no_description),
                (Sort::OneWord, one_word),
                (Sort::ShortForm, short_form),
            ];
            for (sort, _) in shapes.into_iter().filter(|(_, holds)| *holds) {
                self.push(sort, kind as u64, NO_WORD);
            }
        }
        self.blocks[Block::Shape as usize].end = self.list.len();
    }

    /// Adds the words of a text that say something; hands out which they are.
    fn keep(&mut self, field: usize, text: &str, most: usize) -> Range<usize> {
        let start = self.kept.len();
        let words = self.tokens.add(text);
        self.ends[field] = words.end;
        let tokens = self.tokens.list();
        let telling = words.filter(|at| !tokens[*at].stop).take(most);
        self.kept.extend(telling.map_while(|at| u16::try_from(at).ok().filter(|at| *at != NO_WORD)));
        start..self.kept.len()
    }

    /// A product often says again what the name says: only its new words are kept. Hands out where they end.
    fn drop_repeats(&mut self, title: &Range<usize>, product: &Range<usize>) -> usize {
        let mut end = product.start;
        for at in product.clone() {
            let word = self.kept[at];
            if !self.kept[title.start..end].iter().any(|known| self.hash(*known) == self.hash(word)) {
                self.kept[end] = word;
                end += 1;
            }
        }
        self.kept.truncate(end);
        end
    }

    fn hash(&self, word: u16) -> u64 {
        self.tokens.list()[usize::from(word)].hash
    }

    fn begin(&mut self, block: Block) {
        let at = self.list.len();
        if block != Block::Name {
            self.blocks[block as usize - 1].end = at;
        }
        self.blocks[block as usize] = at..at;
    }

    fn push(&mut self, sort: Sort, hash: u64, word: u16) {
        self.list.push(Feature { key: key(sort, hash), word, rare: false });
    }

    fn push_words(&mut self, sort: Sort, range: &Range<usize>) {
        for at in range.clone() {
            self.push(sort, self.hash(self.kept[at]), self.kept[at]);
        }
    }

    fn pairs(&mut self, sort: Sort, range: &Range<usize>, rare: bool) {
        for at in range.clone().skip(1) {
            let (first, second) = (self.kept[at - 1], self.kept[at]);
            let key = key(sort, pair(self.hash(first), self.hash(second)));
            self.list.push(Feature { key, word: first, rare });
        }
    }

    /// Three letters in a row, the ends of the word marked.
    fn letters(&mut self, word: u16) {
        let Self { tokens, list, .. } = self;
        let (mut before, mut letter) = (0, u64::from(b'<'));
        for (at, next) in tokens.word(&tokens.list()[usize::from(word)]).chars().chain(['>']).enumerate() {
            let next = u64::from(u32::from(next));
            if at > 0 {
                list.push(Feature { key: key(Sort::Letters, before << 42 | letter << 21 | next), word, rare: true });
            }
            (before, letter) = (letter, next);
        }
    }
}

/// `HMPPS`, `AO / EO`: a short form in capitals.
fn is_short_form(text: &str) -> bool {
    (2..=8).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"&/ .-".contains(&byte))
}

/// Kinds of body between which the same title means other work. Of several, the last: a city's university is a university.
fn body_kind(word: &str) -> Option<u8> {
    const KINDS: [&[&str]; 9] = [
        &["ministry", "department", "agency", "commission", "authority", "bureau"],
        &["council", "district", "borough", "unitary", "metropolitan", "local"],
        &["city", "town", "county", "village", "municipality", "municipal", "state"],
        &["court", "attorney", "justice", "prosecution", "prison", "probation"],
        &["nhs", "hospital", "health", "clinical", "ambulance", "medical"],
        &["police", "constabulary", "sheriff", "policing"],
        &["fire"],
        &["school", "academy", "primary", "secondary"],
        &["university", "college", "institute", "universitie", "a&m", "polytechnic"],
    ];
    KINDS.iter().zip(0..).find(|(words, _)| words.contains(&word)).map(|(_, kind)| kind)
}
