//! Protobuf that is wrong, and the message for it.

use std::fmt::Debug;

use plumberd::codec::MessageRead;
use plumberd::codec::proto::{self, Fault, ReadLimits};

use crate::model::*;

fn error<'de, T: MessageRead<'de> + Debug>(bytes: &'de [u8]) -> String {
    match proto::from_slice::<T>(bytes) {
        Ok(read) => format!("no error: {read:?}"),
        Err(error) => error.to_string(),
    }
}

/// Checks a table: input, then the message.
macro_rules! refuses {
    ($type:ty: $($input:expr => $message:literal,)*) => {{
        let mut wrong = String::new();
        $(
            let input: &[u8] = &$input[..];
            let found = error::<$type>(input);
            if found != $message {
                wrong += &format!("\n  {:02x?}\n    expected: {}\n    found:    {found}", input, $message);
            }
        )*
        assert!(wrong.is_empty(), "{wrong}");
    }};
}

#[test]
fn framing() {
    refuses! { OneI32:
        b"\x08" => "the bytes end in the middle of a value at `field` (byte 1)",
        b"\x08\x80" => "the bytes end in the middle of a value at `field` (byte 1)",
        b"\x88" => "the bytes end in the middle of a value (byte 0)",
        b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02" => "a varint is longer than ten bytes at `field` (byte 1)",
        b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" => "a varint is longer than ten bytes at `field` (byte 1)",
        b"\x00\x01" => "0 is not a field number (byte 1)",
        b"\x02\x00" => "0 is not a field number (byte 1)",
        b"\x80\x80\x80\x80\x10\x00" => "536870912 is not a field number (byte 5)",
        b"\x0e" => "6 is not a wire type at `field` (byte 1)",
        b"\x0f" => "7 is not a wire type at `field` (byte 1)",
        b"\x0a\x01\x01" => "expected wire type varint, found length-delimited; the sender has another type for this field at `field` (byte 1)",
        b"\x0d\x01\x01\x01\x01" => "expected wire type varint, found 32-bit; the sender has another type for this field at `field` (byte 1)",
        b"\x09\x01\x01\x01\x01\x01\x01\x01\x01" => "expected wire type varint, found 64-bit; the sender has another type for this field at `field` (byte 1)",
        b"\x0b\x0c" => "expected wire type varint, found start of a group; the sender has another type for this field at `field` (byte 1)",
        b"\x0c" => "expected wire type varint, found end of a group; the sender has another type for this field at `field` (byte 1)",
        b"\x14" => "a group is not balanced (byte 1)",
        b"\x13" => "a group is not balanced (byte 1)",
        b"\x13\x1c" => "a group is not balanced (byte 2)",
        b"\x13\x1b\x14\x1c" => "a group is not balanced (byte 3)",
        b"\x13\x08\x80" => "the bytes end in the middle of a value (byte 2)",
        b"\x13\x03\x04\x14" => "0 is not a field number (byte 2)",
        b"\x12\x05ab" => "the bytes end in the middle of a value (byte 2)",
        b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" => "the bytes end in the middle of a value (byte 11)",
        b"\x15\x01\x02" => "the bytes end in the middle of a value (byte 1)",
        b"\x11\x01\x02" => "the bytes end in the middle of a value (byte 1)",
        b"\x08\x01\x17" => "7 is not a wire type (byte 3)",
    }
    // The place behind an unknown group is found too.
    refuses! { OneI32:
        b"\x13\x18\x01\x1b\x1c\x22\x01a\x14\x0a" => "expected wire type varint, found length-delimited; the sender has another type for this field at `field` (byte 10)",
    }
    // A 64-bit varint is cut to 32 bits, as every Protobuf does it.
    let read: OneI32 = proto::from_slice(b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").unwrap();
    assert_eq!(read.field, -1);
    assert_eq!(proto::from_slice::<OneI32>(b"").unwrap().field, 0);
}

#[test]
fn values() {
    refuses! { OneI8: b"\x08\x80\x01" => "128 does not fit an 8-bit integer at `field` (byte 3)", }
    refuses! { OneI16: b"\x08\x80\x80\x02" => "32768 does not fit a 16-bit integer at `field` (byte 4)", }
    refuses! { OneU8: b"\x08\x80\x02" => "256 does not fit an unsigned 8-bit integer at `field` (byte 3)", }
    refuses! { OneU16: b"\x08\x80\x80\x04" => "65536 does not fit an unsigned 16-bit integer at `field` (byte 4)", }
    refuses! { OneText:
        b"\x0a\x02a\xff" => "the text is not UTF-8 at `field` (byte 4)",
        b"\x0a\x03\xed\xa0\x80" => "the text is not UTF-8 at `field` (byte 5)",
        b"\x0a\x05ab" => "the bytes end in the middle of a value at `field` (byte 2)",
        b"\x08\x01" => "expected wire type length-delimited, found varint; the sender has another type for this field at `field` (byte 1)",
    }
    refuses! { OneChar:
        b"\x0a\x02ab" => "`ab` is not a single character at `field` (byte 4)",
        b"\x0a\x00" => "`` is not a single character at `field` (byte 2)",
        b"" => "the field `field` is missing; declare it as an `Option` if a sender may leave it out (byte 0)",
    }
    refuses! { OneArray:
        b"\x0a\x03abc" => "a list of 3 does not fit an array of another fixed length at `field` (byte 5)",
    }
    refuses! { OneId:
        b"\x0a\x203fa85f6457174562b3fc2c963f66afa6" => "`3fa85f6457174562b3fc2c963f66afa6` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `field` (byte 34)",
        b"\x0a\x010" => "`0` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `field` (byte 3)",
    }
    // Seconds and nanoseconds out of range: a negative nanosecond, a second too many, year 10000.
    refuses! { OneMoment:
        b"\x0a\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" => "0 s -1 ns does not fit the years 1 to 9999 at `field` (byte 13)",
        b"\x0a\x06\x10\x80\x94\xeb\xdc\x03" => "0 s 1000000000 ns does not fit the years 1 to 9999 at `field` (byte 8)",
        b"\x0a\x07\x08\x80\xdc\xce\xf8\xb0\x07" => "253656018432 s 0 ns does not fit the years 1 to 9999 at `field` (byte 9)",
    }
    refuses! { OneSpan:
        b"\x0a\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" => "0 s -1 ns does not fit the duration type of this field at `field` (byte 13)",
        b"\x0a\x0d\x08\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" => "1 s -1 ns does not fit the duration type of this field at `field` (byte 15)",
        b"\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f" => "the bytes end in the middle of a value at `field` (byte 2)",
        b"\x0a\x0a\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f" => "9223372036854775807 s 0 ns does not fit the duration type of this field at `field` (byte 12)",
    }
    refuses! { OneQuality:
        b"\x08\x01" => "1 is not a value of `Quality`; it has Low (0), High (2) at `field` (byte 2)",
    }
    refuses! { OneValue:
        b"\x0a\x09\x11\x00\x00\x00\x00\x00\x00\xf8\x7f" => "NaN does not fit a JSON number at `field` (byte 11)",
    }
    refuses! { OneBool: b"\x0a\x01\x01" => "expected wire type varint, found length-delimited; the sender has another type for this field at `field` (byte 1)", }
    refuses! { OneF32: b"\x09\x01\x01\x01\x01\x01\x01\x01\x01" => "expected wire type 32-bit, found 64-bit; the sender has another type for this field at `field` (byte 1)", }
    refuses! { OneList:
        b"\x0a\x02\x01\x80" => "the bytes end in the middle of a value at `field` (byte 3)",
        b"\x0d\x01\x01\x01\x01" => "expected wire type varint, found 32-bit; the sender has another type for this field at `field` (byte 1)",
    }
}

#[test]
fn paths() {
    // inner.values holds a length that is no multiple of eight; list[…].name is not UTF-8.
    refuses! { Outer:
        b"\x12\x05\x12\x03\x01\x02\x03" => "the bytes end in the middle of a value at `inner.values` (byte 4)",
        b"\x0a\x00\x1a\x03\x0a\x01\xff" => "the text is not UTF-8 at `list.name` (byte 7)",
        b"\x12\x07\x22\x05\x22\x03\x0a\x01\xff" => "the text is not UTF-8 at `inner.deeper.deeper.name` (byte 9)",
        b"\x22\x08\x0a\x01a\x12\x03\x0a\x01\xff" => "the text is not UTF-8 at `by_name.name` (byte 10)",
        b"\x22\x03\x0a\x01\xff" => "the text is not UTF-8 at `by_name` (byte 5)",
        b"\x52\x03\x0a\x01\xff" => "the text is not UTF-8 at `camera.name` (byte 5)",
        b"\x12\x02\x08\x01" => "expected wire type length-delimited, found varint; the sender has another type for this field at `inner.name` (byte 3)",
        b"\x12\x06\x22\x07\x0a\x05hello" => "the bytes end in the middle of a value at `inner.deeper` (byte 4)",
        b"\x0a\x02\x0a\x00" => "the field `inner` is missing; declare it as an `Option` if a sender may leave it out (byte 4)",
    }
    refuses! { Requires:
        b"\x0a\x01x" => "the field `required` is missing; declare it as an `Option` if a sender may leave it out (byte 3)",
        b"\x12\x03\x0a\x01x" => "the field `inner` is missing; declare it as an `Option` if a sender may leave it out at `required` (byte 5)",
        b"\x12\x02\x12\x00" => "the field `moment` is missing; declare it as an `Option` if a sender may leave it out at `required` (byte 4)",
        b"\x12\x00" => "the field `inner` is missing; declare it as an `Option` if a sender may leave it out at `required` (byte 2)",
        b"\x12\x04\x12\x00\x1a\x00\x1a\x05\x0a\x01a\x12\x00" => "the field `inner` is missing; declare it as an `Option` if a sender may leave it out at `by_name` (byte 13)",
        b"\x12\x04\x12\x00\x1a\x00" => "the field `tail` is missing; declare it as an `Option` if a sender may leave it out (byte 6)",
    }
}

#[test]
fn limits() {
    let nested = |depth: usize| {
        let mut bytes = Vec::new();
        for _ in 0..depth {
            let mut around = vec![0x22];
            let mut len = bytes.len();
            while len >= 0x80 {
                around.push(u8::try_from(len & 0x7f).unwrap() | 0x80);
                len >>= 7;
            }
            around.push(u8::try_from(len).unwrap());
            around.extend_from_slice(&bytes);
            bytes = around;
        }
        bytes
    };
    let wrap = |depth: usize| {
        let mut bytes = nested(depth);
        bytes[0] = 0x0a;
        bytes
    };
    assert!(proto::from_slice::<OneInner>(&wrap(100)).is_ok());
    for depth in [101, 20_000] {
        let error = proto::from_slice::<OneInner>(&wrap(depth)).unwrap_err();
        assert_eq!(error.fault, Fault::TooDeep(100), "{depth}");
        assert!(error.path.starts_with("field.deeper.deeper"), "{}", error.path);
    }
    // Groups and free-form values are nested by rules of their own.
    for bytes in [b"\x13".repeat(100_000), b"\x0a\x7f\x32\x7d".repeat(1000)] {
        assert!(proto::from_slice::<OneValue>(&bytes).is_err());
    }
    let error = proto::from_slice::<OneI32>(&b"\x13".repeat(100_000)).unwrap_err();
    assert_eq!(error.to_string(), "nested deeper than the limit of 100 (byte 101)");

    let limits = ReadLimits { max_bytes: 2, max_depth: 1 };
    assert!(proto::from_slice_with::<OneI32>(b"\x08\x01", limits).is_ok());
    let error = proto::from_slice_with::<OneI32>(b"\x08\x80\x01", limits).unwrap_err();
    assert_eq!(error.to_string(), "3 bytes are more than the limit of 2 (byte 0)");
}
