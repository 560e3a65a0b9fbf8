//! The lists that come with the tool.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::{Taxonomy, parse};
use crate::finding::nearest;

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

/// Reads the list of a name, or of a file.
///
/// # Errors
/// There is no such list or file, or the file breaks the format: every problem is named.
pub fn load(name_or_path: &str) -> anyhow::Result<Taxonomy> {
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
    let text = fs::read_to_string(path).with_context(|| format!("{name_or_path} could not be read"))?;
    parse(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("{name_or_path}:{problem}")).collect();
        anyhow::anyhow!("{name_or_path} is no taxonomy that can be used:\n{}", lines.join("\n"))
    })
}
