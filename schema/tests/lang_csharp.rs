//! The C# project: snapshots, and what it refuses.
#![cfg(feature = "model")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lang;

use lang::{Syntax, everything, hostile, no_attack_is_code, snapshot, well_formed, write_out};
use plumberd_schema::print::csharp::{Options, package};

fn with_protobuf() -> Options {
    let namespace = Some("Acme.Events".to_owned());
    Options { protobuf_net: true, namespace, ..Options::new("Acme.Events") }
}

#[test]
fn a_schema_that_uses_everything() {
    let files = package(&everything(), &Options::new("Acme.Events")).unwrap();
    write_out("csharp", &files);
    snapshot("csharp", &files);
    well_formed(&files);
}

#[test]
fn the_same_with_protobuf_net() {
    let files = package(&everything(), &with_protobuf()).unwrap();
    write_out("csharp-protobuf", &files);
    snapshot("csharp-protobuf", &files);
    well_formed(&files);
}

#[test]
fn the_same_schema_gives_the_same_files() {
    assert_eq!(package(&everything(), &with_protobuf()), package(&everything(), &with_protobuf()));
}

#[test]
fn hostile_texts_stay_in_their_comments_and_strings() {
    let syntax = Syntax { line: "//", block: Some(("/*", "*/")), quotes: &["\""] };
    let options = Options { protobuf_net: true, ..Options::new("Evil.Events") };
    let files = package(&hostile(), &options).unwrap();
    write_out("csharp-hostile", &files);
    well_formed(&files);
    no_attack_is_code(&files, ".cs", &syntax);
}

#[test]
fn options_that_dotnet_does_not_take() {
    let refused = |options: Options| package(&everything(), &options).unwrap_err().to_string();
    for name in ["", "Acme-Events", "1a", "A..B", "A b", "É", "A\"B", "<x>"] {
        assert_eq!(
            refused(Options::new(name)),
            format!(
                "the option `name` cannot be {name:?}: use letters, digits and dots, as in Acme.Events"
            )
        );
        let namespace = Some(name.to_owned());
        assert_eq!(
            refused(Options { namespace, ..Options::new("Acme") }),
            format!(
                "the option `namespace` cannot be {name:?}: use letters, digits and dots, as in Acme.Events"
            )
        );
    }
    for framework in ["", "net7.0", "netstandard2.0", "net+8.0", "net10", "net8.0</x>"] {
        let target_framework = framework.to_owned();
        assert_eq!(
            refused(Options { target_framework, ..Options::new("Acme") }),
            format!(
                "the option `target_framework` cannot be {framework:?}: use net8.0 or later, as in net10.0"
            )
        );
    }
}
