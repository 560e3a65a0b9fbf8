//! Partners, their groups, what could be bought together and what could be a standard part: of an audit, and of a search.

use std::io;

use super::about::{Entry, MADE, Made, dictionary, entries, made_of};
use super::{
    Cell, Definition, EachOf, Field, Reference, Table, Tabulated, count, date, day, flag, list, money, number, share, text, wide,
};
use crate::report::model::Report;
use crate::report::partners::{
    CommonFunctionRow, CommonProductRow, ContractRow, GroupRow, PairRow, PartRow, PartnerRow, PartnersReport,
    ProductRow, SharingRow, WindowRow,
};

/// Every table of a search for partners, in the order in which a reader wants them.
pub static PARTNERS_TABLES: [&dyn Table<PartnersReport>; 12] = [
    &FOUND,
    &FOUND_FUNCTIONS,
    &FOUND_WINDOWS,
    &FOUND_PRODUCTS,
    &FOUND_GROUPS,
    &FOUND_PRODUCTS_BOUGHT,
    &FOUND_CONTRACTS,
    &FOUND_PARTS,
    &NEAREST,
    &BODIES,
    &ABOUT,
    &PARTNERS_DICTIONARY,
];

static ABOUT: Definition<Made, PartnersReport> = Definition {
    name: "about",
    title: "About",
    about: "What the result covers, by which rules, and what it was made with and of.",
    key: 1,
    references: &[],
    rows: |report, each| {
        let row = |key, word: String, about| Made { key, word: Some(word), about };
        let rules = &report.rules;
        let mut rows = vec![
            row("schema", report.schema.to_owned(), "The format of the result."),
            row("period", report.period.clone(), "The twelve months that the returns speak of."),
            row("currency", report.currency.clone(), "The currency of every amount."),
            row("complete", yes(report.complete), "Whether everything that was found was read and counted."),
            row("coverage", report.coverage.line(&report.currency), "What was read and mapped."),
            row("rules.cosine", rules.cosine.to_string(), "The least likeness of partners."),
            row("rules.jaccard", rules.jaccard.to_string(), "From here on in common of what either spends: peers."),
            row("rules.containment", rules.containment.to_string(), "From here on of what the smaller could share: a guest and its host."),
            row("rules.top", rules.top.to_string(), "The most partners of each organisation."),
            row("rules.hosts", rules.hosts.to_string(), "How many of the largest are hosts."),
            row("rules.group_size", rules.group_size.to_string(), "The most members of a group."),
            row("rules.same_type", yes(rules.same_type), "Whether partners must be of one type."),
            row("rules.same_region", yes(rules.same_region), "Whether they must be of one region."),
        ];
        rows.extend(made_of(&report.manifest));
        rows.iter().try_for_each(each)
    },
    fields: MADE,
};

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

static PARTNERS_DICTIONARY: Definition<Entry, PartnersReport> =
    dictionary(|report, each| entries(&PARTNERS_TABLES, &report.currency, each));

const PAIR_ABOUT: &str =
    "Two organisations with similar aims that are among the best partners of either; most in common first.";

const GROUP_ABOUT: &str =
    "Organisations that could share together.";

const PRODUCT_ABOUT: &str =
    "A product that two or more organisations pay for; costliest first.";

const CONTRACT_ABOUT: &str =
    "What one organisation pays for a product that others pay for too.";

const PART_ABOUT: &str =
    "A function that could be one component for all, with its marks and who has it today; best first.";

/// Two bodies, by name too.
pub(super) struct Pair {
    row: PartnerRow,
    names: [String; 2],
    host: Option<String>,
    mostly: Vec<String>,
}

impl Pair {
    fn of(row: &PartnerRow, name: impl Fn(&str) -> String, label: impl Fn(&str) -> String) -> Self {
        Self {
            names: [name(&row.a), name(&row.b)],
            host: row.host.as_deref().map(&name),
            mostly: row.mostly.iter().map(|code| label(code)).collect(),
            row: row.clone(),
        }
    }
}

const PAIR: &[Field<Pair>] = &[
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
    number("cosine", "Alike", 6, "Cosine of what they spend on each function: similar aims, whatever the size.", |pair| {
        pair.row.cosine.into()
    }),
    share("containment", "Within", "What both spend, of what the smaller could share.", |pair| {
        pair.row.containment.into()
    }),
    share("balance", "Size", "The smaller as a part of the larger.", |pair| pair.row.balance.into()),
    share("jaccard", "Jaccard", "What both spend, of what either spends.", |pair| pair.row.jaccard.into()),
    wide(10, text("model", "Model", "joint, unitary or platform: the way of sharing that fits.", |pair| pair.row.model.into())),
    wide(30, text("host", "Host", "Who would run it, where one would run it for the other.", |pair| pair.host.as_deref().into())),
    wide(60, text("why", "Why this model", "Why this model fits.", |pair| (&pair.row.why).into())),
    wide(60, text("mostly", "Mostly on", "Up to three functions on which they have most in common.", |pair| {
        list(&pair.mostly)
    })),
];

pub(super) static PARTNERS: Definition<Pair> = Definition {
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
    fn of(number: usize, row: &GroupRow, name: impl Fn(&str) -> String) -> Self {
        Self {
            number: number + 1,
            names: row.members.iter().map(|id| name(id)).collect(),
            largest: name(&row.largest),
            host: row.host.as_deref().map(name),
            row: row.clone(),
        }
    }
}

const GROUP: &[Field<Group>] = &[
    wide(8, count("group", "Group", "Its number, by prize.", |group| group.number.into())),
    count("size", "Bodies", "How many organisations it has.", |group| group.names.len().into()),
    wide(80, text("members", "Members", "Names of the organisations.", |group| list(&group.names))),
    money("prize", "Spent more than once", "What they spend more than once on what they may share. Not a saving.", |group| {
        group.row.prize.into()
    }),
    wide(10, text("model", "Model", "joint, unitary or platform: the way of sharing that fits.", |group| group.row.model.into())),
    wide(30, text("host", "Host", "Who would run it, where one would run it for the others.", |group| group.host.as_deref().into())),
    wide(30, text("largest", "Largest", "The member that spends most on what they may share.", |group| (&group.largest).into())),
];

pub(super) static GROUPS: Definition<Group> = Definition {
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

const PRODUCT: &[Field<ProductRow>] = &[
    wide(24, text("product", "Product key", "The product as it is told apart: without version, vendor and capitals.", |row| {
        (&row.key).into()
    })),
    wide(30, text("name", "Product", "Its name.", |row| (&row.name).into())),
    count("bodies", "Bodies", "Organisations that pay for it.", |row| row.contracts.len().into()),
    money("cost", "A year", "What they pay, whatever function it serves.", |row| row.cost.into()),
    money("in_scope", "In scope", "Of it: for administrative and managerial functions.", |row| row.in_scope.into()),
    wide(30, text("vendors", "Vendors", "From whom they buy it.", |row| list(&row.vendors))),
    date("first_end", "First end", "When the first contract ends.", |row| day(ends(row).min())),
    date("last_end", "Last end", "When the last ends.", |row| day(ends(row).max())),
    date("window_from", "Together from", "Most contracts end from here on within twelve months.", |row| {
        day(row.window.as_ref().map(|window| window.from.as_str()))
    }),
    date("window_to", "Together by", "Until here.", |row| {
        day(row.window.as_ref().map(|window| window.to.as_str()))
    }),
    count("window_bodies", "Bodies then", "How many organisations' contracts end then.", |row| {
        row.window.as_ref().map(|window| window.bodies).into()
    }),
];

fn ends(row: &ProductRow) -> impl Iterator<Item = &str> {
    row.contracts.iter().filter_map(|contract| contract.contract_end.as_deref())
}

pub(super) static PRODUCTS: Definition<ProductRow> = Definition {
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

const CONTRACT: &[Field<Contract>] = &[
    wide(24, text("product", "Product key", "The product as it is told apart.", |row| (&row.product).into())),
    wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.row.organisation).into())),
    wide(30, text("product_name", "Product", "Its name.", |row| (&row.name).into())),
    wide(30, text("name", "Name", "Name of the organisation.", |row| (&row.organisation).into())),
    wide(24, text("vendor", "Vendor", "From whom it buys.", |row| row.row.vendor.as_deref().into())),
    money("cost", "A year", "What it pays.", |row| row.row.cost.into()),
    money("in_scope", "In scope", "Of it: for administrative and managerial functions.", |row| row.row.in_scope.into()),
    date("contract_end", "Contract end", "When the contract ends.", |row| day(row.row.contract_end.as_deref())),
];

pub(super) static CONTRACTS: Definition<Contract> = Definition {
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

fn contracts(products: &[ProductRow], name: impl Fn(&str) -> String, each: EachOf<'_, Contract>) -> io::Result<()> {
    for product in products {
        product.contracts.iter().try_for_each(|row| each(&Contract::of(product, row, &name)))?;
    }
    Ok(())
}

/// A part with the name of who spends most on it.
pub(super) struct Standard {
    row: PartRow,
    largest: String,
}

const PART: &[Field<Standard>] = &[
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
    wide(24, text("product", "Product today", "The product that most use for it.", |part| {
        part.row.product.as_ref().map(|product| product.name.as_str()).into()
    })),
    count("product_bodies", "Bodies with it", "How many use that product for it.", |part| {
        part.row.product.as_ref().map(|product| product.bodies).into()
    }),
];

fn mark<'c>(part: &Standard, name: &str) -> Cell<'c> {
    part.row.marks.get(name).copied().into()
}

pub(super) static PARTS: Definition<Standard> = Definition {
    name: "standard_parts",
    title: "Standard parts",
    about: PART_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut parts = report.parts.iter();
        parts.try_for_each(|row| {
            each(&Standard { largest: name(report, &row.largest.organisation), row: row.clone() })
        })
    },
    fields: PART,
};

fn name(report: &Report, id: &str) -> String {
    let place = report.organisations.binary_search_by(|row| row.id.as_str().cmp(id));
    place.map_or(id, |place| &report.organisations[place].name).to_owned()
}

fn label(report: &Report, code: &str) -> String {
    let place = report.functions.binary_search_by(|row| row.code.as_str().cmp(code));
    place.map_or(code, |place| &report.functions[place].label).to_owned()
}

// The same of a search for partners, which says more of each pair.

static FOUND: Definition<Pair, PartnersReport> = Definition {
    name: "partners",
    title: "Partners",
    about: PAIR_ABOUT,
    key: 2,
    references: &[],
    rows: |report, each| {
        report.partners.iter().try_for_each(|pair| {
            let label = |code: &str| {
                let known = pair.functions.iter().find(|function| function.code == code);
                known.map_or(code, |function| &function.label).to_owned()
            };
            each(&Pair::of(&pair.partner, |id| found_name(report, id), label))
        })
    },
    fields: PAIR,
};

static NEAREST: Definition<Pair, PartnersReport> = Definition {
    name: "nearest",
    title: "Nearest",
    about: "Of a named organisation without partners: one with which it has most in common, though they are not alike enough.",
    key: 2,
    references: &[],
    rows: |report, each| {
        let mut rows = report.nearest.iter();
        rows.try_for_each(|row| each(&Pair::of(row, |id| found_name(report, id), str::to_owned)))
    },
    fields: PAIR,
};

fn found_name(report: &PartnersReport, id: &str) -> String {
    let place = report.organisations.binary_search_by(|row| row.id.as_str().cmp(id));
    place.map_or(id, |place| &report.organisations[place].name).to_owned()
}

/// A row of a pair, with the ids of both.
struct Of<R> {
    a: String,
    b: String,
    names: [String; 2],
    row: R,
}

fn of_pairs<R: Clone>(
    report: &PartnersReport,
    rows: fn(&PairRow) -> &[R],
    each: EachOf<'_, Of<R>>,
) -> io::Result<()> {
    for pair in &report.partners {
        let (a, b) = (&pair.partner.a, &pair.partner.b);
        let names = [a, b].map(|id| found_name(report, id));
        let of = |row: &R| Of { a: a.clone(), b: b.clone(), names: names.clone(), row: row.clone() };
        rows(pair).iter().try_for_each(|row| each(&of(row)))?;
    }
    Ok(())
}

const fn first<R>() -> Field<Of<R>> {
    wide(14, text("a", "First id", "Id of the first organisation.", |of: &Of<R>| (&of.a).into()))
}

const fn second<R>() -> Field<Of<R>> {
    wide(14, text("b", "Second id", "Id of the second.", |of: &Of<R>| (&of.b).into()))
}

const fn first_name<R>() -> Field<Of<R>> {
    wide(30, text("a_name", "First", "Name of the first organisation.", |of: &Of<R>| (&of.names[0]).into()))
}

const fn second_name<R>() -> Field<Of<R>> {
    wide(30, text("b_name", "Second", "Name of the second.", |of: &Of<R>| (&of.names[1]).into()))
}

static FOUND_FUNCTIONS: Definition<Of<CommonFunctionRow>, PartnersReport> = Definition {
    name: "partner_functions",
    title: "What both do",
    about: "A function on which two partners both spend.",
    key: 3,
    references: &[],
    rows: |report, each| of_pairs(report, |pair| &pair.functions, each),
    fields: &[
        first(),
        second(),
        wide(32, text("function", "Function code", "Code of the function.", |of| (&of.row.code).into())),
        first_name(),
        second_name(),
        wide(36, text("label", "Function", "Its name.", |of| (&of.row.label).into())),
        money("shared", "Both spend", "What each spends on it that the other spends too.", |of| of.row.shared.into()),
        money("staff", "Staff", "Of it: staff and other cost.", |of| of.row.staff.into()),
        money("systems", "Systems", "Of it: systems.", |of| of.row.systems.into()),
        flag("platform", "Platform", "Whether enough organisations do and count it for a platform.", |of| {
            of.row.platform.into()
        }),
    ],
};

static FOUND_WINDOWS: Definition<Of<WindowRow>, PartnersReport> = Definition {
    name: "partner_contracts",
    title: "Contracts that end together",
    about: "Two contracts of partners for one function that end within twelve months of one another; earliest first.",
    key: 3,
    references: &[],
    rows: |report, each| of_pairs(report, |pair| &pair.windows, each),
    fields: &[
        first(),
        second(),
        wide(32, text("function", "Function code", "Code of the function.", |of| (&of.row.function).into())),
        first_name(),
        second_name(),
        wide(36, text("label", "Function", "Its name.", |of| (&of.row.label).into())),
        date("from", "First end", "When the first of the two ends.", |of| day(Some(&of.row.from))),
        date("to", "Second end", "When the second ends.", |of| day(Some(&of.row.to))),
        text("a_product", "First's product", "What the first has.", |of| (&of.row.a_product).into()),
        text("b_product", "Second's product", "What the second has.", |of| (&of.row.b_product).into()),
        money("shared", "Both spend", "What each spends on the function that the other spends too.", |of| {
            of.row.shared.into()
        }),
    ],
};

static FOUND_PRODUCTS: Definition<Of<CommonProductRow>, PartnersReport> = Definition {
    name: "partner_products",
    title: "What both use",
    about: "A product that two partners both pay for.",
    key: 3,
    references: &[],
    rows: |report, each| of_pairs(report, |pair| &pair.products, each),
    fields: &[
        first(),
        second(),
        wide(30, text("name", "Product", "Its name.", |of| (&of.row.name).into())),
        first_name(),
        second_name(),
        money("a_cost", "First pays", "What the first pays a year.", |of| of.row.a.into()),
        money("b_cost", "Second pays", "What the second pays.", |of| of.row.b.into()),
        date("a_contract_end", "First's end", "When the first's contract ends.", |of| {
            day(of.row.a_contract_end.as_deref())
        }),
        date("b_contract_end", "Second's end", "When the second's ends.", |of| {
            day(of.row.b_contract_end.as_deref())
        }),
    ],
};

static FOUND_GROUPS: Definition<Group, PartnersReport> = Definition {
    name: "partner_groups",
    title: "Groups of partners",
    about: GROUP_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut rows = report.groups.iter().enumerate();
        rows.try_for_each(|(number, row)| each(&Group::of(number, row, |id| found_name(report, id))))
    },
    fields: GROUP,
};

static FOUND_PRODUCTS_BOUGHT: Definition<ProductRow, PartnersReport> = Definition {
    name: "products",
    title: "Buy together",
    about: PRODUCT_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| report.products.iter().try_for_each(each),
    fields: PRODUCT,
};

static FOUND_CONTRACTS: Definition<Contract, PartnersReport> = Definition {
    name: "contracts",
    title: "Contracts side by side",
    about: CONTRACT_ABOUT,
    key: 2,
    references: &[],
    rows: |report, each| contracts(&report.products, |id| found_name(report, id), each),
    fields: CONTRACT,
};

static FOUND_PARTS: Definition<Standard, PartnersReport> = Definition {
    name: "standard_parts",
    title: "Standard parts",
    about: PART_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| {
        let mut parts = report.parts.iter();
        parts.try_for_each(|row| {
            each(&Standard { largest: found_name(report, &row.largest.organisation), row: row.clone() })
        })
    },
    fields: PART,
};

static BODIES: Definition<SharingRow, PartnersReport> = Definition {
    name: "organisations",
    title: "Organisations",
    about: "An organisation that takes part in the search.",
    key: 1,
    references: &[],
    rows: |report, each| report.organisations.iter().try_for_each(each),
    fields: &[
        wide(14, text("id", "Organisation id", "Id of the organisation.", |row| (&row.id).into())),
        wide(32, text("name", "Name", "Its name.", |row| (&row.name).into())),
        text("type", "Type", "What kind of organisation it is.", |row| row.kind.as_deref().into()),
        text("family", "Family", "Whom it is compared with, where that is not its type.", |row| {
            row.family.as_deref().into()
        }),
        text("region", "Region", "Where it is.", |row| row.region.as_deref().into()),
        money("shareable", "Shareable", "What it could share, after its own consolidation.", |row| row.shareable.into()),
    ],
};

impl Tabulated for PartnersReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &PARTNERS_TABLES
    }

    fn title(&self) -> String {
        format!("Partners {}", self.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.period
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}
