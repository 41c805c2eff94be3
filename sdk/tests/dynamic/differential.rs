use plumberd::codec::dynamic::{Types, Verdict};
use plumberd::codec::{json, profile, proto};
use plumberd::event::{DecodeError, Payload, Registry};
use plumberd::schema::model::Schema;
use plumberd::store::ContentType;
use plumberd::{DecodeEvent, Event};

use super::model::{Canonical, Plain};

fn types() -> Types {
    let registry = Registry::new().with::<Plain>().unwrap().with::<Canonical>().unwrap();
    Types::new(&registry.schema().unwrap(), &Schema::default())
}

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// What stands in other documents, where it does not belong.
const TOKENS: [&[u8]; 24] = [
    b"null",
    b"true",
    b"1e400",
    b"-1",
    b"300",
    b"1.5",
    b"\"\"",
    b"\"x\"",
    b"{}",
    b"[]",
    b"[1]",
    b"{\"Kind\":\"Camera\"}",
    b"{\"kind\":\"nobody\"}",
    b"\"7\"",
    b"\"High\"",
    b"\"QUALITY_HIGH\"",
    b"99",
    b"\"NaN\"",
    b"\"1.02:03:04\"",
    b"\"-5s\"",
    b"\"2025-02-30T00:00:00Z\"",
    b",",
    b"}",
    b"\"\\ud800\"",
];

/// A document with a few places of it changed.
fn broken(sample: &[u8], random: &mut Random, tokens: bool) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(if tokens { 6 } else { 4 }) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, bytes[random.below(bytes.len())]),
            // The value behind a colon becomes another one.
            4 => {
                if let Some(colon) = bytes[at..].iter().position(|byte| *byte == b':') {
                    let start = at + colon + 1;
                    let len = bytes[start..].iter().position(|it| b",}]".contains(it)).unwrap_or(0);
                    let token = TOKENS[random.below(TOKENS.len())];
                    bytes.splice(start..start + len, token.iter().copied());
                }
            }
            // A key gets another name.
            _ => {
                if let Some(quote) = bytes[at..].iter().position(|byte| *byte == b'"') {
                    bytes.insert(at + quote + 1, b'x');
                }
            }
        }
    }
    bytes
}

fn compare<E: Event + for<'de> DecodeEvent<'de>>(types: &Types, payload: &Payload<'_>) -> bool {
    let derived = E::decode(payload).map(drop);
    let dynamic = types.check(payload);
    let text = || String::from_utf8_lossy(payload.data).into_owned();
    match (&derived, &dynamic) {
        (Ok(()), found) => assert_eq!(found, &Ok(Verdict::Read), "{}", text()),
        // In Protobuf the derived code finds the path afterwards, in bytes that are broken, and counts a
        // key that is wrong to the field before it.
        (
            Err(DecodeError::Proto { source: expected, .. }),
            Err(DecodeError::Proto { source, .. }),
        ) => {
            assert_eq!(
                (source.fault.to_string(), source.offset),
                (expected.fault.to_string(), expected.offset),
                "{:02x?}",
                payload.data
            );
            let (path, expected) = (&source.path, &expected.path);
            assert!(path.starts_with(expected) || expected.starts_with(path), "{path} {expected}");
        }
        (Err(expected), found) => assert_eq!(
            found.as_ref().map_err(ToString::to_string),
            Err(expected.to_string()),
            "{}",
            text()
        ),
    }
    derived.is_ok()
}

fn run<E: Event + for<'de> DecodeEvent<'de>>(
    sample: &[u8],
    content_type: ContentType,
    runs: usize,
) {
    let types = types();
    let event_type = E::INFO.event_type;
    let whole = Payload { event_type, version: 1, content_type, data: sample };
    assert!(compare::<E>(&types, &whole), "{}", String::from_utf8_lossy(sample));
    let mut random = Random(7);
    let mut read = 0;
    for _ in 0..runs {
        let data = broken(sample, &mut random, content_type == ContentType::Json);
        read += usize::from(compare::<E>(&types, &Payload { data: &data, ..whole }));
    }
    // Else the changes were too small, or too large, to tell anything.
    assert!(read > runs / 100 && read < runs * 9 / 10, "{read} of {runs} can be read");
}

#[test]
fn json_as_dot_net_writes_it() {
    let sample = json::to_vec(&Plain::sample()).unwrap();
    run::<Plain>(&sample, ContentType::Json, 30_000);
}

#[test]
fn json_as_protobuf_has_it() {
    let sample = json::to_vec_with::<profile::Proto3, _>(&Canonical::sample()).unwrap();
    run::<Canonical>(&sample, ContentType::Json, 30_000);
}

#[test]
fn protobuf() {
    let sample = proto::to_vec(&Plain::sample()).unwrap();
    run::<Plain>(&sample, ContentType::Binary, 30_000);
}

#[test]
fn messages_that_come_twice_are_merged() {
    let types = types();
    let mut twice = proto::to_vec(&Plain::sample()).unwrap();
    twice.extend(proto::to_vec(&Plain::sample()).unwrap());
    let payload = Payload {
        event_type: "Plain",
        version: 1,
        content_type: ContentType::Binary,
        data: &twice,
    };
    assert!(compare::<Plain>(&types, &payload));
    assert!(!compare::<Plain>(&types, &Payload { data: &[], ..payload }));
}

/// A key, the length of a message, and the message.
fn framed(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut framed = key.to_vec();
    let mut len = message.len();
    while len > 0x7f {
        framed.push(u8::try_from(len & 0x7f).unwrap() | 0x80);
        len >>= 7;
    }
    framed.push(u8::try_from(len).unwrap());
    framed.extend(message);
    framed
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let types = types();
    let sample = String::from_utf8(json::to_vec(&Plain::sample()).unwrap()).unwrap();
    for levels in [50, 120, 130, 5000] {
        let open = "{\"Name\":\"\",\"Values\":[],\"Deeper\":".repeat(levels);
        let inner = format!("\"Inner\":{open}null{}", "}".repeat(levels));
        let data = sample.replacen("\"Inner\":{", &format!("{inner},\"Left\":{{"), 1);
        assert_ne!(data, sample);
        let payload = Payload {
            event_type: "Plain",
            version: 1,
            content_type: ContentType::Json,
            data: data.as_bytes(),
        };
        assert_eq!(compare::<Plain>(&types, &payload), levels < 127, "{levels}");
        // The field 33, and in it the field 3 with itself.
        let inner = (0..levels).fold(Vec::new(), |inner, _| framed(&[0x1a], &inner));
        let mut data = proto::to_vec(&Plain::sample()).unwrap();
        data.extend(framed(&[0x8a, 0x02], &inner));
        let payload = Payload { content_type: ContentType::Binary, data: &data, ..payload };
        assert_eq!(compare::<Plain>(&types, &payload), levels < 99, "{levels}");
    }
}
