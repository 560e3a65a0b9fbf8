//! The name that was surely meant: sure enough to be written into somebody's file.

/// From this likeness on (Jaro-Winkler, 0 to 1) a name can be the one that was meant.
const LIKENESS: f64 = 0.93;

/// By so much it must be more like the given name than any other.
const MARGIN: f64 = 0.03;

/// The valid name that `given` surely stands for, if any does.
///
/// Sure is a name that differs in case, blanks or separators only; or one at least 0.93 like the given name and by 0.03
/// more so than any other, with one slip in one of its words. Figures and words of up to three letters must be the same,
/// and a wrong letter is a slip only in words of six and more: `team-a` is not `team-b`, and `care` is not `case`.
pub fn surely<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = fold(given);
    if bare.is_empty() {
        return None;
    }
    let names: Vec<(&str, String)> = valid.into_iter().map(|name| (name, fold(name))).collect();
    let mut same = names.iter().filter(|(_, folded)| *folded == bare);
    if let Some((name, _)) = same.next() {
        return same.next().is_none().then_some(*name);
    }
    let mut likely: Vec<(f64, &str)> =
        names.iter().map(|(name, folded)| (strsim::jaro_winkler(&bare, folded), *name)).collect();
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let (likeness, name) = *likely.first()?;
    let next = likely.get(1).map_or(0.0, |(likeness, _)| *likeness);
    let sure = likeness >= LIKENESS && likeness - next >= MARGIN;
    (sure && one_slip(&given.trim().to_lowercase(), &name.to_lowercase())).then_some(name)
}

/// A name without case and outer blanks, with one kind of separator; without separators where no figure needs them.
fn fold(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let separator = |letter: char| matches!(letter, '-' | '_' | ' ' | '\u{A0}');
    if lower.chars().any(char::is_numeric) {
        lower.replace(separator, "-")
    } else {
        lower.chars().filter(|letter| !separator(*letter)).collect()
    }
}

/// Whether two names differ by one slip of the hand in one of their words.
fn one_slip(a: &str, b: &str) -> bool {
    let words = |name: &'_ str| name.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect();
    let (a, b): (Vec<String>, Vec<String>) = (words(a), words(b));
    let mut other = a.iter().zip(&b).filter(|(a, b)| a != b);
    let Some((one, two)) = other.next() else { return false };
    a.len() == b.len() && other.next().is_none() && is_slip(one, two)
}

fn is_slip(a: &str, b: &str) -> bool {
    let figures = |word: &str| word.chars().filter(|letter| letter.is_numeric()).collect::<String>();
    let (long_a, long_b) = (a.chars().count(), b.chars().count());
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let wrong_letter = long_a == long_b && letters(a) != letters(b);
    let least = if wrong_letter { 6 } else { 4 };
    figures(a) == figures(b) && long_a.min(long_b) >= least && strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::surely;

    #[test]
    fn only_what_is_sure_is_taken() {
        for (given, valid, meant) in [
            ("totl", &["total", "other", "title"][..], Some("total")),
            ("Volume Unit", &["volume", "volume_unit"], Some("volume_unit")),
            (" rev ", &["rev", "ops"], Some("rev")),
            ("hr.payrol", &["hr.payroll", "hr.pensions"], Some("hr.payroll")),
            ("revenues.counciltax", &["revenues.council-tax"], Some("revenues.council-tax")),
            ("adminstrative", &["administrative", "managerial"], Some("administrative")),
            ("finence", &["finance"], Some("finance")),
            ("HR", &["hr", "Hr"], None),
            ("team-c", &["team-a"], None),
            ("case-team", &["care-team"], None),
            ("p13", &["p12"], None),
            ("process-12", &["process-13"], None),
            ("p-12", &["p-1-2"], None),
            ("payrol", &["payroll", "payrols"], None),
            ("fee", &["fte"], None),
            ("", &["", "a"], None),
        ] {
            assert_eq!(surely(given, valid.iter().copied()), meant, "{given}");
        }
    }
}
