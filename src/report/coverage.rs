//! What was read and mapped, in a line.

use super::short::short;
use crate::ledger::{Coverage, Withheld};
use crate::money::{Money, thousands};

impl Coverage {
    /// The line that is always printed: `41 of 43 files read, 1,902 of 1,902 items mapped, £48.1m of £52.0m mapped`.
    pub fn line(&self, currency: &str) -> String {
        let number = |count: usize| thousands(count as u64);
        let mut line = format!("Coverage: {} of {} files read, ", number(self.files_read), number(self.files_found));
        line += &match self.items {
            0 => "no items, ".to_owned(),
            items => format!("{} of {} items mapped, ", number(self.items_mapped), number(items)),
        };
        line += &match (self.cost_mapped, self.cost_total) {
            (_, Money::ZERO) => "no cost".to_owned(),
            (Money::ZERO, total) => format!("nothing of {} mapped", short(total, currency)),
            (mapped, total) => format!("{} of {} mapped", short(mapped, currency), short(total, currency)),
        };
        if self.suppliers > 0 {
            let (count, plural) = (number(self.suppliers), if self.suppliers == 1 { "supplier" } else { "suppliers" });
            line += &format!(" (the cost of {count} {plural} is in no sum)");
        }
        if self.cost_unitemised.is_positive() {
            line += &format!(" ({} is in no item)", short(self.cost_unitemised, currency));
        }
        for (count, what, how) in
            [(self.files_skipped, "file", "skipped"), (self.returns_rejected, "return", "rejected")]
        {
            if count > 0 {
                let plural = if count == 1 { "" } else { "s" };
                line += &format!(", {} {what}{plural} {how}", number(count));
            }
        }
        if let Some(withheld) = &self.withheld {
            line += &format!(". {}", withheld.line(currency));
        }
        line
    }
}

impl Withheld {
    /// What a reader must know of it, in a sentence.
    fn line(&self, currency: &str) -> String {
        let mut line = format!(
            "Redacted (salt {}): {} roles below {} FTE, with {} FTE and {}, have hashed names and averaged pay; {} units have hashed \
             names, {} findings neither wording nor place",
            self.salt_mark(),
            thousands(self.roles as u64),
            self.below,
            self.fte,
            short(self.cost, currency),
            thousands(self.units as u64),
            thousands(self.findings as u64),
        );
        if self.alone > 0 {
            line += &format!(
                "; {} organisations have too few staff to average over, so that their pay can be worked out",
                self.alone
            );
        }
        line
    }
}
