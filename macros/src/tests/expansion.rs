//! What the derives write, as files that people read. `BLESS=1 cargo test -p plumberd-macros` writes
//! them anew.
#![allow(clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::needless_raw_string_hashes, reason = "the inputs look alike")]

use std::path::Path;

use crate::expand::{Derive, derive};

fn check(name: &str, kind: Derive, input: &str, schemas: Option<&Path>) {
    let tokens = input.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
    let file = syn::parse2(derive(kind, tokens, schemas))
        .unwrap_or_else(|error| panic!("{name}: not a file: {error}"));
    let shown = prettyplease::unparse(&file).replace(env!("CARGO_MANIFEST_DIR"), "");
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/expand/{name}.expected.rs"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &shown).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if shown != expected {
        let line = shown.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
        panic!(
            "{name}: differs from {} at line {line}; BLESS=1 writes it anew\n{shown}",
            path.display()
        );
    }
}

/// One test, and one file, for each input.
macro_rules! expansions {
    ($($name:ident: $kind:ident $input:literal $(against $schemas:literal)?;)*) => {
        $(
            #[test]
            fn $name() {
                let schemas: &[&str] = &[$($schemas)?];
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests");
                let schemas = schemas.first().map(|file| folder.join(file));
                check(stringify!($name), Derive::$kind, $input, schemas.as_deref());
            }
        )*

        #[test]
        fn no_file_is_left_over() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/expand");
            let known = [$(stringify!($name)),*];
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let file = entry.file_name().into_string().unwrap_or_default();
                let name = file.trim_end_matches(".expected.rs");
                assert!(known.contains(&name), "{file} has no test");
            }
        }
    };
}

expansions! {
    event_with_proto_names: Event r#"
        #[event(category = "Odd", proto_name = "odd.v1.OddEvent")]
        struct OddEvent {
            #[event(tag = 1, proto_name = "FieldName8")] field_name8: String,
            #[event(tag = 2, proto_name = "_x", json_name = "x-axis")] x: f64,
            #[event(oneof, proto_name = "Which")] which: Which,
        }
    "#;
    enum_with_proto_names: Data r#"
        #[event(proto_name = "odd.v1.Outer.Quality")]
        enum Quality { #[event(proto_name = "A")] A = 0, High = 1 }
    "#;
    oneof_with_proto_names: Data r#"
        #[event(proto_name = "odd.v1.Which")]
        enum Which { #[event(tag = 3, proto_name = "is_3d", json_name = "3d")] Is3D(bool) }
    "#;
    event_without_tags: Event r#"
        #[event(category = "Recording")]
        struct RecordingStarted { recording_id: String, camera: u32 }
    "#;
    event_with_tags: Event r#"
        /// A camera stopped, and its file is complete.
        ///
        /// Sent once.
        #[event(category = "Recording", version = "v1")]
        pub struct RecordingFinished {
            /// Which one.
            #[event(tag = 1)] pub recording_id: String,
            #[event(tag = 2)] pub duration: f64,
            #[event(tag = 3)] pub file_path: String,
        }
    "#;
    event_unit: Event r#" #[event(category = "Recording")] struct Reset; "#;
    event_with_id: Event r#"
        #[event(category = "Task")]
        struct TaskCreated { title: String, id: Option<uuid::Uuid> }
    "#;
    event_with_marked_id: Event r#"
        #[event(category = "Task")]
        struct TaskCreated { #[event(tag = 2)] title: String, #[event(tag = 1, id)] event_id: MyUuid }
    "#;
    event_protobuf: Event r#"
        #[event(category = "Task", encoding = "protobuf", register = false)]
        struct TaskMoved { #[event(tag = 7, wire = "zigzag")] by: i32, #[event(tag = 2, wire = "fixed")] at: u64 }
    "#;
    event_proto3_profile: Event r#"
        #[event(category = "Task", profile = "proto3")]
        struct TaskClosed { #[event(tag = 1)] closed_by: String }
    "#;
    event_supersedes: Event r#"
        #[event(category = "User", version = "v2", supersedes = UserCreatedV1, aliases("UserMade"))]
        struct UserCreated { first_name: String }
    "#;
    event_upcast_json: Event r#"
        #[event(category = "User", version = "v3", upcast_json(v1_to_v2, old::v2_to_v3))]
        struct UserCreated { first_name: String }
    "#;
    event_since: Event r#"
        #[event(category = "User", version = "v3", since = "v3")]
        struct UserCreated { first_name: String }
    "#;
    event_category_constant: Event r#"
        #[event(category = names::USER)]
        struct UserCreated { first_name: String }
    "#;
    event_renamed: Event r#"
        #[event(category = "User", name = "user-created", rename_all = "camelCase", crate = crate::events::plumberd)]
        struct UserCreated { first_name: String, #[event(name = "surname", aliases("last", "family"))] last_name: String }
    "#;
    event_defaults: Event r#"
        #[event(category = "Job")]
        struct JobQueued {
            #[event(tag = 1, default)] priority: u8,
            #[event(tag = 2, default = 5)] retries: u32,
            #[event(tag = 3, default = "main")] queue: String,
            #[event(tag = 4, default = limits::MAX)] limit: u64,
            #[event(skip)] cache: Option<Cache>,
            #[event(skip, default = Cache::new())] other: Cache,
        }
    "#;
    event_reserved: Event r#"
        #[event(category = "Job", reserved(3, 5..=7, "frames"))]
        struct JobQueued { #[event(tag = 1)] name: String, #[event(tag = 2, reserved)] old: Option<String> }
    "#;
    event_deprecated: Event r#"
        #[deprecated(since = "1.0", note = "use `Other`")]
        #[event(category = "Job")]
        struct JobQueued { #[deprecated] name: String, #[event(deprecated = "gone soon")] other: String }
    "#;
    event_fixed: Event r#"
        #[event(category = "Account")]
        struct AccountCreated {
            #[event(tag = 1, fixed = "admin.account.created")] event_name: Fixed<&'static str>,
            #[event(tag = 2, fixed = -3, wire = "zigzag")] revision: Fixed<i32>,
            #[event(tag = 3)] name: String,
        }
    "#;
    event_held_to_a_schema: Event r#"
        #[event(category = "Recording", proto = "recording.v1.RecordingFinished")]
        struct RecordingFinished {
            #[event(tag = 1)] recording_id: String,
            #[event(tag = 2)] quality: Option<Quality>,
            #[event(oneof)] source: Option<Source>,
            #[event(tag = 5, fixed = "recording.finished")] event_name: Fixed<&'static str>,
        }
    "# against "schemas.txt";
    data_generic_held_to_a_schema: Data r#"
        #[event(proto = "recording.v1.Page")]
        struct Page<T> { #[event(tag = 1)] items: Vec<T> }
    "# against "schemas.txt";
    enum_held_to_a_schema: Data r#"
        #[event(proto = "recording.v1.Quality")]
        enum Quality { Unspecified = 0, High = 2 }
    "# against "schemas.txt";
    oneof_held_to_a_schema: Data r#"
        #[event(proto = "recording.v1.Source")]
        enum Source { #[event(tag = 1)] File(String), #[event(tag = 2)] Nobody }
    "# against "schemas.txt";
    data_with_proto_name: Data r#"
        #[event(proto = "recording.v1.Size")]
        struct Size { #[event(tag = 1)] width: u32 }
    "#;
    event_with_oneof: Event r#"
        #[event(category = "Recording")]
        struct RecordingStarted {
            #[event(tag = 1)] name: String,
            #[event(oneof)] source: Option<Source>,
            #[event(tag = 4)] last: i64,
        }
    "#;
    event_borrowed: Event r#"
        #[event(category = "Log")]
        struct LineWritten<'a> { #[event(tag = 1)] text: &'a str, #[event(tag = 2)] file: Cow<'a, str> }
    "#;
    event_generic: Event r#"
        #[event(category = "Log", version = "v2", supersedes = Older<T>)]
        struct Created<T: Clone, const N: usize> where T: Send { #[event(tag = 1)] item: T, #[event(tag = 2)] list: [T; N] }
    "#;
    event_generic_named: Event r#"
        #[event(category = "Log", name = "Created", interop(serde, schemars))]
        struct Created<T, U> { #[event(tag = 1)] item: T, #[event(tag = 2)] list: Vec<T>, #[event(skip)] unused: Marker<U> }
    "#;
    event_raw_identifiers: Event r#"
        #[event(category = "Log")]
        struct r#try { r#type: String, r#match: bool, __w: u8 }
    "#;
    data_without_tags: Data r#" struct Size { width: u32, height: u32 } "#;
    data_with_tags: Data r#" struct Size { #[event(tag = 1)] width: u32, #[event(tag = 2)] height: u32 } "#;
    data_empty: Data r#" struct Nothing {} "#;
    data_generic: Data r#" struct Page<T> { #[event(tag = 1)] items: Vec<T>, #[event(tag = 2)] first: Option<T> } "#;
    newtype: Data r#" struct CameraId(String); "#;
    newtype_borrowed: Data r#" struct Name<'a>(&'a str); "#;
    newtype_generic: Data r#" struct Wrapped<T>(Vec<T>); "#;
    enum_of_values: Data r#"
        /// How sharp.
        enum Quality { Low = 0, /** Sharp. */ High = 1, #[deprecated] #[event(name = "4K", aliases("UltraHigh"))] FourK = 10 }
    "#;
    enum_open: Data r#"
        #[event(json = "name", reserved(3, "Old"))]
        enum Quality { #[event(tag = 0)] Low, #[event(tag = 1)] High, #[event(unknown)] Other(i32) }
    "#;
    enum_without_zero: Data r#" enum Level { Debug = -1, Error = 1 } "#;
    oneof_with_tags: Data r#"
        enum Source { #[event(tag = 3)] Camera(Camera), #[event(tag = 4)] FilePath(String), #[event(tag = 5)] Nobody }
    "#;
    oneof_without_tags: Data r#" enum Source { Camera(Camera), Nobody } "#;
    oneof_of_one: Data r#" enum Source<T> { #[event(tag = 1)] Only(T) } "#;
    set: Events r#"
        enum RecordingEvent { Started(RecordingStarted), Finished(Box<RecordingFinished>), #[event(unknown)] Other(UnknownEvent) }
    "#;
    set_of_variants: Events r#"
        #[event(category = "Task")]
        enum TaskEvent {
            Created { #[event(tag = 1)] title: String, #[event(tag = 2, id)] id: Uuid, #[event(skip)] seen: bool },
            #[event(name = "TaskDone")] Done,
        }
    "#;
    set_with_one_type_twice: Events r#" enum Twice { A(Started), B(Started) } "#;
    set_generic: Events r#" enum Either<A, B> { Left(A), Right(Wrapped<B>), Third(Third) } "#;
    fallback_event: Event r#" #[event(categry = "Task", crate = ::other)] struct TaskCreated<'a, T> { title: &'a T } "#;
    fallback_data: Data r#" enum Source { Camera { id: u32 } } "#;
    fallback_set: Events r#" enum Empty {} "#;
    fallback_union: Event r#" union U { a: u8 } "#;
}
