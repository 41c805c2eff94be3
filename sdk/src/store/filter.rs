use std::fmt;
use std::sync::Arc;

use super::{Link, RecordedEvent};

/// How often a regular expression may step back on one name before it counts as exploding.
#[cfg(feature = "regex")]
const BACKTRACK_LIMIT: usize = 100_000;

/// Which events of the log to take, by the name of their stream or of their type.
///
/// The engine looks at each event of the log, so a [`Selection`](super::Selection) is faster where
/// one fits.
///
/// ```
/// use plumberd::store::Filter;
///
/// let filter = Filter::stream_prefixes(["Recording-", "Task-"]);
/// assert!(filter.matches("Recording-1", "RecordingStarted")?);
/// assert!(!filter.matches("User-1", "UserCreated")?);
/// # Ok::<(), plumberd::store::FilterError>(())
/// ```
#[derive(Clone)]
pub struct Filter {
    on: FilterOn,
    pattern: Pattern,
}

/// The name that a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterOn {
    /// The name of the stream.
    Stream,
    /// The type of the event.
    EventType,
}

#[derive(Clone)]
enum Pattern {
    Prefixes(Arc<[Box<str>]>),
    #[cfg(feature = "regex")]
    Regex(Arc<fancy_regex::Regex>),
}

/// A filter that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// Not a regular expression.
    #[error("`{pattern}` is not a regular expression: {reason}")]
    Invalid {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The expression takes too many steps on a name.
    #[error(
        "the regular expression `{pattern}` does not come to an end on `{name}` ({reason}); write it without nested repetition"
    )]
    Explodes {
        /// The pattern.
        pattern: String,
        /// The name of the stream or type.
        name: String,
        /// Which limit it met.
        reason: String,
    },
}

impl Filter {
    /// Streams whose name begins with one of these.
    pub fn stream_prefixes<P: Into<Box<str>>>(prefixes: impl IntoIterator<Item = P>) -> Self {
        Self::prefixes(FilterOn::Stream, prefixes)
    }

    /// Event types whose name begins with one of these.
    pub fn type_prefixes<P: Into<Box<str>>>(prefixes: impl IntoIterator<Item = P>) -> Self {
        Self::prefixes(FilterOn::EventType, prefixes)
    }

    /// Names that begin with one of these.
    pub fn prefixes<P: Into<Box<str>>>(
        on: FilterOn,
        prefixes: impl IntoIterator<Item = P>,
    ) -> Self {
        let prefixes = prefixes.into_iter().map(Into::into).collect();
        Self { on, pattern: Pattern::Prefixes(prefixes) }
    }

    /// Names that a regular expression finds something in, look-ahead included, as .NET's
    /// `Regex.IsMatch`.
    ///
    /// # Errors
    /// When it is not a regular expression.
    #[cfg(feature = "regex")]
    pub fn regex(on: FilterOn, pattern: &str) -> Result<Self, FilterError> {
        let regex = fancy_regex::RegexBuilder::new(pattern)
            .backtrack_limit(BACKTRACK_LIMIT)
            .build()
            .map_err(|error| FilterError::Invalid {
                pattern: pattern.into(),
                reason: error.to_string(),
            })?;
        Ok(Self { on, pattern: Pattern::Regex(Arc::new(regex)) })
    }

    /// Everything but the events whose type begins with `$`.
    #[cfg(feature = "regex")]
    #[must_use]
    pub fn without_system_events() -> Self {
        Self::regex(FilterOn::EventType, r"^[^\$].*").unwrap_or_else(|_| Self::type_prefixes([""]))
    }

    /// The name that the filter looks at.
    #[must_use]
    pub fn on(&self) -> FilterOn {
        self.on
    }

    /// The prefixes; nothing when it is a regular expression.
    #[must_use]
    pub fn as_prefixes(&self) -> Option<&[Box<str>]> {
        match &self.pattern {
            Pattern::Prefixes(prefixes) => Some(prefixes),
            #[cfg(feature = "regex")]
            Pattern::Regex(_) => None,
        }
    }

    /// The regular expression; nothing when it is a list of prefixes.
    #[must_use]
    pub fn as_regex(&self) -> Option<&str> {
        match &self.pattern {
            Pattern::Prefixes(_) => None,
            #[cfg(feature = "regex")]
            Pattern::Regex(regex) => Some(regex.as_str()),
        }
    }

    /// Whether an event of this stream and type is wanted.
    ///
    /// # Errors
    /// [`FilterError::Explodes`].
    pub fn matches(&self, stream: &str, event_type: &str) -> Result<bool, FilterError> {
        let name = match self.on {
            FilterOn::Stream => stream,
            FilterOn::EventType => event_type,
        };
        match &self.pattern {
            Pattern::Prefixes(prefixes) => {
                Ok(prefixes.iter().any(|prefix| name.starts_with(&**prefix)))
            }
            #[cfg(feature = "regex")]
            Pattern::Regex(regex) => regex.is_match(name).map_err(|error| FilterError::Explodes {
                pattern: regex.as_str().into(),
                name: name.into(),
                reason: error.to_string(),
            }),
        }
    }

    /// Whether a stored event is wanted. What a link led to is wanted if the link is.
    ///
    /// # Errors
    /// As [`matches`](Self::matches).
    pub fn takes(&self, event: &RecordedEvent) -> Result<bool, FilterError> {
        match &event.link {
            Some(link) => self.matches(link.stream.as_str(), Link::EVENT_TYPE),
            None => self.matches(event.stream.as_str(), &event.event_type),
        }
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Filter");
        f.field("on", &self.on);
        match &self.pattern {
            Pattern::Prefixes(prefixes) => f.field("prefixes", prefixes),
            #[cfg(feature = "regex")]
            Pattern::Regex(regex) => f.field("regex", &regex.as_str()),
        };
        f.finish()
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.on == other.on
            && match (&self.pattern, &other.pattern) {
                (Pattern::Prefixes(ours), Pattern::Prefixes(theirs)) => ours == theirs,
                #[cfg(feature = "regex")]
                (Pattern::Regex(ours), Pattern::Regex(theirs)) => ours.as_str() == theirs.as_str(),
                #[cfg(feature = "regex")]
                _ => false,
            }
    }
}

impl Eq for Filter {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_any_of() {
        let filter = Filter::type_prefixes(["A", "B"]);
        assert!(filter.matches("X-1", "Both").unwrap());
        assert!(!filter.matches("A-1", "Cold").unwrap());
        assert!(!Filter::type_prefixes::<&str>([]).matches("A-1", "A").unwrap());
        assert_eq!(filter.as_prefixes(), Some(["A".into(), "B".into()].as_slice()));
        assert_eq!(filter.as_regex(), None);
    }

    #[cfg(feature = "regex")]
    #[test]
    fn look_ahead_works() {
        let filter = Filter::regex(FilterOn::EventType, r"^(?!(\$.+$|Secret$))").unwrap();
        assert!(filter.matches("s", "RecordingStarted").unwrap());
        assert_eq!(filter.as_regex(), Some(r"^(?!(\$.+$|Secret$))"));
        assert_eq!(filter.as_prefixes(), None);
        assert!(!filter.matches("s", "$metadata").unwrap());
        assert!(!filter.matches("s", "Secret").unwrap());
        assert!(!Filter::without_system_events().matches("s", "$>").unwrap());
        assert!(Filter::without_system_events().matches("$s", "Real").unwrap());
    }

    #[cfg(feature = "regex")]
    #[test]
    fn bad_expressions_are_typed_errors() {
        let error = Filter::regex(FilterOn::Stream, "a(").unwrap_err();
        assert!(matches!(&error, FilterError::Invalid { pattern, .. } if pattern == "a("));
        let filter = Filter::regex(FilterOn::Stream, r"^(?=(a+)+$)(a|aa)+\1$").unwrap();
        let name = format!("{}b", "a".repeat(60));
        let error = filter.matches(&name, "t");
        assert!(matches!(error, Ok(false) | Err(FilterError::Explodes { .. })), "{error:?}");
        let filter = Filter::regex(FilterOn::Stream, r"^((a+)+\2?)+c(?!d)$").unwrap();
        assert!(matches!(filter.matches(&name, "t"), Err(FilterError::Explodes { .. })));
    }
}
