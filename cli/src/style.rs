//! Colours, on terminals whose owner wants them.

use std::env;
use std::fmt::{self, Display};
use std::io::{self, IsTerminal};

/// Whether what is printed may have colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    colours: bool,
}

impl Style {
    /// Colours on a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
    pub(crate) fn of_stdout() -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { colours: wanted(io::stdout().is_terminal(), set("NO_COLOR"), dumb) }
    }

    /// Text that stands back.
    pub(crate) fn dim<T: Display>(self, text: T) -> Painted<T> {
        self.painted("2", text)
    }

    /// Text that stands out.
    pub(crate) fn bold<T: Display>(self, text: T) -> Painted<T> {
        self.painted("1", text)
    }

    /// What is well.
    pub(crate) fn good<T: Display>(self, text: T) -> Painted<T> {
        self.painted("32", text)
    }

    /// What is worth a look.
    pub(crate) fn doubtful<T: Display>(self, text: T) -> Painted<T> {
        self.painted("33", text)
    }

    /// What is wrong.
    pub(crate) fn bad<T: Display>(self, text: T) -> Painted<T> {
        self.painted("31", text)
    }

    fn painted<T: Display>(self, code: &'static str, text: T) -> Painted<T> {
        Painted { code: self.colours.then_some(code), text }
    }
}

fn wanted(terminal: bool, no_color: bool, dumb: bool) -> bool {
    terminal && !no_color && !dumb
}

/// A text in its colour.
pub(crate) struct Painted<T> {
    code: Option<&'static str>,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "\x1b[{code}m{}\x1b[0m", self.text),
            None => self.text.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_whose_owner_wants_them() {
        assert!(wanted(true, false, false));
        assert!(!wanted(false, false, false));
        assert!(!wanted(true, true, false));
        assert!(!wanted(true, false, true));
    }

    #[test]
    fn what_is_painted() {
        assert_eq!(Style { colours: true }.bad("x").to_string(), "\x1b[31mx\x1b[0m");
        assert_eq!(Style { colours: false }.bad("x").to_string(), "x");
    }
}
