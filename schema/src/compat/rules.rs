//! What can change, and how bad it is apart from its verdicts.

use crate::diagnostic::{Rule, Severity};

/// How bad a change is that is safe on every wire. One that is not is an error, unless the rule is
/// [`settled`].
pub(super) fn floor(code: &str, protobuf: bool) -> Severity {
    match code {
        // Generated code of others no longer compiles, or a guard is gone.
        "field-removed-unreserved"
        | "field-number-reused"
        | "name-reused"
        | "enum-value-removed-unreserved"
        | "enum-number-reused"
        | "reserved-removed"
        | "event-removed"
        | "version-changed"
        | "version-skipped" => Severity::Error,
        "field-renamed" | "field-kind" | "field-oneof" | "proto-json-name" | "oneof-renamed"
        | "oneof-removed" | "enum-value-renamed" | "type-moved" | "type-removed"
            if protobuf =>
        {
            Severity::Error
        }
        "field-removed" | "version-retired" | "old-version-edited" | "type-removed" => {
            Severity::Warning
        }
        _ => Severity::Note,
    }
}

/// Whether the floor is all there is: a new version is how things are meant to change.
pub(super) fn settled(code: &str) -> bool {
    matches!(code, "version-added" | "event-added" | "type-added" | "version-retired")
}

macro_rules! rules {
    ($($code:literal: $summary:literal, $explanation:literal;)*) => {
        &[$(Rule { code: $code, summary: $summary, explanation: $explanation }),*]
    };
}

/// The rules of compatibility, for `plumberd schema explain`.
pub const RULES: &[Rule] = rules! {
    "event-added": "a new event", "Nobody has stored or read it yet. Accept it with `plumberd schema accept`.";
    "type-added": "a new type", "It changes nothing until a field has it.";
    "version-added": "a new version of an event",
        "This is how an event changes: the old version stays as it is and an upcaster turns it into the new one. Readers of before refuse the new version with an error that says so, or, where they know no versions, read it as the old one: update readers before writers.";
    "version-skipped": "a version without the one before it",
        "Upcasters go from one version to the next. `v3` needs a `v2`, in the schema or in the lock, unless the event says `since`: the oldest version that was ever stored.";
    "version-changed": "the version of a message was edited in place",
        "What was stored as v1 is still v1. Leave that definition and add another for v2.";
    "version-retired": "an old version is gone, and a newer one says that it reads it",
        "The newest version goes back to it by its `oldest` (`since`, or the length of `upcast_json`). The lock file keeps the old definition. buf reports a deleted message here; its readers have to take the newer one.";
    "event-removed": "an event is gone",
        "Stored events of this type can no longer be read. Keep the definition and mark it deprecated. If it was never stored, accept the removal; the lock file remembers the type, so that it cannot come back with another meaning.";
    "type-removed": "a type is gone", "Generated code of others may use it. Keep it and mark it deprecated.";
    "type-moved": "a type has another full name",
        "Events are found by their type name and version, so stored events are read as before. The full Protobuf name is another, and generated code of others no longer compiles.";
    "type-name-changed": "a type has another name in code", "The name in other languages is another; nothing of it is on the wire.";
    "shape": "a message became an enum, or an enum a message", "Nothing that was written as the one can be read as the other.";
    "union-changed": "a message became a union, or a union a message",
        "A union stands for its one oneof: in JSON its object has `Kind` and the alternative themselves. In Protobuf there is no difference.";
    "numbers-added": "a type got field numbers", "It has a Protobuf form now. JSON is as before.";
    "numbers-removed": "a type lost its field numbers", "It cannot be written or read as Protobuf any more.";
    "category-changed": "an event has another category",
        "Its streams have other names: what was stored under the old ones is not found, and readers of before do not see the new ones.";
    "event-type-name": "an event has another type name",
        "The store keeps the type name with each event. With the old name among the aliases, new readers know it; old readers do not know the new name.";
    "event-alias-added": "an event is read under another name too", "Nothing is written under it.";
    "event-alias-removed": "an event is no longer read under a name", "Events that were stored under it become unknown.";
    "oldest": "the oldest version that an event reads is another", "When it is raised, events of the versions before it are refused.";
    "profile": "an event is written in another dialect of JSON", "Keys, enums, 64-bit integers, times and decimals look otherwise in each.";
    "encoding-changed": "an event is written in another encoding",
        "plumberd reads both, by the content type. Readers in other languages know the one they were made for.";
    "event-to-data": "a message is no event any more", "Stored events of it can no longer be read.";
    "data-to-event": "a message became an event", "Nobody has stored it as an event yet.";
    "old-version-edited": "an old version was edited after a newer one was accepted",
        "Programs of now write the newer version. What the old one looks like is a fact of the past; a change to it is hardly ever meant.";
    "type-restored": "a removed type is back", "It is compared with what it was, since events of it may still be stored.";
    "field-added": "a new field",
        "Events of before do not have it. It is safe when it is optional or has a default; in Protobuf and in the profile `proto3` a missing scalar is its zero.";
    "field-removed": "a field is gone, its number and name reserved",
        "Readers of before miss it unless it was optional. buf reports it even when it is reserved, since code that uses the field no longer compiles; here it is a warning until it is accepted.";
    "field-removed-unreserved": "a field is gone, and its number or name is free",
        "Somebody will take the number again, and what is stored is then read as something else. Reserve both: `reserved 3; reserved \"frames\";` in a .proto file, `#[event(reserved(3, \"frames\"))]` in Rust.";
    "field-renamed": "a field has another name",
        "Protobuf goes by number and does not notice; JSON goes by name. An alias helps new readers, not old ones. Where the JSON keys stay, generated code of others still breaks.";
    "field-renumbered": "a field has another number", "Protobuf goes by number: the value is lost, or read as another field.";
    "field-number-reused": "a number has another meaning",
        "What was stored under the number is read as the new field. Take a number that was never used.";
    "name-reused": "a reserved name is used again", "In JSON, what was stored under the name is read as the new field.";
    "field-kind": "a field has another type",
        "Even where one direction can read it (an `int32` as an `int64`), the other cannot, and generated code of others changes.";
    "field-presence": "a field became optional, or is not any more",
        "A missing key is an error for a plain field in JSON. In Protobuf a plain scalar does not tell zero from missing, so an optional one loses its zeros or its absences.";
    "field-oneof": "a field moved into or out of a oneof",
        "Setting one alternative clears the others, and in the profile `micro-plumberd` the alternative stands in an object of the oneof.";
    "alternative-added": "a oneof has another alternative", "Readers of before do not know it.";
    "json-name-changed": "a JSON key is another", "Keys are how JSON is read. With the old key as an alias new readers know it; old readers do not know the new one.";
    "proto-json-name": "a key of the profile `proto3` is another", "Readers of Protobuf's own JSON do not find the value.";
    "alias-added": "a JSON key is read too", "Nothing is written under it.";
    "alias-removed": "a JSON key is no longer read", "Events that were stored with it lose the value or are refused.";
    "fixed-added": "a field has a fixed value now", "Events of before may have another, and are refused.";
    "fixed-changed": "a fixed value is another", "It is checked on reading, so each side refuses what the other wrote.";
    "fixed-removed": "a field has no fixed value any more", "Readers of before refuse all other values.";
    "default-added": "a missing key is read as a default", "More is read than before.";
    "default-removed": "a missing key is refused again", "Events from before the field was there do not have the key.";
    "id": "another field holds the event's id, or none does", "The id of stored events is no longer that in their payload, and `Id` means something else.";
    "deprecation": "something is deprecated, or is not any more", "Nothing on the wire changes.";
    "oneof-added": "a new oneof", "Events of before do not have it. It is safe when it is not required.";
    "oneof-removed": "a oneof is gone", "See what became of its alternatives. Generated code of others uses the oneof.";
    "oneof-renamed": "a oneof has another name", "Protobuf does not notice. In the profile `micro-plumberd` the name is a key, and generated code of others uses it.";
    "oneof-presence": "a oneof became required, or is not any more", "A reader that requires it refuses events without it.";
    "enum-value-added": "an enum has another value",
        "An open enum keeps numbers that it does not know; a closed one refuses them, and so does every reader of names.";
    "enum-value-removed": "an enum value is gone, its number and name reserved", "Stored events have the number, and its meaning is lost.";
    "enum-value-removed-unreserved": "an enum value is gone, and its number or name is free",
        "Somebody will take the number again, and what is stored is then read as something else. Keep the value and mark it deprecated.";
    "enum-value-renamed": "an enum value has another name", "It matters where names are written: in the profile `proto3`, and in an enum by name. Generated code of others uses the name.";
    "enum-value-renumbered": "an enum value has another number", "Every stored event and every reader of before has the old number, which now means something else or nothing.";
    "enum-number-reused": "the number of an enum value has another meaning", "What was stored with the number is read as the new value. Take a number that was never used.";
    "enum-value-json-name": "an enum value has another name in JSON", "It matters in an enum that is written by name.";
    "enum-open": "an enum refuses unknown numbers now, or keeps them", "A closed enum refuses what programs with more values have written.";
    "enum-by-name": "an enum is written by name now, or by number", "Readers in other languages are made for the one or the other.";
    "reserved-added": "numbers or names are reserved", "They can never be used again.";
    "reserved-removed": "numbers or names are no longer reserved", "They were used once. Who takes them again reads old values as new ones.";
};
