/// Protobuf's encoding, as far as descriptors need it.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn varint(&mut self, number: u32, value: u64) {
        self.raw(u64::from(number) << 3);
        self.raw(value);
    }

    /// Negative numbers take ten bytes, as those of `int32` do.
    pub(super) fn int32(&mut self, number: u32, value: i32) {
        self.varint(number, i64::from(value).cast_unsigned());
    }

    pub(super) fn bool(&mut self, number: u32, value: bool) {
        if value {
            self.varint(number, 1);
        }
    }

    pub(super) fn text(&mut self, number: u32, value: &str) {
        self.bytes(number, value.as_bytes());
    }

    pub(super) fn message(&mut self, number: u32, body: impl FnOnce(&mut Message)) {
        let mut message = Message::default();
        body(&mut message);
        self.bytes(number, &message.0);
    }

    pub(super) fn packed(&mut self, number: u32, values: &[i32]) {
        let mut packed = Message::default();
        for value in values {
            packed.raw(i64::from(*value).cast_unsigned());
        }
        self.bytes(number, &packed.0);
    }

    pub(super) fn bytes(&mut self, number: u32, value: &[u8]) {
        self.raw(u64::from(number) << 3 | 2);
        self.raw(value.len() as u64);
        self.0.extend_from_slice(value);
    }

    fn raw(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }
}

/// The messages in a repeated field that is all that a message has.
pub(super) fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut messages = Vec::new();
    while let Some((10, rest)) = varint(bytes) {
        let Some((length, rest)) = varint(rest) else { break };
        let Some((message, rest)) =
            usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length))
        else {
            break;
        };
        messages.push(message);
        bytes = rest;
    }
    messages
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(index + 1..)?));
        }
    }
    None
}

/// The text in field 1, where it comes first: the name of a file.
pub(super) fn name(message: &[u8]) -> Option<&str> {
    let Some((10, rest)) = varint(message) else { return None };
    let (length, rest) = varint(rest)?;
    std::str::from_utf8(rest.get(..usize::try_from(length).ok()?)?).ok()
}
