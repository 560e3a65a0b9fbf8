//! What is done more than once, within and between organisations.

mod attribution;
mod basis;
mod benchmark;
mod cuts;
mod doubts;
mod exceptions;
mod function;
mod graph;
mod hosts;
mod income;
mod joint;
mod joint_doubts;
mod leaving;
mod measure;
mod moved;
mod outliers;
pub mod partners;
mod products;
mod providers;
mod reorganised;
mod sets;
mod side_by_side;
mod sides;
mod standard_parts;
mod supplied;
mod supplied_doubts;
mod unit_costs;
mod value_index;

pub use basis::{Basis, Duplicated, Ours, duplicated, effective_providers};
pub use benchmark::{Benchmark, Caution, Grade, Peer, QUARTILE, benchmark, unit_cost};
pub use cuts::Cuts;
pub use doubts::{doubts, exception_doubts, names};
pub use graph::{Amounts, Edge, Graph, Node, OverlapGraph, Spend, of_unknown_kind};
pub use hosts::{Hosting, hosts};
pub use income::{Income, income};
pub use joint::{Joint, Joints, Together, join, joints, later_joints, staff_cost};
pub use joint_doubts::{Accounts, accounts, joint_doubts};
pub use leaving::{Difference, Excepted, Excluded, Left, Standing, attributes, covers, last_day, leaving};
pub use measure::{
    Attribution, ByBasis, FunctionKind, FunctionMeasure, OrganisationMeasure, Overlap, measure, measure_beside,
    measure_in_groups, measure_joint, measure_without_outliers,
};
pub use moved::{Measuring, Move, moved};
pub use outliers::{Driver, Outlier};
pub use products::{Contract, SharedProduct, Window, product_keys, shared_products, window};
pub use providers::{KindOfCost, ProviderKey, Providers, by_line, placed};
pub use reorganised::{Succession, reorganised, successions};
pub use sets::{Set, Sets, counts, home};
pub use side_by_side::SideBySide;
pub use standard_parts::{MARKS, Part, UsedProduct, standard_parts};
pub use supplied::{Account, Supplied, supplied};
pub use supplied_doubts::supplied_doubts;
pub use unit_costs::{BodyUnitCost, UnitCosts, Volumes, volumes};
pub use value_index::{Achieved, BodyValue, Gate, ValueIndex, achieved, public_value, together};
