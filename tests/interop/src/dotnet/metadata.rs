//! What .NET micro-plumberd does with metadata: `DateTimeOffset.Parse` on `Created`, `Guid.Parse` on
//! the ids, and a null where an id is expected stops its subscription.
use plumberd::clock::DateTimeOffset;
use plumberd::metadata::Metadata;
use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

const G: Uuid = uuid!("3fa85f64-5717-4562-b3fc-2c963f66afa6");
/// 100 ns ticks from year 1, where .NET begins to count, to 1970.
const TICKS_TO_1970: i64 = 621_355_968_000_000_000;

pub fn run(report: &mut Report, driver: &mut Driver) {
    for text in [
        "2025-07-13T18:22:19.2192669+02:00",
        "2025-07-13T16:22:19Z",
        "2025-07-13T16:22:19.5-05:30",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
    ] {
        report.case(&format!("metadata: created {text}"), || {
            let created: DateTimeOffset =
                text.parse().map_err(|error| format!("{text}: {error}"))?;
            check(driver, created, Some(G))
        });
    }
    report.case("metadata: no ids", || check(driver, DateTimeOffset::UNIX_EPOCH, None));
}

fn check(driver: &mut Driver, created: DateTimeOffset, id: Option<Uuid>) -> Outcome {
    let mut metadata = Metadata::default();
    metadata.created = Some(created);
    metadata.correlation_id = id;
    metadata.causation_id = id;
    let bytes = metadata.to_vec().map_err(|error| error.to_string())?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let answer = driver.demand(&json!({"op": "datetimeoffset", "text": document["Created"]}))?;
    let ticks = created.unix_seconds() * 10_000_000
        + i64::from(created.subsec_nanos() / 100)
        + TICKS_TO_1970;
    equal("ticks", &answer["ticks"].as_i64(), &Some(ticks))?;
    let offset = i64::from(created.offset_minutes());
    equal("offset", &answer["offset_minutes"].as_i64(), &Some(offset))?;
    for key in ["$correlationId", "$causationId"] {
        match (id, document.get(key)) {
            (Some(id), Some(text)) => {
                let answer = driver.demand(&json!({"op": "guid", "text": text}))?;
                equal(key, &answer["text"].as_str(), &Some(&*id.to_string()))?;
            }
            (None, None) => {}
            (_, found) => return Err(format!("{key} is {found:?}")),
        }
    }
    Ok(())
}
