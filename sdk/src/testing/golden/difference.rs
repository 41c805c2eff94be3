use std::fmt;

/// How many bytes of each side are shown.
const SHOWN: usize = 24;

/// The first place where two pieces of bytes differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Offset in bytes.
    pub offset: usize,
    /// Line and column in bytes, from 1, in text.
    pub place: Option<(usize, usize)>,
    /// What stands there in the file.
    pub expected: String,
    /// What this program has there.
    pub found: String,
}

impl Difference {
    /// Nothing when they are the same.
    pub(super) fn between(expected: &[u8], found: &[u8], is_text: bool) -> Option<Self> {
        if expected == found {
            return None;
        }
        let same = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
        let line_start =
            expected[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = expected[..same].split(|byte| *byte == b'\n').count();
        let column = same - line_start + 1;
        let shown = |bytes: &[u8]| excerpt(bytes, same, is_text);
        Some(Self {
            offset: same,
            place: is_text.then_some((line, column)),
            expected: shown(expected),
            found: shown(found),
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}", self.offset)?;
        if let Some((line, column)) = self.place {
            write!(f, " (line {line}, column {column})")?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// The bytes from an offset on, as text or as hexadecimal numbers.
fn excerpt(bytes: &[u8], offset: usize, is_text: bool) -> String {
    let rest = &bytes[offset..];
    let shown = &rest[..rest.len().min(SHOWN)];
    let more = if shown.len() < rest.len() { "…" } else { "" };
    if rest.is_empty() {
        "the end".into()
    } else if is_text {
        let text = shown.escape_ascii().to_string();
        format!("`{}{more}`", text.replace("\\\"", "\""))
    } else {
        let hex: Vec<String> = shown.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("`{}{more}`", hex.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::Difference;

    #[test]
    fn places() {
        let shown = |a: &[u8], b: &[u8], is_text| {
            Difference::between(a, b, is_text).map(|difference| difference.to_string())
        };
        assert_eq!(shown(b"same", b"same", true), None);
        assert_eq!(
            shown(b"{\"A\":\n1}", b"{\"A\":\n2}", true).as_deref(),
            Some("byte 6 (line 2, column 1): expected `1}`, found `2}`")
        );
        assert_eq!(
            shown(b"{\"A\":\"b\"}", b"{\"C\":1,\"a long one, which is cut\"}", true).as_deref(),
            Some(
                "byte 2 (line 1, column 3): expected `A\":\"b\"}`, found `C\":1,\"a long one, which …`"
            )
        );
        assert_eq!(
            shown(b"\x0a\x01", b"\x0a\x01\xff\x00", false).as_deref(),
            Some("byte 2: expected the end, found `ff 00`")
        );
        assert_eq!(
            shown(b"{}\n", b"{}", true).as_deref(),
            Some("byte 2 (line 1, column 3): expected `\\n`, found the end")
        );
    }
}
