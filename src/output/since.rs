//! What changed since the returns of another time, for people.

use std::io::{self, Write};

use super::place::clean;
use crate::report::{ItemSince, ItemState, OrganisationSince, Since, short};

/// Items of one organisation that a person reads; JSON has them all.
const SHOWN: usize = 12;

/// Writes what changed.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_since(out: &mut dyn Write, since: &Since) -> io::Result<()> {
    writeln!(out, "SINCE THE RETURNS COMPARED WITH")?;
    if !since.complete {
        writeln!(out, "Not every old return could be read: what is new may only seem so.")?;
    }
    for organisation in &since.organisations {
        one(out, organisation)?;
    }
    for (ids, what) in [(&since.returns_new, "New"), (&since.returns_missing, "Missing")] {
        if !ids.is_empty() {
            let shown: Vec<String> = ids.iter().take(SHOWN).map(|id| clean(id)).collect();
            let rest = ids.len() - shown.len();
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            writeln!(out, "{what}: {}{more}", shown.join(", "))?;
        }
    }
    writeln!(
        out,
        "Returns: {} new, {} missing, {} changed, {} the same. Findings: {} new, {} gone.",
        since.returns_new.len(),
        since.returns_missing.len(),
        since.organisations.len(),
        since.returns_unchanged,
        since.findings_new,
        since.findings_gone
    )
}

fn one(out: &mut dyn Write, organisation: &OrganisationSince) -> io::Result<()> {
    let OrganisationSince { id, name, currency, total_before, total, fte_before, fte, items } = organisation;
    let totals = arrow(&short(*total_before, currency), &short(*total, currency));
    writeln!(out, "{} {}: {totals}, {} FTE", clean(id), clean(name), arrow(fte_before, fte))?;
    for item in items.iter().take(SHOWN) {
        writeln!(out, "  {}", line(item, currency))?;
    }
    if items.len() > SHOWN {
        writeln!(out, "  … and {} more (all of them with --format json)", items.len() - SHOWN)?;
    }
    Ok(())
}

fn line(item: &ItemSince, currency: &str) -> String {
    let function = |state: &ItemState| state.function.clone().unwrap_or_else(|| "no function".to_owned());
    let all = |state: &ItemState| format!("{}, {} FTE, {}", short(state.cost, currency), state.fte, function(state));
    let name = clean(&format!("{}/{} {}", item.kind, item.id, item.text));
    match (&item.before, &item.after) {
        (Some(before), Some(after)) => {
            let parts = [
                (before.id != after.id).then(|| format!("id {}", arrow(&clean(&before.id), &clean(&after.id)))),
                (before.text != after.text).then(|| format!("was called {}", clean(&before.text))),
                (before.cost != after.cost).then(|| arrow(&short(before.cost, currency), &short(after.cost, currency))),
                (before.fte != after.fte).then(|| format!("{} FTE", arrow(&before.fte, &after.fte))),
                (before.function != after.function).then(|| arrow(&function(before), &function(after))),
            ];
            format!("~ {name}: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        (None, Some(after)) => format!("+ {name}: {}", all(after)),
        (Some(before), None) => format!("- {name}: {}", all(before)),
        (None, None) => name,
    }
}

fn arrow<T: PartialEq + std::fmt::Display>(before: &T, after: &T) -> String {
    if before == after { after.to_string() } else { format!("{before} → {after}") }
}
