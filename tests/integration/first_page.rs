//! The first page of an audit: it fits its width, and what could not be read is on it.

use std::fs;
use std::process::Command;

fn run(arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text")).into()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for example in ["county", "lancashire-council-tax", "suppliers", "public-value"] {
        for width in ["80", "100"] {
            let (page, _) = run(&["audit", &format!("examples/{example}"), "--width", width]);
            let widest = page.lines().map(|line| line.chars().count()).max().expect("a page");
            assert!(widest <= width.parse().expect("a number"), "{example} at {width}: {widest}");
            for heading in ["Summary", "Where the duplication is", "How far you can rely on this", "What to do next"] {
                assert!(page.contains(&format!("\n{heading}\n")), "{example}: {heading}");
            }
        }
    }
}

#[test]
fn what_could_not_be_read_is_named_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.yaml");
    fs::write(&broken, "x: [\n").expect("written");
    let broken = broken.to_str().expect("text");
    let place = format!("error[invalid-syntax] {broken}:1:5");
    let (page, _) = run(&["audit", "examples/county", broken]);
    assert!(page.contains("INCOMPLETE") && page.contains(&place), "{page}");
    for command in ["partners", "graph"] {
        let (_, errors) = run(&[command, broken]);
        assert!(errors.contains(&place), "{command}: {errors}");
    }
}

/// A reader has one page: sixty lines of a hundred columns.
#[test]
fn an_example_fits_one_page() {
    for example in ["county", "lancashire-council-tax", "suppliers", "public-value", "canada-internal-services"] {
        let (page, _) = run(&["audit", &format!("examples/{example}"), "--width", "100"]);
        assert!(page.lines().count() <= 60, "{example}: {}", page.lines().count());
    }
}
