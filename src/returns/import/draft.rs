//! A return in the making, and its text.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::money::{MilliFte, Money};

/// A return that an importer fills.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// A comment at its top: where it comes from.
    pub origin: Vec<String>,
    /// The twelve months, or the date of the snapshot.
    pub period: String,
    /// Id of the organisation.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type, where it is known.
    pub kind: Option<String>,
    /// Names of the units by id.
    pub units: BTreeMap<String, String>,
    /// Its roles.
    pub roles: Vec<DraftRole>,
}

/// A role in the making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftRole {
    /// Its id.
    pub id: String,
    /// The job title.
    pub title: String,
    /// What the holder does.
    pub description: Option<String>,
    /// Id of the unit.
    pub unit: Option<String>,
    /// Its grade.
    pub grade: Option<String>,
    /// The profession.
    pub profession: Option<String>,
    /// Staff.
    pub fte: MilliFte,
    /// Pay, where it is known.
    pub cost: Option<Money>,
}

/// The text of a return. Amounts leave out on-costs, which pay scales do not hold.
pub fn write_yaml(draft: &Draft) -> String {
    let mut out = String::new();
    for line in &draft.origin {
        let _ = writeln!(out, "# {}", printable(line));
    }
    let _ = writeln!(out, "dupaudit: 1\nperiod: {}\ncurrency: GBP\norganisation:", scalar(&draft.period));
    field(&mut out, "  id", Some(&draft.id));
    field(&mut out, "  name", Some(&draft.name));
    field(&mut out, "  type", draft.kind.as_deref());
    let _ = writeln!(out, "accounting: {{on_costs: excluded}}");
    if !draft.units.is_empty() {
        let _ = writeln!(out, "units:");
    }
    for (id, name) in &draft.units {
        let _ = writeln!(out, "  - id: {}\n    name: {}", scalar(id), scalar(name));
    }
    if !draft.roles.is_empty() {
        let _ = writeln!(out, "roles:");
    }
    for role in &draft.roles {
        let _ = writeln!(out, "  - id: {}", scalar(&role.id));
        field(&mut out, "    title", Some(&role.title));
        field(&mut out, "    unit", role.unit.as_deref());
        field(&mut out, "    grade", role.grade.as_deref());
        field(&mut out, "    profession", role.profession.as_deref());
        field(&mut out, "    description", role.description.as_deref());
        let _ = writeln!(out, "    fte: {}.{:03}", role.fte.0 / 1000, role.fte.0 % 1000);
        if let Some(cost) = role.cost {
            let _ = writeln!(out, "    cost: {}", cost.plain());
        }
    }
    out
}

fn field(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key}: {}", scalar(value));
    }
}

/// A text as a YAML value: bare where that is safe beyond doubt, else in double quotes, as JSON writes it.
fn scalar(text: &str) -> String {
    let text = printable(text);
    let word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '/' | '(' | ')' | '.');
    let bare = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(word)
        && !matches!(text.to_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if bare { text } else { serde_json::Value::String(text).to_string() }
}

/// Without control characters, which YAML does not take, and without white space at the ends.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::{Loaded, load};
    use crate::source::Document;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_the_text_it_is_read_back(title in "\\PC{1,40}", unit in ".{1,20}") {
            prop_assume!(!printable(&title).is_empty() && !printable(&unit).is_empty());
            let role = DraftRole { id: "r".into(), title: title.clone(), unit: Some("u".into()), ..DraftRole::default() };
            let units = BTreeMap::from([("u".to_owned(), unit)]);
            let draft = Draft { period: "2025".into(), id: "x".into(), name: title.clone(), units, roles: vec![role], ..Draft::default() };
            match load(&Document { text: write_yaml(&draft), first_line: 1, json: false }) {
                Loaded::Return(read) => prop_assert_eq!(&read.roles[0].title, &printable(&title)),
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
