use plumberd::store::Selection;
use plumberd::stream::StreamName;
use serde_json::Value;
use uuid::Uuid;

/// An event of the log. Its position is its place there, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) stream: StreamName,
    pub(crate) revision: u64,
    pub(crate) position: u64,
    /// `None` of an event that the store itself made.
    pub(crate) id: Option<Uuid>,
    pub(crate) event_type: String,
    pub(crate) is_json: bool,
    pub(crate) data: String,
    pub(crate) correlation: Option<&'static str>,
    /// In seconds.
    pub(crate) recorded_at: i64,
}

/// The revision of a tombstone, and the `$tb` of a soft deletion.
pub(crate) const MAX: u64 = i64::MAX as u64;

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) log: Vec<Row>,
    /// In seconds.
    pub(crate) now: i64,
}

/// What the metadata of a stream says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) max_count: Option<u64>,
    pub(crate) max_age: Option<u64>,
    pub(crate) truncate_before: u64,
}

impl Model {
    /// The events of a stream, but not its tombstone.
    pub(crate) fn of<'a>(&'a self, stream: &StreamName) -> impl Iterator<Item = &'a Row> + use<'a> {
        let stream = stream.clone();
        self.log.iter().filter(move |row| row.stream == stream && row.revision != MAX)
    }

    pub(crate) fn last(&self, stream: &StreamName) -> Option<u64> {
        self.of(stream).last().map(|row| row.revision)
    }

    pub(crate) fn is_tombstoned(&self, stream: &StreamName) -> bool {
        self.log.iter().any(|row| row.stream == *stream && row.revision == MAX)
    }

    /// Also of a stream whose metadata this is.
    pub(crate) fn has_ended(&self, stream: &StreamName) -> bool {
        let original = stream.as_str().strip_prefix("$$").map(super::names::name);
        self.is_tombstoned(stream) || original.is_some_and(|original| self.is_tombstoned(&original))
    }

    /// The last event of its metadata stream.
    pub(crate) fn metadata(&self, stream: &StreamName) -> Option<&Row> {
        let metadata = super::names::name(&format!("$${stream}"));
        self.log.iter().rfind(|row| row.stream == metadata)
    }

    pub(crate) fn rules(&self, stream: &StreamName) -> Rules {
        if stream.as_str().starts_with("$$") {
            return Rules { max_count: Some(1), ..Rules::default() };
        }
        let parsed = self
            .metadata(stream)
            .filter(|row| row.is_json)
            .and_then(|row| serde_json::from_str::<serde_json::Map<String, Value>>(&row.data).ok());
        let Some(keys) = parsed else { return Rules::default() };
        let number = |key| match keys.get(key) {
            None => Some(None),
            Some(value) => value.as_u64().map(Some),
        };
        let (Some(max_count), Some(max_age), Some(truncate_before)) =
            (number("$maxCount"), number("$maxAge"), number("$tb"))
        else {
            return Rules::default();
        };
        Rules { max_count, max_age, truncate_before: truncate_before.unwrap_or(0) }
    }

    pub(crate) fn is_softly_deleted(&self, stream: &StreamName) -> bool {
        self.rules(stream).truncate_before == MAX
    }

    /// Whether reads of its stream show an event.
    pub(crate) fn shows(&self, row: &Row) -> bool {
        let rules = self.rules(&row.stream);
        let newer = self.of(&row.stream).filter(|other| other.revision > row.revision).count();
        let too_many = rules.max_count.is_some_and(|count| newer as u64 >= count);
        let age = self.now - row.recorded_at;
        let too_old = rules.max_age.is_some_and(|max| age > i64::try_from(max).unwrap());
        !self.has_ended(&row.stream)
            && !too_many
            && !too_old
            && row.revision >= rules.truncate_before
    }

    /// All events that a selection or a virtual stream is about, shown or not.
    pub(crate) fn select(&self, selection: &Selection) -> Vec<&Row> {
        let wanted = |row: &&Row| match selection {
            Selection::All => true,
            Selection::Category(category) => {
                row.stream.as_str().split_once('-').map(|(before, _)| before)
                    == Some(category.as_str())
            }
            Selection::EventType(name) => row.event_type == **name,
            Selection::Correlation(id) => row.correlation == Some(&**id),
            Selection::Streams => row.revision == 0,
            other => panic!("the model does not know {other:?}"),
        };
        self.log.iter().filter(wanted).collect()
    }
}
