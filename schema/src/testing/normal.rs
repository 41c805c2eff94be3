use crate::model::{Schema, Shape};

/// Without what `.proto` files do not keep: places, notes on deprecation, white space around comments,
/// the order of a oneof's fields among others, and that of values before the one with number 0.
#[must_use]
pub fn normal(mut schema: Schema) -> Schema {
    for ty in schema.types.values_mut() {
        ty.place = None;
        doc(&mut ty.doc, &mut ty.deprecated);
        ty.reserved.numbers.sort_unstable();
        match &mut ty.shape {
            Shape::Message(message) => {
                let mut first = vec![None; message.oneofs.len()];
                for (index, field) in message.fields.iter_mut().enumerate() {
                    field.place = None;
                    doc(&mut field.doc, &mut field.deprecated);
                    if let Some(first) = field.oneof.and_then(|oneof| first.get_mut(oneof)) {
                        first.get_or_insert(index);
                    }
                }
                let mut fields: Vec<_> =
                    std::mem::take(&mut message.fields).into_iter().enumerate().collect();
                fields.sort_by_key(|(index, field)| {
                    let first = field.oneof.and_then(|oneof| first.get(oneof).copied().flatten());
                    (first.unwrap_or(*index), *index)
                });
                message.fields = fields.into_iter().map(|(_, field)| field).collect();
                for oneof in &mut message.oneofs {
                    oneof.place = None;
                    doc(&mut oneof.doc, &mut None);
                }
            }
            Shape::Enum(values) => {
                values.values.sort_by_key(|value| value.number != 0);
                for value in &mut values.values {
                    value.place = None;
                    doc(&mut value.doc, &mut value.deprecated);
                }
            }
        }
    }
    schema
}

/// A note on deprecation is the end of the comment.
fn doc(doc: &mut String, deprecated: &mut Option<String>) {
    let text = doc.replace(|c: char| c.is_control() && c != '\n', " ");
    let mut lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
    let note = deprecated.as_mut().map(std::mem::take).unwrap_or_default();
    let note = note.replace(|c: char| c.is_control(), " ");
    let note = format!("Deprecated: {note}");
    if note != "Deprecated: " {
        if !lines.is_empty() {
            lines.push("");
        }
        lines.push(&note);
    }
    *doc = lines.join("\n");
}
