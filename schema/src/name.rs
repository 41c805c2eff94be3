//! The rules that names on the wire obey.

/// Why a category cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CategoryFault {
    /// A category names a group of streams, so it cannot be empty.
    Empty,
    /// The first `-` of a stream name ends the category: .NET would read `My-Cat-1` as `My`.
    Dash,
    /// micro-plumberd's stream positions are written `{revision}:{stream}`.
    Colon,
    /// Names that begin with `$` belong to the server.
    System,
    /// Control characters do not survive logs, URLs and other tools.
    Control,
    /// A category has to leave room for an id in the name of a stream.
    TooLong,
}

/// The longest category in bytes.
pub const MAX_CATEGORY: usize = 255;

impl CategoryFault {
    /// What is wrong and what to do, as one clause.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "a category cannot be empty",
            Self::Dash => {
                "a category cannot contain `-`: readers end the category of a stream at its first dash"
            }
            Self::Colon => {
                "a category cannot contain `:`: micro-plumberd reads it as a stream position"
            }
            Self::System => "a category cannot begin with `$`: such streams belong to the server",
            Self::Control => "a category cannot contain control characters",
            Self::TooLong => "a category cannot be longer than 255 bytes",
        }
    }
}

/// Checks a category; usable in constants.
///
/// # Errors
/// The first rule that the name breaks.
pub const fn check_category(name: &str) -> Result<(), CategoryFault> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Err(CategoryFault::Empty);
    }
    if bytes[0] == b'$' {
        return Err(CategoryFault::System);
    }
    if bytes.len() > MAX_CATEGORY {
        return Err(CategoryFault::TooLong);
    }
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'-' => return Err(CategoryFault::Dash),
            b':' => return Err(CategoryFault::Colon),
            0..=0x1f | 0x7f => return Err(CategoryFault::Control),
            // U+0080 to U+009F, in UTF-8.
            0xc2 if i + 1 < bytes.len() && bytes[i + 1] < 0xa0 => {
                return Err(CategoryFault::Control);
            }
            _ => {}
        }
        i += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn category_rules() {
        assert_eq!(check_category("Recording"), Ok(()));
        assert_eq!(check_category(">SessionIn"), Ok(()));
        assert_eq!(check_category(""), Err(CategoryFault::Empty));
        assert_eq!(check_category("My-Cat"), Err(CategoryFault::Dash));
        assert_eq!(check_category("a:b"), Err(CategoryFault::Colon));
        assert_eq!(check_category("$all"), Err(CategoryFault::System));
        assert_eq!(check_category("a\nb"), Err(CategoryFault::Control));
        assert_eq!(check_category("a\u{85}"), Err(CategoryFault::Control));
        assert_eq!(check_category("a\u{a0}\u{e9}"), Ok(()));
        assert_eq!(check_category(&"x".repeat(MAX_CATEGORY)), Ok(()));
        assert_eq!(check_category(&"x".repeat(MAX_CATEGORY + 1)), Err(CategoryFault::TooLong));
    }
}
