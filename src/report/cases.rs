//! Published cases as reports show them: what was claimed, the tool's own figure beside it, and what it says of both.

use serde::Serialize;

use super::delivery::millionths;
use super::manifest::Origin;
use super::short::short;
use crate::money::{Money, plural};
use crate::savings::delivery::{Case, Kind, PlatformClaim, cases};
use crate::savings::{Grade, Scenario, ScenarioError};
use crate::table::rows;

/// The published cases side by side, `dupaudit.cases/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CasesReport {
    pub schema: &'static str,
    #[serde(flatten)]
    pub origin: Origin,
    pub currency: &'static str,
    pub cases: Vec<PublishedCase>,
    /// Findings of them together.
    pub together: Vec<String>,
}

rows! {
    /// One published case, and what the tool makes of it.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PublishedCase("cases", "Published cases", 1) {
        pub name: &'static str => "Case".wide(16), "Its name.";
        pub about: &'static str => "About".wide(44), "What it is about.";
        pub before: Option<Money> => "Spent", "The cost of the claim.";
        pub claimed: Money => "Claimed", "The saving claimed, a year.";
        pub prudent: Option<Money> => "Compare with", "dupaudit's own figure, or one published with the claim.";
        pub prudent_is: String => "Source of comparison".wide(36), "The source of the figure to compare with.";
        pub says: Vec<String>, "What dupaudit finds, sentence by sentence.";
            + says(row): String = row.says.join(" ") => "Findings".wide(100), "What dupaudit finds.";
        pub source: &'static str => "Source".wide(60), "Where it was published.";
        pub year: Option<i16> => "Year".wide(10), "The year of the source.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }
}

const POUNDS: &str = "GBP";

/// Ratios within a twentieth of each other are hardly three costings.
const ALIKE_MILLI: i64 = 50;

/// Every published case, or one of them.
///
/// # Errors
/// There is no case of that name.
pub fn published_cases(scenario: &Scenario, only: Option<&str>) -> Result<CasesReport, ScenarioError> {
    let all = cases();
    let names: Vec<&str> = all.iter().map(Case::name).collect();
    if let Some(name) = only.filter(|name| !names.contains(name)) {
        let meant = crate::finding::nearest(name, names.iter().copied());
        let meant =
            meant.map_or_else(|| format!("there are {}", names.join(", ")), |meant| format!("did you mean `{meant}`?"));
        return Err(ScenarioError(format!("there is no case `{name}`; {meant}")));
    }
    // An example of this tool is no published case: it is shown to those who ask for it.
    let is_wanted = |case: &&Case| only.map_or(case.fact.grade != Grade::Judgement, |name| case.name() == name);
    let rows = all.iter().filter(is_wanted).map(|case| row(case, scenario));
    Ok(CasesReport {
        schema: "dupaudit.cases/1",
        origin: Origin::tool(),
        currency: POUNDS,
        cases: rows.collect::<Result<_, _>>()?,
        together: if only.is_some() { Vec::new() } else { alike(&all) },
    })
}

#[allow(clippy::too_many_lines)] // an arm for each kind of case, with all that it says
fn row(case: &Case, scenario: &Scenario) -> Result<PublishedCase, ScenarioError> {
    let money = |amount: Money| short(amount, POUNDS);
    let (before, claimed, prudent, prudent_is, says) = match &case.kind {
        Kind::Platform(claim) => {
            let (_, as_claimed) = claim.under("platform-claim", scenario.clone())?;
            let (model, prudent) = claim.under("platform", scenario.clone())?;
            let mut says = vec![format!(
                "One pound in {:.0} would be left. The platform pays for itself when {:.1}% of the cost joins it: its own cost is \
                 not the risk, the work that stays local and the adoption are.",
                thousandths(claim.ratio_milli()),
                model.break_even(claim.service()).map_or(0.0, millionths) * 100.0,
            )];
            if let Some((unit, after)) = claim.unit_costs() {
                let pence = thousandths(after);
                says.push(format!(
                    "One {} costs {} today and would cost {pence:.1}p.",
                    claim.volume_unit.as_deref().unwrap_or("piece"),
                    unit.exact(POUNDS),
                ));
            }
            says.push(format!(
                "With {:.0}% joining over {} {} and {:.0}% of the work staying local the plan is {} a year; at {:.0}% \
                 realisation {} is likely.",
                model.adoption.as_f64() * 100.0,
                model.years,
                plural(model.years, "year"),
                model.residual.as_f64() * 100.0,
                prudent.full.saving.exact(POUNDS),
                scenario.realisation.as_f64() * 100.0,
                money(prudent.likely),
            ));
            let is = format!("platform joined by choice, year {}", model.years);
            (Some(claim.cost), as_claimed.full.saving, Some(prudent.full.saving), is, says)
        }
        Kind::Disputed(claim) => {
            let says = format!(
                "The claim is {:.1} times the published {}. Until both show what they count, use the lower.",
                thousandths(claim.times_milli()),
                money(claim.published)
            );
            (None, claim.claimed, Some(claim.published), "published elsewhere".to_owned(), vec![says])
        }
        Kind::RunRate(claim) => {
            let found = claim.case(scenario);
            let last = found.lines.last();
            let realised = last.map_or(Money::ZERO, |line| line.realised);
            let one_off: Money = found.lines.iter().map(|line| line.exits + line.setup + line.dual_running).sum();
            // The plain phase line, before systems wait for their contracts.
            let year = |year: i64| scenario.schedule().of(claim.implied_base(), year);
            let paid = found
                .payback_year
                .map_or_else(|| "not within the horizon".to_owned(), |year| format!("in year {year}"));
            let says = vec![
                format!(
                    "{} at {:.0}% means {} of duplicated cost, if all of the saving comes from there; for {} workers it is {} each.",
                    money(claim.saving),
                    claim.target.as_f64() * 100.0,
                    money(claim.implied_base()),
                    crate::money::thousands(claim.workers),
                    claim.per_worker().exact(POUNDS),
                ),
                format!(
                    "It is a rate in full effect, reached in year {}: {} in year 1 and {} in year 2.",
                    scenario.years,
                    money(year(1)),
                    money(year(2)),
                ),
                format!(
                    "With {} assumptions the estimated saving is {} a year, the one-off cost {}, and payback {paid}.",
                    scenario.preset,
                    money(realised),
                    money(one_off)
                ),
            ];
            let is = format!("{:.0}% realised", scenario.realisation.as_f64() * 100.0);
            (Some(claim.implied_base()), claim.saving, Some(realised), is, says)
        }
        Kind::Totals(claim) => {
            let says = vec![
                format!(
                    "The sums do not reconcile: {} a year for {} years is {}, and {} is {:.0}% of that.",
                    money(claim.saving),
                    claim.years,
                    money(claim.over_the_years()),
                    money(claim.total),
                    claim.share_of_years().as_f64() * 100.0
                ),
                format!(
                    "It is {:.1}% less {:.2}% of {}: all that is spent, on every function.",
                    claim.cost_before.as_f64() * 100.0,
                    claim.cost_after.as_f64() * 100.0,
                    money(claim.implied_spending()),
                ),
                format!(
                    "The {} put the same functions at {} a year, {:.1} times less.",
                    claim.other_source,
                    money(claim.other),
                    thousandths(claim.times_other_milli())
                ),
            ];
            (Some(claim.implied_spending()), claim.saving, Some(claim.other), claim.other_source.clone(), says)
        }
        Kind::Sale(claim) => {
            let sale = claim.sale();
            let says = vec![
                format!(
                    "Revenue of {} is a transfer inside the public sector. Customers save {}, the seller keeps {}, \
                     and {} is saved in all.",
                    money(sale.revenue),
                    money(sale.customer_saving),
                    money(sale.provider_margin),
                    money(sale.system_saving)
                ),
                format!(
                    "A margin of {:.0}% on the whole market of {} is {:.1}% of a year's gap of {}.",
                    claim.margin.as_f64() * 100.0,
                    money(claim.market),
                    claim.margin_of_gap().as_f64() * 100.0,
                    money(Money(claim.gap.0 / i64::from(claim.gap_years.max(1)))),
                ),
            ];
            (Some(claim.cost), sale.revenue, Some(sale.system_saving), "difference in cost".to_owned(), says)
        }
    };
    let fact = case.fact;
    Ok(PublishedCase {
        name: case.name(),
        about: fact.about.as_deref().unwrap_or_default(),
        before,
        claimed,
        prudent,
        prudent_is,
        says,
        source: &fact.source,
        year: fact.year,
        grade: fact.grade,
    })
}

/// Platforms whose ratios of cost before to cost after are suspiciously alike.
fn alike(all: &[Case]) -> Vec<String> {
    let platforms: Vec<&PlatformClaim> = all
        .iter()
        .filter_map(|case| match &case.kind {
            Kind::Platform(claim) => Some(claim),
            _ => None,
        })
        .collect();
    let ratios: Vec<i64> = platforms.iter().map(|claim| claim.ratio_milli()).collect();
    let (Some(least), Some(most)) = (ratios.iter().min(), ratios.iter().max()) else { return Vec::new() };
    if ratios.len() < 3 || (most - least) * 1000 > least * ALIKE_MILLI {
        return Vec::new();
    }
    let shown: Vec<String> = ratios.iter().map(|ratio| format!("1:{:.1}", thousandths(*ratio))).collect();
    let sum = |of: fn(&PlatformClaim) -> Money| platforms.iter().map(|claim| of(claim)).sum::<Money>();
    vec![format!(
        "The {} platforms leave {} of what is spent today, nearly the same: that suggests one ratio applied {} times rather than \
         {} costings. Together {} would become {}.",
        ratios.len(),
        shown.join(", "),
        ratios.len(),
        ratios.len(),
        sum(|claim| claim.cost).exact(POUNDS),
        sum(|claim| claim.platform_cost).exact(POUNDS),
    )]
}

#[allow(clippy::cast_precision_loss)] // shown with a few digits
fn thousandths(value: i64) -> f64 {
    value as f64 / 1e3
}
