//! What the source cannot say.

use super::names::extern_path;
use super::{Context, well_known};
use crate::WireFormat;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::model::{Field, Kind, Type};

const TYPE: Rule = Rule {
    code: "rust-type",
    summary: "Every type of a field has a Rust type.",
    explanation: "\
A field's type is generated, one of plumberd's own (`plumberd::types` has those of `google.protobuf` that
events use), or named with `extern_path`. A type of a file that is imported and not compiled is none of them.

Breaks the rule:

    google.type.Date due = 1;

Keeps it, with `.extern_path(\"google.type\", \"::my_types\")`, or as:

    google.protobuf.Timestamp due = 1;
",
};

const MAP: Rule = Rule {
    code: "rust-map",
    summary: "The integers of a map are plain ones.",
    explanation: "\
`sint` and `fixed` integers are a way to write an `int` in fewer or in always as many bytes. plumberd has it
for fields and lists, not for the keys and values of a map.

Breaks the rule:

    map<string, sint32> offsets = 1;

Keeps it:

    map<string, int32> offsets = 1;
",
};

const SET: Rule = Rule {
    code: "rust-set",
    summary: "What is in a set has an order.",
    explanation: "\
A set is a `BTreeSet`. Floats and free-form JSON have no order, and so has no message that holds them.

Breaks the rule:

    repeated double sizes = 1 [(plumberd.v1.field).kind = \"set<double>\"];

Keeps it:

    repeated double sizes = 1;
",
};

const BYTE: Rule = Rule {
    code: "rust-byte",
    summary: "A list of `uint8` is `bytes`.",
    explanation: "\
In Rust a `Vec<u8>` is bytes, so a list of numbers that small is none. And there is no `fixed8`, which would
take four bytes for one.

Breaks the rule:

    repeated uint32 levels = 1 [(plumberd.v1.field).kind = \"uint8\"];

Keeps it:

    bytes levels = 1;
",
};

const FIXED: Rule = Rule {
    code: "rust-fixed",
    summary: "A fixed value is a text, an integer or a truth value.",
    explanation: "\
A field with a `fixed_value` takes no room in Rust: its type is `plumberd::Fixed<T>`. `T` is a text, an
integer or `bool`, and the field is in no oneof.

Breaks the rule:

    bytes version = 2 [(plumberd.v1.fixed_value) = \"v1\"];

Keeps it:

    string version = 2 [(plumberd.v1.fixed_value) = \"v1\"];
",
};

const EVENT: Rule = Rule {
    code: "rust-event",
    summary: "An event is in no field.",
    explanation: "\
What is stored as an event of its own is not a part of another message, and not of itself: readers would
have to know which of the two they look at.

Breaks the rule, in CommentAdded.proto:

    message CommentAdded { string text = 1; repeated CommentAdded replies = 2; }

Keeps it:

    message CommentAdded { Comment comment = 1; }
    message Comment { string text = 1; repeated Comment replies = 2; }
",
};

/// The rules of [`check`](super::check()).
pub const RULES: &[Rule] = &[TYPE, MAP, SET, BYTE, FIXED, EVENT];

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for ty in cx.schema.types.values() {
        if cx.local(&ty.full_name()).is_none() {
            continue;
        }
        for field in ty.fields() {
            missing_type(cx, ty, field, &mut found);
            event(cx, ty, field, &mut found);
            map_format(ty, field, &mut found);
            set(cx, ty, field, &mut found);
            byte(ty, field, &mut found);
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
            Diagnostic::new(Severity::Error, TYPE.code, message).at(field.place.clone()).help(
                format!(
                    "say where it is with `extern_path(\"{name}\", \"…\")`, or import its file"
                ),
            ),
        );
    }
}

fn event(cx: &Context<'_>, ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let Some(name) = field.kind.named() else { return };
    if cx.local(name).is_some_and(|ty| ty.event.is_some()) {
        let message =
            format!("`{}.{}` is a `{name}`, which is an event", ty.full_name(), field.name);
        found.push(
            Diagnostic::new(Severity::Error, EVENT.code, message).at(field.place.clone()).help(
                "move what both have in common to a message of its own, or mark the event `option (plumberd.v1.data) = {}`",
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
            Diagnostic::new(Severity::Error, MAP.code, message)
                .at(field.place.clone())
                .help("use `int32`, `int64`, `uint32` or `uint64`, or a list of messages"),
        );
    }
}

fn set(cx: &Context<'_>, ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let Kind::Set(inner) = field.kind.required() else { return };
    if !cx.traits.is_eq(inner) {
        let message = format!(
            "`{}.{}` is a `{}`, and a `{inner}` has no order",
            ty.full_name(),
            field.name,
            field.kind
        );
        found.push(
            Diagnostic::new(Severity::Error, SET.code, message)
                .at(field.place.clone())
                .help("make it a list: drop the `kind`"),
        );
    }
}

fn byte(ty: &Type, field: &Field, found: &mut Vec<Diagnostic>) {
    let is_list = matches!(field.kind.required(), Kind::List(_) | Kind::Array(..));
    let is_byte = match field.kind.element() {
        Kind::UInt(8, WireFormat::Fixed) => true,
        Kind::UInt(8, _) => is_list,
        _ => false,
    };
    if is_byte {
        let message = format!(
            "`{}.{}` is a `{}`, which Rust has as bytes only",
            ty.full_name(),
            field.name,
            field.kind
        );
        found.push(
            Diagnostic::new(Severity::Error, BYTE.code, message)
                .at(field.place.clone())
                .help("make it `bytes`, or drop the `kind`"),
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
            Diagnostic::new(Severity::Error, FIXED.code, message)
                .at(field.place.clone())
                .help("fixed values are texts, integers and `bool`, outside of oneofs"),
        );
    }
}
