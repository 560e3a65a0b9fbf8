//! What a payroll writes beside the name of a post: grade, step, band, hours, whether it is vacant. None of it says what the
//! holder does, so none of it is looked at, unless nothing else is there.

use std::ops::Range;

use super::tokens::Tokens;

/// Words before a number or letter that is a grade: `band 6`, `grade E`, `level 3`.
const SCALES: [&str; 22] = [
    "afc", "band", "bd", "class", "gr", "grade", "grd", "level", "lvl", "nhs", "pay", "point", "range", "scale", "scp",
    "spinal", "stage", "step", "tier", "payband", "paygrade", "zone",
];

/// Letters before the number of a grade that is written as one word: `SO1`, `PO4`, `G7`, `SCP23`.
const LETTERS: [&str; 30] = [
    "a", "afc", "b", "bd", "c", "cs", "d", "e", "f", "g", "gr", "gs", "h", "j", "k", "l", "lv", "m", "mg", "mps", "n",
    "p", "pb", "po", "sc", "scp", "sm", "so", "sp", "t",
];

/// Grades of the civil service.
const CIVIL_SERVICE: [&str; 8] = ["aa", "ao", "eo", "heo", "seo", "scs", "hseo", "aso"];

/// What stands after the name of a post and says how it is held.
const STATUS: [&str; 52] = [
    "acting",
    "agency",
    "annualised",
    "bank",
    "bilingual",
    "casual",
    "contract",
    "cover",
    "exe",
    "exempt",
    "fixed",
    "flexi",
    "fixedterm",
    "freelance",
    "fte",
    "ft",
    "full",
    "fulltime",
    "half",
    "hour",
    "hourly",
    "hours",
    "hrs",
    "interim",
    "job",
    "jobshare",
    "lev",
    "maternity",
    "month",
    "months",
    "new",
    "on",
    "only",
    "part",
    "parttime",
    "perm",
    "permanent",
    "pt",
    "relief",
    "seasonal",
    "seconded",
    "secondment",
    "share",
    "temp",
    "temporary",
    "term",
    "time",
    "unfilled",
    "vacancy",
    "vacant",
    "week",
    "weeks",
];

/// Of those, the ones that begin or end a phrase of several, so that one alone stays where it is.
const NOT_ALONE: [&str; 13] =
    ["agency", "bank", "contract", "cover", "full", "half", "job", "maternity", "on", "part", "share", "term", "time"];

/// A post's name up to where grade, step and status begin.
pub(in crate::mapping) fn without_grade(name: &str) -> &str {
    let said = |name: &str| {
        let mut tokens = Tokens::default();
        let words = tokens.add(name);
        trim(&mut tokens, words);
        tokens.list().iter().filter(|token| !token.stop).map(|token| token.hash).collect::<Vec<_>>()
    };
    let whole = said(name);
    let ends = name.match_indices(' ').map(|(end, _)| end);
    ends.map(|end| &name[..end]).find(|start| said(start) == whole).unwrap_or(name)
}

/// Marks the words of a post's name that are a grade, a step or a status.
pub(super) fn trim(tokens: &mut Tokens, name: Range<usize>) {
    let said = |at: usize| tokens.written(&tokens.list()[at]);
    let mut drops: Vec<usize> = Vec::new();
    let mut at = name.start;
    while at < name.end {
        let scale = SCALES.contains(&said(at)) && at + 1 < name.end && is_step(said(at + 1));
        if scale {
            drops.extend([at, at + 1]);
            // `scale 4-6`, `step 3 of 7`
            at += 2;
            while at < name.end && is_number(said(at)) {
                drops.push(at);
                at += 1;
            }
        } else {
            if is_code(said(at)) {
                drops.push(at);
            }
            at += 1;
        }
    }
    // From the end: whatever is left of steps and status.
    let mut end = name.end;
    while end > name.start {
        let last = end - 1;
        let word = said(last);
        let phrase = STATUS.contains(&word)
            && (!NOT_ALONE.contains(&word) || last > name.start && STATUS.contains(&said(last - 1)));
        // The first word of a phrase, which was begun from its end.
        let begins = STATUS.contains(&word) && end < name.end && drops.contains(&end) && STATUS.contains(&said(end));
        if phrase || begins || is_roman(word) || is_number(word) || drops.contains(&last) {
            drops.push(last);
            end = last;
        } else {
            break;
        }
    }
    // A name that is nothing but a grade keeps it, and tells no function by it.
    let says = |at: usize| !drops.contains(&at) && !tokens.list()[at].stop;
    let says_more = name.clone().any(says);
    for at in drops {
        let token = &mut tokens.list_mut()[at];
        token.stop |= says_more;
        (token.vague, token.generic) = (true, true);
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_roman(word: &str) -> bool {
    (1..=4).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
}

/// `6`, `8a`, `e`, `iii`.
fn is_step(word: &str) -> bool {
    let bytes = word.as_bytes();
    let (digits, rest) = bytes.split_at(bytes.iter().take_while(|byte| byte.is_ascii_digit()).count());
    digits.len() <= 3 && rest.len() <= 1 && !bytes.is_empty() || is_roman(word) || is_code(word)
}

/// `so1`, `g7`, `8a`, `heo`.
fn is_code(word: &str) -> bool {
    if CIVIL_SERVICE.contains(&word) {
        return true;
    }
    let digits = word.find(|letter: char| letter.is_ascii_digit());
    match digits {
        Some(0) => word.len() == 2 && matches!(word.as_bytes()[1], b'a'..=b'd'),
        Some(at) => {
            let (letters, number) = word.split_at(at);
            LETTERS.contains(&letters) && number.len() <= 2 && is_number(number)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_steps_and_status_say_nothing() {
        let mut tokens = Tokens::default();
        for (name, left) in [
            ("Payroll officer (Grade 5)", "payroll officer"),
            ("Accountant - Band 6", "account"),
            ("ACCOUNTANT II (new)", "account"),
            ("Social Worker Level 3 Part Time", "social worker"),
            ("Planner SO1/SO2", "planner"),
            ("Nurse AFC 8a", "nurse"),
            ("HEO Policy Adviser - G7", "policy advisor"),
            ("Clerk Scale 4-6", "clerk"),
            ("Payroll officer 0.5 FTE", "payroll officer"),
            ("Payroll officer - fixed term 12 months", "payroll officer"),
            ("Driver (maternity cover)", "driver"),
            ("Section 151 Officer", "section 151 officer"),
            ("9-1-1 Telecommunicator", "911 telecommunicator"),
            ("Band C", "band c"),
            ("HEO", "higher executive officer"),
            ("Bank", "bank"),
            ("Head of New Homes", "head new home"),
        ] {
            tokens.clear();
            let words = tokens.add(name);
            trim(&mut tokens, words);
            let found: Vec<&str> =
                tokens.list().iter().filter(|token| !token.stop).map(|token| tokens.word(token)).collect();
            assert_eq!(found.join(" "), left, "{name}");
        }
    }
}
