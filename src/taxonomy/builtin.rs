//! The lists that come with the tool.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, bail};

use super::inherit::{inherit, needs_default, settle_duties, strays};
use super::{Taxonomy, parse};
use crate::finding::nearest;
use crate::source::{note_read, read_text};

/// The list that is used unless another is named.
pub const DEFAULT: &str = "public-functions";

/// The lists in the binary, by id.
pub const BUILT_IN: &[(&str, &str)] = &[
    (DEFAULT, include_str!("../../taxonomies/public-functions.yaml")),
    ("cofog", include_str!("../../taxonomies/cofog.yaml")),
    ("fea-brm", include_str!("../../taxonomies/fea-brm.yaml")),
    ("gc-internal-services", include_str!("../../taxonomies/gc-internal-services.yaml")),
    ("lgfl", include_str!("../../taxonomies/lgfl.yaml")),
];

/// Lists that were asked for beside the one in use, each parsed once.
static BESIDE: [OnceLock<Option<Taxonomy>>; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];

/// A list that comes with the tool as it is written, parsed when it is first asked for.
pub(super) fn built_in(id: &str) -> Option<&'static Taxonomy> {
    let place = BUILT_IN.iter().position(|(known, _)| *known == id)?;
    BESIDE[place].get_or_init(|| parse(BUILT_IN[place].1).ok()).as_ref()
}

/// Reads the list of a name, or of a file. What it leaves open comes from the default list: types of bodies, and the rest by
/// its crosswalk.
///
/// # Errors
/// There is no such list or file, or the file breaks the format: every problem is named.
pub fn load(name_or_path: &str) -> anyhow::Result<Taxonomy> {
    let mut taxonomy = read(name_or_path)?;
    let mut problems = Vec::new();
    if name_or_path != DEFAULT {
        let default = built_in(DEFAULT).context("the default taxonomy could not be read")?;
        taxonomy.types.add(&default.types);
        if needs_default(&taxonomy) {
            problems.extend(strays(&taxonomy, default));
            inherit(&mut taxonomy, default);
        }
    }
    problems.extend(settle_duties(&mut taxonomy));
    if !problems.is_empty() {
        bail!("{name_or_path} is no taxonomy that can be used:\n{}", problems.join("\n"));
    }
    Ok(taxonomy)
}

fn read(name_or_path: &str) -> anyhow::Result<Taxonomy> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(id, _)| *id == name_or_path) {
        return parse(text).map_err(|problems| anyhow::anyhow!("{}", problems[0]));
    }
    let path = Path::new(name_or_path);
    if !path.exists() {
        let ids = BUILT_IN.iter().map(|(id, _)| *id);
        match nearest(name_or_path, ids.clone()) {
            Some(id) => bail!("there is no taxonomy `{name_or_path}`; did you mean `{id}`?"),
            None => bail!(
                "there is no taxonomy `{name_or_path}`: give a file, or one of {}",
                ids.collect::<Vec<_>>().join(", ")
            ),
        }
    }
    note_read(path);
    let text = read_text(path).with_context(|| format!("{name_or_path} could not be read"))?;
    parse(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("{name_or_path}:{problem}")).collect();
        anyhow::anyhow!("{name_or_path} is no taxonomy that can be used:\n{}", lines.join("\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::{Category, Function};

    fn lists() -> Vec<Taxonomy> {
        BUILT_IN.iter().map(|(id, _)| load(id).unwrap()).collect()
    }

    fn back_office(function: &Function) -> bool {
        function.is_leaf && matches!(function.category, Some(Category::Administrative | Category::Managerial))
    }

    #[test]
    fn every_crosswalk_names_codes_that_exist() {
        let lists = lists();
        for (list, (id, _)) in lists.iter().zip(BUILT_IN) {
            assert_eq!(list.id, *id);
            for (_, function) in list.iter() {
                for (other, codes) in &function.crosswalk {
                    let other = lists.iter().find(|known| known.id == *other).unwrap();
                    for code in codes {
                        let found = other.find(code);
                        assert!(found.is_some(), "{id} {}: {} has no {code}", function.code, other.id);
                        let leaf = found.is_some_and(|found| other.get(found).is_leaf);
                        assert!(leaf || other.id != DEFAULT, "{id} {}: {code} is a group", function.code);
                    }
                }
            }
        }
    }

    #[test]
    fn every_back_office_function_has_a_place_in_another_list() {
        let default = load(DEFAULT).unwrap();
        let lost: Vec<&str> = default
            .iter()
            .filter(|(_, function)| back_office(function) && function.crosswalk.is_empty())
            .map(|(_, function)| function.code.as_str())
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn no_list_counts_what_the_default_list_calls_frontline() {
        let default = load(DEFAULT).unwrap();
        for list in lists() {
            for (_, function) in list.iter().filter(|(_, function)| back_office(function) && list.id != DEFAULT) {
                let named = function.elsewhere(DEFAULT).iter().filter_map(|code| default.find(code));
                assert!(named.into_iter().any(|id| back_office(default.get(id))), "{} {}", list.id, function.code);
            }
        }
    }

    #[test]
    fn every_duty_has_its_statute() {
        let default = load(DEFAULT).unwrap();
        let bare: Vec<&str> = default
            .iter()
            .filter(|(_, function)| function.duty.is_empty() == function.statute.is_some())
            .map(|(_, function)| function.code.as_str())
            .collect();
        assert!(bare.is_empty(), "{bare:?}");
    }

    #[test]
    fn a_code_finds_its_function_in_another_list() {
        let (default, lgfl, cofog) = (load(DEFAULT).unwrap(), load("lgfl").unwrap(), load("cofog").unwrap());
        let code = |list: &Taxonomy, id| list.get(id).code.clone();
        let translated = |list: &str, number: &str| default.translate(Some(list), number).map(|id| code(&default, id));
        assert_eq!(translated("lgfl", "979").as_deref(), Some("hr.payroll"));
        assert_eq!(translated("lgfl", "968").as_deref(), Some("finance"), "several of one group: the group");
        assert_eq!(translated("cofog", "01.3.3"), None, "several of several groups");
        assert_eq!(
            translated("lgfl", "F56").as_deref(),
            Some("revenues.council-tax"),
            "by the default's own crosswalk"
        );
        let payroll = lgfl.translate(None, "hr.payroll").unwrap();
        assert_eq!(code(&lgfl, payroll), "979");
        assert_eq!(lgfl.codes_in(payroll, &cofog), ["01.3.1"], "by way of the default list");
        assert_eq!(default.codes_in(default.find("hr.payroll").unwrap(), &lgfl), ["979"]);
    }
}
