//! The messages of plumberd-wire and those of `kurrentdbclient`, which brings code that `protoc` made of
//! KurrentDB's own files.
mod types;

use plumberd_wire::{Detail, FILE_DESCRIPTOR_SET, rpc, v1};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

/// Messages of each type.
const SEEDS: u64 = 25;
/// The packages that both have.
const PACKAGES: [&str; 7] = [
    "event_store.client",
    "event_store.client.gossip",
    "event_store.client.persistent_subscriptions",
    "event_store.client.projections",
    "event_store.client.streams",
    "kurrentdb.protocol.v2.streams",
    "kurrentdb.protocol.v2.streams.errors",
];
/// What we have, and this client does not: a detail of newer servers.
const OURS_ALONE: [&str; 1] = ["event_store.client.MaximumAppendEventSizeExceeded"];
/// What it has and we do not: what the files say of themselves.
const THEIRS_ALONE: [&str; 1] = ["kurrent.rpc.ErrorMetadata"];

/// The same as `google.rpc.Status`, with one detail only.
const STATUS: &str = "kurrentdbclient.status.Status";

pub fn run(report: &mut Report) -> Outcome {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).map_err(|error| error.to_string())?;
    let mut python = Driver::python("protobuf_driver.py", &["kurrentdbclient"])?;
    let theirs = names(&mut python)?;
    let ours: Vec<MessageDescriptor> =
        pool.all_messages().filter(|message| !message.is_map_entry() && shared(message)).collect();
    report.case("the same types", || same_types(&ours, &theirs));
    report.case("each message is tried", || {
        let tops = ours.iter().filter(|message| message.parent_message().is_none());
        let untried: Vec<_> = tops
            .map(|message| message.full_name())
            .filter(|name| types::of(name).is_none())
            .collect();
        equal("not in the table", &untried, &Vec::new())
    });
    for message in
        ours.iter().filter(|message| theirs.iter().any(|name| name == message.full_name()))
    {
        for seed in 0..SEEDS {
            report.case(&format!("{} #{seed}", message.full_name()), || {
                both_ways(&mut python, message, seed)
            });
        }
    }
    report.case("details of a status", || details(&mut python));
    Ok(())
}

fn names(python: &mut Driver) -> Outcome<Vec<String>> {
    let answer = python.demand(&json!({"op": "types"}))?;
    serde_json::from_value(answer["types"].clone()).map_err(|error| error.to_string())
}

fn shared(message: &MessageDescriptor) -> bool {
    PACKAGES.contains(&message.package_name()) || message.package_name() == "kurrent.rpc"
}

fn same_types(ours: &[MessageDescriptor], theirs: &[String]) -> Outcome {
    let is_ours = |name: &str| ours.iter().any(|message| message.full_name() == name);
    let is_shared = |name: &str| {
        // Nested messages have their outer one's name before their own.
        let package = |package: &str| {
            name.strip_prefix(package).is_some_and(|rest| {
                rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_uppercase))
            })
        };
        PACKAGES.into_iter().chain(["kurrent.rpc"]).any(package)
    };
    let missing: Vec<_> = theirs
        .iter()
        .filter(|name| is_shared(name) && !is_ours(name) && !THEIRS_ALONE.contains(&name.as_str()))
        .collect();
    equal("we lack", &missing, &Vec::new())?;
    let more: Vec<_> = ours
        .iter()
        .map(MessageDescriptor::full_name)
        .filter(|name| !theirs.iter().any(|theirs| theirs == name) && !OURS_ALONE.contains(name))
        .collect();
    equal("they lack", &more, &Vec::new())
}

/// A message of theirs, by our description and in our types, and back.
fn both_ways(python: &mut Driver, message: &MessageDescriptor, seed: u64) -> Outcome {
    let name = message.full_name();
    let made = python.demand(&json!({"op": "make", "type": name, "seed": seed}))?;
    let (bytes, json) = (hex(&made["hex"])?, parse(&made["json"])?);
    // Field by field, with names.
    let described = DynamicMessage::decode(message.clone(), bytes.as_slice())
        .map_err(|error| format!("by our description: {error}"))?;
    equal("unknown fields", &described.unknown_fields().count(), &0)?;
    let ours = serde_json::to_value(&described).map_err(|error| error.to_string())?;
    equal("by our description", &ours, &json)?;
    // The structs, whose bytes they read.
    let Some(round) = types::of(name) else { return Ok(()) };
    let ours = round(&bytes).map_err(|error| format!("in our types: {error}"))?;
    let read = python.demand(&json!({"op": "read", "type": name, "hex": to_hex(&ours)}))?;
    equal("in their types", &parse(&read["json"])?, &json)
}

fn details(python: &mut Driver) -> Outcome {
    let deleted = v1::StreamDeleted {
        stream_identifier: Some(v1::StreamIdentifier { stream_name: "A-1".into() }),
    };
    let status = rpc::Status {
        code: 5,
        message: "StreamDeleted".to_owned(),
        details: vec![deleted.to_any()],
    };
    let hex = to_hex(&status.encode_to_vec());
    let read = python.demand(&json!({"op": "read", "type": STATUS, "hex": hex}))?;
    let found = parse(&read["json"])?;
    let detail = json!({
        "@type": "type.googleapis.com/event_store.client.StreamDeleted",
        "streamIdentifier": {"streamName": "QS0x"},
    });
    equal(
        "status",
        &found,
        &json!({"code": "NOT_FOUND", "message": "StreamDeleted", "details": detail}),
    )
}

fn parse(json: &Value) -> Outcome<Value> {
    let text = json.as_str().ok_or("no text")?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn hex(value: &Value) -> Outcome<Vec<u8>> {
    let text = value.as_str().ok_or("no hex")?;
    (0..text.len() / 2)
        .map(|at| {
            u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|error| error.to_string())
        })
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
