//! JSON that is wrong, and the message for it.

use std::fmt::Debug;

use plumberd::codec::FieldRead;
use plumberd::codec::json::{self, ReadLimits};
use plumberd::codec::profile::ProfileId;

use crate::model::*;

fn error<'de, T: FieldRead<'de> + Debug>(text: &'de str) -> String {
    match json::from_slice::<T>(text.as_bytes()) {
        Ok(read) => format!("no error: {read:?}"),
        Err(error) => error.to_string(),
    }
}

fn proto3_error<'de, T: FieldRead<'de> + Debug>(text: &'de str) -> String {
    match json::from_slice_with::<T>(text.as_bytes(), ProfileId::Proto3, ReadLimits::default()) {
        Ok(read) => format!("no error: {read:?}"),
        Err(error) => error.to_string(),
    }
}

/// Checks a table: input, then the message.
macro_rules! refuses {
    ($type:ty: $($input:literal => $message:literal,)*) => {{
        let mut wrong = String::new();
        $(
            let found = error::<$type>($input);
            if found != $message {
                wrong += &format!("\n  {}\n    expected: {}\n    found:    {found}", $input, $message);
            }
        )*
        assert!(wrong.is_empty(), "{wrong}");
    }};
}

#[test]
fn integers() {
    refuses! { OneI8:
        r#"{"Field":128}"# => "128 does not fit an 8-bit integer at `Field` (line 1, column 13)",
        r#"{"Field":-129}"# => "-129 does not fit an 8-bit integer at `Field` (line 1, column 14)",
        r#"{"Field":1.0}"# => "expected an integer, found a number with a fraction or exponent at `Field` (line 1, column 10)",
        r#"{"Field":1e2}"# => "expected an integer, found a number with a fraction or exponent at `Field` (line 1, column 10)",
        r#"{"Field":"1"}"# => "expected an integer, found text at `Field` (line 1, column 10)",
        r#"{"Field":true}"# => "expected an integer, found a boolean at `Field` (line 1, column 10)",
        r#"{"Field":null}"# => "expected an integer, found null at `Field` (line 1, column 10)",
        r#"{"Field":{}}"# => "expected an integer, found an object at `Field` (line 1, column 10)",
        r#"{"Field":[]}"# => "expected an integer, found an array at `Field` (line 1, column 10)",
        r#"{"Field":01}"# => "expected a number as JSON spells it, found '0' at `Field` (line 1, column 10)",
        r#"{"Field":+1}"# => "expected a value, found '+' at `Field` (line 1, column 10)",
        r#"{"Field":-}"# => "expected a number as JSON spells it, found '-' at `Field` (line 1, column 10)",
        r#"{"Field":0x10}"# => "expected `,` or `}`, found 'x' at `Field` (line 1, column 11)",
        r#"{"Field":1_000}"# => "expected `,` or `}`, found '_' at `Field` (line 1, column 11)",
        r#"{"Field":}"# => "expected a value, found '}' at `Field` (line 1, column 10)",
        r#"{}"# => "the key `Field` is missing; write it, or make the field optional (line 1, column 2)",
        r#"{"Other":1}"# => "the key `Field` is missing; write it, or make the field optional (line 1, column 11)",
        "{\n  \"Field\":\n    128\n}" => "128 does not fit an 8-bit integer at `Field` (line 3, column 8)",
    }
    refuses! { OneI16: r#"{"Field":32768}"# => "32768 does not fit a 16-bit integer at `Field` (line 1, column 15)", }
    refuses! { OneI32: r#"{"Field":-2147483649}"# => "-2147483649 does not fit a 32-bit integer at `Field` (line 1, column 21)", }
    refuses! { OneI64:
        r#"{"Field":9223372036854775808}"# => "9223372036854775808 does not fit a 64-bit integer at `Field` (line 1, column 10)",
        r#"{"Field":-9223372036854775809}"# => "-9223372036854775809 does not fit a 64-bit integer at `Field` (line 1, column 10)",
        r#"{"Field":99999999999999999999999}"# => "99999999999999999999999 does not fit a 64-bit integer at `Field` (line 1, column 10)",
    }
    refuses! { OneU8: r#"{"Field":256}"# => "256 does not fit an unsigned 8-bit integer at `Field` (line 1, column 13)", }
    refuses! { OneU16: r#"{"Field":65536}"# => "65536 does not fit an unsigned 16-bit integer at `Field` (line 1, column 15)", }
    refuses! { OneU32:
        r#"{"Field":4294967296}"# => "4294967296 does not fit an unsigned 32-bit integer at `Field` (line 1, column 20)",
        r#"{"Field":-1}"# => "-1 does not fit an unsigned 32-bit integer at `Field` (line 1, column 10)",
    }
    refuses! { OneU64:
        r#"{"Field":18446744073709551616}"# => "18446744073709551616 does not fit an unsigned 64-bit integer at `Field` (line 1, column 10)",
        r#"{"Field":-1}"# => "-1 does not fit an unsigned 64-bit integer at `Field` (line 1, column 10)",
    }
    assert_eq!(
        proto3_error::<OneU64>(r#"{"field":"1x"}"#),
        "`1x` is not an integer at `field` (line 1, column 10)"
    );
    assert_eq!(
        proto3_error::<OneI32>(r#"{"field":1.5}"#),
        "expected an integer, found a number with a fraction or exponent at `field` (line 1, column 10)"
    );
}

#[test]
fn floats_and_booleans() {
    refuses! { OneF64:
        r#"{"Field":NaN}"# => "expected a value, found 'N' at `Field` (line 1, column 10)",
        r#"{"Field":"NaN"}"# => "expected a number, found text at `Field` (line 1, column 10)",
        r#"{"Field":Infinity}"# => "expected a value, found 'I' at `Field` (line 1, column 10)",
        r#"{"Field":1e309}"# => "1e309 does not fit a double at `Field` (line 1, column 10)",
        r#"{"Field":-1e999999999999}"# => "-1e999999999999 does not fit a double at `Field` (line 1, column 10)",
        r#"{"Field":.5}"# => "expected a value, found '.' at `Field` (line 1, column 10)",
        r#"{"Field":1.}"# => "expected a number as JSON spells it, found '1' at `Field` (line 1, column 10)",
        r#"{"Field":1e}"# => "expected a number as JSON spells it, found '1' at `Field` (line 1, column 10)",
        r#"{"Field":null}"# => "expected a number, found null at `Field` (line 1, column 10)",
    }
    refuses! { OneF32: r#"{"Field":1e39}"# => "1e39 does not fit a float at `Field` (line 1, column 10)", }
    assert_eq!(
        proto3_error::<OneF64>(r#"{"field":"nan"}"#),
        "`nan` is not a number, \"NaN\", \"Infinity\" or \"-Infinity\" at `field` (line 1, column 10)"
    );
    refuses! { OneBool:
        r#"{"Field":1}"# => "expected a boolean, found a number at `Field` (line 1, column 10)",
        r#"{"Field":"true"}"# => "expected a boolean, found text at `Field` (line 1, column 10)",
        r#"{"Field":tru}"# => "expected a value, found 't' at `Field` (line 1, column 10)",
        r#"{"Field":True}"# => "expected a value, found 'T' at `Field` (line 1, column 10)",
        r#"{"Field":null}"# => "expected a boolean, found null at `Field` (line 1, column 10)",
        r#"{"Field":nul}"# => "expected a value, found 'n' at `Field` (line 1, column 10)",
        r#"{"Field":truely}"# => "expected `,` or `}`, found 'l' at `Field` (line 1, column 14)",
    }
}

#[test]
fn texts_and_bytes() {
    refuses! { OneText:
        r#"{"Field":1}"# => "expected text, found a number at `Field` (line 1, column 10)",
        r#"{"Field":"a"# => "expected a closing quote, found the end of the input at `Field` (line 1, column 12)",
        r#"{"Field":"a\q"}"# => "expected an escape that JSON has, found '\\\\' at `Field` (line 1, column 12)",
        r#"{"Field":"a\"# => "expected an escape that JSON has, found '\\\\' at `Field` (line 1, column 12)",
        r#"{"Field":"\u12"}"# => "expected four hexadecimal digits behind `\\u`, found '\\\\' at `Field` (line 1, column 11)",
        r#"{"Field":"\u+123"}"# => "expected four hexadecimal digits behind `\\u`, found '\\\\' at `Field` (line 1, column 11)",
        r#"{"Field":"\ud83d"}"# => "expected both halves of a surrogate pair, found '\\\\' at `Field` (line 1, column 11)",
        r#"{"Field":"\ud83dx"}"# => "expected both halves of a surrogate pair, found '\\\\' at `Field` (line 1, column 11)",
        r#"{"Field":"\ude00\ud83d"}"# => "expected both halves of a surrogate pair, found '\\\\' at `Field` (line 1, column 11)",
        r#"{"Field":"\ud83d\u0041"}"# => "expected both halves of a surrogate pair, found '\\\\' at `Field` (line 1, column 11)",
        "{\"Field\":\"a\nb\"}" => "expected an escape instead of a control character, found '\\n' at `Field` (line 1, column 12)",
        "{\"Field\":\"aaaaaaaaaaaaaaaaa\u{1}\"}" => "expected an escape instead of a control character, found '\\u{1}' at `Field` (line 1, column 28)",
        r#"{'Field':"a"}"# => "expected a key or `}`, found '\\'' (line 1, column 2)",
    }
    refuses! { OneChar:
        r#"{"Field":""}"# => "`` is not a single character at `Field` (line 1, column 12)",
        r#"{"Field":"ab"}"# => "`ab` is not a single character at `Field` (line 1, column 14)",
        r#"{"Field":null}"# => "expected text, found null at `Field` (line 1, column 10)",
    }
    refuses! { OneBytes:
        r#"{"Field":"+/8"}"# => "`+/8` is not base64 with padding at `Field` (line 1, column 15)",
        r#"{"Field":"-_8="}"# => "`-_8=` is not base64 with padding at `Field` (line 1, column 16)",
        r#"{"Field":"a b="}"# => "`a b=` is not base64 with padding at `Field` (line 1, column 16)",
        r#"{"Field":[1,2]}"# => "expected text, found an array at `Field` (line 1, column 10)",
    }
    refuses! { OneArray:
        r#"{"Field":"AAAA"}"# => "a list of 3 does not fit an array of another fixed length at `Field` (line 1, column 16)",
    }
    refuses! { OneBorrowed<'_>:
        r#"{"Field":"a\nb"}"# => "the text has escapes, so it cannot be borrowed; declare the field as `Cow<str>` or `String` at `Field` (line 1, column 10)",
    }
    refuses! { OneBorrowedBytes<'_>:
        r#"{"Field":"AAAA"}"# => "`base64` is not bytes that can be borrowed; declare the field as `Cow<[u8]>` at `Field` (line 1, column 16)",
    }
    let cut = "x".repeat(100);
    let document = format!(r#"{{"Field":"{cut}"}}"#);
    let shown = &cut[..60];
    assert_eq!(
        error::<OneChar>(&document),
        format!("`{shown}` is not a single character at `Field` (line 1, column 112)")
    );
}

#[test]
fn ids_dates_and_spans() {
    refuses! { OneId:
        r#"{"Field":"3fa85f6457174562b3fc2c963f66afa6"}"# => "`3fa85f6457174562b3fc2c963f66afa6` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `Field` (line 1, column 44)",
        r#"{"Field":"{3fa85f64-5717-4562-b3fc-2c963f66afa6}"}"# => "`{3fa85f64-5717-4562-b3fc-2c963f66afa6}` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `Field` (line 1, column 50)",
        r#"{"Field":"urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6"}"# => "`urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `Field` (line 1, column 57)",
        r#"{"Field":""}"# => "`` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `Field` (line 1, column 12)",
        r#"{"Field":null}"# => "expected text, found null at `Field` (line 1, column 10)",
    }
    for wrong in [
        "2025-07-13 18:22:19Z",
        "2025-07-13t18:22:19Z",
        "2025-07-13T18:22:19z",
        "2025-07-13T18:22:19+0200",
        "2025-07-13T18:22:60Z",
        "2025-07-13T24:00:00Z",
        "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2025-07-13T18:22:19.Z",
        "2025-07-13T18:22:19.12345678901234567Z",
        "2025-07-13T18:22:19+15:00",
        "2025-07-13T18:22:19+01:60",
        "0001-01-01T00:00:00+00:01",
        "2025-07-13",
        "1752423739",
        "",
    ] {
        let document = format!(r#"{{"Field":"{wrong}"}}"#);
        let column = wrong.len() + 12;
        assert_eq!(
            error::<OneMoment>(&document),
            format!(
                "`{wrong}` is not a date and time like 2025-07-13T18:22:19.2192669+02:00 at `Field` (line 1, column {column})"
            )
        );
    }
    refuses! { OneMoment:
        r#"{"Field":1752423739}"# => "expected text, found a number at `Field` (line 1, column 10)",
        r#"{"Field":null}"# => "expected text, found null at `Field` (line 1, column 10)",
    }
    for wrong in [
        "PT1S",
        "1",
        "1:2",
        "24:00:00",
        "00:60:00",
        "00:00:60",
        "00:00:00.00000001",
        "00:00:00.",
        "1.5 s",
        "--00:00:01",
        "99999999.00:00:00",
        "1..5s",
        "s",
        "",
    ] {
        let document = format!(r#"{{"Field":"{wrong}"}}"#);
        let column = wrong.len() + 12;
        assert_eq!(
            error::<OneSpan>(&document),
            format!(
                "`{wrong}` is not a time span like 1.02:03:04.5000000 at `Field` (line 1, column {column})"
            )
        );
    }
    refuses! { OneSpan:
        r#"{"Field":"-00:00:01"}"# => "-00:00:01 does not fit the duration type of this field at `Field` (line 1, column 21)",
        r#"{"Field":{"secs":1,"nanos":0}}"# => "expected text, found an object at `Field` (line 1, column 10)",
    }
}

#[test]
fn enums_and_oneofs() {
    refuses! { OneQuality:
        r#"{"Field":1}"# => "`1` is not a value of `Quality`; it has Low (0), High (2) at `Field` (line 1, column 11)",
        r#"{"Field":"Middle"}"# => "`Middle` is not a value of `Quality`; it has Low (0), High (2) at `Field` (line 1, column 10)",
        r#"{"Field":2147483648}"# => "2147483648 does not fit an enum, which has 32 bits at `Field` (line 1, column 20)",
        r#"{"Field":null}"# => "expected an integer, found null at `Field` (line 1, column 10)",
    }
    refuses! { OneSource:
        r#"{"Field":{}}"# => "the key `Kind` is missing; write it, or make the field optional at `Field` (line 1, column 11)",
        r#"{"Field":{"Kind":"Tape"}}"# => "`Tape` is not an alternative of the oneof at `Field.Kind` (line 1, column 18)",
        r#"{"Field":{"Kind":"Camera"}}"# => "the key `Camera` is missing; write it, or make the field optional at `Field` (line 1, column 18)",
        r#"{"Field":{"Kind":"Camera","Camera":null}}"# => "the key `Camera` is missing; write it, or make the field optional at `Field` (line 1, column 18)",
        r#"{"Field":{"Kind":"Nobody","FilePath":"a"}}"# => "`Nobody` is not the alternative that is there at `Field.Kind` (line 1, column 18)",
        r#"{"Field":{"FilePath":"a","Nobody":{}}}"# => "the key `Nobody` stands there twice at `Field.Nobody` (line 1, column 35)",
        r#"{"Field":{"FilePath":"a","FilePath":"b"}}"# => "the key `FilePath` stands there twice at `Field.FilePath` (line 1, column 37)",
        r#"{"Field":{"Kind":"FilePath","Kind":"Nobody","FilePath":"b"}}"# => "the key `Kind` stands there twice at `Field.Kind` (line 1, column 36)",
        r#"{"Field":"Nobody"}"# => "expected an object, found text at `Field` (line 1, column 10)",
    }
}

#[test]
fn lists_maps_and_objects() {
    refuses! { OneList:
        r#"{"Field":[1,"2"]}"# => "expected an integer, found text at `Field[1]` (line 1, column 13)",
        r#"{"Field":[1,]}"# => "expected a value, found ']' at `Field[1]` (line 1, column 13)",
        r#"{"Field":[1 2]}"# => "expected `,` or `]`, found '2' at `Field[0]` (line 1, column 13)",
        r#"{"Field":[1"# => "expected `,` or `]`, found the end of the input at `Field[0]` (line 1, column 12)",
        r#"{"Field":[1}"# => "expected `,` or `]`, found '}' at `Field[0]` (line 1, column 12)",
        r#"{"Field":{}}"# => "expected an array, found an object at `Field` (line 1, column 10)",
        r#"{"Field":[null]}"# => "expected an integer, found null at `Field[0]` (line 1, column 11)",
    }
    refuses! { OneMap:
        r#"{"Field":{"a":true}}"# => "`a` is not a 32-bit integer at `Field.a` (line 1, column 15)",
        r#"{"Field":{"1":1}}"# => "expected a boolean, found a number at `Field.1` (line 1, column 15)",
        r#"{"Field":{"1":true,"1":false}}"# => "the key `1` stands there twice at `Field.1` (line 1, column 29)",
        r#"{"Field":[]}"# => "expected an object, found an array at `Field` (line 1, column 10)",
    }
    refuses! { OneInner:
        r#"{"Field":{"Name":"a","Values":[]}}"# => "the key `Spans` is missing; write it, or make the field optional at `Field` (line 1, column 33)",
        r#"{"Field":{"Name":"a","Values":[1,{}]}}"# => "expected a number, found an object at `Field.Values[1]` (line 1, column 34)",
        r#"{"Field":{"Name":"a","Name":"b"}}"# => "the key `Name` stands there twice at `Field.Name` (line 1, column 29)",
        r#"{"Field":{"Name":"a","name":"b"}}"# => "the key `name` stands there twice at `Field.name` (line 1, column 29)",
        r#"{"Field":{"Deeper":{"Deeper":{"Values":[[]]}}}}"# => "expected a number, found an array at `Field.Deeper.Deeper.Values[0]` (line 1, column 41)",
        r#"{"Field":null}"# => "expected an object, found null at `Field` (line 1, column 10)",
        r#"{"Field":[]}"# => "expected an object, found an array at `Field` (line 1, column 10)",
    }
    refuses! { Requires:
        r#"{"Name":"a","ByName":{"x":{"Label":7}}}"# => "expected text, found a number at `ByName.x.Label` (line 1, column 36)",
    }
}

#[test]
fn documents() {
    refuses! { OneI32:
        "" => "expected an object, found the end of the input (line 1, column 1)",
        " " => "expected an object, found the end of the input (line 1, column 2)",
        "[]" => "expected an object, found an array (line 1, column 1)",
        "null" => "expected an object, found null (line 1, column 1)",
        "{" => "expected a key or `}`, found the end of the input (line 1, column 2)",
        r#"{"Field""# => "expected `:`, found the end of the input (line 1, column 9)",
        r#"{"Field" 1}"# => "expected `:`, found '1' (line 1, column 10)",
        r#"{"Field":"# => "expected an integer, found the end of the input at `Field` (line 1, column 10)",
        r#"{"Field":1"# => "expected `,` or `}`, found the end of the input at `Field` (line 1, column 11)",
        r#"{"Field":1,}"# => "expected a key, found '}' (line 1, column 12)",
        r#"{,"Field":1}"# => "expected a key or `}`, found ',' (line 1, column 2)",
        r#"{"Field":1}}"# => "there is text after the end of the document (line 1, column 12)",
        r#"{"Field":1} {"Field":2}"# => "there is text after the end of the document (line 1, column 13)",
        r#"{"Field":1}//"# => "there is text after the end of the document (line 1, column 12)",
        r#"{/* no */"Field":1}"# => "expected a key or `}`, found '/' (line 1, column 2)",
        "\u{feff}{\"Field\":1}" => "expected a value, found '\\u{feff}' (line 1, column 1)",
        r#"{Field:1}"# => "expected a key or `}`, found 'F' (line 1, column 2)",
        r#"{"Unknown":[1,{"a":tru}],"Field":1}"# => "expected a value, found 't' at `Unknown[1].a` (line 1, column 20)",
        r#"{"Unknown":01,"Field":1}"# => "expected a number as JSON spells it, found '0' at `Unknown` (line 1, column 12)",
        "{\"Unknown\":\"\t\",\"Field\":1}" => "expected an escape instead of a control character, found '\\t' at `Unknown` (line 1, column 13)",
        r#"{"Field":1,"Field":2}"# => "the key `Field` stands there twice at `Field` (line 1, column 20)",
        r#"{"Field":1,"field":2}"# => "the key `field` stands there twice at `field` (line 1, column 20)",
    }
    let error = json::from_slice::<OneText>(b"{\"Field\":\"a\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "the input is not UTF-8 at `Field` (line 1, column 12)");
    assert_eq!(error.offset, 11);
    // The overlong form of a slash, and half of a surrogate pair: not UTF-8 either.
    for bytes in [b"{\"Field\":\"\xc0\xaf\"}".as_slice(), b"{\"Field\":\"\xed\xa0\x80\"}"] {
        assert_eq!(json::from_slice::<OneText>(bytes).unwrap_err().fault, json::Fault::Utf8);
    }
}

#[test]
fn limits() {
    let nested =
        |depth: usize| format!(r#"{{"Field":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(json::from_slice::<OneValue>(nested(127).as_bytes()).is_ok());
    for (depth, column) in [(128, 138), (100_000, 138)] {
        let document = nested(depth);
        let error = json::from_slice::<OneValue>(document.as_bytes()).unwrap_err();
        assert_eq!(error.fault, json::Fault::TooDeep(128));
        assert_eq!(error.column, column);
    }
    // Skipping, unclosed brackets, objects and structs stop there too.
    for document in [
        format!(r#"{{"Unknown":{}"#, "[".repeat(100_000)),
        format!(r#"{{"Field":{}"#, r#"{"a":"#.repeat(100_000)),
        format!(r#"{{"Unknown":{}"#, r#"{"a":"#.repeat(100_000)),
    ] {
        let error = json::from_slice::<OneValue>(document.as_bytes()).unwrap_err();
        assert_eq!(error.fault, json::Fault::TooDeep(128));
    }
    let document = format!(r#"{{"Field":{}"#, r#"{"Deeper":"#.repeat(100_000));
    let error = json::from_slice::<OneInner>(document.as_bytes()).unwrap_err();
    assert_eq!(error.fault, json::Fault::TooDeep(128));

    let limits = ReadLimits { max_bytes: 11, max_depth: 1 };
    let read = |text: &str| {
        json::from_slice_with::<OneI32>(text.as_bytes(), ProfileId::MicroPlumberd, limits)
    };
    assert!(read(r#"{"Field":7}"#).is_ok());
    assert_eq!(
        read(r#"{"Field":77}"#).unwrap_err().to_string(),
        "12 bytes are more than the limit of 11 (line 1, column 1)"
    );
    assert_eq!(
        json::from_slice_with::<OneList>(
            br#"{"Field":[]}"#,
            ProfileId::MicroPlumberd,
            ReadLimits { max_depth: 1, ..ReadLimits::default() }
        )
        .unwrap_err()
        .to_string(),
        "nested deeper than the limit of 1 at `Field[0]` (line 1, column 11)"
    );
}
