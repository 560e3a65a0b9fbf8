//! Two rounds held against each other, in sentences: the same for every format that people read.

use super::place::clean;
use crate::finding::Code;
use crate::money::{Money, count_of, thousands};
use crate::report::{BodyRow, BridgeRow, CompareReport, percent, short};
use crate::savings::tracking::Changed;
use crate::savings::tracking::Status;

/// A status as people read it: `check` is a command, so it is called a review.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Check => "review",
        Status::Green | Status::Amber | Status::Red => status.word(),
    }
}

/// Names that a sentence has room for.
const NAMED: usize = 10;

/// What the columns of bridges mean.
pub(super) const LEGEND: &str = "Measured: the reduction after inflation, volumes and transfers; a negative one is \
    a rise. Planned: the target of this comparison. Delivered: the measured reduction as a share of the plan. \
    Status: green from 90%, amber from 60%, red below 60%, and review above 125% or if duplication did not fall. \
    Less dup.: the fall in duplicated cost without transfers and sharing. There is no percentage for a target below \
    the floor.";

/// A comparison, and how it speaks.
pub(super) struct TrackingWords<'a> {
    pub(super) report: &'a CompareReport,
}

/// A step of the bridge: what it is called, its amount, and from where to where it goes.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) amount: Money,
    pub(super) from: Money,
    pub(super) to: Money,
}

impl TrackingWords<'_> {
    /// How many bodies, of when, in which currency.
    pub(super) fn about(&self) -> String {
        let report = self.report;
        let bodies = count_of(report.organisations.len(), "organisation");
        let (old, new) = (clean(&report.old.period), clean(&report.new.period));
        format!("{bodies} in both sets, {old} and {new}, {}", report.currency)
    }

    /// Whether some body of both rounds has something that can be compared.
    pub(super) fn has_cost(&self) -> bool {
        let bridge = &self.report.totals.bridge;
        !self.report.organisations.is_empty() && (bridge.before.is_positive() || bridge.after.is_positive())
    }

    /// What was spent and saved, and whether the plan was kept; then what became of the duplicated cost. Or that nothing can
    /// be compared, and why.
    pub(super) fn opening(&self) -> Vec<String> {
        let report = self.report;
        let (bridge, currency) = (&report.totals.bridge, report.currency.as_str());
        if report.organisations.is_empty() {
            return vec!["Nothing to compare: no organisation is in both sets of returns.".to_owned()];
        }
        if !self.has_cost() {
            let none = "Nothing to compare: neither set declares administrative or managerial work with a cost.";
            return vec![none.to_owned()];
        }
        let measured = bridge.measured();
        let verb = if measured < Money::ZERO { "more" } else { "less" };
        let size = Money(measured.0.abs());
        let mut text = format!(
            "Administrative and managerial cost went from {} to {}{}. Adjusted for volumes and transfers, that is \
             {} {verb}",
            short(bridge.before, currency),
            short(bridge.after - bridge.price, currency),
            self.in_old_prices(bridge.after, bridge.price),
            short(size, currency),
        );
        text += &match (bridge.status, report.plan.year) {
            (Some(status), year) => format!(
                ": {} of a target of {} by year {year} ({:.0}% of the {} duplicated). Status: {}.",
                percent(measured, bridge.planned),
                short(bridge.planned, currency),
                report.plan.cumulative * 100.0,
                short(bridge.duplicated_before, currency),
                status_word(status),
            ),
            (None, year) if bridge.planned.is_positive() => format!(
                ". The target by year {year} is {}: below the floor of {}, so there is no percentage.",
                short(bridge.planned, currency),
                short(report.provider_floor, currency),
            ),
            (None, year) => format!(". There is no target for year {year}."),
        };
        if bridge.disputed.is_positive() {
            text += &format!(
                " This leaves out {} that one organisation declares as moved to another, which does not confirm it.",
                short(bridge.disputed, currency)
            );
        }
        let has_plan = |planned: Money| planned.is_positive() && planned >= report.provider_floor;
        if bridge.planned_with_lags != bridge.planned && has_plan(bridge.planned_with_lags) {
            text += &format!(
                " If systems wait for their contracts, as in the business case, {} was due by then ({}).",
                short(bridge.planned_with_lags, currency),
                percent(measured, bridge.planned_with_lags),
            );
        }
        if bridge.duplicated_before == Money::ZERO && bridge.duplicated_after == Money::ZERO {
            return vec![text, "There is no duplicated cost in either set.".to_owned()];
        }
        let of_plan = match bridge.planned {
            planned if has_plan(planned) => format!(", {} of the target", percent(bridge.stock_reduction, planned)),
            _ => String::new(),
        };
        let (fell, by) = if bridge.stock_reduction < Money::ZERO { ("rose", -1) } else { ("fell", 1) };
        let by = short(Money(bridge.stock_reduction.0 * by), currency);
        let kept = self.report.findings.iter().any(|finding| finding.code == Code::DuplicatedShareKept);
        let kept = match (kept, bridge.stock_reduction.is_positive()) {
            (false, _) => "",
            (true, true) => {
                " The share of cost that is duplicated did not fall: duplicated cost fell because \
                spending did."
            }
            (true, false) => " The share of cost that is duplicated did not fall.",
        };
        let cuts = bridge.doubts.contains(&Code::CutsNotConsolidation);
        let cuts = if cuts { " Spending fell, duplication did not: cuts, not consolidation." } else { "" };
        let apart = self.apart();
        let (what, went) = match apart {
            Some(_) => ("Without that, duplicated cost", ". In all it went from"),
            None => ("Duplicated cost", ": from"),
        };
        // The fall is measured in the prices of the older set, and so are both ends of it here.
        let after = bridge.duplicated_real();
        let stock = format!(
            "{what} {fell} by {by}{of_plan}{went} {} ({} of the cost) to {} ({}){}.{cuts}{kept}",
            short(bridge.duplicated_before, currency),
            percent(bridge.duplicated_before, bridge.before),
            short(after, currency),
            percent(bridge.duplicated_after, bridge.after),
            self.in_old_prices(bridge.duplicated_after, bridge.duplicated_after - after),
        );
        [text].into_iter().chain(apart).chain([stock]).collect()
    }

    /// ` in 2023-24 prices (£1.20m in 2025-26 prices)` behind an amount of the newer set; nothing where prices did not change.
    fn in_old_prices(&self, of_its_year: Money, price: Money) -> String {
        let [old, new] = [&self.report.old.period, &self.report.new.period].map(|period| clean(period));
        match price {
            Money::ZERO => String::new(),
            _ => format!(" in {old} prices ({} in {new} prices)", short(of_its_year, &self.report.currency)),
        }
    }

    /// What the lines of the bridge are measured in.
    pub(super) fn prices(&self) -> Option<String> {
        let [old, new] = [&self.report.old.period, &self.report.new.period].map(|period| clean(period));
        (self.report.totals.bridge.price != Money::ZERO).then(|| {
            format!("Price: the part of the cost of {new} that is the change in prices since {old}. The measured reduction is in {old} prices.")
        })
    }

    /// What changed the duplicated cost and is no reduction.
    fn apart(&self) -> Option<String> {
        let (bridge, currency) = (&self.report.totals.bridge, self.report.currency.as_str());
        let reasons = [
            (bridge.stock_transferred, "work moved between organisations"),
            (bridge.stock_shared, "organisations declare that they now share it"),
        ];
        let reasons = reasons.into_iter().filter(|(amount, _)| *amount != Money::ZERO);
        let reasons: Vec<String> = reasons
            .map(|(amount, why)| {
                let way = if amount < Money::ZERO { "higher" } else { "lower" };
                format!("{} {way} because {why}", short(Money(amount.0.abs()), currency))
            })
            .collect();
        (!reasons.is_empty())
            .then(|| format!("Duplicated cost is {}. That does not count as delivered.", reasons.join(", and ")))
    }

    /// The bridge from one round to the other, to the penny.
    pub(super) fn bridge(&self) -> Vec<Step> {
        let BridgeRow { before, price, volume, perimeter, efficiency, after, .. } = self.report.totals.bridge;
        let whole = |name: &str, amount| Step { name: clean(name), amount, from: Money::ZERO, to: amount };
        let mut level = before;
        let mut steps = vec![whole(&self.report.old.period, before)];
        let names = [self.price().as_str(), "volume", "transfers", "measured reduction"].map(str::to_owned);
        for (name, amount) in names.into_iter().zip([price, volume, perimeter, -efficiency]) {
            steps.push(Step { name, amount, from: level, to: level + amount });
            level += amount;
        }
        steps.push(whole(&self.report.new.period, after));
        steps
    }

    fn price(&self) -> String {
        let deflator = &self.report.deflator;
        match deflator.rise {
            Some(rise) => {
                let years = count_of(deflator.years, "year");
                format!("price (x {:.4}: {years} of {:.1}%)", deflator.ratio, rise * 100.0)
            }
            None if deflator.source.is_some() => format!("price (x {:.4}, GDP deflators)", deflator.ratio),
            None => format!("price (x {:.4}, as given)", deflator.ratio),
        }
    }

    /// What the difference comes from: bodies, items, decisions.
    pub(super) fn differences(&self) -> Vec<String> {
        let report = self.report;
        let change = |cost: Money, duplicated: Money| {
            let signed = |amount: Money| {
                let sign = if amount > Money::ZERO { "+" } else { "" };
                format!("{sign}{}", short(amount, &report.currency))
            };
            format!("{} cost, {} duplicated", signed(cost), signed(duplicated))
        };
        let causes = &report.causes;
        let decisions = causes.decisions.map_or_else(
            || "the same mapping decisions for both sets (--decisions-old shows their effect)".to_owned(),
            |part| format!("decisions since the first set: {}", change(part.cost, part.duplicated)),
        );
        let mut said = vec![format!(
            "Data: {}; {decisions}. Both sets use {} {} and one version of dupaudit, so neither explains a \
             difference.",
            change(causes.data.cost, causes.data.duplicated),
            report.taxonomy.id,
            report.taxonomy.version,
        )];
        let names = |bodies: &[BodyRow]| {
            let named: Vec<String> = bodies.iter().take(NAMED).map(|body| clean(&body.name)).collect();
            let more = bodies.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {} more", thousands(more as u64)) } else { String::new() };
            let total: Money = bodies.iter().map(|body| body.total).sum();
            format!("{}{more} ({})", named.join(", "), short(total, &report.currency))
        };
        let deflator = &report.deflator;
        if let Some(source) = deflator.source {
            said.push(format!("Prices: {source}."));
        } else if deflator.placeholder {
            let published =
                if report.currency == "GBP" { " `--deflator gdp` takes HM Treasury's GDP deflators." } else { "" };
            let rise = deflator.rise.unwrap_or_default() * 100.0;
            said.push(format!("Prices: {rise:.1}% a year is a placeholder.{published}"));
        }
        for (bodies, what) in [(&report.entries, "New, and not compared"), (&report.exits, "Gone, and not compared")] {
            if !bodies.is_empty() {
                said.push(format!("{what}: {}.", names(bodies)));
            }
        }
        let counts = Changed::ALL.map(|changed| {
            let what = match changed {
                Changed::Entered => "new",
                Changed::Left => "gone",
                Changed::Text => "under another name",
                Changed::Id => "under another id",
                Changed::Function => "on another function",
            };
            let count = report.items.iter().filter(|item| item.changes.contains(&changed)).count();
            (count > 0).then(|| format!("{} {what}", thousands(count as u64)))
        });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        if !counts.is_empty() {
            said.push(format!("Items: {}.", counts.join(", ")));
        }
        if let Some(part) = report.realisation {
            said.push(format!(
                "To estimate further with what was delivered: `dupaudit audit NEW --set realisation={part:.3}`."
            ));
        }
        said
    }
}
