//! The rules of schemas, with the reasons.

mod events;
mod fields;
mod input;
mod language;
mod layout;

use plumberd_schema::diagnostic::{Diagnostic, Rule, Severity};

pub(crate) use events::{
    CATEGORY, EVENT_OPTION, EVENT_OR_DATA, EVENT_UNIQUE, TYPE_NAME, VERSION_GAP,
};
pub(crate) use fields::{
    ENUM_ALIAS, ENUM_PREFIX, ENVELOPE, EVENT_ID, FIXED_NAME, FIXED_VALUE, FIXED_VERSION, JSON_NAME,
    KIND, PACKED, REQUIRED, REQUIRED_CYCLE, UNION,
};
pub(crate) use input::{
    DESCRIPTOR_SET, EMPTY_FILE, ENCODING, FILE_SIZE, LOCK_FILE, NESTING, OUTPUT, SHADOWED_FILE,
    SOURCE,
};
pub(crate) use language::{
    DEFINITION, EDITION, EXTENSION, IMPORT, IMPORT_CYCLE, OPTION_NUMBER, OPTIONS_PROTO,
    PROTO3_ONLY, SERVICE, SYNTAX,
};
pub(crate) use layout::{
    EVENT_FILE, FILE_NAME, FILE_STYLE, PACKAGE_NAME, PACKAGE_PATH, PACKAGE_VERSION,
};

/// All rules, by topic.
///
/// ```
/// let rule = plumberd_build::RULES.iter().find(|rule| rule.code == "package-path");
/// assert_eq!(rule.map(|rule| rule.summary), Some("The package of a file is its folder."));
/// ```
pub const RULES: &[Rule] = &[
    SOURCE,
    ENCODING,
    FILE_SIZE,
    NESTING,
    EMPTY_FILE,
    SHADOWED_FILE,
    SYNTAX,
    DEFINITION,
    IMPORT,
    IMPORT_CYCLE,
    EDITION,
    PROTO3_ONLY,
    EXTENSION,
    OPTION_NUMBER,
    OPTIONS_PROTO,
    SERVICE,
    DESCRIPTOR_SET,
    OUTPUT,
    LOCK_FILE,
    PACKAGE_PATH,
    PACKAGE_NAME,
    PACKAGE_VERSION,
    FILE_NAME,
    FILE_STYLE,
    EVENT_FILE,
    EVENT_OR_DATA,
    EVENT_OPTION,
    EVENT_UNIQUE,
    CATEGORY,
    TYPE_NAME,
    VERSION_GAP,
    REQUIRED,
    REQUIRED_CYCLE,
    KIND,
    PACKED,
    EVENT_ID,
    FIXED_VALUE,
    FIXED_VERSION,
    FIXED_NAME,
    JSON_NAME,
    ENVELOPE,
    UNION,
    ENUM_ALIAS,
    ENUM_PREFIX,
];

pub(crate) fn error(rule: &Rule, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule.code, message)
}

pub(crate) fn warning(rule: &Rule, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Warning, rule.code, message)
}

pub(crate) fn note(rule: &Rule, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Note, rule.code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_apart_and_explained() {
        for (index, rule) in RULES.iter().enumerate() {
            let same = RULES.iter().skip(index + 1).find(|other| other.code == rule.code);
            assert_eq!(same, None);
            assert!(
                rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '3'),
                "{}",
                rule.code
            );
            assert!(rule.summary.ends_with('.'), "{}", rule.code);
            // An explanation has an example of each.
            assert!(rule.explanation.contains("Breaks the rule:\n\n    "), "{}", rule.code);
            assert!(rule.explanation.contains("Keeps it:\n\n    "), "{}", rule.code);
        }
    }
}
