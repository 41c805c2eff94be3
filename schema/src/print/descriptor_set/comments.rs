//! Comments as a `SourceCodeInfo`: each with the path of what it is about.

use super::wire::Message;
use crate::print::proto::source::{Declaration, Member, MessageSource, Source};

pub(super) fn comments(source: &Source) -> Vec<(Vec<i32>, String)> {
    let mut found = Vec::new();
    types(&mut found, &[], &source.types, [4, 5], 0);
    found.sort();
    found
}

/// A place needs a span, and there is no text that it could be one of.
pub(super) fn encode(out: &mut Message, comments: &[(Vec<i32>, String)]) {
    for (path, comment) in comments {
        out.message(1, |out| {
            out.packed(1, path);
            out.packed(2, &[0, 0, 0]);
            out.text(3, comment);
        });
    }
}

type Found = Vec<(Vec<i32>, String)>;

fn add(found: &mut Found, path: &[i32], comment: &[String]) {
    if !comment.is_empty() {
        let lines = comment.iter().map(|line| match line.as_str() {
            "" => "\n".to_owned(),
            line => format!(" {line}\n"),
        });
        found.push((path.to_vec(), lines.collect()));
    }
}

fn step(path: &[i32], number: i32, index: usize) -> Vec<i32> {
    let index = i32::try_from(index).unwrap_or(i32::MAX);
    [path, &[number, index]].concat()
}

/// `entries` is the number of messages that stand before the declared ones.
fn types(
    found: &mut Found,
    path: &[i32],
    types: &[Declaration],
    [messages, enums]: [i32; 2],
    entries: usize,
) {
    let (mut next_message, mut next_enum) = (entries, 0);
    for ty in types {
        match ty {
            Declaration::Message(source) => {
                message(found, &step(path, messages, next_message), source);
                next_message += 1;
            }
            Declaration::Enum(source) => {
                let path = step(path, enums, next_enum);
                add(found, &path, &source.comment);
                for (index, value) in source.values.iter().enumerate() {
                    add(found, &step(&path, 2, index), &value.comment);
                }
                next_enum += 1;
            }
        }
    }
}

fn message(found: &mut Found, path: &[i32], source: &MessageSource) {
    add(found, path, &source.comment);
    let (mut next_field, mut next_oneof) = (0, 0);
    for member in &source.members {
        let fields = match member {
            Member::Field(field) => std::slice::from_ref(field),
            Member::Oneof(oneof) => {
                add(found, &step(path, 8, next_oneof), &oneof.comment);
                next_oneof += 1;
                &oneof.fields
            }
        };
        for field in fields {
            add(found, &step(path, 2, next_field), &field.comment);
            next_field += 1;
        }
    }
    let entries = source.fields().iter().filter(|(field, _)| field.key.is_some()).count();
    types(found, path, &source.nested, [3, 4], entries);
}
