use std::collections::BTreeSet;

use super::Layout;
use super::literal::attribute;
use crate::model::{Kind, Shape, Type};

/// The module, the class and a call that makes an event, if its fields are simple.
pub(super) fn sample(layout: &Layout<'_>, ty: &Type) -> Option<(String, String, String)> {
    let Shape::Message(message) = &ty.shape else { return None };
    if message.union || !message.oneofs.is_empty() {
        return None;
    }
    let mut taken = BTreeSet::from(["id".to_owned()]);
    let mut arguments = Vec::new();
    for field in message.fields.iter().filter(|field| !field.id) {
        let name = attribute(&mut taken, &field.name);
        if field.fixed.is_some() || field.default || matches!(field.kind, Kind::Optional(_)) {
            continue;
        }
        let value = match &field.kind {
            Kind::Bool => "True",
            Kind::Int(..) | Kind::UInt(..) => "1",
            Kind::F32 | Kind::F64 => "1.5",
            Kind::String => "\"text\"",
            Kind::Bytes => "b\"bytes\"",
            Kind::List(_) => "[]",
            Kind::Map(..) => "{}",
            _ => return None,
        };
        arguments.push(format!("{name}={value}"));
    }
    let class = layout.classes.of(&ty.full_name()).to_owned();
    let call = format!("{class}({})", arguments.join(", "));
    Some((layout.module(&ty.package), class, call))
}
