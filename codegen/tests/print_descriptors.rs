//! What the printers write is what a compiler makes of it: the `.proto` text, compiled, gives the
//! descriptor set.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{compile, decode};
use plumberd_schema::model::Schema;
use plumberd_schema::print::{descriptor_set, proto};
use plumberd_schema::testing::{sample, schema};
use proptest::prelude::*;
use prost_reflect::text_format::FormatOptions;
use prost_reflect::{DynamicMessage, Value};

/// The files of a set by name, each without its comments and with them.
fn files(
    set: &[u8],
) -> (BTreeMap<String, DynamicMessage>, BTreeMap<String, Comments>, Vec<String>) {
    let (mut files, mut comments, mut order) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for file in decode(set).get_field_by_name("file").unwrap().as_list().unwrap() {
        let mut file = file.as_message().unwrap().clone();
        let name = file.get_field_by_name("name").unwrap().as_str().unwrap().to_owned();
        comments.insert(name.clone(), leading(&file));
        file.clear_field_by_name("source_code_info");
        order.push(name.clone());
        files.insert(name, file);
    }
    (files, comments, order)
}

type Comments = BTreeMap<Vec<i32>, String>;

/// The comments by path. The file's own, before the syntax, is none of the schema's.
fn leading(file: &DynamicMessage) -> Comments {
    let info = file.get_field_by_name("source_code_info").unwrap();
    let locations = info.as_message().unwrap().get_field_by_name("location").unwrap();
    let mut comments = Comments::new();
    for location in locations.as_list().unwrap() {
        let location = location.as_message().unwrap();
        let text = location.get_field_by_name("leading_comments").unwrap();
        let path = location.get_field_by_name("path").unwrap();
        let path: Vec<i32> = path.as_list().unwrap().iter().filter_map(Value::as_i32).collect();
        let text = text.as_str().unwrap();
        if !text.is_empty() {
            comments.insert(path, text.to_owned());
        }
    }
    comments
}

fn imports(file: &DynamicMessage) -> Vec<String> {
    let imports = file.get_field_by_name("dependency").unwrap();
    imports.as_list().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

fn text_and_set_agree(schema: &Schema) {
    let text = proto::files(schema, &proto::Options::default()).unwrap();
    let names: Vec<&str> = text.iter().map(|file| file.path.as_str()).collect();
    let protox = compile(&text, &names).unwrap_or_else(|error| panic!("{error}\n{text:#?}"));
    let (compiled, compiled_comments, _) = files(&protox.encode_file_descriptor_set());

    let options = descriptor_set::Options { comments: true, imports: true };
    let set = descriptor_set::encode(schema, &options).unwrap();
    assert_eq!(set, descriptor_set::encode(schema, &options).unwrap());
    let (printed, printed_comments, order) = files(&set);
    assert_eq!(
        compiled.keys().collect::<BTreeSet<_>>(),
        printed.keys().collect::<BTreeSet<_>>(),
        "the files that are imported, and no other"
    );
    for (name, file) in &printed {
        if file != &compiled[name] {
            let [printed, compiled] = [file, &compiled[name]]
                .map(|file| file.to_text_format_with_options(&FormatOptions::new().pretty(true)));
            let line = printed.lines().zip(compiled.lines()).position(|(a, b)| a != b);
            panic!("{name}, line {line:?}\nprinted:\n{printed}\ncompiled:\n{compiled}");
        }
        let own = names.contains(&name.as_str());
        if own {
            assert_eq!(printed_comments[name], compiled_comments[name], "comments of {name}");
        }
    }
    for (at, name) in order.iter().enumerate() {
        for import in imports(&printed[name]) {
            assert!(order[..at].contains(&import), "{name} comes before {import}");
        }
    }

    // Without the others, the same files in the same order.
    let (own, no_comments, own_order) =
        files(&descriptor_set::encode(schema, &descriptor_set::Options::default()).unwrap());
    assert!(no_comments.values().all(BTreeMap::is_empty));
    assert_eq!(own_order.len(), names.len());
    assert!(own.iter().all(|(name, file)| file == &printed[name]));
}

#[test]
fn of_everything() {
    text_and_set_agree(&sample());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_schema(choices in prop::collection::vec(any::<u8>(), 0..600)) {
        text_and_set_agree(&schema(&choices));
    }
}

/// The descriptors that are compiled into the printer are those of the files.
#[test]
fn well_known_files() {
    let names = [
        "google/protobuf/any.proto",
        "google/protobuf/descriptor.proto",
        "google/protobuf/duration.proto",
        "google/protobuf/empty.proto",
        "google/protobuf/field_mask.proto",
        "google/protobuf/source_context.proto",
        "google/protobuf/struct.proto",
        "google/protobuf/timestamp.proto",
        "google/protobuf/type.proto",
        "google/protobuf/wrappers.proto",
        "plumberd/v1/options.proto",
    ];
    let mut protox = compile(&[], &names).unwrap();
    let set = protox.include_source_info(false).encode_file_descriptor_set();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../schema/src/print/descriptor_set/well_known.binpb");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &set).unwrap();
    }
    let (compiled, ..) = files(&set);
    let (kept, _, order) = files(&std::fs::read(&path).unwrap());
    assert!(compiled == kept, "the descriptors are old; run the test with BLESS=1");
    assert_eq!(order.len(), names.len());
}
