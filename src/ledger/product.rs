//! What counts as one product.

use crate::mapping::normalise;

/// The name of a product as a label, so that `NEC Revenues` and `nec  revenues` are one.
pub fn product_key(name: &str) -> String {
    normalise(name)
}
