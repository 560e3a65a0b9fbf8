//! What a return declares beside its costs: volumes, payments, sales, outcomes, exceptions.

use jiff::civil::Date;

use crate::money::Money;
use crate::returns::{Better, ExceptionReason, IncomeKind, MeasureKind, Quantity};
use crate::source::Position;
use crate::taxonomy::FunctionId;

/// How much of a function a body did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFact {
    /// The process it is declared on.
    pub item: u32,
    /// How much.
    pub volume: Quantity,
    /// Of what.
    pub unit: Option<String>,
}

/// Money that comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeFact {
    /// The process it comes in for; none where it is the organisation's.
    pub item: Option<u32>,
    /// The function of the process, where it has one.
    pub function: Option<FunctionId>,
    /// What kind of income it is.
    pub kind: IncomeKind,
    /// How much.
    pub amount: Money,
    /// The organisation that pays it.
    pub from: Option<String>,
}

/// An amount paid to another body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RechargeFact {
    /// To whom.
    pub to: String,
    /// What for, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// How much.
    pub amount: Money,
    /// Where it stands in the file, if somebody in the audit sells; else the beginning of the return.
    pub position: Position,
}

/// Something provided to another body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleFact {
    /// To whom.
    pub to: String,
    /// What for, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// The product, as declared.
    pub product: Option<String>,
    /// How much.
    pub amount: Money,
    /// Where it stands in the file.
    pub position: Position,
}

/// Who sells a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorFact {
    /// The system: an index into [`super::ReturnFacts::items`].
    pub item: u32,
    /// What it is: an index into [`super::ReturnFacts::products`].
    pub product: u32,
    /// Its vendor, as declared.
    pub vendor: String,
    /// Where the system stands in the file, if somebody in the audit sells; else the beginning of the return.
    pub position: Position,
}

/// A service that moved between bodies since the last period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferFact {
    /// Which function, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// The cost that came in.
    pub moved_in: Money,
    /// The cost that went out.
    pub moved_out: Money,
    /// Id of the body from or to which it went.
    pub with: Option<String>,
}

/// What the work of a body achieves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeFact {
    /// Its name, the same at every body that declares it.
    pub measure: String,
    /// A rate, or a count.
    pub kind: MeasureKind,
    /// The figure.
    pub value: Quantity,
    /// Which direction is better.
    pub better: Better,
    /// Its weight among the outcomes of the body.
    pub weight: Quantity,
    /// What it speaks of, where that is known to the taxonomy.
    pub function: Option<FunctionId>,
}

/// A function that bodies already run together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFact {
    /// Which function or group, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// Ids of the other bodies.
    pub with: Vec<String>,
    /// Id of the body that runs it.
    pub host: Option<String>,
    /// From which day on.
    pub since: Option<Date>,
    /// Its place among those of the return, from 0.
    pub index: u32,
    /// Where it stands in the file.
    pub position: Position,
}

/// Duplication that is right to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionFact {
    /// Of these items: indices into [`super::ReturnFacts::items`].
    pub items: Vec<u32>,
    /// Of everything in a unit: an index into [`super::ReturnFacts::units`].
    pub unit: Option<u32>,
    /// Of everything on a function or in a group.
    pub function: Option<FunctionId>,
    /// Why.
    pub reason: ExceptionReason,
    /// In words.
    pub note: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Its place among the exceptions of the return, from 0.
    pub index: u32,
    /// Where it stands in the file.
    pub position: Position,
}
