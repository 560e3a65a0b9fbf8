//! Findings as they are made: so many of each kind that a person can act on them, whatever a document holds.

use std::collections::BTreeMap;

use super::{Code, Finding};

/// The findings of one document. Of each code only the first are kept and the rest is counted, so that a document with a
/// million mistakes takes no more memory than one with a hundred.
#[derive(Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    seen: BTreeMap<Code, usize>,
}

impl Findings {
    /// How many of one code are kept.
    pub const MOST: usize = 100;

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.push_with(finding.code, || finding);
    }

    /// Adds one of this code, which is only worded if it is kept: to look for what was meant takes as long as there are names.
    pub fn push_with(&mut self, code: Code, finding: impl FnOnce() -> Finding) {
        let seen = self.seen.entry(code).or_default();
        *seen += 1;
        if *seen <= Self::MOST {
            self.kept.push(finding());
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// What was kept, and of each code with more than that one finding that says how many more, at the last of them.
    pub fn into_vec(self) -> Vec<Finding> {
        let mut kept = self.kept;
        for (code, seen) in self.seen.into_iter().filter(|(_, seen)| *seen > Self::MOST) {
            let Some(last) = kept.iter().rfind(|finding| finding.code == code).cloned() else { continue };
            // The dots sort it behind the finding whose place it shares.
            let message = format!("… and {} more of {code} in this document", seen - Self::MOST);
            let help = Some("fix those that are listed and check again".to_owned());
            kept.push(Finding { message, help, item: None, mend: None, is_rest: true, ..last });
        }
        kept
    }
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

/// One cause, one finding: leaves out what another finding of the same return explains.
pub fn without_consequences(findings: &mut Vec<Finding>) {
    let explained: Vec<Code> = findings.iter().flat_map(|finding| finding.code.explains()).copied().collect();
    findings.retain(|finding| !explained.contains(&finding.code));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_mistakes_are_a_hundred_findings_and_a_count() {
        let mut findings = Findings::default();
        findings.extend((0..1_000_000).map(|_| Finding::new(Code::UnknownUnit, "there is no unit `x`")));
        findings.push(Finding::new(Code::DuplicateId, "twice"));
        let findings = findings.into_vec();
        assert_eq!(findings.len(), Findings::MOST + 2);
        assert_eq!(
            findings.last().map(|last| last.message.as_str()),
            Some("… and 999900 more of unknown-unit in this document")
        );
    }
}
