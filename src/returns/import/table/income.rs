//! Lines of a ledger that bring money in.

/// What kind of income a line is, by its name and its amount in pence; none where it is a cost.
pub(super) fn kind(line: &str, pence: i128) -> Option<&'static str> {
    let lower = line.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if lower.is_empty()
        || holds(&[
            "expenditure",
            "income tax",
            "loss of income",
            "income management",
            "income collection",
            "income team",
            "grants paid",
            "grants to",
            "low income",
        ])
    {
        return None;
    }
    let is_surely = holds(&[
        "income",
        "receipts",
        "fees and charges",
        "fees & charges",
        "sales",
        "receivable",
        "rents received",
        "revenue from",
        "charges to customers",
    ]);
    // A grant that is paid and one that comes in have the same name: below nothing it comes in.
    let is_perhaps = pence < 0 && holds(&["grant", "contribution", "reimburse", "recharge", "rents", "recover"]);
    (is_surely || is_perhaps).then(|| {
        if holds(&["grant"]) {
            "grant"
        } else if holds(&["recharge"]) {
            "recharge"
        } else if holds(&["reimburse", "recover", "contribution"]) {
            "cost-recovery"
        } else {
            "fees"
        }
    })
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn income_is_told_from_costs_of_the_same_name() {
        for (line, pence, meant) in [
            ("Fees and charges", -500, Some("fees")),
            ("Rental income", 500, Some("fees")),
            ("Government grants", -500, Some("grant")),
            ("Government grants", 500, None),
            ("Recharge income", -5, Some("recharge")),
            ("Salaries", -500, None),
            ("Income management system", 500, None),
            ("", -5, None),
        ] {
            assert_eq!(kind(line, pence), meant, "{line} {pence}");
        }
    }
}
