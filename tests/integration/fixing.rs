//! Mends give back the text that was meant, byte by byte, and nothing else changes.

use std::sync::LazyLock;

use dupaudit::returns::fix;
use dupaudit::source::Framing;
use dupaudit::taxonomy::{self, Taxonomy};
use proptest::prelude::*;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the list"));

/// Text as it should be, and slips of the hand in it that leave no doubt.
const SLIPS: [(&str, &[&str]); 10] = [
    ("total: 700000", &["totl: 700000", "Total: 700000", "total: 700 000", "total: 700.000,00"]),
    ("function: hr.payroll", &["function: hr.payrol", "function: HR.Payroll"]),
    ("unit: people", &["unit: poeple", "unit: People", "unit: peopl"]),
    ("category: administrative", &["category: adminstrative", "categry: administrative"]),
    (
        "processes: {payments: 0.5}",
        &["processes: {paymnts: 0.5}", "proceses: {payments: 0.5}", "processes: {payments: 50%}"],
    ),
    ("status: live", &["status: Live"]),
    ("contract_end: 2027-03-31", &["contract_end: 31/03/2027", "contract-end: 2027-03-31"]),
    ("statutory: true", &["statutory: yes", "statutory: \"true\""]),
    ("reason: different-users", &["reason: different users", "reason: diferent-users"]),
    ("period: 2025-26", &["period: 2025-2026", "perod: 2025-26"]),
];

const GOOD: &str = "\
# For the auditors: do not reorder.
dupaudit: 1
period: 2025-26
organisation:
  id: E1
  name: Café Council
  total: 700000 # all of it
units:
    - {id: people, name: \"People: \\\"us\\\"\"}
processes:
  - id: payments   # by cheque as well
    name: Payments
    function: hr.payroll

    statutory: true
roles:
  - {id: a, title: 'It''s a clerk', unit: people, category: administrative, cost: 30_000, fte: 1, processes: {payments: 0.5}}
systems: [{id: s, name: Payroll, status: live, contract_end: 2027-03-31}]
exceptions:
- item: s
  reason: different-users
";

/// Which slips are planted: of each text one, or none.
fn planted() -> impl Strategy<Value = Vec<Option<prop::sample::Index>>> {
    prop::collection::vec(prop::option::weighted(0.3, any::<prop::sample::Index>()), SLIPS.len())
}

proptest! {
    #[test]
    fn what_is_mended_is_what_was_meant(planted in planted(), crlf in any::<bool>(), bom in any::<bool>()) {
        let mut bad = GOOD.to_owned();
        for ((good, slips), slip) in SLIPS.iter().zip(&planted) {
            prop_assert!(bad.contains(good), "{}", good);
            bad = slip.map_or(bad.clone(), |slip| bad.replacen(good, slips[slip.index(slips.len())], 1));
        }
        let written = |text: &str| {
            // A stream, with a return before that has nothing to mend.
            let text = format!("---\n{GOOD}---\n{text}...\n# end\n");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{FEFF}{text}") } else { text }
        };
        let fixed = fix(written(&bad).as_bytes(), Framing::Yaml, &TAXONOMY);
        // An amount is mended to its value, not to the form it had.
        let meant = if bad.contains("700.000,00") { GOOD.replace("total: 700000", "total: 700000.00") } else { GOOD.to_owned() };
        match fixed {
            None => prop_assert_eq!(bad, GOOD),
            Some(fixed) => {
                let text = String::from_utf8(fixed.bytes.clone()).expect("text");
                prop_assert_eq!(text, written(&meant));
                prop_assert!(fix(&fixed.bytes, Framing::Yaml, &TAXONOMY).is_none(), "a second run changes nothing");
            }
        }
    }

    #[test]
    fn any_bytes_end_without_a_panic(
        noise in prop::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(), cut in 0_usize..40,
    ) {
        let mut bytes = GOOD.replace("unit: people", "unit: poeple").into_bytes();
        let start = at.index(bytes.len());
        let end = (start + cut).min(bytes.len());
        bytes.splice(start..end, noise);
        for framing in [Framing::Yaml, Framing::Json, Framing::Lines] {
            if let Some(fixed) = fix(&bytes, framing, &TAXONOMY) {
                prop_assert!(!fixed.edits.is_empty());
                let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count();
                prop_assert_eq!(lines(&fixed.bytes), lines(&bytes), "no line comes or goes");
            }
        }
    }
}
