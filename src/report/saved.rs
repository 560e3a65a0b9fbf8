//! A report read back: what other scenarios need of it, without the returns.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::assemble::scenario_values;
use super::delivery::CostFrom;
use super::manifest::{Inputs, Manifest, Origin, TaxonomyRow, Tool};
use super::model::ScenarioValue;
use super::money_json;
use super::payers::{HostRow, PaysRow, hosted_by, sharers};
use super::savings::{CarryRow, Known, NextRow, ReachRow, Savings, SavingsRow, savings};
use crate::finding::nearest;
use crate::ledger::{Pool, SpendCategory};
use crate::money::{MilliFte, Money};
use crate::overlap::Basis;
use crate::savings::{Base, Scenario, ScenarioError, SetBy, Spread, Stake, base_year};
use crate::source::sha256;

/// The keys that decided the duplicated cost and its draws: they hold for every scenario of a saved report.
const FIXED: [&str; 4] = ["basis", "provider_floor", "seed", "simulations"];

/// Why a file is no report, or not one that scenarios can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedError(pub String);

impl fmt::Display for SavedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SavedError {}

/// What is read of a report.
#[derive(Debug, Clone)]
pub struct Saved {
    /// What every scenario starts from.
    pub base: Base,
    /// On which basis the duplicated cost was measured.
    pub basis: Basis,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// Whether everything that was found was read and counted.
    pub complete: bool,
    /// Ids of the organisations, in their order.
    pub organisations: Vec<String>,
    /// Their names.
    pub names: Vec<String>,
    /// The parameters of the audit.
    pub scenario: BTreeMap<String, ScenarioValue>,
    /// What to declare next, and what much rests on.
    pub known: Known,
    /// Who could run functions for others.
    pub hosts: Vec<HostRow>,
    /// The functions, in the order of [`Base::functions`].
    pub functions: Vec<SavedFunction>,
    /// What each organisation spends on each function and is compared.
    spent: BTreeMap<(u32, u32), Money>,
    /// What the audit was made of; scenarios are made by this tool.
    manifest: Manifest,
    /// A hash of the report.
    sha256: String,
}

/// A function of a report that was read back.
#[derive(Debug, Clone)]
pub struct SavedFunction {
    /// What it is called.
    pub label: String,
    /// Its administrative and managerial cost.
    pub cost: Money,
    /// What of it is duplicated between organisations.
    pub between: Money,
}

impl Saved {
    /// Reads the JSON of a report.
    ///
    /// # Errors
    /// It is no JSON, no report, or one of a version without what scenarios need.
    pub fn read(text: &str) -> Result<Self, SavedError> {
        let kind: Kind = serde_json::from_str(text).map_err(|error| {
            SavedError(format!(
                "is not an audit report ({error}). Create \
                one with `dupaudit audit -o report.json`"
            ))
        })?;
        if kind.schema != "dupaudit.report/1" {
            return Err(SavedError(format!("is a `{}`, not a `dupaudit.report/1`", kind.schema)));
        }
        let file: File = serde_json::from_str(text)
            .map_err(|error| SavedError(format!("lacks what a scenario needs: {error}; run the audit again")))?;
        file.saved(sha256(text))
    }

    /// Where a cost that is taken from the report comes from.
    pub fn cost_from(&self) -> CostFrom {
        CostFrom { origin: Origin::from(&self.manifest), report_sha256: Some(self.sha256.clone()) }
    }

    /// The scenario of the report, changed by keys.
    ///
    /// # Errors
    /// A key that only an audit can change, an unknown one, or a value that its key does not take.
    pub fn scenario(&self, keys: &BTreeMap<String, Value>) -> Result<Scenario, ScenarioError> {
        let mut own = BTreeMap::new();
        for (key, parameter) in &self.scenario {
            let value = || serde_yaml::to_value(Plain(&parameter.value)).unwrap_or(Value::Null);
            if FIXED.contains(&key.as_str())
                && let Some(other) = keys.get(key).filter(|other| **other != value())
            {
                let other = serde_yaml::to_string(other).unwrap_or_default();
                return Err(ScenarioError(format!(
                    "`{key}` cannot become {}: it decided what the report counts; run the audit again with it",
                    other.trim()
                )));
            }
            let by_person = parameter.set_by.is_person();
            if by_person && !["basis", "provider_floor"].contains(&key.as_str()) {
                own.insert(key.clone(), value());
            }
        }
        let keys = keys.iter().filter(|(key, _)| !FIXED.contains(&key.as_str()));
        let scenario = Scenario::from_keys(&own, &keys.map(|(key, value)| (key.clone(), value.clone())).collect())?;
        let derived = self.scenario.get("exit_cost").filter(|parameter| parameter.set_by == SetBy::Derived);
        let here = derived.and_then(|parameter| Money::parse(&parameter.value.to_string()).ok());
        Ok(scenario.with_exit_cost(here))
    }

    /// What an organisation spends on a function or group and is compared.
    ///
    /// # Errors
    /// There is no such organisation, or it spends nothing on it.
    pub fn spent_by(&self, id: &str, code: &str) -> Result<Money, String> {
        let Some(place) = self.organisations.iter().position(|own| own == id) else {
            let meant = nearest(id, self.organisations.iter().map(String::as_str));
            let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            return Err(format!("the report has no organisation `{id}`{meant}"));
        };
        let own = self.spent.iter().filter(|((body, _), _)| *body as usize == place);
        let spent =
            own.filter(|((_, function), _)| self.base.functions[*function as usize].iter().any(|own| own == code));
        let spent: Money = spent.map(|(_, cost)| *cost).sum();
        if spent.is_positive() { Ok(spent) } else { Err(format!("`{id}` spends nothing on `{code}`")) }
    }

    /// The same where one organisation runs every function that it has a part in.
    ///
    /// # Errors
    /// It has a part in none.
    pub fn hosted_by(&mut self, id: &str) -> Result<(), String> {
        hosted_by(&mut self.hosts, id)?;
        let number = |place: usize| u32::try_from(place).ok();
        let host = self.organisations.iter().position(|own| own == id).and_then(number).unwrap_or_default();
        let sharers = &mut self.known.sharers;
        let sets: Vec<(u32, u32)> =
            sharers.iter().filter(|one| one.organisation == host).map(|one| (one.function, one.host)).collect();
        for one in sharers.iter_mut().filter(|one| sets.contains(&(one.function, one.host))) {
            one.host = host;
        }
        sharers.sort_by_key(|one| (one.function, one.host, one.organisation));
        Ok(())
    }

    /// What another scenario makes of it.
    pub fn under(&self, scenario: &Scenario) -> SavingsReport {
        let Savings { row, organisations } = savings(&self.base, scenario, self.basis, self.known.clone());
        let mut values = scenario_values(scenario);
        let fixed = self.scenario.iter().filter(|(key, _)| ["basis", "provider_floor"].contains(&key.as_str()));
        values.extend(fixed.map(|(key, value)| (key.clone(), value.clone())));
        SavingsReport {
            schema: "dupaudit.savings/1",
            manifest: self.manifest.clone(),
            report_sha256: self.sha256.clone(),
            complete: self.complete,
            currency: self.base.currency.clone(),
            period: self.period.clone(),
            scenario: values,
            duplicated: self.base.spread.full + self.base.reorganisation,
            organisations: (self.organisations.iter().zip(&self.names).zip(organisations))
                .map(|((id, name), pays)| OrganisationCase { id: id.clone(), name: name.clone(), pays })
                .collect(),
            savings: row,
        }
    }
}

/// An estimate made of a saved report, `dupaudit.savings/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct SavingsReport {
    /// `dupaudit.savings/1`.
    pub schema: &'static str,
    /// What it was made with, and what the audit was made of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// A hash of the report of the audit.
    pub report_sha256: String,
    /// Whether the audit covered everything that was found.
    pub complete: bool,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// The parameters, each with value, unit and source.
    pub scenario: BTreeMap<String, ScenarioValue>,
    /// What counts as duplicated on the basis of the audit.
    pub duplicated: Money,
    /// In the order of their ids.
    pub organisations: Vec<OrganisationCase>,
    /// As in the report of an audit.
    pub savings: SavingsRow,
}

/// One organisation's own case.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrganisationCase {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its part of the case.
    #[serde(flatten)]
    pub pays: PaysRow,
}

/// A JSON value whose numbers are numbers to other formats too: exact ones are texts inside.
struct Plain<'a>(&'a serde_json::Value);

impl Serialize for Plain<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            serde_json::Value::Number(number) => match (number.as_u64(), number.as_f64()) {
                (Some(whole), _) => serializer.serialize_u64(whole),
                (None, Some(number)) => serializer.serialize_f64(number),
                (None, None) => serializer.serialize_unit(),
            },
            serde_json::Value::Array(list) => serializer.collect_seq(list.iter().map(Plain)),
            serde_json::Value::Object(map) => {
                serializer.collect_map(map.iter().map(|(key, value)| (key, Plain(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    schema: String,
}

#[derive(Deserialize)]
struct File {
    complete: bool,
    taxonomy: TaxonomyRow,
    inputs: Inputs,
    currency: String,
    period: String,
    scenario: BTreeMap<String, ScenarioValue>,
    organisations: Vec<Organisation>,
    functions: Vec<Function>,
    attribution: Vec<Part>,
    #[serde(default)]
    hosts: Vec<HostRow>,
    totals: Totals,
    savings: Estimated,
}

#[derive(Deserialize)]
struct Organisation {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Function {
    code: String,
    label: String,
    groups: Vec<String>,
    #[serde(deserialize_with = "money_json::read")]
    cost: Money,
    #[serde(deserialize_with = "money_json::read")]
    between: Money,
}

#[derive(Deserialize)]
struct Part {
    organisation: String,
    function: String,
    pool: String,
    category: String,
    #[serde(deserialize_with = "money_json::read")]
    cost: Money,
    #[serde(deserialize_with = "money_json::read")]
    duplicated: Money,
    #[serde(deserialize_with = "money_json::read")]
    reorganisation: Money,
    #[serde(deserialize_with = "money_json::read")]
    unknown_kind: Money,
    fte: serde_json::Number,
    reckoned_fte: serde_json::Number,
    contract_end: Option<String>,
}

#[derive(Deserialize)]
struct Totals {
    duplicated: BTreeMap<String, Option<serde_json::Number>>,
    #[serde(deserialize_with = "money_json::read")]
    p10: Money,
    #[serde(deserialize_with = "money_json::read")]
    p50: Money,
    #[serde(deserialize_with = "money_json::read")]
    p90: Money,
    #[serde(deserialize_with = "money_json::read_all")]
    simulated: Vec<Money>,
    cells: usize,
    analytic: Analytic,
}

#[derive(Deserialize)]
struct Analytic {
    #[serde(deserialize_with = "money_json::read")]
    p10: Money,
    #[serde(deserialize_with = "money_json::read")]
    p50: Money,
    #[serde(deserialize_with = "money_json::read")]
    p90: Money,
    #[serde(deserialize_with = "money_json::read")]
    mean: Money,
    #[serde(deserialize_with = "money_json::read")]
    deviation: Money,
}

#[derive(Deserialize)]
struct Estimated {
    basis: String,
    next: Vec<NextRow>,
    carries: Vec<CarryRow>,
    reach: ReachRow,
}

impl File {
    fn saved(self, sha256: String) -> Result<Saved, SavedError> {
        let odd = |what: &str, value: &str| SavedError(format!("has the unknown {what} `{value}`"));
        let basis: Basis = self.savings.basis.parse().map_err(|_| odd("basis", &self.savings.basis))?;
        let (organisations, names): (Vec<String>, Vec<String>) =
            self.organisations.into_iter().map(|organisation| (organisation.id, organisation.name)).unzip();
        let by_id: BTreeMap<&str, u32> = organisations.iter().map(String::as_str).zip(0..).collect();
        let by_code: BTreeMap<&str, u32> =
            self.functions.iter().map(|function| function.code.as_str()).zip(0..).collect();
        let stake = |part: &Part| {
            let staff = |number: &serde_json::Number| {
                let staff = MilliFte::parse(&number.to_string());
                staff.map(|staff| staff.0).map_err(|_| odd("number of staff", &number.to_string()))
            };
            let contract_end = part.contract_end.as_deref().map(str::parse::<Date>).transpose();
            Ok(Stake {
                organisation: *by_id
                    .get(part.organisation.as_str())
                    .ok_or_else(|| odd("organisation", &part.organisation))?,
                function: *by_code.get(part.function.as_str()).ok_or_else(|| odd("function", &part.function))?,
                pool: Pool::find(&part.pool).ok_or_else(|| odd("pool", &part.pool))?,
                category: SpendCategory::find(&part.category).ok_or_else(|| odd("category", &part.category))?,
                contract_end: contract_end
                    .map_err(|error| SavedError(format!("has a contract end that is none: {error}")))?,
                duplicated: part.duplicated,
                unknown: part.unknown_kind,
                milli_fte: staff(&part.fte)?,
                reckoned: staff(&part.reckoned_fte)?,
            }
            .without(part.reorganisation))
        };
        let stakes = self.attribution.iter().map(stake).collect::<Result<Vec<_>, SavedError>>()?;
        let mut spent: BTreeMap<(u32, u32), Money> = BTreeMap::new();
        for (part, stake) in self.attribution.iter().zip(&stakes) {
            *spent.entry((stake.organisation, stake.function)).or_default() += part.cost;
        }
        let reorganisation: Money = self.attribution.iter().map(|part| part.reorganisation).sum();
        let full = self.totals.duplicated.get(basis.word()).and_then(Option::as_ref);
        let full =
            full.and_then(|full| Money::parse(&full.to_string()).ok()).ok_or_else(|| odd("basis", basis.word()))?;
        let all = self.totals.duplicated.get(Basis::All.word()).and_then(Option::as_ref);
        let compared = all.and_then(|all| Money::parse(&all.to_string()).ok()).ok_or_else(|| odd("basis", "all"))?;
        let base = Base {
            currency: self.currency,
            year: base_year(&self.period),
            organisations: u32::try_from(organisations.len()).unwrap_or(u32::MAX),
            functions: self
                .functions
                .iter()
                .map(|function| std::iter::once(&function.code).chain(&function.groups).cloned().collect())
                .collect(),
            stakes,
            compared,
            carried: self.savings.carries.iter().map(|carry| carry.carries).max().unwrap_or_default(),
            spread: Spread {
                full,
                percentiles: [self.totals.p10, self.totals.p50, self.totals.p90],
                simulated: self.totals.simulated,
                cells: self.totals.cells,
                mean: self.totals.analytic.mean,
                deviation: self.totals.analytic.deviation,
                analytic: [self.totals.analytic.p10, self.totals.analytic.p50, self.totals.analytic.p90],
            }
            .without(reorganisation),
            reorganisation,
        };
        let place = |codes: &[String], id: &str| {
            codes.iter().position(|code| code == id).and_then(|place| u32::try_from(place).ok())
        };
        let codes: Vec<String> = base.functions.iter().map(|codes| codes[0].clone()).collect();
        let sharers = sharers(&self.hosts, |code| place(&codes, code), |id| place(&organisations, id));
        Ok(Saved {
            base,
            basis,
            period: self.period,
            complete: self.complete,
            organisations,
            names,
            scenario: self.scenario,
            known: Known {
                next: self.savings.next,
                carries: self.savings.carries,
                quartile: self.savings.reach.quartile_saving,
                sharers,
            },
            hosts: self.hosts,
            spent,
            functions: (self.functions.into_iter())
                .map(|Function { label, cost, between, .. }| SavedFunction { label, cost, between })
                .collect(),
            manifest: Manifest { tool: Tool::this(), taxonomy: self.taxonomy, inputs: self.inputs },
            sha256,
        })
    }
}
