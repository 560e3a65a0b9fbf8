//! From rows back to facts. Rows come from files that anybody may have made: nothing in them is taken on trust.

use foldhash::HashMap;

use super::sums::add_up;
use super::tables::FactTable;
use super::value::{start, text};
use crate::ledger::facts::ReturnFacts;
use crate::ledger::gather::Gathered;
use crate::returns::Kind;
use crate::table::Cell;
use crate::taxonomy::Taxonomy;

/// Facts while their rows come in, table by table.
pub struct Builder<'a> {
    pub(super) gathered: Gathered,
    /// The place of each organisation among the facts.
    pub(super) places: HashMap<String, usize>,
    pub(super) here: Here<'a>,
}

/// The return whose rows come in at the moment. Rows of one return stand together, so that one is enough.
pub(super) struct Here<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    place: Option<usize>,
    items: [HashMap<String, u32>; 3],
    pub(super) units: HashMap<String, u32>,
    pub(super) products: HashMap<String, u32>,
}

impl<'a> Builder<'a> {
    /// Facts of one list of functions.
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        Self { gathered: Gathered::default(), places: HashMap::default(), here: Here::nowhere(taxonomy) }
    }

    /// Takes a row of a table, and with it what its cells hold. Tables come in the order of [`super::tables`].
    ///
    /// # Errors
    /// The row is none of that table, or does not fit those before it; the words begin with the column.
    pub fn take(&mut self, table: &FactTable, cells: &mut [Cell<'_>]) -> Result<(), String> {
        (table.take)(cells, self)
    }

    /// Ends a table: what comes next may add to any return again.
    pub fn end_of_table(&mut self) {
        self.here = Here::nowhere(self.here.taxonomy);
    }

    /// The facts, if they add up.
    ///
    /// # Errors
    /// They do not, and which organisation it is.
    pub fn finish(mut self) -> Result<Gathered, String> {
        for facts in &mut self.gathered.facts {
            add_up(facts).map_err(|problem| format!("`{}`: {problem}", start(&facts.organisation.id)))?;
            facts.weigh();
        }
        Ok(self.gathered)
    }

    /// The return that a row belongs to.
    pub(super) fn body(
        &mut self,
        organisation: Cell<'_>,
        period: Cell<'_>,
    ) -> Result<(&mut ReturnFacts, &Here<'a>), String> {
        let organisation = text(organisation).map_err(|problem| format!("`organisation` {problem}"))?;
        let period = text(period).map_err(|problem| format!("`period` {problem}"))?;
        let place = *self.places.get(&*organisation).ok_or_else(|| {
            format!("`organisation` is `{}`, which is not among the organisations", start(&organisation))
        })?;
        let facts = &mut self.gathered.facts[place];
        if facts.organisation.period != period {
            return Err(format!("`period` is `{}`, and the organisation has another", start(&period)));
        }
        if self.here.place != Some(place) {
            self.here.move_to(place, facts);
        }
        Ok((facts, &self.here))
    }
}

impl<'a> Here<'a> {
    fn nowhere(taxonomy: &'a Taxonomy) -> Self {
        Self {
            taxonomy,
            place: None,
            items: <[HashMap<String, u32>; 3]>::default(),
            units: HashMap::default(),
            products: HashMap::default(),
        }
    }

    fn move_to(&mut self, place: usize, facts: &ReturnFacts) {
        *self = Self::nowhere(self.taxonomy);
        self.place = Some(place);
        for (item, number) in facts.items.iter().zip(0..) {
            self.items[item.kind as usize].insert(item.id.to_string(), number);
        }
        // Of equal ids the first: `-` may also be the id of a unit.
        for (unit, number) in facts.units.iter().zip(0..) {
            self.units.entry(unit.clone()).or_insert(number);
        }
        self.products.extend(facts.products.iter().zip(0..).map(|(product, number)| (product.key.clone(), number)));
    }

    /// An item, by what other tables call it.
    pub(super) fn item(&self, name: &str) -> Option<u32> {
        let (kind, id) = name.split_once('/')?;
        self.items[Kind::find(kind)? as usize].get(id).copied()
    }
}
