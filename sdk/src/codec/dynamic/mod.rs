//! Types that are known at run time only: payloads are read against a schema, as the derived code of
//! these types would read them, and the values are dropped. For tools that look whether stored events
//! can be read, without the program that will read them.
//!
//! ```
//! use plumberd::codec::dynamic::{Types, Verdict};
//! use plumberd::event::Payload;
//! use plumberd::schema::model::{Encoding, Event, Field, Kind, Profile, Schema, Shape, Type};
//! use plumberd::store::ContentType;
//!
//! let mut ty = Type::message("order.v1", "OrderPlaced");
//! if let Shape::Message(message) = &mut ty.shape {
//!     message.fields.push(Field::new("total", Some(1), Kind::F64));
//! }
//! ty.event = Some(Event {
//!     category: "Order".into(), type_name: "OrderPlaced".into(), aliases: Vec::new(),
//!     version: 1, oldest: 1, profile: Profile::MicroPlumberd, encoding: Encoding::Json,
//! });
//! let mut schema = Schema::default();
//! schema.insert(ty);
//!
//! let types = Types::new(&schema, &Schema::default());
//! let payload = |data| Payload {
//!     event_type: "OrderPlaced", version: 1, content_type: ContentType::Json, data,
//! };
//! assert_eq!(types.check(&payload(br#"{"Total":9.5}"#)), Ok(Verdict::Read));
//! assert_eq!(
//!     types.check(&payload(br#"{"Total":"much"}"#)).unwrap_err().to_string(),
//!     "cannot read `OrderPlaced` (version 1) from JSON: expected a number, found text at `Total` (line 1, column 10)"
//! );
//! ```

mod compile;
mod json;
mod kind;
mod leaf;
mod proto;

use std::collections::HashMap;

use plumberd_schema::model::Schema;

use self::compile::{Compiled, Compiler};
use super::profile::ProfileId;
use crate::event::{DecodeError, Payload};
use crate::store::ContentType;

/// The types of a schema, ready to read payloads.
///
/// Error messages name their types and fields, so these names stay in memory until the program ends:
/// make one of a schema, and keep it.
#[derive(Debug)]
pub struct Types {
    types: Vec<Compiled>,
    /// By type name and by alias, from the oldest version to the newest.
    events: HashMap<String, Vec<EventType>>,
}

/// A version of an event.
#[derive(Debug, Clone, Copy)]
struct EventType {
    version: u32,
    /// The oldest version that its upcasters take.
    oldest: u32,
    profile: ProfileId,
    /// The index of the type.
    ty: usize,
}

/// What is known of a payload that is not wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// It can be read.
    Read,
    /// Its version is left to upcasters, and the schema does not have its shape any more.
    Upcast,
    /// The schema does not have its type.
    Unknown,
}

impl Types {
    /// The types of a schema; and of earlier versions those that are in no schema any more, which a lock
    /// file remembers: `Lock::removed`. Their events are read as long as a newer version takes them.
    #[must_use]
    pub fn new(schema: &Schema, superseded: &Schema) -> Self {
        Compiler::new(schema, superseded).finish()
    }

    /// Whether a payload can be read.
    ///
    /// # Errors
    /// What is wrong with it, and where: as the derived code says it.
    pub fn check(&self, payload: &Payload<'_>) -> Result<Verdict, DecodeError> {
        let Some(versions) = self.events.get(payload.event_type) else {
            return Ok(Verdict::Unknown);
        };
        let version = payload.version;
        if let Some(found) = versions.iter().find(|it| it.version == version) {
            return self.read(*found, payload).map(|()| Verdict::Read);
        }
        let event_type = payload.event_type.to_owned();
        match versions.last() {
            None => Ok(Verdict::Unknown),
            Some(newest) if version > newest.version => {
                Err(DecodeError::NewerVersion { event_type, version, known: newest.version })
            }
            Some(newest) if version < newest.oldest => {
                Err(DecodeError::OlderVersion { event_type, version, oldest: newest.oldest })
            }
            Some(_) => Ok(Verdict::Upcast),
        }
    }

    fn read(&self, found: EventType, payload: &Payload<'_>) -> Result<(), DecodeError> {
        let event_type = || payload.event_type.to_owned();
        let version = payload.version;
        match payload.content_type {
            ContentType::Json => json::read(self, found, payload.data).map_err(|source| {
                DecodeError::Json { event_type: event_type(), version, source: Box::new(source) }
            }),
            ContentType::Binary if !self.has_protobuf(found.ty) => {
                Err(DecodeError::NoProtobuf { event_type: event_type() })
            }
            ContentType::Binary => proto::read(self, found.ty, payload.data).map_err(|source| {
                DecodeError::Proto { event_type: event_type(), version, source: Box::new(source) }
            }),
        }
    }

    fn ty(&self, index: usize) -> Option<&Compiled> {
        self.types.get(index)
    }

    fn has_protobuf(&self, index: usize) -> bool {
        self.ty(index).is_some_and(|ty| ty.has_protobuf)
    }
}
