use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::codec::json::{ReadLimits, Reader};
use crate::codec::profile::ProfileId;
use crate::store::{ContentType, RecordedEvent};
use crate::stream::{Position, StreamName};

/// The format that is written, and the newest that is known.
const FORMAT: u64 = 1;

/// A line of an export.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// The first: what was exported.
    Begin {
        of: String,
    },
    Event(Box<RecordedEvent>),
    /// The last.
    End {
        events: u64,
        digest: String,
    },
}

pub(super) fn begin(of: &str) -> String {
    format!("{{\"plumberd\":\"events\",\"format\":{FORMAT},\"of\":{}}}\n", quoted(of))
}

pub(super) fn end(events: u64, digest: &str) -> String {
    format!("{{\"end\":true,\"events\":{events},\"sha256\":{}}}\n", quoted(digest))
}

/// The line of an event.
pub(super) fn write(event: &RecordedEvent, out: &mut Vec<u8>) {
    let mut put = |text: &str| out.extend_from_slice(text.as_bytes());
    put("{");
    match event.position {
        Some(Position { commit, prepare }) if commit == prepare => {
            put(&format!("\"position\":{commit},"));
        }
        Some(Position { commit, prepare }) => put(&format!("\"position\":[{commit},{prepare}],")),
        None => {}
    }
    put(&format!(
        "\"stream\":{},\"revision\":{},\"id\":\"{}\",\"type\":{},\"contentType\":\"{}\",\"recordedAt\":\"{}\"",
        quoted(event.stream.as_str()),
        event.revision,
        event.id,
        quoted(&event.event_type),
        event.content_type,
        event.recorded_at
    ));
    if !event.metadata.is_empty() {
        bytes("metadata", &event.metadata, true, out);
    }
    bytes("data", &event.data, event.content_type == ContentType::Json, out);
    out.extend_from_slice(b"}\n");
}

fn bytes(key: &str, value: &[u8], json: bool, out: &mut Vec<u8>) {
    if json && is_plain_json(value) {
        out.extend_from_slice(format!(",\"{key}\":").as_bytes());
        out.extend_from_slice(value);
    } else {
        let text = STANDARD.encode(value);
        out.extend_from_slice(format!(",\"{key}Base64\":\"{text}\"").as_bytes());
    }
}

/// Whether a text can stand in a line as it is, and be found again to the byte.
fn is_plain_json(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    if text.contains(['\n', '\r']) || text.trim() != text {
        return false;
    }
    // One level less than a line may have.
    let limits =
        ReadLimits { max_bytes: usize::MAX, max_depth: ReadLimits::default().max_depth - 1 };
    let mut r = Reader::new(text, ProfileId::MicroPlumberd, limits);
    r.skip_value().and_then(|()| r.end()).is_ok()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The values of a line.
#[derive(Default)]
struct Fields<'a> {
    format: Option<u64>,
    of: Option<String>,
    end: bool,
    events: Option<u64>,
    sha256: Option<String>,
    position: Option<&'a str>,
    stream: Option<String>,
    revision: Option<u64>,
    id: Option<String>,
    event_type: Option<String>,
    content_type: Option<String>,
    recorded_at: Option<String>,
    metadata: Option<Bytes>,
    data: Option<Bytes>,
}

/// What a line says; else what is wrong, and what to do.
pub(super) fn read(line: &[u8]) -> Result<Line, String> {
    let text = std::str::from_utf8(line).map_err(|error| {
        format!("it is not UTF-8 at byte {}; use the file as it was exported", error.valid_up_to())
    })?;
    let fields = fields(text)?;
    if let Some(format) = fields.format {
        if format > FORMAT {
            return Err(format!(
                "it begins an export of format {format}, and this program knows up to {FORMAT}; use a newer plumberd"
            ));
        }
        return Ok(Line::Begin { of: fields.of.unwrap_or_default() });
    }
    if fields.end {
        return Ok(Line::End {
            events: needed(fields.events, "events")?,
            digest: needed(fields.sha256, "sha256")?,
        });
    }
    event(fields).map(|event| Line::Event(Box::new(event)))
}

fn fields(text: &str) -> Result<Fields<'_>, String> {
    let limits = ReadLimits { max_bytes: usize::MAX, ..ReadLimits::default() };
    let mut r = Reader::new(text, ProfileId::MicroPlumberd, limits);
    let mut fields = Fields::default();
    let mut wrong = None;
    let read = (|| {
        r.begin_object()?;
        let mut first = true;
        while let Some(key) = r.next_key(first)? {
            first = false;
            match &*key {
                "format" => fields.format = Some(r.u64("u64")?),
                "of" => fields.of = Some(r.text()?.into_owned()),
                "end" => fields.end = r.bool()?,
                "events" => fields.events = Some(r.u64("u64")?),
                "sha256" => fields.sha256 = Some(r.text()?.into_owned()),
                "position" => fields.position = Some(r.raw_value()?),
                "stream" => fields.stream = Some(r.text()?.into_owned()),
                "revision" => fields.revision = Some(r.u64("u64")?),
                "id" => fields.id = Some(r.text()?.into_owned()),
                "type" => fields.event_type = Some(r.text()?.into_owned()),
                "contentType" => fields.content_type = Some(r.text()?.into_owned()),
                "recordedAt" => fields.recorded_at = Some(r.text()?.into_owned()),
                "metadata" => fields.metadata = Some(copied(r.raw_value()?)),
                "data" => fields.data = Some(copied(r.raw_value()?)),
                "metadataBase64" | "dataBase64" => {
                    let decoded = STANDARD.decode(r.text()?.as_bytes()).map(Bytes::from);
                    if let Err(error) = &decoded {
                        wrong = Some(format!(
                            "`{key}` is not base64: {error}; use the file as it was exported"
                        ));
                    }
                    let field =
                        if key == "dataBase64" { &mut fields.data } else { &mut fields.metadata };
                    *field = decoded.ok();
                }
                // What others add means nothing here.
                _ => r.skip_value()?,
            }
        }
        r.end()
    })();
    if read.is_err() {
        return Err(format!("{}; use the file as it was exported", r.into_error()));
    }
    wrong.map_or(Ok(fields), Err)
}

fn copied(json: &str) -> Bytes {
    Bytes::copy_from_slice(json.as_bytes())
}

fn needed<T>(value: Option<T>, key: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("`{key}` is missing; use the file as it was exported"))
}

fn event(fields: Fields<'_>) -> Result<RecordedEvent, String> {
    let stream = needed(fields.stream, "stream")?;
    let stream = StreamName::parse(&stream).map_err(|error| format!("`stream`: {error}"))?;
    let id = needed(fields.id, "id")?;
    let id = Uuid::parse_str(&id)
        .map_err(|error| format!("`id`: {error}; write it as 8-4-4-4-12 hexadecimal digits"))?;
    let content_type = match &*needed(fields.content_type, "contentType")? {
        "application/json" => ContentType::Json,
        "application/octet-stream" => ContentType::Binary,
        other => {
            return Err(format!(
                "`contentType` is {other:?}; write `application/json` or `application/octet-stream`"
            ));
        }
    };
    let recorded_at = match fields.recorded_at {
        Some(text) => text.parse().map_err(|error| format!("`recordedAt`: {error}"))?,
        None => DateTimeOffset::UNIX_EPOCH,
    };
    Ok(RecordedEvent {
        id,
        stream,
        revision: needed(fields.revision, "revision")?,
        position: fields.position.map(position).transpose()?,
        event_type: needed(fields.event_type, "type")?.into(),
        content_type,
        metadata: fields.metadata.unwrap_or_default(),
        data: needed(fields.data, "data")?,
        recorded_at,
        link: None,
    })
}

fn position(text: &str) -> Result<Position, String> {
    let mut numbers = text
        .trim_start_matches('[')
        .trim_end_matches(']')
        .split(',')
        .map(|number| number.trim().parse::<u64>());
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(position)), None, None) => Ok(Position::single(position)),
        (Some(Ok(commit)), Some(Ok(prepare)), None) => Ok(Position { commit, prepare }),
        _ => Err(format!("`position` is {text}; write a whole number, or two of them in brackets")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn sample(content_type: ContentType, data: &[u8], metadata: &[u8]) -> RecordedEvent {
        RecordedEvent {
            id: Uuid::from_u128(7),
            stream: StreamName::parse("A-\"1\"").unwrap(),
            revision: 3,
            position: Some(Position::single(9)),
            event_type: "Zażółć\n".into(),
            content_type,
            data: Bytes::copy_from_slice(data),
            metadata: Bytes::copy_from_slice(metadata),
            recorded_at: "1969-12-31T23:59:59.9999999Z".parse().unwrap(),
            link: None,
        }
    }

    fn text(event: &RecordedEvent) -> String {
        let mut line = Vec::new();
        write(event, &mut line);
        let line = String::from_utf8(line).unwrap();
        assert!(line.ends_with('\n') && line.matches('\n').count() == 1, "{line}");
        line
    }

    #[test]
    fn the_form_of_a_line() {
        assert_eq!(
            text(&sample(ContentType::Json, br#"{"b": 1.50,"a":[null]}"#, b"{}")),
            "{\"position\":9,\"stream\":\"A-\\\"1\\\"\",\"revision\":3,\
             \"id\":\"00000000-0000-0000-0000-000000000007\",\"type\":\"Zażółć\\n\",\
             \"contentType\":\"application/json\",\"recordedAt\":\"1969-12-31T23:59:59.9999999+00:00\",\
             \"metadata\":{},\"data\":{\"b\": 1.50,\"a\":[null]}}\n"
        );
        assert_eq!(begin("the log"), "{\"plumberd\":\"events\",\"format\":1,\"of\":\"the log\"}\n");
        assert_eq!(end(2, "00ff"), "{\"end\":true,\"events\":2,\"sha256\":\"00ff\"}\n");
    }

    #[test]
    fn events_survive_to_the_byte() {
        let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
        let deepest = format!("{}1{}", "[".repeat(127), "]".repeat(127));
        for data in [
            &b""[..],
            b"{}",
            b" {} ",
            b"{\n  \"a\": 1\n}",
            b"{\"a\":1,\"a\":2}",
            b"null",
            b"1e400",
            b"not json",
            b"\xff\xfe",
            b"{\"a\":\"\\u0000\\ud83d\\ude00\"}",
            deep.as_bytes(),
            deepest.as_bytes(),
        ] {
            for content_type in [ContentType::Json, ContentType::Binary] {
                let event = sample(content_type, data, data);
                let line = text(&event);
                assert_eq!(read(line.trim_end().as_bytes()), Ok(Line::Event(Box::new(event))));
                assert!(content_type == ContentType::Json || line.contains("\"dataBase64\":\""));
            }
        }
        let two = Position { commit: 5, prepare: 4 };
        let event = RecordedEvent { position: Some(two), ..sample(ContentType::Json, b"1", b"") };
        assert_eq!(read(text(&event).as_bytes()), Ok(Line::Event(Box::new(event))));
    }

    #[test]
    fn wrong_lines_say_what_to_do() {
        let good = text(&sample(ContentType::Json, b"{}", b"{}"));
        for (from, to, reason) in [
            ("\"revision\":3,", "", "`revision` is missing; use the file as it was exported"),
            (",\"data\":{}", "", "`data` is missing; use the file as it was exported"),
            (
                "application/json",
                "text/xml",
                "`contentType` is \"text/xml\"; write `application/json` or `application/octet-stream`",
            ),
            (
                "\"position\":9",
                "\"position\":\"x\"",
                "`position` is \"x\"; write a whole number, or two of them in brackets",
            ),
            (
                "\"data\":{}",
                "\"dataBase64\":\"?\"",
                "`dataBase64` is not base64: Invalid symbol 63, offset 0.; use the file as it was exported",
            ),
            ("A-\\\"1\\\"", "", "`stream`: a stream name or id cannot be empty"),
        ] {
            assert!(good.contains(from), "{from}");
            let found = read(good.replacen(from, to, 1).as_bytes()).unwrap_err();
            assert_eq!(found, reason);
        }
        for (line, part) in [
            (&b"\xff"[..], "it is not UTF-8 at byte 0; use the file as it was exported"),
            (b"", "use the file as it was exported"),
            (b"[]", "use the file as it was exported"),
            (b"{\"a\":1", "use the file as it was exported"),
            (b"{} x", "use the file as it was exported"),
            (b"{\"format\":2}", "it begins an export of format 2, and this program knows up to 1"),
            (b"{\"end\":true}", "`events` is missing"),
        ] {
            let found = read(line).unwrap_err();
            assert!(found.contains(part), "{found}");
        }
    }
}
