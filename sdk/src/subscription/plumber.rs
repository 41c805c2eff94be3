use std::sync::Arc;

use super::dead_letter::DeadLetters;
use super::options::SubscriptionOptions;
use super::source::Source;
use crate::event::Decoded;
use crate::plumber::{Plumber, Recorded};

impl Plumber {
    /// Begins a subscription: its name, and what it reads, such as a stream, a category or a
    /// [`Selection`](crate::store::Selection). See [`subscription`](crate::subscription).
    pub fn subscription(
        &self,
        name: impl Into<Arc<str>>,
        source: impl Into<Source>,
    ) -> SubscriptionOptions {
        SubscriptionOptions::new(Arc::clone(self.store()), name, source)
    }

    /// The events that a subscription has set aside.
    #[must_use]
    pub fn dead_letters(&self, subscription: impl Into<Arc<str>>) -> DeadLetters {
        DeadLetters::new(Arc::clone(self.store()), subscription)
    }
}

impl<S> Recorded<S> {
    /// The events that were read: usually one; more or none, if an upcaster made that of an old one;
    /// none, if the set does not know the type.
    pub fn events(&self) -> impl Iterator<Item = &S> {
        use crate::event::Upcasted;

        match &self.event {
            Decoded::Known(Upcasted::One(event)) => std::slice::from_ref(event),
            Decoded::Known(Upcasted::Many(events)) => events.as_slice(),
            Decoded::Unknown => &[],
        }
        .iter()
    }
}
