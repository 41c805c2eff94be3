use plumberd::metadata::{Context, Metadata, MetadataError};

use crate::signal::Signal;

/// Metadata that was read is written, and comes back the same.
pub fn run(data: &[u8]) -> Signal {
    let metadata = match Metadata::parse(data) {
        Ok(metadata) => metadata,
        Err(MetadataError::Json(error)) => {
            return Signal::at(std::mem::discriminant(&error.fault), &error.path);
        }
        Err(error) => return Signal::of(std::mem::discriminant(&error)),
    };
    let written = metadata.to_vec().unwrap_or_else(|error| panic!("{error} of {metadata:?}"));
    let text = String::from_utf8_lossy(&written);
    let again = Metadata::parse(&written).unwrap_or_else(|error| panic!("{error} in {text}"));
    let rewritten = again.to_vec().unwrap_or_default();
    assert_eq!(text, String::from_utf8_lossy(&rewritten));
    let id = uuid::Uuid::max();
    let following = Context::following(id, &metadata).metadata(id, metadata.version);
    assert_eq!(following.correlation_id, metadata.correlation_id.or(Some(id)));
    for (key, value) in metadata.custom_entries() {
        let _ = Context::new().with(key, value.clone());
    }
    Signal::of((
        metadata.created.is_some(),
        metadata.client_host_name.is_some(),
        metadata.correlation_id.is_some(),
        metadata.causation_id.is_some(),
        metadata.version.ilog2(),
        metadata.custom_entries().count().min(8),
    ))
}
