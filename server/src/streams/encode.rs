//! Events as bytes, straight from what the store gives: most of what a server writes. The messages of
//! plumberd-wire would take seven allocations an event, and their bytes are the same.

use bytes::BufMut;
use plumberd::store::{Link, RecordedEvent};
use plumberd::stream::Position;
use plumberd_wire::v1::streams::{ReadReq, ReadResp};
use prost::Message;
use prost::encoding::{encode_varint, encoded_len_varint};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, EncodeBuf, Encoder};
use uuid::Uuid;

use super::codec::{BUFFER, Small, TOGETHER};
use super::response::ticks;
use crate::id::UuidForm;

/// What a read answers.
#[derive(Debug)]
pub(crate) enum Answer {
    Event { event: RecordedEvent, form: UuidForm, resolve_links: bool },
    Other(ReadResp),
}

impl From<ReadResp> for Answer {
    fn from(message: ReadResp) -> Self {
        Self::Other(message)
    }
}

/// The codec of `Read`.
#[derive(Debug, Default)]
pub(super) struct ReadCodec;

impl Codec for ReadCodec {
    type Encode = Answer;
    type Decode = ReadReq;
    type Encoder = Self;
    type Decoder = Small<ReadResp, ReadReq>;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self::Decoder {
        Small::default()
    }
}

impl Encoder for ReadCodec {
    type Item = Answer;
    type Error = Status;

    fn encode(&mut self, answer: Answer, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        match answer {
            Answer::Event { event, form, resolve_links } => {
                let shown = Shown::of(&event, form, resolve_links);
                buffer.reserve(shown.len());
                shown.write(buffer);
                Ok(())
            }
            Answer::Other(message) => {
                message.encode(buffer).map_err(|error| Status::internal(error.to_string()))
            }
        }
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFER, TOGETHER)
    }
}

/// The keys of fields: number and wire type.
const fn varint(field: u8) -> u8 {
    field << 3
}

const fn delimited(field: u8) -> u8 {
    field << 3 | 2
}

/// A field with so many bytes.
fn field_len(bytes: usize) -> usize {
    1 + encoded_len_varint(bytes as u64) + bytes
}

fn bytes_len(bytes: &[u8]) -> usize {
    if bytes.is_empty() { 0 } else { field_len(bytes.len()) }
}

fn number_len(number: u64) -> usize {
    if number == 0 { 0 } else { 1 + encoded_len_varint(number) }
}

fn write_head(field: u8, len: usize, to: &mut impl BufMut) {
    to.put_u8(delimited(field));
    encode_varint(len as u64, to);
}

fn write_bytes(field: u8, bytes: &[u8], to: &mut impl BufMut) {
    if !bytes.is_empty() {
        write_head(field, bytes.len(), to);
        to.put_slice(bytes);
    }
}

fn write_number(field: u8, number: u64, to: &mut impl BufMut) {
    if number != 0 {
        to.put_u8(varint(field));
        encode_varint(number, to);
    }
}

/// A `ReadResp` with an event.
struct Shown<'a> {
    event: Option<(Part<'a>, usize)>,
    link: Option<(Part<'a>, usize)>,
    position: Option<Position>,
    len: usize,
}

impl<'a> Shown<'a> {
    fn of(event: &'a RecordedEvent, form: UuidForm, resolve_links: bool) -> Self {
        let own = Part::of_event(event, form);
        let (event, link) = match &event.link {
            Some(link) => (Some(own), Some(Part::of_link(link, event, form))),
            // It leads nowhere.
            None if resolve_links && &*event.event_type == Link::EVENT_TYPE => (None, Some(own)),
            None => (Some(own), None),
        };
        let position = match (&event, &link) {
            (_, Some(read)) | (Some(read), None) => read.place,
            (None, None) => None,
        };
        let [event, link] = [event, link].map(|part| {
            part.map(|part| {
                let len = part.len();
                (part, len)
            })
        });
        let len = [&event, &link].into_iter().flatten().map(|(_, len)| field_len(*len)).sum::<usize>()
            // One of several, so that it is written when it is 0 too.
            + position.map_or(2, |at| 1 + encoded_len_varint(at.commit));
        Self { event, link, position, len }
    }

    fn len(&self) -> usize {
        field_len(self.len)
    }

    fn write(&self, to: &mut impl BufMut) {
        write_head(1, self.len, to);
        for (field, part) in [(1, &self.event), (2, &self.link)] {
            if let Some((part, len)) = part {
                write_head(field, *len, to);
                part.write(to);
            }
        }
        match self.position {
            Some(at) => {
                to.put_u8(varint(3));
                encode_varint(at.commit, to);
            }
            None => write_head(4, 0, to),
        }
    }
}

/// A `ReadResp.ReadEvent.RecordedEvent`.
struct Part<'a> {
    id: Id,
    stream: &'a [u8],
    revision: u64,
    place: Option<Position>,
    event_type: &'a [u8],
    content_type: &'static [u8],
    created: itoa::Buffer,
    ticks: i64,
    metadata: &'a [u8],
    data: Data<'a>,
}

enum Data<'a> {
    Stored(&'a [u8]),
    /// Where a link leads: `3@Recording-1`.
    Target(String),
}

impl Data<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Stored(bytes) => bytes,
            Self::Target(text) => text.as_bytes(),
        }
    }
}

const CONTENT_TYPE: &[u8] = b"content-type";
const CREATED: &[u8] = b"created";
const TYPE: &[u8] = b"type";

fn entry_len(key: &[u8], value: &[u8]) -> usize {
    bytes_len(key) + bytes_len(value)
}

impl<'a> Part<'a> {
    fn of_event(event: &'a RecordedEvent, form: UuidForm) -> Self {
        Self {
            id: Id::of(event.id, form),
            stream: event.stream.as_str().as_bytes(),
            revision: event.revision,
            place: event.position,
            event_type: event.event_type.as_bytes(),
            content_type: event.content_type.as_str().as_bytes(),
            created: itoa::Buffer::new(),
            ticks: ticks(event.recorded_at),
            metadata: &event.metadata,
            data: Data::Stored(&event.data),
        }
    }

    fn of_link(link: &'a Link, target: &RecordedEvent, form: UuidForm) -> Self {
        Self {
            id: Id::of(link.id, form),
            stream: link.stream.as_str().as_bytes(),
            revision: link.revision,
            place: link.position,
            event_type: Link::EVENT_TYPE.as_bytes(),
            content_type: b"application/octet-stream",
            created: itoa::Buffer::new(),
            ticks: ticks(link.recorded_at),
            metadata: &link.metadata,
            data: Data::Target(format!("{}@{}", target.revision, target.stream)),
        }
    }

    fn position(&self) -> Position {
        self.place.unwrap_or(Position::single(0))
    }

    fn len(&self) -> usize {
        let position = self.position();
        let created = itoa::Buffer::new().format(self.ticks).len();
        field_len(self.id.len())
            + field_len(bytes_len(self.stream))
            + number_len(self.revision)
            + number_len(position.prepare)
            + number_len(position.commit)
            + field_len(entry_len(CONTENT_TYPE, self.content_type))
            + field_len(bytes_len(CREATED) + field_len(created))
            + field_len(entry_len(TYPE, self.event_type))
            + bytes_len(self.metadata)
            + bytes_len(self.data.bytes())
    }

    fn write(&self, to: &mut impl BufMut) {
        write_head(1, self.id.len(), to);
        self.id.write(to);
        write_head(2, bytes_len(self.stream), to);
        write_bytes(3, self.stream, to);
        let position = self.position();
        write_number(3, self.revision, to);
        write_number(4, position.prepare, to);
        write_number(5, position.commit, to);
        let mut created = self.created;
        let created = created.format(self.ticks).as_bytes();
        for (key, value) in
            [(CONTENT_TYPE, self.content_type), (CREATED, created), (TYPE, self.event_type)]
        {
            write_head(6, entry_len(key, value), to);
            write_bytes(1, key, to);
            write_bytes(2, value, to);
        }
        write_bytes(7, self.metadata, to);
        write_bytes(8, self.data.bytes(), to);
    }
}

/// A `UUID`.
enum Id {
    Text([u8; 36]),
    Structured(u64, u64),
}

impl Id {
    fn of(id: Uuid, form: UuidForm) -> Self {
        match form {
            UuidForm::Structured => {
                let (high, low) = id.as_u64_pair();
                Self::Structured(high, low)
            }
            UuidForm::Text => {
                let mut text = [0; 36];
                id.hyphenated().encode_lower(&mut text);
                Self::Text(text)
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(text) => field_len(text.len()),
            Self::Structured(high, low) => field_len(number_len(*high) + number_len(*low)),
        }
    }

    fn write(&self, to: &mut impl BufMut) {
        match self {
            Self::Text(text) => write_bytes(2, text, to),
            Self::Structured(high, low) => {
                write_head(1, number_len(*high) + number_len(*low), to);
                write_number(1, *high, to);
                write_number(2, *low, to);
            }
        }
    }
}

#[cfg(test)]
mod tests;
