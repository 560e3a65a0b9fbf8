//! What a return consists of. `model.rs` defines its parts; whatever depends on their keys asks here: the layout, what a new
//! period has to say again, the checks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::Kind;
use super::scalars::{Currency, List, Period, Quantity, Shares, Statutory, Version, YearStart, Years};
use crate::money::{MilliFte, Money, Share};
use crate::source::Route;
use crate::words::Words;

/// A mapping of the format: a return, its organisation, an entry of one of its lists.
#[derive(Debug)]
pub(super) struct Part {
    /// What one is called.
    pub(super) one: &'static str,
    /// Whether it has a line for each key, however short it is.
    pub(super) tall: bool,
    /// Its keys in their order.
    pub(super) keys: &'static [Key],
}

/// A key of a part.
#[derive(Debug)]
pub(super) struct Key {
    /// As it is written.
    pub(super) name: &'static str,
    /// By its type.
    pub(super) holds: Holds,
    /// What its type does not say.
    pub(super) mark: Mark,
}

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    /// Nothing that matters here: a word, a text, names with shares.
    Other,
    Amount,
    Staff,
    /// A count or a measured value.
    Count,
    /// Such values under names of the return's own.
    Counts,
    Share,
    Part(&'static Part),
    List(&'static Part),
}

/// What a key means, beyond what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// By which others speak of the entry. Never blank, and never twice in a list.
    Id,
    /// A name for people. Never blank.
    Name,
    /// The same, in which nobody's number or address may stand.
    PublicName,
    /// The same, in which nobody may be named either.
    Title,
    /// Free text in which nobody may be named.
    Text,
    /// Refers to a function, a unit, a process or an item.
    Function,
    Unit,
    Process,
    Item,
    /// An amount that is added to others, which are called so.
    Sum(&'static str),
    /// An amount that is added to no others of the return.
    NoSum,
    /// A figure that is not one of the period.
    Standing,
    /// The last day on which the entry holds.
    Ends,
    /// The period itself.
    Period,
    /// A list of what happened in the period, of which nothing goes into the next.
    Happened,
}

impl Part {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Key {
    /// The part that stands under it, or in its list.
    pub(super) fn part(&self) -> Option<&'static Part> {
        match self.holds {
            Holds::Part(part) | Holds::List(part) => Some(part),
            _ => None,
        }
    }

    /// Whether it holds a figure of the period.
    pub(super) fn is_figure(&self) -> bool {
        let is_figure = !matches!(self.holds, Holds::Other | Holds::Part(_) | Holds::List(_));
        is_figure && self.mark != Mark::Standing
    }

    /// Whether its figures are written with their thousands apart.
    pub(super) fn is_spaced(&self) -> bool {
        self.is_figure() && matches!(self.holds, Holds::Amount | Holds::Count | Holds::Counts)
    }
}

/// What a return says under a key.
pub(super) enum Said<'r> {
    /// Nothing, or nothing that matters here.
    Other,
    Text(&'r str),
    Amount(Money),
    Staff,
    Date(Date),
    Shares(&'r Shares),
    Part(&'r dyn Declared),
    List(Vec<&'r dyn Declared>),
}

/// A type of value that stands under a key.
pub(super) trait Field {
    const HOLDS: Holds = Holds::Other;

    fn said(&self) -> Said<'_> {
        Said::Other
    }
}

/// A part, as a return declares it.
pub(super) trait Declared {
    fn part(&self) -> &'static Part;

    /// Its keys with what it says under them.
    fn each<'r>(&'r self, see: &mut dyn FnMut(&'static Key, Said<'r>));
}

impl<T: Words> Field for T {}
impl Field for bool {}
impl Field for Version {}
impl Field for Years {}
impl Field for Statutory {}
impl Field for Currency {}
impl Field for YearStart {}
impl Field for Period {}

impl Field for Money {
    const HOLDS: Holds = Holds::Amount;
    fn said(&self) -> Said<'_> {
        Said::Amount(*self)
    }
}

impl Field for MilliFte {
    const HOLDS: Holds = Holds::Staff;
    fn said(&self) -> Said<'_> {
        Said::Staff
    }
}

impl Field for Quantity {
    const HOLDS: Holds = Holds::Count;
}

impl Field for BTreeMap<String, Quantity> {
    const HOLDS: Holds = Holds::Counts;
}

impl Field for Share {
    const HOLDS: Holds = Holds::Share;
}

impl Field for String {
    fn said(&self) -> Said<'_> {
        Said::Text(self)
    }
}

impl Field for Date {
    fn said(&self) -> Said<'_> {
        Said::Date(*self)
    }
}

impl Field for Shares {
    fn said(&self) -> Said<'_> {
        Said::Shares(self)
    }
}

impl<T: Field> Field for Option<T> {
    const HOLDS: Holds = T::HOLDS;
    fn said(&self) -> Said<'_> {
        self.as_ref().map_or(Said::Other, T::said)
    }
}

impl<T: Field> Field for List<T> {
    const HOLDS: Holds = match T::HOLDS {
        Holds::Part(part) => Holds::List(part),
        _ => Holds::Other,
    };
    fn said(&self) -> Said<'_> {
        let part = |entry| if let Said::Part(part) = T::said(entry) { Some(part) } else { None };
        Said::List(self.iter().filter_map(part).collect())
    }
}

/// A part within a return.
pub(super) struct Place<'p, 'r> {
    /// What it stands in, under which key, and its place in the list there.
    within: Option<(&'p Place<'p, 'r>, &'static str, Option<usize>)>,
    pub(super) declared: &'r dyn Declared,
}

impl<'r> Place<'_, 'r> {
    /// Of an entry of a list: the key of the list, and its place there.
    pub(super) fn list(&self) -> Option<(&'static str, usize)> {
        self.within.and_then(|(_, key, index)| Some((key, index?)))
    }

    pub(super) fn route(&self) -> Route {
        match self.within {
            None => Route::root(),
            Some((above, key, None)) => above.route().key(key),
            Some((above, key, Some(index))) => above.route().key(key).index(index),
        }
    }

    /// The id of the entry, if it has one.
    pub(super) fn id(&self) -> Option<&'r str> {
        let mut id = None;
        self.declared.each(&mut |key, said| {
            if let (Mark::Id, Said::Text(text)) = (key.mark, said) {
                id = Some(text);
            }
        });
        id
    }

    /// The id of the item that it is; none if it is no item.
    pub(super) fn item(&self) -> Option<&'r str> {
        let one = self.declared.part().one;
        Kind::ALL.iter().any(|kind| kind.word() == one).then(|| self.id())?
    }
}

/// Goes through everything that a part says, in the order of the format.
pub(super) fn walk<'r>(declared: &'r dyn Declared, see: &mut dyn FnMut(&Place<'_, 'r>, &'static Key, &Said<'r>)) {
    within(&Place { within: None, declared }, see);
}

fn within<'r>(place: &Place<'_, 'r>, see: &mut dyn FnMut(&Place<'_, 'r>, &'static Key, &Said<'r>)) {
    place.declared.each(&mut |key, said| {
        see(place, key, &said);
        let mut into = |declared, index| within(&Place { within: Some((place, key.name, index)), declared }, see);
        match said {
            Said::Part(part) => into(part, None),
            Said::List(entries) => (0..).zip(entries).for_each(|(index, entry)| into(entry, Some(index))),
            _ => {}
        }
    });
}

/// Defines the parts of a return, a line for each key: `key as "its other name": Type => Mark`.
macro_rules! parts {
    ($($(#[$about:meta])* $part:ident $one:literal $($tall:ident)? {
        $($(#[$meta:meta])* $key:ident $(as $name:tt)?: $type:ty $(=> $mark:ident $(($what:literal))?)?,)+
    })+) => {$(
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        pub struct $part {
            $($(#[$meta])* $(#[serde(rename = $name)])? pub $key: $type,)+
        }

        impl $part {
            /// Its keys and what they hold.
            pub(in crate::returns) const PART: &'static Part = &Part {
                one: $one,
                tall: parts!(@is $($tall)?),
                keys: &[$(Key {
                    name: parts!(@name $key $($name)?),
                    holds: <$type as Field>::HOLDS,
                    mark: parts!(@mark $($mark $(($what))?)?),
                },)+],
            };
        }

        impl Field for $part {
            const HOLDS: Holds = Holds::Part(Self::PART);
            fn said(&self) -> Said<'_> {
                Said::Part(self)
            }
        }

        impl Declared for $part {
            fn part(&self) -> &'static Part {
                $part::PART
            }
            fn each<'r>(&'r self, see: &mut dyn FnMut(&'static Key, Said<'r>)) {
                self.part().keys.iter().zip([$(self.$key.said(),)+]).for_each(|(key, said)| see(key, said));
            }
        }
    )+};
    (@is) => { false };
    (@is tall) => { true };
    (@name $key:ident) => { stringify!($key) };
    (@name $key:ident $name:tt) => { $name };
    (@mark) => { Mark::None };
    (@mark $mark:ident $(($what:literal))?) => { Mark::$mark $(($what))? };
}
pub(super) use parts;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::finding::Code;
    use crate::returns::model::Return;
    use crate::returns::{Layout, Loaded, check, lay_out, load, next_period, schema};
    use crate::source::{Document, Framing};
    use crate::taxonomy;

    const HEAD: &str = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder}\n";

    /// The lists of a return, each with what its entries are.
    fn lists() -> impl Iterator<Item = (&'static Key, &'static Part)> {
        let lists = Return::PART.keys.iter();
        lists.filter_map(|key| if let Holds::List(part) = key.holds { Some((key, part)) } else { None })
    }

    /// An entry with what it cannot be without, and with `figure` under these keys.
    fn entry(part: &Part, id: &str, keys: &[&Key], figure: &str) -> String {
        let types = &schema()["$defs"];
        let of = &types[part.one[..1].to_uppercase() + &part.one[1..]];
        let required = |key: &Key| of["required"].as_array().is_some_and(|all| all.contains(&key.name.into()));
        let value = |key: &&Key| {
            let name = of["properties"][key.name]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
            let words = name.map(|name| &types[name]);
            let word = words.and_then(|words| words["oneOf"][0]["const"].as_str().or(words["enum"][0].as_str()));
            match key.holds {
                Holds::Share => "0.5".to_owned(),
                _ if keys.iter().any(|other| other.name == key.name) => figure.to_owned(),
                Holds::Other if of["properties"][key.name]["items"].is_object() => format!("[{id}]"),
                Holds::Other => word.unwrap_or(id).to_owned(),
                _ => "0".to_owned(),
            }
        };
        let said = part.keys.iter().filter(|key| required(key) || keys.iter().any(|other| other.name == key.name));
        let said: Vec<String> = said.map(|key| format!("{}: {}", key.name, value(&key))).collect();
        format!("{{{}}}", said.join(", "))
    }

    fn document(text: String) -> Document {
        Document { text, first_line: 1, json: false }
    }

    #[test]
    fn every_list_is_laid_out_and_has_its_figures_taken_out_for_the_next_period() {
        let mut figures = 0;
        for (list, part) in lists() {
            let keys: Vec<&Key> = part.keys.iter().filter(|key| key.is_figure()).collect();
            let text = format!("{HEAD}{}: [{}]\n", list.name, entry(part, "x", &keys, "1234"));
            let Layout::Changed(laid) = lay_out(text.as_bytes(), Framing::Yaml) else { panic!("{text}") };
            let laid = String::from_utf8(laid).expect("text");
            assert!(laid.contains(&format!("\n{}:\n  - ", list.name)), "{laid}");
            let spaced = part.keys.iter().filter(|key| key.is_spaced()).count();
            assert_eq!(laid.matches("1_234").count(), spaced, "{laid}");

            let moved = next_period(&document(text)).expect("a return");
            let after: Value = serde_yaml::from_str(&moved.text).expect("YAML");
            if list.mark == Mark::Happened {
                assert!(after[list.name].is_null() && moved.dropped.len() == 1, "{}", moved.text);
                continue;
            }
            assert_eq!(moved.figures, keys.len(), "{}", moved.text);
            for key in &keys {
                assert!(after[list.name][0][key.name].is_null(), "{}", moved.text);
            }
            figures += keys.len();
        }
        assert!(figures >= 10, "{figures}");
    }

    #[test]
    fn every_amount_of_a_list_is_in_a_sum_or_said_to_be_in_none_and_is_not_below_nothing() {
        let taxonomy = taxonomy::load(taxonomy::DEFAULT).expect("the list");
        let found = |text: &str, code: Code| -> Vec<String> {
            let Loaded::Return(read) = load(&document(text.to_owned())) else { panic!("{text}") };
            let of_code = check(&read, &taxonomy).into_iter().filter(|finding| finding.code == code);
            of_code.filter_map(|finding| finding.route).map(|route| route.to_string()).collect()
        };
        let amounts = lists().flat_map(|(list, part)| part.keys.iter().map(move |key| (list, part, key)));
        for (list, part, key) in amounts.filter(|(.., key)| matches!(key.holds, Holds::Amount)) {
            let at = |index| format!("{}[{index}].{}", list.name, key.name);
            let most = Money::LARGEST.plain();
            let twice = [entry(part, "x", &[key], &most), entry(part, "y", &[key], &most)].join(", ");
            let beyond = match key.mark {
                Mark::Sum(_) => vec![at(1)],
                mark => {
                    assert_eq!(mark, Mark::NoSum, "{}", at(0));
                    Vec::new()
                }
            };
            assert_eq!(found(&format!("{HEAD}{}: [{twice}]\n", list.name), Code::InvalidValue), beyond);
            let below = format!("{HEAD}{}: [{}]\n", list.name, entry(part, "x", &[key], "-5"));
            assert_eq!(found(&below, Code::NegativeAmount), [at(0)]);
        }
    }

    #[test]
    fn keys_are_named_as_the_schema_names_them() {
        let names = |part: &Part| part.keys.iter().map(|key| key.name).collect::<std::collections::BTreeSet<_>>();
        let of = |schema: &'static Value| {
            let keys = schema["properties"].as_object().expect("keys");
            keys.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(names(Return::PART), of(schema()));
        for part in Return::PART.keys.iter().filter_map(Key::part) {
            let name = part.one[..1].to_uppercase() + &part.one[1..];
            assert_eq!(names(part), of(&schema()["$defs"][name]), "{}", part.one);
        }
    }
}
