use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use uuid::Uuid;

use super::{Metadata, MetadataError, set_custom};

/// What an append belongs to: the conversation, its cause, and the caller's own keys.
///
/// ```
/// use plumberd::metadata::Context;
/// use uuid::Uuid;
///
/// let order = Uuid::now_v7();
/// let context = Context::new().correlation_id(order).with("TenantId", "blue")?;
/// # Ok::<(), plumberd::metadata::MetadataError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    correlation: Link,
    causation: Link,
    custom: Vec<(String, Value)>,
}

/// Where a correlation or causation id comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Link {
    /// The event's own id, as in py-micro-plumberd: it begins a conversation.
    #[default]
    Own,
    /// This id.
    Given(Uuid),
    /// None: the key is left out, as .NET does outside of a context.
    Absent,
}

impl Link {
    fn resolve(self, own: Uuid) -> Option<Uuid> {
        match self {
            Self::Own => Some(own),
            Self::Given(id) => Some(id),
            Self::Absent => None,
        }
    }
}

impl Context {
    /// A new conversation: each event correlates with itself.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Events that follow from an incoming one: they share its correlation, or begin one with its id,
    /// and it is their cause.
    #[must_use]
    pub fn following(incoming: Uuid, metadata: &Metadata) -> Self {
        Self {
            correlation: Link::Given(metadata.correlation_id.unwrap_or(incoming)),
            causation: Link::Given(incoming),
            custom: Vec::new(),
        }
    }

    /// Sets the conversation.
    #[must_use]
    pub fn correlation_id(mut self, id: Uuid) -> Self {
        self.correlation = Link::Given(id);
        self
    }

    /// Sets the cause.
    #[must_use]
    pub fn causation_id(mut self, id: Uuid) -> Self {
        self.causation = Link::Given(id);
        self
    }

    /// Leaves both ids out, as .NET micro-plumberd does for an event outside of any context.
    #[must_use]
    pub fn uncorrelated(mut self) -> Self {
        self.correlation = Link::Absent;
        self.causation = Link::Absent;
        self
    }

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

    /// The metadata of one event under this context; the writer adds when and where.
    pub fn metadata(&self, event_id: Uuid, version: u32) -> Metadata {
        Metadata {
            correlation_id: self.correlation.resolve(event_id),
            causation_id: self.causation.resolve(event_id),
            version,
            custom: self.custom.clone(),
            ..Metadata::default()
        }
    }
}

/// The name of the machine, as it stands in metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostName {
    /// The machine's own.
    Machine,
    /// This one.
    Fixed(String),
    /// None: the key is left out, as .NET micro-plumberd does.
    Absent,
}

impl HostName {
    /// The text, if there is one.
    pub fn resolve(&self) -> Option<String> {
        match self {
            Self::Machine => Some(gethostname::gethostname().to_string_lossy().into_owned()),
            Self::Fixed(name) => Some(name.clone()),
            Self::Absent => None,
        }
    }
}

/// Makes ids for events without an id of their own.
pub trait IdSource: fmt::Debug + Send + Sync + 'static {
    /// An id that was never given before.
    fn next_id(&self) -> Uuid;
}

/// Version 7 ids: unique, and in the order of time, which stores index much faster than random ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn next_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Ids for tests: `00000000-0000-0000-0000-000000000001`, and so on.
#[derive(Debug, Default)]
pub struct SequentialIds(AtomicU64);

impl IdSource for SequentialIds {
    fn next_id(&self) -> Uuid {
        Uuid::from_u64_pair(0, self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

impl<T: IdSource + ?Sized> IdSource for Arc<T> {
    fn next_id(&self) -> Uuid {
        (**self).next_id()
    }
}
