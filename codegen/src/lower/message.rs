use std::collections::BTreeMap;

use plumberd_schema::case::to_pascal;
use plumberd_schema::model::{Field, Message, Oneof, Place, Reserved, Shape, Type};
use prost_reflect::{FieldDescriptor, MessageDescriptor, OneofDescriptor};

use super::{Context, Lower, Origin};
use crate::options::Set;
use crate::rules::{self, error};

impl Lower<'_> {
    pub(super) fn message(&mut self, context: &Context<'_>, descriptor: &MessageDescriptor) {
        if descriptor.is_map_entry() {
            return;
        }
        let (event, data) = self.options.message(descriptor);
        let mut message = Message::default();
        let mut indices: BTreeMap<String, usize> = BTreeMap::new();
        for oneof in descriptor.oneofs().filter(|oneof| !oneof.is_synthetic()) {
            indices.insert(oneof.name().to_owned(), message.oneofs.len());
            message.oneofs.push(self.oneof(context, &oneof));
        }
        let mut fields: Vec<FieldDescriptor> = descriptor.fields().collect();
        fields.sort_by_key(|field| field.path().last().copied());
        for field in fields {
            let oneof = field
                .containing_oneof()
                .filter(|oneof| !oneof.is_synthetic())
                .and_then(|oneof| indices.get(oneof.name()).copied());
            let reserved = &descriptor.descriptor_proto().reserved_name;
            self.reserved_name(context, field.path(), field.name(), reserved);
            message.fields.push(self.field(context, &field, oneof));
        }
        self.union(context, descriptor, data.as_ref(), &mut message);
        self.json_names(context, descriptor, &message);
        let raw = descriptor.descriptor_proto();
        let mut doc = context.places.doc(descriptor.path());
        let is_deprecated =
            raw.options.as_ref().is_some_and(prost_types::MessageOptions::deprecated);
        let ty = Type {
            name: data.as_ref().and_then(|data| data.text("name")),
            deprecated: deprecated(is_deprecated, &mut doc),
            doc,
            shape: Shape::Message(message),
            reserved: Reserved {
                numbers: raw
                    .reserved_range
                    .iter()
                    .map(|range| (i64::from(range.start()), i64::from(range.end()) - 1))
                    .collect(),
                names: raw.reserved_name.clone(),
            },
            place: Some(context.places.at(descriptor.path())),
            ..Type::message(context.package, context.path(descriptor.full_name()))
        };
        if let Some(name) = &ty.name {
            self.type_name(context, descriptor.path(), name);
        }
        let origin = Origin {
            file: context.name.to_owned(),
            project: context.project,
            top: descriptor.parent_message().is_none(),
            event,
            data,
        };
        self.out.origins.insert(descriptor.full_name().to_owned(), origin);
        self.out.schema.insert(ty);
        for inner in descriptor.child_messages() {
            self.message(context, &inner);
        }
        for inner in descriptor.child_enums() {
            self.enumeration(context, &inner);
        }
    }

    /// Reserved numbers are the compiler's business, names are not.
    pub(super) fn reserved_name(
        &mut self,
        context: &Context<'_>,
        path: &[i32],
        name: &str,
        reserved: &[String],
    ) {
        if reserved.iter().any(|it| it == name) {
            self.push(
                error(&rules::DEFINITION, format!("the name `{name}` is reserved"))
                    .at(context.places.at(path))
                    .help("give it another name: the reserved one had another meaning"),
            );
        }
    }

    fn oneof(&mut self, context: &Context<'_>, descriptor: &OneofDescriptor) -> Oneof {
        let rules = self.options.oneof(descriptor);
        let name = descriptor.name();
        let type_name = rules.text("type");
        if let Some(name) = &type_name {
            self.type_name(context, descriptor.path(), name);
        }
        Oneof {
            json_name: rules.text("name").unwrap_or_else(|| to_pascal(name)),
            type_name: type_name.unwrap_or_else(|| to_pascal(name)),
            name: name.to_owned(),
            required: rules.flag("required"),
            default: rules.flag("default"),
            aliases: rules.texts("aliases"),
            doc: context.places.doc(descriptor.path()),
            place: Some(context.places.at(descriptor.path())),
        }
    }

    /// Marks a message that is nothing but its oneof.
    fn union(
        &mut self,
        context: &Context<'_>,
        descriptor: &MessageDescriptor,
        data: Option<&Set>,
        message: &mut Message,
    ) {
        if !data.is_some_and(|data| data.flag("union")) {
            return;
        }
        message.union =
            message.oneofs.len() == 1 && message.fields.iter().all(|field| field.oneof.is_some());
        if let (true, Some(oneof)) = (message.union, message.oneofs.first_mut()) {
            oneof.required = true;
            return;
        }
        let other = message.fields.iter().find(|field| field.oneof.is_none());
        let (text, place) = match (message.oneofs.get(1), other) {
            (_, Some(field)) => (
                format!(
                    "the union `{}` has the field `{}` beside its oneof",
                    descriptor.name(),
                    field.name
                ),
                field.place.clone(),
            ),
            (Some(oneof), None) => (
                format!("the union `{}` has a second oneof, `{}`", descriptor.name(), oneof.name),
                oneof.place.clone(),
            ),
            (None, None) => (
                format!("the union `{}` has no oneof", descriptor.name()),
                context.places.find(descriptor.path()),
            ),
        };
        self.push(
            error(&rules::UNION, text)
                .at(place)
                .help("leave one oneof and nothing else, or drop `union`"),
        );
    }

    /// Finds names that would need escapes in JSON, which none is written with.
    pub(super) fn json_text(
        &mut self,
        owner: &str,
        name: &str,
        aliases: &[String],
        place: Option<&Place>,
    ) {
        for text in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
            let fault = if text.is_empty() {
                "which is empty"
            } else if text.chars().any(|c| c == '"' || c == '\\' || c.is_control()) {
                "which has quotes, backslashes or control characters"
            } else {
                continue;
            };
            self.push(
                error(&rules::JSON_NAME, format!("`{owner}` has the JSON name {text:?}, {fault}"))
                    .at(place.cloned())
                    .help("names in JSON are written as they are: leave out what would be escaped"),
            );
        }
    }

    /// Finds fields that have one key in the profile micro-plumberd.
    fn json_names(
        &mut self,
        context: &Context<'_>,
        descriptor: &MessageDescriptor,
        message: &Message,
    ) {
        let mut scopes: Vec<Keys> = Vec::new();
        scopes.resize_with(message.oneofs.len() + 1, Keys::default);
        for keys in scopes.iter_mut().skip(1) {
            keys.owners.insert("Kind".to_owned(), "the choice itself".to_owned());
        }
        let mut named: Vec<(usize, Named<'_>)> = Vec::new();
        let oneofs = message.oneofs.iter().filter(|_| !message.union);
        named.extend(oneofs.map(|oneof| {
            let Oneof { name, json_name, aliases, place, .. } = oneof;
            (0, Named { name, json_name, aliases, place: place.as_ref() })
        }));
        named.extend(message.fields.iter().map(|field| {
            let Field { name, json_name, aliases, place, .. } = field;
            let scope = field.oneof.map_or(0, |oneof| oneof + 1);
            (scope, Named { name, json_name, aliases, place: place.as_ref() })
        }));
        named.sort_by_key(|(_, named)| named.place);
        for (_, named) in &named {
            self.json_text(named.name, named.json_name, named.aliases, named.place);
        }
        for (scope, named) in &named {
            if let Some(keys) = scopes.get_mut(*scope) {
                keys.add(named);
            }
        }
        for (key, first, second, place) in scopes.into_iter().flat_map(|keys| keys.twice) {
            let place = place.unwrap_or_else(|| context.places.at(descriptor.path()));
            self.push(
                error(
                    &rules::JSON_NAME,
                    format!("`{second}` has the JSON key `{key}`, which {first} has"),
                )
                .at(place)
                .help("give it another, with `[(plumberd.v1.field).name = \"…\"]`"),
            );
        }
    }
}

/// What has JSON keys.
struct Named<'a> {
    name: &'a str,
    json_name: &'a str,
    aliases: &'a [String],
    place: Option<&'a Place>,
}

/// The JSON keys of an object.
#[derive(Default)]
struct Keys {
    owners: BTreeMap<String, String>,
    /// A key, who has it, who also has it, and where.
    twice: Vec<(String, String, String, Option<Place>)>,
}

impl Keys {
    fn add(&mut self, named: &Named<'_>) {
        for key in std::iter::once(named.json_name).chain(named.aliases.iter().map(String::as_str))
        {
            if let Some(first) = self.owners.get(key) {
                let (first, second) = (first.clone(), named.name.to_owned());
                self.twice.push((key.to_owned(), first, second, named.place.cloned()));
            } else {
                self.owners.insert(key.to_owned(), format!("`{}`", named.name));
            }
        }
    }
}

/// The note on why something is deprecated. Protobuf has no place for it but the end of the comment,
/// `Deprecated: use …`, which it is taken out of.
pub(super) fn deprecated(is: bool, doc: &mut String) -> Option<String> {
    if !is {
        return None;
    }
    let (before, last) = doc.rsplit_once('\n').unwrap_or(("", doc));
    let note =
        last.strip_prefix("Deprecated: ").filter(|_| before.is_empty() || before.ends_with('\n'));
    let Some(note) = note.map(str::to_owned) else { return Some(String::new()) };
    *doc = before.trim_end_matches('\n').to_owned();
    Some(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_on_deprecation() {
        for (doc, note, rest) in [
            ("Text.\n\nDeprecated: use B.", "use B.", "Text."),
            ("Deprecated: use B.", "use B.", ""),
            ("Text.\nDeprecated: as it is.", "", "Text.\nDeprecated: as it is."),
            ("Text.", "", "Text."),
            ("", "", ""),
        ] {
            let mut text = doc.to_owned();
            assert_eq!(deprecated(true, &mut text).as_deref(), Some(note));
            assert_eq!(text, rest);
            assert_eq!(deprecated(false, &mut text), None);
        }
    }
}
