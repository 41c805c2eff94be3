//! Comments of `.proto` files as Rust's doc comments, which are Markdown and may hold tests.

/// The lines of a doc comment, without `///`. What rustdoc would take for a link, a tag or a test is
/// plain text again.
pub(super) fn lines(doc: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<String> = None;
    for line in doc.lines() {
        let line: String =
            line.trim_end().replace('\t', "    ").chars().filter(|c| is_plain(*c)).collect();
        let text = line.trim_start();
        if let Some(open) = &fence {
            let closes = text.starts_with(open.as_str()) && text.trim_matches('`').is_empty();
            let closes = closes
                || (open.starts_with('~')
                    && text.trim_matches('~').is_empty()
                    && text.len() >= open.len());
            if closes {
                lines.push(std::mem::take(&mut fence).unwrap_or_default());
            } else {
                lines.push(line);
            }
            continue;
        }
        if let Some(open) = fence_of(text) {
            // Without a language it would be Rust, and run as a test.
            lines.push(format!("{open}text"));
            fence = Some(open);
            continue;
        }
        // Four spaces would be code too.
        let indent = (line.len() - text.len()).min(3);
        lines.push(format!("{}{}", " ".repeat(indent), escape(text)));
    }
    lines.extend(fence);
    let start = lines.iter().take_while(|line| line.trim().is_empty()).count();
    lines.drain(..start);
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
}

/// Control characters and those that turn the direction of text are refused by the compiler.
fn is_plain(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn fence_of(text: &str) -> Option<String> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    let info = text.get(length..).unwrap_or_default();
    (length >= 3 && !info.contains('`')).then(|| text.get(..length).unwrap_or_default().to_owned())
}

/// Escapes what stands outside of `code`.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '`' => {
                let ticks = rest.chars().take_while(|c| *c == '`').count();
                if let Some(end) = code_end(rest, ticks) {
                    out.push_str(rest.get(..end).unwrap_or_default());
                    end
                } else {
                    out.push_str(&"\\`".repeat(ticks));
                    ticks
                }
            }
            '[' | ']' | '<' | '>' => {
                out.push('\\');
                out.push(c);
                1
            }
            'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                let end = url_end(rest);
                out.push('<');
                out.push_str(rest.get(..end).unwrap_or_default());
                out.push('>');
                end
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The end of the code that begins with so many backticks.
fn code_end(text: &str, ticks: usize) -> Option<usize> {
    let mut at = ticks;
    while let Some(found) = text.get(at..)?.find('`') {
        let start = at + found;
        let run = text.get(start..)?.chars().take_while(|c| *c == '`').count();
        at = start + run;
        if run == ticks {
            return Some(at);
        }
    }
    None
}

/// The end of a URL: a full stop or bracket behind it is not a part of it.
fn url_end(text: &str) -> usize {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']'))
        .unwrap_or(text.len());
    let url = text.get(..end).unwrap_or_default();
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays() {
        assert_eq!(lines(""), [""; 0]);
        assert_eq!(
            lines("A camera stopped.\n\nSent `once [x] <T>`, in */ order.\n"),
            ["A camera stopped.", "", "Sent `once [x] <T>`, in */ order."]
        );
    }

    #[test]
    fn links_and_tags_are_text() {
        assert_eq!(lines("see [Foo], Vec<T> and `x"), [r"see \[Foo\], Vec\<T\> and \`x"]);
        assert_eq!(
            lines("see https://example.com/a(b, or http://example.com."),
            ["see <https://example.com/a(b>, or <http://example.com>."]
        );
    }

    #[test]
    fn nothing_is_a_test() {
        assert_eq!(lines("Like:\n\n    a b\n\tc"), ["Like:", "", "   a b", "   c"]);
        assert_eq!(lines("```\nfn [x]\n```\nb"), ["```text", "fn [x]", "```", "b"]);
        assert_eq!(lines("~~~rust\nx"), ["~~~text", "x", "~~~"]);
        assert_eq!(lines("```json\n{}"), ["```text", "{}", "```"]);
    }

    #[test]
    fn what_the_compiler_refuses_is_left_out() {
        assert_eq!(lines("a\r\nb\u{202e}c\u{7}"), ["a", "bc"]);
    }
}
