use plumberd::metadata::Metadata;
use plumberd::stream::StreamName;
use serde_json::json;
use uuid::{Uuid, uuid};

use super::Captured;
use crate::report::{Outcome, Report, equal};

/// The correlation that the caller gives in the case `caller-metadata`.
const H: Uuid = uuid!("0d5e26d7-2b1c-4a7c-9f35-6a3c7c2f1b90");

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
    report.case(&format!("{}: metadata", event.case), || metadata(event));
}

fn metadata(event: &Captured) -> Outcome {
    let metadata = Metadata::parse(&event.metadata).map_err(|error| error.to_string())?;
    let called = event.case == "caller-metadata";
    equal("created", &metadata.created.is_some(), &true)?;
    equal("host", &metadata.client_host_name.is_some(), &true)?;
    equal("correlation", &metadata.correlation_id, &Some(if called { H } else { event.id }))?;
    equal("causation", &metadata.causation_id, &Some(event.id))?;
    equal("version", &metadata.version, &1)?;
    let custom: Vec<_> =
        metadata.custom_entries().map(|(key, value)| (key, value.clone())).collect();
    let expected = [("UserId", json!(null)), ("Tenant", json!("acme")), ("Depth", json!(3))];
    equal("the caller's keys", &custom, &if called { expected.to_vec() } else { vec![] })
}
