use crate::store::ContentType;

/// The part of a stored event that a type reads itself from.
#[derive(Debug, Clone, Copy)]
pub struct Payload<'de> {
    /// The type name that the event was stored under.
    pub event_type: &'de str,
    /// The version of the shape, from the metadata; 1 when it says nothing.
    pub version: u32,
    /// How the data is encoded.
    pub content_type: ContentType,
    /// The data.
    pub data: &'de [u8],
}
