//! Contracts of a register that are no systems: works, care and supplies.

use super::gather::Entry;

/// What a contract is for that is no system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Building: no service that anyone does.
    Construction,
    /// Care and supplies: their own text says their function.
    Service,
}

/// Words of building.
const CONSTRUCTION: [&str; 30] = [
    "construction",
    "refurbishment",
    "resurfacing",
    "roofing",
    "re-roofing",
    "reroofing",
    "demolition",
    "building works",
    "civil engineering",
    "road works",
    "roadworks",
    "highway works",
    "carriageway",
    "new build",
    "extension works",
    "sewer replacement",
    "watermain",
    "water main",
    "paving",
    "kitchen replacement",
    "bathroom replacement",
    "window replacement",
    "kitchens and bathrooms",
    "structural repairs",
    "bridge repair",
    "bridge replacement",
    "public realm works",
    "groundworks",
    "asbestos removal",
    "fit-out works",
];

/// What is built or repaired, and words for doing it: `Roof replacement`.
const BUILT: [&str; 34] = [
    "roof",
    "boiler",
    "window",
    "door",
    "kitchen",
    "bathroom",
    "lift",
    "road",
    "highway",
    "footway",
    "footpath",
    "bridge",
    "school",
    "building",
    "town hall",
    "leisure centre",
    "car park",
    "drain",
    "culvert",
    "sewer",
    "pavement",
    "heating",
    "wiring",
    "fence",
    "fencing",
    "playground",
    "path",
    "house",
    "housing",
    "flat",
    "property",
    "properties",
    "street light",
    "sea wall",
];
const BUILDING: [&str; 14] = [
    "replacement",
    "repair",
    "installation",
    "refurbish",
    "construction",
    "works",
    "improvement",
    "extension",
    "resurfacing",
    "demolition",
    "renewal",
    "rewiring",
    "adaptation",
    "conversion",
];

/// Words of care and of supplies.
const SERVICES: [&str; 39] = [
    "home support",
    "support at home",
    "care at home",
    "personal care",
    "supported accommodation",
    "children's home",
    "residential placement",
    "day services",
    "care and support",
    "gas and electricity",
    "gas & electricity",
    "supply of energy",
    "heating oil",
    "water and sewerage",
    "fuel supply",
    "domiciliary care",
    "home care",
    "homecare",
    "residential care",
    "nursing care",
    "nursing home",
    "care home",
    "supported living",
    "foster care",
    "fostering placement",
    "day care",
    "respite care",
    "extra care",
    "reablement",
    "electricity supply",
    "gas supply",
    "supply of electricity",
    "supply of gas",
    "supply of water",
    "water supply",
    "electricity",
    "natural gas",
    "energy supply",
    "social care placement",
];

/// Words of what is a system even where it is for one of these.
const SYSTEMS: [&str; 14] = [
    "system",
    "software",
    "licence",
    "license",
    "platform",
    "portal",
    "application",
    "saas",
    "hosting",
    "app ",
    "database",
    "ict",
    "digital",
    "module",
];

/// What a contract is for, where it is no system.
pub(super) fn of(name: &str, descriptions: &[String], product: &str) -> Option<Work> {
    let named = format!("{} ", name.to_lowercase());
    let all = format!("{named}{} ", descriptions.join(" ").to_lowercase());
    let holds = |text: &str, words: &[&str]| words.iter().any(|word| starts(text, word));
    if !product.is_empty() || holds(&all, &SYSTEMS) {
        return None;
    }
    let is_built = holds(&named, &BUILT) && holds(&named, &BUILDING);
    if is_built || holds(&named, &CONSTRUCTION) {
        Some(Work::Construction)
    } else if holds(&named, &SERVICES) {
        Some(Work::Service)
    } else {
        None
    }
}

/// Whether a word stands in a text, not as the end of another.
fn starts(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

impl Work {
    /// Makes the entry of a system one of a line of cost.
    pub(super) fn make(self, entry: &mut Entry) {
        if self == Self::Construction && entry.function.is_empty() {
            "nonservice.capital-programme".clone_into(&mut entry.function);
        }
        (entry.end, entry.status) = (None, None);
        entry.vendor.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_told_from_systems() {
        for (name, meant) in [
            ("Construction of a leisure centre", Some(Work::Construction)),
            ("Carriageway resurfacing 2025", Some(Work::Construction)),
            ("Domiciliary care North", Some(Work::Service)),
            ("Electricity", Some(Work::Service)),
            ("Care home management system", None),
            ("Construction industry scheme software", None),
            ("Payroll", None),
            ("Reconstruction", None),
        ] {
            assert_eq!(of(name, &[], ""), meant, "{name}");
        }
    }
}
