//! `fmt`: whatever a return looks like, laid out it reads as before, keeps its comments, and is laid out for good.

use std::fs;
use std::path::{Path, PathBuf};

use dupaudit::returns::{Layout, Loaded, lay_out, load};
use dupaudit::source::{Document, Documents, Framing};
use proptest::prelude::*;

/// The returns of a text, as they are declared.
fn declared(text: &[u8]) -> Vec<String> {
    let documents = Documents::new(text, Framing::Yaml).map(|document| document.expect("text"));
    documents
        .filter_map(|document: Document| match load(&document) {
            Loaded::Return(declared) => Some(format!("{declared:?}")),
            _ => None,
        })
        .collect()
}

/// The words behind every `#` that begins a comment, as a reader of lines without quotes and blocks sees them.
fn remarks(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let at = if line.starts_with('#') { Some(0) } else { line.find(" #").map(|at| at + 1) };
            at.map(|at| line[at..].trim_end().to_owned())
        })
        .collect();
    found.sort();
    found
}

fn laid_out(text: &[u8]) -> Result<Vec<u8>, String> {
    match lay_out(text, Framing::Yaml) {
        Layout::Same => Ok(text.to_vec()),
        Layout::Changed(after) => Ok(after),
        other => Err(format!("{other:?}")),
    }
}

fn holds(text: &[u8], name: &str) {
    let after = laid_out(text).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert_eq!(declared(text), declared(&after), "{name}");
    assert_eq!(lay_out(&after, Framing::Yaml), Layout::Same, "{name}:\n{}", String::from_utf8_lossy(&after));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "yaml") {
            found.push(entry);
        }
    }
}

#[test]
fn every_return_of_the_repository_is_laid_out_for_good() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("examples"), &mut found);
    files(&root.join("tests"), &mut found);
    let mut returns = 0;
    for path in found {
        let text = fs::read(&path).expect("a file");
        match lay_out(&text, Framing::Yaml) {
            Layout::Same | Layout::Changed(_) => {
                returns += 1;
                holds(&text, &path.display().to_string());
                let (before, after) = (String::from_utf8_lossy(&text), laid_out(&text).expect("laid out"));
                if !before.contains(['"', '\'', '|', '>']) {
                    assert_eq!(remarks(&before), remarks(&String::from_utf8_lossy(&after)), "{}", path.display());
                }
            }
            Layout::Refused(refusal) => {
                let in_examples = path.starts_with(root.join("examples"));
                assert!(!in_examples, "{}:{} {}", path.display(), refusal.line, refusal.why);
            }
            Layout::Other => {}
        }
    }
    assert!(returns > 150, "only {returns} were laid out");
}

#[test]
fn comments_stay_where_they_belong() {
    let text = "\
# head

# of the first
period: 2025-26   # when
dupaudit: 1
organisation: {id: A, name: 'Alder, \"the\" Council', drivers: {population: 94600}} # who
roles:
  # before the first
  - title: Clerk  # called so
    # before its id
    id: r
    cost: 1234567   # in full
    # fte: 3


  # of the second
- {id: s, title: 'No'}   # short
  # below the roles
systems:
  # none yet
# at the end
"
    .replace("\n- {id: s", "\n  - {id: s");
    let expected = "\
# head

# of the first
dupaudit: 1
period: 2025-26                # when
organisation:                  # who
  id: A
  name: 'Alder, \"the\" Council'
  drivers: {population: 94_600}
roles:
  # before the first
  # before its id
  - id: r
    title: Clerk               # called so
    cost: 1_234_567            # in full
    # fte: 3

  # of the second
  # short
  - id: s
    title: \"No\"
  # below the roles
systems:
  # none yet
# at the end
";
    let after = String::from_utf8(laid_out(text.as_bytes()).expect("laid out")).expect("text");
    assert_eq!(after, expected);
    assert_eq!(lay_out(expected.as_bytes(), Framing::Yaml), Layout::Same);
}

#[test]
fn line_ends_marks_and_what_lies_between_returns_stay() {
    let one = "dupaudit: 1\nperiod: 2025\norganisation: {id: A, name: B}\n";
    let other = one.replace("id: A", "id: C");
    let text = format!("\u{feff}# about both\n%YAML 1.2\n---\n{one}...\n# between\n---\n{other}");
    let text = text.replace('\n', "\r\n");
    let after = String::from_utf8(laid_out(text.as_bytes()).expect("laid out")).expect("text");
    assert!(after.starts_with("\u{feff}# about both\r\n%YAML 1.2\r\n---\r\n"), "{after:?}");
    assert!(after.contains("...\r\n# between\r\n---\r\n") && !after.replace("\r\n", "").contains('\n'), "{after:?}");
    holds(text.as_bytes(), "two returns");
    let json = br#"{"period": 2025, "dupaudit": 1, "organisation": {"id": "A", "name": "B"}}"#;
    assert_eq!(lay_out(json, Framing::Json), Layout::Other, "JSON has a layout of its own");
}

#[test]
fn what_could_not_be_kept_is_refused() {
    let head = "dupaudit: 1\nperiod: 2025\norganisation: {id: A, name: B}\n";
    for (body, why) in [
        ("roles: [&r {id: a, title: b}, *r]\n", "anchors"),
        ("roles:\n  - &r {id: a, title: b}\n", "anchors"),
        ("roles: !!seq\n  - {id: a, title: b}\n", "tags"),
        ("roles:\n  - {id: a, titel: b}\n", "without errors"),
    ] {
        match lay_out(format!("{head}{body}").as_bytes(), Framing::Yaml) {
            Layout::Refused(refusal) => assert!(refusal.why.contains(why), "{body}: {}", refusal.why),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn what_looks_like_a_comment_in_a_text_gets_its_quotes() {
    let text = "dupaudit: 1\nperiod: 2025\norganisation: {id: A, name: B}\nroles:\n  - id: r\n    title: >-\n      #\"'a\n      and more\n";
    let after = String::from_utf8(laid_out(text.as_bytes()).expect("laid out")).expect("text");
    assert!(after.contains("#\"''a and more") || after.contains("#\\\"'a and more"), "{after}");
    holds(text.as_bytes(), "a sign in a block");
}

/// A text as a person would write it: bare, in either quotes, or as a block.
fn written(text: &str, style: u8, indent: &str) -> String {
    match style {
        0 => format!("'{}'", text.replace('\'', "''")),
        1 => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        2 => format!("|\n{indent}  {text}\n{indent}  and more # no comment"),
        _ => format!(">-\n{indent}  {text}\n{indent}  and more"),
    }
}

/// A return with comments wherever a line can have one, its keys in any order, entries on one line or on several.
fn messy() -> impl Strategy<Value = String> {
    let title = "[a-zA-Z#:,&éß \\[{}\\]'\"%@!0-9-]{0,12}[a-z]";
    let role = (title, 0..4_u8, 0..2_000_000_u32, any::<bool>(), any::<bool>(), any::<bool>());
    let roles = proptest::collection::vec(role, 0..5);
    (roles, any::<bool>(), any::<bool>(), 0..4_usize, title).prop_map(|(roles, late, marked, indent, name)| {
        let gap = " ".repeat(indent);
        let mut out = String::from("# top\n");
        if marked {
            out = format!("---\n{out}");
        }
        let head = format!(
            "dupaudit: 1  # one\n\n\nperiod: 2025-26\norganisation: # who\n  name: {}\n  # id\n  id: A\n",
            written(&name, 1, "  ")
        );
        if !late {
            out += &head;
        }
        if !roles.is_empty() {
            out += "roles:   # all of them\n";
        }
        for (index, (title, style, cost, short, remark, blank)) in roles.iter().enumerate() {
            if *blank {
                out += "\n\n";
            }
            if *remark {
                out += &format!("{gap}# before {index}\n");
            }
            if *short && *style < 2 {
                out += &format!(
                    "{gap}- {{cost: {cost}, title: {}, id: r{index}}} # short {index}\n",
                    written(title, *style, "")
                );
            } else {
                out += &format!("{gap}- cost: {cost}.50 # of {index}\n");
                if *remark {
                    out += &format!("{gap}  # within {index}\n");
                }
                out += &format!("{gap}  title: {}\n{gap}  id: r{index}\n", written(title, *style, &format!("{gap}  ")));
                if *blank {
                    out += &format!("{gap}  # after {index}\n");
                }
            }
        }
        if late {
            out += &head;
        }
        out += "# end\n";
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_return_reads_the_same_and_is_laid_out_for_good(text in messy()) {
        let before = declared(text.as_bytes());
        prop_assume!(before.len() == 1);
        let after = laid_out(text.as_bytes());
        prop_assert!(after.is_ok(), "{:?}\n{text}", after);
        let after = after.unwrap_or_default();
        prop_assert_eq!(before, declared(&after));
        prop_assert_eq!(lay_out(&after, Framing::Yaml), Layout::Same, "{}\n→\n{}", text, String::from_utf8_lossy(&after));
        let own = |text: &str| {
            let words = ["# top", "# one", "# who", "# id", "# all", "# before", "# within", "# after", "# short", "# of", "# end"];
            words.map(|word| text.matches(word).count())
        };
        prop_assert_eq!(own(&text), own(&String::from_utf8_lossy(&after)), "{}", text);
    }
}
