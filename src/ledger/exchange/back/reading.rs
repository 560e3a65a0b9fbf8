//! Rows of what was read, and of what was found wrong with it.

use std::sync::Arc;

use super::{Builder, Take, place, word};
use crate::finding::{Code, Finding, Mend, Related};
use crate::ledger::coverage::{Coverage, Withheld};
use crate::ledger::exchange::tables::{CoverageRow, DocumentRow, FindingPlaceRow, FindingRow};
use crate::ledger::exchange::value::start;
use crate::source::{Position, Route};

impl Take for FindingRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let findings = &mut builder.gathered.findings;
        if self.finding != findings.len() {
            return Err(format!("`finding` is {}; {} is expected", self.finding, findings.len()));
        }
        let code = Code::find(&self.code).ok_or_else(|| format!("`code` is `{}`, which is none", start(&self.code)))?;
        let mut finding = Finding::new(code, self.message);
        finding.severity = word("severity", &self.severity)?;
        finding.help = self.help;
        finding.path = self.path.map(Arc::from);
        finding.position = some_place(self.line, self.column);
        finding.end = some_place(self.end_line, self.end_column);
        finding.route = self.route.map(|text| route(&text)).transpose()?;
        finding.organisation = self.organisation;
        finding.item = self.item;
        finding.named = self.named;
        finding.mend = self.mend_found.zip(self.mend_meant).map(|(found, meant)| Mend { found, meant });
        findings.push(finding);
        Ok(())
    }
}

impl Take for FindingPlaceRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        let finding = builder.gathered.findings.get_mut(self.finding);
        let finding = finding.ok_or_else(|| format!("`finding` is {}, which there is not", self.finding))?;
        finding.related.push(Related {
            message: self.message,
            path: self.path.map(Arc::from),
            position: some_place(self.line, self.column),
            end: some_place(self.end_line, self.end_column),
            route: self.route.map(|text| route(&text)).transpose()?,
        });
        Ok(())
    }
}

impl Take for CoverageRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.gathered.coverage = Coverage {
            files_found: self.files_found,
            files_read: self.files_read,
            files_rejected: self.files_rejected,
            files_skipped: self.files_skipped,
            returns_rejected: self.returns_rejected,
            unread: self.unread,
            withheld: self.redacted_below_mfte.map(|below| Withheld {
                below,
                roles: self.redacted_roles.unwrap_or_default(),
                fte: self.redacted_fte_mfte.unwrap_or_default(),
                cost: self.redacted_cost_pence.unwrap_or_default(),
                units: self.redacted_units.unwrap_or_default(),
                findings: self.redacted_findings.unwrap_or_default(),
                alone: self.redacted_alone.unwrap_or_default(),
                salt: self.redacted_salt.unwrap_or_default(),
            }),
            ..Coverage::default()
        };
        Ok(())
    }
}

impl Take for DocumentRow {
    fn take(self, builder: &mut Builder<'_>) -> Result<(), String> {
        builder.gathered.documents.push(self.sha256);
        Ok(())
    }
}

fn some_place(line: Option<u32>, column: Option<u32>) -> Option<Position> {
    line.zip(column).map(|(line, column)| place(line, column))
}

/// A way that is written as a list.
fn route(text: &str) -> Result<Route, String> {
    let problem = || format!("`route` is `{}`; a list in JSON is expected", start(text));
    let steps: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| problem())?;
    steps.into_iter().try_fold(Route::root(), |route, step| match step {
        serde_json::Value::String(key) => Ok(route.key(key)),
        other => match other.as_u64().and_then(|index| usize::try_from(index).ok()) {
            Some(index) => Ok(route.index(index)),
            None => Err(problem()),
        },
    })
}
