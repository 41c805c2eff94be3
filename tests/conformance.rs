//! The conformance table, row by row: `tests/vectors/conformance.json`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_collect,
    reason = "a test"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::codec::profile::{MicroPlumberd, Py019};
use plumberd::codec::{Data, FieldRead, json};
use plumberd::metadata::{Context, HostName, Metadata};
use plumberd::stream::{Category, StreamId, StreamName};
use plumberd::testing::block_on;
use plumberd::{Event, ExpectedRevision, Plumber, PlumberdData, PlumberdEvent};
use serde_json::{Value, json};
use uuid::Uuid;

const VECTORS: &str = include_str!("vectors/conformance.json");

/// What a row comes to: nothing, or what is wrong.
type Outcome<T = ()> = Result<T, String>;

#[test]
fn every_active_row_holds() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let mut failures = Vec::new();
    for vector in vectors.iter().filter(|vector| vector["status"] == "active") {
        if let Err(fault) = check(vector) {
            failures.push(format!("row {} ({}): {fault}", vector["row"], vector["title"]));
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_row_is_there_and_what_waits_says_why() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let rows: BTreeSet<u64> = vectors.iter().filter_map(|vector| vector["row"].as_u64()).collect();
    assert_eq!(rows, (1..=56).collect());
    for vector in &vectors {
        match vector["status"].as_str() {
            Some("active") => {}
            Some("pending") => assert!(vector["reason"].is_string(), "no reason: {vector}"),
            _ => panic!("no status: {vector}"),
        }
    }
}

fn check(vector: &Value) -> Outcome {
    let (input, expected) = (&vector["input"], &vector["expected"]);
    match text(&vector["kind"]) {
        "event-write" => event_write(input, expected),
        "event-read" => event_read(input, expected),
        "event-id" => event_id(input, expected),
        "value-write" => value_write(input, expected),
        "value-read" => value_read(input, expected),
        "type-name" => type_name(input, expected),
        "pascal" => pascal(input, expected),
        "stream-write" => stream_write(input, expected),
        "stream-read" => stream_read(input, expected),
        "stream-guid" => stream_guid(input, expected),
        "guid-of-text" => {
            let id = plumberd::event::guid_from_string(text(&input["text"]));
            equal("id", &*id.to_string(), text(&expected["id"]))
        }
        "category" => {
            equal("category", RecordingFinished::CATEGORY.as_str(), text(&expected["category"]))?;
            let stream = RecordingFinished::stream(id(&input["stream_id"]));
            equal("stream", stream.as_str(), text(&expected["stream"]))
        }
        "metadata-write" => metadata_write(input, expected),
        "metadata-read" => metadata_read(input, expected),
        other => Err(format!("no test for the kind `{other}`")),
    }
}

// Events.

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingFinished {
    id: Uuid,
    recording_id: String,
    duration: f64,
    file_path: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingFinishedNullable {
    id: Uuid,
    recording_id: Option<String>,
    duration: f64,
    file_path: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingFinishedLenient {
    id: Uuid,
    #[event(aliases("recording_id"))]
    recording_id: String,
    #[event(aliases("duration"))]
    duration: f64,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", version = "v1")]
struct TaskCompleted {
    id: Uuid,
    completed_by: String,
    completion_notes: Option<String>,
}

fn recording_finished(fields: &Value) -> RecordingFinished {
    RecordingFinished {
        id: id(&fields["id"]),
        recording_id: text(&fields["recording_id"]).to_owned(),
        duration: fields["duration"].as_f64().unwrap(),
        file_path: text(&fields["file_path"]).to_owned(),
    }
}

fn task_completed(fields: &Value) -> TaskCompleted {
    TaskCompleted {
        id: id(&fields["id"]),
        completed_by: text(&fields["completed_by"]).to_owned(),
        completion_notes: fields["completion_notes"].as_str().map(str::to_owned),
    }
}

fn event_write(input: &Value, expected: &Value) -> Outcome {
    fn write<T: Data>(profile: &Value, event: &T) -> Outcome<Vec<u8>> {
        let bytes = match text(profile) {
            "py-0.1.9" => json::to_vec_with::<Py019, T>(event),
            _ => json::to_vec_with::<MicroPlumberd, T>(event),
        };
        bytes.map_err(|error| error.to_string())
    }
    let (profile, fields) = (&input["profile"], &input["fields"]);
    let bytes = match text(&input["event"]) {
        "RecordingFinished" => write(profile, &recording_finished(fields))?,
        "TaskCompleted" => write(profile, &task_completed(fields))?,
        other => return Err(format!("no event `{other}`")),
    };
    equal("bytes", &*String::from_utf8_lossy(&bytes), text(&expected["bytes"]))
}

fn event_read(input: &Value, expected: &Value) -> Outcome {
    fn read<T: for<'de> FieldRead<'de>>(bytes: &Value) -> Outcome<T> {
        json::from_slice(text(bytes).as_bytes()).map_err(|error| error.to_string())
    }
    let (bytes, fields) = (&input["bytes"], &expected["fields"]);
    match text(&input["event"]) {
        "RecordingFinished" => equal("event", &read(bytes)?, &recording_finished(fields)),
        "TaskCompleted" => equal("event", &read(bytes)?, &task_completed(fields)),
        "RecordingFinishedNullable" => equal(
            "event",
            &read(bytes)?,
            &RecordingFinishedNullable {
                id: id(&fields["id"]),
                recording_id: fields["recording_id"].as_str().map(str::to_owned),
                duration: fields["duration"].as_f64().unwrap(),
                file_path: fields["file_path"].as_str().map(str::to_owned),
            },
        ),
        "RecordingFinishedLenient" => equal(
            "event",
            &read(bytes)?,
            &RecordingFinishedLenient {
                id: id(&fields["id"]),
                recording_id: text(&fields["recording_id"]).to_owned(),
                duration: fields["duration"].as_f64().unwrap(),
            },
        ),
        other => Err(format!("no event `{other}`")),
    }
}

fn event_id(input: &Value, expected: &Value) -> Outcome {
    let event = recording_finished(&input["fields"]);
    let stream = RecordingFinished::stream(Uuid::now_v7());
    let plumber = memory()?;
    let appended = block_on(plumber.append(&stream, ExpectedRevision::Any, [event.clone()]));
    if expected["refused"] == true {
        return refused(appended);
    }
    appended.map_err(|error| error.to_string())?;
    let stored =
        plumber.prepare(&Context::new(), &stream, &event).map_err(|error| error.to_string())?;
    equal("id", &*stored.id.to_string(), text(&expected["id"]))
}

// Single values, in the field of a struct.

#[derive(Debug, PlumberdData)]
#[event(name = "Holder")]
struct Holder<T> {
    value: T,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
enum Weekday {
    Sunday = 0,
    Monday = 1,
    Tuesday = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
#[event(json = "name")]
enum NamedWeekday {
    Sunday = 0,
    Monday = 1,
    Tuesday = 2,
}

fn value_write(input: &Value, expected: &Value) -> Outcome {
    let value = text(&input["value"]);
    let written = match text(&input["type"]) {
        "f32" => written(value.parse::<f32>().unwrap()),
        "f64" => written(value.parse::<f64>().unwrap()),
        "i32" => written(value.parse::<i32>().unwrap()),
        "i64" => written(value.parse::<i64>().unwrap()),
        "u64" => written(value.parse::<u64>().unwrap()),
        "string" => written(value.to_owned()),
        "bytes" => written(bytes_of_hex(value)),
        "uuid" => written(value.parse::<Uuid>().unwrap()),
        "decimal" => written(value.parse::<rust_decimal::Decimal>().unwrap()),
        "timestamp" => written(value.parse::<jiff::Timestamp>().unwrap()),
        "date-time-offset" => written(value.parse::<DateTimeOffset>().unwrap()),
        "time-span-ticks" => {
            let nanos = i128::from(value.parse::<i64>().unwrap()) * 100;
            written(jiff::SignedDuration::from_nanos_i128(nanos))
        }
        "weekday" => written(Weekday::Tuesday),
        "weekday-text" => written(NamedWeekday::Tuesday),
        other => return Err(format!("no type `{other}`")),
    };
    if expected["refused"] == true {
        return refused(written);
    }
    let written = written?;
    match expected["one_of"].as_array() {
        Some(forms) if forms.iter().any(|form| text(form) == written) => Ok(()),
        Some(forms) => Err(format!("{written} is none of {forms:?}")),
        None => equal("bytes", &*written, text(&expected["bytes"])),
    }
}

fn written<T>(value: T) -> Outcome<String>
where
    Holder<T>: Data,
{
    let bytes = json::to_vec(&Holder { value }).map_err(|error| error.to_string())?;
    let document = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let inner = document.strip_prefix("{\"Value\":").and_then(|rest| rest.strip_suffix('}'));
    inner.map(str::to_owned).ok_or(document)
}

fn value_read(input: &Value, expected: &Value) -> Outcome {
    let document = format!("{{\"Value\":{}}}", text(&input["json"]));
    let document = document.as_bytes();
    let found = match text(&input["type"]) {
        "f32" => read(document, |value: &f32| format!("{value:?}")),
        "f64" => read(document, |value: &f64| format!("{value:?}")),
        "i32" => read(document, i32::to_string),
        "i64" => read(document, i64::to_string),
        "u64" => read(document, u64::to_string),
        "string" => read(document, String::clone),
        "bytes" => read(document, |value: &Vec<u8>| {
            value.iter().map(|byte| format!("{byte:02x}")).collect()
        }),
        "uuid" => read(document, Uuid::to_string),
        "decimal" => read(document, rust_decimal::Decimal::to_string),
        "timestamp" => read(document, jiff::Timestamp::to_string),
        // `Display` has a fixed number of digits; JSON has as many as there are.
        "date-time-offset" => read(document, |value: &DateTimeOffset| {
            written(*value).unwrap_or_default().trim_matches('"').to_owned()
        }),
        "time-span-ticks" => {
            read(document, |value: &jiff::SignedDuration| (value.as_nanos() / 100).to_string())
        }
        "weekday" => read(document, |value: &Weekday| format!("{value:?}")),
        "weekday-text" => read(document, |value: &NamedWeekday| format!("{value:?}")),
        other => return Err(format!("no type `{other}`")),
    };
    if expected["refused"] == true {
        return refused(found);
    }
    equal("value", &*found?, text(&expected["value"]))
}

fn read<T>(document: &[u8], show: impl Fn(&T) -> String) -> Outcome<String>
where
    for<'de> Holder<T>: FieldRead<'de>,
{
    let holder: Holder<T> = json::from_slice(document).map_err(|error| error.to_string())?;
    Ok(show(&holder.value))
}

// Names.

mod my_crate {
    use plumberd::{PlumberdData, PlumberdEvent};

    pub(crate) mod v1 {
        #[derive(plumberd::PlumberdEvent)]
        #[event(category = "Recording", version = "v1")]
        pub(crate) struct RecordingFinished;
    }

    #[derive(PlumberdData)]
    pub(crate) struct CreateFoo;

    #[derive(PlumberdData)]
    pub(crate) struct A;

    #[derive(PlumberdData)]
    pub(crate) struct B;

    #[derive(PlumberdEvent)]
    #[event(category = "Command", version = "v1")]
    pub(crate) struct CommandEnqueued<T> {
        command: T,
    }

    #[derive(PlumberdEvent)]
    #[event(category = "Command", version = "v1")]
    pub(crate) struct Pair<T, U> {
        first: T,
        second: U,
    }
}

fn type_name(input: &Value, expected: &Value) -> Outcome {
    let found = match text(&input["path"]) {
        "my_crate::v1::RecordingFinished" => my_crate::v1::RecordingFinished::TYPE,
        "my_crate::CommandEnqueued" => my_crate::CommandEnqueued::<my_crate::CreateFoo>::TYPE,
        "my_crate::Pair" => my_crate::Pair::<my_crate::A, my_crate::B>::TYPE,
        other => return Err(format!("no type `{other}`")),
    };
    equal("name", found, text(&expected["text"]))
}

/// The names that the derive makes of field names.
#[derive(PlumberdData)]
#[allow(non_snake_case, dead_code, reason = "the names are the test")]
struct Names {
    url2_x: u8,
    is_3d: u8,
    x1_y: u8,
    v_1: u8,
    mp4file: u8,
    sha256sum: u8,
    crc32c: u8,
    recording_id: u8,
    h264_codec: u8,
    utf8text: u8,
    user_ID: u8,
    HTTPServer: u8,
    a_b: u8,
    _x: u8,
    x_: u8,
}

/// Those that cannot stand beside the first ones, whose names they come to.
#[derive(PlumberdData)]
#[allow(non_snake_case, dead_code, reason = "the names are the test")]
struct MoreNames {
    mp4_file: u8,
    a__b: u8,
}

/// The fields of both, as they stand in the source.
const FIELD_NAMES: [&str; 17] = [
    "url2_x",
    "is_3d",
    "x1_y",
    "v_1",
    "mp4file",
    "sha256sum",
    "crc32c",
    "recording_id",
    "h264_codec",
    "utf8text",
    "user_ID",
    "HTTPServer",
    "a_b",
    "_x",
    "x_",
    "mp4_file",
    "a__b",
];

fn pascal(input: &Value, expected: &Value) -> Outcome {
    let name = text(&input["name"]);
    let at = FIELD_NAMES.iter().position(|field| *field == name);
    let field = at.and_then(|at| Names::FIELDS.iter().chain(MoreNames::FIELDS).nth(at));
    let field = field.ok_or_else(|| format!("no field `{name}`"))?;
    equal("name", field.json_name(), text(&expected["text"]))
}

fn stream_write(input: &Value, expected: &Value) -> Outcome {
    let name = Category::parse(text(&input["category"]))
        .map_err(|error| error.to_string())
        .and_then(|category| {
            let id = StreamId::parse(text(&input["id"])).map_err(|error| error.to_string())?;
            Ok(StreamName::new(&category, &id))
        });
    if expected["refused"] == true {
        return refused(name);
    }
    equal("name", name?.as_str(), text(&expected["text"]))
}

fn stream_read(input: &Value, expected: &Value) -> Outcome {
    let name = StreamName::parse(text(&input["stream"])).map_err(|error| error.to_string())?;
    equal("category", name.category(), text(&expected["category"]))?;
    equal("id", &name.id(), &expected["id"].as_str())
}

fn stream_guid(input: &Value, expected: &Value) -> Outcome {
    let name = StreamName::parse(text(&input["stream"])).map_err(|error| error.to_string())?;
    let found = plumberd::event::guid_of_stream_id(name.id().ok_or("no id")?);
    equal("id", &*found.to_string(), text(&expected["id"]))
}

// Metadata.

fn metadata_write(input: &Value, expected: &Value) -> Outcome {
    let context = context(input);
    if expected["refused"] == true {
        return refused(context);
    }
    let created = text(&input["created"]).parse().unwrap();
    let plumber = memory()?
        .with_clock(ManualClock::new(created))
        .with_host_name(&HostName::Fixed(text(&input["host"]).to_owned()));
    let (completed_by, completion_notes) = ("anna".to_owned(), None);
    let event = TaskCompleted { id: id(&input["event_id"]), completed_by, completion_notes };
    let prepared = plumber
        .prepare(&context?, &TaskCompleted::stream(event.id), &event)
        .map_err(|error| error.to_string())?;
    equal("bytes", &*String::from_utf8_lossy(&prepared.metadata), text(&expected["bytes"]))
}

fn context(input: &Value) -> Outcome<Context> {
    let mut context = Context::new();
    if input.get("correlation_id") == Some(&Value::Null) {
        context = context.uncorrelated();
    }
    if input["correlation_id"].is_string() {
        context = context.correlation_id(id(&input["correlation_id"]));
    }
    if input["causation_id"].is_string() {
        context = context.causation_id(id(&input["causation_id"]));
    }
    for (key, value) in input["custom"].as_object().into_iter().flatten() {
        context = context.with(key, value.clone()).map_err(|error| error.to_string())?;
    }
    Ok(context)
}

fn metadata_read(input: &Value, expected: &Value) -> Outcome {
    let metadata =
        Metadata::parse(text(&input["bytes"]).as_bytes()).map_err(|error| error.to_string())?;
    let created = metadata.created.map_or(Value::Null, |created| {
        json!({
            "unix_seconds": created.unix_seconds(),
            "ticks": created.subsec_nanos() / 100,
            "offset_minutes": created.offset_minutes(),
        })
    });
    let id = |id: Option<Uuid>| id.map_or(Value::Null, |id| id.to_string().into());
    let found = json!({
        "created": created,
        "host": metadata.client_host_name,
        "correlation_id": id(metadata.correlation_id),
        "causation_id": id(metadata.causation_id),
        "custom": metadata
            .custom_entries()
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect::<serde_json::Map<_, _>>(),
    });
    for (key, value) in expected.as_object().into_iter().flatten() {
        equal(key, &found[key], value)?;
    }
    Ok(())
}

// Helps.

fn memory() -> Outcome<Plumber> {
    block_on(Plumber::connect("memory:")).map_err(|error| error.to_string())
}

fn equal<T: PartialEq + Debug + ?Sized>(what: &str, found: &T, expected: &T) -> Outcome {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: found {found:?}, expected {expected:?}"))
    }
}

fn refused<T: Debug, E>(result: Result<T, E>) -> Outcome {
    match result {
        Ok(value) => Err(format!("was not refused: {value:?}")),
        Err(_) => Ok(()),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

fn id(value: &Value) -> Uuid {
    text(value).parse().unwrap()
}

fn bytes_of_hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
