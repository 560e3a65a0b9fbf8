//! Words that a finance director need not know, each in a line where they first stand.

use super::view::View;

/// The words of the headline and its cards.
pub(super) fn words(view: &View<'_>) -> Vec<(&'static str, String)> {
    let savings = view.words.savings;
    let mut words = vec![
        (
            "Duplicated cost",
            format!("{}. Units are compared for staff, and products for systems.", savings.basis.about()),
        ),
        ("In scope", "administrative and managerial work; the front line is not.".to_owned()),
    ];
    if !savings.gross_annual.is_positive() {
        return words;
    }
    let realisation = view.words.value("realisation");
    words.extend([
        (
            "Central, prudent",
            format!(
                "sets of assumptions. Here ({}) {realisation} of the target is delivered; prudent assumptions deliver less at a higher cost.",
                view.words.preset()
            ),
        ),
        ("Cash-releasing", "budgets fall by this part. The rest is time released.".to_owned()),
        ("8 in 10, simulations", "the estimate is repeated with other values of its uncertain inputs; 8 in 10 \
            results are in this range.".to_owned()),
        (
            "Net present value",
            "cash-releasing savings less all costs, with later years discounted. Above zero, savings are worth more \
             than costs.".to_owned(),
        ),
    ]);
    words
}
