use plumberd_schema::TypeDescriptor;

use crate::codec::profile::ProfileId;
use crate::store::ContentType;
use crate::stream::Category;

/// What is known about an event type.
#[derive(Debug, Clone, Copy)]
pub struct EventInfo {
    /// The type name on the wire.
    pub event_type: &'static str,
    /// Names that are read as this type, never written.
    pub aliases: &'static [&'static str],
    /// The category's name.
    pub category: &'static str,
    /// The version of the shape, from 1.
    pub version: u32,
    /// The oldest version that can still be read.
    pub oldest: u32,
    /// The version before, if its struct is still there.
    pub supersedes: Option<&'static EventInfo>,
    /// The dialect of JSON that is written.
    pub profile: ProfileId,
    /// The encoding that is written.
    pub content_type: ContentType,
    /// The fields.
    pub descriptor: &'static TypeDescriptor,
}

impl EventInfo {
    /// The category, checked.
    ///
    /// # Panics
    /// When it breaks a rule: a compile error, since the derives use it in constants.
    #[must_use]
    pub const fn category(&self) -> Category {
        Category::from_static(self.category)
    }

    /// Whether an event of this type name is one of this type.
    #[must_use]
    pub fn matches(&self, event_type: &str) -> bool {
        self.event_type == event_type || self.aliases.contains(&event_type)
    }
}
