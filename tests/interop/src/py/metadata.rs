use plumberd::stream::StreamName;

use super::Captured;
use crate::report::{Report, equal};

/// What stands around the data: stream, ids, content type, metadata.
pub fn check(report: &mut Report, event: &Captured) {
    report.case(&format!("{}: stream", event.case), || {
        let stream = StreamName::parse(&event.stream).map_err(|error| error.to_string())?;
        let (category, id) = event.stream.split_once('-').unwrap_or_default();
        equal("category", &stream.category(), &category)?;
        equal("id", &stream.id(), &Some(id))
    });
    report.case(&format!("{}: envelope", event.case), || {
        equal("content type", &&*event.content_type, &"application/json")?;
        // The package gives the store an id of its own making; the one that counts is in the data.
        equal("ids are the same", &(event.id == event.event_id), &false)
    });
}
