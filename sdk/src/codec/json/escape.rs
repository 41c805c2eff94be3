//! Text between quotes.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const QUOTES: u64 = 0x2222_2222_2222_2222;
const BACKSLASHES: u64 = 0x5c5c_5c5c_5c5c_5c5c;

/// Marks the bytes of eight that cannot stand in a JSON text as they are: quotes, backslashes and
/// control characters. The lowest mark is exact; bytes above it may be marked wrongly.
#[inline]
pub(super) fn special(chunk: [u8; 8]) -> u64 {
    let x = u64::from_le_bytes(chunk);
    let control = x.wrapping_sub(ONES * 0x20);
    let quote = (x ^ QUOTES).wrapping_sub(ONES);
    let backslash = (x ^ BACKSLASHES).wrapping_sub(ONES);
    (control | quote | backslash) & !x & HIGHS
}

/// The offset of the first byte that cannot stand in a JSON text as it is.
#[inline]
pub(super) fn find_special(bytes: &[u8]) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let marks = special(*chunk);
        if marks != 0 {
            return Some(index * 8 + (marks.trailing_zeros() / 8) as usize);
        }
    }
    if rest.is_empty() {
        return None;
    }
    if let Some(last) = bytes.last_chunk::<8>() {
        // The last eight bytes overlap with what is known to be clean.
        let marks = special(*last);
        return (marks != 0).then(|| bytes.len() - 8 + (marks.trailing_zeros() / 8) as usize);
    }
    rest.iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\')
}

/// Whether a text has a byte that cannot stand in a JSON text as it is: [`find_special`] without the
/// place, which compilers turn into vector instructions.
#[inline]
pub(super) fn has_special(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        // The last bytes overlap with the whole chunks.
        let (chunks, _) = bytes.as_chunks::<16>();
        return chunks.iter().any(any_special) || any_special(last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return (special(*first) | special(*last)) != 0;
    }
    bytes.iter().any(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\')
}

#[inline]
fn any_special(chunk: &[u8; 16]) -> bool {
    let marks =
        chunk.map(|byte| u8::from(byte < 0x20) | u8::from(byte == b'"') | u8::from(byte == b'\\'));
    u128::from_ne_bytes(marks) != 0
}

/// Writes text with the escapes that JSON requires, part by part.
pub(super) fn write_escaped<W>(text: &str, mut w: W, write: impl Fn(W, &[u8]) -> W) -> W {
    let mut rest = text.as_bytes();
    while let Some(at) = find_special(rest) {
        w = write(w, &rest[..at]);
        w = write(w, escape_of(rest[at], &mut [0; 6]));
        rest = &rest[at + 1..];
    }
    write(w, rest)
}

fn escape_of(byte: u8, room: &mut [u8; 6]) -> &[u8] {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            *room = hex(u16::from(byte));
            return room;
        }
    };
    room[..2].copy_from_slice(&[b'\\', short]);
    &room[..2]
}

fn hex(unit: u16) -> [u8; 6] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u32| DIGITS[usize::from(unit >> shift & 0xf)];
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

/// Appends text in ASCII only, as Python's `json.dumps` does.
pub(super) fn write_ascii(text: &str, out: &mut Vec<u8>) {
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(byte) if byte < 0x20 || byte == b'"' || byte == b'\\' => {
                out.extend_from_slice(escape_of(byte, &mut [0; 6]));
            }
            Ok(byte) if byte < 0x7f => out.push(byte),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(&hex(*unit));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_special_byte_at_every_place() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for len in 1..40 {
                for at in 0..len {
                    let mut bytes = vec![0xc3; len];
                    bytes[at] = special;
                    assert_eq!(find_special(&bytes), Some(at), "{special} at {at} of {len}");
                    assert!(has_special(&bytes));
                    bytes[at] = b' ';
                    assert!(!has_special(&bytes));
                }
            }
        }
        assert_eq!(find_special("é~ !#[]\u{7f}漢字漢字漢字".as_bytes()), None);
    }

    #[test]
    fn escapes() {
        let escaped =
            write_escaped("a\"b\\c\n\u{1}é", Vec::new(), |out, part| [&out, part].concat());
        assert_eq!(escaped, "a\\\"b\\\\c\\n\\u0001é".as_bytes());
        let mut out = Vec::new();
        write_ascii("é\u{7f}😀\t", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\\u00e9\\u007f\\ud83d\\ude00\\t");
    }
}
