use plumberd::codec::json::{self, ReadLimits};
use plumberd::codec::profile::{ProfileId, Proto3};
use plumberd::codec::proto::{self, Fault, ProtoError};
use prost::Message;

use super::model::{Everything, Plain, ProstPlain};
use crate::signal::Signal;

/// Reads Protobuf.
pub fn run(data: &[u8]) -> Signal {
    event(data).and(beside_prost(data))
}

/// What was read is written, and comes back the same; also by way of JSON.
fn event(data: &[u8]) -> Signal {
    let value = match proto::from_slice::<Everything>(data) {
        Ok(value) => value,
        Err(error) => {
            assert!(error.offset <= data.len(), "{error}");
            return signal(&error);
        }
    };
    let written = proto::to_vec(&value).unwrap_or_else(|error| panic!("{error} of {value:?}"));
    let again: Everything =
        proto::from_slice(&written).unwrap_or_else(|error| panic!("{error} in {written:02x?}"));
    let rewritten = proto::to_vec(&again).unwrap_or_default();
    assert_eq!(written, rewritten, "of {value:?}");

    let text = json::to_vec_with::<Proto3, _>(&value)
        .unwrap_or_else(|error| panic!("{error} of {value:?}"));
    let from_text: Everything =
        json::from_slice_with(&text, ProfileId::Proto3, ReadLimits::default())
            .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&text)));
    // The bits of a NaN are lost in JSON.
    if !text.windows(5).any(|window| window == b"\"NaN\"") {
        let by_json = proto::to_vec(&from_text).unwrap_or_default();
        assert_eq!(written, by_json, "by {}", String::from_utf8_lossy(&text));
    }
    Signal::of((
        written.len().ilog2(),
        value.cameras.len().min(4),
        value.source.is_some(),
        value.free.is_null(),
    ))
}

/// prost reads the same message, or refuses it too.
fn beside_prost(data: &[u8]) -> Signal {
    match (proto::from_slice::<Plain>(data), ProstPlain::decode(data)) {
        (Ok(ours), Ok(theirs)) => {
            let bytes = proto::to_vec(&ours).unwrap_or_else(|error| panic!("{error} of {ours:?}"));
            // prost leaves out the defaults in the entry of a map, so its bytes are read once more.
            let by_prost = proto::from_slice::<Plain>(&theirs.encode_to_vec());
            let by_prost = by_prost.ok().and_then(|value| proto::to_vec(&value).ok());
            assert_eq!(Some(&bytes), by_prost.as_ref(), "ours: {ours:?}\nprost: {theirs:?}");
            Signal::of((bytes.len().checked_ilog2(), ours.choice.is_some(), ours.list.len().min(4)))
        }
        (Err(error), Ok(theirs)) => {
            // prost takes the entry of a map whatever its wire type is.
            let lenient =
                matches!(error.fault, Fault::OtherWireType { .. }) && error.path.ends_with("map");
            let deep = matches!(error.fault, Fault::TooDeep(_));
            assert!(lenient || deep, "prost accepts it: {error}\n{theirs:?}");
            signal(&error)
        }
        (Ok(ours), Err(error)) => {
            let deep = error.to_string().contains("recursion limit");
            assert!(deep, "prost refuses it: {error}\n{ours:?}");
            Signal::of(deep)
        }
        (Err(error), Err(_)) => signal(&error),
    }
}

fn signal(error: &ProtoError) -> Signal {
    Signal::at(std::mem::discriminant(&error.fault), &error.path)
}
