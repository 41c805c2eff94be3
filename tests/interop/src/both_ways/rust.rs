//! What Rust types keep of a schema.
use plumberd_schema::model::{Oneof, Schema, Shape};

/// The schema without what has no place in a Rust type.
pub fn kept(mut schema: Schema) -> Schema {
    for ty in schema.types.values_mut() {
        if let Some(event) = &mut ty.event {
            // Printed without `supersedes`, a newer version reads nothing older.
            event.oldest = event.version;
            // The name on the wire is the one that a Rust event says.
            let name = event.type_name.clone();
            ty.name = (ty.path.rsplit('.').next() != Some(&*name)).then_some(name);
        }
        // Numbers of fields end there, and the attribute has room for those only.
        const MAX: i64 = 536_870_911;
        ty.reserved.numbers.retain(|(_, high)| *high > 0);
        for (low, high) in &mut ty.reserved.numbers {
            (*low, *high) = ((*low).max(1), (*high).min(MAX));
        }
        let name = ty.bare_name().to_owned();
        let Shape::Message(message) = &mut ty.shape else { continue };
        for field in &mut message.fields {
            // Both say what a missing key is read as.
            field.default &= field.fixed.is_none() && field.oneof.is_none();
        }
        for oneof in &mut message.oneofs {
            // `Option` says so.
            oneof.default = false;
        }
        if message.union {
            // The enum stands for the message, and its oneof has no name in Rust.
            message.oneofs = vec![Oneof {
                name: "kind".to_owned(),
                json_name: "Kind".to_owned(),
                type_name: name,
                required: true,
                default: false,
                aliases: Vec::new(),
                doc: String::new(),
                place: None,
            }];
        }
    }
    schema
}

/// The schema with one space where comments have several: a tab in Rust is four of them.
pub fn one_space(mut schema: Schema) -> Schema {
    for ty in schema.types.values_mut() {
        let mut docs = vec![&mut ty.doc];
        match &mut ty.shape {
            Shape::Message(message) => {
                docs.extend(message.fields.iter_mut().map(|field| &mut field.doc));
                docs.extend(message.oneofs.iter_mut().map(|oneof| &mut oneof.doc));
            }
            Shape::Enum(values) => {
                docs.extend(values.values.iter_mut().map(|value| &mut value.doc))
            }
        }
        for doc in docs {
            let lines =
                doc.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            *doc = lines.collect::<Vec<_>>().join("\n");
        }
    }
    schema
}
