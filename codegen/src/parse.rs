//! From text to descriptors: the parser, and its errors as findings.

use std::collections::HashMap;

use plumberd_schema::diagnostic::{Diagnostic, Rule};
use plumberd_schema::model::Place;
use prost_reflect::{DescriptorError, DescriptorPool};
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
        Ok(mut descriptor) => {
            let places = Places::new(text.clone(), &descriptor);
            // The pool does without it.
            descriptor.source_code_info = None;
            Ok(Parsed { descriptor, places, project })
        }
        // An error that says no place is about the end.
        Err(cause) => Err(every(&cause, &rules::SYNTAX, text, &text.end())),
    }
}

/// The longest file, in bytes, of which all errors are located. The library looks for each place from
/// the start of the file.
const MAX_LOCATED: usize = 256 << 10;

/// What is wrong with a file whose imports are fine: the error that the pool gave, and those with it.
pub(crate) fn definition_errors(
    first: &DescriptorError,
    parsed: &Parsed,
    pool: &mut DescriptorPool,
) -> Vec<Diagnostic> {
    let text = &parsed.places.text;
    let place = parsed.places.at(first.path().unwrap_or_default());
    // Only the first error tells its path. The places of the others are to be had by way of the text,
    // in which columns are taken for characters although they are bytes.
    if text.content.len() <= MAX_LOCATED
        && let Ok(located) = protox_parse::parse(parsed.descriptor.name(), &text.content)
        && let Err(cause) = pool.add_file_descriptor_proto(located)
    {
        let cause = cause.with_source_code(&text.as_bytes_are_chars());
        return every(&cause, &rules::DEFINITION, text, &place);
    }
    vec![finding(first, &rules::DEFINITION, text, &place)]
}

/// An error and those that were found with it. The first is at `place` if it does not say where it is.
fn every(
    cause: &dyn miette::Diagnostic,
    rule: &Rule,
    text: &Text,
    place: &Place,
) -> Vec<Diagnostic> {
    let related = cause.related().into_iter().flatten().take(MAX_PER_FILE - 1);
    let mut findings = vec![finding(cause, rule, text, place)];
    findings.extend(related.map(|cause| finding(cause, rule, text, place)));
    findings.retain(|found| !is_consequence(&found.message));
    findings
}

/// More errors than these in a file come from the ones before.
const MAX_PER_FILE: usize = 8;

/// A name that is there twice has one form in JSON too, of course.
fn is_consequence(message: &str) -> bool {
    let mut names = message.split('`').skip(1).step_by(2);
    message.starts_with("camel-case name of field") && names.next() == names.next()
}

fn finding(cause: &dyn miette::Diagnostic, rule: &Rule, text: &Text, place: &Place) -> Diagnostic {
    let labels: Vec<_> = cause.labels().into_iter().flatten().collect();
    // An error that has two places is about the later one.
    let label = labels
        .iter()
        .find(|label| label.label().is_some_and(|it| it.contains("found") || it.contains("again")))
        .or(labels.last());
    let place = label.map_or_else(|| place.clone(), |label| text.place(label.offset()));
    let mut message = ticks(&cause.to_string());
    if let Some(detail) = cause.diagnostic_source() {
        message = format!("{message}: {}", ticks(&detail.to_string()));
    }
    let mut help = cause.help().map(|help| ticks(&help.to_string()));
    if let Some(better) = reworded(&message, help.as_deref()) {
        (message, help) = better;
    }
    let found = error(rule, message).at(place);
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// What the libraries say badly.
fn reworded(message: &str, help: Option<&str>) -> Option<(String, Option<String>)> {
    if message == "invalid group name" && help.is_some_and(|help| help.starts_with("imports")) {
        return Some(("the path of the import is not allowed".to_owned(), help.map(str::to_owned)));
    }
    if message.ends_with("has already been used")
        && help.is_some_and(|it| it.contains("allow_alias"))
    {
        return Some((message.to_owned(), Some("give it another number".to_owned())));
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (name, other) = (quoted.next()?, quoted.next());
    let is_unknown = message == format!("name `{name}` is not defined")
        || (message.ends_with("which is not defined") && other == Some(name));
    if !is_unknown {
        return None;
    }
    let help = match name.strip_prefix("plumberd.v1.") {
        Some(option) if OPTIONS.contains(&option) => {
            Some("write `import \"plumberd/v1/options.proto\";`".to_owned())
        }
        Some(_) => Some(format!("the options are `{}`", OPTIONS.join("`, `"))),
        None if message.starts_with("name") => help.map(str::to_owned),
        None => None,
    };
    Some((format!("name `{name}` is not defined"), help))
}

/// The names of plumberd's options.
const OPTIONS: [&str; 7] = ["event", "data", "field", "fixed_value", "choice", "values", "value"];

/// `'name'` to `` `name` ``, as everything else here is quoted. What a terminal would obey is shown
/// instead: names come from the file as they are.
pub(crate) fn ticks(message: &str) -> String {
    let message: String =
        message.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect();
    if message.matches('\'').count().is_multiple_of(2) {
        message.replace('\'', "`")
    } else {
        message
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
        assert_eq!(ticks("'a\u{1b}[2J'"), "`a\u{fffd}[2J`");
    }
}
