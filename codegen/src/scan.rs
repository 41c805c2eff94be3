//! A first look at a file, before the parser: what the parser cannot be given, or says badly.

use plumberd_schema::diagnostic::Diagnostic;

use crate::rules::{self, error};
use crate::text::Text;

/// How deep brackets may be nested. The parsers of option values are recursive.
const MAX_NESTING: usize = 100;

/// Looks for what must not reach the parser.
pub(crate) fn scan(text: &Text) -> Result<(), Diagnostic> {
    let mut tokens = Tokens { text: &text.content, at: 0 };
    let mut depth = 0_usize;
    let mut first = true;
    while let Some((offset, token)) = tokens.next() {
        match token {
            Token::Open => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Err(error(
                        &rules::NESTING,
                        format!("brackets are nested more than {MAX_NESTING} deep"),
                    )
                    .at(text.place(offset))
                    .help("move inner messages out of the outer ones"));
                }
            }
            Token::Close => depth = depth.saturating_sub(1),
            Token::Nul => {
                return Err(error(&rules::ENCODING, "the file has a NUL byte")
                    .at(text.place(offset))
                    .help("save the file as UTF-8 text"));
            }
            Token::Word("edition") if first => {
                return Err(error(&rules::EDITION, "editions are not supported")
                    .at(text.place(offset))
                    .help("write `syntax = \"proto3\";`; its features are those of `edition = \"2023\"` with `features.field_presence = IMPLICIT`"));
            }
            Token::Word(_) | Token::Other => {}
        }
        first = false;
    }
    if first {
        return Err(error(&rules::EMPTY_FILE, "the file holds nothing")
            .at(text.place(0))
            .help("define an event in it, or delete it"));
    }
    Ok(())
}

enum Token<'a> {
    Open,
    Close,
    Nul,
    Word(&'a str),
    Other,
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at;
            let c = rest.chars().next()?;
            self.at += c.len_utf8();
            return Some((
                start,
                match c {
                    '/' if rest.starts_with("//") => {
                        self.skip_until(rest, 2, "\n");
                        continue;
                    }
                    '/' if rest.starts_with("/*") => {
                        self.skip_until(rest, 2, "*/");
                        continue;
                    }
                    '"' | '\'' => {
                        self.skip_string(c);
                        Token::Other
                    }
                    '{' | '[' | '(' | '<' => Token::Open,
                    '}' | ']' | ')' | '>' => Token::Close,
                    '\0' => Token::Nul,
                    c if c.is_ascii_alphanumeric() || c == '_' => {
                        let length = rest
                            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                            .unwrap_or(rest.len());
                        self.at = start + length;
                        Token::Word(rest.get(..length).unwrap_or_default())
                    }
                    c if c.is_whitespace() => continue,
                    _ => Token::Other,
                },
            ));
        }
    }

    fn skip_until(&mut self, rest: &str, from: usize, end: &str) {
        let length =
            rest.get(from..).and_then(|rest| rest.find(end)).map(|found| from + found + end.len());
        self.at += length.unwrap_or(rest.len()) - 1;
    }

    /// To the closing quote, or to the end of the line: a string has no line breaks.
    fn skip_string(&mut self, quote: char) {
        let mut escaped = false;
        for (at, c) in self.text.get(self.at..).unwrap_or_default().char_indices() {
            match c {
                // The main loop reports it.
                '\0' => {
                    self.at += at;
                    return;
                }
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' => {
                    self.at += at;
                    return;
                }
                c if c == quote => {
                    self.at += at + 1;
                    return;
                }
                _ => {}
            }
        }
        self.at = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(text: &str) -> Option<String> {
        scan(&Text::new("a.proto", text)).err().map(|found| found.to_string())
    }

    #[test]
    fn comments_and_strings_are_not_looked_into() {
        let brackets = "{".repeat(1000);
        assert_eq!(finding(&format!("// {brackets}\nsyntax")), None);
        assert_eq!(finding(&format!("/* {brackets} */ syntax")), None);
        assert_eq!(finding(&format!("option x = \"{brackets}\\\"{brackets}\";")), None);
        assert_eq!(finding(&format!("option x = '{brackets}';")), None);
        assert_eq!(finding("// edition\n/* edition */ syntax = \"proto3\"; edition"), None);
    }

    #[test]
    fn what_must_not_reach_the_parser() {
        for (text, expected) in [
            (
                "/* a\n */ edition = \"2023\";",
                "a.proto:2:5: error[edition]: editions are not supported",
            ),
            ("a\n\u{e9}\0", "a.proto:2:2: error[encoding]: the file has a NUL byte"),
            ("a \"\0\"", "a.proto:1:4: error[encoding]: the file has a NUL byte"),
            (" \n// nothing", "a.proto:1:1: error[empty-file]: the file holds nothing"),
            ("", "a.proto:1:1: error[empty-file]: the file holds nothing"),
            ("/* open", "a.proto:1:1: error[empty-file]: the file holds nothing"),
        ] {
            assert_eq!(finding(text).as_deref(), Some(expected));
        }
        assert_eq!(
            finding(&"[(<{".repeat(26)).as_deref(),
            Some("a.proto:1:101: error[nesting]: brackets are nested more than 100 deep")
        );
        assert_eq!(finding(&"{}".repeat(1000)), None);
    }
}
