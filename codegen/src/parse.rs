//! From text to descriptors: the parser, and its errors as findings.

use std::collections::HashMap;

use plumberd_schema::diagnostic::{Diagnostic, Rule};
use plumberd_schema::model::Place;
use prost_reflect::DescriptorError;
use prost_types::FileDescriptorProto;

use crate::rules::{self, error};
use crate::scan::scan;
use crate::text::Text;

/// A file that was parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) descriptor: FileDescriptorProto,
    pub(crate) places: Places,
    /// Whether it is one of the project's.
    pub(crate) project: bool,
}

/// Reads one file.
pub(crate) fn parse(name: &str, text: &Text, project: bool) -> Result<Parsed, Vec<Diagnostic>> {
    scan(text).map_err(|finding| vec![finding])?;
    match protox_parse::parse(name, &text.content) {
        Ok(descriptor) => {
            let places = Places::new(text.clone(), &descriptor);
            Ok(Parsed { descriptor, places, project })
        }
        Err(cause) => Err(every(&cause, &rules::SYNTAX, text, text.end())),
    }
}

/// What is wrong with a file whose imports are fine.
pub(crate) fn definition_errors(cause: DescriptorError, text: &Text) -> Vec<Diagnostic> {
    let place = match (cause.line(), cause.column()) {
        (Some(line), Some(column)) => text.at(line, column),
        _ => text.place(0),
    };
    // The offsets of the errors behind the first are only to be had by way of the text, in which
    // columns are taken for characters although they are bytes.
    let cause = cause.with_source_code(&text.as_bytes_are_chars());
    every(&cause, &rules::DEFINITION, text, place)
}

/// An error and those that were found with it. The first is at `place` if it does not say where it is.
fn every(
    cause: &dyn miette::Diagnostic,
    rule: &Rule,
    text: &Text,
    place: Place,
) -> Vec<Diagnostic> {
    let related = cause.related().into_iter().flatten();
    let mut findings = vec![finding(cause, rule, text, Some(place))];
    findings.extend(related.map(|cause| finding(cause, rule, text, None)));
    findings
}

fn finding(
    cause: &dyn miette::Diagnostic,
    rule: &Rule,
    text: &Text,
    place: Option<Place>,
) -> Diagnostic {
    let labels: Vec<_> = cause.labels().into_iter().flatten().collect();
    // An error that has two places is about the later one.
    let label = labels
        .iter()
        .find(|label| label.label().is_some_and(|it| it.contains("found") || it.contains("again")))
        .or(labels.last());
    let place =
        label.map(|label| text.place(label.offset())).or(place).unwrap_or_else(|| text.place(0));
    let mut found = error(rule, ticks(&cause.to_string())).at(place);
    if let Some(help) = cause.help() {
        found = found.help(ticks(&help.to_string()));
    }
    found
}

/// `'name'` to `` `name` ``, as everything else here is quoted.
pub(crate) fn ticks(message: &str) -> String {
    if message.matches('\'').count() % 2 == 0 {
        message.replace('\'', "`")
    } else {
        message.to_owned()
    }
}

/// Where the parts of a file are, by their paths in its descriptor, and the comments on them.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) text: Text,
    spots: HashMap<Box<[i32]>, Spot>,
}

#[derive(Debug)]
struct Spot {
    line: usize,
    byte: usize,
    leading: Option<String>,
    trailing: Option<String>,
}

impl Places {
    pub(crate) fn new(text: Text, descriptor: &FileDescriptorProto) -> Self {
        let locations = descriptor.source_code_info.iter().flat_map(|info| &info.location);
        let spots = locations
            .filter_map(|location| {
                let [line, byte, ..] = location.span.as_slice() else { return None };
                Some((
                    location.path.clone().into_boxed_slice(),
                    Spot {
                        line: usize::try_from(*line).ok()?,
                        byte: usize::try_from(*byte).ok()?,
                        leading: location.leading_comments.clone(),
                        trailing: location.trailing_comments.clone(),
                    },
                ))
            })
            .collect();
        Self { text, spots }
    }

    /// Where something is.
    pub(crate) fn find(&self, path: &[i32]) -> Option<Place> {
        self.spots.get(path).map(|spot| self.text.at(spot.line, spot.byte))
    }

    /// Where something is, or what it is a part of.
    pub(crate) fn at(&self, path: &[i32]) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.find(path) {
                return place;
            }
            match path.split_last() {
                Some((_, rest)) => path = rest,
                None => return self.text.place(0),
            }
        }
    }

    /// The comment above something, or behind it.
    pub(crate) fn doc(&self, path: &[i32]) -> String {
        let spot = self.spots.get(path);
        let comment = spot.and_then(|spot| spot.leading.as_ref().or(spot.trailing.as_ref()));
        comment.map_or_else(String::new, |comment| clean(comment))
    }
}

/// A comment without the marks of comments and the words to other tools.
fn clean(comment: &str) -> String {
    let lines: Vec<&str> = comment
        .lines()
        .map(|line| {
            // `///`, and the second star of `/**`.
            let line = line.strip_prefix(['/', '*']).unwrap_or(line);
            line.strip_prefix(' ').unwrap_or(line).trim_end()
        })
        .filter(|line| !line.trim_start().starts_with("buf:lint:"))
        .collect();
    let text = lines.join("\n");
    text.trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_lose_their_marks() {
        for (comment, expected) in [
            (" One line.\n", "One line."),
            ("/ As in Rust.\n/   Indented.\n", "As in Rust.\n  Indented."),
            ("*\n Javadoc.\n", "Javadoc."),
            (" a\r\n b \n", "a\nb"),
            (" a\n\n b\n buf:lint:ignore X\n", "a\n\nb"),
            ("none", "none"),
        ] {
            assert_eq!(clean(comment), expected);
        }
    }

    #[test]
    fn quotes() {
        assert_eq!(ticks("name 'A' is not 'B'"), "name `A` is not `B`");
        assert_eq!(ticks("it's"), "it's");
    }
}
