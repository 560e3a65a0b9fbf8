//! What counts as one product, and as one vendor.

use crate::mapping::normalise;

/// The name of a product as a label, so that `NEC Revenues` and `nec  revenues` are one.
pub fn product_key(name: &str) -> String {
    normalise(name)
}

/// The name of a vendor as a label, without its legal form: `NEC Software Solutions UK Ltd.` is `nec software solutions uk`.
pub fn vendor_key(name: &str) -> String {
    const FORMS: [&str; 8] = ["ltd", "limited", "plc", "llp", "inc", "incorporated", "gmbh", "corp"];
    let mut key = normalise(name);
    while let Some((rest, last)) = key.rsplit_once(' ')
        && FORMS.contains(&last)
    {
        key.truncate(rest.len());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::vendor_key;

    #[test]
    fn vendors_lose_their_legal_form_and_no_more() {
        for (name, key) in [
            ("NEC Software Solutions UK Ltd.", "nec software solutions uk"),
            ("CIVICA UK LIMITED", "civica uk"),
            ("Capita plc", "capita"),
            ("Limited", "limited"),
            ("Ltd Ltd", "ltd"),
            ("–", ""),
        ] {
            assert_eq!(vendor_key(name), key);
        }
    }
}
