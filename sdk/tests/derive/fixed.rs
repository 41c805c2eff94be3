use std::borrow::Cow;
use std::fmt::Debug;

use plumberd::codec::json::{self, Fault, ReadLimits};
use plumberd::codec::profile::{MicroPlumberd, Profile, ProfileId, Proto3, Py019};
use plumberd::codec::{Data, FieldRead, Message, MessageRead, proto};
use plumberd::schema::{FixedValue, Kind};
use plumberd::{Event, Fixed, PlumberdData, PlumberdEvent, PlumberdEvents};

#[derive(Debug, Clone, Default, PartialEq, PlumberdEvent)]
#[event(category = "Account")]
struct AccountCreated {
    #[event(tag = 1, fixed = "admin.account.created")]
    event_name: Fixed<&'static str>,
    #[event(tag = 2)]
    name: String,
}

type Revision = Fixed<u16>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, PlumberdData)]
struct Numbers {
    #[event(tag = 1, fixed = -5)]
    small: Fixed<i8>,
    #[event(tag = 2, fixed = -1, wire = "zigzag")]
    short: Fixed<i32>,
    #[event(tag = 3, fixed = -9_223_372_036_854_775_808, wire = "zigzag")]
    least: Fixed<i64>,
    #[event(tag = 4, fixed = 0xFFFF_FFFF, wire = "fixed")]
    hash: Fixed<u32>,
    #[event(tag = 5, fixed = -2, wire = "fixed")]
    wide: Fixed<i64>,
    #[event(tag = 6, fixed = 18_446_744_073_709_551_615)]
    most: Fixed<u64>,
    #[event(tag = 7, fixed = 7)]
    revision: Revision,
    #[event(tag = 8, fixed = true)]
    yes: Fixed<bool>,
    #[event(tag = 9, fixed = -3)]
    signed: Fixed<i64>,
    #[event(tag = 10, fixed = 200)]
    byte: Fixed<u8>,
    #[event(tag = 11, fixed = 3, wire = "fixed")]
    wide_unsigned: Fixed<u64>,
    #[event(tag = 12, fixed = -4, wire = "fixed")]
    narrow: Fixed<i32>,
}

/// Protobuf does not write these, if somebody else writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, PlumberdData)]
struct Defaults {
    #[event(tag = 1, fixed = "")]
    text: Fixed<&'static str>,
    #[event(tag = 2, fixed = 0)]
    number: Fixed<i32>,
    #[event(tag = 3, fixed = false)]
    flag: Fixed<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
struct Named {
    #[event(tag = 1, fixed = "named")]
    event_name: Fixed<&'static str>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Tagged<'a, T> {
    #[event(tag = 1, fixed = "tagged\n\"")]
    kind: Fixed<&'static str>,
    #[event(tag = 2)]
    item: T,
    #[event(tag = 3)]
    note: Cow<'a, str>,
}

#[derive(Debug, PartialEq, PlumberdEvents)]
#[event(category = "Account")]
enum AccountEvent {
    Closed {
        #[event(tag = 1, fixed = "admin.account.closed")]
        event_name: Fixed<&'static str>,
        #[event(tag = 2)]
        reason: String,
    },
    Opened {
        #[event(tag = 1, fixed = "admin.account.opened")]
        event_name: Fixed<&'static str>,
    },
}

fn created() -> AccountCreated {
    AccountCreated { event_name: Fixed::new(), name: "Ada".into() }
}

fn text<P: Profile>(value: &impl Data) -> String {
    String::from_utf8(json::to_vec_with::<P, _>(value).unwrap()).unwrap()
}

fn through_both<T>(value: &T)
where
    T: Message + for<'de> MessageRead<'de> + PartialEq + Debug,
{
    let micro = text::<MicroPlumberd>(value);
    assert_eq!(&json::from_slice::<T>(micro.as_bytes()).unwrap(), value, "{micro}");
    let proto3 = text::<Proto3>(value);
    assert_eq!(&read_proto3::<T>(&proto3).unwrap(), value, "{proto3}");
    let bytes = proto::to_vec(value).unwrap();
    assert_eq!(&proto::from_slice::<T>(&bytes).unwrap(), value, "{bytes:?}");
}

fn read_proto3<'de, T: FieldRead<'de>>(json: &'de str) -> Result<T, json::JsonError> {
    json::from_slice_with(json.as_bytes(), ProfileId::Proto3, ReadLimits::default())
}

#[test]
fn a_constant_stands_in_its_place() {
    assert_eq!(size_of::<AccountCreated>(), size_of::<String>());
    assert_eq!(
        text::<MicroPlumberd>(&created()),
        r#"{"EventName":"admin.account.created","Name":"Ada"}"#
    );
    assert_eq!(text::<Proto3>(&created()), r#"{"eventName":"admin.account.created","name":"Ada"}"#);
    assert_eq!(
        text::<Py019>(&created()),
        r#"{"EventName": "admin.account.created", "Name": "Ada"}"#
    );
    let mut expected = vec![0x0a, 21];
    expected.extend(b"admin.account.created");
    expected.extend([0x12, 3]);
    expected.extend(b"Ada");
    assert_eq!(proto::to_vec(&created()).unwrap(), expected);
    through_both(&created());
}

#[test]
fn every_type_and_wire_format() {
    let numbers = Numbers::default();
    assert_eq!(
        text::<MicroPlumberd>(&numbers),
        r#"{"Small":-5,"Short":-1,"Least":-9223372036854775808,"Hash":4294967295,"Wide":-2,"Most":18446744073709551615,"Revision":7,"Yes":true,"Signed":-3,"Byte":200,"WideUnsigned":3,"Narrow":-4}"#
    );
    assert!(
        text::<Proto3>(&numbers).contains(
            r#""short":-1,"least":"-9223372036854775808","hash":4294967295,"wide":"-2","#
        )
    );
    through_both(&numbers);
}

/// A constant has the bytes of a field that happens to hold that value.
#[test]
fn the_bytes_are_those_of_a_value() {
    #[derive(Debug, PartialEq, PlumberdData)]
    struct Values {
        #[event(tag = 1)]
        small: i8,
        #[event(tag = 2, wire = "zigzag")]
        short: i32,
        #[event(tag = 3, wire = "zigzag")]
        least: i64,
        #[event(tag = 4, wire = "fixed")]
        hash: u32,
        #[event(tag = 5, wire = "fixed")]
        wide: i64,
        #[event(tag = 6)]
        most: u64,
        #[event(tag = 7)]
        revision: u16,
        #[event(tag = 8)]
        yes: bool,
        #[event(tag = 9)]
        signed: i64,
        #[event(tag = 10)]
        byte: u8,
        #[event(tag = 11, wire = "fixed")]
        wide_unsigned: u64,
        #[event(tag = 12, wire = "fixed")]
        narrow: i32,
    }
    let values = Values {
        small: -5,
        short: -1,
        least: i64::MIN,
        hash: u32::MAX,
        wide: -2,
        most: u64::MAX,
        revision: 7,
        yes: true,
        signed: -3,
        byte: 200,
        wide_unsigned: 3,
        narrow: -4,
    };
    let bytes = proto::to_vec(&Numbers::default()).unwrap();
    assert_eq!(bytes, proto::to_vec(&values).unwrap());
    assert_eq!(proto::from_slice::<Values>(&bytes).unwrap(), values);
    for profile in [ProfileId::MicroPlumberd, ProfileId::Proto3] {
        let json = match profile {
            ProfileId::Proto3 => text::<Proto3>(&Numbers::default()),
            _ => text::<MicroPlumberd>(&Numbers::default()),
        };
        let read: Values =
            json::from_slice_with(json.as_bytes(), profile, ReadLimits::default()).unwrap();
        assert_eq!(read, values);
    }
}

#[test]
fn defaults_are_written_and_may_be_absent_in_protobuf() {
    assert_eq!(
        text::<MicroPlumberd>(&Defaults::default()),
        r#"{"Text":"","Number":0,"Flag":false}"#
    );
    assert_eq!(text::<Proto3>(&Defaults::default()), r#"{"text":"","number":0,"flag":false}"#);
    assert_eq!(proto::to_vec(&Defaults::default()).unwrap(), [0x0a, 0, 0x10, 0, 0x18, 0]);
    through_both(&Defaults::default());
    assert_eq!(proto::from_slice::<Defaults>(&[]).unwrap(), Defaults::default());
    assert_eq!(read_proto3::<Defaults>("{}").unwrap(), Defaults::default());
    assert_eq!(
        read_proto3::<Defaults>(r#"{"text":null,"number":null,"flag":null}"#).unwrap(),
        Defaults::default()
    );
    assert_eq!(
        json::from_slice::<Defaults>(br#"{"Text":null,"Number":0}"#).unwrap_err().to_string(),
        "the key `Flag` is missing; write it, or make the field optional (line 1, column 24)"
    );
}

#[test]
fn generic_and_borrowed_structs_and_variants() {
    let value = Tagged { kind: Fixed::new(), item: Named::default(), note: "n".into() };
    let json = text::<MicroPlumberd>(&value);
    assert!(json.starts_with(r#"{"Kind":"tagged\n\"","Item":{"EventName":"#), "{json}");
    assert_eq!(json::from_slice::<Tagged<'_, Named>>(json.as_bytes()).unwrap(), value);
    let bytes = proto::to_vec(&value).unwrap();
    let read: Tagged<'_, Named> = proto::from_slice(&bytes).unwrap();
    assert!(matches!(read.note, Cow::Borrowed("n")));
    assert_eq!(read, value);

    let mut payload = Vec::new();
    let closed = AccountEvent::Closed { event_name: Fixed::new(), reason: "r".into() };
    plumberd::EncodeEvent::encode(&closed, uuid::Uuid::nil(), &mut payload).unwrap();
    let written = String::from_utf8(payload).unwrap();
    assert!(written.contains(r#""EventName":"admin.account.closed","Reason":"r""#), "{written}");
    let opened = AccountEvent::Opened { event_name: Fixed::new() };
    assert_eq!(plumberd::EncodeEvent::event_type(&opened), "Opened");
}

#[test]
fn another_value_is_an_error_in_json() {
    let error = |json: &str| json::from_slice::<AccountCreated>(json.as_bytes()).unwrap_err();
    let other = error("{\n  \"EventName\": \"admin.account.closed\", \"Name\": \"Ada\"}");
    assert_eq!(
        other.fault,
        Fault::NotFixed {
            name: "EventName",
            expected: FixedValue::Text("admin.account.created"),
            found: Some(r#""admin.account.closed""#.into()),
        }
    );
    for (json, message) in [
        (
            r#"{"EventName":"a","Name":""}"#,
            r#"`EventName` is always "admin.account.created", found "a" at `EventName` (line 1, column 14)"#,
        ),
        (
            r#"{"EventName":null,"Name":""}"#,
            r#"`EventName` is always "admin.account.created", found "" at `EventName` (line 1, column 14)"#,
        ),
        (
            r#"{"EventName":1,"Name":""}"#,
            "expected text, found a number at `EventName` (line 1, column 14)",
        ),
        (
            r#"{"EventName":"admin.account.created","EventName":"admin.account.created"}"#,
            "the key `EventName` stands there twice at `EventName` (line 1, column 50)",
        ),
        (
            r#"{"Name":""}"#,
            "the key `EventName` is missing; write it, or make the field optional (line 1, column 11)",
        ),
    ] {
        assert_eq!(error(json).to_string(), message, "{json}");
    }
    let long = format!(r#"{{"EventName":"{}"}}"#, "x".repeat(100));
    assert!(error(&long).to_string().contains(&format!("found \"{}\" at", "x".repeat(60))));
    for (json, message) in [
        (
            r#"{"eventName":"a"}"#,
            r#"`eventName` is always "admin.account.created", found "a" at `eventName` (line 1, column 14)"#,
        ),
        (
            r#"{"name":"Ada"}"#,
            r#"`eventName` is always "admin.account.created", found nothing (line 1, column 14)"#,
        ),
    ] {
        assert_eq!(read_proto3::<AccountCreated>(json).unwrap_err().to_string(), message, "{json}");
    }
    let nested = r#"{"Kind":"tagged\n\"","Item":{"EventName":"b"},"Note":""}"#;
    assert_eq!(
        json::from_slice::<Tagged<'_, Named>>(nested.as_bytes()).unwrap_err().to_string(),
        r#"`EventName` is always "named", found "b" at `Item.EventName` (line 1, column 42)"#
    );
}

#[test]
fn other_numbers_are_errors_in_json() {
    let right = text::<MicroPlumberd>(&Numbers::default());
    for (from, to, message) in [
        ("-5", "5", "`Small` is always -5, found 5 at `Small`"),
        ("-5", "300", "`Small` is always -5, found 300 at `Small`"),
        ("-5", "\"-5\"", "expected an integer, found text at `Small`"),
        ("4294967295", "-1", "-1 does not fit an unsigned 64-bit integer at `Hash`"),
        ("18446744073709551615", "0", "`Most` is always 18446744073709551615, found 0 at `Most`"),
        ("true", "false", "`Yes` is always true, found false at `Yes`"),
        ("true", "null", "expected a boolean, found null at `Yes`"),
        (
            ":7,",
            ":7.5,",
            "expected an integer, found a number with a fraction or exponent at `Revision`",
        ),
    ] {
        let wrong = right.replacen(from, to, 1);
        let error = json::from_slice::<Numbers>(wrong.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(message), "{wrong}: {error}");
    }
    let proto3 = text::<Proto3>(&Numbers::default()).replacen("true", "null", 1);
    assert_eq!(
        read_proto3::<Numbers>(&proto3).unwrap_err().to_string().split(" at ").next(),
        Some("`yes` is always true, found null")
    );
}

#[test]
fn another_value_is_an_error_in_protobuf() {
    let error = |bytes: &[u8]| proto::from_slice::<AccountCreated>(bytes).unwrap_err();
    assert_eq!(
        error(&[0x0a, 1, b'x']).fault,
        proto_fault("event_name", "admin.account.created", Some(r#""x""#))
    );
    for (bytes, message) in [
        (
            &[0x0a, 1, b'x'][..],
            r#"`event_name` is always "admin.account.created", found "x" at `event_name` (byte 3)"#,
        ),
        (
            &[0x12, 1, b'x'],
            r#"`event_name` is always "admin.account.created", found nothing (byte 3)"#,
        ),
        (&[], r#"`event_name` is always "admin.account.created", found nothing (byte 0)"#),
        (
            &[0x08, 1],
            "expected wire type length-delimited, found varint; the sender has another type for this field at `event_name` (byte 1)",
        ),
        (&[0x0a, 1, 0xff], "the text is not UTF-8 at `event_name` (byte 3)"),
        (&[0x0a, 9], "the bytes end in the middle of a value at `event_name` (byte 2)"),
    ] {
        assert_eq!(error(bytes).to_string(), message, "{bytes:?}");
    }
    // A later occurrence does not make up for a wrong one, nor the other way round.
    let mut bytes = proto::to_vec(&created()).unwrap();
    bytes.extend([0x0a, 1, b'x']);
    assert!(error(&bytes).to_string().contains(r#"found "x""#));
    bytes.rotate_right(3);
    assert!(error(&bytes).to_string().contains(r#"found "x""#));
    // Inside of another message, the path leads there.
    assert_eq!(
        proto::from_slice::<Tagged<'_, Named>>(&[0x12, 3, 0x0a, 1, b'x']).unwrap_err().to_string(),
        r#"`event_name` is always "named", found "x" at `item.event_name` (byte 5)"#
    );
    assert_eq!(
        proto::from_slice::<Tagged<'_, Named>>(&[0x12, 0]).unwrap_err().to_string(),
        r#"`event_name` is always "named", found nothing at `item` (byte 2)"#
    );
}

fn proto_fault(name: &'static str, expected: &'static str, found: Option<&str>) -> proto::Fault {
    proto::Fault::NotFixed {
        name,
        expected: FixedValue::Text(expected),
        found: found.map(Into::into),
    }
}

#[test]
fn other_numbers_are_errors_in_protobuf() {
    let right = proto::to_vec(&Numbers::default()).unwrap();
    let error = |field: &[u8]| {
        let mut bytes = right.clone();
        bytes.extend(field);
        proto::from_slice::<Numbers>(&bytes).unwrap_err().to_string()
    };
    for (field, message) in [
        (&[0x08, 5][..], "`small` is always -5, found 5 at `small`"),
        (&[0x10, 2], "`short` is always -1, found 1 at `short`"),
        (&[0x18, 1], "`least` is always -9223372036854775808, found -1 at `least`"),
        (&[0x25, 1, 0, 0, 0], "`hash` is always 4294967295, found 1 at `hash`"),
        (
            &[0x20, 1],
            "expected wire type 32-bit, found varint; the sender has another type for this field at `hash`",
        ),
        (&[0x29, 1, 0, 0, 0, 0, 0, 0, 0], "`wide` is always -2, found 1 at `wide`"),
        (&[0x30, 1], "`most` is always 18446744073709551615, found 1 at `most`"),
        (&[0x38, 0x87, 0x80, 0x04], "`revision` is always 7, found 65543 at `revision`"),
        (&[0x40, 0], "`yes` is always true, found false at `yes`"),
        (&[0x40], "the bytes end in the middle of a value at `yes`"),
    ] {
        assert!(error(field).starts_with(message), "{field:?}: {}", error(field));
    }
}

#[test]
fn descriptors_have_the_value() {
    let field = AccountCreated::DESCRIPTOR.fields()[0];
    assert!(matches!(field.kind, Kind::String));
    assert_eq!(field.fixed, Some(FixedValue::Text("admin.account.created")));
    assert_eq!(AccountCreated::DESCRIPTOR.fields()[1].fixed, None);
    let values: Vec<String> = Numbers::DESCRIPTOR
        .fields()
        .iter()
        .filter_map(|field| Some(field.fixed?.to_string()))
        .collect();
    assert_eq!(
        values,
        [
            "-5",
            "-1",
            "-9223372036854775808",
            "4294967295",
            "-2",
            "18446744073709551615",
            "7",
            "true",
            "-3",
            "200",
            "3",
            "-4"
        ]
    );
    let byte = Numbers::DESCRIPTOR.field_by_number(10).unwrap();
    assert!(matches!(byte.kind, Kind::UInt(8)));
    assert_eq!(byte.fixed, Some(FixedValue::UInt(200)));
    assert_eq!(Numbers::DESCRIPTOR.field_by_number(1).unwrap().fixed, Some(FixedValue::Int(-5)));
    assert_eq!(
        Defaults::DESCRIPTOR
            .fields()
            .iter()
            .filter(|field| field.fixed.unwrap().is_default())
            .count(),
        3
    );
    assert_eq!(AccountCreated::TYPE, "AccountCreated");
    assert_eq!(format!("{:?}", created()), r#"AccountCreated { event_name: Fixed, name: "Ada" }"#);
}
