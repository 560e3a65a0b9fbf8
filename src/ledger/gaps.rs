//! Process totals that no item explains: what of them is admitted, and where it goes.

use std::collections::{BTreeMap, BTreeSet};

use super::allocate::{Ledger, Rejected, to_u32};
use super::facts::{Cost, Loose, Pool, SpendCategory, TotalSource, Why};
use super::split::split;
use crate::finding::{Code, Finding};
use crate::money::{Fte, Money, Share, share_out};
use crate::source::Route;
use crate::taxonomy::{Category, FunctionId};

/// Part of a process total that no item explains.
pub(super) struct Gap {
    pub(super) unit: usize,
    /// None: the process is known to cost more, its function is not.
    pub(super) function: Option<FunctionId>,
    pub(super) amount: Money,
    /// By process: what it contributes, and the staff that come with it.
    pub(super) parts: Vec<(usize, Money, Fte)>,
}

impl Ledger<'_> {
    /// Steps 4 and 5: gaps net of what the same unit already spends on the function, and the room that is left for them.
    pub(super) fn room(&mut self) -> Result<(Money, TotalSource, Vec<Gap>), Rejected> {
        let mut gaps = self.gaps();
        let currency = self.declared.currency();
        let recharges: Money = self.declared.recharges.iter().map(|recharge| recharge.amount).sum();
        let paid: Money = self.payers.iter().map(|payer| payer.cost).sum();
        let other: Money = self.activities.iter().map(|activity| activity.other).sum();
        let itemised = paid + other + recharges;
        let wanted: Money = gaps.iter().map(|gap| gap.amount).sum();
        let (mut total, source) = match self.declared.organisation.total {
            Some(total) => (total, TotalSource::Declared),
            None if !self.payers.is_empty() => {
                self.findings.push(
                    Finding::new(
                        Code::NoControlTotal,
                        "the organisation has no `total:`, so missing cost cannot be detected",
                    )
                    .help("add `organisation: {total: …}`, everything spent in the period")
                    .at(Route::root().key("organisation")),
                );
                (itemised, TotalSource::Itemised)
            }
            None => (itemised + wanted, TotalSource::Processes),
        };
        let route = || Route::root().key("organisation").key("total");
        if itemised > total {
            let message =
                format!("the items cost {}, the declared total is {}", itemised.exact(currency), total.exact(currency));
            if i128::from(itemised.0) * 1000 > i128::from(total.0) * 1005 {
                return Err(Finding::new(Code::ItemisedAboveTotal, message)
                    .help("raise the total, or look for cost that is declared twice")
                    .at(route())
                    .amount((itemised - total).0));
            }
            self.findings.push(
                Finding::new(Code::ItemisedSlightlyAboveTotal, message)
                    .help("raise the total to what the items cost")
                    .at(route())
                    .amount((itemised - total).0),
            );
            total = itemised;
        }
        let room = total - itemised;
        if wanted > room {
            self.not_admitted = wanted - room;
            // Without a control total there is no room at all, which has a finding of its own.
            if source == TotalSource::Declared {
                let message = format!(
                    "process totals contain {} that no item accounts for, but the organisation's total has room for \
                     only {}",
                    wanted.exact(currency),
                    room.exact(currency)
                );
                self.findings.push(
                    Finding::new(Code::GapsExceedRemainder, message)
                        .help("check the process totals against the total")
                        .at(route())
                        .amount((wanted - room).0),
                );
            }
            let weights: Vec<i64> = gaps.iter().map(|gap| gap.amount.0).collect();
            for (gap, admitted) in gaps.iter_mut().zip(share_out(room, &weights)) {
                gap.amount = admitted;
            }
        }
        Ok((total, source, gaps))
    }

    /// Declared process totals above their parts, by unit and function, net of unlinked cost on the same.
    fn gaps(&self) -> Vec<Gap> {
        // By unit and function; no function sorts first, as the empty key of the model does.
        let mut gaps: BTreeMap<(usize, Option<FunctionId>), Gap> = BTreeMap::new();
        for activity in self.activities.iter().filter(|activity| activity.gap.is_positive()) {
            let unit = activity.unit.unwrap_or(self.no_unit);
            let staffed = activity.other + activity.gap;
            let split = split(&self.mappings[activity.item], self.taxonomy, activity.gap);
            let placed = split.placed.iter().map(|(function, _, _, amount)| (Some(*function), *amount));
            let loose: Money = split.loose.iter().map(|(_, amount)| *amount).sum();
            for (function, amount) in placed.chain([(None, loose)]).filter(|(_, amount)| amount.is_positive()) {
                let gap = gaps.entry((unit, function)).or_insert(Gap {
                    unit,
                    function,
                    amount: Money::ZERO,
                    parts: Vec::new(),
                });
                gap.amount += amount;
                gap.parts.push((activity.item, amount, activity.fte.part(amount, staffed)));
            }
        }
        let direct = self.direct(&gaps);
        let spent = |unit: usize, function: FunctionId| direct.get(&(unit, function)).copied().unwrap_or_default();
        let declared: BTreeMap<(usize, Option<FunctionId>), Money> =
            gaps.iter().map(|(key, gap)| (*key, gap.amount)).collect();
        for ((unit, function), gap) in &mut gaps {
            if let Some(function) = function {
                gap.amount = floor(gap.amount - spent(*unit, *function));
            }
        }
        // Cost whose unit is not said may be the very cost that a gap speaks of: it offsets gaps of any unit, and gaps
        // whose unit is not said are offset by cost in any unit.
        let nowhere = self.no_unit;
        let functions: BTreeSet<FunctionId> = gaps.keys().filter_map(|(_, function)| *function).collect();
        for function in functions {
            let unplaced = declared.get(&(nowhere, Some(function))).copied().unwrap_or_default();
            let mut spare = floor(spent(nowhere, function) - unplaced);
            for ((unit, on), gap) in &mut gaps {
                if *on == Some(function) && *unit != nowhere {
                    let used = spare.min(gap.amount);
                    gap.amount -= used;
                    spare -= used;
                }
            }
            if let Some(gap) = gaps.get_mut(&(nowhere, Some(function))) {
                let elsewhere: Money = direct
                    .iter()
                    .filter(|((unit, on), _)| *on == function && *unit != nowhere)
                    .map(|((unit, _), amount)| {
                        floor(*amount - declared.get(&(*unit, Some(function))).copied().unwrap_or_default())
                    })
                    .sum();
                gap.amount -= elsewhere.min(gap.amount);
            }
        }
        gaps.into_values().collect()
    }

    /// Unlinked cost of roles and systems by unit and function, for the functions that have a gap.
    fn direct(&self, gaps: &BTreeMap<(usize, Option<FunctionId>), Gap>) -> BTreeMap<(usize, FunctionId), Money> {
        let mut direct = BTreeMap::new();
        if gaps.is_empty() {
            return direct;
        }
        for cost in self.costs.iter().filter(|cost| cost.item == cost.mapped_by && cost.pool != Pool::Other) {
            *direct.entry((cost.unit as usize, cost.function)).or_default() += cost.amount;
        }
        direct
    }

    /// Puts the admitted gaps into the pool of cost whose kind is unknown.
    pub(super) fn admit(&mut self, gaps: Vec<Gap>) {
        for gap in gaps.into_iter().filter(|gap| gap.amount.is_positive()) {
            let weights: Vec<i64> = gap.parts.iter().map(|(_, part, _)| part.0).collect();
            let admitted = share_out(gap.amount, &weights);
            for ((item, part, fte), amount) in
                gap.parts.into_iter().zip(admitted).filter(|(_, amount)| amount.is_positive())
            {
                let Some(function) = gap.function else {
                    // Of a process without a clear function the reason is the mapping's own.
                    let why = split(&self.mappings[item], self.taxonomy, part)
                        .loose
                        .first()
                        .map_or(Why::NoFunction, |(why, _)| *why);
                    self.loose.push(Loose { item: to_u32(item), mapped_by: to_u32(item), amount, why });
                    continue;
                };
                let claim = self.mappings[item].claims.iter().find(|claim| claim.function == function);
                let category = self.taxonomy.get(function).category.unwrap_or(Category::Frontline);
                self.costs.push(Cost {
                    unit: to_u32(gap.unit),
                    pool: Pool::Unspecified,
                    function,
                    category: SpendCategory::of(category, None),
                    amount,
                    fte: fte.part(amount, part),
                    confidence: claim.map_or(Share::WHOLE, |claim| claim.confidence),
                    product: None,
                    item: to_u32(item),
                    mapped_by: to_u32(item),
                });
            }
        }
    }
}

fn floor(amount: Money) -> Money {
    amount.max(Money::ZERO)
}
