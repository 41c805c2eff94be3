use std::fmt;

/// What a golden file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    Json,
    Protobuf,
    Metadata,
}

impl Content {
    const ALL: [Self; 3] = [Self::Metadata, Self::Json, Self::Protobuf];

    fn suffix(self) -> &'static str {
        match self {
            Self::Json => ".json",
            Self::Protobuf => ".bin",
            Self::Metadata => ".meta.json",
        }
    }
}

/// The name of a golden file: `{type}.v{version}.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileName {
    pub(super) event_type: String,
    pub(super) version: u32,
    pub(super) content: Content,
}

impl FileName {
    /// Nothing when it is no golden file's. There is one name for each file: no `v01`, and no escapes
    /// of what needs none.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let (stem, content) = Content::ALL
            .into_iter()
            .find_map(|content| Some((name.strip_suffix(content.suffix())?, content)))?;
        let (event_type, version) = stem.rsplit_once(".v")?;
        let event_type = unescaped(event_type)?;
        let parsed = Self { event_type, version: version.parse().ok()?, content };
        let is_the_one = parsed.version > 0 && !parsed.event_type.is_empty();
        (is_the_one && parsed.to_string() == name).then_some(parsed)
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.event_type.bytes() {
            // What every file system takes; a generic type has `<` in its name.
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        write!(f, ".v{}{}", self.version, self.content.suffix())
    }
}

/// Text out of `%XX` escapes.
fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_again() {
        for (name, event_type, version, content) in [
            ("UserCreated.v1.json", "UserCreated", 1, Content::Json),
            ("UserCreated.v12.bin", "UserCreated", 12, Content::Protobuf),
            ("UserCreated.v2.meta.json", "UserCreated", 2, Content::Metadata),
            ("Page%3CCamera%3E.v1.json", "Page<Camera>", 1, Content::Json),
            ("a.v1.meta.v2.json", "a.v1.meta", 2, Content::Json),
            ("..%2Fx.v1.json", "../x", 1, Content::Json),
            ("%C5%BB%25.v1.bin", "Ż%", 1, Content::Protobuf),
        ] {
            let parsed = FileName { event_type: event_type.into(), version, content };
            assert_eq!(parsed.to_string(), name);
            assert_eq!(FileName::parse(name), Some(parsed));
        }
    }

    #[test]
    fn other_names() {
        for name in [
            "",
            "README.md",
            "UserCreated.json",
            "UserCreated.v.json",
            "UserCreated.v0.json",
            "UserCreated.v01.json",
            "UserCreated.v+1.json",
            "UserCreated.v1.JSON",
            "UserCreated.v1.json.orig",
            "UserCreated.v4294967296.json",
            ".v1.json",
            "User%4.v1.json",
            "User%.v1.json",
            "User%3c.v1.json",
            "User%2E.v1.json",
            "User%FF.v1.json",
            "User%é.v1.json",
            "User Created.v1.json",
        ] {
            assert_eq!(FileName::parse(name), None, "{name}");
        }
    }
}
