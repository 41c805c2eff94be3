//! Where the schemas come from, and what is done without them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use crate::expand::{Derive, derive};

const CAMERA: &str =
    r#"#[event(proto = "recording.v1.Camera")] struct Camera { #[event(tag = 1)] number: i32 }"#;

/// The text of the errors, and whether there are checks.
fn expand(kind: Derive, input: &str, schemas: Option<&Path>) -> (Vec<String>, bool) {
    let text = derive(kind, input.parse().unwrap(), schemas).to_string();
    let errors = text
        .split("compile_error ! {")
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|literal| syn::parse_str::<syn::LitStr>(literal.trim()).unwrap().value())
        .collect();
    (errors, text.contains("require_type") || text.contains("include_bytes"))
}

/// A file of this test's own.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("plumberd-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

fn errors_with(name: &str, content: &[u8]) -> Vec<String> {
    let path = file(name, content);
    let (errors, _) = expand(Derive::Data, CAMERA, Some(&path));
    std::fs::remove_file(&path).unwrap();
    let shown = path.display().to_string();
    errors.into_iter().map(|error| error.replace(&shown, "FILE")).collect()
}

/// An editor that expands without build scripts sees no errors that are none.
#[test]
fn without_schemas_nothing_is_checked() {
    assert_eq!(expand(Derive::Data, CAMERA, None), (Vec::new(), false));
    let gone = std::env::temp_dir().join("plumberd-no-such-file");
    assert_eq!(expand(Derive::Data, CAMERA, Some(&gone)), (Vec::new(), false));
}

#[test]
fn types_without_a_name_do_not_read_the_file() {
    let path = file("unread", b"nonsense");
    let input = "struct Camera { #[event(tag = 1)] number: i32 }";
    assert_eq!(expand(Derive::Data, input, Some(&path)), (Vec::new(), false));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn with_schemas_names_and_types_are() {
    let content = b"plumberd-schemas 1\nmessage\trecording.v1.Camera\tCamera.proto:1:1\nfield\tnumber\t1\tint32\tsingular\t-\t-\t2:3\n";
    let path = file("camera", content);
    assert_eq!(expand(Derive::Data, CAMERA, Some(&path)), (Vec::new(), true));
    let event = CAMERA.replace("proto =", "category = \"A\", proto =").replace("= 1", "= 2");
    assert_eq!(
        expand(Derive::Event, &event, Some(&path)).0,
        ["`number` has number 1 in the schema (Camera.proto:2:3): write `tag = 1`"]
    );
    let set = r#"#[event(category = "A")] enum Set { #[event(proto = "recording.v1.Camera")] Camera { #[event(tag = 1)] count: i32 } }"#;
    assert_eq!(
        expand(Derive::Events, set, Some(&path)).0,
        [
            "number 1 is `number` in the schema (Camera.proto:2:3), not `count`: rename one of the two"
        ]
    );
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn files_that_are_none() {
    assert_eq!(
        errors_with("text", b"message Camera {}"),
        [
            "FILE is not what plumberd-build writes (line 1: expected `plumberd-schemas 1`): use the plumberd-build of plumberd's version"
        ]
    );
    assert_eq!(
        errors_with("line", b"plumberd-schemas 1\nservice\tA"),
        [
            "FILE is not what plumberd-build writes (line 2: expected a message or an enum first): use the plumberd-build of plumberd's version"
        ]
    );
    assert_eq!(
        errors_with("bytes", &[0xff, 0xfe]),
        ["FILE is not what plumberd-build writes: it is not UTF-8; run the build script again"]
    );
    assert_eq!(
        errors_with("empty", b"plumberd-schemas 1\n"),
        [
            "the schemas have no message `recording.v1.Camera`, for they are empty: does the build script compile the right folder?"
        ]
    );
    let (errors, _) = expand(Derive::Data, CAMERA, Some(&std::env::temp_dir()));
    assert!(errors[0].starts_with("cannot read the schemas in "), "{errors:?}");
}

/// A type with an error keeps its Protobuf name, so that types that hold it have no error of theirs.
#[test]
fn an_error_does_not_spread() {
    let input = r#"#[event(proto = "recording.v1.Camera")] struct Camera { #[event(tag = 0)] number: i32 }"#;
    let text = derive(Derive::Data, input.parse().unwrap(), None).to_string();
    assert!(text.contains("compile_error"));
    assert!(
        text.contains(r#"PROTO_NAME : & 'static __p :: str = "recording.v1.Camera""#),
        "{text}"
    );
}
