//! Words that a finance director need not know, each in a line where they first stand.

use super::view::View;

/// The words of the headline and its cards.
pub(super) fn words(view: &View<'_>) -> Vec<(&'static str, String)> {
    let savings = view.words.savings;
    let basis = savings.basis;
    let about = basis.about();
    let mut words = vec![
        ("Basis, provider", format!("`{basis}` counts {about}; a provider is a unit with staff, or a product.")),
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
        ("Cashable", "a budget falls by it. The rest is time released, which no budget falls by.".to_owned()),
        ("8 in 10, draws", "the sum is worked out again and again with its uncertain inputs varied; 8 in 10 of the results lie between.".to_owned()),
        (
            "Net present value",
            "all savings less all costs, later ones counted less: above nothing, it is worth it.".to_owned(),
        ),
    ]);
    words
}
