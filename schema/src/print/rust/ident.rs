//! Names in Rust's style.

use crate::case::to_snake;

/// The keywords that can be written as `r#…`, of all editions.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The keywords that cannot.
const NEVER_RAW: [&str; 4] = ["self", "Self", "super", "crate"];

/// `recordingId` to `recording_id`, `_x` to `x`: a field, or a module. Without `r#`.
pub(super) fn snake(name: &str) -> String {
    let mut words = String::new();
    for word in to_snake(name).split('_').filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push('_');
        }
        words.push_str(word);
    }
    if words.starts_with(|c: char| c.is_ascii_digit()) || words.is_empty() {
        words.insert_str(0, "field_");
    }
    plain(words)
}

/// `recording_finished` to `RecordingFinished`, `QUALITY` to `Quality`: a type, or a variant.
pub(super) fn camel(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let shouts = word.len() > 1 && !word.chars().any(|c| c.is_ascii_lowercase());
        // `HTTP` alone is a name that somebody chose; `HTTP_SERVER` is a style.
        let shouts = shouts && name.contains('_');
        let mut chars = word.chars();
        camel.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        camel.extend(chars.map(|c| if shouts { c.to_ascii_lowercase() } else { c }));
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) || camel.is_empty() {
        camel.insert(0, '_');
    }
    plain(camel)
}

/// `QUALITY_4K_HDR` to `Quality4kHdr`: the name of an enum's value.
pub(super) fn camel_of_screaming(name: &str) -> String {
    if name.chars().any(|c| c.is_ascii_lowercase()) {
        camel(name)
    } else {
        camel(&format!("{name}_"))
    }
}

fn plain(mut name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) || name == "_" {
        name.push('_');
    }
    name
}

/// The name as it stands in source: `r#type`.
pub(super) fn raw(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// The first of `name`, `name_`, `name__`, … that is free.
pub(super) fn unique(mut name: String, taken: impl Fn(&str) -> bool) -> String {
    while taken(&name) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_modules() {
        for (name, expected) in [
            ("recording_id", "recording_id"),
            ("recordingId", "recording_id"),
            ("_x", "x"),
            ("a__b", "a_b"),
            ("x_", "x"),
            ("_1", "field_1"),
            ("_", "field_"),
            ("self", "self_"),
            ("Self", "self_"),
            ("FieldName8", "field_name8"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(raw(&snake("type")), "r#type");
        assert_eq!(raw(&snake("crate")), "crate_");
    }

    #[test]
    fn types_and_variants() {
        for (name, expected) in [
            ("RecordingFinished", "RecordingFinished"),
            ("recording_finished", "RecordingFinished"),
            ("Foo_bar", "FooBar"),
            ("HTTPServer", "HTTPServer"),
            ("HTTP", "HTTP"),
            ("HTTP_SERVER", "HttpServer"),
            ("self", "Self_"),
            ("Self", "Self_"),
            ("_1", "_1"),
            ("_", "_"),
        ] {
            let expected = if name == "_" { "__" } else { expected };
            assert_eq!(camel(name), expected, "{name}");
        }
        for (name, expected) in [
            ("HIGH", "High"),
            ("VERY_HIGH", "VeryHigh"),
            ("4K", "_4k"),
            ("A", "A"),
            ("High", "High"),
            ("veryHigh", "VeryHigh"),
        ] {
            assert_eq!(camel_of_screaming(name), expected, "{name}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_tail() {
        assert_eq!(unique("a".to_owned(), |name| ["a", "a_"].contains(&name)), "a__");
    }
}
