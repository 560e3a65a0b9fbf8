//! Which function an item belongs to, how sure that is, and why.

mod both;
mod bridge;
pub mod decision_file;
mod decisions;
mod evaluate;
mod index;
mod labels;
mod learned;
mod postings;
mod reason;
mod ruling;
mod taught;
mod text;
mod vocabulary;

use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroU32;
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use self::learned::Scratch;
use crate::money::Share;
use crate::returns::{Item, Kind, Return, Shares};
use crate::source::sha256;
use crate::taxonomy::{FunctionId, Taxonomy};
use crate::words::words;
use decisions::Named;

pub use decision_file::parse as parse_decisions;
pub use decisions::{Decisions, is_vague_text};
pub use evaluate::{Evaluation, GroupRow, Reliability};
pub use index::Index;
pub use labels::{Accepted, Label, Labels};
pub use learned::{Learnt, Model, Origin, STEPS, learn};
pub use text::normalise;

/// Below this confidence nothing is claimed.
pub const CLAIM: Share = Share(500_000);

/// From this chance on the model counts as thinking of a function beside its answer.
const THOUGHT_OF: Share = Share(20_000);

/// No machine is surer than this.
pub const MACHINE_MOST: Share = Share(950_000);

words! {
    /// Who says so.
    pub enum Source {
        /// The organisation coded the item itself.
        Declared = "declared",
        /// A person ruled on it.
        Decision = "decision",
        /// The text was recognised.
        Mapper = "mapper",
        /// Nobody.
        None = "none",
    }
}

/// One function of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Which: a leaf, or a group where only that is clear.
    pub function: FunctionId,
    /// How much of the item.
    pub share: Share,
    /// How sure that is.
    pub confidence: Share,
}

/// The claims of an item: mostly one, which then needs no memory of its own.
pub type Claims = SmallVec<[Claim; 1]>;

/// The functions of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Who says so.
    pub source: Source,
    /// In the order of the codes; the shares add up to at most one whole.
    pub claims: Claims,
    /// What else it might be, likeliest first.
    pub alternatives: Box<[(FunctionId, Share)]>,
    /// Whether the item may be compared with those of others; a person may rule that it may not.
    pub comparable: bool,
    /// Which decision says so, counted from 1.
    pub decision: Option<NonZeroU32>,
}

impl Mapping {
    /// Nothing is claimed.
    pub fn nothing() -> Self {
        Self::new(Source::None, Claims::new(), Box::default())
    }

    /// A mapping that nobody ruled on.
    pub fn new(source: Source, claims: Claims, alternatives: Box<[(FunctionId, Share)]>) -> Self {
        Self { source, claims, alternatives, comparable: true, decision: None }
    }

    /// Whether the item says too little; one that a person gave no function to has said enough.
    pub fn says_nothing(&self) -> bool {
        self.claims.is_empty() && self.source != Source::Decision
    }

    /// The claim with the largest share; of equals, the first code.
    pub fn largest(&self) -> Option<&Claim> {
        self.claims.iter().max_by(|a, b| a.share.cmp(&b.share).then(b.function.cmp(&a.function)))
    }
}

/// Why an item was mapped as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// What speaks for its mapping.
    pub reason: String,
    /// What speaks for each of the alternatives.
    pub others: Vec<String>,
}

/// The texts of an item that the mapping looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Texts<'a> {
    /// Name or title.
    pub name: &'a str,
    /// Product of a system.
    pub product: &'a str,
    /// Name of the unit.
    pub unit: &'a str,
    /// Name of the organisation.
    pub organisation: &'a str,
    /// Type of the organisation.
    pub body: &'a str,
    /// Profession of a role.
    pub profession: &'a str,
    /// Grade of a role.
    pub grade: &'a str,
    /// Description.
    pub description: &'a str,
    /// Which kind of item it is, where that is known.
    pub kind: Option<Kind>,
}

/// Maps texts onto the functions of one taxonomy: by a trained model where there is one, else by the vocabulary.
pub struct Mapper<'a> {
    taxonomy: &'a Taxonomy,
    model: Option<Model>,
    /// Made when it is first needed: with a model, only reasons and searches need it.
    index: OnceLock<Index>,
    decisions: Decisions,
    /// The words of lines that hold the work of several functions.
    catch_all: HashSet<String>,
    explains: bool,
}

impl<'a> Mapper<'a> {
    /// Prepares a taxonomy, with the model that comes with the tool if there is one.
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        Self {
            taxonomy,
            model: Model::embedded(taxonomy),
            index: OnceLock::new(),
            decisions: Decisions::default(),
            catch_all: taxonomy.catch_all.iter().map(|name| text::key(name)).collect(),
            explains: false,
        }
    }

    /// The same with another model, which must have been read for the same taxonomy.
    #[must_use]
    pub fn with_model(self, model: Model) -> Self {
        Self { model: Some(model), ..self }
    }

    /// The same, and every item gets its reason: that takes longer than the mapping.
    #[must_use]
    pub fn explaining(self) -> Self {
        Self { explains: true, ..self }
    }

    /// Whether every item gets its reason.
    pub fn explains(&self) -> bool {
        self.explains
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.taxonomy))
    }

    /// Goes by what people decided.
    #[must_use]
    pub fn with_decisions(self, decisions: Decisions) -> Self {
        Self { decisions, ..self }
    }

    /// What it maps by: the hash of its model or, where there is none, of the vocabulary of the list.
    pub fn sha256(&self) -> String {
        match &self.model {
            Some(model) => model.sha256(),
            None => sha256(format!("dupaudit/index/1 {}", self.taxonomy.sha256)),
        }
    }

    /// The decisions it goes by.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// The mappings of every item of a return, in the order of [`Return::items`]. The organisation's own codes come first.
    pub fn map_return(&self, declared: &Return, known: &mut Known) -> Vec<Mapping> {
        // Texts hold the name of the body, so that those of another return are never asked for again.
        known.mappings.clear();
        let list = declared.taxonomy.as_deref();
        let texts_of = texts_of(declared);
        declared
            .items()
            .map(|item| {
                self.declared(&item, list).unwrap_or_else(|| {
                    let texts = texts_of(&item);
                    self.decided(declared, &item, &texts, || self.map(&texts, known))
                })
            })
            .collect()
    }

    /// What people decided, or what they left to be `recognised`.
    fn decided(
        &self,
        declared: &Return,
        item: &Item<'_>,
        texts: &Texts<'_>,
        recognised: impl FnOnce() -> Mapping,
    ) -> Mapping {
        let named = Named {
            kind: item.kind,
            text: item.text,
            unit: texts.unit,
            unit_id: item.unit.unwrap_or_default(),
            organisation: &declared.organisation.id,
            period: &declared.period,
        };
        match self.decisions.find(&named) {
            Some(found) => found.mapping().unwrap_or_else(|| Mapping { comparable: found.comparable, ..recognised() }),
            None => recognised(),
        }
    }

    /// The functions that a text could mean, likeliest first.
    pub fn search(&self, texts: &Texts<'_>) -> Vec<FunctionId> {
        self.index().search(texts)
    }

    /// The line that says why, for a mapping of this item.
    pub fn reason(&self, texts: &Texts<'_>, mapping: &Mapping) -> String {
        match mapping.decision.and_then(|number| self.decisions.grounds(number)) {
            Some(grounds) => grounds.to_owned(),
            None => reason::reason(self.taxonomy, self.index(), self.model.as_ref(), texts, mapping),
        }
    }

    /// Why an item was mapped as it was, by its texts.
    pub fn explain(&self, texts: &Texts<'_>, mapping: &Mapping) -> Grounds {
        let chosen = mapping.largest().map(|claim| claim.function);
        let evidence = |(function, _): &(FunctionId, Share)| {
            reason::evidence(self.taxonomy, self.index(), self.model.as_ref(), texts, *function, chosen)
        };
        let others = mapping.alternatives.iter().map(evidence).collect();
        Grounds { reason: self.reason(texts, mapping), others }
    }

    /// What the organisation says itself. Codes of another list that cannot be translated say nothing.
    fn declared(&self, item: &Item<'_>, list: Option<&str>) -> Option<Mapping> {
        let one;
        let shares = match (item.function, item.functions) {
            (Some(code), _) => {
                one = Shares(vec![(code.to_owned(), Share::WHOLE)]);
                &one
            }
            (None, functions) => functions?,
        };
        let mut claims = Claims::new();
        for (code, share) in &shares.0 {
            let function = self.taxonomy.translate(list, code)?;
            match claims.iter_mut().find(|claim| claim.function == function) {
                Some(claim) => claim.share.0 += share.0,
                None => claims.push(Claim { function, share: *share, confidence: Share::WHOLE }),
            }
        }
        claims.sort_by_key(|claim| claim.function);
        (!claims.is_empty()).then(|| Mapping::new(Source::Declared, claims, Box::default()))
    }

    /// What the texts say. The same texts are looked at once.
    pub fn map(&self, texts: &Texts<'_>, known: &mut Known) -> Mapping {
        // The model remembers what it saw.
        if let Some(model) = &self.model {
            let mapping = self.split(texts, model.map(texts, self.decisions.taught(), &mut known.scratch));
            return if self.holds_several(texts) { self.without_leaves(mapping) } else { mapping };
        }
        let mut hasher = FxBuildHasher.build_hasher();
        for text in [texts.name, texts.product, texts.unit, texts.organisation, texts.profession, texts.description] {
            hasher.write(text.as_bytes());
            hasher.write_u8(0xFF);
        }
        hasher.write_u8(texts.kind.map_or(0xFF, |kind| kind as u8));
        let recognise = || self.index().map(self.taxonomy, texts, self.decisions.taught());
        let mapping = known.mappings.entry(hasher.finish()).or_insert_with(recognise).clone();
        if self.holds_several(texts) { self.without_leaves(mapping) } else { mapping }
    }

    /// Whether a line says that it holds the work of several functions, or only what it does not hold.
    fn holds_several(&self, texts: &Texts<'_>) -> bool {
        let name = texts.name;
        let denies = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("not "));
        denies || texts.kind != Some(Kind::Role) && self.is_catch_all(name)
    }

    /// Whether a text is one of the names for the work of several functions.
    pub fn is_catch_all(&self, name: &str) -> bool {
        const LONGEST: usize = 60;
        name.len() <= LONGEST && !self.catch_all.is_empty() && self.catch_all.contains(&text::key(name))
    }

    /// A mapping of which leaves are no more than thoughts.
    fn without_leaves(&self, mapping: Mapping) -> Mapping {
        match mapping.largest() {
            Some(claim) if self.taxonomy.get(claim.function).is_leaf => {
                Mapping { source: Source::None, claims: Claims::new(), ..mapping }
            }
            _ => mapping,
        }
    }
}

impl Mapper<'_> {
    /// A mapping of the model, unless the text plainly joins two functions and the model thinks of both: it names one.
    fn split(&self, texts: &Texts<'_>, mapping: Mapping) -> Mapping {
        // Most answers leave no room for a second: those need no look at the vocabulary.
        if mapping.alternatives.iter().all(|(_, chance)| *chance < THOUGHT_OF) {
            return mapping;
        }
        let is_role = texts.kind == Some(Kind::Role);
        let name = if is_role { learned::without_grade(texts.name) } else { texts.name };
        if both::halves(name).is_none() {
            return mapping;
        }
        let texts = &Texts { name, ..*texts };
        let first = mapping.largest().map(|claim| claim.function);
        let thought_of = |function| {
            first == Some(function)
                || mapping.alternatives.iter().any(|(other, chance)| *other == function && *chance >= THOUGHT_OF)
        };
        match self.index().both_claims(self.taxonomy, texts) {
            Some(claims) if claims.iter().all(|claim| thought_of(claim.function)) => {
                let others = mapping.alternatives.iter().copied();
                let alternatives =
                    others.filter(|(other, _)| claims.iter().all(|claim| claim.function != *other)).collect();
                Mapping { source: Source::Mapper, claims: claims.into(), alternatives, ..mapping }
            }
            _ => mapping,
        }
    }
}

/// Mappings of texts seen before where there is no model, by a hash of the texts, and room to work in.
#[derive(Debug, Default)]
pub struct Known {
    mappings: FxHashMap<u64, Mapping>,
    scratch: Scratch,
}

/// The texts of the items of a return, their units by name.
pub fn texts_of<'r>(declared: &'r Return) -> impl Fn(&Item<'r>) -> Texts<'r> {
    let units: HashMap<&str, &str> =
        declared.units.iter().rev().map(|unit| (unit.id.as_str(), unit.name.as_str())).collect();
    move |item| Texts {
        name: item.text,
        product: item.product.unwrap_or_default(),
        unit: item.unit.and_then(|id| units.get(id)).copied().unwrap_or_default(),
        organisation: &declared.organisation.name,
        body: declared.organisation.kind.as_deref().unwrap_or_default(),
        profession: item.profession.unwrap_or_default(),
        grade: item.grade.unwrap_or_default(),
        description: item.description.unwrap_or_default(),
        kind: Some(item.kind),
    }
}
