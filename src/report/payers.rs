//! Who pays and who gains: each organisation's part of the case, and who could run a function for others.

use std::io;

use serde::{Deserialize, Serialize};

use super::assemble::Audit;
use super::model::Report;
use super::money_json;
use super::saved::SavingsReport;
use crate::finding::nearest;
use crate::money::Money;
use crate::overlap::{Hosting, hosts};
use crate::savings::{Hosted, Part, Sharer};
use crate::table::{EachOf, rows};

rows! {
    /// An organisation's part of the case, on two readings.
    @[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
    pub struct PaysRow {
        pub gross_annual: Money => "Target a year", "Its part of the target saving of a year in full effect, pro rata.";
        pub realised_annual: Money => "Estimated a year", "Its part of the estimated saving.";
        pub cash_releasing: Option<Money> => "Cash-releasing a year", "Its part of that by which budgets fall.";
        pub one_off: Option<Money> => "One-off", "Its part of exits, set-up and dual running.";
        pub npv: Option<Money> => "Net present value",
            "Its part of the net present value; without one, the value of its own case; empty without either.";
        pub host_of: Option<usize> => "Host of", "Functions that it would run for others; empty where no sizes are known.";
        pub host_gross_annual: Option<Money> => "Target, with hosts",
            "Its gain a year from the target saving if one organisation runs each function.";
        pub host_realised_annual: Option<Money> => "Estimated, with hosts", "Its gain of the estimated saving.";
        pub host_cash_releasing: Option<Money> => "Cash-releasing, with hosts", "Its gain from the cash-releasing saving.";
        pub host_one_off: Option<Money> => "One-off, with hosts", "What it pays once.";
        pub host_npv: Option<Money> => "Value, with hosts", "Net present value of what it gains and pays.";
        pub host_client: Option<Money> => "Client cost",
            "Client cost: 3% a year of the cost that moves. Not in another figure.";
        pub host_stranded: Option<Money> => "Stranded overhead",
            "Stranded overhead: 10% of the cost that moves, for two years. Not in another figure.";
    }

    /// Who pays and who gains, an organisation a row.
    pub(super) struct PayerRow("payers", "Who pays and who gains", 1) {
        pub id: String => "Id".wide(14), "Id of the organisation.";
        pub name: String => "Organisation".wide(40), "Its name.";
        pub pays: PaysRow = columns, "Its part.";
    }

    /// An organisation of a set in which one could run a function for all.
    @[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct HostRow("hosts", "Who could run it", 0) {
        pub function: String => "Function".wide(32), "Code of the function.";
        pub host: String => "Host id".wide(14), "Id of the organisation that would run it.";
        pub organisation: String => "Organisation id".wide(14), "Id of an organisation that would have its part.";
        @[serde(deserialize_with = "money_json::read")]
        pub cost: Money => "Cost", "Its cost of the function that is compared.";
        pub measure: String => "Measured by".wide(14), "volume, population, dwellings or headcount.";
        pub size: i64 => "Size, millionths", "How large it is by that, in millionths.";
    }
}

impl PaysRow {
    /// Of a body's part pro rata, and with hosts. Where the case cannot be said, `npv` is that of its own.
    pub(super) fn of(part: &Part, hosted: Option<&Hosted>, is_said: bool, npv: Option<Money>) -> Self {
        let said = |amount: Money| is_said.then_some(amount);
        Self {
            gross_annual: part.gross,
            realised_annual: part.realised,
            cash_releasing: said(part.cash_releasing),
            one_off: said(part.one_off),
            npv: if is_said { Some(part.npv) } else { npv },
            host_of: hosted.map(|hosted| hosted.hosts),
            host_gross_annual: hosted.map(|hosted| hosted.part.gross),
            host_realised_annual: hosted.map(|hosted| hosted.part.realised),
            host_cash_releasing: hosted.and_then(|hosted| said(hosted.part.cash_releasing)),
            host_one_off: hosted.and_then(|hosted| said(hosted.part.one_off)),
            host_npv: hosted.and_then(|hosted| said(hosted.part.npv)),
            host_client: hosted.map(|hosted| hosted.client),
            host_stranded: hosted.map(|hosted| hosted.stranded),
        }
    }
}

/// Who could run what, where `chosen` runs all that it has a part in.
pub(super) fn host_rows(audit: &Audit<'_>) -> Vec<HostRow> {
    let (all, _) = audit.compared();
    let id = |place: u32| all[place as usize].organisation.id.clone();
    let row = |one: Hosting| HostRow {
        function: audit.taxonomy.get(one.function).code.clone(),
        host: id(one.host),
        organisation: id(one.organisation),
        cost: one.cost,
        measure: one.driver.to_string(),
        size: one.size,
    };
    hosts(all, audit.facts.len(), audit.taxonomy, audit.overlap).into_iter().map(row).collect()
}

/// The same where one organisation runs every function that it has a part in.
///
/// # Errors
/// It has a part in none.
pub(super) fn hosted_by(rows: &mut [HostRow], id: &str) -> Result<(), String> {
    let sets: Vec<(String, String)> = (rows.iter().filter(|row| row.organisation == id))
        .map(|row| (row.function.clone(), row.host.clone()))
        .collect();
    if sets.is_empty() {
        let known = rows.iter().map(|row| row.organisation.as_str());
        let meant = nearest(id, known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        return Err(format!("`{id}` shares no function with others whose sizes are known{meant}"));
    }
    for row in
        rows.iter_mut().filter(|row| sets.iter().any(|(function, host)| *function == row.function && *host == row.host))
    {
        id.clone_into(&mut row.host);
    }
    Ok(())
}

/// What the sharing out takes of the rows, given the places of functions and organisations.
pub(super) fn sharers(
    rows: &[HostRow],
    function: impl Fn(&str) -> Option<u32>,
    organisation: impl Fn(&str) -> Option<u32>,
) -> Vec<Sharer> {
    let one = |row: &HostRow| {
        Some(Sharer {
            function: function(&row.function)?,
            organisation: organisation(&row.organisation)?,
            host: organisation(&row.host)?,
            cost: row.cost,
            size: row.size,
        })
    };
    let mut sharers: Vec<Sharer> = rows.iter().filter_map(one).collect();
    sharers.sort_by_key(|one| (one.function, one.host, one.organisation));
    sharers
}

/// Hands out the organisations of a report, where something is planned.
pub(super) fn payers(report: &Report, each: EachOf<'_, PayerRow>) -> io::Result<()> {
    let rows = report.organisations.iter().filter(|_| report.savings.gross_annual.is_positive());
    rows.into_iter()
        .try_for_each(|row| each(&PayerRow { id: row.id.clone(), name: row.name.clone(), pays: row.pays.clone() }))
}

/// The same of another scenario.
pub(super) fn payers_again(report: &SavingsReport, each: EachOf<'_, PayerRow>) -> io::Result<()> {
    let rows = report.organisations.iter().filter(|_| report.savings.gross_annual.is_positive());
    rows.into_iter()
        .try_for_each(|row| each(&PayerRow { id: row.id.clone(), name: row.name.clone(), pays: row.pays.clone() }))
}
