//! The options of `plumberd/v1/options.proto`, where something differs from what a `.proto` file says
//! without them.

use crate::case::{to_pascal, to_proto_json, to_screaming_snake};
use crate::model::{Encoding, Enum, EnumValue, Field, Fixed, Kind, Oneof, Profile, Shape, Type};

use super::form::Form;
use super::layout::Layout;
use super::source::{Element, Entries, Literal, OptionSource};

/// The file that declares them.
pub(in crate::print) const FILE: &str = "plumberd/v1/options.proto";

/// The JSON key of an event's id, whatever the field is called.
const ID_KEY: &str = "Id";

/// What the file declares.
pub(super) const NAMES: [&str; 13] = [
    "event",
    "data",
    "fixed_value",
    "field",
    "choice",
    "values",
    "value",
    "EventOptions",
    "DataOptions",
    "FieldRules",
    "ChoiceRules",
    "ValuesOptions",
    "ValueNames",
];

pub(super) fn of_message(ty: &Type, stem: &str, layout: &Layout<'_>) -> Vec<OptionSource> {
    let mut options: Vec<OptionSource> =
        ty.deprecated.iter().map(|_| OptionSource::deprecated(3)).collect();
    // Without an option, a message is an event if it is named after its file and no other holds it.
    let looks_like_event = ty.path == stem && !layout.is_held(&ty.full_name());
    let mut entries = Entries::default();
    if let Some(event) = &ty.event {
        if event.category != default_category(&ty.package) {
            entries.text("category", 1, &event.category);
        }
        if Some(event.type_name.as_str()) != ty.path.rsplit('.').next() {
            entries.text("name", 2, &event.type_name);
        }
        entries.texts("aliases", 3, &event.aliases);
        if event.profile != Profile::default() {
            entries.text("profile", 4, event.profile.as_str());
        }
        if event.encoding != Encoding::default() {
            entries.text("encoding", 5, event.encoding.as_str());
        }
        if event.oldest != layout.first_version(event) {
            entries.number("since", 6, event.oldest);
        }
        options.extend(entries.option("plumberd.v1.event", 50_001, !looks_like_event));
        return options;
    }
    if let Some(name) = &ty.name {
        entries.text("name", 1, name);
    }
    if let Shape::Message(message) = &ty.shape {
        entries.flag("union", 2, message.union);
    }
    options.extend(entries.option("plumberd.v1.data", 50_002, looks_like_event));
    options
}

/// `user.create.v1` to `UserCreate`.
fn default_category(package: &str) -> String {
    let mut segments: Vec<&str> = package.split('.').collect();
    segments
        .pop_if(|last| last.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok()));
    segments.into_iter().map(to_pascal).collect()
}

pub(super) fn of_field(field: &Field, form: &Form) -> Vec<OptionSource> {
    let mut options = Vec::new();
    if let Some(fixed) = &field.fixed {
        let text = match fixed {
            Fixed::Text(text) => text.clone(),
            other => other.to_string(),
        };
        options.push(OptionSource {
            name: "plumberd.v1.fixed_value",
            number: 50_001,
            value: Literal::Text(text),
        });
    }
    let mut entries = Entries::default();
    let required = matches!(form.element, Element::Message(_))
        && field.oneof.is_none()
        && !field.kind.is_repeated()
        && !matches!(field.kind, Kind::Optional(_));
    entries.flag("required", 1, required);
    let kind = field.kind.required().to_string();
    if kind != form.plain.to_string() {
        entries.text("kind", 2, &kind);
    }
    let json_name = if field.id { ID_KEY.to_owned() } else { to_pascal(&field.name) };
    if field.json_name != json_name {
        entries.text("name", 3, &field.json_name);
    }
    entries.texts("aliases", 4, &field.aliases);
    entries.flag("id", 5, field.id);
    entries.flag("default", 6, field.default);
    options.extend(entries.option("plumberd.v1.field", 50_002, false));
    options
}

pub(super) fn of_oneof(oneof: &Oneof) -> Option<OptionSource> {
    let pascal = to_pascal(&oneof.name);
    let mut entries = Entries::default();
    entries.flag("required", 1, oneof.required);
    if oneof.json_name != pascal {
        entries.text("name", 2, &oneof.json_name);
    }
    entries.texts("aliases", 3, &oneof.aliases);
    if oneof.type_name != pascal {
        entries.text("type", 4, &oneof.type_name);
    }
    entries.flag("default", 5, oneof.default);
    entries.option("plumberd.v1.choice", 50_001, false)
}

pub(super) fn of_enum(ty: &Type, values: &Enum, allow_alias: bool) -> Vec<OptionSource> {
    let mut options = Vec::new();
    if allow_alias {
        options.push(OptionSource { name: "allow_alias", number: 2, value: Literal::Bool(true) });
    }
    options.extend(ty.deprecated.iter().map(|_| OptionSource::deprecated(3)));
    let mut entries = Entries::default();
    if let Some(name) = &ty.name {
        entries.text("name", 1, name);
    }
    entries.flag("by_name", 2, values.by_name);
    entries.flag("closed", 3, !values.open);
    options.extend(entries.option("plumberd.v1.values", 50_001, false));
    options
}

pub(super) fn of_value(enum_name: &str, value: &EnumValue) -> Option<OptionSource> {
    let prefix = format!("{}_", to_screaming_snake(enum_name));
    // What would begin with a digit keeps the name of the enum.
    let json_name = match value.name.strip_prefix(&prefix) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => to_pascal(rest),
        _ => to_pascal(&value.name),
    };
    let mut entries = Entries::default();
    if value.json_name != json_name {
        entries.text("name", 1, &value.json_name);
    }
    entries.texts("aliases", 2, &value.aliases);
    entries.option("plumberd.v1.value", 50_001, false)
}

/// Whether a proto3 JSON key has to be written.
pub(in crate::print) fn has_own_json_name(field: &str, json_name: &str) -> bool {
    to_proto_json(field) != json_name
}

// Names that come from Rust, and that a style guide for `.proto` files would have otherwise, cannot be
// changed here. A rule that is named without need does no harm.

pub(super) fn lint_of_message(name: &str) -> Vec<String> {
    overlook(!is_pascal(name), "MESSAGE_PASCAL_CASE")
}

pub(super) fn lint_of_field(name: &str) -> Vec<String> {
    overlook(!is_snake(name), "FIELD_LOWER_SNAKE_CASE")
}

pub(super) fn lint_of_oneof(name: &str) -> Vec<String> {
    overlook(!is_snake(name), "ONEOF_LOWER_SNAKE_CASE")
}

pub(super) fn lint_of_enum(name: &str, values: &Enum, allow_alias: bool) -> Vec<String> {
    let values = &values.values;
    let prefix = format!("{}_", to_screaming_snake(name));
    let has_prefix = values.iter().all(|value| value.name.starts_with(&prefix));
    let upper = values.iter().all(|value| {
        is_snake(&value.name.to_lowercase()) && value.name.to_uppercase() == value.name
    });
    let zero = values
        .iter()
        .filter(|value| value.number == 0)
        .all(|value| value.name.ends_with("_UNSPECIFIED"));
    let mut rules = overlook(!is_pascal(name), "ENUM_PASCAL_CASE");
    rules.extend(overlook(allow_alias, "ENUM_NO_ALLOW_ALIAS"));
    // Linters differ about where the words of a name with digits end.
    let is_plain = !name.contains(|c: char| c.is_ascii_digit());
    rules.extend(overlook(!has_prefix || !is_plain, "ENUM_VALUE_PREFIX"));
    rules.extend(overlook(!upper, "ENUM_VALUE_UPPER_SNAKE_CASE"));
    rules.extend(overlook(!zero, "ENUM_ZERO_VALUE_SUFFIX"));
    rules
}

fn overlook(yes: bool, rule: &str) -> Vec<String> {
    if yes { vec![rule.to_owned()] } else { Vec::new() }
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('_')
}

fn is_snake(name: &str) -> bool {
    name.split('_').all(|word| !word.is_empty())
        && name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
}
