//! Values that cannot be written: the error names the field, and the buffer is as it was.

use std::collections::BTreeMap;
use std::time::Duration;

use plumberd::codec::profile::{MicroPlumberd, Profile, Proto3, Py019};
use plumberd::codec::{Buffer, Data, Message, json, proto};
use plumberd::{Event, PlumberdData, PlumberdEvent};
use uuid::Uuid;

use crate::model::{Inner, Outer, Source};

fn json_error_in<P: Profile, T: Data>(value: &T) -> String {
    let mut out = b"what was there".to_vec();
    let error = json::write_into_with::<P, T>(value, &mut out).unwrap_err();
    assert_eq!(out, b"what was there");
    assert_eq!(json::to_vec_with::<P, T>(value).unwrap_err(), error);
    for capacity in [0, 1, 10_000] {
        let mut buffer = Buffer::with_capacity(capacity);
        for _ in 0..2 {
            assert_eq!(json::encode_with::<P, T>(value, &mut buffer).unwrap_err(), error);
        }
    }
    error.to_string()
}

fn json_error<T: Data>(value: &T) -> String {
    json_error_in::<MicroPlumberd, T>(value)
}

fn proto_error<T: Message>(value: &T) -> String {
    let mut out = b"what was there".to_vec();
    let error = proto::write_into(value, &mut out).unwrap_err();
    assert_eq!(out, b"what was there");
    // A small buffer that has to grow first, and one that was used before, say the same.
    for capacity in [0, 1, 10_000] {
        let mut buffer = Buffer::with_capacity(capacity);
        for _ in 0..2 {
            assert_eq!(proto::encode(value, &mut buffer).unwrap_err(), error);
        }
    }
    error.to_string()
}

/// Longer than .NET's `TimeSpan` and Protobuf's `Duration`.
const TOO_LONG: Duration = Duration::from_secs(1_000_000_000_000);

#[test]
fn numbers_that_are_not_finite() {
    let nan = |change: fn(&mut Outer)| {
        let mut outer = Outer::new();
        change(&mut outer);
        json_error(&outer)
    };
    let message = |path: &str, value: &str| {
        format!(
            "cannot write `Outer`, field `{path}`: {value} is not a JSON number; check for it before you build the event"
        )
    };
    assert_eq!(nan(|outer| outer.inner.values[1] = f64::NAN), message("Inner.Values[1]", "NaN"));
    assert_eq!(
        nan(|outer| outer.first.values[0] = f64::INFINITY),
        message("First.Values[0]", "Infinity")
    );
    assert_eq!(
        nan(|outer| outer.last.values.push(f64::NEG_INFINITY)),
        message("Last.Values[2]", "-Infinity")
    );
    assert_eq!(
        nan(|outer| outer.list[0].values[0] = f64::NAN),
        message("List[0].Values[0]", "NaN")
    );
    assert_eq!(
        nan(|outer| outer.list[2].values[1] = f64::NAN),
        message("List[2].Values[1]", "NaN")
    );
    assert_eq!(
        nan(|outer| outer.list[1].deeper.as_mut().unwrap().values = vec![f64::NAN]),
        message("List[1].Deeper.Values[0]", "NaN")
    );
    assert_eq!(
        nan(|outer| outer.by_name.get_mut("b").unwrap().values[1] = f64::NAN),
        message("ByName.b.Values[1]", "NaN")
    );
    assert_eq!(
        nan(|outer| {
            let camera = Inner { values: vec![0.5, f64::NAN], ..Inner::default() };
            outer.source = Some(Source::Camera(camera));
        }),
        message("Source.Camera.Values[1]", "NaN")
    );
    // The first that was met counts.
    assert_eq!(
        nan(|outer| {
            outer.first.values = vec![1.0, f64::NAN, f64::INFINITY];
            outer.last.values = vec![f64::NAN];
        }),
        message("First.Values[1]", "NaN")
    );
}

#[test]
fn names_the_field_whatever_stands_before_it() {
    #[derive(PlumberdData)]
    struct Before {
        text: String,
        texts: Vec<String>,
        empty: Vec<String>,
        map: BTreeMap<String, Vec<Vec<f32>>>,
        nothing: Option<i32>,
        bad: f32,
        behind: Vec<f64>,
    }
    for text in ["", "a", ",", "\"", "\\", ":", "{", "[", "]}", ",\"a\":[{", "\u{1f600}\\\""] {
        let before = |bad: f32, deep: f32| Before {
            text: text.into(),
            texts: vec![text.into(), text.into()],
            empty: vec![],
            map: BTreeMap::from([("key".into(), vec![vec![], vec![1.0, deep]])]),
            nothing: None,
            bad,
            behind: vec![1.0],
        };
        let error = |value: &Before| json::to_vec(value).unwrap_err().path;
        assert_eq!(error(&before(f32::NAN, 2.0)), "Bad", "{text}");
        assert_eq!(error(&before(0.0, f32::NAN)), "Map.key[1][1]", "{text}");
        let path = json::to_vec_with::<Py019, _>(&before(f32::NAN, 2.0)).unwrap_err().path;
        assert_eq!(path, "Bad", "{text}");
        let behind = Before { behind: vec![1.0, f64::NAN], ..before(0.0, 2.0) };
        assert_eq!(error(&behind), "Behind[1]", "{text}");
    }
}

#[test]
fn durations() {
    let mut outer = Outer::new();
    outer.span = TOO_LONG;
    let value = "1000000000000000000000 ns is outside of what";
    assert_eq!(
        json_error(&outer),
        format!("cannot write `Outer`, field `Span`: {value} a .NET TimeSpan can hold")
    );
    assert_eq!(
        json_error_in::<Proto3, _>(&outer),
        format!("cannot write `Outer`, field `span`: {value} a Protobuf duration can hold")
    );
    assert_eq!(
        proto_error(&outer),
        format!("cannot write `Outer`, field `span`: {value} a Protobuf duration can hold")
    );

    let path = |change: fn(&mut Outer)| {
        let mut outer = Outer::new();
        change(&mut outer);
        proto_error(&outer);
        proto::to_vec(&outer).unwrap_err().path
    };
    assert_eq!(path(|outer| outer.inner.spans.push(TOO_LONG)), "inner.spans");
    assert_eq!(path(|outer| outer.first.spans.push(TOO_LONG)), "first.spans");
    assert_eq!(path(|outer| outer.list[1].spans.push(TOO_LONG)), "list.spans");
    assert_eq!(
        path(|outer| outer.inner.deeper.as_mut().unwrap().spans.push(TOO_LONG)),
        "inner.deeper.spans"
    );
    assert_eq!(
        path(|outer| outer.by_name.get_mut("a").unwrap().spans.push(TOO_LONG)),
        "by_name.spans"
    );
    assert_eq!(
        path(|outer| outer.source =
            Some(Source::Camera(Inner { spans: vec![TOO_LONG], ..Inner::default() }))),
        "camera.spans"
    );
    // Protobuf is written back to front, so of two it names the last.
    assert_eq!(
        path(|outer| {
            outer.first.spans.push(TOO_LONG);
            outer.last.spans.push(TOO_LONG);
        }),
        "last.spans"
    );
}

#[test]
fn integers_that_a_free_form_value_cannot_hold() {
    let mut outer = Outer::new();
    let beyond = (1u64 << 53) + 1;
    outer.free.insert("x".into(), serde_json::json!({"deep": [1, {"er": beyond}]}));
    assert_eq!(
        proto_error(&outer),
        "cannot write `Outer`, field `free`: 9007199254740993 is outside of what a double without loss can hold"
    );
    assert!(json::to_vec(&outer).is_ok());
    outer.free.insert("x".into(), serde_json::json!([i64::MIN]));
    assert_eq!(
        proto_error(&outer),
        "cannot write `Outer`, field `free`: -9223372036854775808 is outside of what a double without loss can hold"
    );
    outer.free.insert("x".into(), serde_json::json!([1u64 << 53, -(1i64 << 53), 1e300]));
    assert!(proto::to_vec(&outer).is_ok());
}

#[cfg(feature = "chrono")]
#[test]
fn moments_beyond_the_year_9999() {
    use chrono::{DateTime, Utc};

    #[derive(PlumberdData)]
    struct Stays {
        #[event(tag = 1)]
        from: DateTime<Utc>,
        #[event(tag = 2)]
        until: Option<DateTime<Utc>>,
    }
    #[derive(PlumberdEvent)]
    #[event(category = "Bad")]
    struct Booked {
        #[event(tag = 1)]
        guest: String,
        #[event(tag = 2)]
        stays: Vec<Stays>,
        #[event(tag = 3)]
        price: u32,
    }
    let epoch = DateTime::<Utc>::UNIX_EPOCH;
    let late = DateTime::<Utc>::from_timestamp(253_402_300_800, 0).unwrap();
    let booked = |until| Booked {
        guest: "Ada".into(),
        stays: vec![
            Stays { from: epoch, until: None },
            Stays { from: epoch, until: Some(until) },
            Stays { from: epoch, until: None },
        ],
        price: 7,
    };
    assert_eq!(
        json_error(&booked(late)),
        "cannot write `Booked`, field `Stays[1].Until`: +10000-01-01T00:00:00Z is outside of what the years 1 to 9999 can hold"
    );
    assert_eq!(
        proto_error(&booked(late)),
        "cannot write `Booked`, field `stays.until`: +10000-01-01T00:00:00Z is outside of what the years 1 to 9999 can hold"
    );
    assert!(json::to_vec(&booked(epoch)).is_ok() && proto::to_vec(&booked(epoch)).is_ok());
}

#[cfg(feature = "jiff")]
#[test]
fn moments_before_the_year_1() {
    #[derive(PlumberdData)]
    struct Founded {
        #[event(tag = 1)]
        at: jiff::Timestamp,
    }
    let founded = Founded { at: jiff::Timestamp::MIN };
    assert!(
        json_error(&founded)
            .starts_with("cannot write `Founded`, field `At`: -009999-01-02T01:59:59Z is outside")
    );
    assert!(
        proto_error(&founded)
            .starts_with("cannot write `Founded`, field `at`: -009999-01-02T01:59:59Z is outside")
    );
}

#[test]
fn an_event_leaves_the_buffer_as_it_was() {
    #[derive(PlumberdEvent)]
    #[event(category = "Bad")]
    struct Measured {
        value: f64,
    }
    #[derive(PlumberdEvent)]
    #[event(category = "Bad", profile = "py-0.1.9")]
    struct MeasuredInPython {
        value: f64,
    }
    #[derive(PlumberdEvent)]
    #[event(category = "Bad", encoding = "protobuf")]
    struct MeasuredInProtobuf {
        #[event(tag = 1)]
        span: Duration,
    }
    let id = Uuid::from_u64_pair(0, 7);
    let mut out = b"[".to_vec();
    Event::encode(&Measured { value: 1.0 }, id, &mut out).unwrap();
    let before = out.clone();
    for result in [
        Event::encode(&Measured { value: f64::NAN }, id, &mut out),
        Event::encode(&MeasuredInPython { value: f64::NAN }, id, &mut out),
        Event::encode(&MeasuredInProtobuf { span: TOO_LONG }, id, &mut out),
    ] {
        assert!(result.is_err());
        assert_eq!(out, before);
    }
    assert_eq!(out, br#"[{"Id":"00000000-0000-0000-0000-000000000007","Value":1.0}"#);
    // The thread goes on writing as if nothing had been.
    let bytes = proto::to_vec(&MeasuredInProtobuf { span: Duration::from_secs(1) }).unwrap();
    assert_eq!(bytes, b"\x0a\x02\x08\x01");
}
