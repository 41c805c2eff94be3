//! A JSON line on its way into a store.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plumberd::store::{ContentType, NewEvent};
use plumberd::stream::StreamName;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

/// What a line may say: the keys of an export. Others are read over.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    stream: Option<String>,
    id: Option<String>,
    #[serde(rename = "type")]
    event_type: Option<String>,
    content_type: Option<String>,
    #[serde(borrow, default, deserialize_with = "value")]
    data: Option<&'a RawValue>,
    data_base64: Option<String>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
    metadata_base64: Option<String>,
}

/// A value that may be `null`, which is another thing than none.
fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// What a line leaves out.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) stream: Option<StreamName>,
    pub(super) event_type: Option<String>,
}

/// An event of a line, before it has metadata of ours.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) stream: StreamName,
    pub(super) event: NewEvent,
}

/// The event of a line; else what is wrong with it, and what to do.
pub(super) fn read(
    line: &[u8],
    defaults: &Defaults,
    metadata: impl FnOnce(Uuid) -> Result<Vec<u8>, String>,
) -> Result<Incoming, String> {
    let fields: Fields<'_> = serde_json::from_slice(line).map_err(|error| {
        let reason = error.to_string().replace("line 1 column", "column");
        format!("it is not a JSON object with the keys `stream`, `type` and `data`: {reason}")
    })?;
    let stream = match (&fields.stream, &defaults.stream) {
        (Some(name), _) => StreamName::parse(name).map_err(|error| format!("`stream`: {error}"))?,
        (None, Some(stream)) => stream.clone(),
        (None, None) => {
            return Err("`stream` is missing; write it, or name the stream as an argument".into());
        }
    };
    let event_type = fields
        .event_type
        .or_else(|| defaults.event_type.clone())
        .filter(|name| !name.is_empty())
        .ok_or("`type` is missing; write it, or name the type as an argument")?;
    let (data, binary) = match (fields.data, &fields.data_base64) {
        (Some(json), None) => (json.get().as_bytes().to_vec(), false),
        (None, Some(text)) => (base64("dataBase64", text)?, true),
        (None, None) => return Err("`data` is missing; write it, or `dataBase64`".into()),
        (Some(_), Some(_)) => {
            return Err("`data` and `dataBase64` are both there; write one of them".into());
        }
    };
    let content_type = match fields.content_type.as_deref() {
        None if binary => ContentType::Binary,
        None | Some("application/json") => ContentType::Json,
        Some("application/octet-stream") => ContentType::Binary,
        Some(other) => {
            return Err(format!(
                "`contentType` is {other:?}; write `application/json` or `application/octet-stream`"
            ));
        }
    };
    let id = match &fields.id {
        Some(text) => Uuid::try_parse(text)
            .map_err(|_| format!("`id` is {text:?}; write a UUID, or leave it out"))?,
        None => own_id(&data, content_type).unwrap_or_else(Uuid::now_v7),
    };
    let metadata = match (fields.metadata, &fields.metadata_base64) {
        (Some(json), _) if json.get().starts_with('{') => json.get().as_bytes().to_vec(),
        (Some(_), _) => return Err("`metadata` is not a JSON object".into()),
        (None, Some(text)) => base64("metadataBase64", text)?,
        (None, None) => metadata(id)?,
    };
    let event = NewEvent {
        id,
        event_type: event_type.into(),
        content_type,
        data: data.into(),
        metadata: metadata.into(),
    };
    Ok(Incoming { stream, event })
}

fn base64(key: &str, text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text).map_err(|error| format!("`{key}` is not base64: {error}"))
}

/// The id that a JSON payload has, so that it and the store say the same.
pub(super) fn own_id(data: &[u8], content_type: ContentType) -> Option<Uuid> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Own {
        id: String,
    }
    if content_type != ContentType::Json {
        return None;
    }
    let own: Own = serde_json::from_slice(data).ok()?;
    Uuid::try_parse(&own.id).ok().filter(|id| !id.is_nil())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        let none = |_| Ok(Vec::new());
        read(line.as_bytes(), &Defaults::default(), none).map(|it| it.stream).unwrap_err()
    }

    #[test]
    fn a_line_of_an_export() {
        let line = br#"{"position":9,"stream":"A-1","revision":3,"id":"00000000-0000-0000-0000-000000000007","type":"T","contentType":"application/json","recordedAt":"x","metadata":{"a": 1},"data":{"b": 1.50}}"#;
        let incoming = read(line, &Defaults::default(), |_| Err("not asked".into())).unwrap();
        assert_eq!(incoming.stream.as_str(), "A-1");
        assert_eq!(incoming.event.id, Uuid::from_u128(7));
        assert_eq!(&incoming.event.data[..], b"{\"b\": 1.50}");
        assert_eq!(&incoming.event.metadata[..], b"{\"a\": 1}");
    }

    #[test]
    fn the_least_that_a_line_says() {
        let defaults = Defaults {
            stream: Some(StreamName::parse("A-1").unwrap()),
            event_type: Some("T".into()),
        };
        let id = "0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f";
        let line = format!("{{\"data\":{{\"Id\":\"{id}\"}}}}");
        let incoming = read(line.as_bytes(), &defaults, |id| Ok(id.to_string().into())).unwrap();
        assert_eq!(incoming.event.id.to_string(), id);
        assert_eq!(incoming.event.metadata, id);
        let incoming = read(b"{\"dataBase64\":\"AAE=\"}", &defaults, |_| Ok(Vec::new())).unwrap();
        assert_eq!(incoming.event.content_type, ContentType::Binary);
        assert_eq!(&incoming.event.data[..], [0, 1]);
    }

    #[test]
    fn wrong_lines_say_what_to_do() {
        for (line, expected) in [
            ("{\"data\":1}", "`stream` is missing; write it, or name the stream as an argument"),
            (
                "{\"stream\":\"A-1\",\"data\":1}",
                "`type` is missing; write it, or name the type as an argument",
            ),
            ("{\"stream\":\"A-1\",\"type\":\"T\"}", "`data` is missing; write it, or `dataBase64`"),
            ("{\"stream\":\"\",\"type\":\"T\"}", "`stream`: a stream name or id cannot be empty"),
            (
                "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":1,\"dataBase64\":\"\"}",
                "`data` and `dataBase64` are both there; write one of them",
            ),
            (
                "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":1,\"id\":\"x\"}",
                "`id` is \"x\"; write a UUID, or leave it out",
            ),
            (
                "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":1,\"metadata\":[]}",
                "`metadata` is not a JSON object",
            ),
            (
                "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":1,\"contentType\":\"text/xml\"}",
                "`contentType` is \"text/xml\"; write `application/json` or `application/octet-stream`",
            ),
            (
                "{\"stream\":",
                "it is not a JSON object with the keys `stream`, `type` and `data`: EOF while parsing a value at column 10",
            ),
        ] {
            assert_eq!(error(line), expected, "{line}");
        }
    }
}
