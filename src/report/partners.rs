//! Who could share with whom, as rows: `partners[]`, `products[]` and `parts[]` of a report, and the whole of
//! `dupaudit.partners/1`.

use std::sync::Arc;

use serde::Serialize;

use super::attribution::shared;
use super::day::Day;
use super::manifest::Manifest;
use crate::ledger::Coverage;
use crate::money::Money;
use crate::overlap::Window;
use crate::overlap::partners::{Model, Rules};
use crate::table::{Reference, rows};

/// The partners of a set of returns, `dupaudit.partners/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PartnersReport {
    /// `dupaudit.partners/1`.
    pub schema: &'static str,
    /// Whether everything that was found was read and counted.
    pub complete: bool,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// Who may be paired, and from which likeness on.
    pub rules: RulesRow,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// Bodies that take part, in the order of their ids.
    pub organisations: Vec<SharingRow>,
    /// Every pair that is among the best of either body, most in common first.
    pub partners: Vec<PairRow>,
    /// Of a named body without partners: those with which it has most in common, though they are not alike enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<PartnerRow>,
    /// Groups of partners, by prize.
    pub groups: Vec<GroupRow>,
    /// Products that two or more bodies pay for, costliest first.
    pub products: Vec<ProductRow>,
    /// Functions that could be one standard part, best first.
    pub parts: Vec<PartRow>,
}

rows! {
    /// The rules of a search.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct RulesRow {
        pub cosine: f64 => "Cosine", "The least likeness of partners.";
        pub jaccard: f64 => "Jaccard", "From here on in common of what either spends: peers.";
        pub containment: f64 => "Containment", "From here on of what the smaller could share: a guest and its host.";
        pub top: usize => "Partners", "The most partners of each organisation.";
        pub hosts: usize => "Hosts", "How many of the largest are hosts.";
        pub group_size: usize => "Group size", "The most members of a group.";
        pub same_type: bool => "Of one type", "Whether partners must be of one type.";
        pub same_region: bool => "Of one region", "Whether they must be of one region.";
    }
}

impl From<&Rules> for RulesRow {
    fn from(rules: &Rules) -> Self {
        Self {
            cosine: rules.cosine.as_f64(),
            jaccard: rules.jaccard.as_f64(),
            containment: rules.containment.as_f64(),
            top: rules.top,
            hosts: rules.hosts,
            group_size: rules.members,
            same_type: rules.same_type,
            same_region: rules.same_region,
        }
    }
}

const fn organisation(columns: &'static [&'static str]) -> Reference {
    Reference { columns, table: "organisations", to: &["id"] }
}

rows! {
    /// An organisation that takes part in the search.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SharingRow("organisations", "Organisations", 1) {
        pub id: String => "Organisation id".wide(14), "Id of the organisation.";
        pub name: String => "Name".wide(32), "Its name.";
        @[serde(rename = "type")]
        pub kind: Option<String> => "Type".key("type"), "The type of organisation.";
        pub family: Option<String> => "Family", "The family it is compared with, if that is not its type.";
        pub region: Option<String> => "Region", "Where it is.";
        pub shareable: Money => "Shareable", "Its shareable cost, after its own consolidation.";
    }

    /// The ids of two organisations.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PairIds {
        pub a: String => "First id".wide(14), "Id of the first organisation.";
        pub b: String => "Second id".wide(14), "Id of the second.";
    }

    /// The names of two organisations.
    @[derive(Debug, Clone)]
    pub struct PairNames {
        pub a_name: String => "First".wide(30), "Name of the first organisation.";
        pub b_name: String => "Second".wide(30), "Name of the second.";
    }

    /// Two organisations with similar aims that are among the best partners of either; most in common first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PartnerRow("partners", "Partners", 2, [organisation(&["a"]), organisation(&["b"])]) {
        @[serde(flatten)]
        pub ids: PairIds = columns, "Their ids.";
        @[serde(skip)]
        pub names: PairNames = columns, "Their names.";
        pub shared: Money => "Both spend",
            "The smaller cost on each function that both run, after their own consolidation. Not a saving.";
        pub cosine: f64 => "Similarity", "How similar the mix of functions is, whatever the size.";
        pub containment: f64 => "Shareable".share(), "The common cost as a share of what the smaller could share.";
        pub balance: f64 => "Size".share(), "The smaller as a part of the larger.";
        pub jaccard: f64 => "Jaccard".share(), "The common cost as a share of what either spends.";
        pub model: Model => "Model".wide(10), "joint, unitary or platform: the way of sharing that fits.";
        pub host: Option<String>, "Id of who would run it, where one would run it for the other.";
        @[serde(skip)]
        pub host_name: Option<String> => "Host".key("host").wide(30),
            "The host, if one would run it for the other.";
        pub why: String => "Why this model".wide(60), "Why this model fits.";
        pub mostly: Vec<String>, "Codes of up to three functions on which they have most in common.";
        @[serde(skip)]
        pub mostly_labels: Vec<String> => "Mostly on".key("mostly").wide(60),
            "Up to three functions on which they have most in common.";
    }

    /// A function on which two partners both spend.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct CommonFunctionRow("partner_functions", "What both do", 3) {
        @[serde(skip)]
        pub ids: Arc<PairIds> = columns, "The ids of the partners.";
        pub code: String => "Function code".key("function").wide(32), "Code of the function.";
        @[serde(skip)]
        pub names: Arc<PairNames> = columns, "The names of the partners.";
        pub label: String => "Function".wide(36), "Its name.";
        pub shared: Money => "Both spend", "The common cost.";
        pub staff: Money => "Staff", "The part in staff and other cost.";
        pub systems: Money => "Systems", "The part in systems.";
        pub platform: bool => "Platform", "Whether enough organisations do and count it for a platform.";
    }

    /// A product that two partners both pay for.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct CommonProductRow("partner_products", "What both use", 3) {
        @[serde(skip)]
        pub ids: Arc<PairIds> = columns, "The ids of the partners.";
        pub name: String => "Product".wide(30), "Its name.";
        @[serde(skip)]
        pub names: Arc<PairNames> = columns, "The names of the partners.";
        pub a: Money => "First pays".key("a_cost"), "The first one's payment a year.";
        pub b: Money => "Second pays".key("b_cost"), "What the second pays.";
        pub a_contract_end: Option<Day> => "First's end", "When the first's contract ends.";
        pub b_contract_end: Option<Day> => "Second's end", "When the second's ends.";
    }

    /// Two contracts of partners for one function that end within twelve months of one another; earliest first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct WindowRow("partner_contracts", "Contracts that end together", 3) {
        @[serde(skip)]
        pub ids: Arc<PairIds> = columns, "The ids of the partners.";
        pub function: String => "Function code".wide(32), "Code of the function.";
        @[serde(skip)]
        pub names: Arc<PairNames> = columns, "The names of the partners.";
        pub label: String => "Function".wide(36), "Its name.";
        pub from: Day => "First end", "When the first of the two ends.";
        pub to: Day => "Second end", "When the second ends.";
        pub a_product: String => "First's product", "What the first has.";
        pub b_product: String => "Second's product", "What the second has.";
        pub shared: Money => "Both spend", "The cost of the function that both have.";
    }

    /// Organisations that could share together.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct GroupRow("partner_groups", "Groups of partners", 1) {
        @[serde(skip)]
        pub number: usize => "Group".key("group").wide(8), "Its number, by prize.";
        pub members: Vec<String>, "Ids of the organisations.";
            + size(row): usize = row.members.len() => "Organisations", "How many organisations it has.";
        @[serde(skip)]
        pub names: Vec<String> => "Members".key("members").wide(80), "Names of the organisations.";
        pub prize: Money => "Duplicated among them",
            "Their duplicated cost on functions that they could share. Not a saving.";
        pub model: Model => "Model".wide(10), "joint, unitary or platform: the way of sharing that fits.";
        pub host: Option<String>, "Id of who would run it, where one would run it for the others.";
        @[serde(skip)]
        pub host_name: Option<String> => "Host".key("host").wide(30),
            "The host, if one would run it for the others.";
        pub largest: String, "Id of the member that spends most on what they may share.";
        @[serde(skip)]
        pub largest_name: String => "Largest".key("largest").wide(30),
            "The member that spends most on what they may share.";
    }

    /// A product that two or more organisations pay for; costliest first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ProductRow("products", "Buy together", 1) {
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub key: Arc<str> => "Product key".key("product"),
            "The product, without version, supplier and capitals.";
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub name: Arc<str> => "Product".wide(30), "Its name.";
            + bodies(row): usize = row.contracts.len() => "Organisations", "Organisations that pay for it.";
        pub cost: Money => "A year", "Their payments, for all its functions.";
        pub in_scope: Money => "In scope", "The part for administrative and managerial functions.";
        pub vendors: Vec<String> => "Suppliers".wide(30), "Its suppliers.";
        pub contracts: Vec<ContractRow>, "Who pays for it.";
            + first_end(row): Option<Day> = row.ends().min() => "First end", "When the first contract ends.";
            + last_end(row): Option<Day> = row.ends().max() => "Last end", "When the last ends.";
        pub window: Option<CommonWindow>, "When most of them could buy it together.";
            + window_from(row): Option<Day> = row.window.map(|window| window.from) => "Together from",
                "Most contracts end from here on within twelve months.";
            + window_to(row): Option<Day> = row.window.map(|window| window.to) => "Together by", "Until here.";
            + window_bodies(row): Option<usize> = row.window.map(|window| window.bodies) => "Organisations then",
                "How many organisations' contracts end then.";
    }

    /// What one organisation pays for a product that others pay for too.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ContractRow("contracts", "Contracts side by side", 2, [PRODUCT, organisation(&["organisation"])]) {
        @[serde(skip)]
        pub product: Arc<str> => "Product key", "The product, without version, supplier and capitals.";
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        @[serde(skip)]
        pub product_name: Arc<str> => "Product".wide(30), "Its name.";
        @[serde(skip)]
        pub name: String => "Name".wide(30), "Name of the organisation.";
        pub vendor: Option<String> => "Supplier", "Its supplier.";
        pub cost: Money => "A year", "What it pays.";
        pub in_scope: Money => "In scope", "The part for administrative and managerial functions.";
        pub contract_end: Option<Day> => "Contract end", "When the contract ends.";
    }

    /// A function that could be one component for all, with its marks and who has it today; best first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PartRow("standard_parts", "Shared components", 1) {
        pub code: String => "Function code".key("function").wide(32), "Code of the function.";
        pub label: String => "Function".wide(36), "Its name.";
        pub score: f64 => "Score".share(), "The mean of the six marks; missing data counts as 0.";
        pub marks: MarksRow = columns, "Six marks between 0 and 1.";
        pub bodies: usize => "Organisations", "Organisations that run it.";
        pub cost: Money => "Cost", "What they spend on it.";
        pub between: Money => "Between", "The duplicated part between them.";
        pub largest: LargestRow = columns, "Who spends most on it.";
        pub product: Option<UsedProductRow>, "The product that most use for it.";
            + product(row): Option<&str> = row.product.as_ref().map(|product| product.name.as_str()) => "Product today",
                "The product that most use for it.";
            + product_bodies(row): Option<usize> = row.product.as_ref().map(|product| product.bodies) => "Organisations with it",
                "How many use that product for it.";
    }

    /// What speaks for a standard part, each between 0 and 1.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct MarksRow {
        pub reach: f64 => "Reach".share(), "The share of all organisations that run it.";
        pub cost: f64 => "Cost mark".key("cost_mark").share(), "Its cost, compared with the costliest function.";
        pub wording: f64 => "Names".share(), "How similar the names of its processes are.";
        pub unit: f64 => "Unit".share(), "The share of its organisations that count it in its own unit.";
        pub systems: f64 => "Product".share(),
            "The share of its cost of systems on products that two or more use for it.";
        pub transactions: f64 => "Volume".share(), "The share of its volume with the product that most use for it.";
    }

    /// Who spends most on a function.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct LargestRow {
        pub organisation: String, "Id of the organisation.";
        @[serde(skip)]
        pub name: String => "Largest today".key("largest").wide(30), "Who spends most on it.";
        pub cost: Money => "Theirs".key("largest_cost"), "What they spend on it.";
    }
}

const PRODUCT: Reference = Reference { columns: &["product"], table: "products", to: &["product"] };

impl PartnerRow {
    /// The ids of both, each with its name.
    pub fn both(&self) -> [(&str, &str); 2] {
        [(&self.ids.a, &self.names.a_name), (&self.ids.b, &self.names.b_name)]
    }

    /// The name of the other one.
    pub fn other_than(&self, id: &str) -> &str {
        if self.ids.a == id { &self.names.b_name } else { &self.names.a_name }
    }
}

impl MarksRow {
    /// In the order of [`crate::overlap::MARKS`].
    pub fn all(&self) -> [f64; 6] {
        [self.reach, self.cost, self.wording, self.unit, self.systems, self.transactions]
    }
}

impl ProductRow {
    /// The ends of the contracts that say it.
    pub fn ends(&self) -> impl Iterator<Item = Day> {
        self.contracts.iter().filter_map(|contract| contract.contract_end)
    }
}

/// Two bodies, with all that they have in common.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PairRow {
    /// Who they are and how alike.
    #[serde(flatten)]
    pub partner: PartnerRow,
    /// What both do, by what both spend.
    pub functions: Vec<CommonFunctionRow>,
    /// Products that both pay for, by what both pay.
    pub products: Vec<CommonProductRow>,
    /// Contracts for one function that end within twelve months of one another, the earliest first.
    pub windows: Vec<WindowRow>,
}

/// The twelve months in which the contracts of most bodies end.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CommonWindow {
    pub from: Day,
    pub to: Day,
    pub bodies: usize,
}

impl From<Window> for CommonWindow {
    fn from(window: Window) -> Self {
        Self { from: Day(window.from), to: Day(window.to), bodies: window.bodies }
    }
}

/// The product that most bodies use for a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct UsedProductRow {
    pub name: String,
    pub bodies: usize,
    pub cost: Money,
}
