//! From rows back to facts. Rows come from files that anybody may have made: nothing in them is taken on trust.

mod bodies;
mod items;
mod reading;
mod sums;

use foldhash::HashMap;

use self::sums::add_up;
use super::tables::Table;
use super::value::{Cell, start};
use crate::ledger::facts::ReturnFacts;
use crate::ledger::gather::Gathered;
use crate::returns::Kind;
use crate::source::Position;
use crate::taxonomy::{FunctionId, Taxonomy};
use crate::words::Words;

/// The most staff that a cost may bring, with room for sums: a million times a million posts.
const MOST_MFTE: i64 = 1_000_000_000_000;

/// Facts while their rows come in, table by table.
pub struct Builder<'a> {
    taxonomy: &'a Taxonomy,
    gathered: Gathered,
    places: HashMap<String, usize>,
    here: Option<Here>,
}

/// The return whose rows come in at the moment. Rows of one return stand together, so that one is enough.
struct Here {
    place: usize,
    items: [HashMap<String, u32>; 3],
    units: HashMap<String, u32>,
    products: HashMap<String, u32>,
}

/// A row that goes into facts.
pub(super) trait Take {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String>;
}

impl<'a> Builder<'a> {
    /// Facts of one list of functions.
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        Self { taxonomy, gathered: Gathered::default(), places: HashMap::default(), here: None }
    }

    /// Takes a row of a table. Tables come in the order of [`super::TABLES`].
    ///
    /// # Errors
    /// The row is none of that table, or does not fit those before it; the words begin with the column.
    pub fn take(&mut self, table: &Table, cells: Vec<Cell>) -> Result<(), String> {
        (table.take)(cells, self)
    }

    /// Ends a table: what comes next may add to any return again.
    pub fn end_of_table(&mut self) {
        self.here = None;
    }

    /// The facts, if they add up.
    ///
    /// # Errors
    /// They do not, and which organisation it is.
    pub fn finish(self) -> Result<Gathered, String> {
        for facts in &self.gathered.facts {
            add_up(facts).map_err(|problem| format!("`{}`: {problem}", start(&facts.organisation.id)))?;
        }
        Ok(self.gathered)
    }

    /// The return that a row belongs to.
    fn body(&mut self, organisation: &str, period: &str) -> Result<(&mut ReturnFacts, &Here), String> {
        let place = *self.places.get(organisation).ok_or_else(|| {
            format!("`organisation` is `{}`, which is not among the organisations", start(organisation))
        })?;
        let facts = &mut self.gathered.facts[place];
        if facts.organisation.period != period {
            return Err(format!("`period` is `{}`, that of the organisation is another", start(period)));
        }
        if self.here.as_ref().is_none_or(|here| here.place != place) {
            self.here = Some(Here::of(place, facts));
        }
        match &self.here {
            Some(here) => Ok((facts, here)),
            None => Err("`organisation` cannot be found".to_owned()),
        }
    }

    fn function(&self, code: &str) -> Result<FunctionId, String> {
        let known = self.taxonomy.find(code);
        known.ok_or_else(|| format!("`function` is `{}`, which `{}` does not have", start(code), self.taxonomy.id))
    }

    fn some_function(&self, code: Option<String>) -> Result<Option<FunctionId>, String> {
        code.map(|code| self.function(&code)).transpose()
    }
}

impl Here {
    fn of(place: usize, facts: &ReturnFacts) -> Self {
        let mut items = [HashMap::default(), HashMap::default(), HashMap::default()];
        for (item, number) in facts.items.iter().zip(0..) {
            items[item.kind as usize].insert(item.id.to_string(), number);
        }
        // Of equal ids the first: `-` may also be the id of a unit.
        let mut units = HashMap::default();
        for (unit, number) in facts.units.iter().zip(0..) {
            units.entry(unit.clone()).or_insert(number);
        }
        let products = facts.products.iter().zip(0..).map(|(product, number)| (product.key.clone(), number)).collect();
        Self { place, items, units, products }
    }

    fn item(&self, column: &str, name: &str) -> Result<u32, String> {
        let found = name.split_once('/').and_then(|(kind, id)| self.items[Kind::find(kind)? as usize].get(id).copied());
        found.ok_or_else(|| format!("`{column}` is `{}`, which the organisation does not have", start(name)))
    }

    fn unit(&self, id: &str) -> Result<u32, String> {
        let found = self.units.get(id).copied();
        found.ok_or_else(|| format!("`unit` is `{}`, which the organisation does not have", start(id)))
    }

    fn product(&self, key: &str) -> Result<u32, String> {
        let found = self.products.get(key).copied();
        found.ok_or_else(|| format!("`product` is `{}`, which the organisation does not have", start(key)))
    }
}

/// The value that is written with a word.
fn word<T: Words>(column: &str, text: &str) -> Result<T, String> {
    among(column, text, T::ALL, T::word)
}

/// The one of some values that is written with a word.
fn among<T: Copy>(column: &str, text: &str, all: &[T], of: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| of(*value) == text).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|value| of(*value)).collect();
        format!("`{column}` is `{}`; {} is expected", start(text), known.join(" or "))
    })
}

fn place(line: u32, column: u32) -> Position {
    Position { line, column }
}
