//! Items by the names that exceptions give them.

use foldhash::HashMap;
use smallvec::SmallVec;

use super::model::{Kind, Return};

/// The items of a return by their ids.
#[derive(Debug)]
pub struct ItemsById<'r>(HashMap<&'r str, SmallVec<[(usize, Kind); 1]>>);

impl<'r> ItemsById<'r> {
    /// Looks at every item of a return.
    pub fn of(declared: &'r Return) -> Self {
        let mut by_id: HashMap<_, SmallVec<_>> = HashMap::default();
        for (place, item) in declared.items().enumerate() {
            by_id.entry(item.id).or_default().push((place, item.kind));
        }
        Self(by_id)
    }

    /// The items that `name` means, by their places among [`Return::items`]: by id, or by kind and id as in `system/revs`.
    pub fn named(&self, name: &str) -> Vec<usize> {
        let with_id = |id: &str| self.0.get(id).into_iter().flatten().copied();
        let of_kind = name.split_once('/').map(|(kind, id)| with_id(id).filter(move |found| found.1.word() == kind));
        let mut places: Vec<usize> =
            with_id(name).chain(of_kind.into_iter().flatten()).map(|(place, _)| place).collect();
        places.sort_unstable();
        places
    }
}
