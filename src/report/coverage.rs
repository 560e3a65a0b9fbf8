//! What was read and mapped, in a line.

use super::short::short;
use crate::ledger::{Coverage, Withheld};
use crate::money::{Money, agree, count_of, plural, thousands};

impl Coverage {
    /// The line that is always printed: `41 of 43 files read, 1,902 of 1,902 items mapped, £48.1m of £52.0m mapped`.
    pub fn line(&self, currency: &str) -> String {
        let number = |count: usize| thousands(count as u64);
        let found = count_of(self.files_found, "file");
        let mut line = format!("Coverage: {} of {found} read, ", number(self.files_read));
        for (count, what, how) in
            [(self.files_skipped, "file", "skipped"), (self.returns_rejected, "return", "rejected")]
        {
            if count > 0 {
                line += &format!("{} {how}, ", count_of(count, what));
            }
        }
        line += &match self.items {
            0 => "no items, ".to_owned(),
            items => format!("{} of {} mapped, ", number(self.items_mapped), count_of(items, "item")),
        };
        line += &match (self.cost_mapped, self.cost_total) {
            (_, Money::ZERO) => "no cost".to_owned(),
            (Money::ZERO, total) => format!("nothing of {} mapped", short(total, currency)),
            (mapped, total) => format!("{} of {} mapped", short(mapped, currency), short(total, currency)),
        };
        if self.cost_unsure.is_positive() {
            line += &format!(", {} with a confidence below 0.8", short(self.cost_unsure, currency));
        }
        if self.suppliers > 0 {
            line += &format!(" (the cost of {} is not in any total)", count_of(self.suppliers, "supplier"));
        }
        if self.returns_other_currency > 0 {
            let others = count_of(self.returns_other_currency, "return");
            line += &format!(" (the cost of {others} in another currency is not in any total)");
        }
        // With what is mapped these are all of the total.
        let rest = [
            (self.cost_unitemised, "not itemised"),
            (self.cost_recharged, "paid to other organisations"),
            (self.cost_no_function, "without a function"),
            (self.cost_non_service, "passed on or accounting entries"),
        ];
        let rest: Vec<String> = (rest.into_iter())
            .filter(|(amount, _)| amount.is_positive())
            .map(|(amount, what)| format!("{} {what}", short(amount, currency)))
            .collect();
        if !rest.is_empty() {
            line += &format!(". The rest: {}", rest.join(", "));
        }
        if let Some(withheld) = &self.withheld {
            line += &format!(". {}", withheld.line(currency));
        }
        if let Some(settings) = &self.settings {
            line += &format!(". {}", settings.line());
        }
        line
    }
}

impl Withheld {
    /// What a reader must know of it, in a sentence.
    fn line(&self, currency: &str) -> String {
        let mut line = format!(
            "Redacted (salt {}): {} below {} FTE, with {} FTE and {}, {} hashed names and averaged pay; {} {} hashed names, {} \
             neither wording nor place",
            self.salt_mark(),
            count_of(self.roles, "role"),
            self.below,
            self.fte,
            short(self.cost, currency),
            agree(self.roles, "has", "have"),
            count_of(self.units, "unit"),
            agree(self.units, "has", "have"),
            count_of(self.findings, "finding"),
        );
        if self.alone > 0 {
            line += &format!(
                "; {} {} {} too few staff to average over, so their pay can be worked out",
                self.alone,
                plural(self.alone, "organisation"),
                agree(self.alone, "has", "have"),
            );
        }
        line
    }
}
