//! What could be shared, as far as the bodies of the audit take part.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::Audit;
use super::partners::{GroupRow, PartRow, PartnerRow, ProductRow};
use super::sharing::Sharing;
use crate::overlap::partners::Rules;

/// Partners, products and parts: of those that the audit reports on, or of all.
pub(super) struct Shared {
    pub(super) partners: Vec<PartnerRow>,
    pub(super) groups: Vec<GroupRow>,
    pub(super) products: Vec<ProductRow>,
    pub(super) parts: Vec<PartRow>,
}

impl Shared {
    pub(super) fn of(audit: &Audit<'_>) -> Self {
        let (all, overlap) = audit.compared();
        let sharing = Sharing::new(all, audit.taxonomy, overlap, audit.floor, &audit.period);
        let (partners, groups) = sharing.in_brief(&Rules::default());
        let products = sharing.products();
        // A standard part is a matter of all that would use it.
        let parts = if audit.beside.is_some() { Vec::new() } else { sharing.parts() };
        let mut shared = Self { partners, groups, products, parts };
        if audit.beside.is_some() {
            let is_ours = |id: &str| audit.has(id);
            shared.partners.retain(|pair| is_ours(&pair.ids.a) || is_ours(&pair.ids.b));
            shared.groups.retain(|group| group.members.iter().any(|id| is_ours(id)));
            (1..).zip(&mut shared.groups).for_each(|(number, group)| group.number = number);
            shared.products.retain(|product| product.contracts.iter().any(|contract| is_ours(&contract.organisation)));
        }
        shared
    }

    /// The names of those peers that it speaks of.
    pub(super) fn names_of_peers(&self, audit: &Audit<'_>) -> BTreeMap<String, String> {
        let spoken_of: BTreeSet<&str> = (self.partners.iter().flat_map(|pair| [&pair.ids.a, &pair.ids.b]))
            .chain(self.groups.iter().flat_map(|group| &group.members))
            .chain(self.products.iter().flat_map(|product| &product.contracts).map(|contract| &contract.organisation))
            .map(String::as_str)
            .collect();
        (audit.compared().0.iter().map(|facts| &facts.organisation))
            .filter(|body| spoken_of.contains(body.id.as_str()) && !audit.has(&body.id))
            .map(|body| (body.id.clone(), body.name.clone()))
            .collect()
    }
}
