//! A type with `#[event(proto = "…")]` is what the schema says. Names and numbers are compared here;
//! what the fields' types are, only the compiler sees: those claims are kept for it.

mod holder;
mod message;
mod values;

use std::path::Path;

use proc_macro2::Span;

pub(crate) use message::hold as message;

use crate::ast::DataType;
use crate::ctxt::Ctxt;
use crate::schema::Schemas;

/// Holds a data type to its schema.
pub(crate) fn data(data: &mut DataType, schemas: Option<&Path>, cx: &Ctxt) {
    match data {
        DataType::Message(it) => message::hold(it, schemas, cx),
        DataType::Enum(it) => values::hold(it, schemas, cx),
        DataType::Oneof(it) => message::hold_oneof(it, schemas, cx),
        DataType::Newtype(_) => {}
    }
}

/// The schemas, when a build script has compiled some.
fn load(path: Option<&Path>, at: Span, cx: &Ctxt) -> Option<(Schemas, String)> {
    let path = path?;
    match Schemas::load(path) {
        Ok(schemas) => {
            let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            Some((schemas?, file.to_string_lossy().into_owned()))
        }
        Err(message) => {
            cx.error(at, message);
            None
        }
    }
}

/// A message is found, or the reason is reported at the literal.
fn find<T>(found: Result<T, String>, at: Span, cx: &Ctxt) -> Option<T> {
    found.map_err(|message| cx.error(at, message)).ok()
}
