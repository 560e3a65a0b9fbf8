//! The tables of a search for partners, which says more of each pair than an audit does.

use std::io;

use super::about::{Entry, MADE, Made, dictionary, entries, made_of};
use super::partners::{
    CONTRACT, CONTRACT_ABOUT, Contract, GROUP, GROUP_ABOUT, Group, PAIR, PAIR_ABOUT, PART, PART_ABOUT, PRODUCT,
    PRODUCT_ABOUT, Pair, Standard, contracts,
};
use super::{EachOf, Field, Old, Table, Tabulated, date, flag, money, text, wide};
use crate::report::partners::{
    CommonFunctionRow, CommonProductRow, PairRow, PartnersReport, ProductRow, SharingRow, WindowRow,
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

static ABOUT: Old<Made, PartnersReport> = Old {
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
            row(
                "rules.containment",
                rules.containment.to_string(),
                "From here on of what the smaller could share: a guest and its host.",
            ),
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

static PARTNERS_DICTIONARY: Old<Entry, PartnersReport> =
    dictionary(|report, each| entries(&PARTNERS_TABLES, &report.currency, each));

static FOUND: Old<Pair, PartnersReport> = Old {
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

static NEAREST: Old<Pair, PartnersReport> = Old {
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

fn of_pairs<R: Clone>(report: &PartnersReport, rows: fn(&PairRow) -> &[R], each: EachOf<'_, Of<R>>) -> io::Result<()> {
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

static FOUND_FUNCTIONS: Old<Of<CommonFunctionRow>, PartnersReport> = Old {
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

static FOUND_WINDOWS: Old<Of<WindowRow>, PartnersReport> = Old {
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
        date("from", "First end", "When the first of the two ends.", |of| of.row.from.into()),
        date("to", "Second end", "When the second ends.", |of| of.row.to.into()),
        text("a_product", "First's product", "What the first has.", |of| (&of.row.a_product).into()),
        text("b_product", "Second's product", "What the second has.", |of| (&of.row.b_product).into()),
        money("shared", "Both spend", "What each spends on the function that the other spends too.", |of| {
            of.row.shared.into()
        }),
    ],
};

static FOUND_PRODUCTS: Old<Of<CommonProductRow>, PartnersReport> = Old {
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
        date("a_contract_end", "First's end", "When the first's contract ends.", |of| of.row.a_contract_end.into()),
        date("b_contract_end", "Second's end", "When the second's ends.", |of| of.row.b_contract_end.into()),
    ],
};

static FOUND_GROUPS: Old<Group, PartnersReport> = Old {
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

static FOUND_PRODUCTS_BOUGHT: Old<ProductRow, PartnersReport> = Old {
    name: "products",
    title: "Buy together",
    about: PRODUCT_ABOUT,
    key: 1,
    references: &[],
    rows: |report, each| report.products.iter().try_for_each(each),
    fields: PRODUCT,
};

static FOUND_CONTRACTS: Old<Contract, PartnersReport> = Old {
    name: "contracts",
    title: "Contracts side by side",
    about: CONTRACT_ABOUT,
    key: 2,
    references: &[],
    rows: |report, each| contracts(&report.products, |id| found_name(report, id), each),
    fields: CONTRACT,
};

static FOUND_PARTS: Old<Standard, PartnersReport> = Old {
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

static BODIES: Old<SharingRow, PartnersReport> = Old {
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
        money("shareable", "Shareable", "What it could share, after its own consolidation.", |row| {
            row.shareable.into()
        }),
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
