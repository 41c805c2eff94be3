//! Where in a document an offset lies. Errors are rare, so nobody keeps track while reading: the path
//! is found afterwards from the text in front of the fault.

use std::fmt::Write;

enum Step {
    Key(String),
    Index(usize),
}

/// The path to the place where `before` ends: `Inner.Values[2]`.
pub(super) fn path_at(before: &[u8]) -> String {
    path(&steps_to(before))
}

/// The path to the object in which `before` ends.
pub(super) fn path_of_object(before: &[u8]) -> String {
    let mut steps = steps_to(before);
    steps.pop_if(|step| matches!(step, Step::Key(_)));
    path(&steps)
}

fn steps_to(before: &[u8]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < before.len() {
        match before[at] {
            b'"' => {
                let start = at + 1;
                at = end_of_text(before, at);
                text = String::from_utf8_lossy(&before[start..at.min(before.len())]).into_owned();
            }
            b':' => {
                if let Some(Step::Key(key)) = steps.last_mut() {
                    *key = std::mem::take(&mut text);
                }
            }
            b'{' => steps.push(Step::Key(String::new())),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => {
                steps.pop();
            }
            b',' => match steps.last_mut() {
                Some(Step::Key(key)) => key.clear(),
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    steps
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if key.is_empty() => {}
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Step::Index(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}

/// The path in a document whose objects and lists still begin with the comma of their first item,
/// as our writer has them until they end.
pub(super) fn path_of_unfinished(before: &[u8]) -> String {
    // A comma behind a colon, a comma or a bracket opens something: an object if a key follows.
    let mut fixed = before.to_vec();
    let mut previous = b':';
    let mut at = 0;
    while at < fixed.len() {
        match fixed[at] {
            b'"' => at = end_of_text(&fixed, at),
            b',' if matches!(previous, b':' | b',' | b'{' | b'[') => {
                let key = fixed.get(at + 1) == Some(&b'"')
                    && fixed.get(end_of_text(&fixed, at + 1) + 1) == Some(&b':');
                fixed[at] = if key { b'{' } else { b'[' };
            }
            _ => {}
        }
        previous = fixed.get(at).copied().unwrap_or(previous);
        at += 1;
    }
    path_at(&fixed)
}

/// The offset of the quote that closes the text which opens at `at`.
fn end_of_text(json: &[u8], mut at: usize) -> usize {
    at += 1;
    while at < json.len() && json[at] != b'"' {
        at += 1 + usize::from(json[at] == b'\\');
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{path_at, path_of_unfinished};

    #[test]
    fn finds_the_place() {
        for (before, path) in [
            ("", ""),
            (r#"{"A":"#, "A"),
            (r#"{"A":1,"B":{"C":[1,{"D":"#, "B.C[1].D"),
            (r#"{"A":{"B":1},"#, ""),
            (r#"{"A\"}":[[],["#, r#"A\"}[1][0]"#),
            (r#"{"A":"{[","B":"#, "B"),
        ] {
            assert_eq!(path_at(before.as_bytes()), path, "{before}");
        }
    }

    #[test]
    fn finds_the_place_in_what_is_being_written() {
        for (before, path) in [
            ("", ""),
            (r#","A":"#, "A"),
            (r#","A":1,"B":,"C":,1,"#, "B.C[1]"),
            (r#","L":,{"A":1},,"A":,"#, "L[1].A[0]"),
            (r#","T":,"x","y","#, "T[2]"),
        ] {
            assert_eq!(path_of_unfinished(before.as_bytes()), path, "{before}");
        }
    }
}
