//! Every kind of finding there is, in one table.

use super::Severity;
use crate::words::words;

words! {
    /// Which step of a run finds something. It decides what becomes of the return.
    pub enum Stage {
        /// Before there is a return: the file or the document is not read.
        Reading = "reading",
        /// A return on its own, or beside others with its id. An error rejects it.
        Return = "return",
        /// A return on its own, under `--strict` only. Rejects nothing.
        Strict = "strict",
        /// All returns of an audit together.
        Audit = "audit",
        /// A return beside an earlier round: `--baseline`, `--against`, `compare`.
        Rounds = "rounds",
        /// The recorded decisions.
        Decisions = "decisions",
        /// The table that an import reads.
        Import = "import",
        /// The options of a reorganisation.
        Options = "options",
    }
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident $stage:ident $about:literal;)+) => {
        words! {
            /// Every kind of finding there is, in the order of their first publication. The word for one, in kebab case,
            /// never changes once published.
            pub enum Code { $(#[doc = $about] $name = $text,)+ }
        }

        impl Code {
            /// How much it matters unless settings say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// Which step finds it.
            pub fn stage(self) -> Stage {
                match self { $(Self::$name => Stage::$stage,)+ }
            }

            /// What it finds, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error Reading "The file could not be read.";
    NotUtf8 "not-utf8" Error Reading "The text is not UTF-8.";
    DocumentTooLarge "document-too-large" Error Reading "A document is larger than 16 MiB.";
    InvalidSyntax "invalid-syntax" Error Reading "The text is neither YAML nor JSON.";
    TooDeep "too-deep" Error Reading "A document is nested deeper than 64 levels.";
    AliasExpansion "alias-expansion" Error Reading "YAML aliases make more of a document than a document may be.";
    NotAReturn "not-a-return" Error Reading "A YAML or JSON file that is not marked as a return.";
    FalseClaim "false-claim" Error Reading "A document that begins as settings, decisions or another file of \
        dupaudit, and is not one.";
    NoReturn "no-return" Error Reading "A path without a return.";
    UnsupportedVersion "unsupported-version" Error Return "The return is written in a version that this program \
        does not read.";
    UnknownKey "unknown-key" Error Return "A key that returns do not have.";
    DuplicateKey "duplicate-key" Error Return "A key that is used twice in one block.";
    MissingKey "missing-key" Error Return "A key without which the entry cannot be used.";
    WrongType "wrong-type" Error Return "A value of another kind than the key takes.";
    InvalidValue "invalid-value" Error Return "A value that cannot be read as what the key takes.";
    NegativeAmount "negative-amount" Error Return "A negative amount, volume, driver or weight.";
    SharesAboveOne "shares-above-one" Error Return "Shares that add up to more than one whole.";
    DuplicateId "duplicate-id" Error Return "Two entries of one list with the same id.";
    DuplicateOrganisation "duplicate-organisation" Error Return "Two returns of the same organisation.";
    UntidyId "untidy-id" Warning Return "An id or a type with space around it, invisible or wide characters; it is read without them.";
    LookAlikeId "look-alike-id" Warning Audit "Two organisations whose ids look the same, in letters of different scripts.";
    CopiedReturn "copied-return" Warning Audit "Two organisations with the same name and the same items.";
    UnknownProcess "unknown-process" Error Return "A link to a process that the return does not declare.";
    UnknownUnit "unknown-unit" Error Return "A unit that the return does not declare.";
    UnknownFunction "unknown-function" Error Return "A function code that the function list does not have.";
    ItemisedAboveTotal "itemised-above-total" Error Return "The items cost more than the declared total.";
    ItemisedSlightlyAboveTotal "itemised-slightly-above-total" Warning Return "The items cost up to 0.5% more than the declared total, which is raised to fit.";
    StaffDifferFromTotal "staff-differ-from-total" Warning Return "The staff of the roles differ from the declared number by more than 2%.";
    LittleMapped "little-mapped" Warning Return "Less than 80% of the declared total is mapped to functions.";
    ProcessCapped "process-capped" Warning Return "The parts of a process cost more than its declared total; the \
        excess is not compared.";
    OtherAboveTotal "other-above-total" Warning Return "The other cost of a process is more than its total.";
    GapsExceedRemainder "gaps-exceed-remainder" Warning Return "The process totals contain more money than the \
        declared total has room for.";
    NoControlTotal "no-control-total" Note Return "The organisation declares no total, so missing cost cannot be \
        detected.";
    MostlyUnspecified "mostly-unspecified" Warning Audit "More than half of an organisation's duplicated cost is known from process totals only.";
    UnpricedStaff "unpriced-staff" Note Return "Roles with staff but without cost.";
    Unmapped "unmapped" Note Return "Items whose text is too short or too general to be mapped.";
    NotCarriedOver "not-carried-over" Warning Return "Declared functions of another list that the list of the audit has no counterpart for.";
    NoComparison "no-comparison" Note Audit "An organisation that lacks the attribute by which a \
        function is compared.";
    StaleDecision "stale-decision" Warning Decisions "A decision for a function that the function list does not \
        have; it is not applied.";
    ExpiredDecision "expired-decision" Warning Decisions "A decision that held until before the period of a return; it is not applied.";
    ContradictingDecisions "contradicting-decisions" Warning Decisions "Decisions on the same items that name \
        different functions; none is applied.";
    UnusedDecision "unused-decision" Note Decisions "A decision that no item needed.";
    OtherPeriod "other-period" Warning Audit "A return of another period than the audit's.";
    OtherCurrency "other-currency" Warning Audit "A return in another currency than the audit's.";
    AboveReferenceClass "above-reference-class" Warning Audit "The planned saving is above what published programmes planned.";
    StaleParameter "stale-parameter" Warning Audit "A parameter whose source is older than it should be for the period.";
    UnpricedRows "unpriced-rows" Warning Import "Imported rows without a usable cost, or without staff; they are \
        kept without it.";
    RepeatedRows "repeated-rows" Warning Import "Imported rows that the source may hold more than once.";
    SkippedRows "skipped-rows" Warning Import "Imported rows without a name, a figure or an organisation, left out.";
    FrontlineOnAdministrative "declared-frontline-on-administrative" Warning Return "Roles declared frontline whose work is on administrative functions: their cost leaves the scope.";
    UnlikelyCostPerFte "unlikely-cost-per-fte" Warning Return "A role that costs less than £15,000 or more than £250,000 a full-time equivalent, or what these buy in its currency.";
    MissingVolume "missing-volume" Note Return "Functions with cost and without a volume, so unit costs cannot be \
        compared.";
    RetiredSystemCosts "retired-system-costs" Warning Return "A system that is retired and still costs.";
    UnlikeAccounts "unlike-accounts" Warning Audit "A return whose figures were drawn up in another way than most: it leaves every comparison.";
    UndeclaredAccounts "undeclared-accounts" Note Audit "Returns that do not declare how their figures were \
        prepared; they are still compared.";
    ExpiredException "expired-exception" Warning Return "An exception whose last day is before the end of the period: its pounds are compared again.";
    UnusedException "unused-exception" Note Return "An exception that keeps nothing out of the comparison.";
    UnlikelyUnitCost "unlikely-unit-cost" Warning Audit "A unit cost without meaning, or far from the others': the \
        organisation is not benchmarked on the function.";
    Outlier "outlier" Warning Audit "An organisation's cost of a function is far from its peers' cost.";
    MostlyPaidByIncome "mostly-paid-by-income" Warning Audit "Income pays more than half of a cost that counts among the duplicated.";
    BeyondBestPractice "beyond-best-practice" Note Audit "The target asks for more than the gap to the best quarter of unit costs: best practice alone does not reach it.";
    StaleBaseline "stale-baseline" Note Rounds "An entry of the baseline whose finding is gone: left there, it would hide the finding's return.";
    MissingReturn "missing-return" Error Rounds "An organisation that must have a return, and has none.";
    TooFewReturns "too-few-returns" Error Rounds "Fewer returns than must be there.";
    ChangedWhileRejected "changed-while-rejected" Error Rounds "A return that known errors reject, and that changed since they were known.";
    LargeChange "large-change" Note Rounds "A cost that changed by more than half, and by more than 10,000, since the returns it is compared with.";
    ZeroCost "zero-cost" Warning Return "Roles with staff whose cost is declared as 0.";
    PoundsInThousands "pounds-in-thousands" Warning Return "Amounts that look as if they were written in thousands.";
    UnlikelyDate "unlikely-date" Warning Return "A date or a period that is possible and hardly meant.";
    ContractEnded "contract-ended" Warning Return "A system that is paid for although its contract had ended.";
    DeclaredTwice "declared-twice" Warning Return "Items that look like one and the same, declared twice: their cost counts twice.";
    EmptyReturn "empty-return" Warning Return "A return without items, or without a figure in any item, so a check \
        has nothing to check.";
    EmptyUnit "empty-unit" Note Return "Units that no item belongs to.";
    PersonalData "personal-data" Warning Return "Text that looks like personal data: a name, an e-mail address, a telephone or a National Insurance number.";
    IdentifiablePay "identifiable-pay" Note Return "Roles of one post or less with a cost: anyone who knows who \
        holds the post can see their pay.";
    ContradictedFunction "contradicted-function" Note Return "Declared functions that the text of the item \
        contradicts.";
    ProcessAgainstItems "process-against-items" Warning Return "A process whose text contradicts its roles and \
        systems.";
    UnitsDiffer "units-differ" Note Return "Roles that name one unit and work on a process of another.";
    UndeclaredFunction "undeclared-function" Error Strict "Items without a declared function.";
    VolumeUnknown "volume-unknown" Note Rounds "Functions without a usable volume in both sets: the cost of more or \
        less work is not counted.";
    AbovePlan "above-plan" Warning Rounds "More than 125% of the plan: look for cuts of service, or for cost under \
        another name.";
    DuplicatedShareKept "duplicated-share-kept" Note Rounds "Spending fell, and its duplicated share did not.";
    CutsNotConsolidation "cuts-not-consolidation" Warning Rounds "Spending fell and duplication did not: cuts, not consolidation.";
    CostShunting "cost-shunting" Warning Rounds "The share of cost without a function or on the front line rose by more than two points: work may have been moved there.";
    ImplausibleTransfer "implausible-transfer" Warning Rounds "A transfer that cannot be placed: on a group of functions, or beyond ten times what was spent on its function.";
    DisputedTransfer "disputed-transfer" Warning Rounds "A transfer between two organisations of the audit with \
        different amounts.";
    SharedUnconfirmed "shared-unconfirmed" Warning Audit "A function that an organisation declares as shared, and \
        the others do not.";
    SharedContradiction "shared-contradiction" Warning Audit "Declarations of a shared function that cannot all be \
        right.";
    SharedCountedTwice "shared-counted-twice" Warning Audit "Organisations that share a function, all with cost on \
        it, and no recharge between them.";
    SupplierDiffers "supplier-differs" Warning Audit "An organisation and its supplier declare different amounts \
        for one payment.";
    SaleWithoutPayment "sale-without-payment" Warning Audit "A sale to an organisation of the audit that declares \
        no such payment.";
    NoTable "no-table" Error Import "A file in which there is no table to import.";
    SheetsLeftOut "sheets-left-out" Note Import "Sheets of a workbook that were not imported.";
    PersonalColumns "personal-columns" Note Import "Columns that look like personal data, and were dropped.";
    AmbiguousFigure "ambiguous-figure" Warning Import "Figures, dates or columns of a table that can be read two ways.";
    UnreadableFigure "unreadable-figure" Warning Import "Cells that should hold a figure or a date, and hold none that can be used.";
    AssumedPosts "assumed-posts" Warning Import "Posts of a table without full-time equivalents.";
    DoubtfulTotal "doubtful-total" Warning Import "Totals that do not add up, and rows that add up as a total does.";
    NegativeRows "negative-rows" Warning Import "Imported rows with a negative amount.";
    LargeRow "large-row" Warning Import "One imported row holds more than half of its table.";
    VacantPosts "vacant-posts" Warning Import "Imported posts that are marked as vacant, and were left out of what is spent.";
    UnreadAmounts "unread-amounts" Warning Import "Imported columns of amounts that were not read, larger than what was.";
    AmbiguousColumn "ambiguous-column" Note Import "Text columns where more than one may be the name, the unit or \
        similar.";
    NamedBySupplier "named-by-supplier" Note Import "Imported systems that have no name but their supplier's.";
    NoLongerListed "no-longer-listed" Note Import "Items of a return that the imported tables do not have.";
    SeveralVersions "several-versions" Error Import "A table of several years, snapshots or versions, where it is \
        not clear which counts or only some rows were read.";
    BrokenRows "broken-rows" Warning Import "Rows of a table with more cells than headings, with a quote that was left open, or with rows inside a cell.";
    UnlikelyPay "unlikely-pay" Warning Import "Imported pay that is hardly a year's pay of a full-time post.";
    ConvertedFigures "converted-figures" Note Import "Imported figures that were converted: the middle of a range, or pay per hour, week or month.";
    HiddenRows "hidden-rows" Warning Import "Rows or columns that a workbook hides, and that were imported.";
    UnitsFromAbove "units-from-above" Note Import "Imported rows whose unit is in a row above.";
    PartialYear "partial-year" Warning Import "A ledger that holds fewer months than the period.";
    ContractsNotRunning "contracts-not-running" Warning Import "Contracts that ended before the period or begin after it, and were left out.";
    WorksNotSystems "works-not-systems" Note Import "Contracts for works, care or supplies that were imported as costs and not as systems.";
    PostsInTwoTables "posts-in-two-tables" Warning Import "Posts that occur in two imported tables of one \
        organisation.";
    UnknownType "unknown-type" Warning Return "An unknown type of organisation, or a word with several meanings.";
    UnclearSuccessor "unclear-successor" Warning Return "A declared end or successor that has no effect.";
    InvalidOptions "invalid-options" Error Options "A file of options, or a part of one, that cannot be read.";
    UnknownMember "unknown-member" Error Options "A member of an option that is not an organisation of the returns.";
    OrganisationLeftOut "organisation-left-out" Error Options "Organisations that an option gives to no successor.";
    OrganisationGivenTwice "organisation-given-twice" Error Options "An organisation that an option gives away more than once.";
    SharesNotOne "shares-not-one" Error Options "Shares of one organisation that do not add up to 1.";
    NothingToDivideBy "nothing-to-divide-by" Error Options "An organisation to be divided by a figure that members do not declare.";
}

impl Code {
    /// Whether it rejects the return it is found in.
    pub fn rejects(self) -> bool {
        self.stage() == Stage::Return && self.severity() == Severity::Error
    }

    /// Codes that say nothing more where this one was found in the same return: they have the same cause.
    pub fn explains(self) -> &'static [Self] {
        match self {
            // Where there is no item, none has a function or a unit.
            Self::EmptyReturn => &[Self::LittleMapped, Self::EmptyUnit],
            Self::UnknownUnit => &[Self::EmptyUnit],
            Self::PoundsInThousands => &[Self::UnlikelyCostPerFte, Self::LittleMapped],
            _ => &[],
        }
    }
}
