//! What travels beside an event: when, where, and what caused it.

mod context;
mod read;
mod write;

use serde_json::Value;
use uuid::Uuid;

pub use context::{Context, HostName, IdSource, RandomIds, SequentialIds};
pub use read::MetadataError;

use crate::clock::DateTimeOffset;

const CREATED: &str = "Created";
const CLIENT_HOST_NAME: &str = "ClientHostName";
const CORRELATION_ID: &str = "$correlationId";
const CAUSATION_ID: &str = "$causationId";
const SCHEMA_VERSION: &str = "SchemaVersion";

/// The metadata of one event, a JSON object on the wire with .NET micro-plumberd's keys.
///
/// ```
/// use plumberd::metadata::Metadata;
///
/// let metadata = Metadata::parse(br#"{"Created":"2025-07-13T18:22:19.2192669+02:00","UserId":null}"#)?;
/// assert_eq!(metadata.created.map(|created| created.unix_seconds()), Some(1_752_423_739));
/// assert_eq!(metadata.version, 1);
/// assert!(Metadata::default().with("Created", "now").is_err());
/// # Ok::<(), plumberd::metadata::MetadataError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata {
    /// When the writer made the event, by the writer's clock. The store's own time is better for order.
    pub created: Option<DateTimeOffset>,
    /// The machine that the writer ran on.
    pub client_host_name: Option<String>,
    /// What all events of one conversation share.
    pub correlation_id: Option<Uuid>,
    /// The event or command that led to this event.
    pub causation_id: Option<Uuid>,
    /// The version of the payload's shape, from 1. Written only when above 1.
    pub version: u32,
    custom: Vec<(String, Value)>,
}

impl Default for Metadata {
    fn default() -> Self {
        Self {
            created: None,
            client_host_name: None,
            correlation_id: None,
            causation_id: None,
            version: 1,
            custom: Vec::new(),
        }
    }
}

impl Metadata {
    /// Adds a key of the caller's own, or replaces it.
    ///
    /// # Errors
    /// When the key belongs to plumberd or, with `$`, to the server.
    pub fn with(
        mut self,
        key: impl Into<String>,
        value: impl Into<Value>,
    ) -> Result<Self, MetadataError> {
        set_custom(&mut self.custom, key.into(), value.into())?;
        Ok(self)
    }

    /// The value of a key that is not one of the fields.
    #[must_use]
    pub fn custom(&self, key: &str) -> Option<&Value> {
        self.custom.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The keys and values that are not fields, in the order of the document.
    pub fn custom_entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.custom.iter().map(|(key, value)| (key.as_str(), value))
    }
}

fn set(entries: &mut Vec<(String, Value)>, key: String, value: Value) {
    match entries.iter_mut().find(|(name, _)| *name == key) {
        Some((_, old)) => *old = value,
        None => entries.push((key, value)),
    }
}

/// Sets a key of the caller's, who may not touch ours and the server's.
fn set_custom(
    entries: &mut Vec<(String, Value)>,
    key: String,
    value: Value,
) -> Result<(), MetadataError> {
    let reserved = [CREATED, CLIENT_HOST_NAME, SCHEMA_VERSION].contains(&key.as_str());
    if reserved || key.starts_with('$') || key.is_empty() {
        return Err(MetadataError::ReservedKey { key });
    }
    set(entries, key, value);
    Ok(())
}
