//! The documentation of the rules: one of them, all of them, and the page of them.

use std::io::{self, Write};

use serde::Serialize;

use super::json::pretty;
use super::place::wrap;
use super::table::{Align, write_table};
use crate::finding::{Rule, Severity, Stage, model_checks};
use crate::report::Origin;

/// A rule as JSON has it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RuleRow {
    code: &'static str,
    severity: &'static str,
    rejects: bool,
    stage: &'static str,
    model: Vec<&'static str>,
    about: &'static str,
    finds: &'static str,
    matters: &'static str,
    bad: &'static str,
    mend: &'static str,
    good: &'static str,
}

impl From<Rule> for RuleRow {
    fn from(rule: Rule) -> Self {
        let Rule { code, finds, matters, bad, mend, good } = rule;
        Self {
            code: code.word(),
            severity: code.severity().word(),
            rejects: code.rejects(),
            stage: code.stage().word(),
            model: rule.model().collect(),
            about: code.about(),
            finds,
            matters,
            bad,
            mend,
            good,
        }
    }
}

/// What becomes of a return in which it is found, and by which command.
fn effect(rule: Rule) -> &'static str {
    let code = rule.code;
    match (code.stage(), code.severity()) {
        (Stage::Reading, _) => "The file or document is not read, and the run is incomplete.",
        (Stage::Return, Severity::Error) => "Rejects the return: no figure includes it.",
        (Stage::Return, _) => "Found by `check` and `audit`; the return counts.",
        (Stage::Strict, _) => "Found under `--strict`; the return counts, and the check fails.",
        (Stage::Audit, _) => "Found by `audit`, which sees all returns together.",
        (Stage::Rounds, _) => {
            "Found by `check` with an earlier set of returns, under `--baseline` or `--against`, or by `compare`."
        }
        (Stage::Decisions, _) => "Found wherever recorded decisions are applied.",
        (Stage::Import, _) => "Found by `import`, in the table that returns are made of.",
        (Stage::Options, _) => "Found by `options`: the option that it is about is in no figure.",
    }
}

/// Writes one rule for people.
///
/// # Errors
/// The writer refuses.
pub fn write_rule(out: &mut dyn Write, width: u16, rule: Rule) -> io::Result<()> {
    let width = usize::from(width);
    writeln!(out, "{}[{}]", rule.code.severity(), rule.code)?;
    for text in [rule.code.about(), &effect(rule).replace('`', "")] {
        write!(out, "{}", wrap(text, width, ""))?;
    }
    let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let paragraph = |text: &str| wrap(text, width, "  ");
    write!(out, "\nWhat it finds\n{}", paragraph(rule.finds))?;
    write!(out, "\nWhy it matters\n{}", paragraph(rule.matters))?;
    write!(out, "\nExample\n{}", indented(rule.bad))?;
    write!(out, "\nHow to fix it\n{}\n{}", paragraph(rule.mend), indented(rule.good))
}

/// Writes all rules as a table for people.
///
/// # Errors
/// The writer refuses.
pub fn write_rules(out: &mut dyn Write, width: u16, rules: &[Rule]) -> io::Result<()> {
    let row = |rule: &Rule| {
        let code = rule.code;
        vec![
            code.word().to_owned(),
            code.severity().to_string(),
            code.stage().word().to_owned(),
            code.about().to_owned(),
        ]
    };
    let columns =
        [("Code", Align::Fixed), ("Severity", Align::Fixed), ("Stage", Align::Fixed), ("What it finds", Align::Left)];
    write_table(out, width, &columns, rules.iter().map(row).collect())?;
    writeln!(out, "\n{} rules. `dupaudit explain CODE` shows what one means and how to fix it.", rules.len())
}

/// Every rule.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct RuleList {
    schema: &'static str,
    #[serde(flatten)]
    origin: Origin,
    rules: Vec<RuleRow>,
}

/// Writes all rules for other tools, `dupaudit.rules/1`.
///
/// # Errors
/// The writer refuses.
pub fn write_rules_json(out: &mut dyn Write, rules: &[Rule]) -> io::Result<()> {
    let rules = rules.iter().copied().map(RuleRow::from).collect();
    pretty(out, &RuleList { schema: "dupaudit.rules/1", origin: Origin::tool(), rules })
}

const INTRODUCTION: &str = "\
# Rules

<!-- Made by `dupaudit rules --format markdown`. Change src/finding/rules.yaml instead. -->

Every finding has a code that never changes. An **error** of the stages *reading* and *return* keeps a file or a return out of
every figure; a **warning** affects a figure; a **note** informs. At most 100 findings of one code are listed
for a document; one more gives the number of the rest.

`rules:` in `dupaudit.yaml` turns a rule `off` or gives it another severity; an error that rejects a return stays an error.
`--strict` adds the stage *strict*: it demands a function for every item, a total for every organisation (`no-control-total`
is an error then) and volumes (`missing-volume` likewise).

`dupaudit explain CODE` prints one of these texts, `dupaudit rules --format json` all of them for other tools.
";

/// Writes the page of all rules.
///
/// # Errors
/// The writer refuses.
pub fn write_rules_page(out: &mut dyn Write, rules: &[Rule]) -> io::Result<()> {
    writeln!(out, "{INTRODUCTION}")?;
    writeln!(out, "| Code | Severity | Stage | What it finds |\n|---|---|---|---|")?;
    for rule in rules {
        let code = rule.code;
        writeln!(out, "| [{code}](#{code}) | {} | {} | {} |", code.severity(), code.stage().word(), code.about())?;
    }
    writeln!(out, "\n## The checks of the model\n")?;
    writeln!(out, "[The model](model.md) numbers its checks. These are the codes that carry them.\n")?;
    writeln!(out, "| Check | Code | Severity |\n|---|---|---|")?;
    for (number, code) in model_checks() {
        writeln!(out, "| {number} | [{code}](#{code}) | {} |", code.severity())?;
    }
    for rule in rules {
        let (code, language) = (rule.code, language(rule.bad));
        writeln!(out, "\n## {code}\n\n{}: {}\n\n{}\n", capital(code.severity().word()), code.about(), effect(*rule))?;
        writeln!(out, "**What it finds.** {}\n\n**Why it matters.** {}\n", rule.finds, rule.matters)?;
        writeln!(out, "```{language}\n{}\n```\n", rule.bad)?;
        writeln!(out, "**How to fix it.** {}\n\n```{language}\n{}\n```", rule.mend, rule.good)?;
    }
    Ok(())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What an example is written in, for the colours of whoever shows the page.
fn language(example: &str) -> &'static str {
    if example.contains("dupaudit ") {
        "sh"
    } else if example.contains("Job Title") {
        "csv"
    } else {
        "yaml"
    }
}
