//! How much findings matter where settings say otherwise.

use std::collections::BTreeMap;

use super::{Code, Finding, Severity, Stage};
use crate::words::words;

words! {
    /// What settings make of a rule.
    pub enum Level {
        /// Nothing is said of it.
        Off = "off",
        /// Its findings are notes.
        Note = "note",
        /// They are warnings.
        Warning = "warning",
        /// They are errors.
        Error = "error",
    }
}

/// What settings make of each rule. What rejects a return stays an error; what only `--strict` makes an error does not.
#[derive(Debug, Clone, Default)]
pub struct Levels(pub BTreeMap<Code, Level>);

impl Levels {
    /// Turns off the rules of `ignore`, and of `select`, where it names any, all but those. What rejects a return stays.
    pub fn limit(&mut self, select: &[Code], ignore: &[Code]) {
        for code in Code::ALL {
            if ignore.contains(&code) || !select.is_empty() && !select.contains(&code) {
                self.0.insert(code, Level::Off);
            }
        }
    }

    /// Gives findings their severity, leaves out those that are off, and puts them in their order.
    pub fn settle(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            match self.of(finding) {
                Some(Level::Off) => return false,
                Some(Level::Note) => finding.severity = Severity::Note,
                Some(Level::Warning) => finding.severity = Severity::Warning,
                Some(Level::Error) => finding.severity = Severity::Error,
                None => {}
            }
            true
        });
        findings.sort_by(Finding::order);
    }

    /// How many findings are turned off, by code.
    pub fn turned_off(&self, findings: &[Finding]) -> BTreeMap<&'static str, usize> {
        let mut off = BTreeMap::new();
        for finding in findings.iter().filter(|finding| self.of(finding) == Some(Level::Off)) {
            *off.entry(finding.code.word()).or_default() += 1;
        }
        off
    }

    fn of(&self, finding: &Finding) -> Option<Level> {
        let stays = finding.severity == Severity::Error && always_error(finding.code);
        self.0.get(&finding.code).copied().filter(|level| !stays || *level == Level::Error)
    }
}

/// Whether findings of a rule are errors whatever settings say. What only `--strict` makes an error rejects nothing, and can
/// be turned off like any warning.
pub fn always_error(code: Code) -> bool {
    code.severity() == Severity::Error && code.stage() != Stage::Strict
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_in_the_order_of_the_severities_that_settings_give_them() {
        for raised in Code::ALL {
            for level in [Level::Note, Level::Warning, Level::Error] {
                let levels = Levels(BTreeMap::from([(raised, level)]));
                let mut findings: Vec<Finding> = Code::ALL.iter().map(|code| Finding::new(*code, "")).collect();
                levels.settle(&mut findings);
                assert!(findings.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity)), "{raised}: {level}");
                let severity = findings.iter().find(|finding| finding.code == raised).map(|finding| finding.severity);
                let wanted = if always_error(raised) { "error" } else { level.word() };
                assert_eq!(severity.map(Severity::word), Some(wanted), "{raised}");
                let again = findings.clone();
                levels.settle(&mut findings);
                assert_eq!(again, findings, "{raised}: {level}");
            }
        }
    }
}
