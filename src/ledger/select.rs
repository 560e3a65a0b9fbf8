//! One currency and one period an audit: what differs leaves it, with a finding and its total. Suppliers are taken aside.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::facts::ReturnFacts;
use super::gather::Gathered;
use crate::finding::{Code, Finding};
use crate::money::Money;

/// Several currencies, and none chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeveralCurrencies(pub Vec<String>);

/// Keeps the returns of one currency and one period, and says which. Suppliers are no bodies of the audit: they are taken
/// out of the facts, and choose neither, unless there is nobody else.
///
/// # Errors
/// The returns are in several currencies and none was chosen.
pub fn select(
    gathered: &mut Gathered,
    currency: Option<&str>,
    period: Option<&str>,
) -> Result<(String, String), SeveralCurrencies> {
    let all = std::mem::take(&mut gathered.facts);
    let (suppliers, bodies): (Vec<_>, Vec<_>) = all.into_iter().partition(|facts| facts.organisation.is_supplier());
    (gathered.facts, gathered.suppliers) = (bodies, suppliers);
    let choose = if gathered.facts.is_empty() { &gathered.suppliers } else { &gathered.facts };
    let mut currencies: Vec<String> = choose.iter().map(|facts| facts.organisation.currency.clone()).collect();
    currencies.sort();
    currencies.dedup();
    let currency = match (currency, &currencies[..]) {
        (Some(chosen), _) => chosen.to_owned(),
        (None, []) => "GBP".to_owned(),
        (None, [one]) => one.clone(),
        (None, _) => return Err(SeveralCurrencies(currencies)),
    };
    leave(gathered, Code::OtherCurrency, &currency, |facts| &facts.currency, "amounts are in");
    let mut periods: BTreeMap<&str, (usize, Money)> = BTreeMap::new();
    let choose = if gathered.facts.is_empty() { &gathered.suppliers } else { &gathered.facts };
    for facts in choose {
        let count = periods.entry(&facts.organisation.period).or_default();
        count.0 += 1;
        count.1 += facts.organisation.total;
    }
    // The most frequent; of equals the one with more money, then the first.
    let most = periods.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(period, _)| (*period).to_owned());
    let period = period.map(str::to_owned).or(most).unwrap_or_default();
    leave(gathered, Code::OtherPeriod, &period, |facts| &facts.period, "the period is");
    Ok((currency, period))
}

fn leave(gathered: &mut Gathered, code: Code, chosen: &str, of: fn(&super::OrganisationFact) -> &String, words: &str) {
    let part = |all: &mut Vec<ReturnFacts>| -> Vec<ReturnFacts> {
        let (kept, left) = std::mem::take(all).into_iter().partition(|facts| of(&facts.organisation) == chosen);
        *all = kept;
        left
    };
    let left = part(&mut gathered.facts).into_iter().chain(part(&mut gathered.suppliers));
    for facts in left {
        let organisation = &facts.organisation;
        let message = format!(
            "{words} {}, the audit's is {chosen}: {} of `{}` leaves it",
            of(organisation),
            organisation.total.exact(&organisation.currency),
            organisation.id
        );
        let option = if code == Code::OtherCurrency { "--currency" } else { "--period" };
        let mut finding = Finding::new(code, message)
            .help(format!("audit it separately with {option} {}", of(organisation)))
            .position(crate::source::Position { line: facts.line, column: 1 })
            .organisation(&organisation.id);
        finding.path = Some(Arc::clone(&facts.path));
        gathered.findings.push(finding);
    }
}
