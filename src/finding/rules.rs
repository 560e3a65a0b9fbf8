//! What every code means, why it matters and how to mend it: one text of fixed form a code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Code;

/// The texts, by code. A test holds them complete.
static TEXTS: LazyLock<BTreeMap<String, Text>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("rules.yaml")).unwrap_or_default());

/// The checks of the model, by their numbers there, and the code that carries each.
const MODEL: [(&str, Code); 20] = [
    ("E01", Code::SharesAboveOne),
    ("E02", Code::NegativeAmount),
    ("E03", Code::ItemisedAboveTotal),
    ("E07", Code::UnknownProcess),
    ("E08", Code::DuplicateId),
    ("W03", Code::ItemisedSlightlyAboveTotal),
    ("W04", Code::StaffDifferFromTotal),
    ("W05", Code::LittleMapped),
    ("W06", Code::UnlikelyCostPerFte),
    ("W07", Code::GapsExceedRemainder),
    ("W09", Code::MissingVolume),
    ("W10", Code::ProcessCapped),
    ("W11", Code::OtherAboveTotal),
    ("W12", Code::NoControlTotal),
    ("W13", Code::MostlyUnspecified),
    ("T01", Code::VolumeUnknown),
    ("T02", Code::AbovePlan),
    ("T03", Code::CutsNotConsolidation),
    // C01 to C04 are the four reasons for which a unit cost is set aside; the message names them.
    ("C01–C04", Code::UnlikelyUnitCost),
    ("C04", Code::PoundsInThousands),
];

/// The documentation of one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    finds: String,
    matters: String,
    bad: String,
    mend: String,
    good: String,
}

/// A code with its documentation.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Which.
    pub code: Code,
    /// When exactly it is found.
    pub finds: &'static str,
    /// Why it matters.
    pub matters: &'static str,
    /// The smallest example of it.
    pub bad: &'static str,
    /// What to do about it.
    pub mend: &'static str,
    /// The example, mended.
    pub good: &'static str,
}

impl Rule {
    /// The rule of a code.
    pub fn of(code: Code) -> Self {
        match TEXTS.get(code.word()) {
            Some(Text { finds, matters, bad, mend, good }) => Self {
                code,
                finds: finds.trim(),
                matters: matters.trim(),
                bad: bad.trim_end(),
                mend: mend.trim(),
                good: good.trim_end(),
            },
            None => Self { code, finds: code.about(), matters: "", bad: "", mend: "", good: "" },
        }
    }

    /// Its numbers in the model, as far as it has some.
    pub fn model(self) -> impl Iterator<Item = &'static str> {
        MODEL.iter().filter(move |(_, code)| *code == self.code).map(|(number, _)| *number)
    }
}

/// Every rule, by its text.
pub fn rules() -> Vec<Rule> {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.word());
    codes.into_iter().map(Rule::of).collect()
}

/// The checks of the model, by their numbers there, with the code that carries each.
pub fn model_checks() -> &'static [(&'static str, Code)] {
    &MODEL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_text_and_every_text_its_code() {
        let texts: BTreeMap<String, Text> =
            serde_yaml::from_str(include_str!("rules.yaml")).expect("the form of a rule");
        for (code, text) in &texts {
            assert!(Code::find(code).is_some(), "`{code}` is no code");
            for part in [&text.finds, &text.matters, &text.bad, &text.mend, &text.good] {
                assert!(part.trim().len() > 10, "`{code}` says too little: {part}");
            }
            assert_ne!(text.bad, text.good, "{code}");
        }
        for code in Code::ALL {
            assert!(texts.contains_key(code.word()), "rules.yaml lacks `{code}`");
            assert!(
                code.word().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{code}"
            );
        }
        assert!(texts.keys().is_sorted());
    }
}
