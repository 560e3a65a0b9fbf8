//! The JSON Schema (2020-12) of every result, made from the types that are written: each key described, no other allowed.

use clap::ValueEnum;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::evaluation::Whole;
use super::explain::Explained;
use super::facts::Parameters;
use super::glossary::Term;
use super::import::Import;
use super::rules::{RuleList, RuleRow};
use crate::report::{
    CasesReport, Check, CompareReport, DeliveryReport, FunctionExplained, GraphRows, ItemExplained, MapReport,
    OptionsReport, OrganisationRow, PartnersReport, Report, SaleReport, SavingsReport, YearRow,
};

/// A result in JSON, by the middle of its `schema`: `dupaudit.report/1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultSchema {
    /// Of `audit`.
    Report,
    /// Of `check`.
    Check,
    /// Of `map`.
    Map,
    /// Of `map --evaluate`.
    Evaluation,
    /// Of `savings`.
    Savings,
    /// Of `savings --model`.
    Delivery,
    /// Of `savings --model sell`.
    Sale,
    /// Of `savings --cases`.
    Cases,
    /// Of `partners`.
    Partners,
    /// Of `options`.
    Options,
    /// Of `compare`.
    Compare,
    /// Of `graph`.
    Graph,
    /// Of `explain`.
    Explain,
    /// Of `explain parameter`.
    Parameters,
    /// Of `rules`.
    Rules,
    /// Of `import`.
    Import,
}

/// The schema of a result.
pub fn result_schema(result: ResultSchema) -> Value {
    match result {
        ResultSchema::Report => of::<Report>(result),
        ResultSchema::Check => of::<Check>(result),
        ResultSchema::Map => of::<MapReport>(result),
        ResultSchema::Evaluation => of::<Whole<'_>>(result),
        ResultSchema::Savings => of::<SavingsReport>(result),
        ResultSchema::Delivery => of::<DeliveryReport>(result),
        ResultSchema::Sale => of::<SaleReport>(result),
        ResultSchema::Cases => of::<CasesReport>(result),
        ResultSchema::Partners => of::<PartnersReport>(result),
        ResultSchema::Options => of::<OptionsReport>(result),
        ResultSchema::Compare => of::<CompareReport>(result),
        ResultSchema::Graph => of::<GraphRows>(result),
        ResultSchema::Explain => of::<Explanation<'_>>(result),
        ResultSchema::Parameters => of::<Parameters<'_>>(result),
        ResultSchema::Rules => of::<RuleList>(result),
        ResultSchema::Import => of::<Import<'_>>(result),
    }
}

/// What an explanation can be of.
#[derive(JsonSchema, serde::Serialize)]
#[serde(untagged)]
#[allow(dead_code)] // each is written as itself
enum Explanation<'a> {
    Item(Explained<'a, ItemExplained>),
    Function(Explained<'a, FunctionExplained>),
    Finding(Explained<'a, RuleRow>),
    Term(Explained<'a, Term>),
    Organisation(Explained<'a, OrganisationRow>),
    Year(Explained<'a, YearRow>),
}

fn of<T: JsonSchema>(result: ResultSchema) -> Value {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    let name = result.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    RecursiveTransform(|schema: &mut Schema| close(schema, &name)).transform(&mut schema);
    schema.insert("$id".to_owned(), json!(format!("https://dupaudit.invalid/schema/{name}-1.json")));
    schema.insert("title".to_owned(), json!(format!("dupaudit {name}, version 1")));
    schema.to_value()
}

/// Allows no key that is not described, and says which schema the result names.
fn close(schema: &mut Schema, name: &str) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    if properties.contains_key("schema") {
        properties.insert("schema".to_owned(), json!({"const": format!("dupaudit.{name}/1")}));
    }
    if schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_closed_and_every_result_names_its_schema() {
        for result in ResultSchema::value_variants() {
            let schema = result_schema(*result);
            let mut open = Vec::new();
            find_open(&schema, "", &mut open);
            assert!(open.is_empty(), "{result:?}: {open:?}");
            assert!(schema.to_string().contains("\"const\":\"dupaudit."), "{result:?}");
        }
    }

    fn find_open(value: &Value, path: &str, open: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                let is_schema = entries.get("properties").is_some_and(Value::is_object);
                if is_schema && !entries.contains_key("additionalProperties") {
                    open.push(path.to_owned());
                }
                entries.iter().for_each(|(key, value)| find_open(value, &format!("{path}/{key}"), open));
            }
            Value::Array(values) => values.iter().for_each(|value| find_open(value, path, open)),
            _ => {}
        }
    }
}
