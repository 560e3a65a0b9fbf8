//! The key figures of a saving, each with its name and what it is, and the conclusion in two sentences.

use super::document::Figure;
use super::savings_words::Words;
use crate::money::Money;
use crate::report::{percent, short};

/// What the part of the target is called that is expected to be delivered.
pub(super) const ESTIMATED: &str = "Estimated saving";

impl Words<'_> {
    /// The verdict, what may hold it back, and on what it stands.
    pub(super) fn conclusion(&self) -> String {
        let (verdict, why) = self.verdict_word();
        let percentages = format!(
            "The {:.0}% and the {} below are assumptions, not findings.",
            self.savings.target * 100.0,
            percent(self.savings.realised_annual, self.savings.gross_annual)
        );
        match why {
            Some(why) => format!("{verdict}: {why} {percentages}"),
            None => format!("{verdict} on {} assumptions. {percentages}", self.preset()),
        }
    }

    /// What a reader takes away: each figure with its name and what it is.
    pub(super) fn key_figures(&self) -> Vec<Figure> {
        let savings = self.savings;
        let row = |name: &str, amount: Option<Money>, value: String, note: String| Figure {
            name: name.to_owned(),
            amount,
            value,
            note,
        };
        let mut rows = Vec::new();
        if savings.reorganisation.is_positive() {
            rows.push(row(
                "Reorganisation",
                Some(savings.reorganisation),
                short(savings.reorganisation, self.currency),
                "of duplicated cost ends with it, and is not a saving".to_owned(),
            ));
        }
        if savings.gross_annual == Money::ZERO {
            return rows;
        }
        let target = format!("{:.0}%", savings.target * 100.0);
        let delivered = percent(savings.realised_annual, savings.gross_annual);
        rows.push(row(
            "Target saving",
            Some(savings.gross_annual),
            format!("{} a year", self.about(savings.gross_annual)),
            format!("{target} of duplicated cost ({})", self.source("target", "Manifesto, 2018")),
        ));
        let estimated = self.saving_in_range();
        let right = if estimated == savings.realised_annual {
            String::new()
        } else {
            format!("; {} if every mapping is right", self.about(savings.realised_annual))
        };
        rows.push(row(
            ESTIMATED,
            Some(estimated),
            format!("{} a year", self.about(estimated)),
            format!(
                "{delivered} ({}); {} to {} in 80 of 100 simulations{right}",
                self.source("realisation", "NAO, 2007"),
                self.about(savings.p10),
                self.about(savings.p90),
            ),
        ));
        let (Some(npv), Some(positive), Some(p10), Some(p90)) =
            (savings.npv, savings.npv_positive, savings.npv_p10, savings.npv_p90)
        else {
            for figure in ["One-off cost", "NPV"] {
                rows.push(row(figure, None, "not enough data".to_owned(), String::new()));
            }
            return rows;
        };
        let one_off = savings.one_off.unwrap_or_default();
        let lowest = self
            .lowest()
            .map_or_else(String::new, |(depth, label)| format!("; lowest {} in {label}", self.about(depth)));
        rows.push(row(
            "One-off cost",
            Some(one_off),
            self.about(one_off),
            format!("exits, set-up, dual running{lowest}"),
        ));
        let phasing = format!("savings start {}, in full effect by {}", self.first_year(), self.full_run());
        rows.push(match self.paid_back() {
            Some(paid) => {
                row("Payback", None, paid.trim_start_matches("in ").to_owned(), format!("undiscounted; {phasing}"))
            }
            None => row("Payback", None, "none".to_owned(), format!("not within {}; {phasing}", self.horizon())),
        });
        let said = self.value_in_range(npv);
        let right =
            if said == npv { String::new() } else { format!("; {} if every mapping is right", self.about(npv)) };
        rows.push(row(
            &format!("NPV, {}", self.horizon()),
            Some(said),
            self.about(said),
            format!(
                "{} to {} in 80 of 100 simulations; above zero in {:.0}{right}",
                self.about(p10),
                self.about(p90),
                positive * 100.0
            ),
        ));
        if let Some(stress) = self.stresses() {
            rows.push(row("NPV if worse", None, String::new(), stress));
        }
        rows
    }
}
