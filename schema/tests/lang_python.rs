//! The Python package: snapshots, and what it refuses.
#![cfg(feature = "model")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lang;

use lang::{
    Syntax, event, everything, field, hostile, message, no_attack_is_code, schema, snapshot,
    well_formed, write_out,
};
use plumberd_schema::print::python::{Options, package};

#[test]
fn a_schema_that_uses_everything() {
    let files = package(&everything(), &Options::new("acme-events")).unwrap();
    write_out("python", &files);
    snapshot("python", &files);
    well_formed(&files);
}

#[test]
fn the_same_schema_gives_the_same_files() {
    let options = Options::new("acme-events");
    assert_eq!(package(&everything(), &options), package(&everything(), &options));
}

#[test]
fn hostile_texts_stay_in_their_comments_and_strings() {
    let files = package(&hostile(), &Options::new("evil-events")).unwrap();
    write_out("python-hostile", &files);
    well_formed(&files);
    no_attack_is_code(&files, ".py", &Syntax { line: "#", block: None, quotes: &["\"\"\"", "\""] });
}

#[test]
fn names_that_python_does_not_take() {
    let refused = |name: &str| package(&everything(), &Options::new(name)).unwrap_err().to_string();
    for name in ["", "Acme", "acme_events", "-a", "a--b", "1a", "import", "pydantic", "a b", "é"] {
        assert_eq!(
            refused(name),
            format!(
                "the option `name` cannot be {name:?}: use small letters, digits and single dashes, as in acme-events"
            )
        );
    }
    for version in ["", "1", "1.0", "1.0.0a1", "01.0.0", "1.0.0\n"] {
        let options = Options { version: version.to_owned(), ..Options::new("acme") };
        assert_eq!(
            package(&everything(), &options).unwrap_err().to_string(),
            format!("the option `version` cannot be {version:?}: use three numbers, as in 1.2.0")
        );
    }
}

#[test]
fn schemas_that_cannot_be_printed() {
    let refused = |types| package(&schema(types), &Options::new("acme")).unwrap_err().to_string();
    assert_eq!(
        refused(vec![message("a.v1", "A", vec![field("b", 1, "list<b.v1.B>")])]),
        "`a.v1.A.b` has the type `b.v1.B`, which is not in the schema; add it, or leave out `a.v1.A`"
    );
    assert_eq!(
        refused(vec![message("a.v1", "A", vec![field("b_c", 1, "bool"), field("b_C", 2, "bool")])]),
        "`a.v1.A` has two members with the JSON key \"BC\"; give one of them another name"
    );
    let twice = ["A", "B"].map(|path| {
        let mut ty = message("a.v1", path, Vec::new());
        ty.event = Some(event("A", "Happened", 1));
        ty
    });
    assert_eq!(
        refused(twice.into()),
        "`a.v1.A` and `a.v1.B` are both the event `Happened`, and readers could not tell them apart; give one of them another name"
    );
}
