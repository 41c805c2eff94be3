use plumberd_schema::lock::{Hash, ParseHashError, hash, hashes};
use plumberd_schema::model::{Field, Kind, Schema, Type};

use crate::base::{enum_value, field, message, named, optional, options, ty};
use crate::small;

const STARTED: &str = "recording.v1.Started";

/// Written down once; a change of the canonical form is a break for everybody who stored a hash.
#[test]
fn hashes_stay() {
    let schema = small();
    let found: Vec<String> =
        hashes(&schema).iter().map(|(name, hash)| format!("{name} {hash}")).collect();
    assert_eq!(found, PINNED);
}

const PINNED: [&str; 3] = [
    "recording.v1.Quality sha256:4b1b948ac3b5dced5fdbe59e0d0fc8ef55b614140f8a0536301c86cb1460a4a2",
    "recording.v1.Size sha256:c575a64b9da741a6d5e55bff97b1c7884e6e17d14d0b1bbc76db186a9b2e348b",
    "recording.v1.Started sha256:8b638460592d210a49785f0f139c33fc8940a41bc24ef4054a16b19b1150cd78",
];

/// The canonical form, written out here by hand for a type that holds itself.
#[test]
fn the_canonical_form_is_as_documented() {
    use sha2::{Digest, Sha256};
    let mut schema = Schema::default();
    let fields = vec![
        Field {
            aliases: vec!["B".to_owned(), "A".to_owned()],
            ..Field::new("text", Some(2), Kind::String)
        },
        Field::new("next", Some(1), optional(named("a.v1.Node"))),
    ];
    schema.insert(message("a.v1", "Node", fields));
    let definition = r#"{"package":"a.v1","fields":[{"number":1,"name":"next","json":"Next","proto_json":"next","kind":"optional<a.v1.Node>"},{"number":2,"name":"text","json":"Text","proto_json":"text","kind":"string","aliases":["A","B"]}]}"#;
    let sha256 = |text: &str| {
        let digest = Sha256::digest(text.as_bytes());
        digest.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
    };
    let text = format!("plumberd type 1\na.v1.Node\na.v1.Node {}\n", sha256(definition));
    assert_eq!(hash(&schema, "a.v1.Node").unwrap().to_string(), sha256(&text));
}

#[test]
fn what_counts() {
    let before = hash(&small(), STARTED).unwrap();
    let after = |edit: fn(&mut Schema)| {
        let mut schema = small();
        edit(&mut schema);
        hash(&schema, STARTED).unwrap()
    };
    let counts: [fn(&mut Schema); 12] = [
        |schema| field(schema, STARTED, "frames").number = Some(50),
        |schema| field(schema, STARTED, "frames").name.push('x'),
        |schema| field(schema, STARTED, "frames").json_name.push('x'),
        |schema| field(schema, STARTED, "frames").proto_json_name.push('x'),
        |schema| field(schema, STARTED, "frames").kind = optional(Kind::INT32),
        |schema| field(schema, STARTED, "frames").oneof = Some(0),
        |schema| field(schema, STARTED, "event_name").fixed = None,
        |schema| options(schema, STARTED).category.push('x'),
        |schema| options(schema, STARTED).version = 2,
        |schema| ty(schema, STARTED).reserved.names.clear(),
        // In types that it holds.
        |schema| field(schema, "recording.v1.Size", "width").kind = Kind::INT64,
        |schema| enum_value(schema, "recording.v1.Quality", "QUALITY_HIGH").number = 5,
    ];
    let mut seen = vec![before];
    for (index, edit) in counts.into_iter().enumerate() {
        let hash = after(edit);
        assert!(!seen.contains(&hash), "edit {index}");
        seen.push(hash);
    }
    let harmless: [fn(&mut Schema); 6] = [
        |schema| ty(schema, STARTED).doc = "Another.".to_owned(),
        |schema| ty(schema, STARTED).place = None,
        |schema| ty(schema, STARTED).deprecated = Some("note".to_owned()),
        |schema| field(schema, STARTED, "frames").doc = "Another.".to_owned(),
        |schema| crate::base::body(schema, STARTED).fields.reverse(),
        |schema| {
            schema.insert(Type::message("other.v1", "Other"));
        },
    ];
    for (index, edit) in harmless.into_iter().enumerate() {
        assert_eq!(after(edit), before, "edit {index}");
    }
}

#[test]
fn types_that_hold_each_other() {
    let schema = |kind: Kind| {
        let mut schema = Schema::default();
        let other = |name: &str| Field::new("other", Some(1), optional(named(name)));
        schema.insert(message("a.v1", "A", vec![other("a.v1.B")]));
        schema.insert(message("a.v1", "B", vec![other("a.v1.A"), Field::new("x", Some(2), kind)]));
        schema
    };
    let (one, two) = (schema(Kind::Bool), schema(Kind::String));
    assert_ne!(hash(&one, "a.v1.A"), hash(&two, "a.v1.A"));
    assert_ne!(hash(&one, "a.v1.A"), hash(&one, "a.v1.B"));
    assert_eq!(hash(&one, "a.v1.C"), None);
}

#[test]
fn a_hash_as_text() {
    let hash = hash(&small(), STARTED).unwrap();
    assert_eq!(hash.to_string().parse(), Ok(hash));
    assert_eq!(hash.as_bytes().len(), 32);
    let digits = "0".repeat(64);
    for text in [
        "",
        "sha256:",
        &digits,
        &format!("sha256:{}", "A".repeat(64)),
        &format!("sha256:{digits}0"),
        &format!("sha256:{}é", "0".repeat(62)),
    ] {
        assert_eq!(text.parse::<Hash>(), Err(ParseHashError), "{text}");
    }
}
