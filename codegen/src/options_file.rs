//! A project's own copy of plumberd's options.

use std::collections::BTreeMap;

use plumberd_schema::OPTIONS_PROTO;
use plumberd_schema::diagnostic::Diagnostic;
use prost_types::{FieldDescriptorProto, FileDescriptorProto};

use crate::parse::Parsed;
use crate::pool::number;
use crate::rules::{self, error};
use crate::sources::OPTIONS_FILE;

/// Finds options in a copy that are not those of this version.
pub(crate) fn check_options_file(parsed: &BTreeMap<String, Parsed>) -> Vec<Diagnostic> {
    let Some(copy) =
        parsed.get(OPTIONS_FILE).filter(|copy| &*copy.places.text.content != OPTIONS_PROTO)
    else {
        return Vec::new();
    };
    let Ok(ours) = protox_parse::parse(OPTIONS_FILE, OPTIONS_PROTO) else { return Vec::new() };
    let ours: BTreeMap<String, Field> =
        fields(&ours).into_iter().map(|(name, _, field)| (name, field)).collect();
    let mut findings = Vec::new();
    for (name, path, field) in fields(&copy.descriptor) {
        let message = match ours.get(&name) {
            Some(ours) if *ours == field => continue,
            Some(ours) if ours.number == field.number => {
                format!("`{name}` has another type than in this version of plumberd")
            }
            Some(ours) => format!(
                "`{name}` has the number {}, and in this version of plumberd {}",
                field.number, ours.number
            ),
            None => format!("this version of plumberd does not know `{name}`"),
        };
        findings.push(
            error(&rules::OPTIONS_PROTO, message).at(copy.places.at(&path)).help(
                "delete the copy, which is not needed to build, or take that of this version",
            ),
        );
    }
    findings
}

#[derive(PartialEq)]
struct Field {
    number: i32,
    label: i32,
    of: (i32, String, String),
}

impl Field {
    fn new(field: &FieldDescriptorProto) -> Self {
        let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        // A name says more than whether it is that of a message, which is known only when it was looked up.
        let scalar = field.r#type.filter(|_| field.type_name.is_none()).unwrap_or(0);
        Self {
            number: field.number(),
            label: field.label().into(),
            of: (scalar, last(field.type_name()), last(field.extendee())),
        }
    }
}

fn fields(file: &FileDescriptorProto) -> Vec<(String, Vec<i32>, Field)> {
    let extensions = file.extension.iter().enumerate();
    let mut found: Vec<_> = extensions
        .map(|(index, field)| (field.name().to_owned(), vec![7, number(index)], Field::new(field)))
        .collect();
    for (outer, message) in file.message_type.iter().enumerate() {
        for (index, field) in message.field.iter().enumerate() {
            found.push((
                format!("{}.{}", message.name(), field.name()),
                vec![4, number(outer), 2, number(index)],
                Field::new(field),
            ));
        }
    }
    found
}
