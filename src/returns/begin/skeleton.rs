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
    let drivers: String = body.drivers.iter().map(|driver| format!("  #   {driver}:\n")).collect();
    let codes = || TYPES.common.iter().chain(&body.functions);
    let (mut processes, mut group) = (String::new(), None);
    // In the order of the list, so that a group stands together.
    for (id, function) in taxonomy.iter().filter(|(_, function)| codes().any(|code| *code == function.code)) {
        let above = taxonomy.get(taxonomy.group(id));
        if group != Some(&above.code) {
            let _ = writeln!(processes, "\n  ## {}", above.label);
            group = Some(&above.code);
        }
        let _ = writeln!(
            processes,
            "  # - id: {}\n  #   name: {}\n  #   function: {}\n  #   other:\n  #   volume:",
            function.code.replace('.', "-"),
            quoted(&function.label),
            function.code
        );
        if let Some(unit) = &function.volume_unit {
            let _ = writeln!(processes, "  #   volume_unit: {}", quoted(unit));
        }
    }
    let line = if schema { format!("# yaml-language-server: $schema={SCHEMA_FILE}\n") } else { String::new() };
    let text = include_str!("skeleton.txt").replace("{title}", &body.title).replace("{type}", &body.kind);
    line + &text.replace("{drivers}", &drivers).replace("{processes}", &processes)
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
    fn with_those_three_only_items_are_missing() {
        let taxonomy = taxonomy::load(taxonomy::DEFAULT).expect("the list");
        for body in body_types() {
            let text = skeleton(body, &taxonomy, true)
                .replacen("period: ", "period: 2025-26", 1)
                .replacen("  id: ", "  id: A", 1)
                .replacen("  name:\n", "  name: B\n", 1);
            let Loaded::Return(read) = load(&document(&text)) else { panic!("{}:\n{text}", body.kind) };
            assert_eq!(read.items().count(), 0, "{}", body.kind);
            let found = check(&read, &taxonomy).into_iter().filter(|one| one.severity == Severity::Error);
            let errors: Vec<Code> = found.map(|one| one.code).collect();
            assert_eq!(errors, [Code::EmptyReturn], "{}", body.kind);
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
