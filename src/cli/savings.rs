//! `savings`: the same audit under other scenarios, from its JSON, without reading returns again; a service under a delivery
//! model, with a report or without; and what the tool makes of published cases.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use serde_yaml::Value;

use super::Exit;
use super::measuring::currency_code;
use super::outputs::{Outputs, Writing, pairs};
use crate::finding::nearest;
use crate::money::{MilliFte, Money};
use crate::output::{
    SavingsFormat, write_cases, write_cases_html, write_delivery, write_delivery_html, write_delivery_json, write_sale,
    write_sale_html, write_savings, write_savings_html, write_savings_json, write_tables_xlsx,
};
use crate::report::{CostFrom, Delivering, Saved, ServiceRow, published_cases, sale};
use crate::savings::delivery::{DeliveryModel, Service, Staff, Terms};
use crate::savings::{Scenario, ScenarioError, Stake};
use crate::source::{note_read, read_text};

/// Keys of a scenario that a delivery model uses.
const USED: [&str; 9] = [
    "preset",
    "horizon",
    "realisation",
    "optimism_bias",
    "setup_ratio",
    "dual_run",
    "exit_cost",
    "attrition",
    "discount",
];

/// Keys that it does not.
const IGNORED: [&str; 13] = [
    "target",
    "shape",
    "start",
    "realisation_range",
    "setup_fixed",
    "setup_lines",
    "pension_strain",
    "system_lag",
    "waves",
    "deflator",
    "whole_posts",
    "unspecified_cashable",
    "simulations",
];

/// Arguments of `savings`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The JSON of an audit (`dupaudit audit -o report.json`); `-` is standard input
    #[arg(required_unless_present_any = ["cost", "case", "cases"])]
    report: Option<PathBuf>,
    /// The set of assumptions: manifesto, optimistic, central, prudent or local-government
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Set an assumption, as in the settings. Can be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Show only the sets of assumptions side by side
    #[arg(long)]
    compare: bool,
    #[command(flatten)]
    delivery: DeliveryArgs,
    /// The organisation that runs each function for the others, in who pays and who gains
    #[arg(long, value_name = "ID", requires = "report", conflicts_with = "model")]
    host: Option<String>,
    /// Exit with 0, not 4, if the audit was incomplete
    #[arg(long)]
    allow_incomplete: bool,
    #[command(flatten)]
    writing: Writing<SavingsFormat>,
}

/// Another way to run a service.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Delivery models and published cases")]
struct DeliveryArgs {
    /// The delivery model: unitary, joint, outsourcing, platform, platform-claim, or sell (to sell a service to
    /// others)
    #[arg(long, value_name = "NAME", conflicts_with = "compare")]
    model: Option<String>,
    /// The function or group that is delivered in another way
    #[arg(long, value_name = "CODE", requires = "model", requires = "report")]
    function: Option<String>,
    /// The cost of the service a year, such as 1.11bn, without a report
    #[arg(long, value_name = "AMOUNT", requires = "model", conflicts_with_all = ["function", "report"])]
    cost: Option<String>,
    /// The number of units a year, for a price by the unit
    #[arg(long, value_name = "NUMBER", requires = "model", value_parser = count)]
    volume: Option<u64>,
    /// The full-time equivalents that do the work. Without it, all of the cost counts as pay
    #[arg(long, value_name = "NUMBER", requires = "cost", value_parser = staff)]
    fte: Option<MilliFte>,
    /// The organisation that sells. Its own cost does not count as a customer's
    #[arg(long, value_name = "ID", requires = "function")]
    seller: Option<String>,
    /// The cost of the platform a year, such as 8.5m
    #[arg(long, value_name = "AMOUNT", requires = "model")]
    platform_cost: Option<String>,
    /// The price of one unit
    #[arg(long, value_name = "AMOUNT", requires = "model", requires = "volume")]
    unit_cost: Option<String>,
    /// Test one published case
    #[arg(long, value_name = "NAME", conflicts_with_all = ["cases", "model", "report"])]
    case: Option<String>,
    /// Compare all published cases
    #[arg(long, conflicts_with_all = ["model", "report"])]
    cases: bool,
    /// The currency of --cost
    #[arg(long, value_name = "CODE", default_value = "GBP", value_parser = currency_code)]
    currency: String,
}

/// Estimates another scenario, or a delivery model.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.delivery.cases || args.delivery.case.is_some() {
        return published(args);
    }
    let Some(path) = &args.report else {
        let scenario = |keys: &BTreeMap<String, Value>| Scenario::from_keys(&BTreeMap::new(), keys);
        let service = ServiceRow {
            function: None,
            label: None,
            cost: amount("--cost", args.delivery.cost.as_deref().unwrap_or_default())?,
            between: None,
            volume: args.delivery.volume,
            fte: args.delivery.fte,
        };
        if args.delivery.fte.is_some() && args.delivery.model.as_deref() == Some("sell") {
            bail!("--fte belongs to the other models, not to sell: leave it out");
        }
        let staff = args.delivery.fte.map(|fte| Staff { milli_fte: fte.0, of: service.cost });
        deliver(args, service, staff, &args.delivery.currency, CostFrom::command_line(), scenario)?;
        return Ok(Exit::Done);
    };
    let name = path.display();
    let text = read(path).with_context(|| format!("{name} could not be read"))?;
    let mut saved = match Saved::read(&text) {
        Ok(saved) => saved,
        Err(error) => bail!("{name} {error}"),
    };
    let exit = if saved.complete || args.allow_incomplete { Exit::Done } else { Exit::Incomplete };
    if args.delivery.model.is_some() {
        let (service, staff) = service(&saved, args)?;
        deliver(args, service, staff, &saved.base.currency, saved.cost_from(), |keys| saved.scenario(keys))?;
        return Ok(exit);
    }
    let mut keys = args.set.clone();
    keys.extend(args.preset.as_ref().map(|preset| format!("preset={preset}")));
    let scenario = saved.scenario(&pairs(&keys)?)?;
    if let Some(id) = &args.host
        && let Err(why) = saved.hosted_by(id)
    {
        bail!("--host: {why}");
    }
    let outputs = Outputs::open(&args.writing)?.then("`dupaudit explain npv RETURNS` shows a figure year by year.");
    let report = saved.under(&scenario);
    outputs.write(|out, format, width| match format {
        SavingsFormat::Json => write_savings_json(out, &report),
        SavingsFormat::Text => write_savings(out, width, &report, args.compare),
        SavingsFormat::Html => write_savings_html(out, &report),
        SavingsFormat::Xlsx => write_tables_xlsx(out, &report),
    })?;
    Ok(exit)
}

/// The function or group of a report that is delivered in another way, and the staff behind what is duplicated of it.
fn service(saved: &Saved, args: &Args) -> anyhow::Result<(ServiceRow, Option<Staff>)> {
    let Some(code) = &args.delivery.function else {
        bail!("--model needs --function CODE for the work of the report (or --cost without a report)");
    };
    let lineages = saved.base.functions.iter().zip(&saved.functions);
    let below = lineages.filter(|(lineage, _)| lineage.contains(code));
    let costs: Vec<_> = below.collect();
    let Some((lineage, first)) = costs.first() else {
        let codes = saved.base.functions.iter().flatten().map(String::as_str);
        match nearest(code, codes) {
            Some(meant) => bail!("the report has no function `{code}`; did you mean `{meant}`?"),
            None => bail!("the report has no function `{code}`"),
        }
    };
    let of_service = |stake: &&Stake| saved.base.functions[stake.function as usize].contains(code);
    let mut cost: Money = costs.iter().map(|(_, function)| function.cost).sum();
    if let Some(id) = &args.delivery.seller {
        if args.delivery.model.as_deref() != Some("sell") {
            bail!("--seller belongs to the model sell");
        }
        cost -= saved.spent_by(id, code).map_err(|why| anyhow!("--seller: {why}"))?;
    }
    let service = ServiceRow {
        label: Some(if lineage.first() == Some(code) { first.label.clone() } else { code.clone() }),
        function: Some(code.clone()),
        cost,
        between: Some(costs.iter().map(|(_, function)| function.between).sum()),
        volume: args.delivery.volume,
        fte: None,
    };
    Ok((service, Staff::behind(saved.base.stakes.iter().filter(of_service))))
}

/// Writes a service under a delivery model. Keys that no model has belong to the scenario.
fn deliver(
    args: &Args,
    service: ServiceRow,
    staff: Option<Staff>,
    currency: &str,
    from: CostFrom,
    scenario: impl Fn(&BTreeMap<String, Value>) -> Result<Scenario, ScenarioError>,
) -> anyhow::Result<()> {
    let given = &args.delivery;
    let model = given.model.as_deref().unwrap_or_default();
    let keys = pairs(&args.set)?;
    if !service.cost.is_positive() {
        bail!("there is nothing to deliver: the service costs {}", service.cost.exact(currency));
    }
    if model == "sell" {
        let seller = args.delivery.seller.clone();
        let report = sale(Terms::from_keys(&keys)?, service.cost, seller, currency, from);
        return Outputs::open(&args.writing)?.write(|out, format, width| match format {
            SavingsFormat::Json => write_delivery_json(out, &report),
            SavingsFormat::Text => write_sale(out, width, &report),
            SavingsFormat::Html => write_sale_html(out, &report),
            SavingsFormat::Xlsx => write_tables_xlsx(out, &report),
        });
    }
    if service.volume.is_some_and(|volume| volume > Service::MOST) {
        bail!("--volume: at most {}", Service::MOST);
    }
    let (mut own, mut keys): (BTreeMap<_, _>, BTreeMap<_, _>) =
        keys.into_iter().partition(|(key, _)| DeliveryModel::has(key));
    keys.extend(args.preset.iter().map(|preset| ("preset".to_owned(), Value::from(preset.as_str()))));
    for (key, flag, text) in
        [("platform_cost", "--platform-cost", &given.platform_cost), ("unit_cost", "--unit-cost", &given.unit_cost)]
    {
        if let Some(text) = text {
            own.insert(key.to_owned(), Value::from(amount(flag, text)?.plain()));
        }
    }
    if !model.starts_with("platform")
        && let Some(key) = ["platform_cost", "unit_cost"].into_iter().find(|key| own.contains_key(*key))
    {
        bail!("`{key}` belongs to the models platform and platform-claim; the model `{model}` has no platform");
    }
    if let Some(key) = keys.keys().find(|key| IGNORED.contains(&key.as_str())) {
        bail!("a delivery model does not use `{key}`. Set one of its own keys, or {}", USED.join(", "));
    }
    let report =
        Delivering { from, service, staff, currency, model, keys: &own, scenario: &scenario(&keys)? }.report()?;
    Outputs::open(&args.writing)?.write(|out, format, width| match format {
        SavingsFormat::Json => write_delivery_json(out, &report),
        SavingsFormat::Text => write_delivery(out, width, &report),
        SavingsFormat::Html => write_delivery_html(out, &report),
        SavingsFormat::Xlsx => write_tables_xlsx(out, &report),
    })
}

/// Writes what the tool makes of published cases.
fn published(args: &Args) -> anyhow::Result<Exit> {
    let mut keys = pairs(&args.set)?;
    keys.extend(args.preset.iter().map(|preset| ("preset".to_owned(), Value::from(preset.as_str()))));
    let report = published_cases(&Scenario::from_keys(&BTreeMap::new(), &keys)?, args.delivery.case.as_deref())?;
    Outputs::open(&args.writing)?.write(|out, format, width| match format {
        SavingsFormat::Json => write_delivery_json(out, &report),
        SavingsFormat::Text => write_cases(out, width, &report),
        SavingsFormat::Html => write_cases_html(out, &report),
        SavingsFormat::Xlsx => write_tables_xlsx(out, &report),
    })?;
    Ok(Exit::Done)
}

/// A number as amounts are written: 1.5m, 4,400,000 or `4_400_000`.
fn count(text: &str) -> Result<u64, String> {
    let number = Money::parse_short(text).ok().filter(|number| number.0 >= 0 && number.0 % 100 == 0);
    let number = number.and_then(|number| u64::try_from(number.0 / 100).ok());
    number.ok_or_else(|| "write a whole number such as 1.5m or 4,400,000".to_owned())
}

/// Full-time equivalents as amounts are written: 12k, 1,250 or 37.5.
fn staff(text: &str) -> Result<MilliFte, String> {
    let number = Money::parse_short(text).ok().filter(|number| number.0 >= 0);
    let staff = number.and_then(|number| number.0.checked_mul(10)).map(MilliFte);
    staff.ok_or_else(|| "write a number such as 12k, 1,250 or 37.5".to_owned())
}

fn amount(flag: &str, text: &str) -> anyhow::Result<Money> {
    Money::parse_short(text).map_err(|error| anyhow!("{flag}: `{text}` {error}; write an amount such as 8.5m"))
}

fn read(path: &Path) -> std::io::Result<String> {
    if path.as_os_str() != "-" {
        note_read(path);
        return read_text(path);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
