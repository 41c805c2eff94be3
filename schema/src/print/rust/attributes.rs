//! `#[…]`, laid out as rustfmt does it.

use super::source::Source;

/// rustfmt's limit for the arguments of an attribute. It is higher with `use_small_heuristics`, so
/// what stays below it is right in any case.
const ARGUMENTS: usize = 70;

/// A key of `#[event(…)]`.
#[derive(Debug, Clone)]
pub(super) struct Key {
    text: String,
    /// The elements of a list, which stand below each other if there are many.
    list: Option<(&'static str, Vec<String>)>,
}

impl Key {
    /// `oneof`.
    pub(super) fn flag(name: &str) -> Self {
        Self { text: name.to_owned(), list: None }
    }

    /// `tag = 1`.
    pub(super) fn value(name: &str, value: impl std::fmt::Display) -> Self {
        Self { text: format!("{name} = {value}"), list: None }
    }

    /// `name = "Id"`.
    pub(super) fn text(name: &str, value: &str) -> Self {
        Self::value(name, format_args!("{value:?}"))
    }

    /// `aliases("A", "B")`.
    pub(super) fn texts(name: &'static str, values: &[String]) -> Self {
        Self::list(name, values.iter().map(|value| format!("{value:?}")).collect())
    }

    /// `reserved(2, 5..=7, "frames")`.
    pub(super) fn list(name: &'static str, values: Vec<String>) -> Self {
        let text = format!("{name}({})", values.join(", "));
        // rustfmt leaves ranges where they are.
        let list = (!text.contains("..=")).then_some((name, values));
        Self { text, list }
    }
}

/// The keys, in as few attributes as have room for them.
pub(super) fn event(out: &mut Source, keys: &[Key]) {
    let mut line = String::new();
    let flush = |line: &mut String, out: &mut Source| {
        if !line.is_empty() {
            out.line(&format!("#[event({line})]"));
            line.clear();
        }
    };
    for key in keys {
        let joined = if line.is_empty() { key.text.len() } else { line.len() + 2 + key.text.len() };
        if joined > ARGUMENTS {
            flush(&mut line, out);
        }
        if key.text.len() > ARGUMENTS {
            alone(out, key);
        } else {
            if !line.is_empty() {
                line.push_str(", ");
            }
            line.push_str(&key.text);
        }
    }
    flush(&mut line, out);
}

/// A key that is too long for company.
fn alone(out: &mut Source, key: &Key) {
    let whole = format!("#[event({})]", key.text);
    match &key.list {
        Some((name, values)) if values.join(", ").len() > ARGUMENTS || !out.fits(&whole) => {
            out.open(&format!("#[event({name}("));
            for (index, value) in values.iter().enumerate() {
                let comma = if index + 1 < values.len() { "," } else { "" };
                out.line(&format!("{value}{comma}"));
            }
            out.close("))]");
        }
        // rustfmt leaves what is not a literal.
        _ if out.fits(&whole) || !key.text.contains(" = \"") => out.line(&whole),
        _ => {
            out.open("#[event(");
            out.line(&key.text);
            out.close(")]");
        }
    }
}

/// `#[derive(…)]`. rustfmt breaks it three characters before the end of the line.
pub(super) fn derive(out: &mut Source, traits: &[String]) {
    let list = traits.join(", ");
    let whole = format!("#[derive({list})]");
    if out.fits(&format!("{whole}   ")) {
        return out.line(&whole);
    }
    out.open("#[derive(");
    if out.fits(&format!("{list},")) {
        out.line(&format!("{list},"));
    } else {
        for name in traits {
            out.line(&format!("{name},"));
        }
    }
    out.close(")]");
}

/// `#[allow(…)]` of a lint, with the reason.
pub(super) fn allow(out: &mut Source, lint: &str, reason: &str) {
    out.line(&format!("#[allow({lint}, reason = {reason:?})]"));
}
