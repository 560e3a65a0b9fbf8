//! The shape of a report, `dupaudit.report/1` (docs/formats.md section 2). The JSON is this, key by key; null is "cannot be said".

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::attribution::AttributionRow;
use super::by_list::ByList;
use super::catch_all::CatchAllRow;
use super::comparison::{BenchmarkRow, CutsRow, ExceptionRow, OutlierRow};
use super::cube::PoundsRow;
use super::day::Day;
use super::declare::DeclareRow;
use super::delivered::{CaseHereRow, DeliveredRow};
use super::frontline::FrontlineFunctionRow;
use super::items::ItemRow;
use super::joint::SharedRow;
use super::manifest::{Inputs, TaxonomyRow, Tool};
use super::partners::{GroupRow, PartRow, PartnerRow, ProductRow};
use super::payers::{HostRow, PaysRow};
use super::plan::StepRow;
use super::reorganisations::ReorganisationRow;
use super::savings::SavingsRow;
use super::sector::{ClaimHereRow, SectorRow};
use super::suppliers::{SuppliedRow, SupplierRow};
use super::unsaid::UnsaidRow;
use super::value_index::ValueIndexRows;
use super::within::WithinRow;
use crate::finding::{Code, Finding, Fingerprint, Severity};
use crate::ledger::{Buckets, Coverage, TotalSource};
use crate::money::{MilliFte, Money};
use crate::overlap::{Excluded, FunctionKind, Grade};
use crate::savings::SetBy;
use crate::source::{Position, Route};
use crate::table::rows;
use crate::taxonomy::{Category, Scope};

/// The result of an audit.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Report {
    /// `dupaudit.report/1`.
    pub schema: &'static str,
    /// Whether everything that was found was read and counted.
    pub complete: bool,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// What made it.
    pub tool: Tool,
    /// The list of functions.
    pub taxonomy: TaxonomyRow,
    /// Hashes of what went in.
    pub inputs: Inputs,
    /// The parameters, each with value, unit and source.
    pub scenario: BTreeMap<String, ScenarioValue>,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// Bodies that are compared with and not reported on, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peers: Option<PeersRow>,
    /// In the order of their ids.
    pub organisations: Vec<OrganisationRow>,
    /// In the order of their codes.
    pub functions: Vec<FunctionRow>,
    /// The functions under the codes of another list, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_by: Option<ByList>,
    /// The front line by the same rules, where it was asked for: in no total, the most duplicated function first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontline: Option<Vec<FrontlineFunctionRow>>,
    /// In the order of function, organisation, pool and category.
    pub attribution: Vec<AttributionRow>,
    /// Units and products that run a function beside others of their own organisation, in the order of function, organisation
    /// and layer, the costliest first.
    pub within: Vec<WithinRow>,
    /// All organisations together.
    pub totals: Totals,
    /// Declared exceptions, in the order of the organisations.
    pub exceptions: Vec<ExceptionRow>,
    /// Functions that organisations already run together, in the order of the functions.
    pub shared: Vec<SharedRow>,
    /// Organisations that become one anyway, in the order of the first of them.
    pub reorganisations: Vec<ReorganisationRow>,
    /// Costs that are far from those of the peers, in the order of functions and organisations.
    pub outliers: Vec<OutlierRow>,
    /// Unit costs, in the order of functions and organisations.
    pub benchmarks: Vec<BenchmarkRow>,
    /// The phased reduction.
    pub savings: SavingsRow,
    /// Who could run a function for others, and by what they would share it: in the order of function, host and organisation.
    pub hosts: Vec<HostRow>,
    /// What goes when: the steps of the target saving by year, the largest first. Those up to a year add up to its gross saving.
    pub plan: Vec<StepRow>,
    /// Bodies with similar aims: every pair that is among the best of either, most in common first.
    pub partners: Vec<PartnerRow>,
    /// Groups of partners, by what is duplicated among them on what they may share.
    pub partner_groups: Vec<GroupRow>,
    /// Products that two or more bodies pay for, costliest first.
    pub products: Vec<ProductRow>,
    /// Functions that could be one standard part, best first.
    pub parts: Vec<PartRow>,
    /// Other ways to run what is duplicated between organisations: every function under every delivery model.
    pub delivery: Vec<DeliveredRow>,
    /// What was published of functions of this audit, applied to it.
    pub cases: Vec<CaseHereRow>,
    /// Published claims beside what these bodies show.
    pub claims: Vec<ClaimHereRow>,
    /// The audited bodies scaled to the sectors that were asked for: in no total.
    pub sector: Vec<SectorRow>,
    /// Suppliers that declared their sales or their cost, in the order of their ids: in no sum of the report.
    pub suppliers: Vec<SupplierRow>,
    /// What bodies pay suppliers, from both sides, in the order of organisations and suppliers.
    pub supplied: Vec<SuppliedRow>,
    /// What to declare next, the most valuable first; the same of each organisation stands there.
    pub declare_next: Vec<DeclareRow>,
    /// Lines whose name stands for the work of several functions, the costliest first.
    pub catch_all: Vec<CatchAllRow>,
    /// What cannot be said, and why.
    pub cannot_say: Vec<UnsaidRow>,
    /// What the public gets for its money: ours, with its parts.
    pub value_index: ValueIndexRows,
    /// Worst first.
    pub findings: Vec<FindingRow>,
    /// Every item, in the order of the organisations and of their returns, where an output asks for them. Not in the JSON:
    /// `map --format json` is.
    #[serde(skip)]
    pub items: Option<Vec<ItemRow>>,
    /// The cube, where an output asks for it. Not in the JSON.
    #[serde(skip)]
    pub cube: Option<Vec<PoundsRow>>,
}

impl Report {
    /// What left the comparison, of all organisations.
    pub fn excluded(&self) -> Excluded {
        self.organisations.iter().fold(Excluded::default(), |mut all, organisation| {
            all.add(&organisation.excluded);
            all
        })
    }
}

rows! {
    /// A parameter.
    @[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct ScenarioValue {
        pub value: serde_json::Value, "Its value.";
            + value(row): Option<String> = row.written() => "Value".wide(20), "Its value, as settings write it.";
        pub unit: String => "Unit".wide(34), "In what the value is measured.";
        pub source: String => "Source".wide(70), "Where the default comes from.";
        pub vintage: Option<String> => "Year of source".wide(14), "The year of the source.";
        pub set_by: SetBy => "Set by", "default, preset, settings or command line.";
    }

    /// One parameter of the scenario, with its source.
    pub(super) struct Assumption("assumptions", "Assumptions", 1) {
        pub key: String => "Parameter".wide(22), "Its key in settings.";
        pub value: ScenarioValue = columns, "What it is.";
    }
}

impl ScenarioValue {
    fn written(&self) -> Option<String> {
        match &self.value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        }
    }
}

/// Bodies that an audit compares with: no pound of theirs is in any of its sums.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PeersRow {
    /// How many.
    pub organisations: usize,
    /// A hash of the documents that their facts are of.
    pub returns_sha256: String,
    /// The names of those that partners, groups and shared products speak of, by id.
    pub names: BTreeMap<String, String>,
}

impl Report {
    /// The name of an organisation that is reported on, or of a peer that it is compared with; else the id itself.
    pub fn name_of<'r>(&'r self, id: &'r str) -> &'r str {
        match self.organisations.binary_search_by(|row| row.id.as_str().cmp(id)) {
            Ok(place) => &self.organisations[place].name,
            Err(_) => self.peers.as_ref().and_then(|peers| peers.names.get(id)).map_or(id, |name| name),
        }
    }

    /// The label of a function of the report; else the code itself.
    pub fn label_of<'r>(&'r self, code: &'r str) -> &'r str {
        let place = self.functions.binary_search_by(|row| row.code.as_str().cmp(code)).ok();
        // A list of one's own may order its codes as it likes.
        let row = place.map(|place| &self.functions[place]);
        row.or_else(|| self.functions.iter().find(|row| row.code == code)).map_or(code, |row| &row.label)
    }
}

rows! {
    /// One organisation whose return was counted.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct OrganisationRow("organisations", "Organisations", 1) {
        pub id: String => "Id".wide(14), "Stable public identifier, as declared.";
        pub name: String => "Organisation".wide(40), "Its name, as declared.";
        @[serde(rename = "type")]
        pub kind: Option<String> => "Type".key("type"), "Its type.";
        pub family: Option<String> => "Family", "The family it is compared with, if that is not its type.";
        pub region: Option<String> => "Region", "Its region.";
        pub until: Option<Day> => "Until", "The day from which on it is no more, because of a reorganisation.";
        pub successor: Option<String> => "Successor".wide(14), "The id of the organisation that takes its place.";
        pub total: Money => "Total", "Everything spent in the period.";
        pub income: Money => "Income", "Declared income; not in any cost category.";
        pub net_cost: Money => "Net cost", "The total less the declared income.";
        pub total_source: TotalSource => "Total from".wide(12),
            "declared, itemised (sum of items) or processes (sum of process totals).";
        pub fte: Option<MilliFte> => "Staff", "Staff in all, as declared.";
        pub fte_itemised: MilliFte => "Staff in items", "Staff of its roles.";
        pub unpriced_fte: MilliFte => "Staff without cost", "Staff of roles without cost.";
        pub buckets: Buckets = columns, "Where every pound of the total is.";
        pub group_only: Money => "Group only", "The part without a function that has a group of functions.";
        pub in_scope: Money => "In scope", "Administrative and managerial cost.";
        pub exempt: Money => "Exempt", "The part in scope on functions that are never compared.";
        pub excluded: Excluded = columns, "What left the comparison.";
        pub below_floor: Money => "Below the floor", "The part in scope of units and products below the floor.";
        pub duplicated: Money => "Duplicated", "Its part of the duplicated cost.";
        pub within: Money => "Within", "Duplicated cost among its own units and products.";
        pub between: Money => "Between", "Duplicated cost with other organisations.";
        pub reorganisation: Money => "With the reorganisation",
            "Duplicated cost with organisations that become one with it; not in any saving.";
        pub duplicated_fte: Option<MilliFte> => "Duplicated staff", "Staff behind the duplicated cost; empty where none is declared.";
        @[serde(flatten)]
        pub pays: PaysRow = columns, "Who pays and who gains.";
        pub declare_next: Vec<DeclareRow>, "Data to add next, the most valuable first.";
    }

    /// One function on which administrative or managerial money is spent.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct FunctionRow("functions", "Functions", 1) {
        pub code: String => "Code".wide(32), "Stable code of the function in the list of functions.";
        pub label: String => "Function".wide(36), "Its name.";
        pub groups: Vec<String>, "The groups above it, nearest first.";
            + group(row): Option<&str> = row.groups.last().map(String::as_str) => "Group".wide(16),
                "Code of the top group it is in.";
        @[schemars(with = "String")]
        pub category: Category => "Category".wide(15), "administrative, managerial or frontline.";
        pub scope: Scope => "Compared with".wide(14),
            "The organisations that are compared: any, same_type, same_region, org_only or exempt.";
        pub kind: FunctionKind => "Kind".wide(14),
            "duplication (same function, same comparison set), overlap (same function), fragmentation (same group) "
            "or single.";
        pub organisations: usize => "Organisations", "Organisations that spend on it.";
        pub providers: usize => "Units", "Units with staff, at or above the floor.";
        pub effective_providers: Option<f64> => "Effective number".decimals(4),
            "The number of equal units or products with the same concentration; empty over several comparison sets.";
        pub products: Option<usize> => "Products",
            "Products of the systems layer at or above the floor; empty where its organisations declare no system.";
        pub processes: usize => "Processes", "Processes with at least half of their weight on it.";
        pub roles: usize => "Roles", "Roles with at least half of their weight on it.";
        pub cost: Money => "Cost", "Administrative and managerial cost, staff and systems.";
        pub income: Money => "Income", "Declared income for it.";
        pub net_cost: Money => "Net cost", "The cost less income from outside the audit.";
        pub bought_outside: Money => "Bought outside", "Paid for it to organisations outside the audit.";
        pub below_floor: Money => "Below the floor", "The part of the cost of units and products below the floor.";
        pub excluded: Excluded = columns, "What left the comparison.";
        pub fte: MilliFte => "Staff", "Staff on it.";
            + duplicated(row): Money = row.within + row.between => "Duplicated",
                "Duplicated cost on the basis of the report: within and between.";
        pub within: Money => "Within", "Duplicated cost among units of one organisation.";
        pub between: Money => "Between", "Duplicated cost between organisations.";
        pub staff: Money => "Staff layer", "Duplicated cost of staff.";
        pub systems: Money => "Systems layer", "Duplicated cost of systems.";
        pub duplicated: Bases = columns, "The duplicated cost on every basis.";
        pub cuts: CutsRow, "Its processes, roles and systems.";
            + duplicated_fte(row): Option<MilliFte> = row.cuts.roles.duplicated_fte => "Duplicated staff",
                "Staff behind the duplicated cost; empty where none is declared.";
        pub grade: Option<Grade> => "Benchmark".wide(12), "How far the unit costs can be relied on.";
    }

    /// The same amount on every basis.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct Bases {
        pub all: Money => "On basis all".key("duplicated_all"), "Everything that two or more spend.";
        pub excess: Money => "On basis excess".key("duplicated_excess"), "All but the largest unit or product.";
        pub hhi: Money => "On basis hhi".key("duplicated_hhi"), "Adjusted for concentration.";
        pub frontier: Option<Money> => "Above best quartile", "Spent above the lower quartile of unit costs.";
    }

    /// All organisations together.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct Totals {
        pub cost: Money => "Cost", "Everything spent; recharges inside the audit counted once.";
        pub income: Money => "Income", "Declared income.";
        pub net_cost: Money => "Net cost", "The cost less income from outside the audit.";
        pub in_scope: Money => "In scope", "In scope: administrative and managerial cost on functions.";
        pub duplicated: Bases, "Duplicated cost, on every basis.";
            + all(row): Money = row.duplicated.all => "On basis all".key("duplicated.all"),
                "Duplicated cost: everything that two or more spend.";
            + excess(row): Money = row.duplicated.excess => "On basis excess".key("duplicated.excess"),
                "Duplicated cost: all but the largest unit or product.";
            + hhi(row): Money = row.duplicated.hhi => "On basis hhi".key("duplicated.hhi"),
                "Duplicated cost: by the effective number.";
            + frontier(row): Option<Money> = row.duplicated.frontier => "Above best quartile".key("duplicated.frontier"),
                "Spent above the frontiers of unit costs.";
        pub within: Money => "Within", "Duplicated cost within organisations, on the basis of the report.";
        pub between: Money => "Between", "Duplicated cost between organisations.";
        pub as_one_unit: Money => "As one unit each",
            "Duplicated cost if each organisation were one unit: how units are drawn decides what is within.";
        pub already_shared: Money => "Already shared",
            "The additional duplicated cost if no organisations shared a function.";
        pub without_outliers: Option<Money> => "Without outliers",
            "Duplicated cost without outliers, if they carry more than a tenth.";
        pub npv_without_outliers: Option<Money> => "Value without outliers",
            "Net present value without the pounds of outliers, where they carry so much.";
        pub passed_on: Money => "Passed on",
            "The part of duplicated cost that others pay by cost recovery and recharges. They have its savings.";
        pub npv_without_passed_on: Option<Money> => "Value without what is passed on",
            "Net present value without the savings of those payers, where there are any.";
        pub p10: Money => "9 in 10 chance", "Duplicated cost: with nine chances in ten at least this.";
        pub p50: Money => "Even chance", "Duplicated cost: as likely above as below.";
        pub p90: Money => "1 in 10 chance", "Duplicated cost: with one chance in ten at least this.";
        pub simulated: Vec<Money>, "The duplicated cost of each draw; empty where the range is worked out instead.";
        pub cells: usize, "The number of sums in a simulation: each label at each unit or product of each function.";
        pub analytic: AnalyticRow, "The first-order range: the check of the drawn one.";
    }

    /// Something that a reader should know or mend; worst first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct FindingRow("findings", "Findings", 0) {
        pub severity: Severity => "Severity".wide(10), "error, warning or note.";
        pub code: Code => "Code".wide(26), "The rule; `dupaudit explain CODE` shows more.";
        pub message: String => "Message".wide(80), "What was found.";
        pub help: Option<String> => "Help".wide(60), "How to fix it.";
        pub organisation: Option<String> => "Organisation id".wide(14), "Id of the organisation.";
        pub item: Option<String> => "Item".wide(16), "The item.";
        @[serde(flatten)]
        pub at: PlaceRow = columns, "Where it is.";
        @[schemars(with = "String")]
        pub fingerprint: Fingerprint, "A mark that stays the same when the return is reordered, moved or renamed.";
        pub fixable: bool, "Whether `check --fix` would fix it.";
        pub related: Vec<RelatedRow>, "Other places that it is about.";
        @[serde(skip)]
        pub extent: Vec<(String, i64)>, "Each thing that it is about, with its amount.";
        @[serde(skip)]
        pub is_rest: bool, "Whether it counts others that are not listed.";
    }

    /// A place in a file, as far as known.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PlaceRow {
        pub path: Option<String> => "File".wide(30), "The file.";
        pub line: Option<u32> => "Line".wide(8), "The line in it.";
        pub column: Option<u32> => "Column".wide(8), "The column in the line.";
        pub end_line: Option<u32>, "The line in which the value ends.";
        pub end_column: Option<u32>, "Behind the last character of the value.";
        pub route: Option<String> => "Key", "The key in the document.";
    }
}

/// The first-order range of the duplicated cost: the check of the drawn one.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct AnalyticRow {
    pub mean: Money,
    pub deviation: Money,
    pub p10: Money,
    pub p50: Money,
    pub p90: Money,
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RelatedRow {
    /// What is there.
    pub message: String,
    /// Where it is.
    #[serde(flatten)]
    pub at: PlaceRow,
}

impl From<&Finding> for FindingRow {
    fn from(finding: &Finding) -> Self {
        let related = finding.related.iter().map(|related| RelatedRow {
            message: related.message.clone(),
            at: PlaceRow::new(
                related.path.as_deref().or(finding.path.as_deref()),
                [related.position, related.end],
                related.route.as_ref(),
            ),
        });
        Self {
            severity: finding.severity,
            code: finding.code,
            message: finding.message.clone(),
            help: finding.help.clone(),
            organisation: finding.organisation.clone(),
            item: finding.item.clone(),
            at: PlaceRow::new(finding.path.as_deref(), [finding.position, finding.end], finding.route.as_ref()),
            fingerprint: finding.fingerprint(),
            fixable: finding.mend.is_some(),
            related: related.collect(),
            extent: finding.extent.clone(),
            is_rest: finding.is_rest,
        }
    }
}

impl FindingRow {
    /// Whether it fails a run that fails from `least` on. What got better never does.
    pub fn fails(&self, least: Severity) -> bool {
        self.severity >= least && self.code != Code::StaleBaseline
    }

    /// What a baseline knows it by: each thing that it speaks of, and how much of it there is.
    pub fn entries(&self) -> Vec<(Fingerprint, i64)> {
        if self.extent.is_empty() {
            return vec![(self.fingerprint.clone(), 0)];
        }
        let entry = |(thing, amount): &(String, i64)| {
            let at = if thing.is_empty() { self.fingerprint.at.clone() } else { thing.clone() };
            (Fingerprint { at, ..self.fingerprint.clone() }, *amount)
        };
        self.extent.iter().map(entry).collect()
    }
}

impl PlaceRow {
    fn new(path: Option<&str>, [start, end]: [Option<Position>; 2], route: Option<&Route>) -> Self {
        Self {
            path: path.map(str::to_owned),
            line: start.map(|at| at.line),
            column: start.map(|at| at.column),
            end_line: end.map(|at| at.line),
            end_column: end.map(|at| at.column),
            route: route.map(ToString::to_string),
        }
    }

    /// `file:line:column`, as far as known.
    pub fn text(&self) -> Option<String> {
        let path = self.path.as_deref()?;
        Some(match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
            _ => path.to_owned(),
        })
    }
}
