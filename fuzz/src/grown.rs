//! Returns grown from bytes: right in shape, wild in content, so that what lies behind the format is reached.

use std::fmt::Write;

use arbitrary::{Result, Unstructured};

/// Amounts at the edges of what may be declared, and a few beyond.
const AMOUNTS: [&str; 12] = [
    "0",
    "0.01",
    "1",
    "999.99",
    "14_200_000",
    "\"£1,250.50\"",
    "-0.01",
    "-1",
    "1000000000000",
    "999999999999.99",
    "1000000000000.01",
    ".nan",
];
const SHARES: [&str; 8] = ["0", "1", "0.5", "0.3333333", "0.0000001", "0.999999", "0.25", "1.1"];
const STAFF: [&str; 8] = ["0", "0.001", "1", "11.4", "0.3333333", "1000000", "37.5", "-1"];
const FUNCTIONS: [&str; 7] =
    ["hr.payroll", "finance.payables", "revenues.council-tax", "ict", "hr", "governance.internal-audit", "hr.pay"];
const TEXTS: [&str; 8] = [
    "Payroll officer",
    "Council tax billing and recovery",
    "NEC Revenues",
    "Team",
    "Director of finance",
    "Street cleaning",
    "=cmd|' /C calc'!A0",
    "\u{202E}\u{1b}[31m",
];

/// The text of a return that the bytes decide, as YAML.
pub fn grown(bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut out = String::from("dupaudit: 1\nperiod: 2025-26\norganisation:\n");
    let _ = writeln!(out, "  id: o{}\n  name: {}", bytes.int_in_range(0..=3)?, text(bytes)?);
    for key in ["type", "family", "region"] {
        maybe(bytes, &mut out, &format!("  {key}"), |bytes| bytes.choose(&["district-council", "county"]).copied())?;
    }
    maybe(bytes, &mut out, "  total", |bytes| bytes.choose(&AMOUNTS).copied())?;
    maybe(bytes, &mut out, "  fte", |bytes| bytes.choose(&STAFF).copied())?;
    list(bytes, &mut out, "units", |bytes, out| named(bytes, out, "name"))?;
    list(bytes, &mut out, "processes", |bytes, out| {
        named(bytes, out, "name")?;
        item(bytes, out)?;
        for key in ["total", "other"] {
            maybe(bytes, out, &format!("    {key}"), |bytes| bytes.choose(&AMOUNTS).copied())?;
        }
        maybe(bytes, out, "    fte", |bytes| bytes.choose(&STAFF).copied())?;
        maybe(bytes, out, "    volume", |bytes| bytes.choose(&AMOUNTS).copied())?;
        maybe(bytes, out, "    volume_unit", |bytes| bytes.choose(&["payslips", "dwellings"]).copied())?;
        maybe(bytes, out, "    failure_demand", |bytes| bytes.choose(&SHARES).copied())
    })?;
    list(bytes, &mut out, "roles", |bytes, out| {
        named(bytes, out, "title")?;
        item(bytes, out)?;
        maybe(bytes, out, "    fte", |bytes| bytes.choose(&STAFF).copied())?;
        maybe(bytes, out, "    category", |bytes| {
            bytes.choose(&["administrative", "managerial", "frontline"]).copied()
        })?;
        paid(bytes, out)
    })?;
    list(bytes, &mut out, "systems", |bytes, out| {
        named(bytes, out, "name")?;
        item(bytes, out)?;
        maybe(bytes, out, "    status", |bytes| bytes.choose(&["live", "retiring", "retired"]).copied())?;
        maybe(bytes, out, "    contract_end", |bytes| {
            bytes.choose(&["2027-03-31", "0001-01-01", "9999-12-31"]).copied()
        })?;
        paid(bytes, out)
    })?;
    list(bytes, &mut out, "recharges", |bytes, out| {
        let _ = writeln!(out, "  - to: o{}\n    amount: {}", bytes.int_in_range(0..=3)?, bytes.choose(&AMOUNTS)?);
        maybe(bytes, out, "    function", |bytes| bytes.choose(&FUNCTIONS).copied())
    })?;
    list(bytes, &mut out, "sales", |bytes, out| {
        let _ = writeln!(out, "  - to: o{}\n    amount: {}", bytes.int_in_range(0..=3)?, bytes.choose(&AMOUNTS)?);
        maybe(bytes, out, "    product", |bytes| bytes.choose(&["p", "NEC Revenues", "=1"]).copied())?;
        maybe(bytes, out, "    function", |bytes| bytes.choose(&FUNCTIONS).copied())
    })?;
    list(bytes, &mut out, "shared", |bytes, out| {
        let with = bytes.int_in_range(0..=3)?;
        let _ = writeln!(out, "  - function: {}\n    with: [o{with}]", bytes.choose(&FUNCTIONS)?);
        maybe(bytes, out, "    host", |bytes| bytes.choose(&["o0", "o1"]).copied())?;
        maybe(bytes, out, "    since", |bytes| bytes.choose(&["2011-07-01", "9999-12-31"]).copied())
    })?;
    list(bytes, &mut out, "exceptions", |bytes, out| {
        let _ = writeln!(out, "  - reason: other");
        maybe(bytes, out, "    item", |bytes| bytes.choose(&["role/i0", "i1", "process/i0"]).copied())?;
        maybe(bytes, out, "    unit", |bytes| bytes.choose(&["i0", "i1"]).copied())?;
        maybe(bytes, out, "    function", |bytes| bytes.choose(&FUNCTIONS).copied())
    })?;
    Ok(out)
}

type Bytes<'b, 'a> = &'b mut Unstructured<'a>;

fn list<'a>(
    bytes: Bytes<'_, 'a>,
    out: &mut String,
    name: &str,
    mut entry: impl FnMut(Bytes<'_, 'a>, &mut String) -> Result<()>,
) -> Result<()> {
    let _ = writeln!(out, "{name}:");
    for _ in 0..bytes.int_in_range(0..=4)? {
        entry(bytes, out)?;
    }
    Ok(())
}

fn maybe<'a>(
    bytes: Bytes<'_, 'a>,
    out: &mut String,
    key: &str,
    value: impl FnOnce(Bytes<'_, 'a>) -> Result<&'static str>,
) -> Result<()> {
    if bytes.arbitrary()? {
        let _ = writeln!(out, "{key}: {}", value(bytes)?);
    }
    Ok(())
}

fn named(bytes: Bytes<'_, '_>, out: &mut String, key: &str) -> Result<()> {
    let _ = writeln!(out, "  - id: i{}\n    {key}: {}", bytes.int_in_range(0..=3)?, text(bytes)?);
    Ok(())
}

fn item(bytes: Bytes<'_, '_>, out: &mut String) -> Result<()> {
    maybe(bytes, out, "    unit", |bytes| bytes.choose(&["i0", "i1", "i2", "-"]).copied())?;
    maybe(bytes, out, "    function", |bytes| bytes.choose(&FUNCTIONS).copied())?;
    shares(bytes, out, "functions", &FUNCTIONS)
}

fn paid(bytes: Bytes<'_, '_>, out: &mut String) -> Result<()> {
    maybe(bytes, out, "    cost", |bytes| bytes.choose(&AMOUNTS).copied())?;
    shares(bytes, out, "processes", &["i0", "i1", "i2"])
}

fn shares(bytes: Bytes<'_, '_>, out: &mut String, key: &str, names: &[&str]) -> Result<()> {
    match bytes.int_in_range(0..=4)? {
        0 => drop(writeln!(out, "    {key}: {}", bytes.choose(names)?)),
        1 => drop(writeln!(out, "    {key}: [{}, {}]", bytes.choose(names)?, bytes.choose(names)?)),
        2 => {
            let (a, b) = (bytes.choose(names)?, bytes.choose(names)?);
            let _ = writeln!(out, "    {key}: {{{a}: {}, {b}: {}}}", bytes.choose(&SHARES)?, bytes.choose(&SHARES)?);
        }
        _ => {}
    }
    Ok(())
}

/// A text of any letters, or one that means something, in quotes.
fn text(bytes: Bytes<'_, '_>) -> Result<String> {
    let length = bytes.int_in_range(0..=12)?;
    if length > 8 {
        return Ok(quoted(bytes.choose(&TEXTS)?));
    }
    let letters: String = (0..length).map(|_| bytes.arbitrary::<char>()).collect::<Result<_>>()?;
    Ok(quoted(&letters))
}

/// In quotes that both YAML and JSON read: what YAML does not take as it stands is escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
