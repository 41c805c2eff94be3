//! `proto/` and a struct are two spellings of one definition: the same bytes, the same description.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::codec::profile::Proto3;
use plumberd::codec::{Message, json, proto};
use plumberd::envelope::{Header, TypedEnvelope};
use plumberd::event::Payload;
use plumberd::metadata::Context;
use plumberd::store::ContentType;
use plumberd::{DecodeEvent, Event, Upcasted};
use plumberd_contracts::admin::v1::{AdminAccountCreated, AdminAccountCreatedPayload};
use plumberd_contracts::{recording, task, user};
use plumberd_schema::model::{Collector, Encoding, Profile, Schema};
use proptest::prelude::*;

/// The events of `proto/`, written by hand.
mod by_hand {
    use plumberd::clock::DateTimeOffset;
    use plumberd::{PlumberdData, PlumberdEvent};

    /// A recording is complete, and its file is closed.
    #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
    #[event(category = "Recording", proto = "recording.v1.RecordingFinished", register = false)]
    pub(crate) struct RecordingFinished {
        /// Which recording.
        #[event(tag = 1)]
        pub(crate) recording_id: String,
        /// In seconds.
        #[event(tag = 2)]
        pub(crate) duration: f64,
        /// Where the file is, on the machine that recorded it.
        #[event(tag = 3)]
        pub(crate) file_path: String,
    }

    /// A task is done.
    #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
    #[event(category = "Task", proto = "task.v1.TaskCompleted", register = false)]
    pub(crate) struct TaskCompleted {
        /// The address of who did it.
        #[event(tag = 1)]
        pub(crate) completed_by: String,
        /// What there is to say about it.
        #[event(tag = 2)]
        pub(crate) completion_notes: Option<String>,
    }

    /// Somebody signed up.
    #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
    #[event(category = "User", version = "v2", since = "v2", proto = "user.v2.UserCreated")]
    #[event(register = false)]
    pub(crate) struct UserCreated {
        /// The account.
        #[event(tag = 1)]
        pub(crate) user_id: String,
        /// What friends call them; all of the name where there is one word only.
        #[event(tag = 2)]
        pub(crate) first_name: String,
        /// The rest of the name, which may be empty.
        #[event(tag = 3)]
        pub(crate) last_name: String,
        /// The address that was given, not yet confirmed.
        #[event(tag = 4)]
        pub(crate) email: String,
        /// When.
        #[event(tag = 5)]
        pub(crate) created_at: DateTimeOffset,
        /// How they came to us.
        #[event(tag = 6)]
        pub(crate) sign_up: SignUp,
    }

    /// A way to an account.
    #[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
    #[event(proto = "user.v2.SignUp")]
    pub(crate) enum SignUp {
        /// Nobody knows: it was not recorded before version 2.
        #[event(tag = 0)]
        Unspecified,
        /// With a password.
        #[event(tag = 1)]
        Password,
        /// Through an account elsewhere.
        #[event(tag = 2)]
        SingleSignOn,
        #[event(unknown)]
        Unknown(i32),
    }
}

fn assert_same_bytes(generated: &(impl Event + Message), by_hand: &(impl Event + Message)) {
    assert_eq!(proto::to_vec(generated).unwrap(), proto::to_vec(by_hand).unwrap());
    assert_eq!(json::to_vec(generated).unwrap(), json::to_vec(by_hand).unwrap());
    assert_eq!(
        json::to_vec_with::<Proto3, _>(generated).unwrap(),
        json::to_vec_with::<Proto3, _>(by_hand).unwrap()
    );
    let stored = |event: &dyn Fn(&mut Vec<u8>)| {
        let mut data = Vec::new();
        event(&mut data);
        data
    };
    let id = uuid::Uuid::from_u128(7);
    assert_eq!(
        stored(&|out| generated.encode(id, out).unwrap()),
        stored(&|out| by_hand.encode(id, out).unwrap())
    );
}

proptest! {
    #[test]
    fn both_kinds_of_types_have_the_same_bytes(
        texts in prop::array::uniform4(".{0,20}"),
        notes in prop::option::of(".{0,20}"),
        duration in prop::num::f64::NORMAL | prop::num::f64::ZERO,
        seconds in -62_135_596_800_i64..253_402_300_800,
        nanos in 0..1_000_000_000_u32,
        number in prop_oneof![0..4, any::<i32>()],
    ) {
        let [first, second, third, fourth] = texts;
        assert_same_bytes(
            &recording::v1::RecordingFinished {
                recording_id: first.clone(),
                duration,
                file_path: second.clone(),
            },
            &by_hand::RecordingFinished {
                recording_id: first.clone(),
                duration,
                file_path: second.clone(),
            },
        );
        assert_same_bytes(
            &task::v1::TaskCompleted { completed_by: first.clone(), completion_notes: notes.clone() },
            &by_hand::TaskCompleted { completed_by: first.clone(), completion_notes: notes },
        );
        let created_at = DateTimeOffset::from_unix(seconds, nanos).unwrap();
        let ours = user::v2::UserCreated {
            user_id: first,
            first_name: second,
            last_name: third,
            email: fourth,
            created_at,
            sign_up: match number {
                0 => user::v2::SignUp::Unspecified,
                1 => user::v2::SignUp::Password,
                2 => user::v2::SignUp::SingleSignOn,
                other => user::v2::SignUp::Unknown(other),
            },
        };
        let theirs = by_hand::UserCreated {
            user_id: ours.user_id.clone(),
            first_name: ours.first_name.clone(),
            last_name: ours.last_name.clone(),
            email: ours.email.clone(),
            created_at,
            sign_up: match number {
                0 => by_hand::SignUp::Unspecified,
                1 => by_hand::SignUp::Password,
                2 => by_hand::SignUp::SingleSignOn,
                other => by_hand::SignUp::Unknown(other),
            },
        };
        assert_same_bytes(&ours, &theirs);
    }
}

/// The model of an event, as its type describes it, without the places.
fn described<E: Event>() -> Schema {
    let info = E::INFO;
    let mut collector = Collector::default();
    let event = plumberd_schema::model::Event {
        category: info.category.to_owned(),
        type_name: info.event_type.to_owned(),
        aliases: Vec::new(),
        version: info.version,
        oldest: 1,
        profile: Profile::MicroPlumberd,
        encoding: Encoding::Json,
    };
    collector.event(event, E::DESCRIPTOR).unwrap();
    placeless(collector.finish())
}

fn placeless(mut schema: Schema) -> Schema {
    use plumberd_schema::model::Shape;
    for ty in schema.types.values_mut() {
        ty.place = None;
        match &mut ty.shape {
            Shape::Message(message) => {
                message.fields.iter_mut().for_each(|field| field.place = None);
                message.oneofs.iter_mut().for_each(|oneof| oneof.place = None);
            }
            Shape::Enum(values) => values.values.iter_mut().for_each(|value| value.place = None),
        }
    }
    schema
}

#[test]
fn both_kinds_of_types_have_the_same_description() {
    assert_eq!(
        described::<recording::v1::RecordingFinished>(),
        described::<by_hand::RecordingFinished>()
    );
    assert_eq!(described::<task::v1::TaskCompleted>(), described::<by_hand::TaskCompleted>());
    assert_eq!(described::<user::v2::UserCreated>(), described::<by_hand::UserCreated>());
}

#[test]
fn the_types_say_what_the_files_say() {
    let files = plumberd_build::configure().proto_root("proto").load().unwrap();
    let files = placeless(files.schema);
    let types = [
        described::<recording::v1::RecordingFinished>(),
        described::<task::v1::TaskCreated>(),
        described::<task::v1::TaskCompleted>(),
        described::<user::v1::UserCreated>(),
        described::<user::v2::UserCreated>(),
        described::<AdminAccountCreated>(),
    ];
    let types: Schema =
        Schema { types: types.into_iter().flat_map(|schema| schema.types).collect() };
    for (name, of_files) in &files.types {
        assert_eq!(types.types.get(name), Some(of_files), "{name}");
    }
    assert_eq!(types.types.len(), files.types.len());
}

fn read<E: for<'de> DecodeEvent<'de>>(version: u32, data: &[u8]) -> Result<Upcasted<E>, String> {
    let payload = Payload { event_type: E::TYPE, version, content_type: ContentType::Json, data };
    E::decode(&payload).map_err(|error| error.to_string())
}

#[test]
fn the_first_version_of_a_user_is_read_as_the_second() {
    let old = user::v1::UserCreated {
        user_id: "u-1".into(),
        name: "Ada King Lovelace".into(),
        email: "ada@example.com".into(),
        created_at: 1_752_423_739_219,
    };
    let data = json::to_vec(&old).unwrap();
    let new = read::<user::v2::UserCreated>(1, &data).unwrap().into_one().unwrap();
    assert_eq!((&*new.first_name, &*new.last_name), ("Ada", "King Lovelace"));
    assert_eq!(new.created_at, DateTimeOffset::from_unix(1_752_423_739, 219_000_000).unwrap());
    assert_eq!(new.sign_up, user::v2::SignUp::Unspecified);

    let never = user::v1::UserCreated { created_at: i64::MAX, ..old };
    let error = read::<user::v2::UserCreated>(1, &json::to_vec(&never).unwrap()).unwrap_err();
    assert!(error.contains("`created_at` is 9223372036854775807"), "{error}");
}

#[test]
fn an_envelope_of_its_own_fills_itself() {
    let payload = AdminAccountCreatedPayload {
        id: "7".into(),
        email: "a@example.com".into(),
        name: "Ada".into(),
        created_at: 5,
    };
    let clock = ManualClock::new(DateTimeOffset::from_unix(1, 2_000_000).unwrap());
    let header = Header::new(&Context::new(), &AdminAccountCreated::stream(7), &clock)
        .with_trace_id("trace");
    let event = AdminAccountCreated::seal(payload.clone(), &header);
    assert_eq!(event, AdminAccountCreated::new("7".into(), 1002, "trace".into(), payload));
    let bytes = proto::to_vec(&event).unwrap();
    assert!(bytes.starts_with(b"\x0a\x15admin.account.created\x12\x02v1\x1a\x017"));
    assert_eq!(proto::from_slice::<AdminAccountCreated>(&bytes).unwrap(), event);

    let other = String::from_utf8(json::to_vec(&event).unwrap())
        .unwrap()
        .replace("admin.account.created", "admin.account.closed");
    let error = read::<AdminAccountCreated>(1, other.as_bytes()).unwrap_err();
    assert!(error.contains(r#"`EventName` is always "admin.account.created""#), "{error}");
}
