use prost::{Message, Name};
use prost_types::Any;

/// A message that can be a detail of a [`Status`](crate::rpc::Status): it knows its own name.
///
/// ```
/// use plumberd_wire::{Detail, v1};
///
/// let detail = v1::StreamDeleted::default().to_any();
/// assert_eq!(detail.type_url, "type.googleapis.com/event_store.client.StreamDeleted");
/// assert_eq!(v1::StreamDeleted::from_any(&detail), Some(v1::StreamDeleted::default()));
/// assert_eq!(v1::Timeout::from_any(&detail), None);
/// ```
pub trait Detail: Message + Name + Default {
    /// Packs the message.
    #[must_use]
    fn to_any(&self) -> Any {
        Any {
            type_url: format!("type.googleapis.com/{}", Self::full_name()),
            value: self.encode_to_vec(),
        }
    }

    /// Unpacks the message; nothing when it is of another type, or malformed.
    #[must_use]
    fn from_any(any: &Any) -> Option<Self> {
        let name = any.type_url.rsplit_once('/').map_or(&*any.type_url, |(_, name)| name);
        if name == Self::full_name() { Self::decode(any.value.as_slice()).ok() } else { None }
    }
}

impl<T: Message + Name + Default> Detail for T {}
