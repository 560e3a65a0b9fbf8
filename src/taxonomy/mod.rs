//! The list of functions that every body's work is mapped onto.

mod builtin;
mod file;
mod inherit;
mod types;

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashMap;

use crate::words::words;

pub use builtin::{BUILT_IN, DEFAULT, load};
pub use file::{Problem, parse};
pub use types::{Meant, Types};

/// A function of a [`Taxonomy`]. Ids follow the order of the codes, so that ties by id are ties by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u16);

impl FunctionId {
    /// The place among the functions of the taxonomy.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The function at a place below [`Taxonomy::len`].
    pub(crate) fn at(index: usize) -> Self {
        id_of(index)
    }
}

words! {
    /// What kind of work a function, or a role, is.
    pub enum Category: listed {
        /// Work that keeps the body running.
        Administrative = "administrative",
        /// Leading and managing.
        Managerial = "managerial",
        /// What the body exists for.
        Frontline = "frontline",
        /// Nobody's work: money passed on and accounting lines. Only a list of functions can say so.
        #[serde(skip)]
        NonService = "non-service",
    }
}

words! {
    /// Who may be compared on a function (docs/model.md section 1).
    pub enum Scope {
        /// Bodies of every type.
        Any = "any",
        /// Bodies of one family: `organisation.family`, by default its type.
        SameType = "same_type",
        /// Bodies of one region.
        SameRegion = "same_region",
        /// The units of one body.
        OrgOnly = "org_only",
        /// Nobody: the cost is shown, and never duplicated.
        Exempt = "exempt",
    }
}

/// The words by which a function is recognised.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Names of the work.
    pub synonyms: Vec<String>,
    /// Job titles of those who do it.
    pub titles: Vec<String>,
    /// Names of teams that do it.
    pub units: Vec<String>,
    /// Systems, products and vendors that serve it.
    pub products: Vec<String>,
    /// Short forms and what they stand for.
    pub abbreviations: Vec<(String, String)>,
    /// Words that speak against it.
    pub excludes: Vec<String>,
    /// Complete texts of items.
    pub examples: Vec<String>,
}

/// One function: a leaf that items are mapped to, or a group of them.
#[derive(Debug, Clone)]
pub struct Function {
    /// The stable code, such as `hr.payroll`.
    pub code: String,
    /// The name for people.
    pub label: String,
    /// What kind of work it is. None for groups, and for leaves of lists that do not say: those are never duplicated.
    pub category: Option<Category>,
    /// Who may be compared on it.
    pub scope: Scope,
    /// What it is, in a sentence.
    pub definition: String,
    /// How it is recognised.
    pub vocabulary: Vocabulary,
    /// What its volume counts, such as payslips. A leaf that has one is transactional.
    pub volume_unit: Option<String>,
    /// The types of body that have the task by law. Nobody's where it is empty.
    pub duty: Vec<String>,
    /// The law that gives it to them.
    pub statute: Option<String>,
    /// Codes of the same work in other lists, by the list's id.
    pub crosswalk: Vec<(String, Vec<String>)>,
    /// The group it belongs to.
    pub parent: Option<FunctionId>,
    /// Whether nothing is below it.
    pub is_leaf: bool,
}

impl Function {
    /// Whether a type of body has the task by law.
    pub fn is_duty_of(&self, kind: Option<&str>) -> bool {
        kind.is_some_and(|kind| self.duty.iter().any(|word| word == kind))
    }

    /// Codes of the same work in another list, as this list gives them.
    fn elsewhere(&self, list: &str) -> &[String] {
        self.crosswalk.iter().find(|(id, _)| id == list).map_or(&[], |(_, codes)| codes)
    }
}

/// A list of functions.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// Its name in settings and returns, such as `public-functions`.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// On which terms it may be used.
    pub licence: String,
    /// Names of lines that hold the work of several functions: none of them gets a leaf from its text.
    pub catch_all: Vec<String>,
    /// Types of bodies, and the words for them.
    pub types: Types,
    /// SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    functions: Vec<Function>,
    by_code: FxHashMap<String, FunctionId>,
}

impl Taxonomy {
    /// The function of an id.
    pub fn get(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    /// The function of a code.
    pub fn find(&self, code: &str) -> Option<FunctionId> {
        self.by_code.get(code).copied()
    }

    /// Every function in the order of the codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FunctionId, &Function)> {
        self.functions.iter().enumerate().map(|(index, function)| (id_of(index), function))
    }

    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there is none; a taxonomy that was read has some.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// The function of a code that may belong to another list: the only one that a crosswalk names for it, or the group
    /// that holds all it names. The crosswalk of the other list, if it comes with the tool, goes before that of this one:
    /// it says where that code's work is, and not only which of its codes comes nearest.
    pub fn translate(&self, list: Option<&str>, code: &str) -> Option<FunctionId> {
        let list = list.unwrap_or(DEFAULT);
        if list == self.id {
            return self.find(code);
        }
        let theirs = builtin::built_in(list).and_then(|other| {
            let codes = other.get(other.find(code)?).elsewhere(&self.id);
            self.common(&codes.iter().filter_map(|code| self.find(code)).collect::<Vec<_>>())
        });
        theirs.or_else(|| self.common(&self.naming(list, code).map(|(id, _)| id).collect::<Vec<_>>()))
    }

    /// The codes of another list for the same work, in their order: those of this list's crosswalk, else those whose
    /// crosswalk names the function, else those of the default list's functions that this one stands for.
    pub fn codes_in<'a>(&'a self, id: FunctionId, list: &'a Taxonomy) -> Vec<&'a str> {
        let function = self.get(id);
        if list.id == self.id {
            return vec![&function.code];
        }
        let known = |code: &String| list.find(code).map(|id| list.get(id).code.as_str());
        let mut codes: BTreeSet<&str> = function.elsewhere(&list.id).iter().filter_map(known).collect();
        if codes.is_empty() {
            codes = list.naming(&self.id, &function.code).map(|(_, other)| other.code.as_str()).collect();
        }
        if codes.is_empty()
            && self.id != DEFAULT
            && list.id != DEFAULT
            && let Some(default) = builtin::built_in(DEFAULT)
        {
            let meant = function.elsewhere(DEFAULT).iter().filter_map(|code| default.find(code));
            codes = meant.flat_map(|id| default.codes_in(id, list)).collect();
        }
        codes.into_iter().collect()
    }

    /// Leaves whose crosswalk names a code of another list.
    fn naming<'a>(&'a self, list: &'a str, code: &'a str) -> impl Iterator<Item = (FunctionId, &'a Function)> {
        self.iter()
            .filter(move |(_, function)| function.is_leaf && function.elsewhere(list).iter().any(|known| known == code))
    }

    /// The only one of some functions, or the group that holds all of them.
    fn common(&self, functions: &[FunctionId]) -> Option<FunctionId> {
        let (first, rest) = functions.split_first()?;
        if rest.is_empty() {
            return Some(*first);
        }
        let group = self.group(*first);
        rest.iter().all(|id| self.group(*id) == group).then_some(group).filter(|group| !self.get(*group).is_leaf)
    }

    /// A leaf itself, or the leaves below a group.
    fn leaves_of(&self, top: FunctionId) -> impl Iterator<Item = &Function> {
        let above = move |id: FunctionId| std::iter::successors(Some(id), |id| self.get(*id).parent);
        self.iter().filter(move |(id, leaf)| leaf.is_leaf && above(*id).any(|id| id == top)).map(|(_, leaf)| leaf)
    }

    /// Whether a function is another one, or below it.
    pub fn is_within(&self, id: FunctionId, above: FunctionId) -> bool {
        let mut next = Some(id);
        while let Some(function) = next {
            if function == above {
                return true;
            }
            next = self.get(function).parent;
        }
        false
    }

    /// The topmost group above a function, or itself.
    pub fn group(&self, id: FunctionId) -> FunctionId {
        let mut top = id;
        while let Some(parent) = self.get(top).parent {
            top = parent;
        }
        top
    }
}

/// `id (title) version`, as the head of a list.
impl fmt::Display for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.id, self.version, self.title)
    }
}

fn id_of(index: usize) -> FunctionId {
    FunctionId(u16::try_from(index).expect("a taxonomy file has at most 65,535 functions, checked when it is read"))
}
