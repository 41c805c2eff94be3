pub(super) use crate::print::package::string;
use crate::print::package::{Text, doc_lines, is_identifier};

/// What a type cannot be called.
pub(super) const RESERVED: [&str; 62] = [
    "any",
    "as",
    "asserts",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "never",
    "new",
    "null",
    "number",
    "object",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// A property of a type or an object.
pub(super) fn property(name: &str) -> String {
    if is_identifier(name) && name != "constructor" {
        name.to_owned()
    } else if name == "__proto__" {
        // In an object literal the plain name would be its prototype.
        "[\"__proto__\"]".to_owned()
    } else {
        string(name)
    }
}

/// A doc comment of these lines; nothing for none.
pub(super) fn comment(text: &mut Text, doc: &str, also: &[String], deprecated: Option<&String>) {
    let mut lines: Vec<String> = doc_lines(doc).iter().map(|line| escape(line)).collect();
    for paragraph in also {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(doc_lines(paragraph).iter().map(|line| escape(line)));
    }
    if let Some(note) = deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut note = doc_lines(note).into_iter().map(|line| escape(&line));
        lines
            .push(format!("@deprecated {}", note.next().unwrap_or_default()).trim_end().to_owned());
        lines.extend(note);
    }
    match &*lines {
        [] => {}
        [line] => text.line(format!("/** {line} */")),
        lines => {
            text.line("/**");
            for line in lines {
                text.line(format!(" * {line}").trim_end());
            }
            text.line(" */");
        }
    }
}

/// Nothing in a line ends the comment, or is a tag of `TSDoc`.
fn escape(line: &str) -> String {
    let line = line.replace("*/", "*\\/").replace("{@", "{\\@");
    if line.trim_start().starts_with('@') { line.replacen('@', "\\@", 1) } else { line }
}
