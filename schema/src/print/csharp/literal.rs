use std::collections::BTreeSet;

use crate::case::to_pascal;
pub(super) use crate::print::package::string;
use crate::print::package::{Text, doc_lines, identifier, is_identifier, unique};

/// The text of XML.
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A doc comment: what it is, and remarks.
pub(super) fn comment(text: &mut Text, doc: &str, remarks: &[String]) {
    element(text, "summary", &doc_lines(doc));
    let remarks: Vec<String> = remarks.iter().flat_map(|remark| doc_lines(remark)).collect();
    element(text, "remarks", &remarks);
}

fn element(text: &mut Text, name: &str, lines: &[String]) {
    match lines {
        [] => {}
        [line] => text.line(format!("/// <{name}>{}</{name}>", xml(line))),
        lines => {
            text.line(format!("/// <{name}>"));
            for line in lines {
                text.line(format!("/// {}", xml(line)).trim_end());
            }
            text.line(format!("/// </{name}>"));
        }
    }
}

/// A keyword becomes an identifier with `@`.
pub(super) fn escape(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("@{name}") } else { name.to_owned() }
}

/// The name of a property with this JSON key: the key itself where it is a name in the style of C#.
pub(super) fn property(taken: &mut BTreeSet<String>, key: &str, field: &str) -> String {
    let wanted = if is_identifier(key) {
        let (first, rest) = key.split_at(1);
        format!("{}{rest}", first.to_ascii_uppercase())
    } else {
        identifier(&to_pascal(field))
    };
    if taken.contains(&wanted) {
        return unique(taken, &format!("{wanted}Value"));
    }
    unique(taken, &wanted)
}

const KEYWORDS: [&str; 80] = [
    "abstract",
    "as",
    "base",
    "bool",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "checked",
    "class",
    "const",
    "continue",
    "decimal",
    "default",
    "delegate",
    "do",
    "double",
    "else",
    "enum",
    "event",
    "explicit",
    "extern",
    "false",
    "finally",
    "fixed",
    "float",
    "for",
    "foreach",
    "goto",
    "if",
    "implicit",
    "in",
    "int",
    "interface",
    "internal",
    "is",
    "lock",
    "long",
    "namespace",
    "new",
    "null",
    "object",
    "operator",
    "out",
    "override",
    "params",
    "private",
    "protected",
    "public",
    "readonly",
    "ref",
    "return",
    "sbyte",
    "sealed",
    "short",
    "sizeof",
    "stackalloc",
    "static",
    "string",
    "struct",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "uint",
    "ulong",
    "unchecked",
    "unsafe",
    "ushort",
    "using",
    "virtual",
    "void",
    "volatile",
    "while",
    "record",
    "required",
    "file",
];
