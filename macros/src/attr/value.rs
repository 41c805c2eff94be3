//! The values of keys. Every error shows how the key is written.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Lit, LitBool, LitInt, LitStr, Token, parenthesized};

use crate::suggest;

/// How an integer travels in Protobuf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    ZigZag,
    Fixed,
}

/// Numbers and names that must not be used again.
#[derive(Default, Clone)]
pub(crate) struct Reserved {
    pub(crate) ranges: Vec<(u32, u32)>,
    pub(crate) names: Vec<String>,
}

/// The value of an absent field.
#[derive(Clone)]
pub(crate) enum DefaultValue {
    /// The type's own default.
    Type,
    /// An expression.
    Expr(Expr),
}

impl DefaultValue {
    /// The expression for a field of this type. Text becomes whatever text type the field has.
    pub(crate) fn tokens(&self, ty: &syn::Type) -> TokenStream {
        match self {
            Self::Type => quote_spanned!(at(ty)=> <#ty as ::core::default::Default>::default()),
            Self::Expr(Expr::Lit(lit)) if matches!(lit.lit, Lit::Str(_)) => {
                quote_spanned!(at(ty)=> <#ty as ::core::convert::From<&_>>::from(#lit))
            }
            Self::Expr(expr) => expr.to_token_stream(),
        }
    }
}

/// The place of some tokens, with the name resolution of the derive.
pub(crate) fn at(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}

/// `= value`, where `example` shows the whole key.
pub(crate) fn eq(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<()> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Ok(());
        }
    }
    Err(syn::Error::new(key.span(), format!("`{key}` needs a value: `{example}`")))
}

/// `= "text"`.
pub(crate) fn string(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<LitStr> {
    eq(key, input, example)?;
    literal_string(input, example)
}

fn literal_string(input: ParseStream<'_>, example: &str) -> syn::Result<LitStr> {
    if input.peek(LitStr) {
        return input.parse();
    }
    Err(syn::Error::new(input.span(), format!("expected a string literal: `{example}`")))
}

/// `= "package.v1.Name"`: the full name of a message or enum.
pub(crate) fn full_name(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let example = format!("{key} = \"recording.v1.RecordingFinished\"");
    let name = string(key, input, &example)?;
    let text = name.value();
    if let Some(rest) = text.strip_prefix('.') {
        let message = format!("a full name has no dot in front: write {rest:?}");
        return Err(syn::Error::new(name.span(), message));
    }
    if !text.split('.').all(is_proto_word) {
        let message = format!("{text:?} is not the full name of a message or enum: `{example}`");
        return Err(syn::Error::new(name.span(), message));
    }
    Ok(name)
}

/// `= "recording_id"`: the name of a field or value in Protobuf.
pub(crate) fn proto_name(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    const EXAMPLE: &str = "proto_name = \"recording_id\"";
    let name = string(key, input, EXAMPLE)?;
    if is_proto_word(&name.value()) {
        return Ok(name);
    }
    let message = format!(
        "{:?} is not a name in Protobuf: letters, digits and `_`, no digit first",
        name.value()
    );
    Err(syn::Error::new(name.span(), message))
}

fn is_proto_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `= "one of a few"`.
pub(crate) fn choice<T>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    names: &[&'static str],
    parse: impl FnOnce(&str) -> Option<T>,
) -> syn::Result<T> {
    let text = string(key, input, example)?;
    parse(&text.value()).ok_or_else(|| {
        syn::Error::new(
            text.span(),
            suggest::unknown(&format!("value of `{key}`"), &text.value(), names),
        )
    })
}

/// `= 1`: a field number.
pub(crate) fn tag(key: &Ident, input: ParseStream<'_>) -> syn::Result<(i64, Span)> {
    const EXAMPLE: &str = "tag = 1";
    eq(key, input, EXAMPLE)?;
    let negative = input.parse::<Option<Token![-]>>()?;
    if !input.peek(LitInt) {
        return Err(syn::Error::new(input.span(), format!("expected a whole number: `{EXAMPLE}`")));
    }
    let literal: LitInt = input.parse()?;
    let value = number(&literal)?;
    Ok((if negative.is_some() { -value } else { value }, literal.span()))
}

fn number(literal: &LitInt) -> syn::Result<i64> {
    literal.base10_parse::<i64>().map_err(|_| {
        syn::Error::new(
            literal.span(),
            "this is not a number that Protobuf has: use 1 to 536870911",
        )
    })
}

/// No value.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![=]) || input.peek(syn::token::Paren) {
        return Err(syn::Error::new(input.span(), format!("`{key}` takes no value")));
    }
    Ok(())
}

/// `= true` or `= false`.
pub(crate) fn boolean(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<bool> {
    eq(key, input, example)?;
    if input.peek(LitBool) {
        return Ok(input.parse::<LitBool>()?.value);
    }
    Err(syn::Error::new(input.span(), format!("expected `true` or `false`: `{example}`")))
}

/// `("A", "B")`: at least one item.
pub(crate) fn list<T>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    mut item: impl FnMut(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(syn::token::Paren) {
        let at = if input.is_empty() || input.peek(Token![,]) { key.span() } else { input.span() };
        return Err(syn::Error::new(at, format!("expected a list in parentheses: `{example}`")));
    }
    let content;
    parenthesized!(content in input);
    let mut items = Vec::new();
    while !content.is_empty() {
        items.push(item(&content).inspect_err(|_| drop(content.parse::<TokenStream>()))?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if items.is_empty() {
        return Err(syn::Error::new(key.span(), format!("`{key}` is empty: `{example}`")));
    }
    Ok(items)
}

/// `("A", "B")`.
pub(crate) fn strings(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
) -> syn::Result<Vec<LitStr>> {
    list(key, input, example, |item| literal_string(item, example))
}

/// `(serde, prost)`: names out of a few.
pub(crate) fn idents(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    names: &[&'static str],
) -> syn::Result<Vec<Ident>> {
    list(key, input, example, |item| {
        if !item.peek(Ident::peek_any) {
            return Err(syn::Error::new(item.span(), format!("expected a name: `{example}`")));
        }
        let name = item.call(Ident::parse_any)?;
        if names.contains(&name.to_string().as_str()) {
            Ok(name)
        } else {
            Err(syn::Error::new(
                name.span(),
                suggest::unknown(&format!("value of `{key}`"), &name.to_string(), names),
            ))
        }
    })
}

/// `"v2"`, as a number from 1.
pub(crate) fn version(key: &Ident, input: ParseStream<'_>) -> syn::Result<(u32, Span)> {
    let example = format!("{key} = \"v1\"");
    let text = string(key, input, &example)?;
    let value = text.value();
    let digits = value.strip_prefix('v').unwrap_or(&value);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let message = match digits.parse::<u32>() {
        Ok(0) => "versions begin with \"v1\"".to_owned(),
        Ok(number) if whole && digits.starts_with('0') => {
            format!("a version has no leading zeros: write \"v{number}\"")
        }
        Ok(number) if value.starts_with('v') && whole => return Ok((number, text.span())),
        Ok(number) if whole => format!("a version is written with a `v`: \"v{number}\""),
        _ if value.contains('.') => {
            "a version is a whole number, \"v1\", \"v2\", …: every change of the shape that old readers notice is the next one".to_owned()
        }
        _ if whole => "this version is too large".to_owned(),
        _ => format!("`{value}` is not a version: write \"v1\", \"v2\", …"),
    };
    Err(syn::Error::new(text.span(), message))
}

/// `(3, 5..=7, "frames")`.
pub(crate) fn reserved(key: &Ident, input: ParseStream<'_>) -> syn::Result<Reserved> {
    const EXAMPLE: &str = "reserved(3, 5..=7, \"frames\")";
    let mut reserved = Reserved::default();
    list(key, input, EXAMPLE, |item| {
        if item.peek(LitStr) {
            reserved.names.push(item.parse::<LitStr>()?.value());
            return Ok(());
        }
        if !item.peek(LitInt) {
            return Err(syn::Error::new(
                item.span(),
                format!("expected a number, a range or a name: `{EXAMPLE}`"),
            ));
        }
        let first: LitInt = item.parse()?;
        let low = field_number(&first)?;
        let mut high = low;
        if item.peek(Token![..=]) {
            item.parse::<Token![..=]>()?;
            let last: LitInt = item.parse()?;
            high = field_number(&last)?;
            if high < low {
                return Err(syn::Error::new(
                    last.span(),
                    format!("this range is empty: write `{high}..={low}`"),
                ));
            }
        } else if item.peek(Token![..]) {
            return Err(syn::Error::new(
                item.span(),
                format!("a range includes its end: `{EXAMPLE}`"),
            ));
        }
        reserved.ranges.push((low, high));
        Ok(())
    })?;
    Ok(reserved)
}

fn field_number(literal: &LitInt) -> syn::Result<u32> {
    u32::try_from(number(literal)?)
        .ok()
        .filter(|number| (1..=536_870_911).contains(number))
        .ok_or_else(|| syn::Error::new(literal.span(), "field numbers go from 1 to 536870911"))
}

/// Nothing, or `= expression`.
pub(crate) fn default(key: &Ident, input: ParseStream<'_>) -> syn::Result<DefaultValue> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(DefaultValue::Type);
    }
    eq(key, input, "default = 5")?;
    input.parse().map(DefaultValue::Expr).map_err(|error| {
        syn::Error::new(
            error.span(),
            "expected an expression: `default = 5`, `default = LIMIT` or `default = limit()`",
        )
    })
}

/// Nothing, or `= "note"`.
pub(crate) fn deprecated(key: &Ident, input: ParseStream<'_>) -> syn::Result<String> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(String::new());
    }
    string(key, input, "deprecated = \"use `other`\"").map(|note| note.value())
}

/// `= something that parses`.
pub(crate) fn parsed<T: Parse>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
) -> syn::Result<T> {
    eq(key, input, example)?;
    let at = input.span();
    input.parse().map_err(|_| syn::Error::new(at, format!("expected `{example}`")))
}
