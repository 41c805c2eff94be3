use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{LitBool, LitInt, LitStr, Token};

use super::value::eq;

/// The one value of a field that is a constant on the wire.
#[derive(Clone)]
pub(crate) enum FixedValue {
    Text(LitStr),
    /// A sign and a magnitude.
    Int(Option<Token![-]>, LitInt),
    Bool(LitBool),
}

impl FixedValue {
    /// The integer, if it is one that a field can hold.
    pub(crate) fn integer(&self) -> Option<i128> {
        match self {
            Self::Int(sign, literal) => {
                let magnitude = literal.base10_parse::<i128>().ok()?;
                Some(if sign.is_some() { -magnitude } else { magnitude })
            }
            _ => None,
        }
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span(),
            Self::Int(_, literal) => literal.span(),
            Self::Bool(value) => value.span(),
        }
    }
}

impl ToTokens for FixedValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Int(sign, literal) => {
                sign.to_tokens(tokens);
                literal.to_tokens(tokens);
            }
            Self::Bool(value) => value.to_tokens(tokens),
        }
    }
}

/// `= "text"`, `= -1` or `= true`.
pub(super) fn read(key: &Ident, input: ParseStream<'_>) -> syn::Result<FixedValue> {
    eq(key, input, "fixed = \"account.created\"")?;
    if input.peek(LitStr) {
        return input.parse().map(FixedValue::Text);
    }
    if input.peek(LitBool) {
        return input.parse().map(FixedValue::Bool);
    }
    let sign = input.parse::<Option<Token![-]>>()?;
    if input.peek(LitInt) {
        let value = FixedValue::Int(sign, input.parse()?);
        return match value.integer() {
            Some(_) => Ok(value),
            None => Err(syn::Error::new(value.span(), "no integer type can hold this number")),
        };
    }
    Err(syn::Error::new(
        input.span(),
        "expected a text, a whole number, `true` or `false`: `fixed = \"account.created\"`",
    ))
}
