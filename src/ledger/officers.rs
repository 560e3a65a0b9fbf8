//! Officers whom the law names: each organisation of some types must have its own, whoever else has one.

use crate::mapping::normalise;
use crate::money::{MilliFte, ONE, Share};

/// An officer: the names of the office, and the words of a type by which a body that must have one is known.
struct Officer {
    names: &'static [&'static str],
    bodies: &'static [&'static str],
}

/// Councils of every tier, by a word of their type.
const COUNCILS: &[&str] = &["council", "borough", "district", "county", "unitary", "metropolitan"];

/// Councils that look after children and adults.
const UPPER_TIER: &[&str] = &["county", "unitary", "metropolitan", "london"];

const OFFICERS: &[Officer] = &[
    // Local Government Act 1972 s151; Local Government (Scotland) Act 1973 s95.
    Officer {
        names: &["section 151 officer", "s151 officer", "s 151 officer", "section 95 officer"],
        bodies: COUNCILS,
    },
    // Local Government and Housing Act 1989 s5.
    Officer { names: &["monitoring officer"], bodies: COUNCILS },
    // Local Government and Housing Act 1989 s4.
    Officer { names: &["head of paid service"], bodies: COUNCILS },
    // Representation of the People Act 1983 s8 and s35.
    Officer { names: &["returning officer", "electoral registration officer"], bodies: COUNCILS },
    // Children Act 2004 s18.
    Officer { names: &["director of children s services", "director of childrens services"], bodies: UPPER_TIER },
    // Local Authority Social Services Act 1970 s6.
    Officer { names: &["director of adult social services"], bodies: UPPER_TIER },
    // National Health Service Act 2006 s73A.
    Officer { names: &["director of public health"], bodies: UPPER_TIER },
];

/// What of a role is an officer whom the law names, where its title says nothing else: the whole post, and one post of
/// several. None where the title names another post too, or the type of the body is not known to have the officer.
pub(super) fn named_officer(title: &str, kind: Option<&str>, fte: Option<MilliFte>) -> Option<Share> {
    let kind = normalise(kind?);
    let named = |office: &str| {
        let has = |officer: &&Officer| {
            officer.names.contains(&office) && officer.bodies.iter().any(|word| kind.split(' ').any(|own| own == *word))
        };
        OFFICERS.iter().any(|officer| has(&officer))
    };
    let offices = title.split(['/', '&', ',', ';', '(', ')', '+']).map(normalise);
    let offices: Vec<String> = offices.filter(|office| !office.is_empty()).collect();
    let mut parts = offices.iter().flat_map(|office| office.split(" and ")).peekable();
    parts.peek()?;
    parts.all(named).then(|| match fte {
        Some(MilliFte(fte)) if fte > 1000 => Share(u32::try_from(i64::from(ONE) * 1000 / fte).unwrap_or(ONE)),
        _ => Share::WHOLE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_is_only_the_office_is_the_officer() {
        let district = Some("district-council");
        let whole = |title| named_officer(title, district, None);
        for title in
            ["Monitoring Officer", "Section 151 Officer", "S.151 Officer (Head of Paid Service)", "Returning officer"]
        {
            assert_eq!(whole(title), Some(Share::WHOLE), "{title}");
        }
        for title in [
            "Chief Executive and Head of Paid Service",
            "Deputy Monitoring Officer",
            "Air quality monitoring officer",
            "",
        ] {
            assert_eq!(whole(title), None, "{title}");
        }
        assert_eq!(named_officer("Director of Public Health", district, None), None);
        assert_eq!(named_officer("Director of Public Health", Some("County Council"), None), Some(Share::WHOLE));
        assert_eq!(named_officer("Monitoring Officer", Some("university"), None), None);
        assert_eq!(named_officer("Monitoring Officer", None, None), None);
    }

    #[test]
    fn of_several_posts_one_is_the_officer() {
        assert_eq!(named_officer("Monitoring officer", Some("unitary"), Some(MilliFte(4000))), Some(Share(250_000)));
    }
}
