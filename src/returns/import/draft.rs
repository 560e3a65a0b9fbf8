//! A return in the making, and its text.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::money::{MilliFte, Money};
use crate::returns::blank::{is_blank, visible};
use crate::returns::model::{Inclusion, Kind};

/// A return that an importer fills.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// A comment at its top: where it comes from.
    pub origin: Vec<String>,
    /// The twelve months, or the date of the snapshot.
    pub period: String,
    /// The currency, where it is not the pound.
    pub currency: Option<String>,
    /// Id of the organisation.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type, where it is known.
    pub kind: Option<String>,
    /// Whether pay holds on-costs, where that is known.
    pub on_costs: Option<Inclusion>,
    /// Names of the units by id.
    pub units: BTreeMap<String, String>,
    /// Its items, in the order of kind and id.
    pub items: Vec<DraftItem>,
}

/// An item in the making: its keys beside id and name, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftItem {
    /// Which kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its name, of a role the job title.
    pub name: String,
    /// What it says in words.
    pub texts: Vec<(&'static str, String)>,
    /// Its figures and dates, as a return writes them: what a later import of the same table brings up to date.
    pub figures: Vec<(&'static str, String)>,
}

impl DraftItem {
    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| *name == key).map(|(_, text)| text.as_str())
    }

    /// Adds a text where there is one.
    pub(super) fn say(&mut self, key: &'static str, text: Option<impl Into<String>>) {
        self.texts.extend(text.map(|text| (key, text.into())));
    }

    /// Adds a figure where there is one.
    pub(super) fn figure(&mut self, key: &'static str, figure: Option<String>) {
        self.figures.extend(figure.map(|figure| (key, figure)));
    }
}

/// The key of an item's name.
pub(super) fn name_key(kind: Kind) -> &'static str {
    if kind == Kind::Role { "title" } else { "name" }
}

/// Full-time equivalents as a return writes them.
pub(super) fn plain_fte(fte: MilliFte) -> String {
    format!("{}.{:03}", fte.0 / 1000, fte.0 % 1000)
}

/// The text of a return.
pub fn write_yaml(draft: &Draft) -> String {
    let mut out = String::new();
    for line in &draft.origin {
        let _ = writeln!(out, "# {}", printable(line));
    }
    let currency = draft.currency.as_deref().unwrap_or("GBP");
    let _ = writeln!(out, "dupaudit: 1\nperiod: {}\ncurrency: {currency}\norganisation:", scalar(&draft.period));
    field(&mut out, "  id", Some(&draft.id));
    field(&mut out, "  name", Some(&draft.name));
    field(&mut out, "  type", draft.kind.as_deref());
    if let Some(on_costs) = draft.on_costs {
        let word = if on_costs == Inclusion::Included { "included" } else { "excluded" };
        let _ = writeln!(out, "accounting: {{on_costs: {word}}}");
    }
    if !draft.units.is_empty() {
        let _ = writeln!(out, "units:");
    }
    for (id, name) in &draft.units {
        out.push_str(&unit_text(id, name, "  "));
    }
    for kind in [Kind::Process, Kind::Role, Kind::System] {
        let mut items = draft.items.iter().filter(|item| item.kind == kind).peekable();
        if items.peek().is_some() {
            let _ = writeln!(out, "{}:", kind.list());
        }
        for item in items {
            out.push_str(&item_text(item, "  "));
        }
    }
    out
}

/// A unit as an entry of a list that stands at `indent`.
pub(super) fn unit_text(id: &str, name: &str, indent: &str) -> String {
    format!("{indent}- id: {}\n{indent}  name: {}\n", scalar(id), scalar(name))
}

/// An item as an entry of a list that stands at `indent`.
pub(super) fn item_text(item: &DraftItem, indent: &str) -> String {
    let mut out = format!("{indent}- id: {}\n", scalar(&item.id));
    field(&mut out, &format!("{indent}  {}", name_key(item.kind)), Some(&item.name));
    for (key, text) in &item.texts {
        field(&mut out, &format!("{indent}  {key}"), Some(text));
    }
    for (key, figure) in &item.figures {
        let _ = writeln!(out, "{indent}  {key}: {figure}");
    }
    out
}

fn field(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key}: {}", scalar(value));
    }
}

/// An amount as a return writes it.
pub(super) fn plain_money(money: Money) -> String {
    money.plain()
}

/// A text as a YAML value: bare where that is safe beyond doubt, else in double quotes, as JSON writes it.
pub(super) fn scalar(text: &str) -> String {
    let text = printable(text);
    let word =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '/' | '(' | ')' | '.');
    let bare = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(word)
        && !matches!(text.to_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if bare { text } else { serde_json::Value::String(text).to_string() }
}

/// A text as a name: None where there is nothing to be seen of it.
pub fn as_name(text: &str) -> Option<String> {
    let text = printable(visible(text));
    (!is_blank(&text)).then_some(text)
}

/// Without control characters, which YAML does not take, and without white space at the ends.
pub(super) fn printable(text: &str) -> String {
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
            let texts = vec![("unit", "u".to_owned()), ("description", title.clone())];
            let role = DraftItem { kind: Kind::Role, id: "r".into(), name: title.clone(), texts, figures: Vec::new() };
            let units = BTreeMap::from([("u".to_owned(), unit)]);
            let draft = Draft { period: "2025".into(), id: "x".into(), name: title.clone(), units, items: vec![role], ..Draft::default() };
            match load(&Document { text: write_yaml(&draft), first_line: 1, json: false }) {
                Loaded::Return(read) => prop_assert_eq!(&read.roles[0].title, &printable(&title)),
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
