//! What Rust's own attributes say.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

use crate::ctxt::Ctxt;

/// The doc comment, lines joined by `\n`.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let mut doc = String::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attr.meta else { continue };
        let Some(line) = text(&pair.value) else { continue };
        for line in line.lines() {
            doc.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
            doc.push('\n');
        }
        if line.is_empty() {
            doc.push('\n');
        }
    }
    doc.trim().to_owned()
}

/// The note of `#[deprecated]`, if the attribute is there.
pub(crate) fn deprecation(attrs: &[Attribute]) -> Option<String> {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("deprecated"))?;
    let note = match &attr.meta {
        Meta::Path(_) => None,
        Meta::NameValue(pair) => text(&pair.value),
        Meta::List(list) => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .ok()
            .and_then(|keys| {
                keys.iter().find_map(|key| match key {
                    Meta::NameValue(pair) if pair.path.is_ident("note") => text(&pair.value),
                    _ => None,
                })
            }),
    };
    Some(note.unwrap_or_default())
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Refuses `#[serde(…)]` on a field of a type whose serde traits are ours: it would be ignored.
pub(crate) fn serde_instead(attrs: &[Attribute], cx: &Ctxt) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let keys = match &attr.meta {
            Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        let key = keys.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let instead = match key {
            "rename" => "write `#[event(name = \"…\")]`",
            "alias" => "write `#[event(aliases(\"…\"))]`",
            "rename_all" => "write `#[event(rename_all = \"…\")]`",
            "default" => "write `#[event(default)]`",
            "skip" | "skip_serializing" | "skip_deserializing" => "write `#[event(skip)]`",
            "skip_serializing_if" => "remove it: `None` is left out anyway",
            "flatten" => {
                "write `#[event(oneof)]` on an enum with data; other types cannot be flattened"
            }
            "with" | "serialize_with" | "deserialize_with" | "into" | "from" | "try_from" => {
                "use a field type that implements `Field`, for example a newtype with `#[derive(PlumberdData)]`"
            }
            _ => "remove it",
        };
        let at = attr
            .path()
            .get_ident()
            .map_or_else(proc_macro2::Span::call_site, proc_macro2::Ident::span);
        cx.error(
            at,
            format!("`#[serde(…)]` has no effect here, since `interop(serde)` writes plumberd's own form: {instead}"),
        );
    }
}
