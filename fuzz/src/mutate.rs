use crate::random::Random;

/// Bytes that turn up at the edges of formats.
const BYTES: &[u8] = b"\0\x01\x08\x0a\x0b\x0c\x12\x1a\x7f\x80\xff\"\\{}[],:-+.eE019 \n%?&=/#$";
const WORDS: &[&str] = &[
    "null",
    "true",
    "false",
    "NaN",
    "\"NaN\"",
    "\"Infinity\"",
    "\\u0000",
    "\\ud83d",
    "\\ude00",
    "\\\"",
    "1e400",
    "-0",
    "0.1",
    "18446744073709551615",
    "-9223372036854775808",
    "9007199254740993",
    "{}",
    "[]",
    "{\"",
    "\":",
    "\u{feff}",
    "é",
    "\u{1f600}",
    "Kind",
    "+00:00",
    "-14:00",
    "9999-12-31T23:59:59.9999999",
    "24:00:00",
    "10675199.02:48:05.4775807",
    "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "sqlite:",
    "memory:",
    "%2",
    "%00",
    "hunter2",
    "message ",
    "optional ",
    "repeated ",
    "map<string, ",
    "oneof ",
    "reserved ",
    "import ",
    "option (plumberd.v1.event) = {",
    "[(plumberd.v1.field).kind = \"",
    "../",
    "%2e%2e%2f",
    "/etc/passwd",
    "?liveCode=",
    "content-type: application/grpc\n",
    "transfer-encoding: chunked\n",
    "content-length: ",
    "\r\n\r\n",
];

/// Changes an input, up to a few times. `other` is another input of the pool.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let longest = bytes.len().max(4096);
    for _ in 0..=random.below(4) {
        mutate_once(bytes, other, random);
    }
    bytes.truncate(longest);
}

fn mutate_once(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let len = bytes.len();
    let at = random.below(len + 1);
    match random.below(10) {
        0 if len > 0 => bytes[at % len] ^= 1 << random.below(8),
        1 if len > 0 => bytes[at % len] = random.byte(),
        2 => bytes.insert(at, *random.pick(BYTES)),
        3 if len > 0 => {
            let end = (at + 1 + random.below(8)).min(len);
            bytes.drain(at.min(end)..end);
        }
        4 => {
            let word = random.pick(WORDS);
            bytes.splice(at..at, word.bytes());
        }
        5 if len > 0 => {
            let word = random.pick(WORDS);
            let end = (at + word.len()).min(len);
            bytes.splice(at..end, word.bytes());
        }
        6 if len > 0 => {
            // A piece of the input again, here or there.
            let start = random.below(len);
            let piece = bytes[start..(start + 1 + random.below(64)).min(len)].to_vec();
            bytes.splice(at..at, piece);
        }
        7 if !other.is_empty() => {
            let start = random.below(other.len());
            let piece = &other[start..(start + 1 + random.below(64)).min(other.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        8 => bytes.truncate(at),
        _ if len > 0 => {
            let digit = bytes[at % len].wrapping_add(if random.next() & 1 == 0 { 1 } else { 255 });
            bytes[at % len] = digit;
        }
        _ => bytes.push(random.byte()),
    }
}
