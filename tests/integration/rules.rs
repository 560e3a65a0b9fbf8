//! The rules: their page is the one that the binary writes, and every one of them finds what it says.

use std::fs;
use std::path::Path;

use dupaudit::finding::{Code, rules};
use dupaudit::output::write_rules_page;

/// `dupaudit rules --format markdown > docs/rules.md` renews it.
#[test]
fn the_page_of_the_rules_is_up_to_date() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let mut made = Vec::new();
    write_rules_page(&mut made, &rules()).expect("memory takes it");
    let (made, page) = (String::from_utf8(made).expect("text"), fs::read_to_string(page).expect("docs/rules.md"));
    for (number, (made, page)) in made.lines().zip(page.lines()).enumerate() {
        assert_eq!(made, page, "line {} of docs/rules.md", number + 1);
    }
    assert_eq!(made.len(), page.len());
    assert_eq!(rules().len(), Code::ALL.len());
}
