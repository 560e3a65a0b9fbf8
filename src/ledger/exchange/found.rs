//! Tables of what was read, and of what was found wrong with it.

use std::sync::Arc;

use super::tables::define_tables;
use super::value::Text;
use crate::finding::{Code, Finding, Mend, Related, Severity};
use crate::ledger::coverage::{Coverage, Withheld};
use crate::money::{MilliFte, Money};
use crate::source::{Position, Route};

fn at(line: Option<u32>, column: Option<u32>) -> Option<Position> {
    line.zip(column).map(|(line, column)| Position { line, column })
}

define_tables! {
    /// Something a reader should know or mend.
    findings(all from) (number, of) in from.gathered.findings.iter().enumerate() => {
        finding: usize = number, "Its number, from 0.";
        organisation: Option<Text> = of.organisation.as_deref(), "Id of the organisation, where it is about one.";
        code: Code = of.code, "The rule: `dupaudit explain CODE` shows what it means.";
        severity: Severity = of.severity, "note, warning or error.";
        message: Text = &of.message, "What was found.";
        help: Option<Text> = of.help.as_deref(), "What to do about it.";
        path: Option<Text> = of.path.as_deref(), "The file.";
        line: Option<u32> = of.position.map(|at| at.line), "The line.";
        column: Option<u32> = of.position.map(|at| at.column), "The column.";
        end_line: Option<u32> = of.end.map(|at| at.line), "The line behind the value.";
        end_column: Option<u32> = of.end.map(|at| at.column), "The column behind it.";
        route: Option<Route> = of.route.as_ref(), "The way to the value, as a list in JSON.";
        item: Option<Text> = of.item.as_deref(), "Id of the item.";
        named: Option<Text> = of.named.as_deref(), "The way with ids in place of numbers.";
        mend_found: Option<Text> = of.mend.as_ref().map(|mend| &*mend.found), "A text that check --fix would replace.";
        mend_meant: Option<Text> = of.mend.as_ref().map(|mend| &*mend.meant), "By this.";
    } => {
        let findings = &mut from.gathered.findings;
        if finding != findings.len() {
            return Err(format!("`finding` is {finding}; {} is expected", findings.len()));
        }
        findings.push(Finding {
            severity,
            help,
            path: path.map(Arc::from),
            position: at(line, column),
            end: at(end_line, end_column),
            route,
            organisation,
            item,
            named,
            mend: mend_found.zip(mend_meant).map(|(found, meant)| Mend { found, meant }),
            ..Finding::new(code, message)
        });
    };

    /// Another place that a finding speaks of.
    finding_places(all from)
        (number, of) in (from.gathered.findings.iter().enumerate())
            .flat_map(|(number, of)| of.related.iter().map(move |of| (number, of)))
    => {
        finding: usize = number, "The finding.";
        message: Text = &of.message, "What is there.";
        path: Option<Text> = of.path.as_deref(), "The file, where it is another.";
        line: Option<u32> = of.position.map(|at| at.line), "The line.";
        column: Option<u32> = of.position.map(|at| at.column), "The column.";
        end_line: Option<u32> = of.end.map(|at| at.line), "The line behind the value.";
        end_column: Option<u32> = of.end.map(|at| at.column), "The column behind it.";
        route: Option<Route> = of.route.as_ref(), "The way to the value, as a list in JSON.";
    } => {
        let of = from.gathered.findings.get_mut(finding);
        let of = of.ok_or_else(|| format!("`finding` is {finding}, which there is not"))?;
        let (path, position, end) = (path.map(Arc::from), at(line, column), at(end_line, end_column));
        of.related.push(Related { message, path, position, end, route });
    };

    /// What was read to make these facts, and what was not. One row.
    coverage(all from) of in [&from.gathered.coverage] => {
        files_found: usize = of.files_found, "Files that could hold returns.";
        files_read: usize = of.files_read, "Of them: read to the end.";
        files_rejected: usize = of.files_rejected, "Of them: could not be read, or hold something else.";
        files_skipped: usize = of.files_skipped, "Of them: settings, decisions and the like, and what is ignored.";
        returns_rejected: usize = of.returns_rejected, "Returns that the facts do not cover.";
        unread: bool = of.unread, "Whether something was not read or not parsed.";
        redacted_below_mfte: Option<MilliFte> = of.withheld.map(|withheld| withheld.below),
            "Roles with less staff were small posts; empty where nothing was redacted.";
        redacted_roles: Option<usize> = of.withheld.map(|withheld| withheld.roles),
            "Small posts: names hashed, pay averaged.";
        redacted_fte_mfte: Option<MilliFte> = of.withheld.map(|withheld| withheld.fte), "Their staff.";
        redacted_cost_pence: Option<Money> = of.withheld.map(|withheld| withheld.cost), "Their cost.";
        redacted_units: Option<usize> = of.withheld.map(|withheld| withheld.units), "Units whose names are hashed.";
        redacted_findings: Option<usize> = of.withheld.map(|withheld| withheld.findings),
            "Findings that lost wording and place.";
        redacted_alone: Option<usize> = of.withheld.map(|withheld| withheld.alone),
            "Organisations with too few staff to average over.";
        redacted_salt: Option<u32> = of.withheld.map(|withheld| withheld.salt),
            "By which results with the same salt are known.";
    } => {
        let withheld = redacted_below_mfte.map(|below| Withheld {
            below,
            roles: redacted_roles.unwrap_or_default(),
            fte: redacted_fte_mfte.unwrap_or_default(),
            cost: redacted_cost_pence.unwrap_or_default(),
            units: redacted_units.unwrap_or_default(),
            findings: redacted_findings.unwrap_or_default(),
            alone: redacted_alone.unwrap_or_default(),
            salt: redacted_salt.unwrap_or_default(),
        });
        let none = Coverage::default();
        from.gathered.coverage =
            Coverage { files_found, files_read, files_rejected, files_skipped, returns_rejected, unread, withheld, ..none };
    };

    /// A document that was read: what tells two sets of returns apart.
    documents(all from) hash in &from.gathered.documents => {
        sha256: Text = hash, "A hash of its text.";
    } => from.gathered.documents.push(sha256);
}
