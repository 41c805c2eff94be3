use std::time::Duration;

use crate::clock::DateTimeOffset;
use crate::store::{ContentType, DELETED, StreamMetadata};
use crate::stream::Revision;

/// Which events of a stream its metadata hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Truncation {
    /// Those below this revision.
    pub(crate) before: Revision,
    /// All but so many of the newest.
    pub(crate) max_count: Option<u64>,
    /// Those that are older, in whole seconds.
    pub(crate) max_age: Option<Duration>,
}

impl Truncation {
    /// Hides nothing.
    pub(crate) const NONE: Self = Self { before: 0, max_count: None, max_age: None };
    /// A metadata stream shows its last event, as on `KurrentDB`.
    pub(crate) const METADATA_STREAM: Self = Self { before: 0, max_count: Some(1), max_age: None };

    pub(crate) fn of(metadata: &StreamMetadata) -> Self {
        Self {
            before: metadata.truncate_before.unwrap_or(0),
            max_count: metadata.max_count,
            max_age: metadata.max_age,
        }
    }

    /// What the last event of a metadata stream says. What is not metadata hides nothing: the writer of
    /// a `$$` stream may append what he likes.
    pub(crate) fn of_event(content_type: ContentType, data: &[u8]) -> Self {
        match content_type {
            ContentType::Json => {
                StreamMetadata::parse(data).map_or(Self::NONE, |metadata| Self::of(&metadata))
            }
            ContentType::Binary => Self::NONE,
        }
    }

    /// Whether the stream is softly deleted.
    pub(crate) fn is_deleted(&self) -> bool {
        self.before >= DELETED
    }

    /// The first revision that is shown, if its age allows; the last one of the stream is needed.
    pub(crate) fn first_visible(&self, last: Revision) -> Revision {
        let by_count =
            self.max_count.map_or(0, |count| last.saturating_add(1).saturating_sub(count));
        self.before.max(by_count)
    }

    /// Whether an event is too old.
    pub(crate) fn is_expired(&self, recorded_at: DateTimeOffset, now: DateTimeOffset) -> bool {
        let Some(age) = self.max_age else { return false };
        let seconds = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
        let until = recorded_at.unix_seconds().saturating_add(seconds);
        (until, recorded_at.subsec_nanos()) < (now.unix_seconds(), now.subsec_nanos())
    }

    /// Whether an event is hidden.
    pub(crate) fn hides(
        &self,
        revision: Revision,
        last: Revision,
        recorded_at: DateTimeOffset,
        now: DateTimeOffset,
    ) -> bool {
        revision < self.first_visible(last) || self.is_expired(recorded_at, now)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn truncation(json: &str) -> Truncation {
        Truncation::of_event(ContentType::Json, json.as_bytes())
    }

    #[test]
    fn the_first_visible_revision() {
        for (json, last, first) in [
            ("{}", 9, 0),
            (r#"{"$tb":4}"#, 9, 4),
            (r#"{"$tb":40}"#, 9, 40),
            (r#"{"$maxCount":3}"#, 9, 7),
            (r#"{"$maxCount":10}"#, 9, 0),
            (r#"{"$maxCount":11}"#, 9, 0),
            (r#"{"$maxCount":1}"#, 0, 0),
            (r#"{"$maxCount":3,"$tb":8}"#, 9, 8),
            (r#"{"$maxCount":3,"$tb":2}"#, 9, 7),
            (r#"{"$maxCount":1}"#, u64::MAX, u64::MAX - 1),
        ] {
            assert_eq!(truncation(json).first_visible(last), first, "{json} of {last}");
        }
    }

    #[test]
    fn a_deletion_hides_all() {
        let deleted = truncation(r#"{"$tb":9223372036854775807}"#);
        assert!(deleted.is_deleted());
        assert!(deleted.first_visible(1000) > 1000);
        assert!(!truncation(r#"{"$tb":9223372036854775806}"#).is_deleted());
    }

    #[test]
    fn what_is_not_metadata_hides_nothing() {
        for json in ["", "[]", "{", r#"{"$tb":-1}"#, r#"{"$tb":1,"$maxCount":"x"}"#] {
            assert_eq!(truncation(json), Truncation::NONE, "{json}");
        }
        assert_eq!(Truncation::of_event(ContentType::Binary, br#"{"$tb":1}"#), Truncation::NONE);
    }

    #[test]
    fn age_counts_to_100_ns() {
        let truncation = truncation(r#"{"$maxAge":60}"#);
        let at = |text: &str| text.parse::<DateTimeOffset>().unwrap();
        let recorded = at("2025-07-13T18:22:19.5000001Z");
        for (now, hidden) in [
            ("2025-07-13T18:22:19Z", false), // the clock was set back
            ("2025-07-13T18:23:19.5000001Z", false),
            ("2025-07-13T18:23:19.5000002Z", true),
            ("2025-07-13T20:23:19.5+02:00", false),
            ("9999-12-31T23:59:59Z", true),
        ] {
            assert_eq!(truncation.is_expired(recorded, at(now)), hidden, "{now}");
            assert_eq!(truncation.hides(0, 5, recorded, at(now)), hidden, "{now}");
        }
        assert!(!Truncation::NONE.is_expired(recorded, at("9999-12-31T23:59:59Z")));
    }
}
