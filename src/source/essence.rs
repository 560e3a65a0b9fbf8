//! What a document says, whatever its layout and the order of its entries.

use std::collections::BTreeSet;

use super::tree::{Content, Node};
use super::{Document, Route, parse_tree, sha256};

/// A hash of everything that a document says, but for the values with these names.
pub fn essence(document: &Document, without: &BTreeSet<&str>) -> String {
    let mut said = Vec::new();
    let tree = parse_tree(&document.text).ok();
    match tree.as_ref().and_then(|tree| say(tree, tree, &Route::root(), &mut said)) {
        Some(()) => {
            said.retain(|(name, _)| !without.contains(name.as_str()));
            said.sort();
            sha256(said.into_iter().map(|(name, text)| format!("{name}\n{text}\n")).collect::<String>())
        }
        // What stands behind an alias has no name of its own.
        None => sha256(document.content()),
    }
}

/// Every value below a node with its name; none where something stands behind an alias.
fn say(root: &Node, node: &Node, route: &Route, said: &mut Vec<(String, String)>) -> Option<()> {
    match &node.content {
        Content::Alias => return None,
        Content::Scalar { text, .. } => said.push((root.name(route), text.clone())),
        Content::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                say(root, node, &route.clone().index(index), said)?;
            }
        }
        Content::Mapping(entries) => {
            let mut keys = BTreeSet::new();
            for (key, node) in entries {
                // A doubled key has the name of the first.
                if !keys.insert(&key.text) {
                    said.push((format!("{route}.{}", key.text), node.text().unwrap_or_default().to_owned()));
                    if !matches!(node.content, Content::Scalar { .. }) {
                        return None;
                    }
                    continue;
                }
                say(root, node, &route.clone().key(&key.text), said)?;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, without: &[&str]) -> String {
        let document = Document { text: text.to_owned(), first_line: 1, json: false };
        essence(&document, &without.iter().copied().collect())
    }

    #[test]
    fn layout_and_order_say_nothing_and_everything_else_does() {
        let one = "organisation: {id: A, colour: red}\nroles:\n  - {id: a, cost: 1}\n  - {id: b, cost: 2}\n";
        let same = "# moved\nroles: [{cost: 2, id: b}, {cost: 1, id: a}]\norganisation:\n  colour: red\n  id: A\n";
        assert_eq!(of(one, &[]), of(same, &[]));
        for other in [one.replace("cost: 1", "cost: 3"), one.replace("red", "blue"), format!("{one}units: []\nx: 1\n")]
        {
            assert_ne!(of(one, &[]), of(&other, &[]), "{other}");
        }
        let known = ["organisation.colour"];
        assert_eq!(of(one, &known), of(&one.replace(", colour: red", ""), &known));
        assert_ne!(of(one, &known), of(&one.replace("cost: 1", "cost: 3"), &known));
        assert_ne!(of("a: &x 1\nb: *x\nc: &y 2\n", &[]), of("a: &x 1\nb: *y\nc: &y 2\n", &[]));
    }
}
