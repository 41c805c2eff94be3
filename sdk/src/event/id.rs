use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A field that holds an event's id.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the id of an event",
    label = "not an event id",
    note = "an event's id is a `Uuid` or an `Option<Uuid>`"
)]
pub trait EventId {
    /// The id, if it has been given.
    fn event_id(&self) -> Option<Uuid>;
}

impl EventId for Uuid {
    fn event_id(&self) -> Option<Uuid> {
        Some(*self)
    }
}

impl EventId for Option<Uuid> {
    fn event_id(&self) -> Option<Uuid> {
        *self
    }
}

/// The GUID that micro-plumberd makes of a text: SHA-256, the two halves folded by XOR, in .NET's mixed-endian
/// byte order (`Abstractions/IAggregate.cs`).
///
/// ```
/// assert_eq!(plumberd::event::guid_from_string("Recording").to_string(), "c39707ca-cd1a-e99c-775f-c3cf9458cab5");
/// ```
#[must_use]
pub fn guid_from_string(text: &str) -> Uuid {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut folded = [0; 16];
    for (index, byte) in folded.iter_mut().enumerate() {
        *byte = hash[index] ^ hash[index + 16];
    }
    Uuid::from_bytes_le(folded)
}

/// The GUID that names a stream's owner: the stream id itself if it is a GUID, else
/// [`guid_from_string`] of it.
#[must_use]
pub fn guid_of_stream_id(id: &str) -> Uuid {
    Uuid::try_parse(id)
        .ok()
        .filter(|_| !id.starts_with("urn:"))
        .unwrap_or_else(|| guid_from_string(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_as_dotnet_makes_them() {
        for (text, guid) in [
            ("MARS", "96cce600-67c3-578a-b109-1c35279a6abe"),
            ("zażółć", "ab3ccb3f-ec42-6f83-2a58-4cd33a31ee61"),
            ("", "a6851ec4-67fc-588f-3e6e-6dd3e13d0171"),
        ] {
            assert_eq!(guid_from_string(text).to_string(), guid);
        }
        assert_eq!(
            guid_of_stream_id("rec-123").to_string(),
            "4bcfbd29-096d-7287-b305-823906572a45"
        );
        let guid = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
        assert_eq!(guid_of_stream_id(guid).to_string(), guid);
    }
}
