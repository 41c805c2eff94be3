//! An event as a line of JSON: the keys of an export, so that a line can be appended again.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plumberd::store::{ContentType, Link, RecordedEvent};
use plumberd::stream::Position;
use serde::de::IgnoredAny;
use serde_json::Value;

/// The line, without its line feed. Keys: `position`, `stream`, `revision`, `id`, `type`, `contentType`,
/// `recordedAt`, `metadata` or `metadataBase64`, `data` or `dataBase64`, and `link`.
pub(crate) fn of_event(event: &RecordedEvent) -> String {
    let mut line = String::with_capacity(event.data.len() + event.metadata.len() + 256);
    line.push('{');
    if let Some(position) = event.position {
        let _ = write!(line, "\"position\":{},", position_json(position));
    }
    let _ = write!(
        line,
        "\"stream\":{},\"revision\":{},\"id\":\"{}\",\"type\":{},\"contentType\":\"{}\",\"recordedAt\":\"{}\"",
        quoted(event.stream.as_str()),
        event.revision,
        event.id,
        quoted(&event.event_type),
        event.content_type,
        event.recorded_at,
    );
    if !event.metadata.is_empty() {
        bytes("metadata", &event.metadata, true, &mut line);
    }
    bytes("data", &event.data, event.content_type == ContentType::Json, &mut line);
    if let Some(link) = &event.link {
        line += ",\"link\":";
        line += &of_link(link);
    }
    line.push('}');
    line
}

fn of_link(link: &Link) -> String {
    let position = link
        .position
        .map(|position| format!("\"position\":{},", position_json(position)))
        .unwrap_or_default();
    format!(
        "{{{position}\"stream\":{},\"revision\":{},\"id\":\"{}\",\"recordedAt\":\"{}\"}}",
        quoted(link.stream.as_str()),
        link.revision,
        link.id,
        link.recorded_at
    )
}

/// One number, or two where the engine has two.
pub(crate) fn position_json(position: Position) -> Value {
    if position.commit == position.prepare {
        position.commit.into()
    } else {
        vec![position.commit, position.prepare].into()
    }
}

fn bytes(key: &str, value: &[u8], json: bool, line: &mut String) {
    let _ = match json.then(|| compact(value)).flatten() {
        Some(text) => write!(line, ",\"{key}\":{text}"),
        None => write!(line, ",\"{key}Base64\":\"{}\"", STANDARD.encode(value)),
    };
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// JSON without the white space between its parts; numbers and keys stay as they are written. Nothing
/// when it is no JSON.
pub(crate) fn compact(json: &[u8]) -> Option<String> {
    serde_json::from_slice::<IgnoredAny>(json).ok()?;
    let text = std::str::from_utf8(json).ok()?;
    let mut out = String::with_capacity(text.len());
    let (mut in_text, mut escaped) = (false, false);
    for c in text.chars() {
        if in_text {
            (in_text, escaped) = (c != '"' || escaped, c == '\\' && !escaped);
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_text = c == '"';
        }
        out.push(c);
    }
    Some(out)
}

/// JSON over many lines, with two spaces a level. Nothing when it is no JSON.
pub(crate) fn pretty(json: &[u8]) -> Option<String> {
    let text = compact(json)?;
    let mut out = String::with_capacity(text.len() * 2);
    let (mut in_text, mut escaped, mut depth) = (false, false, 0_usize);
    let mut chars = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = chars.next() {
        if in_text {
            (in_text, escaped) = (c != '"' || escaped, c == '\\' && !escaped);
            out.push(c);
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_text = c == '"';
                out.push(c);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_and_nothing_else() {
        for (json, expected) in [
            (
                "{ \"a b\" : [ 1.50 , null ],\n\t\"c\\\" d\": \"\\\\\" , \"e\": 1 }",
                "{\"a b\":[1.50,null],\"c\\\" d\":\"\\\\\",\"e\":1}",
            ),
            ("  \"x  y\"  ", "\"x  y\""),
        ] {
            assert_eq!(compact(json.as_bytes()).as_deref(), Some(expected));
        }
        for json in ["", "{", "{} x", "nul", "\u{feff}{}"] {
            assert_eq!(compact(json.as_bytes()), None, "{json}");
        }
        assert_eq!(compact(b"\"\xff\""), None);
    }

    #[test]
    fn pretty_json() {
        let json = br#"{"a":{},"b":[1,{"c":"{,:}"}],"d":[]}"#;
        let expected = "{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": \"{,:}\"\n    }\n  ],\n  \"d\": []\n}";
        assert_eq!(pretty(json).as_deref(), Some(expected));
    }
}
