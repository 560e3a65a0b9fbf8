//! Duplicated cost cut into what starts together: by organisation, wave, pool and lag.

use std::collections::BTreeMap;

use super::appraisal::Tranche;
use super::scenario::Scenario;
use crate::ledger::{Pool, SpendCategory};
use crate::money::{Fte, Money};
use crate::overlap::Attribution;
use crate::taxonomy::{FunctionId, Taxonomy};

/// Amounts by pool and by years of lag.
type Pools = BTreeMap<(Pool, u32), Money>;

/// The tranches of an attribution. `base` is the calendar year in which the period of the returns begins.
pub fn tranches(attribution: &[Attribution], scenario: &Scenario, taxonomy: &Taxonomy, base: i16) -> Vec<Tranche> {
    let mut cells: BTreeMap<(u32, u32), (Pools, Fte)> = BTreeMap::new();
    for row in attribution {
        let wave = wave(row.function, row.category, scenario, taxonomy);
        let cell = cells.entry((row.organisation, wave)).or_default();
        *cell.0.entry((row.pool, lag(row, scenario, base))).or_default() += row.duplicated;
        if row.pool == Pool::Roles {
            cell.1 += row.fte;
        }
    }
    cells
        .into_iter()
        .map(|((organisation, wave), (pools, fte))| Tranche {
            organisation,
            wave,
            pools: pools.into_iter().map(|((pool, lag), amount)| (pool, lag, amount)).collect(),
            milli_fte: fte.milli(),
        })
        .collect()
}

/// Years by which a saving comes later than the phase line: systems wait for the end of their contracts.
pub fn lag(row: &Attribution, scenario: &Scenario, base: i16) -> u32 {
    if row.pool == Pool::Systems { scenario.lag(row.contract_end, base) } else { 0 }
}

/// Years of delay: a leaf's own beats its group's, and that its category's.
fn wave(function: FunctionId, category: SpendCategory, scenario: &Scenario, taxonomy: &Taxonomy) -> u32 {
    if scenario.waves.is_empty() {
        return 0;
    }
    let mut above = Some(function);
    while let Some(id) = above {
        if let Some(years) = scenario.waves.get(&taxonomy.get(id).code) {
            return *years;
        }
        above = taxonomy.get(id).parent;
    }
    scenario.waves.get(category.word()).copied().unwrap_or(0)
}
