//! Partners as a page.

use std::io::{self, Write};

use super::leaf::{Leaf, Part};
use super::partners::PART_COLUMNS;
use crate::money::count_of;
use crate::output::partners_words::{LIKENESS, PartnersWords, TOGETHER, marks};
use crate::report::{PartnersReport, short};

/// Writes partners as a page; of one body, where it is named.
///
/// # Errors
/// The writer refuses.
pub fn write_partners_html(out: &mut dyn Write, report: &PartnersReport, of: Option<&str>) -> io::Result<()> {
    let words = PartnersWords { report };
    let title = match report.partners.first() {
        Some(first) => format!(
            "Talk first: {} and {}, {} in common",
            first.partner.names.a_name,
            first.partner.names.b_name,
            short(first.partner.shared, &report.currency)
        ),
        None => "No organisation has enough similarity to share".to_owned(),
    };
    let mut paragraphs = words.opening(of);
    if let Some(first) = report.partners.first() {
        // The heading says whom.
        paragraphs[0] = words.because(first);
    }
    paragraphs.extend(words.alone().filter(|_| of.is_none()));
    let rules = &report.rules;
    let kept = |same: bool, what: &str| if same { format!(", of one {what}") } else { String::new() };
    let rests_on = vec![
        format!("{}.", report.coverage.line(&report.currency)),
        format!(
            "Enough similarity: at least {:.2}, and either {:.0}% of their cost in common, or {:.0}% of what the \
             smaller could share{}{}. At most {} for each organisation, {} in a group.",
            rules.cosine,
            rules.jaccard * 100.0,
            rules.containment * 100.0,
            kept(rules.same_type, "type"),
            kept(rules.same_region, "region"),
            count_of(rules.top, "partner"),
            count_of(rules.group_size, "member"),
        ),
    ];
    let page = Leaf {
        kind: "Partners",
        title,
        meta: words.about(),
        incomplete: !report.complete,
        verdict: None,
        paragraphs,
        rests_on,
    };
    page.write(out, parts(report))
}

fn parts(report: &PartnersReport) -> Vec<(&'static str, Part)> {
    let named = "The functions of each pair, those on which both spend most first.";
    vec![
        (
            "pairs",
            Part::of(
                report,
                "Possible partners",
                LIKENESS,
                "partners",
                &["a_name", "b_name", "shared", "cosine", "containment", "balance", "model", "host", "mostly"],
            ),
        ),
        (
            "nearest",
            Part::of(
                report,
                "Who comes nearest",
                "Not enough similarity to be partners.",
                "nearest",
                &["a_name", "b_name", "shared", "cosine", "containment", "balance"],
            ),
        ),
        (
            "functions",
            Part::of(
                report,
                "What both do",
                named,
                "partner_functions",
                &["label", "a_name", "b_name", "shared", "staff", "systems"],
            ),
        ),
        (
            "windows",
            Part::of(
                report,
                "Contracts that end together",
                "Contracts of two partners for one function that end within twelve months of one another: the time to talk is before \
                     the first.",
                "partner_contracts",
                &["label", "a_name", "b_name", "from", "to", "a_product", "b_product", "shared"],
            ),
        ),
        (
            "groups",
            Part::of(
                report,
                "Groups",
                "The duplicated cost of a group on functions that it could share. Look at the pairs first.",
                "partner_groups",
                &["members", "size", "prize", "model", "host", "largest"],
            ),
        ),
        (
            "products",
            Part::of(
                report,
                "Buy together",
                TOGETHER,
                "products",
                &["name", "bodies", "cost", "vendors", "first_end", "last_end", "window_bodies", "window_to"],
            ),
        ),
        (
            "contracts",
            Part::of(
                report,
                "Contracts side by side",
                "What each organisation pays for the same product, to which supplier, and until when.",
                "contracts",
                &["product_name", "name", "vendor", "cost", "contract_end"],
            ),
        ),
        ("parts", Part::of(report, "Shared components", marks(), "standard_parts", PART_COLUMNS)),
    ]
}
