//! What holds of every schema, wherever it is from.

use std::collections::BTreeSet;

use plumberd_schema::compat;
use plumberd_schema::diagnostic::Severity;
use plumberd_schema::lock::{self, Lock, State};
use plumberd_schema::model::{Profile, Schema};
use plumberd_schema::print::{
    csharp, descriptor_set, json_schema, proto, python, rust, typescript,
};

use crate::signal::Signal;

/// A schema is no change of itself, its lock file says all of it, and every language prints it or says
/// why it does not.
pub fn check(schema: &Schema) -> Signal {
    assert_eq!(compat::compare(schema, schema), []);
    let lock = Lock::of(schema);
    let text = lock.to_json();
    assert_eq!(Lock::parse(&text).as_ref(), Ok(&lock), "{text}");
    assert_eq!(compat::compare(&lock.schema(), schema), []);
    let report = lock::check(schema, Some(&text)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.state, State::Equal, "{:?}", report.changes);
    print(schema)
}

fn print(schema: &Schema) -> Signal {
    let options = rust::Options::new();
    let findings = rust::check(schema, &options);
    if findings.iter().all(|finding| finding.severity != Severity::Error) {
        assert!(!rust::files(schema, &options).is_empty());
        assert!(!rust::text(schema, &options).is_empty());
    }
    for strict in [false, true] {
        let _ = json_schema::files(schema, strict);
    }
    for ty in schema.types.values() {
        for profile in [Profile::MicroPlumberd, Profile::Proto3] {
            let options = json_schema::Options { profile, ..json_schema::Options::default() };
            assert!(json_schema::document(schema, ty, options).is_object());
        }
    }
    let name = "acme-events";
    let in_csharp = csharp::Options { protobuf_net: true, ..csharp::Options::new("Acme.Events") };
    let faults = [
        csharp::package(schema, &in_csharp).err().map(|error| error.to_string()),
        python::package(schema, &python::Options::new(name)).err().map(|error| error.to_string()),
        typescript::package(schema, &typescript::Options::new(name))
            .err()
            .map(|error| error.to_string()),
        proto::files(schema, &proto::Options::default()).err().map(|error| error.to_string()),
    ];
    let set = descriptor_set::Options { comments: true, imports: true };
    assert_eq!(descriptor_set::encode(schema, &set).is_err(), faults[3].is_some(), "{faults:?}");
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
    let signals = faults.iter().flatten().map(Signal::of_error).collect::<Vec<_>>();
    Signal::of((codes, signals, schema.types.len().checked_ilog2()))
}
