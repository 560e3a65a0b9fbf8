//! Closed sets of words. One definition gives the type, its words, and how it is printed, written and read.

/// A closed set of values, each with one word in every format.
pub trait Words: Copy + 'static {
    /// Every value, in the order of the definition.
    const ALL: &'static [Self];

    /// The word for it in every format.
    fn word(self) -> &'static str;
}

/// Every word of a set, for messages: `all, excess or hhi`.
pub fn listed<T: Words>() -> String {
    match T::ALL {
        [first @ .., last] if !first.is_empty() => {
            let first: Vec<&str> = first.iter().map(|value| value.word()).collect();
            format!("{} or {}", first.join(", "), last.word())
        }
        all => all.iter().map(|value| value.word()).collect(),
    }
}

/// Defines an enum whose values are words. In a JSON Schema it is a string; after `: listed` it is the list of its words,
/// as in the schema of returns.
macro_rules! words {
    ($(#[$about:meta])* $vis:vis enum $name:ident : listed { $($body:tt)+ }) => {
        $crate::words::words! { @define #[derive(schemars::JsonSchema)] $(#[$about])* $vis enum $name { $($body)+ } }
    };
    ($(#[$about:meta])* $vis:vis enum $name:ident { $($body:tt)+ }) => {
        $crate::words::words! { @define $(#[$about])* $vis enum $name { $($body)+ } }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <str as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
    (@define $(#[$about:meta])* $vis:vis enum $name:ident { $($(#[$of:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        $vis enum $name { $($(#[$of])* #[serde(rename = $word)] $value,)+ }

        #[allow(dead_code)] // of a set that few use
        impl $name {
            /// Every value, in the order of the definition.
            $vis const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The word for it in every format.
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$value => $word,)+ }
            }

            /// The value with this word.
            $vis fn find(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.word() == word)
            }
        }

        impl $crate::words::Words for $name {
            const ALL: &'static [Self] = &Self::ALL;

            fn word(self) -> &'static str {
                self.word()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.word()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

pub(crate) use words;
