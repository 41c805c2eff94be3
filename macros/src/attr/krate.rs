use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{LitStr, Path};

use super::value;

const EXAMPLE: &str = "crate = ::plumberd";

/// `crate = ::path::to::plumberd`, as a path or as text.
pub(super) fn read(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    value::eq(key, input, EXAMPLE)?;
    let at = input.span();
    let path = if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        text.parse_with(Path::parse_mod_style)
    } else {
        input.call(Path::parse_mod_style)
    };
    let path = path.map_err(|_| syn::Error::new(at, format!("expected a path: `{EXAMPLE}`")))?;
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() || first == "crate" {
        return Ok(path);
    }
    let text: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let text = text.join("::");
    let message = if first == "self" || first == "super" {
        format!("`{text}` means something else in every module: begin the path with `crate::`")
    } else {
        format!(
            "`{text}` could be a crate or a module of yours: write `::{text}` for a crate, `crate::{text}` for a module"
        )
    };
    Err(syn::Error::new(at, message))
}
