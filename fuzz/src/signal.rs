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

    /// Of an error: its words, without the values in it.
    pub fn of_error(error: &impl std::fmt::Display) -> Self {
        let text = error.to_string();
        let fixed: String = text
            .split(['`', '"'])
            .step_by(2)
            .flat_map(str::chars)
            .filter(char::is_ascii_lowercase)
            .take(60)
            .collect();
        Self::of(fixed)
    }

    /// Of a message: its words up to the first value in it.
    pub fn of_start(message: &str) -> Self {
        Self::of(message.split(['`', '"', '\'']).next())
    }

    /// Of a fault at a path: how deep it lies.
    pub fn at(fault: impl Hash, path: &str) -> Self {
        let first = path.bytes().next().filter(u8::is_ascii_alphabetic);
        Self::of((fault, first, path.matches(['.', '[']).count().min(12)))
    }

    /// Of several readers of one input.
    pub fn and(self, other: Self) -> Self {
        Self::of((self.0, other.0))
    }
}
