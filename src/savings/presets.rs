//! The same plan under every preset.

use super::appraisal::Tranche;
use super::base::Base;
use super::estimate::{Estimate, estimate};
use super::scenario::Scenario;

/// A preset, with the keys that were given, and what it makes of the duplicated cost.
#[derive(Debug, Clone)]
pub struct UnderPreset {
    /// The name of the preset.
    pub name: &'static str,
    /// The preset with the keys that were given.
    pub scenario: Scenario,
    /// Its estimate.
    pub estimate: Estimate,
}

/// Every preset, where `chosen` is estimated as `found`. One whose keys do not fit together (a list that ends elsewhere) is
/// left out.
pub fn under_presets(base: &Base, tranches: &[Tranche], chosen: &Scenario, found: &Estimate) -> Vec<UnderPreset> {
    let under = |name: &'static str| {
        let scenario = chosen.under(name).ok()?;
        let estimate = if scenario == *chosen {
            found.clone()
        } else if scenario.delays_like(chosen) {
            estimate(base, tranches, &scenario)
        } else {
            estimate(base, &base.tranches(&scenario), &scenario)
        };
        Some(UnderPreset { name, scenario, estimate })
    };
    Scenario::PRESETS.into_iter().filter_map(under).collect()
}
