use std::hash::{DefaultHasher, Hash, Hasher};

/// How a reader behaved: an input with a signal that was not there before is worth changing further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signal(u64);

impl Signal {
    pub fn of(parts: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        parts.hash(&mut hasher);
        Self(hasher.finish())
    }

    /// Of an error: its text without the values in it, and how deep it lies.
    pub fn of_error(error: &impl std::fmt::Display) -> Self {
        let text = error.to_string();
        let fixed = text.split('`').step_by(2).flat_map(str::chars);
        let fixed: String = fixed.filter(char::is_ascii_alphabetic).take(100).collect();
        Self::of((fixed, text.matches(['.', '[']).count().min(12)))
    }

    /// Of several readers of one input.
    pub fn and(self, other: Self) -> Self {
        Self::of((self.0, other.0))
    }
}
