use std::fmt;

use plumberd_schema::case::to_snake;

use crate::CliError;

/// The full name of an event, `recording.v1.RecordingFinished`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventName<'a> {
    pub(crate) package: &'a str,
    /// The package without its version.
    pub(crate) domain: &'a str,
    pub(crate) message: &'a str,
}

impl<'a> EventName<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, CliError> {
        let wrong = || {
            CliError::Usage(format!(
                "`{text}` is not the full name of an event: write <domain>.v<number>.<Event>, such as `recording.v1.RecordingFinished`"
            ))
        };
        let (package, message) = text.rsplit_once('.').ok_or_else(wrong)?;
        let (domain, version) = package.rsplit_once('.').ok_or_else(wrong)?;
        let number = version.strip_prefix('v').and_then(|number| number.parse::<u32>().ok());
        // `v01` is not `v1`.
        let is_version = number.is_some_and(|number| number > 0 && format!("v{number}") == version);
        let is_message = message.starts_with(|c: char| c.is_ascii_uppercase())
            && message.chars().all(|c| c.is_ascii_alphanumeric());
        if is_version && domain.split('.').all(is_lower_snake) && is_message {
            Ok(Self { package, domain, message })
        } else {
            Err(wrong())
        }
    }

    /// The file as imports name it: `recording/v1/RecordingFinished.proto`.
    pub(crate) fn file(&self, style: Style) -> String {
        let folder = self.package.replace('.', "/");
        match style {
            Style::Camel => format!("{folder}/{}.proto", self.message),
            Style::Snake => format!("{folder}/{}.proto", to_snake(self.message)),
        }
    }
}

impl fmt::Display for EventName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.package, self.message)
    }
}

/// How the files of a project are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `OrderPlaced.proto`.
    Camel,
    /// `order_placed.proto`.
    Snake,
}

/// Whether a text is a name as Protobuf's style guide has them for packages and fields.
pub(crate) fn is_lower_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
