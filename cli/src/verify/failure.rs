use plumberd::event::DecodeError;
use plumberd::metadata::MetadataError;
use plumberd::store::RecordedEvent;
use serde_json::json;

use crate::Stdout;
use crate::line::position_json;
use crate::table::plain;

/// An event that cannot be read.
#[derive(Debug)]
pub(super) struct Failure<'a> {
    event: &'a RecordedEvent,
    /// Of the payload; nothing when the metadata does not tell.
    version: Option<u32>,
    /// The field; empty for the payload as a whole.
    path: String,
    reason: String,
}

impl<'a> Failure<'a> {
    pub(super) fn of_metadata(event: &'a RecordedEvent, error: &MetadataError) -> Self {
        Self { event, version: None, path: "(metadata)".to_owned(), reason: error.to_string() }
    }

    pub(super) fn of_payload(event: &'a RecordedEvent, version: u32, error: DecodeError) -> Self {
        let (path, reason) = match error {
            DecodeError::Json { source, .. } => {
                let place = format!("line {}, column {}", source.line, source.column);
                (source.path, format!("{} ({place})", source.fault))
            }
            DecodeError::Proto { source, .. } => {
                (source.path, format!("{} (byte {})", source.fault, source.offset))
            }
            error => (String::new(), error.to_string()),
        };
        Self { event, version: Some(version), path, reason }
    }

    pub(super) fn print(&self, out: &mut Stdout, json: bool) {
        let Self { event, version, path, reason } = self;
        if json {
            out.line(json!({
                "position": event.position.map(position_json),
                "stream": event.stream.as_str(),
                "revision": event.revision,
                "id": event.id.to_string(),
                "type": &*event.event_type,
                "version": version,
                "path": path,
                "reason": reason,
            }));
            return;
        }
        let position = event.position.map(|it| format!(" (position {it})")).unwrap_or_default();
        let version = version.map(|it| format!(" v{it}")).unwrap_or_default();
        let path = if path.is_empty() { String::new() } else { format!("`{path}`: ") };
        out.line(plain(&format!(
            "{}@{}{position}: {}{version}: {path}{reason}",
            event.revision, event.stream, event.event_type
        )));
    }
}
