//! Reads `#[event(…)]`, key by key, past every error.

mod builtin;
mod field;
mod fixed;
mod item;
mod krate;
mod value;

pub(crate) use builtin::{deprecation, doc, serde_instead};
pub(crate) use field::{FieldAttrs, Place as FieldPlace};
pub(crate) use fixed::FixedValue;
pub(crate) use item::{Category, Encoding, ItemAttrs, Place as ItemPlace, Profile};
pub(crate) use value::{DefaultValue, Reserved, Wire, at};

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Meta, Token};

use crate::ctxt::Ctxt;
use crate::suggest;

/// Where keys stand, and which are allowed there.
struct Keys {
    /// "an event", "a field".
    place: &'static str,
    allowed: &'static [&'static str],
    /// Keys that people look for here, and where they are.
    elsewhere: &'static [(&'static str, &'static str)],
}

/// The keys that an item has been given, with their places.
#[derive(Debug, Default, Clone)]
pub(crate) struct Given(Vec<Ident>);

impl Given {
    /// Where a key stands.
    pub(crate) fn key(&self, name: &str) -> Option<Span> {
        self.0.iter().find(|key| *key == name).map(Ident::span)
    }

    /// All keys in the order that they were given.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Ident> {
        self.0.iter()
    }
}

/// Reads all `#[event(…)]` of an item. `take` reads the value of one key.
fn read(
    attrs: &[Attribute],
    cx: &Ctxt,
    keys: &Keys,
    mut take: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> Given {
    let mut given = Given::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("event")) {
        let list = match &attr.meta {
            Meta::List(list) => list,
            Meta::Path(path) => {
                let at = path.get_ident().map_or_else(Span::call_site, Ident::span);
                cx.error(at, "expected keys in parentheses: `#[event(…)]`");
                continue;
            }
            Meta::NameValue(pair) => {
                cx.error(pair.eq_token.span, "expected keys in parentheses: `#[event(…)]`");
                continue;
            }
        };
        let parsed = list.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = read_key(input, keys, &mut given, &mut take) {
                    cx.syn(error);
                    skip_value(input)?;
                } else if !input.is_empty() && !input.peek(Token![,]) {
                    cx.error(input.span(), "expected `,` between two keys");
                    skip_value(input)?;
                }
                input.parse::<Option<Token![,]>>()?;
            }
            Ok(())
        });
        cx.ok(parsed);
    }
    given
}

fn read_key(
    input: ParseStream<'_>,
    keys: &Keys,
    given: &mut Given,
    take: &mut impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        let message =
            format!("expected a key of {}: {}", keys.place, suggest::one_of(keys.allowed));
        return Err(syn::Error::new(input.span(), message));
    }
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    if !keys.allowed.contains(&name.as_str()) {
        let known = keys.elsewhere.iter().find(|(other, _)| *other == name);
        let message = match known {
            Some((_, hint)) => format!("`{name}` is not a key of {}: {hint}", keys.place),
            None => suggest::unknown(&format!("key of {}", keys.place), &name, keys.allowed),
        };
        // What was meant counts as given, so that it is not reported as missing too.
        given.0.extend(
            suggest::nearest(&name, keys.allowed).map(|meant| Ident::new(meant, key.span())),
        );
        return Err(syn::Error::new(key.span(), message));
    }
    if given.key(&name).is_some() {
        return Err(syn::Error::new(key.span(), format!("`{name}` is given twice")));
    }
    given.0.push(key.clone());
    take(&key, input)
}

/// Reads on to the next comma.
fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
