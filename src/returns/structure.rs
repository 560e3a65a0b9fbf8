//! Everything that is wrong with the shape of a return, each at its place. The schema made from the types leads the way,
//! so that what the types refuse and what is said about it cannot drift apart.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use super::forms::certain_form;
use super::model::Return;
use super::scalars::{FromText, check_format};
use crate::finding::{Code, Finding, Findings, nearest, surely};
use crate::money::{Money, SIGNS, currency, is_written_with};
use crate::source::{Content, Key, Node, Route};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(Return);
    RecursiveTransform(texts_may_be_numbers).transform(&mut schema);
    schema.to_value()
});

/// Ids and names are read from numbers as well: what YAML takes `id: 12` for must not decide.
fn texts_may_be_numbers(schema: &mut Schema) {
    if ["format", "const", "enum"].iter().any(|key| schema.get(*key).is_some()) {
        return;
    }
    let Some(kind) = schema.get_mut("type") else { return };
    let mut kinds: Vec<Value> = kind.as_array().cloned().unwrap_or_else(|| vec![kind.clone()]);
    if kinds[0] == "string" && !kinds.contains(&"number".into()) {
        kinds.insert(1, "number".into());
        *kind = kinds.into();
    }
}

/// The JSON Schema (2020-12) of a return, made from the types.
pub fn schema() -> &'static Value {
    &SCHEMA
}

/// Says what is wrong with a document that does not fit the types, or has amounts with the sign of another currency.
pub(super) fn explain(root: &Node) -> Vec<Finding> {
    let said = root.get("currency").and_then(Node::text).filter(|text| !text.trim().is_empty());
    let currency = said.map_or(Some("GBP"), |said| currency(said).ok());
    let mut walk = Walk { findings: Findings::default(), currency, unknown: 0 };
    walk.value(&SCHEMA, root, &Route::root(), "a return");
    walk.findings.into_vec()
}

struct Walk {
    findings: Findings,
    /// None where it is none.
    currency: Option<&'static str>,
    /// Keys that nobody knows.
    unknown: usize,
}

/// For how many unknown keys the nearest known one is looked up.
const LOOKED_UP: usize = 1000;

impl Walk {
    /// Compares a value with its schema. `name` is how messages call it.
    fn value(&mut self, schema: &Value, node: &Node, route: &Route, name: &str) {
        let schema = resolve(schema);
        if matches!(node.content, Content::Alias) {
            return;
        }
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            match branches.iter().find(|branch| accepts(resolve(branch), node)) {
                Some(branch) => self.value(branch, node, route, name),
                None => self.wrong_type(schema, node, route, name),
            }
            return;
        }
        if !accepts(schema, node) {
            self.wrong_type(schema, node, route, name);
            return;
        }
        match &node.content {
            Content::Mapping(entries) => self.mapping(schema, node, entries, route, name),
            Content::List(nodes) => {
                let Some(items) = schema.get("items") else { return };
                let name = &format!("an entry of {name}");
                for (index, item) in nodes.iter().enumerate() {
                    self.value(items, item, &route.clone().index(index), name);
                }
            }
            Content::Scalar { text, .. } if !node.is_null() => self.scalar(schema, node, text, route, name),
            _ => {}
        }
    }

    fn mapping(&mut self, schema: &Value, node: &Node, entries: &[(Key, Node)], route: &Route, name: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        let known = || properties.into_iter().flatten().map(|(key, _)| key.as_str());
        let mut seen: HashMap<&str, &Key> = HashMap::default();
        // Missing keys that an unknown one was likely meant to be: one slip, one finding.
        let mut meant_by_others: HashSet<&str> = HashSet::default();
        for (key, value) in entries {
            let here = route.clone().key(&key.text);
            let first = *seen.entry(key.text.as_str()).or_insert(key);
            if !std::ptr::eq(first, key) {
                self.findings.push(
                    Finding::new(Code::DuplicateKey, format!("`{}` is used twice in {name}", key.text))
                        .help("keep one of the two")
                        .at(here)
                        .span(key.span())
                        .related_span(first.span(), "first here"),
                );
                continue;
            }
            if let Some(property) = properties.and_then(|properties| properties.get(&key.text)) {
                self.value(property, value, &here, &format!("`{}`", key.text));
            } else if let Some(schema) = others.filter(|others| others.is_object()) {
                self.value(schema, value, &here, &format!("`{}`", key.text));
            } else if others.is_some() {
                self.unknown += 1;
                let is_looked_up = self.unknown <= LOOKED_UP && key.text != "<<";
                let meant = is_looked_up.then(|| nearest(&key.text, known())).flatten();
                meant_by_others.extend(meant);
                self.findings.push_with(Code::UnknownKey, || {
                    let finding = Finding::new(Code::UnknownKey, format!("`{}` is not a key of {name}", key.text));
                    let finding = match meant {
                        _ if key.text == "<<" => {
                            finding.help("returns take no merge keys: write out what is to be the same")
                        }
                        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                        None => finding.help(format!("the keys here are {}", known().collect::<Vec<_>>().join(", "))),
                    };
                    finding.mend(&key.text, surely(&key.text, known())).at(here).span(key.span())
                });
            }
        }
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !seen.contains_key(key) && !meant_by_others.contains(key) {
                self.findings.push_with(Code::MissingKey, || {
                    Finding::new(Code::MissingKey, format!("{name} lacks the key `{key}`"))
                        .help(format!("add `{key}:`"))
                        .at(route.clone())
                        .span(node.span())
                });
            }
        }
    }

    fn scalar(&mut self, schema: &Value, node: &Node, text: &str, route: &Route, name: &str) {
        if let Some(format) = schema.get("format").and_then(Value::as_str) {
            let other = self.currency.filter(|_| format == Money::FORMAT).and_then(|currency| {
                let other = |letter: &char| SIGNS.contains(letter) && !is_written_with(currency, *letter);
                Some((text.chars().find(other)?, currency))
            });
            if let Some((sign, currency)) = other {
                let message = format!("{name}: `{text}` has the sign {sign}, and the return is in {currency}");
                self.findings.push(
                    Finding::new(Code::InvalidValue, message)
                        .help("convert the amount, or give the return its own `currency:`")
                        .at(route.clone())
                        .span(node.span()),
                );
            } else if let Some(Err((wrong, expected))) = check_format(format, text) {
                let code = if format == "version" { Code::UnsupportedVersion } else { Code::InvalidValue };
                self.findings.push(
                    Finding::new(code, format!("{name}: `{text}` {wrong}"))
                        .help(format!("write {expected}"))
                        .mend(text, certain_form(format, text))
                        .at(route.clone())
                        .span(node.span()),
                );
            }
            return;
        }
        let words = words(schema);
        if !words.is_empty() && !words.contains(&text) {
            let help = match nearest(text, words.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write one of {}", words.join(", ")),
            };
            self.findings.push(
                Finding::new(Code::InvalidValue, format!("{name}: `{text}` is none of its words"))
                    .help(help)
                    .mend(text, surely(text, words.iter().copied()))
                    .at(route.clone())
                    .span(node.span()),
            );
        }
    }

    fn wrong_type(&mut self, schema: &Value, node: &Node, route: &Route, name: &str) {
        let found = match &node.content {
            Content::Mapping(_) => "a mapping".to_owned(),
            Content::List(_) => "a list".to_owned(),
            _ if node.is_null() => "nothing".to_owned(),
            _ => format!("`{}`", begin(node.text().unwrap_or_default())),
        };
        self.findings.push(
            Finding::new(Code::WrongType, format!("{name} takes {}, found {found}", expected(schema)))
                .help(format!("write {}", expected(schema)))
                .mend(node.text().unwrap_or_default(), truth(schema, node))
                .at(route.clone())
                .span(node.span()),
        );
    }
}

/// As much of a value as a sentence can hold.
fn begin(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The truth value that a word stands for, where one is taken: YAML once read `yes` as true, and people still write it.
fn truth(schema: &Value, node: &Node) -> Option<&'static str> {
    let schema = match schema.get("anyOf").and_then(Value::as_array) {
        Some(branches) => branches.iter().map(resolve).find(|branch| branch["type"] != "null")?,
        None => schema,
    };
    let takes = |kind: &Value| kind == "boolean";
    if !(takes(&schema["type"]) || schema["type"].as_array().is_some_and(|types| types.iter().any(takes))) {
        return None;
    }
    match node.text()?.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        _ => None,
    }
}

/// Follows a reference into the definitions.
fn resolve(schema: &Value) -> &Value {
    let mut schema = schema;
    while let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/")) {
        schema = &SCHEMA["$defs"][name];
    }
    schema
}

/// The closed set of words that a value is one of, if it is.
fn words(schema: &Value) -> Vec<&str> {
    let constants = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|branch| branch["const"].as_str());
    let list = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    constants.chain(list).collect()
}

/// Whether a value is of a kind that the schema takes, whatever it says.
fn accepts(schema: &Value, node: &Node) -> bool {
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        return branches.iter().any(|branch| accepts(resolve(branch), node));
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        // Closed sets of words give no type.
        _ => vec!["string"],
    };
    match &node.content {
        Content::Mapping(_) => types.contains(&"object"),
        Content::List(_) => types.contains(&"array"),
        Content::Alias => true,
        Content::Scalar { .. } if node.is_null() => types.contains(&"null"),
        Content::Scalar { text, plain } => types.iter().any(|kind| match *kind {
            "string" | "number" | "integer" => true,
            "boolean" => *plain && matches!(text.as_str(), "true" | "false" | "True" | "False" | "TRUE" | "FALSE"),
            _ => false,
        }),
    }
}

/// What a schema takes, in words.
fn expected(schema: &Value) -> String {
    if let Some(format) = schema.get("format").and_then(Value::as_str)
        && let Some(Err((_, expected))) = check_format(format, "?")
    {
        return expected.to_owned();
    }
    let words = words(schema);
    if !words.is_empty() {
        return format!("one of {}", words.join(", "));
    }
    if schema.get("anyOf").is_some() {
        // Of a value that may be left out, what it is when it is there.
        let branches: Vec<&Value> = schema["anyOf"]
            .as_array()
            .into_iter()
            .flatten()
            .map(resolve)
            .filter(|branch| branch["type"] != "null")
            .collect();
        if let [branch] = branches[..] {
            return expected(branch);
        }
        return schema["description"].as_str().unwrap_or("another kind of value").to_lowercase();
    }
    let first = match &schema["type"] {
        Value::Array(several) => several.first().and_then(Value::as_str).unwrap_or_default(),
        one => one.as_str().unwrap_or_default(),
    };
    match first {
        "object" => "a mapping of keys and values",
        "array" => "a list",
        "boolean" => "true or false",
        "number" | "integer" => "a number",
        _ => "text",
    }
    .to_owned()
}
