use serde_json::Value;
use uuid::Uuid;

use super::{
    CAUSATION_ID, CLIENT_HOST_NAME, CORRELATION_ID, CREATED, Metadata, SCHEMA_VERSION, set,
};
use crate::clock::DateTimeOffset;
use crate::codec::Entries;
use crate::codec::json::{self, JsonError};

impl Metadata {
    /// Reads metadata: tolerantly, for other programs wrote it. Nothing at all is empty metadata. A
    /// key that is not what it should be, as a correlation id that is no GUID, does not stop the
    /// reader: it is kept under [`custom`](Self::custom), and the field stays empty.
    ///
    /// # Errors
    /// When the bytes are not a JSON object, or the version is not a whole number above 0: without
    /// the version, the payload would be read wrongly.
    pub fn parse(bytes: &[u8]) -> Result<Self, MetadataError> {
        let mut metadata = Self::default();
        if bytes.is_empty() {
            return Ok(metadata);
        }
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            json::from_slice::<Value>(bytes)?;
            return Err(MetadataError::NotAnObject);
        }
        let entries: Entries<String, Value> = json::from_slice(bytes)?;
        for (key, value) in entries {
            let text = value.as_str();
            let known = match key.as_str() {
                CREATED => keep(
                    &mut metadata.created,
                    text.and_then(|text| DateTimeOffset::parse(text).ok()),
                ),
                CLIENT_HOST_NAME => keep(&mut metadata.client_host_name, text.map(str::to_owned)),
                CORRELATION_ID => keep(&mut metadata.correlation_id, text.and_then(guid)),
                CAUSATION_ID => keep(&mut metadata.causation_id, text.and_then(guid)),
                SCHEMA_VERSION => {
                    match value.as_u64().and_then(|version| u32::try_from(version).ok()) {
                        Some(version @ 1..) => {
                            metadata.version = version;
                            true
                        }
                        _ => return Err(MetadataError::Version { found: value.to_string() }),
                    }
                }
                _ => false,
            };
            let empty = value.is_null() && key.starts_with('$');
            if known {
                // Of a key that stands there twice, the last counts, as in .NET.
                metadata.custom.retain(|(name, _)| *name != key);
            } else if !empty {
                set(&mut metadata.custom, key, value);
            }
        }
        Ok(metadata)
    }
}

fn keep<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    *field = value;
    field.is_some()
}

/// As .NET's `Guid.Parse`: dashed, bare or in braces.
fn guid(text: &str) -> Option<Uuid> {
    if text.starts_with("urn:") { None } else { Uuid::try_parse(text).ok() }
}

/// What is wrong with metadata.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// The caller may not set this key.
    #[error(
        "the metadata key `{key}` is reserved; choose a name that is not one of plumberd's and does not begin with `$`"
    )]
    ReservedKey {
        /// The refused key.
        key: String,
    },
    /// The metadata is JSON, but no object.
    #[error("metadata must be a JSON object")]
    NotAnObject,
    /// The version is not one.
    #[error("`SchemaVersion` is {found}, which is not a whole number above 0")]
    Version {
        /// What stands there.
        found: String,
    },
    /// The metadata is not JSON.
    #[error("metadata is not JSON: {0}")]
    Json(#[from] JsonError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_others_write() {
        let metadata = Metadata::parse(
            br#"{"Created":"2026-11-21T06:35:13.634143+00:00","ClientHostName":"vm",
                "$correlationId":"3fa85f6457174562b3fc2c963f66afa6","$causationId":null,"UserId":null,"SchemaVersion":2}"#,
        )
        .unwrap();
        assert_eq!(metadata.created.unwrap().to_string(), "2026-11-21T06:35:13.6341430+00:00");
        assert_eq!(metadata.client_host_name.as_deref(), Some("vm"));
        assert_eq!(
            metadata.correlation_id.unwrap().to_string(),
            "3fa85f64-5717-4562-b3fc-2c963f66afa6"
        );
        assert_eq!(metadata.causation_id, None);
        assert_eq!(metadata.version, 2);
        assert_eq!(metadata.custom("UserId"), Some(&Value::Null));
        assert_eq!(Metadata::parse(b"").unwrap(), Metadata::default());
    }

    #[test]
    fn keeps_what_it_cannot_read() {
        let metadata = Metadata::parse(br#"{"$correlationId":"order 7","Created":5}"#).unwrap();
        assert_eq!(metadata.correlation_id, None);
        assert_eq!(metadata.custom("$correlationId"), Some(&Value::from("order 7")));
        assert_eq!(metadata.custom("Created"), Some(&Value::from(5)));
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let twice = br#"{"Created":5,"A":1,"Created":"2025-07-13T18:22:19Z","A":2}"#;
        let metadata = Metadata::parse(twice).unwrap();
        assert!(metadata.created.is_some());
        assert_eq!(metadata.custom("Created"), None);
        assert_eq!(metadata.custom("A"), Some(&Value::from(2)));
        let metadata =
            Metadata::parse(br#"{"Created":"2025-07-13T18:22:19Z","Created":5}"#).unwrap();
        assert_eq!((metadata.created, metadata.custom("Created")), (None, Some(&Value::from(5))));
    }

    #[test]
    fn refuses_what_is_no_metadata() {
        for bytes in [
            "null",
            "[]",
            "\"x\"",
            "{",
            "{\"SchemaVersion\":0}",
            "{\"SchemaVersion\":\"v2\"}",
            "\u{feff}{}",
        ] {
            assert!(Metadata::parse(bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
