//! JSON Schema, dialect 2020-12: the documents of a type in a profile.
//!
//! A schema says what is written. Readers are more tolerant than that: they take an enum by name or by
//! number, a key in either profile's spelling or under an alias (`x-aliases`), `null` for an empty text
//! or list. Keys that the type does not have are allowed, unless the schema is [strict](Options).

mod kind;
mod node;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use node::{Node, Object};
use serde_json::Value;

use super::File;
use crate::model::{Profile, Schema, Type};

/// What a JSON Schema describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The dialect of JSON.
    pub profile: Profile,
    /// No other keys, and no `null` where the writer leaves a key out: what is written today, exactly. It
    /// refuses documents of later versions.
    pub strict: bool,
}

impl From<Profile> for Options {
    fn from(profile: Profile) -> Self {
        Self { profile, strict: false }
    }
}

/// The JSON Schema of a type, with the types that it is made of as definitions.
///
/// ```
/// use plumberd_schema::model::{Field, Kind, Profile, Schema, Shape, Type};
/// use plumberd_schema::print::json_schema::document;
///
/// let mut camera = Type::message("recording.v1", "Camera");
/// if let Shape::Message(message) = &mut camera.shape {
///     message.fields.push(Field::new("serial_no", Some(1), Kind::String));
/// }
/// let schema = document(&Schema::default(), &camera, Profile::MicroPlumberd);
/// assert_eq!(schema["$id"], "urn:plumberd:recording.v1.Camera");
/// assert_eq!(schema["properties"]["SerialNo"]["type"], "string");
/// assert_eq!(schema["required"][0], "SerialNo");
/// ```
#[must_use]
pub fn document(schema: &Schema, ty: &Type, options: impl Into<Options>) -> Value {
    Document::of(schema, ty, options.into()).into_value()
}

/// The JSON Schemas of all events as files, `recording/v1/RecordingFinished.schema.json`, each in the
/// profile of its event, with the keys in the order in which they are written.
#[must_use]
pub fn files(schema: &Schema, strict: bool) -> Vec<File> {
    schema
        .events()
        .map(|(ty, event)| {
            let mut text = String::new();
            let options = Options { profile: event.profile, strict };
            Document::of(schema, ty, options).print(&mut text, 0);
            text.push('\n');
            let folder = ty.package.replace('.', "/");
            let separator = if folder.is_empty() { "" } else { "/" };
            File { path: format!("{folder}{separator}{}.schema.json", ty.path), text }
        })
        .collect()
}

/// A schema that is being put together.
struct Document<'a> {
    schema: &'a Schema,
    profile: Profile,
    strict: bool,
    root: &'a str,
    /// The names of the definitions so far.
    known: BTreeSet<&'a str>,
    /// Those that are still to be looked at.
    next: Vec<&'a Type>,
    /// Whether what is looked at stands inside of another object.
    is_inner: bool,
    /// Whether the event has no field for its id, so that the writer adds it.
    adds_id: bool,
}

impl<'a> Document<'a> {
    fn of(schema: &'a Schema, ty: &'a Type, options: Options) -> Node {
        let name = ty.full_name();
        let has_id = ty.fields().iter().any(|field| field.id);
        let mut document = Document {
            schema,
            profile: options.profile,
            strict: options.strict,
            root: &name,
            known: BTreeSet::new(),
            next: Vec::new(),
            is_inner: false,
            adds_id: ty.event.is_some() && !has_id && options.profile != Profile::Proto3,
        };
        let mut root = Object::default()
            .with("$schema", "https://json-schema.org/draft/2020-12/schema")
            .with("$id", format!("urn:plumberd:{name}"));
        root.append(document.definition(ty));
        document.is_inner = true;
        let mut definitions = BTreeMap::new();
        while let Some(ty) = document.next.pop() {
            let definition = document.definition(ty);
            definitions.insert(ty.full_name(), definition);
        }
        if !definitions.is_empty() {
            let mut all = Object::default();
            for (name, definition) in definitions {
                all.set(&name, definition);
            }
            root.set("$defs", all);
        }
        root.set("x-plumberd", about(ty, options.profile));
        root.into()
    }
}

/// What is known about a type that JSON Schema has no word for.
fn about(ty: &Type, profile: Profile) -> Object {
    let mut about = Object::default().with("profile", profile.as_str());
    if let Some(event) = &ty.event {
        about.set("event", event.type_name.as_str());
        about.set("category", event.category.as_str());
        about.set("version", event.version);
        if !event.aliases.is_empty() {
            about.set("aliases", Node::list(event.aliases.iter().map(String::as_str)));
        }
    }
    about
}
