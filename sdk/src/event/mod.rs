//! Events: what one is, how it is versioned, and the sets that a reader understands.

mod decode;
mod event_set;
mod id;
mod info;
mod payload;
mod registry;
mod upcast;

pub use decode::DecodeError;
#[doc(hidden)]
pub use decode::{
    decode_json, decode_json_stages, decode_message, decode_superseded, encode_json, encode_message,
};
pub use event_set::{Decoded, EncodeEvent, EventSet, UnknownEvent};
pub use id::{EventId, guid_from_string, guid_of_stream_id};
pub use info::EventInfo;
pub use payload::Payload;
#[cfg(feature = "registry")]
#[doc(hidden)]
pub use registry::Linked;
pub use registry::{Registry, RegistryError};
pub use upcast::{JsonStage, Upcast, UpcastError, Upcasted};

use uuid::Uuid;

use crate::codec::{Data, EncodeError};
use crate::stream::{Category, StreamId, StreamName};

/// A fact that happened, with a name, a version and a category. Derive it:
///
/// ```
/// use plumberd::{Event, PlumberdEvent};
///
/// /// A camera stopped, and its file is complete.
/// #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
/// #[event(category = "Recording", version = "v1")]
/// struct RecordingFinished {
///     #[event(tag = 1)] recording_id: String,
///     #[event(tag = 2)] duration: f64,
///     #[event(tag = 3)] file_path: String,
/// }
///
/// assert_eq!(RecordingFinished::TYPE, "RecordingFinished");
/// assert_eq!(RecordingFinished::CATEGORY.as_str(), "Recording");
/// assert_eq!(RecordingFinished::VERSION, 1);
/// assert_eq!(RecordingFinished::stream(7).as_str(), "Recording-7");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "missing `#[derive(PlumberdEvent)]`"
)]
pub trait Event: Data {
    /// What is known about the type.
    const INFO: &'static EventInfo;
    /// The type name on the wire: never a module path, never a version.
    const TYPE: &'static str = Self::NAME;
    /// The category of the streams that the event goes to.
    const CATEGORY: Category = Self::INFO.category();
    /// The version of the shape, from 1.
    const VERSION: u32 = Self::INFO.version;

    /// The stream of one thing in the event's category.
    fn stream(id: impl Into<StreamId>) -> StreamName {
        StreamName::new(&Self::CATEGORY, &id.into())
    }

    /// The event's own id, if it has a field for it.
    fn id(&self) -> Option<Uuid> {
        None
    }

    /// Appends the payload to `out`. `id` becomes the `Id` of an event without an id of its own.
    ///
    /// # Errors
    /// The field whose value cannot be written. `out` is then as before.
    fn encode(&self, id: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError>;
}

/// An event that is read back; `'de` is the lifetime of the payload, for events that borrow from it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read back as an event",
    label = "missing `#[derive(PlumberdEvent)]`"
)]
pub trait DecodeEvent<'de>: Event {
    /// Reads a payload of this type, of this or an older version.
    ///
    /// # Errors
    /// When the payload is not one, or its version is newer than this program.
    fn decode(payload: &Payload<'de>) -> Result<Upcasted<Self>, DecodeError>
    where
        Self: Sized;
}
