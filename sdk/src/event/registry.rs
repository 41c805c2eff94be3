use std::collections::BTreeMap;

#[cfg(feature = "schema")]
use plumberd_schema::model::{self, CollectError, Collector, Schema};

use super::{EventInfo, EventSet};
#[cfg(feature = "schema")]
use crate::codec::profile::ProfileId;
#[cfg(feature = "schema")]
use crate::store::ContentType;

/// The event types of a program: for schema export, reports and checks.
///
/// The explicit way names the sets; it cannot miss a type:
///
/// ```
/// use plumberd::event::Registry;
/// use plumberd::PlumberdEvent;
///
/// #[derive(PlumberdEvent)]
/// #[event(category = "Task", version = "v1")]
/// struct TaskCreated { title: String }
///
/// let registry = Registry::new().with::<TaskCreated>()?;
/// let task = registry.find("TaskCreated").unwrap();
/// assert_eq!((task.category, task.version), ("Task", 1));
/// # Ok::<(), plumberd::event::RegistryError>(())
/// ```
///
/// With the feature `registry`, [`Registry::linked`] collects every derived event that the linker
/// kept. **Trap:** a crate of events that the program depends on without naming anything of it is
/// not linked, so its types are silently missing. Name it once, `use my_events as _;`, and check both
/// ways against each other with [`Registry::check_linked`] in a test.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    events: BTreeMap<&'static str, &'static EventInfo>,
}

impl Registry {
    /// A registry without types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the types of a set, or a single type. Of an event whose older versions are types too, the
    /// newest one stays.
    ///
    /// # Errors
    /// When another type has the same name.
    pub fn with<S: EventSet>(mut self) -> Result<Self, RegistryError> {
        for info in S::EVENTS {
            self.add(info)?;
        }
        Ok(self)
    }

    fn add(&mut self, info: &'static EventInfo) -> Result<(), RegistryError> {
        let mut older = Vec::new();
        for name in std::iter::once(&info.event_type).chain(info.aliases) {
            match self.find(name) {
                None => {}
                Some(other) if supersedes(other, info) => return Ok(()),
                Some(other) if supersedes(info, other) => older.push(other.event_type),
                Some(other) => {
                    return Err(RegistryError::Duplicate {
                        name,
                        first: place(other),
                        second: place(info),
                    });
                }
            }
        }
        // A version may have had another name.
        for name in older {
            self.events.remove(name);
        }
        self.events.insert(info.event_type, info);
        Ok(())
    }

    /// The types, by name.
    pub fn events(&self) -> impl ExactSizeIterator<Item = &'static EventInfo> + '_ {
        self.events.values().copied()
    }

    /// The type that is stored under a name, or reads it as an alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static EventInfo> {
        self.events.get(name).copied().or_else(|| self.events().find(|info| info.matches(name)))
    }

    /// The schema of the types, of the older versions that they supersede, and of all that these are
    /// made of; it is what the printers, the lock file and the compatibility rules of
    /// [`plumberd::schema`](crate::schema) work on.
    ///
    /// # Errors
    /// When two types would have the same full name, as two structs `Address` that the events of one
    /// package use.
    ///
    /// ```
    /// use plumberd::event::Registry;
    /// use plumberd::PlumberdEvent;
    ///
    /// #[derive(PlumberdEvent)]
    /// #[event(category = "Task", version = "v1")]
    /// struct TaskCreated { title: String }
    ///
    /// let schema = Registry::new().with::<TaskCreated>().unwrap().schema().unwrap();
    /// assert_eq!(schema.types["task.v1.TaskCreated"].fields()[0].json_name, "Title");
    /// ```
    #[cfg(feature = "schema")]
    pub fn schema(&self) -> Result<Schema, CollectError> {
        let mut collector = Collector::default();
        for newest in self.events() {
            let mut versions: Vec<_> = versions(newest).collect();
            // The oldest first: a type that several versions use stays in the package of the first one.
            versions.reverse();
            for info in versions {
                collector.event(model_of(info), info.descriptor)?;
            }
        }
        Ok(collector.finish())
    }

    /// Every derived event that the linker kept.
    ///
    /// # Errors
    /// When two types have the same name, or there is none at all: then no crate of events is linked.
    #[cfg(feature = "registry")]
    pub fn linked() -> Result<Self, RegistryError> {
        let mut registry = Self::new();
        for linked in inventory::iter::<Linked> {
            registry.add(linked.0)?;
        }
        if registry.events.is_empty() { Err(RegistryError::NothingLinked) } else { Ok(registry) }
    }

    /// Requires that the linker kept exactly these types; one line in a test.
    ///
    /// # Errors
    /// The types that are here and not linked, and the other way round.
    #[cfg(feature = "registry")]
    pub fn check_linked(&self) -> Result<(), RegistryError> {
        let linked = Self::linked()?;
        let missing = |from: &Self, of: &Self| -> Vec<String> {
            of.events()
                .filter(|info| !from.events.contains_key(info.event_type))
                .map(place)
                .collect()
        };
        let (unlinked, unlisted) = (missing(&linked, self), missing(self, &linked));
        if unlinked.is_empty() && unlisted.is_empty() {
            Ok(())
        } else {
            Err(RegistryError::Different { unlinked, unlisted })
        }
    }
}

/// A type and the versions before it, as far as their types are still there.
fn versions(newest: &'static EventInfo) -> impl Iterator<Item = &'static EventInfo> {
    std::iter::successors(Some(newest), |info| info.supersedes)
}

/// Whether one type is the other, or a later version of it.
fn supersedes(newer: &'static EventInfo, older: &'static EventInfo) -> bool {
    versions(newer).any(|info| info.descriptor.origin == older.descriptor.origin)
}

#[cfg(feature = "schema")]
fn model_of(info: &'static EventInfo) -> model::Event {
    model::Event {
        category: info.category.to_owned(),
        type_name: info.event_type.to_owned(),
        aliases: info.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        version: info.version,
        oldest: info.oldest,
        profile: match info.profile {
            ProfileId::MicroPlumberd => model::Profile::MicroPlumberd,
            ProfileId::Proto3 => model::Profile::Proto3,
            ProfileId::Py019 => model::Profile::Py019,
        },
        encoding: match info.content_type {
            ContentType::Json => model::Encoding::Json,
            ContentType::Binary => model::Encoding::Protobuf,
        },
    }
}

/// `RecordingFinished (src/recording.rs:7)`.
fn place(info: &'static EventInfo) -> String {
    let origin = info.descriptor.origin;
    format!("{} ({}:{})", info.event_type, origin.file, origin.line)
}

/// An event type as the linker collects it.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[derive(Debug)]
pub struct Linked(pub &'static EventInfo);

#[cfg(feature = "registry")]
inventory::collect!(Linked);

/// What is wrong with the types of a program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two types would be stored under one name.
    #[error(
        "the type name `{name}` is used by {first} and by {second}; rename one with `#[event(name = \"…\")]`"
    )]
    Duplicate {
        /// The name, or alias.
        name: &'static str,
        /// The type that was there.
        first: String,
        /// The type that came.
        second: String,
    },
    /// The linker kept no event at all.
    #[error(
        "no event type is linked into this program; name the crate that has them: `use my_events as _;`"
    )]
    NothingLinked,
    /// The sets and the linker disagree.
    #[error("in the sets but not linked: {unlinked:?}; linked but in no set: {unlisted:?}")]
    Different {
        /// Named, but the linker dropped them.
        unlinked: Vec<String>,
        /// Linked, but in no set.
        unlisted: Vec<String>,
    },
}
