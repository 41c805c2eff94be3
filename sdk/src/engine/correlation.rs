use std::borrow::Cow;

use crate::codec::json::{ReadLimits, Reader};
use crate::codec::profile::ProfileId;

const KEY: &str = "$correlationId";

/// The `$correlationId` in the metadata of an event, when it is a text. Metadata that is not a JSON
/// object has none.
pub(crate) fn correlation_id(metadata: &[u8]) -> Option<Cow<'_, str>> {
    if !may_hold_key(metadata) {
        return None;
    }
    let mut r = Reader::new(
        std::str::from_utf8(metadata).ok()?,
        ProfileId::MicroPlumberd,
        ReadLimits::default(),
    );
    r.begin_object().ok()?;
    let mut found = None;
    let mut first = true;
    while let Some(key) = r.next_key(first).ok()? {
        first = false;
        if key != KEY {
            r.skip_value().ok()?;
        } else if r.peek() == Some(b'"') {
            // The last one counts, as it does for most readers of JSON.
            found = Some(r.text().ok()?);
        } else {
            r.skip_value().ok()?;
            found = None;
        }
    }
    r.end().ok()?;
    found
}

/// Most metadata can be told by a look for the key. Its letters might be written as `\u0024`.
fn may_hold_key(metadata: &[u8]) -> bool {
    metadata.iter().enumerate().any(|(at, byte)| match byte {
        b'$' => metadata[at..].starts_with(KEY.as_bytes()),
        b'\\' => metadata.get(at + 1) == Some(&b'u'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_key_at_the_top_only() {
        for (json, expected) in [
            (r#"{"$correlationId":"c"}"#, Some("c")),
            (
                " { \"a\" : [1, {\"b\":null}] , \"$correlationId\" :\t\"c d\" , \"e\":1.5e3 } ",
                Some("c d"),
            ),
            (r#"{"$correlationId":"a\"b\u0041"}"#, Some("a\"bA")),
            (r#"{"\u0024correlation\u0049d":"c"}"#, Some("c")),
            (r#"{"$correlationId":""}"#, Some("")),
            (r#"{"$correlationId":"a","$correlationId":"b"}"#, Some("b")),
            (r#"{"$correlationId":"a","$correlationId":null}"#, None),
            (r#"{"$correlationId":5}"#, None),
            (r#"{"$correlationId":null}"#, None),
            (r#"{"$correlationId":{"x":"c"}}"#, None),
            (r#"{"a":{"$correlationId":"c"}}"#, None),
            (r#"{"a":"$correlationId"}"#, None),
            (r#"{"a":"\"$correlationId\":\"c\""}"#, None),
            (r#"{"$correlationid":"c"}"#, None),
            (r#"{"correlationId":"c","a":"$correlationId"}"#, None),
            (r#"["$correlationId","c"]"#, None),
            (r#""$correlationId""#, None),
            (r#"{"$correlationId":"c""#, None),
            (r#"{"$correlationId":"c"} x"#, None),
            (r#"{"$correlationId":"c",}"#, None),
            (r#"{$correlationId:"c"}"#, None),
            ("", None),
            ("$correlationId", None),
        ] {
            assert_eq!(correlation_id(json.as_bytes()).as_deref(), expected, "{json}");
        }
        assert_eq!(correlation_id(b"{\"$correlationId\":\"\xff\"}"), None);
        let deep =
            format!("{{\"a\":{}1{},\"$correlationId\":\"c\"}}", "[".repeat(9999), "]".repeat(9999));
        assert_eq!(correlation_id(deep.as_bytes()), None);
    }
}
