//! The finished result: sorted, immutable, and the same for every format.

mod assemble;
mod attribution;
mod baseline;
mod beside;
mod by_list;
mod by_year;
mod cases;
mod catch_all;
mod check;
mod compare;
mod comparison;
mod coverage;
mod cube;
mod day;
mod declare;
mod delivered;
mod delivery;
mod explain;
mod frontline;
mod graph;
mod items;
mod joint;
mod manifest;
mod mapped;
mod model;
mod money_json;
mod options;
mod partners;
mod payers;
mod plan;
mod redaction;
mod reorganisations;
mod saved;
mod savings;
mod sector;
mod shared;
mod sharing;
mod short;
mod since;
mod suppliers;
pub mod tables;
mod tracking;
mod unsaid;
mod value_index;
mod within;

pub use assemble::{Audit, Beside, assemble, scenario_values};
pub use attribution::AttributionRow;
pub use baseline::{BaselineAccount, Sifted, baseline_of, sift};
pub use by_list::{ByList, ByListRow, by_list};
pub use cases::{CasesReport, PublishedCase, published_cases};
pub use catch_all::CatchAllRow;
pub use check::{Check, CheckedReturn, Counts, Ending, NotReadRow, Outcome};
pub use compare::{Claim, Comparison, DeflatorFrom, Side, compare, series};
pub use comparison::{BenchmarkRow, CutsRow, ExceptionRow, OutlierRow, ProcessCut, RoleCut, SystemCut};
pub use cube::{CUBE_BASES, PoundsRow, cube};
pub use day::Day;
pub use declare::DeclareRow;
pub use delivered::{CaseHereRow, DeliveredRow};
pub use delivery::{CostFrom, Delivering, DeliveryReport, ModelConclusion, ModelRow, SaleReport, ServiceRow, sale};
pub use explain::{Below, Claimed, Explaining, FunctionExplained, ItemExplained, Line, OutOfScope, ProviderLine};
pub use frontline::{FrontlineFunctionRow, frontline};
pub use graph::{
    GraphCut, GraphEdge, GraphNode, GraphRows, GraphSource, GraphView, LeftOut, NodeKind, Way, graph_rows,
};
pub use items::{ItemPart, ItemRow, items};
pub use joint::SharedRow;
pub use manifest::{Inputs, Manifest, Origin, OriginInputs, TaxonomyRow, Tool, together};
pub use mapped::{Alternative, MapReport, MappedFunction, MappedRow, mapped};
pub use model::{
    AnalyticRow, Bases, FindingRow, FunctionRow, OrganisationRow, PlaceRow, RelatedRow, Report, ScenarioValue, Totals,
};
pub use options::{
    ChoiceRow, ClaimRow as OptionClaimRow, Comparable, ContractRow as OptionContractRow, CubeRow, DependsRow,
    DuplicatedRow, ItsCostRow, ItsFunctionRow, ItsYearRow, Kept, MemberRow, OddsRow, Options, OptionsReport,
    SharedThenRow, SuccessorRow, TodayRow, options_report,
};
pub use partners::{
    CommonFunctionRow, CommonProductRow, CommonWindow, ContractRow, GroupRow, LargestRow, MarksRow, PairIds, PairNames,
    PairRow, PartRow, PartnerRow, PartnersReport, ProductRow, RulesRow, SharingRow, UsedProductRow, WindowRow,
};
pub use payers::{HostRow, PaysRow};
pub use plan::StepRow;
pub use redaction::{Redaction, redact};
pub use reorganisations::ReorganisationRow;
pub use saved::{OrganisationCase, Saved, SavedError, SavedFunction, SavingsReport};
pub use savings::{
    CaseRow, DriverRow, NextRow, OptionRow, PresetRow, ProgrammeRow, ReferenceClassRow, Savings, SavingsRow,
    SwitchingRow, Workings, YearRow, savings,
};
pub use sector::{ClaimHereRow, SectorRow};
pub use sharing::Sharing;
pub use short::{headline, percent, short, staff};
pub use since::{Change, ItemSince, ItemState, OrganisationSince, Since};
pub use suppliers::{SuppliedRow, SupplierFunctionRow, SupplierRow};
pub use tracking::{
    BodyRow, BridgeRow, CausesRow, ChangeRow, ClaimRow, CompareReport, DeflatorRow, ItemChangeRow, ItemThenRow,
    PlanRow, RoundRow, TotalRow, TrackedBodyRow, TrackedCellRow, TrackedFunctionRow, Which,
};
pub use unsaid::UnsaidRow;
pub use value_index::{FrontLineRow, Level, ValueIndexRow, ValueIndexRows};
pub use within::WithinRow;
