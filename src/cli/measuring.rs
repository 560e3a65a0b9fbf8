//! Options of commands that measure: what counts as duplicated, and which of several currencies and periods.

use anyhow::bail;

use super::options::Session;
use crate::ledger::{Gathered, select};
use crate::money::{Money, currency};
use crate::overlap::Basis;
use crate::returns::Period;
use crate::source::words_of;

/// How duplicated cost is measured.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Measuring")]
pub(super) struct Cutting {
    /// How duplicated cost is counted: all, excess or hhi
    #[arg(long, value_name = "BASIS")]
    basis: Option<Basis>,
    /// Leave out units and products that cost less than this
    #[arg(long, value_name = "AMOUNT", hide_short_help = true)]
    provider_floor: Option<String>,
}

/// How duplicated cost is measured, and of which returns.
#[derive(Debug, clap::Args)]
pub(super) struct Measuring {
    #[command(flatten)]
    cutting: Cutting,
    /// The currency to audit, if returns differ
    #[arg(long, value_name = "CODE", value_parser = currency_code, hide_short_help = true)]
    currency: Option<String>,
    /// The period to audit, if returns differ
    #[arg(long, value_name = "PERIOD", hide_short_help = true)]
    period: Option<String>,
}

impl Cutting {
    /// The basis, from the command line over settings over the default.
    pub(super) fn basis(&self, session: &Session) -> anyhow::Result<Basis> {
        match (self.basis, &session.settings.basis) {
            (Some(basis), _) => Ok(basis),
            (None, Some(word)) => word.parse().map_err(|error: String| anyhow::anyhow!("settings: basis: {error}")),
            (None, None) => Ok(Basis::default()),
        }
    }

    /// The least that makes a provider.
    pub(super) fn floor(&self, session: &Session) -> anyhow::Result<Money> {
        let Some(text) = self.provider_floor.as_ref().or(session.settings.provider_floor.as_ref()) else {
            return Ok(Money(1_000_000));
        };
        match Money::parse(text) {
            Ok(floor) if floor >= Money::ZERO => Ok(floor),
            Ok(_) => bail!("--provider-floor: the amount must not be negative"),
            Err(error) => bail!("--provider-floor: `{text}` {error}"),
        }
    }
}

/// A period by its months, read as a return reads it.
pub(super) fn months(text: &str) -> Result<String, String> {
    let quoted = serde_json::Value::String(text.to_owned());
    let period = serde_json::from_value::<Period>(quoted).map_err(|error| words_of(&error))?;
    period
        .first_day()
        .ok_or_else(|| format!("`{text}` has no months; write both days, such as 2025-10-01/2026-09-30"))?;
    Ok(period.0)
}

/// A currency on the command line.
pub(super) fn currency_code(text: &str) -> Result<String, String> {
    currency(text).map(str::to_owned).map_err(Into::into)
}

/// The currency that is chosen, on the command line or in the settings.
pub(super) fn chosen_currency(named: Option<&String>, session: &Session) -> anyhow::Result<Option<String>> {
    let of_settings =
        |text: &String| currency_code(text).map_err(|wrong| anyhow::anyhow!("settings: currency: `{text}` {wrong}"));
    named
        .cloned()
        .map_or_else(|| session.settings.currency.as_ref().map(of_settings).transpose(), |code| Ok(Some(code)))
}

impl Measuring {
    /// As of [`Cutting::basis`].
    pub(super) fn basis(&self, session: &Session) -> anyhow::Result<Basis> {
        self.cutting.basis(session)
    }

    /// As of [`Cutting::floor`].
    pub(super) fn floor(&self, session: &Session) -> anyhow::Result<Money> {
        self.cutting.floor(session)
    }

    /// Keeps the returns of one currency and one period, and says which.
    pub(super) fn select(&self, session: &Session, gathered: &mut Gathered) -> anyhow::Result<(String, String)> {
        let currency = chosen_currency(self.currency.as_ref(), session)?;
        let currency = currency.as_deref();
        let period = self.period.as_ref().or(session.settings.period.as_ref()).map(|text| months(text)).transpose();
        let period = period.map_err(|wrong| anyhow::anyhow!("the period {wrong}"))?;
        match select(gathered, currency, period.as_deref()) {
            Ok(chosen) => Ok(chosen),
            Err(several) => bail!("the returns are in {}: choose one with --currency", several.0.join(" and ")),
        }
    }
}
