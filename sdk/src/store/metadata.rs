use std::time::Duration;

use serde_json::{Map, Value};

use crate::stream::{Revision, StreamName};

/// The type of the events in `$$stream` that hold the metadata of a stream.
pub const METADATA_TYPE: &str = "$metadata";
/// The value of `$tb` that hides all events: a soft deletion.
pub const DELETED: Revision = i64::MAX as Revision;

/// The metadata of a stream: `KurrentDB`'s `$maxCount`, `$maxAge`, `$tb`, `$cacheControl` and
/// `$acl`, and keys of one's own. It is the last event of the stream `$$<stream>`.
///
/// ```
/// use std::time::Duration;
/// use plumberd::store::StreamMetadata;
///
/// let metadata = StreamMetadata { max_count: Some(100), ..StreamMetadata::default() };
/// assert_eq!(metadata.to_json(), r#"{"$maxCount":100}"#);
/// assert_eq!(StreamMetadata::parse(br#"{"$maxAge":60,"team":"video"}"#)?.max_age,
///            Some(Duration::from_secs(60)));
/// # Ok::<(), plumberd::store::StreamMetadataError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamMetadata {
    /// Events that a read shows at most: the newest.
    pub max_count: Option<u64>,
    /// How old an event may be to be shown; whole seconds.
    pub max_age: Option<Duration>,
    /// Events below this revision are hidden.
    pub truncate_before: Option<Revision>,
    /// How long a reader may cache the stream; whole seconds. Kept, not applied.
    pub cache_control: Option<Duration>,
    /// Who may do what, as `KurrentDB` writes it. Kept, and applied by the server only.
    pub acl: Option<Value>,
    /// Keys of one's own.
    pub custom: Map<String, Value>,
}

/// Stream metadata that says what cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stream metadata: {place}: {reason}")]
pub struct StreamMetadataError {
    /// The key, or the whole text.
    pub place: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl StreamMetadata {
    /// Reads the JSON of a `$metadata` event; an empty text is empty metadata.
    ///
    /// # Errors
    /// When it is not a JSON object, or a key of the server's has a value that it cannot have.
    pub fn parse(json: &[u8]) -> Result<Self, StreamMetadataError> {
        if json.is_empty() {
            return Ok(Self::default());
        }
        let failed = |place, reason: String| StreamMetadataError { place, reason };
        let mut custom: Map<String, Value> =
            serde_json::from_slice(json).map_err(|error| failed("the text", error.to_string()))?;
        let mut number = |key: &'static str, least: u64| match custom.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) if number >= least => Ok(Some(number)),
                _ => Err(failed(key, format!("{value} is not a whole number from {least}"))),
            },
        };
        let max_count = number("$maxCount", 1)?;
        let max_age = number("$maxAge", 1)?.map(Duration::from_secs);
        let truncate_before = number("$tb", 0)?;
        let cache_control = number("$cacheControl", 1)?.map(Duration::from_secs);
        let acl = custom.remove("$acl").filter(|acl| !acl.is_null());
        Ok(Self { max_count, max_age, truncate_before, cache_control, acl, custom })
    }

    /// The JSON of a `$metadata` event.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                json.insert(key.into(), value);
            }
        };
        put("$maxCount", self.max_count.map(Value::from));
        put("$maxAge", self.max_age.map(|age| age.as_secs().into()));
        put("$tb", self.truncate_before.map(Value::from));
        put("$cacheControl", self.cache_control.map(|age| age.as_secs().into()));
        put("$acl", self.acl.clone());
        json.extend(self.custom.iter().map(|(key, value)| (key.clone(), value.clone())));
        Value::Object(json).to_string()
    }

    /// Whether the stream is softly deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.truncate_before.is_some_and(|before| before >= DELETED)
    }

    /// The stream that holds the metadata of a stream: `$$<stream>`.
    ///
    /// # Errors
    /// When the name is too long for that.
    pub fn stream_of(stream: &StreamName) -> Result<StreamName, crate::stream::StreamNameError> {
        StreamName::parse(format!("$${stream}"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn all_keys_survive() {
        let json = r#"{"$acl":{"$r":"$all"},"$cacheControl":3,"$maxAge":2,"$maxCount":1,"$tb":9223372036854775807,"mine":[1]}"#;
        let metadata = StreamMetadata::parse(json.as_bytes()).unwrap();
        assert!(metadata.is_deleted());
        assert_eq!(metadata.max_count, Some(1));
        assert_eq!(metadata.custom.len(), 1);
        assert_eq!(
            serde_json::from_str::<Value>(&metadata.to_json()).unwrap(),
            serde_json::from_str::<Value>(json).unwrap()
        );
        assert_eq!(StreamMetadata::parse(b"").unwrap(), StreamMetadata::default());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (json, error) in [
            (
                "[]",
                "stream metadata: the text: invalid type: sequence, expected a map at line 1 column 0",
            ),
            (r#"{"$maxCount":0}"#, "stream metadata: $maxCount: 0 is not a whole number from 1"),
            (r#"{"$maxAge":-1}"#, "stream metadata: $maxAge: -1 is not a whole number from 1"),
            (r#"{"$tb":"x"}"#, "stream metadata: $tb: \"x\" is not a whole number from 0"),
        ] {
            assert_eq!(StreamMetadata::parse(json.as_bytes()).unwrap_err().to_string(), error);
        }
    }
}
