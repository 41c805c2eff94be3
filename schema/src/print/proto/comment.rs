//! Comments as the lines that they are.

/// The lines of a comment: the text, a note about deprecation, and what linters have to overlook.
pub(super) fn comment(doc: &str, deprecated: Option<&str>, overlooked: Vec<String>) -> Vec<String> {
    let mut lines = text_lines(doc);
    if let Some(note) = deprecated.map(text_lines).filter(|note| !note.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("Deprecated: {}", note.join(" ")));
    }
    lines.extend(overlooked.into_iter().map(|rule| format!("buf:lint:ignore {rule}")));
    lines
}

/// The lines of a text, without empty ones around it and without characters that end a line or a file
/// for some reader.
pub(super) fn text_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<String> = text
        .split(['\n', '\r'])
        .map(|line| {
            let visible: String =
                line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            visible.trim_end().to_owned()
        })
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines.split_off(blank)
}
