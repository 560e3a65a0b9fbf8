//! Options held against each other in common draws, and what their order depends on most.

use super::TODAY;
use super::worth::{Basis, Worth};
use crate::money::{Money, ONE, Share};
use crate::savings::{Scenario, a_tenth_more};
use crate::words::words;

words! {
    /// What may be said of two options.
    pub enum Verdict {
        /// The first is worth more in four draws of five or more.
        First = "first",
        /// The second is.
        Second = "second",
        /// The difference is smaller than the doubt.
        NotToldApart = "cannot-be-told-apart",
        /// They are worth the same in every draw.
        Same = "same",
    }
}

/// Two options in common draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    /// Their ids.
    pub options: [String; 2],
    /// The part of the draws in which the first is worth more.
    pub first: f64,
    /// The same of the second.
    pub second: f64,
    /// What may be said.
    pub verdict: Verdict,
}

/// Every option of which a value can be said, and today, against every other. `options` are ids with what was found.
pub fn odds(options: &[(&str, &Worth)]) -> Vec<Odds> {
    let drawn = options.iter().filter_map(|(id, worth)| Some((*id, worth.draws.as_deref()?)));
    let drawn: Vec<(&str, &[Money])> = drawn.collect();
    let Some((_, first)) = drawn.first() else { return Vec::new() };
    // Nothing changes and nothing is saved, whatever the luck.
    let nothing = vec![Money::ZERO; first.len()];
    let all: Vec<(&str, &[Money])> = std::iter::once((TODAY, nothing.as_slice())).chain(drawn).collect();
    let mut found = Vec::new();
    for (place, (id, values)) in all.iter().enumerate() {
        for (other, others) in &all[place + 1..] {
            found.push(between([id, other], values, others));
        }
    }
    found
}

#[allow(clippy::cast_precision_loss)]
fn between(ids: [&str; 2], first: &[Money], second: &[Money]) -> Odds {
    let more = |a: &[Money], b: &[Money]| a.iter().zip(b).filter(|(a, b)| a > b).count() as f64 / a.len().max(1) as f64;
    let (one, two) = (more(first, second), more(second, first));
    let verdict = match (one, two) {
        (one, _) if one >= 0.8 => Verdict::First,
        (_, two) if two >= 0.8 => Verdict::Second,
        (0.0, 0.0) => Verdict::Same,
        _ => Verdict::NotToldApart,
    };
    Odds { options: ids.map(str::to_owned), first: one, second: two, verdict }
}

/// What an assumption does to the order of the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depends {
    /// The key of the scenario that is a tenth higher, `division` for what division costs, `division=realisation` where it costs the
    /// delivery rate of it, or the preset that is taken.
    pub what: String,
    /// The option that is then worth most.
    pub first: String,
    /// By how much the two options that are worth most as it is are then apart.
    pub lead: Money,
    /// The same less what they are apart as it is.
    pub change: Money,
}

/// What the order of options depends on: each key a tenth higher, the largest change first, then the presets. Empty where fewer than
/// two values can be said.
pub fn depends(basis: &Basis<'_>, options: &[(&str, &Worth)]) -> Vec<Depends> {
    let said: Vec<(&str, &Worth)> = options.iter().copied().filter(|(_, worth)| worth.npv().is_some()).collect();
    if said.is_empty() {
        return Vec::new();
    }
    let values = |scenario: &Scenario, division: Share| -> Vec<(&str, Money)> {
        let own = said.iter().map(|(id, worth)| (*id, worth.npv_under(scenario, division)));
        std::iter::once((TODAY, Money::ZERO)).chain(own).collect()
    };
    let ranked = |mut values: Vec<(&'_ str, Money)>| {
        // Of equals the first, so that today stands before what is worth as little.
        values.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
        values.into_iter().map(|(id, _)| id.to_owned()).collect::<Vec<_>>()
    };
    let scenario = basis.scenario;
    let as_it_is = values(scenario, Share::WHOLE);
    let order = ranked(as_it_is.clone());
    let [first, second] = [&order[0], &order[1]];
    let lead = |values: &[(&str, Money)]| {
        let of = |id: &str| values.iter().find(|(known, _)| *known == id).map(|(_, value)| *value).unwrap_or_default();
        of(first) - of(second)
    };
    let now = lead(&as_it_is);
    let row = |what: String, changed: &Scenario, division: Share| {
        let values = values(changed, division);
        let lead = lead(&values);
        Depends { what, lead, change: lead - now, first: ranked(values)[0].clone() }
    };
    let tenths = a_tenth_more(scenario);
    let mut rows: Vec<Depends> =
        tenths.iter().map(|(key, changed)| row((*key).to_owned(), changed, Share::WHOLE)).collect();
    rows.push(row("division".to_owned(), scenario, Share(ONE + ONE / 10)));
    rows.sort_by_key(|row| std::cmp::Reverse(row.change.0.abs()));
    rows.push(row("division=realisation".to_owned(), scenario, scenario.realisation));
    for preset in Scenario::PRESETS.into_iter().filter(|preset| *preset != scenario.preset) {
        if let Ok(other) = scenario.under(preset) {
            rows.push(row(
                format!("preset={preset}"),
                &other.starting(scenario.first_year(basis.year())),
                Share::WHOLE,
            ));
        }
    }
    rows
}
