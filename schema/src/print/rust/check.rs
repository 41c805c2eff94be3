//! What the source cannot say.

use super::names::extern_path;
use super::{Context, well_known};
use crate::WireFormat;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Field, Kind, Type};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for ty in cx.schema.types.values() {
        if cx.local(&ty.full_name()).is_none() {
            continue;
        }
        for field in ty.fields() {
            missing_type(cx, ty, field, &mut found);
            map_format(ty, field, &mut found);
            fixed(cx, ty, field, &mut found);
        }
    }
    found
}

fn missing_type(cx: &Context<'_>, ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let Some(name) = field.kind.named() else { return };
    if cx.local(name).is_none()
        && well_known::find(name).is_none()
        && extern_path(cx.options, name).is_none()
    {
        let message = format!(
            "`{}.{}` is a `{name}`, which is not among the types and has no Rust type",
            ty.full_name(),
            field.name
        );
        found.push(
            Diagnostic::new(Severity::Error, "rust-type", message).at(field.place.clone()).help(
                format!(
                    "say where it is with `extern_path(\"{name}\", \"…\")`, or import its file"
                ),
            ),
        );
    }
}

/// Keys and values of a map are plain varints.
fn map_format(ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let Kind::Map(key, value) = field.kind.required() else { return };
    let is_plain = |kind: &Kind| {
        matches!(
            kind,
            Kind::Int(_, WireFormat::Plain) | Kind::UInt(_, WireFormat::Plain | WireFormat::ZigZag)
        ) || !matches!(kind, Kind::Int(..) | Kind::UInt(..))
    };
    if !is_plain(key) || !is_plain(value) {
        let message = format!(
            "`{}.{}` is a `{}`, and plumberd has no maps of `sint` and `fixed` integers",
            ty.full_name(),
            field.name,
            field.kind
        );
        found.push(
            Diagnostic::new(Severity::Error, "rust-map", message)
                .at(field.place.clone())
                .help("use `int32`, `int64`, `uint32` or `uint64`, or a list of messages"),
        );
    }
}

fn fixed(cx: &Context<'_>, ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let Some(fixed) = &field.fixed else { return };
    if field.oneof.is_some() || cx.fixed_type(&field.kind, fixed, &Vec::new()).is_none() {
        let message = format!(
            "`{}.{}` is a `{}` and cannot have the fixed value {fixed}",
            ty.full_name(),
            field.name,
            field.kind
        );
        found.push(
            Diagnostic::new(Severity::Error, "rust-fixed", message)
                .at(field.place.clone())
                .help("fixed values are texts, integers and `bool`, outside of oneofs"),
        );
    }
}
