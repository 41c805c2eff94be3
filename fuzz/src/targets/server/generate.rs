use plumberd_wire::types::field_descriptor_proto::{Label, Type};
use plumberd_wire::types::{DescriptorProto, FieldDescriptorProto};
use prost::encoding::{WireType, encode_key, encode_varint};

use super::method::Messages;
use super::words::{BYTES, IDS, NUMBERS, OTHERS, REGEXES, STREAMS, TYPES};

/// Messages in messages end here: values are made of values.
const DEEPEST: usize = 12;
/// A field that no message has.
const UNKNOWN: u32 = 1999;

/// Bytes that decide; 0 when there are none left.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    pub fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::from(self.next()) % items.len()]
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next()).collect()
    }
}

/// Makes a message that is well-formed, whatever is said in it.
pub fn message(messages: &Messages, name: &str, choices: &mut Choices<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(descriptor) = messages.get(name) {
        Generator { messages, choices }.fields(descriptor, &mut bytes, 0);
    }
    bytes
}

struct Generator<'a, 'b> {
    messages: &'a Messages,
    choices: &'a mut Choices<'b>,
}

impl Generator<'_, '_> {
    fn fields(&mut self, message: &DescriptorProto, bytes: &mut Vec<u8>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for field in message.field.iter().filter(|field| field.oneof_index.is_none()) {
            let count = match (field.label(), self.choices.next()) {
                (_, 0) => 0,
                (Label::Repeated, choice) => usize::from(choice % 4),
                (_, choice) => usize::from(choice % 16 != 1),
            };
            for _ in 0..count {
                self.field(field, bytes, depth);
            }
        }
        for at in (0..).take(message.oneof_decl.len()) {
            let of: Vec<_> =
                message.field.iter().filter(|field| field.oneof_index == Some(at)).collect();
            let choice = usize::from(self.choices.next());
            // One of them; sometimes none, and sometimes two.
            if choice != 0 && choice % 16 != 15 {
                self.field(of[choice % of.len()], bytes, depth);
            }
            if choice % 32 == 7 {
                self.field(of[(choice / 32) % of.len()], bytes, depth);
            }
        }
        if message.options.as_ref().is_none_or(|it| !it.map_entry()) && self.choices.next() == 255 {
            encode_key(UNKNOWN, WireType::Varint, bytes);
            encode_varint(1, bytes);
        }
    }

    fn field(&mut self, field: &FieldDescriptorProto, bytes: &mut Vec<u8>, depth: usize) {
        let tag = field.number().unsigned_abs();
        match field.r#type() {
            Type::Message | Type::Group => self.nested(field, tag, bytes, depth),
            Type::String | Type::Bytes => {
                let value = self.text(field);
                delimited(tag, &value, bytes);
            }
            Type::Double | Type::Fixed64 | Type::Sfixed64 => {
                encode_key(tag, WireType::SixtyFourBit, bytes);
                bytes.extend(self.number().to_le_bytes());
            }
            Type::Float | Type::Fixed32 | Type::Sfixed32 => {
                encode_key(tag, WireType::ThirtyTwoBit, bytes);
                bytes.extend(&self.number().to_le_bytes()[..4]);
            }
            Type::Bool | Type::Enum => {
                encode_key(tag, WireType::Varint, bytes);
                encode_varint(u64::from(self.choices.next() % 8), bytes);
            }
            _ => {
                encode_key(tag, WireType::Varint, bytes);
                encode_varint(self.number(), bytes);
            }
        }
    }

    fn nested(
        &mut self,
        field: &FieldDescriptorProto,
        tag: u32,
        bytes: &mut Vec<u8>,
        depth: usize,
    ) {
        let Some(message) = self.messages.get(field.type_name()) else {
            return;
        };
        // What an append without it is refused for, before anything else is looked at.
        if field.name() == "metadata" && self.choices.next() % 16 != 1 {
            let entries = [
                ("type", self.choices.pick(TYPES)),
                (
                    "content-type",
                    self.choices.pick(&["application/json", "application/octet-stream"]),
                ),
            ];
            for (key, value) in entries {
                let mut entry = Vec::new();
                delimited(1, key.as_bytes(), &mut entry);
                delimited(2, value.as_bytes(), &mut entry);
                delimited(tag, &entry, bytes);
            }
            return;
        }
        let mut inner = Vec::new();
        self.fields(message, &mut inner, depth + 1);
        delimited(tag, &inner, bytes);
    }

    fn text(&mut self, field: &FieldDescriptorProto) -> Vec<u8> {
        let name = field.name();
        let choice = self.choices.next();
        let words = match choice % 16 {
            0 => {
                let length = usize::from(self.choices.next());
                return self.choices.take(length);
            }
            1 => OTHERS,
            2 => STREAMS,
            _ if name.contains("stream") || name.contains("prefix") => STREAMS,
            _ if name.contains("regex") => REGEXES,
            _ if name.contains("id") || name == "string" => IDS,
            _ if name.contains("type") || name == "name" => TYPES,
            _ if field.r#type() == Type::Bytes => return self.choices.pick(BYTES).to_vec(),
            _ => OTHERS,
        };
        self.choices.pick(words).as_bytes().to_vec()
    }

    fn number(&mut self) -> u64 {
        match self.choices.next() {
            0 => u64::from(self.choices.next()),
            _ => self.choices.pick(NUMBERS),
        }
    }
}

fn delimited(tag: u32, value: &[u8], bytes: &mut Vec<u8>) {
    encode_key(tag, WireType::LengthDelimited, bytes);
    encode_varint(value.len() as u64, bytes);
    bytes.extend(value);
}
