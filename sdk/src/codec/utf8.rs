//! Text out of bytes. Most of it is short and ASCII, which is seen faster than a call is made.

/// The bytes as text, if they are UTF-8.
#[inline]
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    if is_ascii(bytes) {
        // SAFETY: a byte below 0x80 is a character of its own in UTF-8, so ASCII is UTF-8.
        #[allow(
            unsafe_code,
            reason = "std checks again what has just been checked; it is a tenth of a decode"
        )]
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    std::str::from_utf8(bytes).ok()
}

const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Whether a text of up to 64 bytes is ASCII; a longer one is left to std's vector code.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let (chunks, rest) = bytes.as_chunks::<8>();
    if chunks.len() > 8 {
        return false;
    }
    let seen = chunks.iter().fold(0, |seen, chunk| seen | u64::from_le_bytes(*chunk));
    let last = match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        _ if rest.is_empty() => 0,
        // The last bytes overlap with what has been seen.
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last))
        }
        _ => rest.iter().fold(0, |seen, byte| seen | u64::from(*byte)),
    };
    (seen | last) & HIGHS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_std_on_every_byte_at_every_place() {
        for len in 0..=80 {
            for at in 0..len {
                for byte in [0, b'a', 0x7f, 0x80, 0xbf, 0xc3, 0xff] {
                    let mut bytes = vec![b'x'; len];
                    bytes[at] = byte;
                    assert_eq!(
                        text(&bytes),
                        std::str::from_utf8(&bytes).ok(),
                        "{byte:x} at {at} of {len}"
                    );
                }
            }
            let text_of_two = "é".repeat(len);
            assert_eq!(text(text_of_two.as_bytes()), Some(text_of_two.as_str()));
        }
    }
}
