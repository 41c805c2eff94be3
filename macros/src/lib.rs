//! The derives of plumberd: [`PlumberdEvent`], [`PlumberdData`] and [`PlumberdEvents`].
//!
//! Use them through the crate `plumberd`, which re-exports them and holds the traits that they
//! implement. `docs/attributes.md` of the repository lists every key of `#[event(…)]`.
//!
//! A derive runs in three steps: `attr` and `ast` read the item, `check` holds it to the rules,
//! `expand` writes the impls. Errors are collected on the way, so that one build shows all of them,
//! and the impls are written all the same, empty, so that one mistake is one error.
//!
//! The generated code names everything by its full path, inside a `const _: () = { … };`, and begins
//! its own names with `__`: no import, type or inherent method of the user can change what it means.
#![forbid(unsafe_code)]

mod ast;
mod attr;
mod check;
mod ctxt;
mod expand;
mod schema;
mod suggest;
#[cfg(test)]
mod tests;

use plumberd_schema::case;
use proc_macro::TokenStream;

/// Makes a struct an event: `Event`, `DecodeEvent`, JSON, and Protobuf if its fields have tags.
#[proc_macro_derive(PlumberdEvent, attributes(event))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    expand(expand::Derive::Event, input)
}

/// Makes a struct or an enum a field type of events: a nested struct, a value enum, a oneof (an enum
/// with data) or a transparent newtype.
#[proc_macro_derive(PlumberdData, attributes(event))]
pub fn derive_data(input: TokenStream) -> TokenStream {
    expand(expand::Derive::Data, input)
}

/// Makes an enum the set of events that a reader understands.
#[proc_macro_derive(PlumberdEvents, attributes(event))]
pub fn derive_events(input: TokenStream) -> TokenStream {
    expand(expand::Derive::Events, input)
}

/// Expands a derive, against the schemas that a build script has compiled for the crate.
fn expand(derive: expand::Derive, input: TokenStream) -> TokenStream {
    let schemas = std::env::var_os("PLUMBERD_SCHEMAS").map(std::path::PathBuf::from);
    expand::derive(derive, input.into(), schemas.as_deref()).into()
}
