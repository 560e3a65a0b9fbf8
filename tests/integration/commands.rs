//! Whole commands with their output: a case is a file in `tests/cmd`, and every command of README and its pages is one.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn commands() {
    trycmd::TestCases::new()
        .default_bin_name("dupaudit")
        .env("CI", "true")
        .case("tests/cmd/*.toml")
        .case("tests/cmd/*.md")
        .case("README.md")
        .case("docs/*.md");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> =
        fs::read_dir(root.join("docs")).expect("a folder").map(|page| page.expect("a page").path()).collect();
    pages.push(root.join("README.md"));
    let mut followed = 0;
    for page in pages {
        let text = fs::read_to_string(&page).expect("text");
        let links = text.split("](").skip(1).filter_map(|after| after.split_once(')')).map(|(link, _)| link);
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or(link);
            assert!(page.with_file_name(file).exists(), "{}: {link} leads nowhere", page.display());
            followed += 1;
        }
    }
    assert!(followed >= 12, "only {followed} links were found");
}
