//! Category and scope of functions that a list leaves open come from the default list, by the crosswalk (docs/model.md section 4a).

use super::{DEFAULT, Taxonomy};
use crate::finding::nearest;

/// Whether a list has to be held against the default one before it is used.
pub(super) fn needs_default(taxonomy: &Taxonomy) -> bool {
    taxonomy.id != DEFAULT && taxonomy.functions.iter().any(|function| !function.elsewhere(DEFAULT).is_empty())
}

/// Gives every leaf without a category that of the default leaves in its crosswalk, and their scope. A group of the
/// default list stands for its leaves.
///
/// Where they differ, the leaf takes what claims least: frontline before managerial before administrative, and the
/// narrowest scope. So a leaf that is in part frontline is never counted as duplicated. Without a crosswalk it stays
/// open, and its cost is in no duplicated cost.
pub(super) fn inherit(taxonomy: &mut Taxonomy, default: &Taxonomy) {
    for function in &mut taxonomy.functions {
        if !function.is_leaf || function.category.is_some() {
            continue;
        }
        let named = function.elsewhere(DEFAULT).iter().filter_map(|code| default.find(code));
        let leaves = named.flat_map(|id| default.leaves_of(id)).filter_map(|leaf| Some((leaf.category?, leaf.scope)));
        // Both orders rise with what is left out.
        if let Some((category, scope)) = leaves.reduce(|(a, b), (c, d)| (a.max(c), b.max(d))) {
            function.category = Some(category);
            function.scope = scope;
        }
    }
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
    use crate::taxonomy::{Category, Scope, load, parse};

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
    fn a_code_that_the_default_list_does_not_have_is_named() {
        let own = parse(&LIST.replace("[finance]", "[hr.payrol]")).unwrap();
        let strays = strays(&own, &load(DEFAULT).unwrap());
        assert_eq!(strays.len(), 1);
        assert!(strays[0].contains("`c`") && strays[0].contains("did you mean `hr.payroll`?"), "{strays:?}");
    }
}
