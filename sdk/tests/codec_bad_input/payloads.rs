//! Stored events that cannot be read, and metadata that is none.

use plumberd::event::Payload;
use plumberd::metadata::{Context, Metadata};
use plumberd::store::ContentType;
use plumberd::stream::{Category, StreamId, StreamName};
use plumberd::{EventSet, PlumberdEvent};

#[derive(Debug, PlumberdEvent)]
#[event(category = "Bad", version = "v3", since = "v3")]
struct Third {
    #[event(tag = 1)]
    name: String,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Bad")]
struct Untagged {
    name: String,
}

fn error<S: EventSet>(
    event_type: &str,
    version: u32,
    content_type: ContentType,
    data: &[u8],
) -> String {
    match S::decode(&Payload { event_type, version, content_type, data }) {
        Ok(_) => "no error".into(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn payloads() {
    use ContentType::{Binary, Json};
    assert_eq!(error::<Third>("Third", 3, Json, br#"{"Name":"a"}"#), "no error");
    assert_eq!(error::<Third>("Third", 3, Binary, b"\x0a\x01a"), "no error");
    assert_eq!(
        error::<Third>("Third", 3, Json, br#"{"Name":7}"#),
        "cannot read `Third` (version 3) from JSON: expected text, found a number at `Name` (line 1, column 9)"
    );
    assert_eq!(
        error::<Third>("Third", 3, Binary, b"\x0a\x02a"),
        "cannot read `Third` (version 3) from Protobuf: the bytes end in the middle of a value at `name` (byte 2)"
    );
    assert_eq!(
        error::<Third>("Third", 4, Json, b"{"),
        "`Third` has version 4, and this program knows up to 3; update it before it reads on"
    );
    assert_eq!(
        error::<Third>("Third", 2, Json, b"{"),
        "`Third` has version 2, and this program reads from 3 on; add an upcaster for it"
    );
    assert_eq!(
        error::<Untagged>("Untagged", 1, Binary, b"\x0a\x01a"),
        "`Untagged` is stored as Protobuf, and the type has no tags; add `#[event(tag = …)]` to its fields"
    );
    // JSON that is marked as Protobuf, and the other way round.
    assert!(error::<Third>("Third", 3, Binary, br#"{"Name":"a"}"#).contains("from Protobuf"));
    assert!(error::<Third>("Third", 3, Json, b"\x0a\x01a").contains("from JSON"));
    let _ = (|third: Third| third.name, |untagged: Untagged| untagged.name);
}

#[test]
fn metadata() {
    for (bytes, message) in [
        ("null", "metadata must be a JSON object"),
        ("[]", "metadata must be a JSON object"),
        (
            "{",
            "metadata is not JSON: expected a key or `}`, found the end of the input (line 1, column 2)",
        ),
        (r#"{"a":1,}"#, "metadata is not JSON: expected a key, found '}' (line 1, column 8)"),
        (r#"{"SchemaVersion":0}"#, "`SchemaVersion` is 0, which is not a whole number above 0"),
        (r#"{"SchemaVersion":1.5}"#, "`SchemaVersion` is 1.5, which is not a whole number above 0"),
        (
            r#"{"SchemaVersion":4294967296}"#,
            "`SchemaVersion` is 4294967296, which is not a whole number above 0",
        ),
        (
            r#"{"SchemaVersion":"2"}"#,
            "`SchemaVersion` is \"2\", which is not a whole number above 0",
        ),
        (
            r#"{"SchemaVersion":null}"#,
            "`SchemaVersion` is null, which is not a whole number above 0",
        ),
    ] {
        assert_eq!(Metadata::parse(bytes.as_bytes()).unwrap_err().to_string(), message, "{bytes}");
    }
    let utf8 = Metadata::parse(b"{\"a\":\"\xff\"}").unwrap_err();
    assert_eq!(
        utf8.to_string(),
        "metadata is not JSON: the input is not UTF-8 at `a` (line 1, column 7)"
    );
}

#[test]
fn reserved_metadata_keys() {
    for key in [
        "Created",
        "ClientHostName",
        "$correlationId",
        "$causationId",
        "SchemaVersion",
        "$maxAge",
        "$",
        "",
    ] {
        let message = format!(
            "the metadata key `{key}` is reserved; choose a name that is not one of plumberd's and does not begin with `$`"
        );
        assert_eq!(Context::new().with(key, 1).unwrap_err().to_string(), message);
        assert_eq!(Metadata::default().with(key, 1).unwrap_err().to_string(), message);
    }
    let context = Context::new().with("created", 1).unwrap().with("UserId", "a").unwrap();
    assert!(context.with("UserId", "b").is_ok());
}

#[test]
fn stream_names() {
    for (name, message) in [
        ("", "a stream name or id cannot be empty"),
        ("a\nb", "the stream name \"a\\nb\" holds a control character at byte 1"),
        ("a-\u{7f}", "the stream name \"a-\\u{7f}\" holds a control character at byte 2"),
    ] {
        assert_eq!(StreamName::parse(name).unwrap_err().to_string(), message);
        assert_eq!(StreamId::parse(name).unwrap_err().to_string(), message);
    }
    let long = "x".repeat(1025);
    assert_eq!(
        StreamName::parse(&long).unwrap_err().to_string(),
        "a stream name or id of 1025 bytes is too long; the limit is 1024"
    );
    // The longest category and the longest id make the longest name.
    let category = Category::parse("c".repeat(255)).unwrap();
    let name = StreamName::new(&category, &StreamId::parse("i".repeat(768)).unwrap());
    assert_eq!(StreamName::parse(name.as_str()).as_ref(), Ok(&name));
    assert!(Category::parse("c".repeat(256)).is_err());
    assert!(StreamId::parse("i".repeat(769)).is_err());
    for name in ["", "My-Cat", "a:b", "$system", "a\tb"] {
        let error = Category::parse(name).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{name}` is not a category: ")), "{error}");
    }
}
