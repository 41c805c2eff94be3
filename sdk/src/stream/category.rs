use std::borrow::Cow;
use std::fmt;

use plumberd_schema::name::{CategoryFault, check_category};

/// The part of a stream name before its first `-`: `Recording` in `Recording-b27f9322`.
///
/// A category has no `-` and no `:`, is not empty, and does not begin with `$`, because the readers
/// in other languages would take such a name apart in another way.
///
/// ```
/// use plumberd::stream::Category;
///
/// const RECORDING: Category = Category::from_static("Recording"); // checked by the compiler
/// assert_eq!(RECORDING.as_str(), "Recording");
/// assert!(Category::parse("My-Cat").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category(Cow<'static, str>);

impl Category {
    /// A category that is known when the program is compiled.
    ///
    /// # Panics
    /// When the name breaks a rule; in a constant, that is a compile error.
    #[must_use]
    #[allow(clippy::panic, reason = "meant for constants, where a panic is a compile error")]
    pub const fn from_static(name: &'static str) -> Self {
        match check_category(name) {
            Ok(()) => Self(Cow::Borrowed(name)),
            Err(fault) => panic!("{}", fault.message()),
        }
    }

    /// A category that is known at run time only.
    ///
    /// # Errors
    /// The rule that the name breaks.
    pub fn parse(name: impl Into<String>) -> Result<Self, CategoryError> {
        let name = name.into();
        match check_category(&name) {
            Ok(()) => Ok(Self(Cow::Owned(name))),
            Err(fault) => Err(CategoryError { name, fault }),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A name that is not a category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a category: {}", .fault.message())]
pub struct CategoryError {
    /// The refused name.
    pub name: String,
    /// The rule that it breaks.
    pub fault: CategoryFault,
}
