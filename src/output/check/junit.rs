//! JUnit XML: a suite for each file, and a case for each return, rejected ones included. What was not read is an error.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::super::place::clean;
use crate::report::{Check, FindingRow, Outcome};

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let suites = suites(check);
    let totals = totals(suites.values().flatten());
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attribute(("name", "dupaudit check"))
        .with_attributes(totals.iter().map(|(name, number)| (*name, number.as_str())))
        .write_inner_content(|xml| suites.iter().try_for_each(|(path, cases)| suite(xml, check, path, cases)))?;
    writeln!(out)
}

/// One line of a test report.
struct Case<'a> {
    /// The organisation, or what stands for it.
    of: String,
    name: String,
    says: Says<'a>,
}

enum Says<'a> {
    Good,
    /// Findings at or above the bar.
    Failure(Vec<&'a FindingRow>),
    /// What was not read.
    Error(Vec<&'a FindingRow>),
    /// A file that was not read, and why.
    Skipped(&'static str),
    /// What no finding says: there was nothing to check, or what is not listed was not read.
    Whole(&'static str),
}

/// How many cases there are, and how many of them are not good.
fn totals<'a>(cases: impl Iterator<Item = &'a Case<'a>>) -> Vec<(&'static str, String)> {
    let (mut all, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for case in cases {
        all += 1;
        failures += u32::from(matches!(case.says, Says::Failure(_)));
        errors += u32::from(matches!(case.says, Says::Error(_) | Says::Whole(_)));
        skipped += u32::from(matches!(case.says, Says::Skipped(_)));
    }
    let counted = [("tests", all), ("failures", failures), ("errors", errors), ("skipped", skipped)];
    let said = counted.into_iter().filter(|(name, number)| *name != "skipped" || *number > 0);
    said.map(|(name, number)| (name, number.to_string())).collect()
}

/// The cases of every file, in the order of their names: one for each return, and for each document that is none.
fn suites(check: &Check) -> BTreeMap<String, Vec<Case<'_>>> {
    let mut cases: BTreeMap<(String, String), Case<'_>> = BTreeMap::new();
    for declared in &check.returns {
        let of = clean(&declared.organisation);
        let name = format!("{of} {}", clean(&declared.name));
        cases.insert((clean(&declared.path), of.clone()), Case { of, name, says: Says::Good });
    }
    let mut failing: BTreeMap<(String, String), Vec<&FindingRow>> = BTreeMap::new();
    for finding in check.findings.iter().filter(|finding| Check::is_unread(finding) || check.fails(finding)) {
        let path = finding.at.path.as_deref().map_or_else(|| "the check as a whole".to_owned(), clean);
        let of = finding.organisation.as_deref().map_or_else(|| path.clone(), clean);
        failing.entry((path, of)).or_default().push(finding);
    }
    let failing_none = failing.is_empty();
    for (place, findings) in failing {
        let of = place.1.clone();
        let is_unread = findings.iter().any(|finding| Check::is_unread(finding));
        let case = cases.entry(place).or_insert_with(|| Case { name: of.clone(), of, says: Says::Good });
        case.says = if is_unread { Says::Error(findings) } else { Says::Failure(findings) };
    }
    let mut suites: BTreeMap<String, Vec<Case<'_>>> = BTreeMap::new();
    for ((path, _), case) in cases {
        suites.entry(path).or_default().push(case);
    }
    // Of what an incomplete check did not read a baseline may know, and old returns have no findings here.
    let whole = match check.outcome {
        Outcome::NothingFound => Some(("something to check", "nothing-found")),
        Outcome::Incomplete if check.is_partly_unread() && !check.findings.iter().any(Check::is_unread) => {
            Some(("everything read", "incomplete"))
        }
        Outcome::Incomplete if failing_none => Some(("no return rejected", "incomplete")),
        _ => None,
    };
    if let Some((name, kind)) = whole {
        let (of, name, says) = ("dupaudit".to_owned(), name.to_owned(), Says::Whole(kind));
        suites.entry("the check as a whole".to_owned()).or_default().push(Case { of, name, says });
    }
    for row in &check.not_read {
        let name = clean(&row.place());
        let case = Case { of: "not read".to_owned(), name, says: Says::Skipped(row.reason) };
        suites.entry("files that were not read".to_owned()).or_default().push(case);
    }
    suites
}

fn suite<W: Write>(xml: &mut Writer<W>, check: &Check, path: &str, cases: &[Case<'_>]) -> io::Result<()> {
    let totals = totals(cases.iter());
    xml.create_element("testsuite")
        .with_attribute(("name", allowed(path).as_str()))
        .with_attributes(totals.iter().map(|(name, number)| (*name, number.as_str())))
        .write_inner_content(|xml| cases.iter().try_for_each(|case| one(xml, check, case)))?;
    Ok(())
}

fn one<W: Write>(xml: &mut Writer<W>, check: &Check, case: &Case<'_>) -> io::Result<()> {
    let (name, class) = (allowed(&case.name), allowed(&case.of));
    let element = xml
        .create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", class.as_str()));
    let (tag, kind, message, text) = match &case.says {
        Says::Good => return element.write_empty().map(drop),
        Says::Skipped(why) => {
            let skipped = |xml: &mut Writer<W>| {
                xml.create_element("skipped").with_attribute(("message", *why)).write_empty().map(drop)
            };
            return element.write_inner_content(skipped).map(drop);
        }
        Says::Failure(findings) => ("failure", findings[0].code.word(), summary(findings), listed(findings)),
        Says::Error(findings) => ("error", findings[0].code.word(), summary(findings), listed(findings)),
        Says::Whole(kind) => ("error", *kind, check.headline(), check.closing().to_owned()),
    };
    element.write_inner_content(|xml| {
        xml.create_element(tag)
            .with_attribute(("message", allowed(&message).as_str()))
            .with_attribute(("type", kind))
            .write_text_content(BytesText::new(&allowed(&text)))?;
        Ok(())
    })?;
    Ok(())
}

fn summary(findings: &[&FindingRow]) -> String {
    let first = clean(&findings[0].message);
    match findings.len() {
        1 => first,
        several => format!("{several} findings; the first: {first}"),
    }
}

fn listed(findings: &[&FindingRow]) -> String {
    findings
        .iter()
        .map(|finding| {
            let place = finding.at.text().map(|place| format!("{}: ", clean(&place))).unwrap_or_default();
            let help =
                finding.help.as_deref().map(|help| format!("\n  To fix it: {}", clean(help))).unwrap_or_default();
            format!("{place}{}{help}", clean(&finding.message))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A text of characters that XML allows.
fn allowed(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\u{FFFE}' | '\u{FFFF}') { '\u{FFFD}' } else { letter }).collect()
}
