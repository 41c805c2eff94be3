//! The TypeScript package: snapshots, and what it refuses.
#![cfg(feature = "model")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lang;

use lang::{Syntax, everything, hostile, no_attack_is_code, snapshot, well_formed, write_out};
use plumberd_schema::model::Profile;
use plumberd_schema::print::typescript::{Options, package};

fn proto3() -> Options {
    Options { profile: Profile::Proto3, ..Options::new("@acme/events") }
}

#[test]
fn a_schema_that_uses_everything() {
    let files = package(&everything(), &Options::new("@acme/events")).unwrap();
    write_out("typescript", &files);
    snapshot("typescript", &files);
    well_formed(&files);
}

#[test]
fn the_same_in_protobufs_own_profile() {
    let files = package(&everything(), &proto3()).unwrap();
    write_out("typescript-proto3", &files);
    snapshot("typescript-proto3", &files);
    well_formed(&files);
}

#[test]
fn the_same_schema_gives_the_same_files() {
    assert_eq!(package(&everything(), &proto3()), package(&everything(), &proto3()));
}

#[test]
fn hostile_texts_stay_in_their_comments_and_strings() {
    let syntax = Syntax { line: "//", block: Some(("/*", "*/")), quotes: &["\""] };
    for (name, profile) in
        [("typescript-hostile", Profile::MicroPlumberd), ("typescript-hostile3", Profile::Proto3)]
    {
        let options = Options { profile, ..Options::new("evil-events") };
        let mut schema = hostile();
        for ty in schema.types.values_mut() {
            if let Some(event) = &mut ty.event {
                event.profile = profile;
            }
        }
        let files = package(&schema, &options).unwrap();
        write_out(name, &files);
        well_formed(&files);
        no_attack_is_code(&files, ".ts", &syntax);
    }
}

#[test]
fn names_that_npm_does_not_take() {
    for name in ["", "Acme", "@acme", "@/x", "@a/b/c", "a/b", ".a", "a b", "1a", "é", "a\"b"] {
        assert_eq!(
            package(&everything(), &Options::new(name)).unwrap_err().to_string(),
            format!(
                "the option `name` cannot be {name:?}: use small letters, digits and dashes, as in acme-events or @acme/events"
            )
        );
    }
}
