//! A case that is the sum of several: whole posts are counted in each, and every line is the sum of theirs.

use super::appraisal::{Case, Line, worth};
use super::divided::Divided;
use crate::money::Money;

impl Case {
    /// The sum of cases of one scenario.
    pub fn together<'c>(cases: impl IntoIterator<Item = &'c Self>) -> Self {
        let mut sum = Self::default();
        for case in cases {
            sum.base += case.base;
            sum.planned_annual += case.planned_annual;
            sum.npv += case.npv;
            sum.npv_including_time_released += case.npv_including_time_released;
            sum.lines.resize(sum.lines.len().max(case.lines.len()), Line::default());
            for (line, part) in sum.lines.iter_mut().zip(&case.lines) {
                line.add(part);
            }
        }
        sum.payback_year = sum.pays_back(&Divided::default());
        sum
    }

    /// The same with what setting up costs whatever is saved, as another case of it has that: it is paid once, not by each.
    #[must_use]
    pub fn with_fixed(mut self, of: &Self) -> Self {
        let mut paid = Money::ZERO;
        for (line, whole) in self.lines.iter_mut().zip(&of.lines) {
            let fixed = whole.setup_fixed;
            let now = worth(fixed, whole.discount_factor);
            paid += fixed;
            line.setup += fixed;
            line.setup_fixed += fixed;
            line.net -= fixed;
            line.cumulative_net -= paid;
            line.present_value -= now;
            self.npv -= now;
            self.npv_including_time_released -= now;
        }
        self.payback_year = self.pays_back(&Divided::default());
        self
    }

    /// First year from which what is left, less the cost of a division, never falls below nothing again.
    pub fn pays_back(&self, divided: &Divided) -> Option<u32> {
        let (mut cumulative, mut found) = (Money::ZERO, None);
        for (year, line) in (0_u32..).zip(&self.lines) {
            cumulative += line.net - divided.cost(year as usize);
            found = if cumulative < Money::ZERO { None } else { found.or(Some(year).filter(|year| *year > 0)) };
        }
        found
    }
}

impl Line {
    fn add(&mut self, part: &Self) {
        self.gross += part.gross;
        self.realised += part.realised;
        self.cashable += part.cashable;
        self.exits += part.exits;
        self.setup += part.setup;
        self.setup_fixed += part.setup_fixed;
        self.dual_running += part.dual_running;
        self.net += part.net;
        self.cumulative_net += part.cumulative_net;
        self.discount_factor = part.discount_factor;
        self.present_value += part.present_value;
    }
}

impl Divided {
    /// The sum of divisions of one scenario.
    pub fn together<'d>(divisions: impl IntoIterator<Item = &'d Self>) -> Self {
        let mut sum = Self::default();
        for one in divisions {
            sum.a_year += one.a_year;
            let [running, setup] = &mut sum.worth;
            let both = [(&mut sum.running, &one.running), (&mut sum.setup, &one.setup)];
            for (years, parts) in both.into_iter().chain([(running, &one.worth[0]), (setup, &one.worth[1])]) {
                years.resize(years.len().max(parts.len()), Money::ZERO);
                years.iter_mut().zip(parts).for_each(|(year, part)| *year += *part);
            }
        }
        sum
    }
}
