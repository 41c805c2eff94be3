use std::sync::Arc;

use plumberd_schema::model::Place;

/// The text of a file, with the way from offsets to places.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// The file as findings name it.
    pub(crate) file: String,
    /// The content, without a byte order mark.
    pub(crate) content: Arc<str>,
    starts: Vec<usize>,
}

impl Text {
    pub(crate) fn new(file: impl Into<String>, content: impl Into<Arc<str>>) -> Self {
        let content = content.into();
        let starts =
            std::iter::once(0).chain(content.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.into(), content, starts }
    }

    /// The place of a byte.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        self.at(line, offset.saturating_sub(start))
    }

    /// The place of a line and a byte in it, both from 0, as descriptors have them.
    pub(crate) fn at(&self, line: usize, byte: usize) -> Place {
        let start = self.starts.get(line).copied().unwrap_or(self.content.len());
        let before = self.content.get(start..start.saturating_add(byte));
        // Without the text, as in a descriptor set, bytes are the best guess.
        let column = before.map_or(byte, |before| before.chars().count());
        Place { file: self.file.clone(), line: whole(line + 1), column: whole(column + 1) }
    }

    /// The end of the text.
    pub(crate) fn end(&self) -> Place {
        self.place(self.content.trim_end().len())
    }

    /// The text with every byte a character, so that counting either gives the same.
    pub(crate) fn as_bytes_are_chars(&self) -> String {
        if self.content.is_ascii() {
            return self.content.to_string();
        }
        self.content.bytes().map(|byte| if byte.is_ascii() { byte as char } else { '?' }).collect()
    }
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(text: &Text, offset: usize) -> (u32, u32) {
        let place = text.place(offset);
        (place.line, place.column)
    }

    #[test]
    fn columns_are_characters() {
        let text = Text::new("a.proto", "a\n\u{e9}\u{e9}b\r\n\nc");
        assert_eq!(spot(&text, 0), (1, 1));
        assert_eq!(spot(&text, 2), (2, 1));
        assert_eq!(spot(&text, 6), (2, 3));
        assert_eq!(spot(&text, 10), (4, 1));
        assert_eq!(text.at(1, 4), Place { file: "a.proto".into(), line: 2, column: 3 });
        assert_eq!(text.end(), Place { file: "a.proto".into(), line: 4, column: 2 });
        assert_eq!(text.as_bytes_are_chars(), "a\n????b\r\n\nc");
    }

    #[test]
    fn places_outside_of_the_text_are_no_panic() {
        let text = Text::new("a.proto", "\u{e9}");
        assert_eq!(text.at(7, 9), Place { file: "a.proto".into(), line: 8, column: 10 });
        assert_eq!(spot(&text, 1), (1, 2));
        assert_eq!(spot(&text, 99), (1, 100));
    }
}
