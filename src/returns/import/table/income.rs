//! Lines of a ledger that bring money in.

/// What kind of income a line is, by its name and its amount in pence; none where it is a cost. Of payments to suppliers what
/// is above nothing is paid, whatever it is called: a refund of a fee is.
pub(super) fn kind(line: &str, pence: i128, is_paid: bool) -> Option<&'static str> {
    const NOT: [&str; 10] = [
        "expenditure",
        "income tax",
        "loss of income",
        "income management",
        "income collection",
        "income team",
        "grants paid",
        "grants to",
        "low income",
        "income support",
    ];
    let lower = line.trim().to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if lower.is_empty() || is_paid && pence >= 0 || holds(&NOT) {
        return None;
    }
    let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
    let is_surely = lower.starts_with("income")
        || lower == "sales"
        || ends(&[
            " income",
            "receipts",
            "fees and charges",
            "fees & charges",
            "rents received",
            "charges to customers",
        ])
        || pence < 0 && holds(&["income", "receipts", "sales", "fees", "receivable"]);
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

/// Whether a line is one of income by its name alone.
pub(super) fn is_income(line: &str) -> bool {
    kind(line, 1, false).is_some()
}

/// Whether a text says that a row comes in or is spent, and nothing else: `Revenue`, `Expense`, `R`, `Dépenses`.
pub(super) fn comes_in(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "revenue" | "revenues" | "income" | "r" | "i" | "rev" | "inc" | "recette" | "recettes" | "incwm"
        | "receipt" | "receipts" => Some(true),
        "expense" | "expenses" | "expenditure" | "expenditures" | "e" | "exp" | "d" | "dépense" | "dépenses"
        | "depense" | "depenses" | "gwariant" | "spend" | "cost" | "payment" | "payments" => Some(false),
        _ => None,
    }
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
            ("Accounts Receivable", 500, None),
            ("Real Estate Management & Sales", 500, None),
            ("Sales", 500, Some("fees")),
            ("", -5, None),
        ] {
            assert_eq!(kind(line, pence, false), meant, "{line} {pence}");
        }
        assert_eq!((kind("Sales", 500, true), kind("Sales", -500, true)), (None, Some("fees")));
    }
}
