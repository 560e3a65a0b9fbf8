//! What bodies say that they pay suppliers, beside what these say.

use std::io::{self, Write};

use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{Money, agree, count_of, thousands};
use crate::overlap::Account;
use crate::report::{Report, SuppliedRow, short};

/// Payments that a person reads; the other formats have them all.
const SHOWN: usize = 8;

/// Writes the sum of both sides and the payments on which they differ most.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_suppliers(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(text) = both_sides(report) else { return Ok(()) };
    let currency = report.currency.as_str();
    writeln!(out, "\nSuppliers, from both sides")?;
    out.write_all(wrap(&text, usize::from(width), "").as_bytes())?;
    let apart = |row: &SuppliedRow| (row.paid.unwrap_or_default() - row.charged.unwrap_or_default()).0.abs();
    let mut rows: Vec<&SuppliedRow> = report.supplied.iter().filter(|row| row.account != Account::Agrees).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(apart(row)));
    let said = |amount: Option<Money>| amount.map_or_else(|| "nothing".to_owned(), |amount| short(amount, currency));
    let cells: Vec<Vec<String>> = rows
        .iter()
        .take(SHOWN)
        .map(|row| {
            let what = row.product.as_ref().or(row.function.as_ref());
            vec![
                name(report, &row.organisation).to_owned(),
                name(report, &row.supplier).to_owned(),
                what.cloned().unwrap_or_else(|| "not declared".to_owned()),
                said(row.paid),
                said(row.charged),
            ]
        })
        .collect();
    if !cells.is_empty() {
        let columns = [
            ("Organisation", Align::Left),
            ("Supplier", Align::Left),
            ("For", Align::Left),
            ("Paid", Align::Right),
            ("Charged", Align::Right),
        ];
        write_table(out, width, &columns, cells)?;
    }
    if rows.len() > SHOWN {
        writeln!(out, " and {} more that do not agree", thousands((rows.len() - SHOWN) as u64))?;
    }
    if let Some(text) = margins(report) {
        out.write_all(wrap(&clean(&text), usize::from(width), "").as_bytes())?;
    }
    Ok(())
}

/// The name of a body or a supplier.
fn name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    let bodies = report.organisations.iter().map(|row| (&row.id, &row.name));
    let suppliers = report.suppliers.iter().map(|row| (&row.id, &row.name));
    bodies.chain(suppliers).find(|(known, _)| *known == id).map_or(id, |(_, name)| name)
}

/// How much agrees, and how much only one side says. None where there is nothing to hold against each other.
pub(super) fn both_sides(report: &Report) -> Option<String> {
    if report.supplied.is_empty() && report.suppliers.is_empty() {
        return None;
    }
    let currency = report.currency.as_str();
    if report.supplied.is_empty() {
        return Some(
            "The suppliers that were read sell nothing to these organisations, and none declares a payment to them."
                .to_owned(),
        );
    }
    let of = |account: Account| report.supplied.iter().filter(move |row| row.account == account);
    let paid = |account| of(account).map(|row| row.paid.unwrap_or_default()).sum::<Money>();
    let charged = |account| of(account).map(|row| row.charged.unwrap_or_default()).sum::<Money>();
    let mut parts = Vec::new();
    if of(Account::Agrees).next().is_some() {
        parts.push(format!("both sides declare {}", short(paid(Account::Agrees), currency)));
    }
    if of(Account::Differs).next().is_some() {
        parts.push(format!(
            "organisations declare {} and suppliers {}",
            short(paid(Account::Differs), currency),
            short(charged(Account::Differs), currency)
        ));
    }
    if of(Account::OnlyBody).next().is_some() {
        parts.push(format!("only the organisation declares {}", short(paid(Account::OnlyBody), currency)));
    }
    if of(Account::OnlySupplier).next().is_some() {
        parts.push(format!("only the supplier declares {}", short(charged(Account::OnlySupplier), currency)));
    }
    Some(format!(
        "Payments to suppliers with a return: {}. Each pound is counted once, at the organisation that pays it.",
        parts.join("; ")
    ))
}

/// What suppliers keep, where they say it.
pub(super) fn margins(report: &Report) -> Option<String> {
    let open: Vec<_> = report.suppliers.iter().filter_map(|row| Some((row.sales?, row.cost?))).collect();
    if open.is_empty() {
        return None;
    }
    let (sales, cost) = (open.iter().map(|(sales, _)| *sales).sum(), open.iter().map(|(_, cost)| *cost).sum::<Money>());
    let count = if open.len() == 1 { "One supplier".to_owned() } else { count_of(open.len(), "supplier") };
    let declare = agree(open.len(), "declares", "declare");
    Some(format!(
        "{count} {declare} sales of {} and own cost of {}: shown, not in any total, and never a saving.",
        short(sales, &report.currency),
        short(cost, &report.currency)
    ))
}
