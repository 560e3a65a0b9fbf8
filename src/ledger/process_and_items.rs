//! A process that was mapped by its text, held against the roles and systems that are linked to it (docs/model.md section 16).

use super::allocate::{Activity, Ledger, Payer};
use crate::finding::{Code, Finding};
use crate::mapping::{Claims, Mapping, Source};
use crate::money::{Money, Share, plural};
use crate::returns::Kind;
use crate::source::Route;
use crate::taxonomy::FunctionId;

/// So sure must an item be before it speaks against its process.
const SURE: Share = Share(900_000);

/// Groups whose work serves every other: a manager or a contact centre linked to a process says nothing against it.
const SERVES_ALL: [&str; 2] = ["management", "customer"];

impl Ledger<'_> {
    /// Takes the function from each process against which most of its linked cost speaks. Its linked cost then follows the
    /// functions of its items, and the rest of it has none.
    pub(super) fn hold_against_items(&mut self) {
        let mut activities = std::mem::take(&mut self.activities);
        for activity in &mut activities {
            let Some((group, other)) = self.contradiction(activity) else { continue };
            let process = &self.declared.processes[activity.item];
            let code = |function| &self.taxonomy.get(function).code;
            let message = format!(
                "the text of the process `{}` means `{}`, and most of its linked cost is in items on `{}`. The \
                 linked cost follows the items, and the rest of the process has no function",
                process.name.trim_end(),
                code(group),
                code(other),
            );
            self.findings.push(
                Finding::new(Code::ProcessAgainstItems, message)
                    .help("declare the `function` of the process")
                    .at(Route::item(Kind::Process.list(), activity.item))
                    .amount(linked(activity).0)
                    .item(&process.id),
            );
            let own = &mut self.mappings[activity.item];
            *own = Mapping::new(Source::None, Claims::new(), std::mem::take(&mut own.alternatives));
            activity.follows_items = true;
        }
        self.activities = activities;
    }

    /// The function of a process and that of the items which speak against it, where these have most of its linked cost.
    fn contradiction(&self, activity: &Activity) -> Option<(FunctionId, FunctionId)> {
        let own = &self.mappings[activity.item];
        let claim = own.largest().filter(|_| own.source == Source::Mapper)?;
        let group = self.taxonomy.group(claim.function);
        let against = activity.linked.iter().filter_map(|(payer, part)| {
            let function = self.speaks_against(&self.payers[*payer], group)?;
            Some((function, *part))
        });
        let against: Vec<(FunctionId, Money)> = against.collect();
        let amount: Money = against.iter().map(|(_, part)| *part).sum();
        let (most, _) = against.iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (amount.0 * 2 > linked(activity).0).then_some((claim.function, *most))
    }

    /// What an item is surely for, where that is all outside a group. Declared functions of an item that works elsewhere too
    /// speak of its work there.
    fn speaks_against(&self, payer: &Payer<'_>, group: FunctionId) -> Option<FunctionId> {
        let mapping = &self.mappings[payer.item];
        let claim = mapping.largest().filter(|claim| claim.confidence >= SURE)?;
        let works_elsewhere = mapping.source == Source::Declared && payer.rest.is_positive();
        let inside = mapping.claims.iter().any(|claim| self.taxonomy.group(claim.function) == group);
        let other = &self.taxonomy.get(self.taxonomy.group(claim.function)).code;
        (!works_elsewhere && !inside && !SERVES_ALL.contains(&other.as_str())).then_some(claim.function)
    }

    /// One note for all roles that name one unit and work on a process of another: their cost is in the unit of the process.
    pub(super) fn units_that_differ(&mut self) {
        let mut differ: Vec<(&Payer<'_>, Money)> = Vec::new();
        for activity in &self.activities {
            for (payer, part) in &activity.linked {
                let payer = &self.payers[*payer];
                let both = payer.unit.zip(activity.unit);
                if payer.kind == Kind::Role && both.is_some_and(|(own, of_process)| own != of_process) {
                    differ.push((payer, *part));
                }
            }
        }
        differ.sort_by_key(|(payer, _)| payer.item);
        let Some((first, _)) = differ.first() else { return };
        let amount: Money = differ.iter().map(|(_, part)| *part).sum();
        let role = |payer: &Payer<'_>| &self.declared.roles[payer.item - self.declared.processes.len()];
        let mut roles: Vec<usize> = differ.iter().map(|(payer, _)| payer.item).collect();
        roles.dedup();
        let count = roles.len();
        let message = format!(
            "{} of {count} {} is counted in the unit of a process and not in the role's own; the first is `{}`",
            amount.exact(self.declared.currency()),
            plural(count, "role"),
            role(first).title.trim_end(),
        );
        let finding = Finding::new(Code::UnitsDiffer, message)
            .help("link the role to a process of its own unit, or correct one of the two units")
            .at(Route::item(Kind::Role.list(), first.item - self.declared.processes.len()).key("unit"))
            .item(&role(first).id)
            .each(differ.iter().map(|(payer, part)| (Kind::Role.named(&role(payer).id), part.0)));
        self.findings.push(finding);
    }
}

fn linked(activity: &Activity) -> Money {
    activity.linked.iter().map(|(_, part)| *part).sum()
}
