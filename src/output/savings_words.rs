//! The saving in sentences, the same for every format that people read.

use std::collections::BTreeMap;

use crate::money::{Money, agree, and_list, count_of, plural, symbol};
use crate::report::{SavingsRow, ScenarioValue, headline, percent, short};
use crate::savings::{Carrier, Conclusion, Method, SetBy};

/// Standing text: what a duplicated pound is not.
pub(super) const STANDING: &str = "Duplicated cost is not waste. It is the cost of a function less its largest unit \
    or product. The saving is an estimate: it depends on adoption, on standard processes and on posts actually \
    leaving. Central government's shared service programmes cost more and saved less than planned. Councils' \
    results are mixed. Resilience, local knowledge, competition and lawful separation of duties can justify \
    duplication.";

/// A stress test as people read it.
struct StressPhrase {
    name: &'static str,
    short: &'static str,
    long: &'static str,
}

/// Those that stand with the verdict.
const STRESS_PHRASES: [StressPhrase; 4] = [
    StressPhrase { name: "late-1", short: "a year late", long: "if savings come a year late" },
    StressPhrase { name: "late-2", short: "two", long: "if they come two years late" },
    StressPhrase { name: "overrun", short: "20% overrun", long: "with a 20% overrun" },
    StressPhrase { name: "prudent", short: "prudent", long: "on prudent assumptions" },
];

/// What is estimated, and with which parameters.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) currency: &'a str,
    pub(super) savings: &'a SavingsRow,
    pub(super) scenario: &'a BTreeMap<String, ScenarioValue>,
    /// Everything that counts as duplicated.
    pub(super) duplicated: Money,
}

/// A verdict in two or three words.
pub(super) fn conclusion_word(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::WorthIt => "Worth it",
        Conclusion::FinelyBalanced => "Finely balanced",
        Conclusion::NotWorthIt => "Not worth it",
        Conclusion::CannotBeSaid => "Not enough data",
        Conclusion::NothingFound => "Nothing to save",
    }
}

/// An amount in a table: where the currency has no sign of its own it stands in the heading instead.
pub(super) fn in_cell(amount: Money, currency: &str) -> String {
    without_symbol(short(amount, currency), currency)
}

fn without_symbol(text: String, currency: &str) -> String {
    let symbol = symbol(currency);
    if symbol.ends_with(' ') { text.replacen(&symbol, "", 1) } else { text }
}

impl<'a> Words<'a> {
    /// The verdict in two or three words, and why where there is no net present value.
    pub(super) fn verdict_word(&self) -> (&'static str, Option<String>) {
        let savings = self.savings;
        let why = match savings.conclusion {
            Conclusion::WorthIt | Conclusion::FinelyBalanced | Conclusion::NotWorthIt => None,
            Conclusion::CannotBeSaid => Some(format!("{}.", savings.reason.as_deref().unwrap_or_default())),
            Conclusion::NothingFound if savings.reorganisation.is_positive() => {
                Some("the duplicated cost ends with the reorganisation.".to_owned())
            }
            Conclusion::NothingFound => Some("no duplicated cost was found.".to_owned()),
        };
        (conclusion_word(savings.conclusion), why)
    }

    /// The verdict: its two or three words, and why.
    pub(super) fn verdict(&self) -> (&'static str, String) {
        let (word, none) = self.verdict_word();
        if let Some(none) = none {
            return (word, none);
        }
        let why = format!(
            "on {} assumptions the net present value over {} is {}.{}{}{}{}",
            self.preset(),
            self.horizon(),
            self.value_held(),
            self.odds(),
            self.bill(),
            self.doubt(),
            self.otherwise()
        );
        (word, why)
    }

    /// The verdict's reason in a sentence, without its words: under which assumptions, and how likely; or what is missing.
    pub(super) fn why(&self) -> String {
        match self.verdict_word().1 {
            Some(why) => why,
            None => format!(
                "on {} assumptions. The net present value over {} is {}, and above zero in {:.0} of 100 simulations. \
                 The target and the delivery rate are assumptions, not findings.",
                self.preset(),
                self.horizon(),
                self.value_held(),
                self.savings.npv_positive.unwrap_or_default() * 100.0
            ),
        }
    }

    /// The verdict in a line.
    pub(super) fn verdict_line(&self) -> String {
        let (verdict, why) = self.verdict();
        if self.savings.npv.is_none() {
            return format!("{verdict}: {why}");
        }
        format!("{verdict}: net present value {} over {}.{}", self.value_held(), self.horizon(), self.odds())
    }

    /// The net present value, where it lies in its range; else the even chance of it.
    pub(super) fn value_in_range(&self, npv: Money) -> Money {
        let savings = self.savings;
        in_range(npv, [savings.npv_p10, savings.npv_p50, savings.npv_p90].map(Option::unwrap_or_default))
    }

    /// The estimated saving of a year, likewise.
    pub(super) fn saving_in_range(&self) -> Money {
        let savings = self.savings;
        in_range(savings.realised_annual, [savings.p10, savings.p50, savings.p90])
    }

    fn value_held(&self) -> String {
        let npv = self.savings.npv.unwrap_or_default();
        self.held(npv, self.value_in_range(npv))
    }

    fn saving_held(&self) -> String {
        self.held(self.savings.realised_annual, self.saving_in_range())
    }

    /// What is said of a figure; and the figure itself where it is another.
    fn held(&self, figure: Money, said: Money) -> String {
        if figure == said {
            return self.about(figure);
        }
        format!("{} ({} if every mapping is right)", self.about(said), self.about(figure))
    }

    /// In how many simulations the value is above zero, and between what it lies.
    fn odds(&self) -> String {
        let savings = self.savings;
        let (Some(positive), Some(p10), Some(p90)) = (savings.npv_positive, savings.npv_p10, savings.npv_p90) else {
            return String::new();
        };
        let paid = match self.paid_back() {
            Some(paid) => format!(" Payback is {paid}, before discounting; {}.", self.paid_back_discounted()),
            None => format!(" The cost is not paid back within {}.", self.horizon()),
        };
        format!(
            " It is above zero in {:.0} of 100 simulations, and between {} and {} in 80 of 100.{paid}",
            positive * 100.0,
            self.about(p10),
            self.about(p90)
        )
    }

    /// The one thing that most rests on without being sure.
    pub(super) fn doubt(&self) -> String {
        let Some(most) = self.savings.carries.first() else { return String::new() };
        let text = most.text.as_deref().unwrap_or_default();
        let what = match most.what {
            Carrier::Mapping => format!("one mapping that nobody confirmed, `{text}` to {}", most.label),
            Carrier::CatchAll => format!("`{text}`, a line of several functions that was given {}", most.label),
            Carrier::Outlier => format!("`{text}` ({}), far from what others spend", most.label),
            Carrier::ThinFunction => format!("{}: too few run it to test for outliers", most.label),
        };
        let share = percent(most.carries, self.duplicated);
        let is_capped = self.savings.conclusion == Conclusion::FinelyBalanced
            && i128::from(most.carries.0) * 3 > i128::from(self.duplicated.0);
        let capped = if is_capped { ", so the case is finely balanced at most" } else { "" };
        format!(" {} of the duplicated cost ({share}) depends on {what}{capped}.", self.about(most.carries))
    }

    /// The value of each stress test, put as `phrase` puts it: as mapped where the headline is, else the median.
    fn stressed(&self, phrase: impl Fn(&StressPhrase, &str) -> String) -> Vec<String> {
        let savings = self.savings;
        let as_mapped = savings.npv.is_some_and(|npv| self.value_in_range(npv) == npv);
        let said = STRESS_PHRASES.iter().filter_map(|words| {
            let found = savings.stress.iter().find(|one| one.name == words.name)?;
            Some(phrase(words, &self.about(if as_mapped { found.npv } else { found.npv_p50 })))
        });
        said.collect()
    }

    /// The stress tests in a line.
    pub(super) fn stresses(&self) -> Option<String> {
        let said = self.stressed(|words, value| format!("{} {value}", words.short));
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// The stress tests in a sentence.
    pub(super) fn otherwise(&self) -> String {
        let said = self.stressed(|words, value| format!("{value} {}", words.long));
        if said.is_empty() { said.concat() } else { format!(" The net present value is {}.", and_list(&said)) }
    }

    /// Forty percent, what is likely of it, from when on, with what range: what a reader takes away.
    pub(super) fn in_short(&self) -> String {
        let savings = self.savings;
        let [p10, _, p90] = [savings.p10, savings.p50, savings.p90].map(|amount| self.about(amount));
        let target = format!("{:.0}%", savings.target * 100.0);
        let comes_true = percent(savings.realised_annual, savings.gross_annual);
        let reached = savings.years.iter().find(|year| year.cumulative >= savings.target);
        let waits = match reached {
            Some(year) if year.label != self.full_run() => ", when the last contracts of systems have ended",
            _ => "",
        };
        let (goes, rest) = match savings.reorganisation {
            Money::ZERO => (String::new(), "that"),
            goes => (
                format!("{} of that ends with the reorganisation, and is not a saving. ", short(goes, self.currency)),
                "the rest",
            ),
        };
        if savings.gross_annual == Money::ZERO {
            return goes.trim_end().to_owned();
        }
        format!(
            "{goes}The target is to save {target} of {rest}: {} a year. The estimated saving is {} a year, from {} \
             and in full by {}{waits}. In 80 of 100 simulations it is between {p10} and {p90} a year. Both \
             percentages are assumptions: the {target} target ({}) and the {comes_true} delivery rate ({}).",
            self.about(savings.gross_annual),
            self.saving_held(),
            self.first_year(),
            self.full_run(),
            self.source("target", "Manifesto for Better Public Services, 2018"),
            self.source("realisation", "NAO on earlier efficiency programmes, 2007"),
        )
    }

    /// Where a parameter comes from, shortly: its source, or the person who set it.
    pub(super) fn source(&self, key: &str, default: &'static str) -> &'static str {
        match self.scenario.get(key).map(|parameter| parameter.set_by) {
            Some(SetBy::Default) => default,
            Some(SetBy::Preset) => "the chosen preset",
            _ => "set for this run",
        }
    }

    /// The range, and what moves it.
    pub(super) fn range(&self) -> String {
        let savings = self.savings;
        let [p10, p50, p90] = [savings.p10, savings.p50, savings.p90].map(|amount| self.about(amount));
        let how = if savings.method == Method::MonteCarlo {
            format!("{}, seed {}", count_of(savings.simulations, "simulation"), savings.seed)
        } else {
            format!(
                "computed from mean and standard deviation, not simulated: {} {} too many, or simulations are \
                 turned off",
                count_of(savings.cells, "sum"),
                agree(savings.cells, "is", "are")
            )
        };
        format!(
            "The yearly saving in full effect is between {p10} and {p90} in 80 of 100 simulations, and as often above {p50} as below \
             ({how}).{}",
            self.drivers()
        )
    }

    /// What each input does to the range when it varies alone, and which does more.
    fn drivers(&self) -> String {
        let find = |input: &str| self.savings.drivers.iter().find(|driver| driver.input == input);
        let (Some(plan), Some(mapping)) = (find("realisation"), find("mapping")) else { return String::new() };
        let more = match plan.spread.cmp(&mapping.spread) {
            std::cmp::Ordering::Greater => "the first matters more",
            std::cmp::Ordering::Less => "the second matters more",
            std::cmp::Ordering::Equal => "neither matters more",
        };
        format!(
            " Uncertainty about delivery alone gives {} to {}, and uncertainty about the mapping of items {} to {}: \
             {more}.",
            self.about(plan.p10),
            self.about(plan.p90),
            self.about(mapping.p10),
            self.about(mapping.p90)
        )
    }

    /// Which delivery rate brings the net present value to zero.
    pub(super) fn turning_point(&self) -> Option<String> {
        let rate = self.savings.switching.realisation.filter(|_| self.savings.reason.is_none())?;
        Some(format!(
            "The NPV (net present value) is zero at {:.1}% delivery ({} assumed).",
            rate * 100.0,
            self.value("realisation")
        ))
    }

    /// Where the net present value is nothing.
    pub(super) fn turns(&self) -> Option<String> {
        let turning = &self.savings.switching;
        if self.savings.reason.is_some() || self.savings.gross_annual == Money::ZERO {
            return None;
        }
        let percent = |share: f64| format!("{:.1}%", share * 100.0);
        let comes_true = turning.realisation.map_or_else(
            || "No delivery rate brings the net present value to zero".to_owned(),
            |share| format!("The net present value is zero if {} of the target is delivered", percent(share)),
        );
        let setup = turning.setup_ratio.map_or_else(
            || "no set-up cost up to ten times the yearly target saving does".to_owned(),
            |ratio| format!("or if set-up costs {ratio:.2} times the yearly target saving"),
        );
        let target = turning.target.map_or_else(
            || format!("No change of the {:.0}% target alone brings it to zero.", self.savings.target * 100.0),
            |target| {
                format!(
                    "It is also zero at a target of {} ({:.0}% assumed).",
                    percent(target),
                    self.savings.target * 100.0
                )
            },
        );
        Some(format!(
            "{comes_true} ({} assumed), {setup} ({} assumed). {target}",
            self.value("realisation"),
            self.value("setup_ratio"),
        ))
    }

    /// The estimate beside published programmes.
    pub(super) fn reference(&self) -> Option<String> {
        let class = &self.savings.reference_class;
        let above = if class.above {
            " That is above what programmes of several functions planned: treat it as a ceiling."
        } else {
            ""
        };
        Some(format!(
            "The target is {:.0}% of the cost that is compared, and the estimate {:.0}%.{} Published programmes \
             planned {:.0}% to {:.0}% (central value {:.0}%) and achieved less. Five UK centres cost 56% more than \
             planned (NAO, 2012). The next generation saved at 28% of the planned rate (NAO, 2016). Studies of \
             councils found no significant saving (Elston and Dixon, 2020).{above}",
            class.planned_share? * 100.0,
            class.realised_share? * 100.0,
            self.reach(),
            class.low * 100.0,
            class.high * 100.0,
            class.central * 100.0,
        ))
    }

    /// What other ways would save a year, beside the plan.
    fn reach(&self) -> String {
        let reach = &self.savings.reach;
        let mut ways = Vec::new();
        if let (Some(model), Some(saving)) = (&reach.model, reach.model_saving) {
            ways.push(format!("the best delivery model ({model}) would save {}", self.about(saving)));
        }
        ways.extend(reach.quartile_saving.map(|saving| format!("the best quartile would save {}", self.about(saving))));
        if ways.is_empty() {
            return String::new();
        }
        let beyond = match reach.least {
            Some(least) if least < self.savings.gross_annual => ": the target is higher",
            _ => "",
        };
        format!(" The target is {} a year; {}{beyond}.", self.about(self.savings.gross_annual), ways.join(", "))
    }

    /// The parameters that move the result most, the most first: key, value, what they do, source.
    pub(super) fn assumptions(&self) -> Vec<[String; 4]> {
        const SHOWN: usize = 5;
        let by_effect = self.savings.sensitivity.iter().map(|found| (found.key, Some(found.npv_change)));
        // Without a case the range is all there is, and these two make it.
        let mut known: Vec<(&str, Option<Money>)> = by_effect.collect();
        if known.is_empty() {
            known = vec![("realisation", None), ("target", None)];
        }
        known.sort_by_key(|(_, change)| std::cmp::Reverse(change.map(|change| change.0.abs())));
        known
            .into_iter()
            .filter(|(_, change)| *change != Some(Money::ZERO))
            .take(SHOWN)
            .filter_map(|(key, change)| {
                let parameter = self.scenario.get(key)?;
                let sign = |change: Money| if change >= Money::ZERO { "+" } else { "" };
                let change = change.map_or_else(
                    || "–".to_owned(),
                    |change| format!("{}{}", sign(change), short(change, self.currency)),
                );
                Some([title(key).to_owned(), self.value(key), change, cited(parameter)])
            })
            .collect()
    }

    /// What narrows the range, a sentence each.
    pub(super) fn narrowing(&self) -> Vec<String> {
        let labels = self.savings.next.iter().filter(|next| next.field == "function");
        labels
            .map(|next| {
                let others = match next.items {
                    0 | 1 => String::new(),
                    many => format!(" and {} {}", many - 1, plural(many - 1, "more item")),
                };
                format!(
                    "Add or confirm `function: {}` for `{}` ({}){others}. {} of duplicated cost depends on it. \
                     Confirming it narrows the range by {}.",
                    next.function,
                    next.item,
                    next.text,
                    short(next.duplicated, self.currency),
                    self.about(next.narrows)
                )
            })
            .collect()
    }

    /// The year from which something is saved.
    pub(super) fn first_year(&self) -> &'a str {
        let first = self.savings.years.iter().find(|year| year.gross.is_positive());
        first.map_or("no year", |year| &year.label)
    }

    /// The year from which all of it is saved; rounding of the parts aside.
    pub(super) fn full_run(&self) -> &'a str {
        let most = self.savings.years.iter().map(|year| year.gross).max().unwrap_or_default();
        let full = self.savings.years.iter().find(|year| year.gross.0 * 1000 >= most.0 * 995);
        full.map_or("no year", |year| &year.label)
    }

    /// `in 2033-34`.
    pub(super) fn paid_back(&self) -> Option<String> {
        let year = self.savings.payback_year?;
        let label = self.savings.years.iter().find(|line| line.year == year).map_or("", |line| &line.label);
        Some(format!("in {label}, year {year}"))
    }

    /// `discounted in year 9`.
    fn paid_back_discounted(&self) -> String {
        match self.savings.payback_year_discounted {
            Some(year) => format!("discounted, in year {year}"),
            None => "discounted, not within the horizon".to_owned(),
        }
    }

    /// What it takes first: the one-off cost and the deepest point.
    /// The lowest point of the case below zero, and its year.
    pub(super) fn lowest(&self) -> Option<(Money, &'a str)> {
        let years = self.savings.years.iter();
        let deepest = years.filter_map(|year| Some((year.case.cumulative_net?, year.label.as_str()))).min();
        deepest.filter(|(depth, _)| *depth < Money::ZERO)
    }

    fn bill(&self) -> String {
        let one_off = self.savings.one_off.unwrap_or_default();
        let Some((depth, label)) = self.lowest() else { return String::new() };
        format!(" The one-off cost is {}, and the lowest point {} in {label}.", self.about(one_off), self.about(depth))
    }

    pub(super) fn preset(&self) -> &'a str {
        self.scenario.get("preset").and_then(|preset| preset.value.as_str()).unwrap_or("central")
    }

    /// The years that are looked at: `10 years`.
    pub(super) fn horizon(&self) -> String {
        count_of(self.savings.years.len().saturating_sub(1), "year")
    }

    /// An amount in a table.
    pub(super) fn cell(&self, amount: Money) -> String {
        in_cell(amount, self.currency)
    }

    /// A forecast in a table that stands beside sentences about it.
    pub(super) fn about_in_cell(&self, amount: Money) -> String {
        without_symbol(headline(amount, self.currency), self.currency)
    }

    /// Two significant digits: a range stands beside it.
    pub(super) fn about(&self, amount: Money) -> String {
        headline(amount, self.currency)
    }

    /// A parameter's value as people write it.
    pub(super) fn value(&self, key: &str) -> String {
        self.scenario
            .get(key)
            .map_or_else(String::new, |parameter| shown(&parameter.value, &parameter.unit, self.currency))
    }
}

/// A figure where it lies in its range, else the median: no figure stands beside a range that does not hold it.
pub(super) fn in_range(figure: Money, [p10, p50, p90]: [Money; 3]) -> Money {
    if (p10..=p90).contains(&figure) { figure } else { p50 }
}

/// What a parameter is called in a sentence.
fn title(key: &str) -> &'static str {
    match key {
        "target" => "Reduction aimed at",
        "realisation" => "Delivery rate (share of the target)",
        "optimism_bias" => "Added to set-up and dual running (optimism bias)",
        "setup_ratio" => "Set-up cost, times the yearly saving",
        "exit_cost" => "Cost of one exit",
        "attrition" => "Posts given up by people leaving anyway",
        _ => "Years of running old and new",
    }
}

/// Source and year of a parameter, and who changed it.
pub(super) fn cited(parameter: &ScenarioValue) -> String {
    let mut text = parameter.source.clone();
    if let Some(vintage) = &parameter.vintage {
        text += &format!(", {vintage}");
    }
    match parameter.set_by {
        SetBy::Default => text,
        SetBy::Preset => format!("set by the preset; default: {text}"),
        person => format!("set by {person}; default: {text}"),
    }
}

/// A value of a parameter: shares as percentages, lists and maps in one line.
pub(super) fn shown(value: &serde_json::Value, unit: &str, currency: &str) -> String {
    let is_share = ["share", "rate", "rise of prices"].iter().any(|kind| unit.contains(kind));
    match value {
        serde_json::Value::Null => "–".to_owned(),
        serde_json::Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => match number.as_f64() {
            Some(share) if is_share => percentage(share),
            Some(_) if unit.starts_with("currency") => {
                let amount = Money::parse(&number.to_string()).unwrap_or_default().exact(currency);
                amount.strip_suffix(".00").unwrap_or(&amount).to_owned()
            }
            _ => number.to_string(),
        },
        serde_json::Value::Array(list) => {
            list.iter().map(|value| shown(value, unit, currency)).collect::<Vec<_>>().join(" / ")
        }
        serde_json::Value::Object(map) if map.is_empty() => "none".to_owned(),
        serde_json::Value::Object(map) => map
            .iter()
            .map(|(key, value)| format!("{key} {}", shown(value, unit, currency)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// At most one decimal more than whole percent.
fn percentage(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_outside_its_range_gives_way_to_the_median() {
        let range = [Money(10), Money(20), Money(30)];
        for (figure, said) in [(9, 20), (10, 10), (15, 15), (30, 30), (31, 20)] {
            assert_eq!(in_range(Money(figure), range), Money(said));
        }
    }
}
