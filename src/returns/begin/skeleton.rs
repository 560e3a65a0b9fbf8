//! A return to be filled in.

use std::fmt::Write;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::Taxonomy;

/// The file beside a return that editors find the schema in.
pub const SCHEMA_FILE: &str = "return.schema.json";

static TYPES: LazyLock<File> = LazyLock::new(|| {
    // Merge keys are not read by the types themselves.
    let mut value: serde_yaml::Value =
        serde_yaml::from_str(include_str!("types.yaml")).expect("the file of types is YAML");
    value.apply_merge().expect("the file of types merges");
    serde_yaml::from_value(value).expect("the file of types is as types are written")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)] // there is one version, and the file is part of the program
    dupaudit: String,
    common: Vec<String>,
    types: Vec<BodyType>,
}

/// A type of body and what bodies of it usually do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyType {
    /// As `organisation.type` says it.
    #[serde(rename = "type")]
    pub kind: String,
    /// In words, with its article.
    pub title: String,
    /// What drives its volumes.
    drivers: Vec<String>,
    /// Codes of what it does beside what every body does.
    functions: Vec<String>,
}

/// Every type that is known.
pub fn body_types() -> &'static [BodyType] {
    &TYPES.types
}

/// A return of a type of body with everything in it still to be said: what must be there is empty, the rest a comment.
/// `schema` puts the line for editors at its top.
pub fn skeleton(body: &BodyType, taxonomy: &Taxonomy, schema: bool) -> String {
    let mut out = String::new();
    if schema {
        let _ = writeln!(out, "# yaml-language-server: $schema={SCHEMA_FILE}");
    }
    let _ = write!(
        out,
        "\
# A return of {}, begun by `dupaudit init`.
# No figure and no name is given: fill in what is empty, uncomment what you have, delete what you have not. All costs are
# those of the period. `dupaudit check` says what is left.
dupaudit: 1
period:  # twelve months such as 2025-26 or 2025, or the date of a snapshot
# currency: GBP  # pounds unless said
organisation:
  id:  # a stable public identifier, such as an ONS code
  name:
  type: {}
  # region:  # bodies of one region are compared with each other first
  # total:  # everything spent in the period: what the items leave out is seen against it
  # fte:  # staff in all, in full-time equivalents
  # drivers:  # what drives your volumes
",
        body.title, body.kind
    );
    for driver in &body.drivers {
        let _ = writeln!(out, "  #   {driver}:");
    }
    out.push_str(
        "\
# accounting:  # like is compared with like: say how the figures were drawn up
#   on_costs:  # included or excluded: employer's contributions in the cost of roles
#   recharges:  # gross or net: before or after what other bodies pay you
#   vat:  # included or excluded

units:
  # - id:
  #   name:

processes:
  ## What such a body usually does. The cost of a process comes from the roles and systems linked to it; `other` is what
  ## none of them holds (print, postage, contracts), `total` its full cost, if you know it.
",
    );
    let codes = || TYPES.common.iter().chain(&body.functions);
    let mut group = None;
    // In the order of the list, so that a group stands together.
    for (id, function) in taxonomy.iter().filter(|(_, function)| codes().any(|code| *code == function.code)) {
        let above = taxonomy.get(taxonomy.group(id));
        if group != Some(&above.code) {
            let _ = writeln!(out, "\n  ## {}", above.label);
            group = Some(&above.code);
        }
        let _ = writeln!(
            out,
            "  # - id: {}\n  #   name: {}\n  #   function: {}\n  #   other:\n  #   volume:",
            function.code.replace('.', "-"),
            quoted(&function.label),
            function.code
        );
        if let Some(unit) = &function.volume_unit {
            let _ = writeln!(out, "  #   volume_unit: {}", quoted(unit));
        }
    }
    out.push_str(
        "
roles:
  ## One entry for the posts of one kind. Leave names of people out.
  # - id:
  #   title:
  #   unit:
  #   fte:
  #   cost:  # salaries and on-costs of all of them
  #   processes:  # ids from above: one, a list for an even split, or shares such as {hr-payroll: 0.8}

systems:
  # - id:
  #   name:
  #   product:
  #   vendor:
  #   status: live  # live, retiring or retired
  #   cost:  # licence, hosting and support
  #   contract_end:  # a date such as 2027-03-31
  #   processes:

recharges:  # paid to another body for a service; the cost is counted there
  # - {to: , function: , amount: }

outcomes:  # what the work achieves
  # - {measure: , kind: rate, value: , better: higher, function: }

transfers:  # services moved in or out since the last period
  # - {function: , out: , with: }

exceptions:  # duplication that is right to keep; it leaves the estimate and is listed
  # - {function: , reason: statutory, note: , until: }
",
    );
    out
}

/// A label as a YAML value.
fn quoted(text: &str) -> String {
    if text.contains([':', ',', '#', '\'', '"']) { format!("\"{text}\"") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Code, Severity};
    use crate::returns::{Loaded, check, load};
    use crate::source::Document;
    use crate::taxonomy;

    fn document(text: &str) -> Document {
        Document { text: text.to_owned(), first_line: 1, json: false }
    }

    #[test]
    fn of_every_type_only_period_id_and_name_are_missing() {
        let taxonomy = taxonomy::load(taxonomy::DEFAULT).expect("the list");
        for body in body_types() {
            let text = skeleton(body, &taxonomy, true);
            let Loaded::Broken(findings) = load(&document(&text)) else { panic!("{}", body.kind) };
            let found: Vec<(Code, String)> = findings
                .iter()
                .map(|finding| (finding.code, finding.route.clone().expect("a place").to_string()))
                .collect();
            let missing = ["period", "organisation.id", "organisation.name"];
            assert_eq!(found, missing.map(|route| (Code::WrongType, route.to_owned())), "{}", body.kind);
        }
    }

    #[test]
    fn with_those_three_it_passes() {
        let taxonomy = taxonomy::load(taxonomy::DEFAULT).expect("the list");
        for body in body_types() {
            let text = skeleton(body, &taxonomy, true)
                .replacen("period: ", "period: 2025-26", 1)
                .replacen("  id: ", "  id: A", 1)
                .replacen("  name:\n", "  name: B\n", 1);
            let Loaded::Return(read) = load(&document(&text)) else { panic!("{}:\n{text}", body.kind) };
            assert_eq!(read.items().count(), 0, "{}", body.kind);
            let errors: Vec<_> =
                check(&read, &taxonomy).into_iter().filter(|one| one.severity == Severity::Error).collect();
            assert_eq!(errors, [], "{}", body.kind);
        }
    }

    #[test]
    fn uncommented_every_entry_is_one_and_no_pound_is_in_it() {
        let taxonomy = taxonomy::load(taxonomy::DEFAULT).expect("the list");
        for body in body_types() {
            let text = skeleton(body, &taxonomy, false);
            let open = |line: &str| match line.find("# - id: ").or_else(|| line.find("#   ")) {
                Some(at) if !line[at + 4..].trim_end().ends_with("id:") => line.replacen("# ", "", 1),
                _ => line.to_owned(),
            };
            let (head, rest) = text.split_once("\nprocesses:\n").expect("processes");
            let (processes, _) = rest.split_once("\nroles:\n").expect("roles");
            let opened: Vec<String> = processes.lines().map(open).collect();
            let head = head
                .replace("period: ", "period: 2025-26")
                .replace("  id: ", "  id: A")
                .replace("  name:\n", "  name: B\n");
            let text = format!("{head}\nprocesses:\n{}\n", opened.join("\n"));
            let Loaded::Return(read) = load(&document(&text)) else { panic!("{}:\n{text}", body.kind) };
            assert_eq!(read.processes.len(), TYPES.common.len() + body.functions.len(), "{}", body.kind);
            for process in &read.processes {
                assert!(taxonomy.find(process.function.as_deref().expect("a function")).is_some(), "{}", process.id);
                assert!(
                    process.other.is_none() && process.total.is_none() && process.volume.is_none(),
                    "{}",
                    process.id
                );
            }
        }
    }
}
