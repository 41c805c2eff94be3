//! The lock file, `plumberd.lock.json`: the schema that was accepted last.
//!
//! It is written by `plumberd schema accept` and by nothing else, committed, and compared with the schema
//! by build scripts, tests and CI: see [`check`]. Types stand in it by name, fields by number, one on a
//! line, so that a review sees what changed. There are no times, no paths and no comments in it.
//!
//! A type that was accepted once stays in the file. When it is gone from the schema it is marked
//! `"removed": true`; a type or an event version that comes back is compared with what it was, since
//! events of it may still be stored.
//!
//! # Digests
//! Each type has a `digest`, the SHA-256 of its own entry, so that a file edited by hand is noticed. It
//! covers no other type: two branches that change two types merge without a conflict.
//!
//! # The hash of a type
//! [`hash`] identifies what a type means on the wire, together with all types that it is made of. It is
//! the SHA-256 of this text in UTF-8, each line ended by `\n`:
//!
//! ```text
//! plumberd type 1
//! <the full name of the type>
//! <full name> sha256:<SHA-256 of its definition>        for each type that is reached from it,
//! …                                                     itself among them, sorted by name in bytes
//! ```
//!
//! Reached are the types that fields name and the schema has; those of other libraries count by name
//! only. Since the lines are a sorted set, a type may hold itself.
//!
//! The definition of a type is its entry in the lock file as JSON without white space, without `digest`,
//! `removed` and `deprecated`: package, name, event options, union, fields, oneofs, open, `by_name`,
//! values and reserved, in this order; fields and values sorted by number, then name; oneofs, aliases and
//! reserved names by name; reserved ranges sorted and joined. So comments, places, deprecations and the
//! order of declaration do not count; every name, number, kind, option and fixed value does.

mod check;
mod entry;
mod error;
mod hash;
mod json;
mod normal;
mod read;

use std::collections::{BTreeMap, BTreeSet};

pub use check::{Mode, RULES, Report, State, check};
pub use error::LockError;
pub use hash::{Hash, ParseHashError, hash, hashes};

use crate::model::{Schema, Type};
use entry::{Extent, members};
use json::Json;
pub(crate) use normal::{normal, normal_fixed};

/// The name of the file, beside the user's `Cargo.toml`.
pub const FILE_NAME: &str = "plumberd.lock.json";

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// The format that this version writes.
const FORMAT: u64 = 1;

const ABOUT: &str =
    "The accepted schema. Written by `plumberd schema accept`, not by hand; commit it.";

/// The schema that was accepted last, and the types that were in it before.
///
/// ```
/// use plumberd_schema::lock::Lock;
/// use plumberd_schema::model::{Schema, Type};
///
/// let mut schema = Schema::default();
/// schema.insert(Type::message("recording.v1", "Started"));
/// let lock = Lock::of(&schema);
/// assert_eq!(Lock::parse(&lock.to_json())?, lock);
///
/// // What is accepted without the type remembers it.
/// let lock = lock.accept(&Schema::default());
/// assert!(lock.schema().types.is_empty());
/// assert!(lock.removed().types.contains_key("recording.v1.Started"));
/// # Ok::<(), plumberd_schema::lock::LockError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    ty: Type,
    removed: bool,
}

impl Lock {
    /// The lock of a schema that has no history.
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        Self::default().accept(schema)
    }

    /// Reads a lock file.
    ///
    /// # Errors
    /// When the text is not a lock file of this format, or was edited by hand.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        read::parse(text)
    }

    /// The text of the file: the same for the same lock.
    #[must_use]
    pub fn to_json(&self) -> String {
        let types = self.entries.iter().map(|(name, entry)| {
            let mut members = entry_members(entry);
            members.push(("digest".to_owned(), digest(name, entry).to_string().as_str().into()));
            (name.clone(), Json::Block(members))
        });
        let file = Json::Block(vec![
            ("about".to_owned(), ABOUT.into()),
            ("format".to_owned(), FORMAT.into()),
            ("types".to_owned(), Json::Block(types.collect())),
        ]);
        file.pretty() + "\n"
    }

    /// The lock after the schema was accepted: its types, and as removed those that it does not have
    /// any more.
    #[must_use]
    pub fn accept(&self, schema: &Schema) -> Self {
        let mut entries: BTreeMap<String, Entry> = self
            .entries
            .iter()
            .map(|(name, entry)| (name.clone(), Entry { removed: true, ..entry.clone() }))
            .collect();
        for (name, ty) in &schema.types {
            entries.insert(name.clone(), Entry { ty: normal(ty), removed: false });
        }
        Self { entries }
    }

    /// What was accepted last, without comments and places.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.part(|entry| !entry.removed)
    }

    /// What was accepted once and is gone.
    #[must_use]
    pub fn removed(&self) -> Schema {
        self.part(|entry| entry.removed)
    }

    fn part(&self, is_in: impl Fn(&Entry) -> bool) -> Schema {
        let types = self.entries.iter().filter(|(_, entry)| is_in(entry));
        Schema { types: types.map(|(name, entry)| (name.clone(), entry.ty.clone())).collect() }
    }

    /// What a schema is compared with: what was accepted last, and of what is gone that which the schema
    /// brings back.
    #[must_use]
    pub fn baseline(&self, schema: &Schema) -> Schema {
        let mut baseline = self.schema();
        let taken: BTreeSet<(String, u32)> = identities(&baseline);
        let wanted = identities(schema);
        for (name, entry) in self.entries.iter().filter(|(_, entry)| entry.removed) {
            let identity = identity(&entry.ty);
            let returns = schema.types.contains_key(name)
                || identity.is_some_and(|it| wanted.contains(&it) && !taken.contains(&it));
            if returns {
                baseline.types.insert(name.clone(), entry.ty.clone());
            }
        }
        baseline
    }

    /// All event types and versions that ever were.
    pub(crate) fn versions(&self) -> BTreeSet<(String, u32)> {
        self.entries.values().filter_map(|entry| identity(&entry.ty)).collect()
    }
}

fn identities(schema: &Schema) -> BTreeSet<(String, u32)> {
    schema.types.values().filter_map(identity).collect()
}

/// What tells stored events apart.
fn identity(ty: &Type) -> Option<(String, u32)> {
    ty.event.as_ref().map(|event| (event.type_name.clone(), event.version))
}

fn entry_members(entry: &Entry) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    if entry.removed {
        all.push(("removed".to_owned(), true.into()));
    }
    all.extend(members(&entry.ty, Extent::Entry));
    all
}

fn digest(name: &str, entry: &Entry) -> Hash {
    Hash::of_text(&format!("{name}\n{}", Json::Block(entry_members(entry)).compact()))
}
