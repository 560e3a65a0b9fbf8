//! What a reader should know or mend: a code, how bad it is, where, and what to do.

mod baseline;
mod code;
mod findings;
mod fingerprint;
mod levels;
mod rules;
mod surely;

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{Excerpt, Position, Route, Span};
use crate::words::words;

pub use baseline::{Baseline, Known, RejectedReturn};
pub use code::{Code, Stage};
pub use findings::{Findings, without_consequences};
pub use fingerprint::Fingerprint;
pub use levels::{Level, Levels, always_error};
pub use rules::{Rule, model_checks, rules};
pub use surely::surely;

words! {
    /// How much a finding matters.
    pub enum Severity {
        /// Worth knowing.
        Note = "note",
        /// Stands beside a figure it affects.
        Warning = "warning",
        /// Rejects the return, or the file.
        Error = "error",
    }
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is there, in a few words.
    pub message: String,
    /// The file. None is the finding's own.
    pub path: Option<Arc<str>>,
    /// Where in the file.
    pub position: Option<Position>,
    /// Behind its last character.
    pub end: Option<Position>,
    /// The way to it.
    pub route: Option<Route>,
}

/// One finding. Plain data: no printing, no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// How much it matters here.
    pub severity: Severity,
    /// What was found, with the values found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file as the user named it.
    pub path: Option<Arc<str>>,
    /// Where in the file.
    pub position: Option<Position>,
    /// Behind the last character of the value.
    pub end: Option<Position>,
    /// The way to the value.
    pub route: Option<Route>,
    /// Other places that it speaks of.
    pub related: Vec<Related>,
    /// The line it points at, where that cannot be read again.
    pub excerpt: Option<Excerpt>,
    /// The organisation it concerns.
    pub organisation: Option<String>,
    /// The item it concerns.
    pub item: Option<String>,
    /// The way to the value with ids in place of numbers, which stays when entries move: `roles[ct-officer].cost`.
    pub named: Option<String>,
    /// What surely belongs there instead.
    pub mend: Option<Mend>,
    /// Each thing that it speaks of, by ids, and how much of it there is: more is worse. Without a name it is the value
    /// itself.
    pub extent: Vec<(String, i64)>,
    /// Whether it stands for others that are not listed.
    pub is_rest: bool,
}

/// A text found in a return, and the one that was surely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// As found, without quotes.
    pub found: String,
    /// As meant.
    pub meant: String,
}

impl Finding {
    /// A finding with its default severity and without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            path: None,
            position: None,
            end: None,
            route: None,
            related: Vec::new(),
            excerpt: None,
            organisation: None,
            item: None,
            named: None,
            mend: None,
            extent: Vec::new(),
            is_rest: false,
        }
    }

    /// Says how much there is of what it finds: with more it is another finding.
    #[must_use]
    pub fn amount(self, amount: i64) -> Self {
        self.each([(String::new(), amount)])
    }

    /// Says of which things it speaks, and how much of each there is: with another, or with more, it is another finding.
    #[must_use]
    pub fn each(mut self, things: impl IntoIterator<Item = (String, i64)>) -> Self {
        self.extent = things.into_iter().collect();
        self
    }

    /// Says what surely belongs in place of the text found, where that is sure.
    #[must_use]
    pub fn mend(mut self, found: &str, meant: Option<impl Into<String>>) -> Self {
        self.mend = meant.map(|meant| Mend { found: found.to_owned(), meant: meant.into() });
        self
    }

    /// What stays the same of it when the return is reordered, moved or renamed.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in its document.
    #[must_use]
    pub fn at(mut self, route: Route) -> Self {
        self.route = Some(route);
        self
    }

    /// Says where in its file, when the place is known already.
    #[must_use]
    pub fn position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Says from where to where in its file, when that is known already.
    #[must_use]
    pub fn span(mut self, span: Span) -> Self {
        self.position = Some(span.start);
        self.end = Some(span.end);
        self
    }

    /// Names another place of the same document and says what is there.
    #[must_use]
    pub fn related(mut self, route: Route, message: impl Into<String>) -> Self {
        let message = message.into();
        self.related.push(Related { message, path: None, position: None, end: None, route: Some(route) });
        self
    }

    /// Says where else something stands that belongs to it.
    #[must_use]
    pub fn related_span(mut self, span: Span, message: impl Into<String>) -> Self {
        let (position, end) = (Some(span.start), Some(span.end));
        self.related.push(Related { message: message.into(), path: None, position, end, route: None });
        self
    }

    /// Says whom it concerns.
    #[must_use]
    pub fn organisation(mut self, id: impl Into<String>) -> Self {
        self.organisation = Some(id.into());
        self
    }

    /// Says which item it concerns.
    #[must_use]
    pub fn item(mut self, id: impl Into<String>) -> Self {
        self.item = Some(id.into());
        self
    }

    /// `file:line:column`, as far as known.
    pub fn place(&self) -> Option<String> {
        let path = self.path.as_deref()?;
        Some(match self.position {
            Some(at) => format!("{path}:{}:{}", at.line, at.column),
            None => path.to_owned(),
        })
    }

    /// The order in which findings are listed: worst first, then by place, then by words and by whom.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |finding: &Self| {
            (std::cmp::Reverse(finding.severity), finding.path.clone(), finding.position, finding.code)
        };
        let rest = |finding: &'_ Self| (finding.message.clone(), finding.organisation.clone(), finding.item.clone());
        key(self).cmp(&key(other)).then_with(|| rest(self).cmp(&rest(other)))
    }
}

/// The valid name nearest to `given`, where one is near enough to be what was meant.
pub fn nearest<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = lower(given);
    valid
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &lower(name)), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, name)| name)
}

/// In lower case, as most names are already.
fn lower(name: &str) -> Cow<'_, str> {
    let is_lower = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) }
}
