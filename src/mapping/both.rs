//! Items that plainly cover two functions: `Payroll and pensions`.

use super::index::{BOTH, HALF, Index, stems};
use super::text::is_vague;
use super::{Claim, Texts};
use crate::taxonomy::{FunctionId, Taxonomy};

impl Index {
    /// The claims of an item that joins two functions: half of it each.
    pub(super) fn both_claims(&self, taxonomy: &Taxonomy, texts: &Texts<'_>) -> Option<Vec<Claim>> {
        let both = self.both(taxonomy, texts)?;
        Some(both.map(|function| Claim { function, share: HALF, confidence: BOTH }).to_vec())
    }

    /// The two functions of a name that joins two known names, each of one function. Conservative: every word must be
    /// part of one of the names, or vague; no name of a third function may reach across; and neither function may hold the
    /// other.
    pub(super) fn both(&self, taxonomy: &Taxonomy, texts: &Texts<'_>) -> Option<[FunctionId; 2]> {
        let (left, right) = halves(texts.name)?;
        let (left, right) = (stems(left), stems(right));
        let whole: Vec<&str> = left.iter().chain(&right).map(String::as_str).collect();
        let (a, b) = (self.only(taxonomy, &left)?, self.only(taxonomy, &right)?);
        let reaches_across = (0..left.len()).any(|start| {
            (left.len() + 1..=whole.len()).any(|end| {
                let run = whole[start..end].join(" ");
                self.functions_of(&run).iter().any(|known| known.function != a && known.function != b)
            })
        });
        if reaches_across {
            return None;
        }
        let apart = !taxonomy.is_within(a, b) && !taxonomy.is_within(b, a);
        apart.then_some(if a < b { [a, b] } else { [b, a] })
    }

    /// The only function that a name stands for, with or without its vague words.
    fn only(&self, taxonomy: &Taxonomy, stems: &[String]) -> Option<FunctionId> {
        let telling: Vec<&str> = stems.iter().map(String::as_str).filter(|stem| !is_vague(stem)).collect();
        if telling.is_empty() {
            return None;
        }
        [telling.join(" "), stems.join(" ")].iter().find_map(|name| {
            let known = self.functions_of(name);
            // Of a group and functions in it, the group.
            known
                .iter()
                .map(|first| first.function)
                .find(|group| known.iter().all(|other| taxonomy.is_within(other.function, *group)))
        })
    }
}

/// The two texts that a text joins; none if it joins more.
pub(super) fn halves(text: &str) -> Option<(&str, &str)> {
    const JOINTS: [&str; 6] = [" and ", " & ", "&", " / ", "/", " + "];
    // Most texts have neither the word nor a sign, and one look tells the latter.
    let has_sign = text.bytes().any(|byte| matches!(byte, b'&' | b'/' | b'+'));
    let joint = JOINTS.into_iter().take(if has_sign { 6 } else { 1 }).find(|joint| text.contains(joint))?;
    let (left, right) = text.split_once(joint)?;
    let joins_more = |text: &str| text.contains([',', ';']) || JOINTS.iter().any(|joint| text.contains(joint));
    (!joins_more(left) && !joins_more(right)).then_some((left, right))
}
