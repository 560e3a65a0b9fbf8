//! Every pound of a return in exactly one place. Its product is the facts: small tables that the rest of the run reads.

mod allocate;
mod batches;
mod carried_over;
mod close;
mod collect;
mod contradicted;
mod coverage;
mod declared_twice;
mod doubts;
pub mod exchange;
mod facts;
mod gaps;
mod gather;
mod officers;
mod process_and_items;
mod product;
mod reading;
mod seem_one;
mod select;
mod split;
mod stream;
mod strict;
mod suppliers;
mod together;
mod volume;

pub use allocate::{Rejected, allocate};
pub use coverage::{Coverage, Withheld};
pub use facts::{
    Buckets, Cost, ExceptionFact, IncomeFact, ItemFact, Layer, Loose, OrganisationFact, OutcomeFact, Pool, ProductFact,
    ProductId, RechargeFact, ReturnFacts, SUPPLIER, SaleFact, SharedFact, SpendCategory, TotalSource, TransferFact,
    VendorFact, VolumeFact, Why,
};
pub use gather::{Gathered, MadeWith, RejectedAt, gather};
pub use product::{product_key, vendor_key};
pub use select::{SeveralCurrencies, select};
pub use stream::stream;
pub use strict::Strictness;
pub use suppliers::{Purchase, Sellers};
pub use volume::same_unit;
