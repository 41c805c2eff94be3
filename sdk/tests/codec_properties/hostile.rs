//! Nothing that comes in makes a reader panic.

use plumberd::EventSet;
use plumberd::clock::DateTimeOffset;
use plumberd::codec::json::ReadLimits;
use plumberd::codec::profile::{MicroPlumberd, ProfileId, Proto3, Py019};
use plumberd::codec::{json, proto};
use plumberd::engine::parse_url;
use plumberd::event::{Payload, guid_of_stream_id};
use plumberd::metadata::Metadata;
use plumberd::store::ContentType;
use plumberd::stream::{Category, StreamId, StreamName};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{Everything, FreeForm, Shapes, text};

const PROFILES: [ProfileId; 3] = [ProfileId::MicroPlumberd, ProfileId::Proto3, ProfileId::Py019];

/// Every reader of JSON.
fn read_json(bytes: &[u8]) {
    for profile in PROFILES {
        let limits = ReadLimits::default();
        let _ = json::from_slice_with::<Everything>(bytes, profile, limits);
        let _ = json::from_slice_with::<Shapes>(bytes, profile, limits);
        if let Ok(read) = json::from_slice_with::<FreeForm>(bytes, profile, limits) {
            // What was read can be written.
            let _ = json::to_vec(&read).unwrap();
        }
    }
    let _ = json::from_slice::<serde_json::Value>(bytes);
    let _ = Metadata::parse(bytes);
}

fn read_proto(bytes: &[u8]) {
    let _ = proto::from_slice::<Everything>(bytes);
    let _ = proto::from_slice::<Shapes>(bytes);
    if let Ok(read) = proto::from_slice::<FreeForm>(bytes) {
        let _ = proto::to_vec(&read).unwrap();
    }
}

fn decode(bytes: &[u8]) {
    for content_type in [ContentType::Json, ContentType::Binary] {
        for version in [0, 1, 2, u32::MAX] {
            let payload = Payload { event_type: "Everything", version, content_type, data: bytes };
            let _ = Everything::decode(&payload);
        }
    }
}

/// Text that looks like JSON, most of the time.
fn json_like() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        5 => prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", " ", "\n", "0", "-", "1", ".5", "e+3", "\\u",
            "\\ud83d", "\\\"", "NaN", "//", "\"Kind\":", "\"Value\":", "\"flat\":", "\"Flat\":{", "\"Id\":", "\u{feff}",
        ]).prop_map(str::to_owned),
        1 => text(),
    ];
    vec(token, 0..30).prop_map(|tokens| tokens.concat())
}

/// A change to valid input.
#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Remove(usize),
    Insert(usize, u8),
    Cut(usize),
    Repeat(usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        any::<usize>().prop_map(Change::Remove),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        any::<usize>().prop_map(Change::Cut),
        (any::<usize>(), 1usize..40).prop_map(|(at, len)| Change::Repeat(at, len)),
    ];
    vec(change, 1..4)
}

fn apply(bytes: &mut Vec<u8>, changes: &[Change]) {
    for change in changes {
        let len = bytes.len();
        if len == 0 {
            return;
        }
        match *change {
            Change::Flip(at, bits) => bytes[at % len] ^= bits,
            Change::Remove(at) => drop(bytes.remove(at % len)),
            Change::Insert(at, byte) => bytes.insert(at % len, byte),
            Change::Cut(at) => bytes.truncate(at % len),
            Change::Repeat(at, count) => {
                let start = at % len;
                let piece = bytes[start..(start + count).min(len)].to_vec();
                bytes.splice(start..start, piece);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..200)) {
        read_json(&bytes);
        read_proto(&bytes);
        decode(&bytes);
    }

    #[test]
    fn arbitrary_json(text in json_like()) {
        read_json(text.as_bytes());
        decode(text.as_bytes());
        let wrapped = format!(r#"{{"Value":{text}}}"#);
        read_json(wrapped.as_bytes());
    }

    #[test]
    fn arbitrary_free_form_json(value in crate::model::value()) {
        let text = serde_json::to_vec(&value).unwrap();
        let read: serde_json::Value = json::from_slice(&text).unwrap();
        prop_assert_eq!(read, value);
        read_json(&text);
    }

    #[test]
    fn arbitrary_text(text in any::<String>()) {
        if let Ok(name) = StreamName::parse(&text) {
            prop_assert_eq!(name.as_str(), &text);
            let joined = name.id().map_or_else(|| name.category().to_owned(), |id| format!("{}-{id}", name.category()));
            prop_assert_eq!(joined, text.clone());
        }
        if let Ok(moment) = DateTimeOffset::parse(&text) {
            prop_assert_eq!(DateTimeOffset::parse(&moment.to_string()).unwrap().to_string(), moment.to_string());
        }
        let _ = StreamId::parse(&*text);
        let _ = Category::parse(&*text);
        let _ = parse_url(&text);
        let _ = guid_of_stream_id(&text);
    }

    #[test]
    fn urls(scheme in "[a-z+]{0,12}", rest in "[:/?#&=%@a-z0-9\u{e9}]{0,30}") {
        let _ = parse_url(&format!("{scheme}:{rest}"));
        let _ = parse_url(&format!("sqlite:{rest}"));
    }

    #[test]
    fn dates(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,18})?(Z|[+-][0-9]{2}:?[0-9]{2})?") {
        let _ = DateTimeOffset::parse(&text);
    }

    #[test]
    fn categories_and_ids_make_names_that_come_apart_again(category in "[A-Za-z_]{1,10}", id in "[ -~]{1,20}") {
        let (category, id) = (Category::parse(category).unwrap(), StreamId::parse(id).unwrap());
        let name = StreamName::new(&category, &id);
        prop_assert_eq!(name.category(), category.as_str());
        prop_assert_eq!(name.id(), Some(id.as_str()));
        prop_assert_eq!(StreamName::parse(name.as_str()).unwrap(), name);
    }

    #[test]
    fn metadata_that_was_written_is_read(
        created in proptest::option::of(crate::model::moment()),
        host in proptest::option::of(text()),
        correlation in proptest::option::of(crate::model::uuid()),
        version in 1u32..,
        key in "[A-Za-z]{1,8}",
        value in crate::model::value(),
    ) {
        let mut metadata = Metadata::default();
        metadata.client_host_name = host;
        metadata.correlation_id = correlation;
        metadata.version = version;
        metadata.created = created;
        let metadata = match metadata.clone().with(key, value) {
            Ok(metadata) => metadata,
            Err(_) => metadata,
        };
        let bytes = metadata.to_vec().unwrap();
        let read = Metadata::parse(&bytes).unwrap();
        // `Created` is written to 100 ns.
        let to_ticks = |moment: DateTimeOffset| moment.to_string();
        prop_assert_eq!(read.created.map(to_ticks), metadata.created.map(to_ticks));
        prop_assert_eq!(&read.client_host_name, &metadata.client_host_name);
        prop_assert_eq!(read.correlation_id, metadata.correlation_id);
        prop_assert_eq!(read.version, metadata.version);
        prop_assert!(read.custom_entries().eq(metadata.custom_entries()));
        prop_assert_eq!(read.to_vec().unwrap(), bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn changed_documents(event: Everything, changes in changes()) {
        for mut text in [
            json::to_vec_with::<MicroPlumberd, _>(&event).unwrap(),
            json::to_vec_with::<Proto3, _>(&event).unwrap(),
            json::to_vec_with::<Py019, _>(&event).unwrap(),
        ] {
            apply(&mut text, &changes);
            read_json(&text);
        }
        let mut bytes = proto::to_vec(&event).unwrap();
        apply(&mut bytes, &changes);
        read_proto(&bytes);
    }

    #[test]
    fn changed_parts(shapes: Shapes, changes in changes()) {
        let mut text = json::to_vec(&shapes).unwrap();
        apply(&mut text, &changes);
        read_json(&text);
        let mut bytes = proto::to_vec(&shapes).unwrap();
        apply(&mut bytes, &changes);
        read_proto(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// JSON that ends early is an error; Protobuf may be a shorter message.
    #[test]
    fn cut_at_every_offset(event: Everything, shapes: Shapes) {
        let text = json::to_vec(&event).unwrap();
        for len in (0..text.len()).step_by(3) {
            prop_assert!(json::from_slice::<Everything>(&text[..len]).is_err());
        }
        let text = json::to_vec(&shapes).unwrap();
        for len in 0..text.len() {
            prop_assert!(json::from_slice::<Shapes>(&text[..len]).is_err());
        }
        let bytes = proto::to_vec(&shapes).unwrap();
        for len in 0..bytes.len() {
            if let Ok(shorter) = proto::from_slice::<Shapes>(&bytes[..len]) {
                prop_assert!(proto::to_vec(&shorter).unwrap().len() <= bytes.len());
            }
        }
        let bytes = proto::to_vec(&event).unwrap();
        for len in (0..bytes.len()).step_by(3) {
            let _ = proto::from_slice::<Everything>(&bytes[..len]);
        }
    }
}
