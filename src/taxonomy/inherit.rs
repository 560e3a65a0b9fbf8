//! What a list leaves open comes from the default list: types of bodies, and by the crosswalk category, scope and duty of a
//! function (docs/model.md sections 4a and 16.3).

use super::{DEFAULT, Function, Meant, Scope, Taxonomy};
use crate::finding::nearest;

/// Whether a list has to be held against the default one before it is used.
pub(super) fn needs_default(taxonomy: &Taxonomy) -> bool {
    taxonomy.id != DEFAULT && taxonomy.functions.iter().any(|function| !function.elsewhere(DEFAULT).is_empty())
}

/// Gives every leaf without a category that of the default leaves in its crosswalk, and their scope. A group of the
/// default list stands for its leaves.
///
/// Where they differ, the leaf takes what claims least: frontline before managerial before administrative, the narrowest
/// scope, and the duty of those types only that have the task of each. So a leaf that is in part frontline is never counted as duplicated. Without a crosswalk it stays
/// open, and its cost is in no duplicated cost.
pub(super) fn inherit(taxonomy: &mut Taxonomy, default: &Taxonomy) {
    for function in &mut taxonomy.functions {
        if !function.is_leaf || function.category.is_some() {
            continue;
        }
        let named = function.elsewhere(DEFAULT).iter().filter_map(|code| default.find(code));
        let leaves = named.flat_map(|id| default.leaves_of(id)).filter(|leaf| leaf.category.is_some());
        let leaves: Vec<&Function> = leaves.collect();
        // Both orders rise with what is left out.
        function.category = leaves.iter().filter_map(|leaf| leaf.category).max();
        function.scope = leaves.iter().map(|leaf| leaf.scope).max().unwrap_or(function.scope);
        if let Some((first, rest)) = leaves.split_first().filter(|_| function.scope == Scope::SameType)
            && function.duty.is_empty()
        {
            let everywhere = first.duty.iter().filter(|kind| rest.iter().all(|leaf| leaf.duty.contains(kind)));
            function.duty = everywhere.cloned().collect();
            function.statute = first.statute.clone().filter(|_| !function.duty.is_empty());
        }
    }
}

/// Names the types of every duty by their one word. Hands out those that are no type.
pub(super) fn settle_duties(taxonomy: &mut Taxonomy) -> Vec<String> {
    let Taxonomy { types, functions, .. } = taxonomy;
    let mut problems = Vec::new();
    for function in functions {
        for word in &mut function.duty {
            match types.meant(word) {
                Meant::Type(kind) => *word = kind.to_owned(),
                Meant::OneOf(kinds) => problems.push(format!(
                    "the duty of `{}` names `{word}`, which may be {}; name those that have it",
                    function.code,
                    kinds.join(", ")
                )),
                Meant::Unknown(near) => {
                    let message = format!("the duty of `{}` names `{word}`, which is no type of body", function.code);
                    problems.push(match near {
                        Some(near) => format!("{message}; did you mean `{near}`?"),
                        None => format!("{message}; declare it under `types:`"),
                    });
                }
            }
        }
    }
    problems
}

/// Codes of a crosswalk that the default list does not have: what they were written for would silently be left out.
pub(super) fn strays(taxonomy: &Taxonomy, default: &Taxonomy) -> Vec<String> {
    let named = taxonomy
        .functions
        .iter()
        .flat_map(|function| function.elsewhere(DEFAULT).iter().map(move |code| (function, code.as_str())));
    named
        .filter(|(_, code)| default.find(code).is_none())
        .map(|(function, code)| {
            let message =
                format!("the crosswalk of `{}` names `{code}`, which is no function of {DEFAULT}", function.code);
            match nearest(code, default.iter().map(|(_, known)| known.code.as_str())) {
                Some(meant) => format!("{message}; did you mean `{meant}`?"),
                None => message,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::{Category, load, parse};

    const LIST: &str = "
dupaudit: taxonomy/1
id: own
version: '1'
title: Own
source: own
licence: own
functions:
  - {code: a, label: One, crosswalk: {public-functions: [hr.payroll]}}
  - {code: b, label: Part frontline, crosswalk: {public-functions: [hr.payroll, frontline.policing]}}
  - {code: c, label: A group, crosswalk: {public-functions: [finance]}}
  - {code: d, label: None}
  - {code: e, label: Said, category: frontline, scope: exempt, crosswalk: {public-functions: [hr.payroll]}}
";

    #[test]
    fn a_leaf_takes_what_its_crosswalk_claims_least() {
        let default = load(DEFAULT).unwrap();
        let mut own = parse(LIST).unwrap();
        inherit(&mut own, &default);
        let kinds: Vec<_> = own.iter().map(|(_, function)| (function.category, function.scope)).collect();
        let expected = [
            (Some(Category::Administrative), Scope::Any),
            (Some(Category::Frontline), Scope::SameType),
            (Some(Category::Managerial), Scope::Any),
            (None, Scope::Exempt),
            (Some(Category::Frontline), Scope::Exempt),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_leaf_inherits_the_duty_that_all_its_functions_have() {
        let default = load(DEFAULT).unwrap();
        let list = LIST.replace("[hr.payroll]}}\n  - {code: b", "[revenues.council-tax]}}\n  - {code: b");
        let mut own = parse(&list.replace("[finance]", "[revenues.council-tax, registration.civil]")).unwrap();
        inherit(&mut own, &default);
        let duty = |code: &str| own.get(own.find(code).unwrap()).duty.clone();
        assert_eq!(duty("a"), default.get(default.find("revenues.council-tax").unwrap()).duty);
        assert_eq!(duty("c"), ["unitary-authority", "metropolitan-district", "london-borough", "city-of-london"]);
        assert!(duty("b").is_empty() && duty("d").is_empty());
    }

    #[test]
    fn an_own_list_has_duties_and_types_of_its_own() {
        let types = "\ntypes:\n  - {type: county, synonyms: [Landkreis]}\n  - {type: lake-board}\nfunctions:";
        let list = LIST.replace("\nfunctions:", types).replace(
            "{code: d, label: None}",
            "{code: d, label: None, category: administrative, scope: same_type, duty: [landkreis, Unitary, The Lake Boards]}",
        );
        let mut own = parse(&list).unwrap();
        own.types.add(&load(DEFAULT).unwrap().types);
        assert_eq!(settle_duties(&mut own), Vec::<String>::new());
        let duty = &own.get(own.find("d").unwrap()).duty;
        assert_eq!(duty, &["county", "unitary-authority", "lake-board"]);
        assert_eq!(own.types.meant("County"), Meant::Type("county"), "a word of the own list goes before");
        for (wrong, says) in [("Lake Bord", "did you mean `lake-board`?"), ("Borough", "may be district-council")] {
            let mut own = parse(&list.replace("The Lake Boards", wrong)).unwrap();
            own.types.add(&load(DEFAULT).unwrap().types);
            let problems = settle_duties(&mut own);
            assert!(problems.len() == 1 && problems[0].contains(says), "{problems:?}");
        }
        assert!(parse(&list.replace("scope: same_type, duty", "scope: any, duty")).is_err());
    }

    #[test]
    fn a_code_that_the_default_list_does_not_have_is_named() {
        let own = parse(&LIST.replace("[finance]", "[hr.payrol]")).unwrap();
        let strays = strays(&own, &load(DEFAULT).unwrap());
        assert_eq!(strays.len(), 1);
        assert!(strays[0].contains("`c`") && strays[0].contains("did you mean `hr.payroll`?"), "{strays:?}");
    }
}
