//! How names change from one language to another.

/// The styles that `rename_all` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `PascalCase`, as pydantic's `to_pascal`.
    Pascal,
    /// `camelCase`.
    Camel,
    /// `snake_case`.
    Snake,
    /// `SCREAMING_SNAKE_CASE`.
    ScreamingSnake,
    /// `kebab-case`.
    Kebab,
}

impl Case {
    /// The names, as they stand in attributes.
    pub const NAMES: [&'static str; 5] =
        ["PascalCase", "camelCase", "snake_case", "SCREAMING_SNAKE_CASE", "kebab-case"];

    /// The style of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            _ => return None,
        })
    }

    /// Changes the name of a field.
    #[must_use]
    pub fn apply(self, field: &str) -> String {
        match self {
            Self::Pascal => to_pascal(field),
            Self::Camel => to_camel(field),
            Self::Snake => to_snake(field),
            Self::ScreamingSnake => to_screaming_snake(field),
            Self::Kebab => to_snake(field).replace('_', "-"),
        }
    }
}

/// `recording_id` to `RecordingId`, letter for letter as pydantic's `to_pascal` does it: a letter
/// behind anything that is not a letter becomes a capital, all others small; then `_` goes where it
/// stands between an ASCII letter or digit and a digit or capital. Serde's `PascalCase` differs in
/// `is_3d`, `mp4file`, `user_ID`, `_x` and others, and .NET would find no value under those keys.
#[must_use]
pub fn to_pascal(name: &str) -> String {
    let mut titled = Vec::new();
    let mut in_word = false;
    for c in name.chars() {
        if in_word {
            titled.extend(c.to_lowercase());
        } else {
            titled.extend(c.to_uppercase());
        }
        in_word = c.is_lowercase() || c.is_uppercase();
    }
    let mut pascal = String::with_capacity(name.len());
    for (index, c) in titled.iter().enumerate() {
        let joins = *c == '_'
            && index
                .checked_sub(1)
                .and_then(|before| titled.get(before))
                .is_some_and(char::is_ascii_alphanumeric)
            && titled
                .get(index + 1)
                .is_some_and(|next| next.is_ascii_digit() || next.is_ascii_uppercase());
        if !joins {
            pascal.push(*c);
        }
    }
    pascal
}

/// `recording_id` to `recordingId`: [`to_pascal`] with a small first letter.
#[must_use]
pub fn to_camel(name: &str) -> String {
    let pascal = to_pascal(name);
    let start = pascal.len() - pascal.trim_start_matches('_').len();
    let (underscores, rest) = pascal.split_at(start);
    let mut chars = rest.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase().to_string()).unwrap_or_default();
    format!("{underscores}{first}{}", chars.as_str())
}

/// `recording_id` to `recordingId`, by Protobuf's own rule: drop every `_` and make the letter behind
/// it a capital.
#[must_use]
pub fn to_proto_json(name: &str) -> String {
    let mut json = String::with_capacity(name.len());
    let mut capital = false;
    for c in name.chars() {
        if c == '_' {
            capital = true;
        } else {
            json.push(if capital { c.to_ascii_uppercase() } else { c });
            capital = false;
        }
    }
    json
}

/// `RecordingFinished` to `recording_finished`, `HTTPServer` to `http_server`.
#[must_use]
pub fn to_snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (index, c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| chars.get(before));
        if c.is_uppercase() {
            let word_ends = before.is_some_and(|b| b.is_lowercase() || b.is_numeric());
            let run_ends = before.is_some_and(|b| b.is_uppercase())
                && chars.get(index + 1).is_some_and(|next| next.is_lowercase());
            if word_ends || run_ends {
                snake.push('_');
            }
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// `QualityHigh` to `QUALITY_HIGH`.
#[must_use]
pub fn to_screaming_snake(name: &str) -> String {
    to_snake(name).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What pydantic 2.14.3 gives for these names, run, not read.
    const PYDANTIC: [(&str, &str); 23] = [
        ("recording_id", "RecordingId"),
        ("url2_x", "Url2X"),
        ("is_3d", "Is3D"),
        ("x1_y", "X1Y"),
        ("v_1", "V1"),
        ("user_ID", "UserId"),
        ("HTTPServer", "Httpserver"),
        ("_x", "_X"),
        ("a_b", "AB"),
        ("a__b", "A__B"),
        ("x_", "X_"),
        ("h264_codec", "H264Codec"),
        ("mp4_file", "Mp4File"),
        ("mp4file", "Mp4File"),
        ("sha256sum", "Sha256Sum"),
        ("crc32c", "Crc32C"),
        ("utf8text", "Utf8Text"),
        ("id", "Id"),
        ("file_path", "FilePath"),
        ("a_b_c", "ABC"),
        ("a1_2b", "A12B"),
        ("__x", "__X"),
        ("", ""),
    ];

    #[test]
    fn pascal_is_pydantics() {
        for (name, expected) in PYDANTIC {
            assert_eq!(to_pascal(name), expected, "{name}");
        }
    }

    #[test]
    fn proto_json_is_protobufs() {
        for (name, expected) in [
            ("recording_id", "recordingId"),
            ("is_3d", "is3d"),
            ("_x", "X"),
            ("a__b", "aB"),
            ("x_", "x"),
            ("FooBar", "FooBar"),
            ("foo_Bar", "fooBar"),
        ] {
            assert_eq!(to_proto_json(name), expected, "{name}");
        }
    }

    #[test]
    fn snake() {
        for (name, expected) in [
            ("RecordingFinished", "recording_finished"),
            ("HTTPServer", "http_server"),
            ("H264Codec", "h264_codec"),
            ("A", "a"),
            ("already_snake", "already_snake"),
            ("userID", "user_id"),
        ] {
            assert_eq!(to_snake(name), expected, "{name}");
        }
        assert_eq!(to_screaming_snake("QualityHigh"), "QUALITY_HIGH");
    }

    #[test]
    fn every_style() {
        let all: Vec<String> = Case::NAMES
            .iter()
            .filter_map(|name| Case::parse(name))
            .map(|case| case.apply("recording_id"))
            .collect();
        assert_eq!(
            all,
            ["RecordingId", "recordingId", "recording_id", "RECORDING_ID", "recording-id"]
        );
        assert_eq!(Case::parse("lowercase"), None);
    }
}
