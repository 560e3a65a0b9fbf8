//! Partners, their groups, what could be bought together and what could be a standard part.

use std::io;

use super::{Cell, EachOf, Field, Old, Reference, count, date, list, money, number, share, text, wide};
use crate::report::Day;
use crate::report::model::Report;
use crate::report::partners::{ContractRow, GroupRow, PartRow, PartnerRow, ProductRow};

pub(super) const PAIR_ABOUT: &str =
    "Two organisations with similar aims that are among the best partners of either; most in common first.";

pub(super) const GROUP_ABOUT: &str = "Organisations that could share together.";

pub(super) const PRODUCT_ABOUT: &str = "A product that two or more organisations pay for; costliest first.";

pub(super) const CONTRACT_ABOUT: &str = "What one organisation pays for a product that others pay for too.";

pub(super) const PART_ABOUT: &str =
    "A function that could be one component for all, with its marks and who has it today; best first.";

/// Two bodies, by name too.
pub(super) struct Pair {
    row: PartnerRow,
    names: [String; 2],
    host: Option<String>,
    mostly: Vec<String>,
}

impl Pair {
    pub(super) fn of(row: &PartnerRow, name: impl Fn(&str) -> String, label: impl Fn(&str) -> String) -> Self {
        Self {
            names: [name(&row.a), name(&row.b)],
            host: row.host.as_deref().map(&name),
            mostly: row.mostly.iter().map(|code| label(code)).collect(),
            row: row.clone(),
        }
    }
}

pub(super) const PAIR: &[Field<Pair>] = &[
    wide(14, text("a", "First id", "Id of the first organisation.", |pair| (&pair.row.a).into())),
    wide(14, text("b", "Second id", "Id of the second.", |pair| (&pair.row.b).into())),
    wide(30, text("a_name", "First", "Name of the first organisation.", |pair| (&pair.names[0]).into())),
    wide(30, text("b_name", "Second", "Name of the second.", |pair| (&pair.names[1]).into())),
    money(
        "shared",
        "Both spend",
        "What each spends on work that the other does too, after its own consolidation. Not a saving.",
        |pair| pair.row.shared.into(),
    ),
    number(
        "cosine",
        "Alike",
        6,
        "Cosine of what they spend on each function: similar aims, whatever the size.",
        |pair| pair.row.cosine.into(),
    ),
    share("containment", "Within", "What both spend, of what the smaller could share.", |pair| {
        pair.row.containment.into()
    }),
    share("balance", "Size", "The smaller as a part of the larger.", |pair| pair.row.balance.into()),
    share("jaccard", "Jaccard", "What both spend, of what either spends.", |pair| pair.row.jaccard.into()),
    wide(
        10,
        text("model", "Model", "joint, unitary or platform: the way of sharing that fits.", |pair| {
            pair.row.model.into()
        }),
    ),
    wide(
        30,
        text("host", "Host", "Who would run it, where one would run it for the other.", |pair| {
            pair.host.as_deref().into()
        }),
    ),
    wide(60, text("why", "Why this model", "Why this model fits.", |pair| (&pair.row.why).into())),
    wide(
        60,
        text("mostly", "Mostly on", "Up to three functions on which they have most in common.", |pair| {
            list(&pair.mostly)
        }),
    ),
];

pub(super) static PARTNERS: Old<Pair> = Old {
    name: "partners",
    title: "Partners",
    about: PAIR_ABOUT,
    key: 2,
    references: &[
        Reference { columns: &["a"], table: "organisations", to: &["id"] },
        Reference { columns: &["b"], table: "organisations", to: &["id"] },
    ],
    rows: |report, each| {
        let (name, label) = (|id: &str| name(report, id), |code: &str| label(report, code));
        report.partners.iter().try_for_each(|row| each(&Pair::of(row, name, label)))
    },
    fields: PAIR,
};

/// A group with its number.
pub(super) struct Group {
    number: usize,
    row: GroupRow,
    names: Vec<String>,
    largest: String,
    host: Option<String>,
}

impl Group {
    pub(super) fn of(number: usize, row: &GroupRow, name: impl Fn(&str) -> String) -> Self {
        Self {
            number: number + 1,
            names: row.members.iter().map(|id| name(id)).collect(),
            largest: name(&row.largest),
            host: row.host.as_deref().map(name),
            row: row.clone(),
        }
    }
}

pub(super) const GROUP: &[Field<Group>] = &[
    wide(8, count("group", "Group", "Its number, by prize.", |group| group.number.into())),
    count("size", "Bodies", "How many organisations it has.", |group| group.names.len().into()),
    wide(80, text("members", "Members", "Names of the organisations.", |group| list(&group.names))),
    money(
        "prize",
        "Spent more than once",
        "What they spend more than once on what they may share. Not a saving.",
        |group| group.row.prize.into(),
    ),
    wide(
        10,
        text("model", "Model", "joint, unitary or platform: the way of sharing that fits.", |group| {
            group.row.model.into()
        }),
    ),
    wide(
        30,
        text("host", "Host", "Who would run it, where one would run it for the others.", |group| {
            group.host.as_deref().into()
        }),
    ),
    wide(
        30,
        text("largest", "Largest", "The member that spends most on what they may share.", |group| {
            (&group.largest).into()
        }),
    ),
];

pub(super) static GROUPS: Old<Group> = Old {
    name: "partner_groups",
    title: "Groups of partners",
    about: GROUP_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut rows = report.partner_groups.iter().enumerate();
        rows.try_for_each(|(number, row)| each(&Group::of(number, row, |id| name(report, id))))
    },
    fields: GROUP,
};

pub(super) const PRODUCT: &[Field<ProductRow>] = &[
    wide(
        24,
        text(
            "product",
            "Product key",
            "The product as it is told apart: without version, vendor and capitals.",
            |row| (&row.key).into(),
        ),
    ),
    wide(30, text("name", "Product", "Its name.", |row| (&row.name).into())),
    count("bodies", "Bodies", "Organisations that pay for it.", |row| row.contracts.len().into()),
    money("cost", "A year", "What they pay, whatever function it serves.", |row| row.cost.into()),
    money("in_scope", "In scope", "Of it: for administrative and managerial functions.", |row| row.in_scope.into()),
    wide(30, text("vendors", "Vendors", "From whom they buy it.", |row| list(&row.vendors))),
    date("first_end", "First end", "When the first contract ends.", |row| ends(row).min().into()),
    date("last_end", "Last end", "When the last ends.", |row| ends(row).max().into()),
    date("window_from", "Together from", "Most contracts end from here on within twelve months.", |row| {
        row.window.as_ref().map(|window| window.from).into()
    }),
    date("window_to", "Together by", "Until here.", |row| row.window.as_ref().map(|window| window.to).into()),
    count("window_bodies", "Bodies then", "How many organisations' contracts end then.", |row| {
        row.window.as_ref().map(|window| window.bodies).into()
    }),
];

fn ends(row: &ProductRow) -> impl Iterator<Item = Day> {
    row.contracts.iter().filter_map(|contract| contract.contract_end)
}

pub(super) static PRODUCTS: Old<ProductRow> = Old {
    name: "products",
    title: "Buy together",
    about: PRODUCT_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| report.products.iter().try_for_each(each),
    fields: PRODUCT,
};

/// A contract, with the product and the name of the organisation.
pub(super) struct Contract {
    product: String,
    name: String,
    organisation: String,
    row: ContractRow,
}

impl Contract {
    fn of(product: &ProductRow, row: &ContractRow, name: impl Fn(&str) -> String) -> Self {
        Self {
            product: product.key.clone(),
            name: product.name.clone(),
            organisation: name(&row.organisation),
            row: row.clone(),
        }
    }
}

pub(super) const CONTRACT: &[Field<Contract>] = &[
    wide(24, text("product", "Product key", "The product as it is told apart.", |row| (&row.product).into())),
    wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.row.organisation).into())),
    wide(30, text("product_name", "Product", "Its name.", |row| (&row.name).into())),
    wide(30, text("name", "Name", "Name of the organisation.", |row| (&row.organisation).into())),
    wide(24, text("vendor", "Vendor", "From whom it buys.", |row| row.row.vendor.as_deref().into())),
    money("cost", "A year", "What it pays.", |row| row.row.cost.into()),
    money("in_scope", "In scope", "Of it: for administrative and managerial functions.", |row| row.row.in_scope.into()),
    date("contract_end", "Contract end", "When the contract ends.", |row| row.row.contract_end.into()),
];

pub(super) static CONTRACTS: Old<Contract> = Old {
    name: "contracts",
    title: "Contracts side by side",
    about: CONTRACT_ABOUT,
    key: 2,
    references: &[
        Reference { columns: &["product"], table: "products", to: &["product"] },
        Reference { columns: &["organisation"], table: "organisations", to: &["id"] },
    ],
    rows: |report, each| contracts(&report.products, |id| name(report, id), each),
    fields: CONTRACT,
};

/// Hands out every contract for every product.
pub(super) fn contracts(
    products: &[ProductRow],
    name: impl Fn(&str) -> String,
    each: EachOf<'_, Contract>,
) -> io::Result<()> {
    for product in products {
        product.contracts.iter().try_for_each(|row| each(&Contract::of(product, row, &name)))?;
    }
    Ok(())
}

/// A part with the name of who spends most on it.
pub(super) struct Standard {
    pub(super) row: PartRow,
    pub(super) largest: String,
}

pub(super) const PART: &[Field<Standard>] = &[
    wide(32, text("function", "Function code", "Code of the function.", |part| (&part.row.code).into())),
    wide(36, text("label", "Function", "Its name.", |part| (&part.row.label).into())),
    share("score", "Score", "The mean of the six marks; what is not declared counts as nothing.", |part| {
        part.row.score.into()
    }),
    share("reach", "Reach", "The share of all organisations that provide it.", |part| mark(part, "reach")),
    share("cost_mark", "Cost mark", "Its cost against that of the costliest.", |part| mark(part, "cost")),
    share("wording", "Words", "How alike its organisations name their processes.", |part| mark(part, "wording")),
    share("unit", "Unit", "The share of its organisations that count it in its own unit.", |part| mark(part, "unit")),
    share("systems", "Systems", "The share of its cost of systems on products that two or more use for it.", |part| {
        mark(part, "systems")
    }),
    share("transactions", "Volume", "The share of its volume with the product that most use for it.", |part| {
        mark(part, "transactions")
    }),
    count("bodies", "Bodies", "Organisations that provide it.", |part| part.row.bodies.into()),
    money("cost", "Cost", "What they spend on it.", |part| part.row.cost.into()),
    money("between", "Between", "Of it: duplicated between them.", |part| part.row.between.into()),
    wide(30, text("largest", "Most of it today", "Who spends most on it.", |part| (&part.largest).into())),
    money("largest_cost", "Theirs", "What they spend on it.", |part| part.row.largest.cost.into()),
    wide(
        24,
        text("product", "Product today", "The product that most use for it.", |part| {
            part.row.product.as_ref().map(|product| product.name.as_str()).into()
        }),
    ),
    count("product_bodies", "Bodies with it", "How many use that product for it.", |part| {
        part.row.product.as_ref().map(|product| product.bodies).into()
    }),
];

fn mark<'c>(part: &Standard, name: &str) -> Cell<'c> {
    part.row.marks.get(name).copied().into()
}

pub(super) static PARTS: Old<Standard> = Old {
    name: "standard_parts",
    title: "Standard parts",
    about: PART_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut parts = report.parts.iter();
        parts.try_for_each(|row| each(&Standard { largest: name(report, &row.largest.organisation), row: row.clone() }))
    },
    fields: PART,
};

fn name(report: &Report, id: &str) -> String {
    report.name_of(id).to_owned()
}

fn label(report: &Report, code: &str) -> String {
    let place = report.functions.binary_search_by(|row| row.code.as_str().cmp(code));
    place.map_or(code, |place| &report.functions[place].label).to_owned()
}
