//! Streams that are not like others.

use super::virtual_stream::VirtualStream;
use crate::store::AppendError;
use crate::stream::StreamName;

/// What the names of streams with metadata begin with.
const METADATA: &str = "$$";

/// The stream whose metadata this stream holds: `Recording-1` of `$$Recording-1`.
pub(crate) fn original_of(stream: &StreamName) -> Option<StreamName> {
    stream.as_str().strip_prefix(METADATA).and_then(|name| StreamName::parse(name).ok())
}

/// Whether a stream holds the metadata of another one. Of its events, the last counts, and only that
/// is shown.
pub(crate) fn is_metadata(stream: &StreamName) -> bool {
    stream.as_str().starts_with(METADATA)
}

/// Refuses to append to streams that do not take events.
pub(crate) fn check_appendable(stream: &StreamName) -> Result<(), AppendError> {
    let name = stream.as_str();
    if !name.starts_with('$') {
        return Ok(());
    }
    let reason = match name.strip_prefix(METADATA) {
        Some("") => "`$$` begins the name of a metadata stream; put that of a stream behind it",
        Some(original) if original.starts_with(METADATA) => {
            "a metadata stream has no metadata of its own; set that of the stream itself"
        }
        Some(original) if VirtualStream::of(original).is_some() => {
            "a virtual stream has no metadata; set that of the streams that it shows"
        }
        None if VirtualStream::of(name).is_some() => {
            "it is virtual, and shows events of other streams; append to those"
        }
        _ => return Ok(()),
    };
    Err(refused(stream, reason))
}

/// Refuses to delete streams that cannot be deleted.
pub(crate) fn check_deletable(stream: &StreamName) -> Result<(), AppendError> {
    check_appendable(stream)?;
    if is_metadata(stream) {
        return Err(refused(stream, "metadata cannot be deleted; set empty metadata (`{}`)"));
    }
    Ok(())
}

pub(super) fn refused(stream: &StreamName, reason: &str) -> AppendError {
    AppendError::Reserved { stream: stream.clone(), reason: reason.into() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn name(name: &str) -> StreamName {
        StreamName::parse(name).unwrap()
    }

    #[test]
    fn metadata_streams_have_an_original() {
        assert_eq!(original_of(&name("$$A-1")), Some(name("A-1")));
        assert_eq!(original_of(&name("$$$settings")), Some(name("$settings")));
        assert_eq!(original_of(&name("$settings")), None);
        assert_eq!(original_of(&name("$$")), None);
    }

    #[test]
    fn what_cannot_be_appended_to_is_refused_with_a_reason() {
        for (stream, reason) in [
            ("$ce-A", "it is virtual, and shows events of other streams; append to those"),
            ("$et-B", "it is virtual, and shows events of other streams; append to those"),
            ("$bc-1", "it is virtual, and shows events of other streams; append to those"),
            ("$streams", "it is virtual, and shows events of other streams; append to those"),
            ("$$$ce-A", "a virtual stream has no metadata; set that of the streams that it shows"),
            (
                "$$$$A-1",
                "a metadata stream has no metadata of its own; set that of the stream itself",
            ),
            ("$$", "`$$` begins the name of a metadata stream; put that of a stream behind it"),
        ] {
            let stream = name(stream);
            assert_eq!(
                check_appendable(&stream).unwrap_err().to_string(),
                format!("stream `{stream}` does not take this: {reason}")
            );
            assert!(check_deletable(&stream).is_err());
        }
        for stream in ["A-1", "$settings", "$$A-1", "$$$settings", "$category-A", "$cex", "$"] {
            check_appendable(&name(stream)).unwrap();
        }
        check_deletable(&name("$settings")).unwrap();
        assert_eq!(
            check_deletable(&name("$$A-1")).unwrap_err().to_string(),
            "stream `$$A-1` does not take this: metadata cannot be deleted; set empty metadata (`{}`)"
        );
    }
}
