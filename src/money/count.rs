//! Counts in sentences: noun and verb agree with the number.

use super::thousands;

/// A count with its noun, which is given as of one: `1 role`, `1,902 roles`, `2 more bodies`.
pub fn count_of(count: impl TryInto<u64>, one: &str) -> String {
    let count = whole(count);
    format!("{} {}", thousands(count), plural(count, one))
}

/// The noun alone, where the number is written otherwise or stands elsewhere.
pub fn plural(count: impl TryInto<u64>, one: &str) -> String {
    if whole(count) == 1 {
        return one.to_owned();
    }
    match one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if one.ends_with("leaf") => one.replace("leaf", "leaves"),
        None if ["s", "x", "ch", "sh"].iter().any(|end| one.ends_with(end)) => format!("{one}es"),
        None => format!("{one}s"),
    }
}

/// The word that agrees with a count: `is` of one, `are` of any other.
pub fn agree<'w>(count: impl TryInto<u64>, one: &'w str, many: &'w str) -> &'w str {
    if whole(count) == 1 { one } else { many }
}

/// `a`, `a and b`, or `a, b and c`; nothing of nothing.
pub fn and_list(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts[..] {
        [ref rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

fn whole(count: impl TryInto<u64>) -> u64 {
    count.try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_and_verbs_agree_with_the_count() {
        let nouns = ["role", "more body", "process", "repeated heading", "day", "leaf", "box", "branch"];
        for count in [0_usize, 1, 2] {
            let said: Vec<String> = nouns.iter().map(|noun| count_of(count, noun)).collect();
            let many =
                ["roles", "more bodies", "processes", "repeated headings", "days", "leaves", "boxes", "branches"];
            let nouns = if count == 1 { nouns } else { many };
            assert_eq!(said, nouns.map(|noun| format!("{count} {noun}")));
        }
        assert_eq!((count_of(1_902_i64, "item"), plural(1_u8, "year")), ("1,902 items".to_owned(), "year".to_owned()));
        let lists = [vec![], vec!["a"], vec!["a", "b"], vec!["a", "b", "c"]].map(|parts| and_list(&parts));
        assert_eq!(lists, ["", "a", "a and b", "a, b and c"]);
        assert_eq!((agree(1_u32, "is", "are"), agree(0_u32, "is", "are")), ("is", "are"));
    }
}
