use std::collections::BTreeMap;

use plumberd_schema::case::{to_pascal, to_screaming_snake};
use plumberd_schema::model::{Enum, EnumValue, Reserved, Shape, Type};
use prost_reflect::EnumDescriptor;

use super::message::deprecated;
use super::{Context, Lower};
use crate::rules::{self, error, note};

impl Lower<'_> {
    pub(super) fn enumeration(&mut self, context: &Context<'_>, descriptor: &EnumDescriptor) {
        let rules = self.options.enumeration(descriptor);
        let prefix = format!("{}_", to_screaming_snake(descriptor.name()));
        let raw = descriptor.enum_descriptor_proto();
        let mut values: Vec<EnumValue> = Vec::new();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut numbers: BTreeMap<i32, String> = BTreeMap::new();
        let mut declared: Vec<_> = descriptor.values().collect();
        declared.sort_by_key(|value| value.path().last().copied());
        for value in declared {
            self.reserved_name(context, value.path(), value.name(), &raw.reserved_name);
            let names_of = self.options.value(&value);
            let place = context.places.at(value.path());
            if let Some(first) = numbers.get(&value.number()) {
                self.push(
                    error(
                        &rules::ENUM_ALIAS,
                        format!(
                            "`{}` has the number {} of `{}`",
                            value.name(),
                            value.number(),
                            first
                        ),
                    )
                    .at(place.clone())
                    .help(format!("make it an alias of `{first}`, with `[(plumberd.v1.value).aliases = \"…\"]`")),
                );
            } else {
                numbers.insert(value.number(), value.name().to_owned());
            }
            if !value.name().starts_with(&prefix) {
                self.push(
                    note(
                        &rules::ENUM_PREFIX,
                        format!("`{}` does not begin with `{prefix}`", value.name()),
                    )
                    .at(place.clone()),
                );
            }
            let json_name =
                names_of.text("name").unwrap_or_else(|| default_name(value.name(), &prefix));
            let aliases = names_of.texts("aliases");
            self.json_text(value.name(), &json_name, &aliases, Some(&place));
            for name in std::iter::once(&json_name).chain(&aliases) {
                if let Some(first) = names.get(name) {
                    self.push(
                        error(
                            &rules::JSON_NAME,
                            format!(
                                "`{}` has the name `{name}`, which is that of `{first}`",
                                value.name()
                            ),
                        )
                        .at(place.clone())
                        .help("give it another, with `[(plumberd.v1.value).name = \"…\"]`"),
                    );
                } else {
                    names.insert(name.clone(), value.name().to_owned());
                }
            }
            let raw = value.enum_value_descriptor_proto();
            let mut doc = context.places.doc(value.path());
            let is_deprecated =
                raw.options.as_ref().is_some_and(prost_types::EnumValueOptions::deprecated);
            values.push(EnumValue {
                name: value.name().to_owned(),
                json_name,
                aliases,
                number: value.number(),
                deprecated: deprecated(is_deprecated, &mut doc),
                doc,
                place: Some(place),
            });
        }
        let name = rules.text("name");
        if let Some(name) = &name {
            self.type_name(context, descriptor.path(), name);
        }
        self.out.enums.insert(descriptor.full_name().to_owned());
        let mut doc = context.places.doc(descriptor.path());
        let is_deprecated = raw.options.as_ref().is_some_and(prost_types::EnumOptions::deprecated);
        self.out.schema.insert(Type {
            name,
            deprecated: deprecated(is_deprecated, &mut doc),
            doc,
            shape: Shape::Enum(Enum {
                values,
                open: !rules.flag("closed"),
                by_name: rules.flag("by_name"),
            }),
            reserved: Reserved {
                numbers: raw
                    .reserved_range
                    .iter()
                    .map(|range| (i64::from(range.start()), i64::from(range.end())))
                    .collect(),
                names: raw.reserved_name.clone(),
            },
            place: Some(context.places.at(descriptor.path())),
            ..Type::message(context.package, context.path(descriptor.full_name()))
        });
    }
}

/// `High` for `QUALITY_HIGH`. What would begin with a digit keeps the name of the enum.
fn default_name(name: &str, prefix: &str) -> String {
    match name.strip_prefix(prefix) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => to_pascal(rest),
        _ => to_pascal(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_values() {
        for (name, expected) in [
            ("QUALITY_HIGH", "High"),
            ("QUALITY_VERY_HIGH", "VeryHigh"),
            ("QUALITY_4K", "Quality4K"),
            ("QUALITY_H264", "H264"),
            ("HIGH", "High"),
            ("quality_low", "QualityLow"),
        ] {
            assert_eq!(default_name(name, "QUALITY_"), expected);
        }
    }
}
