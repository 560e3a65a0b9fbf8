//! Units of volume, as different bodies write them.

use crate::mapping::normalise;

/// Whether two names of the unit of one function mean the same: whatever the case, the punctuation and the number, and
/// where one says more than the other (`dwellings`, `dwellings billed`).
pub fn same_unit(one: &str, other: &str) -> bool {
    let says_something = |word: &&str| !["", "number", "no", "count", "of"].contains(word);
    if one == other && one.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b' ') {
        return one.split(' ').any(|word| says_something(&word));
    }
    let words = |unit: &str| -> Vec<String> {
        let unit = normalise(unit);
        unit.split(' ').filter(says_something).map(singular).collect()
    };
    let (one, other) = (words(one), words(other));
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    !few.is_empty() && few.iter().all(|word| many.contains(word))
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies") {
        return format!("{rest}y");
    }
    let es = ["sses", "xes", "ches", "shes"].iter().any(|ending| word.ends_with(ending));
    let rest = if es { word.strip_suffix("es") } else { word.strip_suffix('s').filter(|rest| !rest.ends_with('s')) };
    rest.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::same_unit;

    #[test]
    fn units_are_compared_leniently() {
        for (one, other) in [
            ("dwellings", "Dwelling"),
            ("rent accounts", "rent-account"),
            ("enquiries", "Number of enquiry"),
            ("leases and holdings", "lease and holding"),
            ("mailboxes", "mailbox"),
            ("dwellings billed", "dwellings"),
        ] {
            assert!(same_unit(one, other), "{one} / {other}");
        }
        assert!(!same_unit("invoices paid", "invoices raised"));
        assert!(!same_unit("cases", "claims"));
        assert!(!same_unit("cases", ""));
    }
}
