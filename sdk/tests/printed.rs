//! The Rust source that `plumberd-schema` prints, from its own test: it compiles without a warning,
//! and says what the schema said.
#![cfg(feature = "derive")]
#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use plumberd::codec::profile::Proto3;
use plumberd::codec::{Data, json, proto};
use plumberd::schema::{Kind, Shape};
use plumberd::types::{StringValue, Uuid};
use plumberd::{Event, Upcast, UpcastError, Upcasted};

/// The source.
#[path = "../../schema/src/print/rust/tests/everything.expected.rs"]
pub mod printed;

/// What the source expects at an extern path.
pub mod common {
    /// What belongs to `Owner`.
    pub mod owner {
        /// A type of another crate.
        #[derive(Debug, Clone, PartialEq, plumberd::PlumberdData)]
        #[event(proto_name = "common.v1.Owner.Kind")]
        pub struct Kind {
            /// Its name.
            #[event(tag = 1)]
            pub name: String,
        }
    }
}

use printed::recording::v1::{Quality, RecordingFinished, Tag, recording_finished};
use printed::user;

impl Upcast<user::v1::UserCreated> for user::v2::UserCreated {
    fn upcast(old: user::v1::UserCreated) -> Result<Upcasted<Self>, UpcastError> {
        let (first, last) = old.full_name.split_once(' ').unwrap_or((&old.full_name, ""));
        Ok(Self { first_name: first.to_owned(), last_name: last.to_owned() }.into())
    }
}

fn finished() -> RecordingFinished {
    let tag = Tag { text: "a".into(), ..Tag::default() };
    RecordingFinished {
        source: Some(recording_finished::Source::Is3D(recording_finished::Depth { bits: 3 })),
        id: Some(Uuid::from_u128(7)),
        duration: 1.5,
        file_path: "/a".into(),
        tags: BTreeMap::from([(
            "x".to_owned(),
            Tag { parent: Some(Box::new(tag.clone())), children: vec![tag], ..Tag::default() },
        )]),
        quality: Quality::_4k,
        shift: vec![-1, 1],
        cameras: BTreeSet::from([Quality::High, Quality::Unrecognized(9)]),
        frames_per_second: 30,
        ..RecordingFinished::default()
    }
}

#[test]
fn values_come_back_in_both_encodings() {
    let event = finished();
    let bytes = proto::to_vec(&event).unwrap();
    assert_eq!(proto::from_slice::<RecordingFinished>(&bytes).unwrap(), event);
    let text = json::to_vec(&event).unwrap();
    assert_eq!(json::from_slice::<RecordingFinished>(&text).unwrap(), event);
    let text = json::to_vec_with::<Proto3, _>(&event).unwrap();
    assert_eq!(
        json::from_slice_with(
            &text,
            plumberd::codec::profile::ProfileId::Proto3,
            json::ReadLimits::default()
        ),
        Ok(event)
    );
}

#[test]
fn names_are_those_of_the_schema() {
    let text = String::from_utf8(json::to_vec(&finished()).unwrap()).unwrap();
    assert!(text.contains(r#""Path":"/a""#), "{text}");
    assert!(text.contains(r#""Quality":"4K""#), "{text}");
    let text = String::from_utf8(json::to_vec_with::<Proto3, _>(&finished()).unwrap()).unwrap();
    assert!(text.contains(r#""PATH":"/a""#), "{text}");
    assert!(text.contains(r#""is3d":{"bits":3}"#), "{text}");
    assert!(text.contains(r#""quality":"QUALITY_4K""#), "{text}");

    let odd = printed::r#type::self_::v1::Option::DESCRIPTOR;
    let names: Vec<_> = odd.fields().iter().map(|it| (it.name, it.json_name())).collect();
    assert_eq!(
        names,
        [
            ("type", "Type"),
            ("self", "Self"),
            ("_x", "_X"),
            ("x", "X"),
            ("userID", "Userid"),
            ("user__id", "User__Id"),
            ("_1", "_1"),
            ("FieldName8", "Fieldname8"),
            (
                "a_field_with_a_very_long_name_that_goes_on_and_on_and_on_until_the_line_is_full",
                "AFieldWithAVeryLongNameThatGoesOnAndOnAndOnUntilTheLineIsFull"
            ),
            ("another_field_with_a_long_name", "AnotherFieldWithALongName"),
            ("std", "Std"),
        ]
    );
    assert_eq!(odd.proto, Some("type.self.v1.Option"));
    assert_eq!(printed::r#type::self_::v1::String_::NAME, "string");
}

#[test]
fn an_alias_is_read_as_its_value() {
    for name in ["High", "Best", "QUALITY_BEST", "QUALITY_HIGH"] {
        assert_eq!(
            json::from_slice::<Quality>(format!("\"{name}\"").as_bytes()),
            Ok(Quality::High)
        );
    }
    let Shape::Enum { values, open, by_name } = Quality::DESCRIPTOR.shape else {
        panic!("an enum")
    };
    assert!(open && by_name);
    assert_eq!(values.len(), 5);
}

#[test]
fn the_newer_event_knows_the_older() {
    let info = user::v2::UserCreated::INFO;
    assert_eq!(info.supersedes.map(|old| (old.event_type, old.version)), Some(("UserCreated", 1)));
    assert_eq!(user::v2::UserRenamed::INFO.oldest, 2);
    assert!(user::v1::UserCreated::INFO.supersedes.is_none());
}

#[test]
fn constants_are_filled_in() {
    use printed::admin::v1::{AdminAccountCreated, Constants};
    let event = AdminAccountCreated::new("v1".into(), "7".into(), 5, String::new(), None);
    let bytes = proto::to_vec(&event).unwrap();
    assert!(bytes.starts_with(b"\x0a\x15admin.account.created\x12\x02v1"));
    assert_eq!(
        json::to_vec(&Constants::new()).unwrap(),
        br#"{"A":true,"B":-5,"C":7,"D":"a \"b\""}"#
    );
}

#[test]
fn recursion_has_an_end() {
    use printed::recording::v1::{Group, Shape};
    let shape = Shape::Group(Box::new(Group { first: Box::new(Shape::Circle(1.0)) }));
    let bytes = proto::to_vec(&shape).unwrap();
    assert_eq!(proto::from_slice::<Shape>(&bytes).unwrap(), shape);
}

#[test]
fn googles_messages_are_field_types() {
    use printed::known::v1::Known;
    let known = Known { string_value: Some(StringValue::from("a".to_owned())), ..Known::default() };
    assert_eq!(json::to_vec(&known).unwrap(), br#"{"StringValue":"a"}"#);
    let kinds: Vec<String> = Known::FIELDS
        .iter()
        .map(|it| plumberd::schema::KindName(it.kind.required()).to_string())
        .collect();
    assert_eq!(kinds[0], "google.protobuf.Any");
    assert!(matches!(
        Known::FIELDS[3].kind,
        Kind::Optional(Kind::Foreign("google.protobuf.Empty"))
    ));
}

/// The types, described by themselves and printed again.
#[test]
fn the_types_print_their_own_source() {
    use plumberd::schema::TypeDescriptor;
    use plumberd_schema::model::{Collector, Encoding, Event as EventModel, Profile};
    use plumberd_schema::print::rust::{Options, text};
    use printed::{admin, known, recording, r#type::self_};

    let mut collector = Collector::default();
    let events = [
        admin::v1::AdminAccountCreated::INFO,
        RecordingFinished::INFO,
        recording::v1::RecordingStarted::INFO,
        user::v1::UserCreated::INFO,
        user::v2::UserCreated::INFO,
        user::v2::UserRenamed::INFO,
    ];
    for info in events {
        let is_protobuf = info.content_type == plumberd::store::ContentType::Binary;
        let is_proto3 = info.profile == plumberd::codec::profile::ProfileId::Proto3;
        let event = EventModel {
            category: info.category.to_owned(),
            type_name: info.event_type.to_owned(),
            aliases: info.aliases.iter().map(|&alias| alias.to_owned()).collect(),
            version: info.version,
            oldest: info.oldest,
            profile: if is_proto3 { Profile::Proto3 } else { Profile::MicroPlumberd },
            encoding: if is_protobuf { Encoding::Protobuf } else { Encoding::Json },
        };
        collector.event(event, info.descriptor).unwrap();
    }
    let data: [&'static TypeDescriptor; 12] = [
        admin::v1::Constants::DESCRIPTOR,
        known::v1::Known::DESCRIPTOR,
        recording::v1::Shape::DESCRIPTOR,
        user::v2::Role::DESCRIPTOR,
        printed::Rootless::DESCRIPTOR,
        self_::self_::v1::Again::DESCRIPTOR,
        self_::v1::Option::DESCRIPTOR,
        self_::v1::String_::DESCRIPTOR,
        self_::v1::plumberd::Inner::DESCRIPTOR,
        self_::v1::std::Inner::DESCRIPTOR,
        self_::v1::inner::Deep::DESCRIPTOR,
        self_::v1::String::DESCRIPTOR,
    ];
    for descriptor in data {
        collector.data(descriptor, "").unwrap();
    }
    let options = Options::new().extern_path("common.v1", "crate::common");
    let again = text(&collector.finish(), &options);
    // A comment that was escaped is escaped once more; and a package without a version at its end is
    // taken for a message, whose module has no lints of its own.
    let code = |text: &str| -> Vec<String> {
        let is_code =
            |line: &&str| !line.starts_with("///") && !line.starts_with("#[allow(missing");
        text.lines().map(str::trim).filter(is_code).map(str::to_owned).collect()
    };
    let source = include_str!("../../schema/src/print/rust/tests/everything.expected.rs");
    assert_eq!(code(&again), code(source));
}
