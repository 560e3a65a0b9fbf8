//! One line a finding, `path:line:column: severity[code] message`, as editors and compilers' readers expect it.

use std::io::{self, Write};

use super::super::place::clean;
use crate::report::Check;

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    for finding in &check.findings {
        if let Some(place) = finding.at.text() {
            write!(out, "{}: ", clean(&place))?;
        }
        writeln!(out, "{}[{}] {}", finding.severity, finding.code, clean(&finding.message))?;
    }
    writeln!(out, "{}", check.headline())?;
    check.closing().lines().try_for_each(|line| writeln!(out, "{}", clean(line)))
}
