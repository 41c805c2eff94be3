use proc_macro2::Ident;
use syn::LitStr;

use super::free_numbers;
use crate::ast::{Event, Field};
use crate::attr::{Category, Encoding, ItemAttrs};
use crate::ctxt::Ctxt;

/// The rules of an event. `shown` is its name in the source.
pub(crate) fn event(event: &Event, shown: &Ident, cx: &Ctxt) {
    category(&event.attrs, shown, cx);
    type_names(&event.attrs, cx);
    history(&event.attrs, shown, cx);
    protobuf_needs_tags(event, cx);
    registered_types_are_concrete(event, cx);
    stages_need_owned_events(event, cx);
}

/// The JSON that a stage makes lives no longer than the read, so no event can borrow from it.
fn stages_need_owned_events(event: &Event, cx: &Ctxt) {
    if let (Some(at), Some(lifetime)) =
        (event.attrs.key("upcast_json"), event.message.item.generics.lifetimes().next())
    {
        let message = format!(
            "`upcast_json` makes new JSON that nothing can borrow from: use owned fields instead of `{}`",
            lifetime.lifetime
        );
        cx.error(at, message);
    }
}

/// Every event has a category, and it is one that readers in other languages take apart as we do.
fn category(attrs: &ItemAttrs, shown: &Ident, cx: &Ctxt) {
    let name = match &attrs.category {
        Some(Category::Name(name)) => name,
        Some(Category::Const(_)) => return,
        None => {
            if attrs.key("category").is_none() {
                let message = format!(
                    "`{shown}` needs a category, the part of its streams' names before the first `-`: `#[event(category = \"…\")]`"
                );
                cx.error(shown.span(), message);
            }
            return;
        }
    };
    // The same rules as `plumberd_schema::name::check_category`; a test compares them.
    let text = name.value();
    let fault = if text.is_empty() {
        "a category cannot be empty".to_owned()
    } else if text.starts_with('$') {
        "a category cannot begin with `$`: such streams belong to the server".to_owned()
    } else if text.contains('-') {
        let whole: String = text.split('-').collect();
        format!(
            "a category cannot contain `-`: readers end the category of a stream at its first dash; write {whole:?}"
        )
    } else if text.contains(':') {
        "a category cannot contain `:`: micro-plumberd reads it as a stream position".to_owned()
    } else if text.len() > 255 {
        "a category cannot be longer than 255 bytes".to_owned()
    } else if text.chars().any(char::is_control) {
        "a category cannot contain control characters".to_owned()
    } else {
        return;
    };
    cx.error(name.span(), fault);
}

/// A type name is text that every language can hold, and no name is given twice.
fn type_names(attrs: &ItemAttrs, cx: &Ctxt) {
    let mut seen: Vec<String> = Vec::new();
    for name in attrs.name.iter().chain(&attrs.aliases) {
        type_name(name, cx);
        let text = name.value();
        if seen.contains(&text) {
            cx.error(name.span(), format!("the name `{text}` is given twice"));
        }
        seen.push(text);
    }
}

fn type_name(name: &LitStr, cx: &Ctxt) {
    let text = name.value();
    let fault = if text.is_empty() {
        "an event's name cannot be empty".to_owned()
    } else if text.starts_with('$') {
        "an event's name cannot begin with `$`: such events belong to the server".to_owned()
    } else if text.contains("::") || text.contains('.') {
        let bare = text.rsplit(['.', ':']).next().unwrap_or_default();
        format!(
            "an event's name has no path in it, since .NET looks for the bare name: write {bare:?}"
        )
    } else if text.chars().any(|c| c == '"' || c == '\\' || c.is_control()) {
        "an event's name cannot contain quotes, backslashes or control characters".to_owned()
    } else if text.trim() != text {
        "an event's name cannot begin or end with a space".to_owned()
    } else {
        return;
    };
    cx.error(name.span(), fault);
}

/// A version above v1 says what becomes of the older ones.
fn history(attrs: &ItemAttrs, shown: &Ident, cx: &Ctxt) {
    let (version, at) = match attrs.version {
        Some(version) => version,
        None if attrs.key("version").is_some() => return,
        None => (1, shown.span()),
    };
    if let (Some(_), Some(upcast)) = (attrs.key("supersedes"), attrs.key("upcast_json")) {
        let message =
            "`upcast_json` contradicts `supersedes`: write it on the oldest struct of the chain";
        cx.error(upcast, message);
        return;
    }
    let since = attrs.since.map_or(1, |(since, _)| since);
    if let Some((since, at)) = attrs.since.filter(|(since, _)| *since > version) {
        cx.error(at, format!("the event is v{version}, so it cannot exist since v{since} only"));
        return;
    }
    if let Some(at) = attrs.key("supersedes") {
        if version == 1 {
            cx.error(at, "v1 supersedes nothing: write `version = \"v2\"`, or remove `supersedes`");
        }
        if let Some(since) = attrs.key("since") {
            cx.error(since, "`since` contradicts `supersedes`: the oldest struct of the chain says where it begins");
        }
        return;
    }
    if attrs.key("upcast_json").is_some() {
        let steps = usize::try_from(version - since).unwrap_or(usize::MAX);
        let given = attrs.upcast_json.len();
        if given > 0 && given != steps {
            let at = attrs.key("upcast_json").unwrap_or(at);
            let message = format!(
                "from v{since} to v{version} is {steps} step{}, and there {} {given} function{}: one for each step{}",
                if steps == 1 { "" } else { "s" },
                if given == 1 { "is" } else { "are" },
                if given == 1 { "" } else { "s" },
                if since == 1 && steps > given {
                    format!(
                        ", or `since = \"v{}\"` if nothing older exists",
                        version - u32::try_from(given).unwrap_or(0)
                    )
                } else {
                    String::new()
                },
            );
            cx.error(at, message);
        }
        return;
    }
    if version > 1 && since != version && (attrs.since.is_some() || attrs.key("since").is_none()) {
        let message = format!(
            "v{version} of an event has to say how older ones are read; one of\n\
             \x20 `supersedes = OldStruct`, with `impl Upcast<OldStruct> for {shown}`\n\
             \x20 `upcast_json({})`, for versions whose struct is gone\n\
             \x20 `since = \"v{version}\"`, when no older event was ever stored",
            (since..version)
                .map(|v| format!("v{v}_to_v{}", v + 1))
                .take(9)
                .collect::<Vec<_>>()
                .join(", "),
        );
        cx.error(at, message);
    }
}

/// Protobuf has numbers, not names.
fn protobuf_needs_tags(event: &Event, cx: &Ctxt) {
    let message = &event.message;
    let (Some(Encoding::Protobuf), Some(at), false) =
        (event.attrs.encoding, event.attrs.key("encoding"), message.tagged)
    else {
        return;
    };
    let mut untagged: Vec<&Field> =
        message.fields.iter().filter(|field| field.takes_tag() && field.number.is_none()).collect();
    untagged.sort_by_key(|field| field.order);
    if untagged.len() < message.fields.iter().filter(|field| field.takes_tag()).count() {
        return; // Each field without a number has been reported.
    }
    let mut text =
        "Protobuf needs a number on every field, and they never change again:".to_owned();
    for (field, number) in
        untagged.iter().zip(free_numbers(&message.fields, &message.item.reserved))
    {
        let line = format!("\n  #[event(tag = {number})] {}", field.ident);
        text.push_str(&line);
    }
    cx.error(at, text);
}

/// The registry lists types, and a generic one is many.
fn registered_types_are_concrete(event: &Event, cx: &Ctxt) {
    if let (Some(true), Some(at)) = (event.attrs.register, event.attrs.key("register"))
        && !event.message.item.generics.params.is_empty()
    {
        cx.error(
            at,
            "a generic event is many types, so it cannot be registered: remove `register = true`",
        );
    }
}
