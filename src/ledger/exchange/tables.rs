//! The tables of facts. Each column is defined once, by name, type and meaning; the formats, the data dictionary and the
//! way back are made of the same definitions.

use std::io;

use jiff::civil::Date;

use super::back::{Builder, Take};
use super::out::{Give, Source};
use super::value::{Cell, Column, Value};
use crate::money::{MilliFte, Money, Share};
use crate::returns::Quantity;

/// A table of facts.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its stable name, for files and SQL.
    pub name: &'static str,
    /// What one row of it is.
    pub about: &'static str,
    /// Its columns in their order.
    pub columns: &'static [Column],
    pub(super) rows: fn(&Source<'_>, Each<'_>) -> io::Result<()>,
    pub(super) take: fn(Vec<Cell>, &mut Builder<'_>) -> Result<(), String>,
}

/// Takes the cells of a row. An error ends the table.
pub type Each<'e> = &'e mut dyn FnMut(Vec<Cell>) -> io::Result<()>;

/// The table of a name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The table that a line of JSON is a row of, by its keys.
pub fn table_of(line: &str) -> Option<&'static Table> {
    let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
    let is_row = |table: &&Table| {
        table.columns.len() == row.len() && table.columns.iter().all(|column| row.contains_key(column.key))
    };
    TABLES.iter().find(is_row)
}

macro_rules! tables {
    ($($record:ident $name:literal $about:literal { $($field:ident: $type:ty = $says:literal,)+ })+) => {
        $(
            #[doc = $about]
            pub(super) struct $record { $(pub(super) $field: $type,)+ }

            impl $record {
                fn cells(self) -> Vec<Cell> {
                    vec![$(self.$field.cell(),)+]
                }

                fn of(cells: Vec<Cell>) -> Result<Self, String> {
                    let mut cells = cells.into_iter();
                    Ok(Self {
                        $($field: Value::of(cells.next().unwrap_or(Cell::Null))
                            .map_err(|problem| format!("`{}` {problem}", stringify!($field)))?,)+
                    })
                }
            }
        )+

        /// Every table, in the order in which they are read: what others refer to comes first.
        pub static TABLES: &[Table] = &[$(Table {
            name: $name,
            about: $about,
            columns: &[$(Column {
                key: stringify!($field),
                kind: <$type as Value>::KIND,
                optional: <$type as Value>::OPTIONAL,
                about: $says,
            },)+],
            rows: |source, each| $record::give(source, &mut |record: $record| each(record.cells())),
            take: |cells, builder| $record::of(cells)?.take(builder),
        },)+];
    };
}

tables! {
    OrganisationRow "organisations" "One organisation and the sums of its return. The eight buckets add up to the total." {
        organisation: String = "Its id.",
        period: String = "The twelve months.",
        name: String = "Its name.",
        organisation_type: Option<String> = "Its type.",
        family: Option<String> = "Whom it is compared with, where that is not its type.",
        region: Option<String> = "Its region.",
        currency: String = "The currency of every amount.",
        total_pence: Money = "The control total.",
        total_source: String = "declared, itemised or processes.",
        fte_mfte: Option<MilliFte> = "Staff in all, as declared.",
        fte_itemised_mfte: MilliFte = "Staff of its roles.",
        unpriced_fte_mfte: MilliFte = "Staff of its roles without cost.",
        administrative_pence: Money = "Administrative work.",
        managerial_pence: Money = "Managerial work.",
        frontline_pence: Money = "Frontline work.",
        frontline_management_pence: Money = "Management of frontline functions.",
        frontline_administration_pence: Money = "Frontline staff on administrative or managerial functions.",
        recharge_out_pence: Money = "Paid to other bodies for a service.",
        unmapped_pence: Money = "Declared, with no function.",
        unitemised_pence: Money = "In the declared total, and in no item.",
        group_only_pence: Money = "Of the unmapped: known to a group of functions.",
        not_admitted_pence: Money = "What process totals speak of beyond what the total leaves room for: in no bucket.",
        accounting_on_costs: Option<String> = "Employer's contributions: included or excluded.",
        accounting_recharges: Option<String> = "gross (before recharges) or net.",
        accounting_vat: Option<String> = "Value added tax: included or excluded.",
        path: String = "The file of the return.",
        line: u32 = "The line on which it begins.",
    }
    NameRow "names" "Another name that an organisation goes by as a vendor." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        known_as: String = "The name.",
    }
    DriverRow "drivers" "What drives the volumes of an organisation." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        driver: String = "population, headcount, dwellings….",
        quantity_millionths: Quantity = "How many.",
    }
    UnitRow "units" "A part of an organisation; `-` stands for none." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        unit: String = "Its id.",
        name: Option<String> = "Its name, where that says more than the id.",
    }
    ProductRow "products" "A product that an organisation pays for." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        product: String = "What it is told apart by: its name as a label.",
        name: String = "Its name, as first declared.",
        vendor: Option<String> = "Who sells it.",
        contract_end: Option<Date> = "When its contract ends: the last of several.",
    }
    ItemRow "items" "One process, role or system." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "Kind and id, as in role/ct-officer: what other tables call it.",
        kind: String = "process, role or system.",
        id: String = "Its id within the return.",
        text: String = "Its name or title, as declared.",
        unit: String = "Id of its unit; - for none.",
        place: u32 = "Its place in its list of the return, from 0.",
        source: String = "Who mapped it: declared, decision, mapper or none.",
        comparable: bool = "No where a person decided that it is not comparable.",
        leaf: bool = "Whether its largest claim is a function, not a group.",
        fte_mfte: MilliFte = "Its staff.",
        cost_pence: Money = "The cost it brings in itself.",
        failure_demand_ppm: Option<Share> = "Of a process: the share caused by something done badly before.",
        reason: Option<String> = "Why it was mapped so.",
        line: u32 = "Its line in the file.",
        column: u32 = "Its column in the line.",
    }
    ClaimRow "claims" "A function that an item was mapped to. The shares of an item add up to at most one whole." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "The item.",
        function: String = "Code of the function, or of a group where only that is clear.",
        share_ppm: Share = "How much of the item.",
        confidence_ppm: Share = "How sure that is.",
    }
    AlternativeRow "alternatives" "A function that an item might be as well, likeliest first." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "The item.",
        function: String = "Code of the function.",
        confidence_ppm: Share = "How likely that is.",
        reason: Option<String> = "What speaks for it.",
    }
    CostRow "costs" "A part of an item's cost that has a function." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "Whose cost it is.",
        mapped_by: String = "The item whose mapping placed it: of linked cost, the process.",
        unit: String = "Id of the unit where it sits; - for none.",
        layer: String = "staff or systems.",
        pool: String = "roles, other, systems, or unspecified (known from a process total only).",
        function: String = "Code of the function.",
        category: String = "administrative, managerial, frontline, frontline_management or frontline_administration.",
        amount_pence: Money = "How much.",
        fte_mfte: i64 = "The staff that come with it, rounded down to thousandths.",
        fte_rest: i64 = "What was rounded off, in millionths of a thousand-millionth of a thousandth.",
        confidence_ppm: Share = "How sure the mapping is.",
        product: Option<String> = "The product, of systems.",
    }
    LooseRow "loose" "A part of an item's cost that has no function." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "Whose cost it is.",
        why: String = "no-function, group, above-process-total or no-category.",
        function: Option<String> = "The group, or the function without a category.",
        amount_pence: Money = "How much.",
    }
    VolumeRow "volumes" "How much of its work a process did." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "The process.",
        volume_millionths: Quantity = "How much.",
        volume_unit: Option<String> = "Of what.",
    }
    OutcomeRow "outcomes" "What the work of an organisation achieves." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        measure: String = "Its name, the same at every body that declares it.",
        kind: String = "rate or count.",
        value_millionths: Quantity = "The figure.",
        better: String = "higher or lower.",
        weight_millionths: Quantity = "Its weight among the outcomes of the body.",
        function: Option<String> = "What it speaks of.",
    }
    RechargeRow "recharges" "An amount paid to another body." {
        organisation: String = "Id of the organisation that pays.",
        period: String = "The twelve months.",
        paid_to: String = "Id of the organisation that is paid.",
        function: Option<String> = "What for.",
        amount_pence: Money = "How much.",
        line: u32 = "Its line in the file, or that of the return.",
        column: u32 = "Its column in the line.",
    }
    SaleRow "sales" "Something provided to another body." {
        organisation: String = "Id of the organisation that provides it.",
        period: String = "The twelve months.",
        sold_to: String = "Id of the organisation that pays.",
        function: Option<String> = "What for.",
        product: Option<String> = "The product, as declared.",
        amount_pence: Money = "How much.",
        line: u32 = "Its line in the file.",
        column: u32 = "Its column in the line.",
    }
    VendorRow "vendors" "Who sells a system." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        item: String = "The system.",
        product: String = "What it is told apart by.",
        vendor: String = "Its vendor, as declared.",
        line: u32 = "Its line in the file, or that of the return.",
        column: u32 = "Its column in the line.",
    }
    TransferRow "transfers" "A service that moved between bodies since the last period." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        function: Option<String> = "Which function.",
        moved_in_pence: Money = "The cost that came in.",
        moved_out_pence: Money = "The cost that went out.",
    }
    ExceptionRow "exceptions" "Duplication that is right to keep." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        exception: u32 = "Its place among the exceptions of the return, from 0.",
        unit: Option<String> = "Of everything in a unit.",
        function: Option<String> = "Of everything on a function or in a group.",
        reason: String = "statutory, resilience, segregation-of-duties, different-users, transition or other.",
        note: Option<String> = "In words.",
        until: Option<Date> = "The last day on which it holds.",
        line: u32 = "Its line in the file.",
        column: u32 = "Its column in the line.",
    }
    ExceptionItemRow "exception_items" "An item that an exception is of." {
        organisation: String = "Id of the organisation.",
        period: String = "The twelve months.",
        exception: u32 = "The exception.",
        item: String = "The item.",
    }
    FindingRow "findings" "Something a reader should know or mend." {
        finding: usize = "Its number, from 0.",
        organisation: Option<String> = "Id of the organisation, where it is about one.",
        code: String = "Which kind: dupaudit explain CODE says what it means.",
        severity: String = "note, warning or error.",
        message: String = "What was found.",
        help: Option<String> = "What to do about it.",
        path: Option<String> = "The file.",
        line: Option<u32> = "The line.",
        column: Option<u32> = "The column.",
        end_line: Option<u32> = "The line behind the value.",
        end_column: Option<u32> = "The column behind it.",
        route: Option<String> = "The way to the value, as a list in JSON.",
        item: Option<String> = "Id of the item.",
        named: Option<String> = "The way with ids in place of numbers.",
        mend_found: Option<String> = "A text that check --fix would replace.",
        mend_meant: Option<String> = "By this.",
    }
    FindingPlaceRow "finding_places" "Another place that a finding speaks of." {
        finding: usize = "The finding.",
        message: String = "What is there.",
        path: Option<String> = "The file, where it is another.",
        line: Option<u32> = "The line.",
        column: Option<u32> = "The column.",
        end_line: Option<u32> = "The line behind the value.",
        end_column: Option<u32> = "The column behind it.",
        route: Option<String> = "The way to the value, as a list in JSON.",
    }
    CoverageRow "coverage" "What was read to make these facts, and what was not. One row." {
        files_found: usize = "Files that could hold returns.",
        files_read: usize = "Of them: read to the end.",
        files_rejected: usize = "Of them: could not be read, or hold something else.",
        files_skipped: usize = "Of them: settings, decisions and the like, and what is ignored.",
        returns_rejected: usize = "Returns that the facts do not cover.",
        unread: bool = "Whether something was not read or not parsed.",
        redacted_below_mfte: Option<MilliFte> = "Roles with less staff were small posts; empty where nothing was redacted.",
        redacted_roles: Option<usize> = "Small posts: names hashed, pay averaged.",
        redacted_fte_mfte: Option<MilliFte> = "Their staff.",
        redacted_cost_pence: Option<Money> = "Their cost.",
        redacted_units: Option<usize> = "Units whose names are hashed.",
        redacted_findings: Option<usize> = "Findings that lost wording and place.",
        redacted_alone: Option<usize> = "Organisations with too few staff to average over.",
        redacted_salt: Option<u32> = "By which results with the same salt are known.",
    }
    DocumentRow "documents" "A document that was read: what tells two sets of returns apart." {
        sha256: String = "A hash of its text.",
    }
}
