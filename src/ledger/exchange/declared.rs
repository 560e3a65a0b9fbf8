//! Tables of what a return declares beside its costs: outcomes, payments, sales, transfers and exceptions.

use jiff::civil::Date;

use super::tables::define_tables;
use super::value::{Item, Text, Unit};
use crate::ledger::facts::{
    ExceptionFact, IncomeFact, OutcomeFact, ProductId, RechargeFact, SaleFact, SharedFact, TransferFact, VendorFact,
};
use crate::money::Money;
use crate::returns::{Better, ExceptionReason, IncomeKind, MeasureKind, Quantity};
use crate::source::Position;
use crate::taxonomy::FunctionId;

define_tables! {
    /// What the work of an organisation achieves.
    outcomes(each facts) outcome in &facts.outcomes => {
        measure: Text = &outcome.measure, "Its name, the same at every organisation that declares it.";
        kind: MeasureKind = outcome.kind, "rate or count.";
        value_millionths: Quantity = outcome.value, "The figure.";
        better: Better = outcome.better, "higher or lower.";
        weight_millionths: Quantity = outcome.weight, "Its weight among the outcomes of the organisation.";
        function: Option<FunctionId> = outcome.function, "What it is about.";
    } => {
        let (value, weight) = (value_millionths, weight_millionths);
        facts.outcomes.push(OutcomeFact { measure, kind, value, better, weight, function });
    };

    /// Money that comes in.
    income(each facts) of in &facts.income => {
        item: Option<Item> = of.item, "The process it comes in for; empty where it is the organisation's.";
        function: Option<FunctionId> = of.function, "The function of the process.";
        kind: IncomeKind = of.kind, "cost-recovery, fees, grant or recharge.";
        amount_pence: Money = of.amount, "How much.";
        paid_by: Option<Text> = of.from.as_deref(), "Id of the organisation that pays it.";
    } => {
        let (amount, from) = (amount_pence, paid_by);
        facts.income.push(IncomeFact { item, function, kind, amount, from });
    };

    /// An amount paid to another body.
    recharges(each facts " that pays") recharge in &facts.recharges => {
        paid_to: Text = &recharge.to, "Id of the organisation that is paid.";
        function: Option<FunctionId> = recharge.function, "What for.";
        amount_pence: Money = recharge.amount, "How much.";
        line: u32 = recharge.position.line, "Its line in the file, or the line of the return.";
        column: u32 = recharge.position.column, "Its column in the line.";
    } => {
        let position = Position { line, column };
        facts.recharges.push(RechargeFact { to: paid_to, function, amount: amount_pence, position });
    };

    /// Something provided to another body.
    sales(each facts " that provides it") sale in &facts.sales => {
        sold_to: Text = &sale.to, "Id of the organisation that pays.";
        function: Option<FunctionId> = sale.function, "What for.";
        product: Option<Text> = sale.product.as_deref(), "The product, as declared.";
        amount_pence: Money = sale.amount, "How much.";
        line: u32 = sale.position.line, "Its line in the file.";
        column: u32 = sale.position.column, "Its column in the line.";
    } => {
        let position = Position { line, column };
        facts.sales.push(SaleFact { to: sold_to, function, product, amount: amount_pence, position });
    };

    /// A function that an organisation already runs together with others.
    shared(each facts) of in &facts.shared => {
        shared: u32 = of.index, "Its place in the return's list, from 0.";
        function: Option<FunctionId> = of.function, "Which function or group.";
        host: Option<Text> = of.host.as_deref(), "Id of the organisation that runs it.";
        since: Option<Date> = of.since, "From which day on.";
        line: u32 = of.position.line, "Its line in the file.";
        column: u32 = of.position.column, "Its column in the line.";
    } => {
        let (with, index, position) = (Vec::new(), shared, Position { line, column });
        facts.shared.push(SharedFact { function, with, host, since, index, position });
    };

    /// An organisation with which a function is run.
    shared_with(each facts) (of, id) in facts.shared.iter().flat_map(|of| of.with.iter().map(move |id| (of, id))) => {
        shared: u32 = of.index, "What is shared.";
        run_with: Text = id, "Id of the other organisation.";
    } => match facts.shared.iter_mut().find(|of| of.index == shared) {
        Some(of) => of.with.push(run_with),
        None => return Err(format!("`shared` is {shared}, which the organisation does not have")),
    };

    /// Who sells a system.
    vendors(each facts) of in &facts.vendors => {
        item: Item = of.item, "The system.";
        product: ProductId = ProductId::new(of.product), "What identifies it.";
        vendor: Text = &of.vendor, "Its supplier, as declared.";
        line: u32 = of.position.line, "Its line in the file, or the line of the return.";
        column: u32 = of.position.column, "Its column in the line.";
    } => {
        let position = Position { line, column };
        facts.vendors.push(VendorFact { item, product: product.number(), vendor, position });
    };

    /// A service that moved between bodies since the last period.
    transfers(each facts) transfer in &facts.transfers => {
        function: Option<FunctionId> = transfer.function, "Which function.";
        moved_in_pence: Money = transfer.moved_in, "The cost that came in.";
        moved_out_pence: Money = transfer.moved_out, "The cost that went out.";
        moved_with: Option<Text> = transfer.with.as_deref(), "Id of the organisation from or to which it went.";
    } => {
        let (moved_in, moved_out, with) = (moved_in_pence, moved_out_pence, moved_with);
        facts.transfers.push(TransferFact { function, moved_in, moved_out, with });
    };

    /// Duplication that is right to keep.
    exceptions(each facts) of in &facts.exceptions => {
        exception: u32 = of.index, "Its place among the exceptions of the return, from 0.";
        unit: Option<Unit> = of.unit, "Of everything in a unit.";
        function: Option<FunctionId> = of.function, "Of everything on a function or in a group.";
        reason: ExceptionReason = of.reason,
            "statutory, resilience, segregation-of-duties, different-users, transition or other.";
        note: Option<Text> = of.note.as_deref(), "In words.";
        until: Option<Date> = of.until, "The last day on which it holds.";
        line: u32 = of.position.line, "Its line in the file.";
        column: u32 = of.position.column, "Its column in the line.";
    } => {
        let (items, index, position) = (Vec::new(), exception, Position { line, column });
        facts.exceptions.push(ExceptionFact { items, unit, function, reason, note, until, index, position });
    };

    /// An item that an exception is of.
    exception_items(each facts)
        (of, place) in facts.exceptions.iter().flat_map(|of| of.items.iter().map(move |place| (of, *place)))
    => {
        exception: u32 = of.index, "The exception.";
        item: Item = place, "The item.";
    } => match facts.exceptions.iter_mut().find(|of| of.index == exception) {
        Some(of) => of.items.push(item),
        None => return Err(format!("`exception` is {exception}, which the organisation does not have")),
    };
}
