//! Schemas that are not accepted, files that are no lock files, and what is said of them.

use std::fs;

use plumberd::testing::schema::Mode;

use super::model::*;

const ALL: [Mode; 3] = [Mode::Check, Mode::Accept, Mode::AcceptBreaking];

#[test]
fn no_file() {
    let lock = LockFile::new();
    assert_eq!(
        lock.refusal::<TaskCreated>(Mode::Check),
        "<lock> is missing: restore it from version control, or, if no schema was accepted yet, write it with `PLUMBERD_ACCEPT=1 cargo test` and commit it"
    );
}

#[test]
fn a_safe_change() {
    let lock = LockFile::of::<TaskCreated>();
    assert_eq!(
        lock.refusal::<longer::TaskCreated>(Mode::Check),
        "the schema has changes that <lock> does not have yet:
tests/schema_lock/model.rs: note[field-added]: `description` of `task.v1.TaskCreated` is new
accept them with `PLUMBERD_ACCEPT=1 cargo test`, and commit the file"
    );
}

#[test]
fn a_breaking_change() {
    let lock = LockFile::of::<TaskCreated>();
    for mode in [Mode::Check, Mode::Accept] {
        assert_eq!(
            lock.refusal::<broken::TaskCreated>(mode),
            "the schema breaks what <lock> promises:
tests/schema_lock/model.rs: error[field-kind]: `title` of `task.v1.TaskCreated` was string, is uint32: old readers break; new readers need an upcaster for old events
  = help: leave v1 as it was and make the change in v2, `#[event(version = \"v2\", supersedes = …)]`, with an upcaster
take the changes back, or give the event a new version; what no one has stored or reads is accepted with `PLUMBERD_ACCEPT=breaking cargo test`"
        );
    }
}

#[test]
fn a_file_that_was_edited() {
    let lock = LockFile::of::<TaskCreated>();
    let edited = lock.text().unwrap().replace("\"title\"", "\"heading\"");
    assert_ne!(lock.text().unwrap(), edited);
    lock.write(&edited);
    for mode in ALL {
        assert_eq!(
            lock.refusal::<TaskCreated>(mode),
            "<lock> is not written over: plumberd.lock.json: type `task.v1.TaskCreated` was edited by hand: its digest is sha256:47fb47557aa6a2ecbfdd5b8fac5cf62b96ea6250d122d15c283cec32283c8965, the file says sha256:c7d6eec90b696ed166a538462e0ffdea16ba9b9849b8774aaece95a8d1f82e44; restore the file from version control, change the schema itself, and run `plumberd schema accept` (for types written in Rust, `PLUMBERD_ACCEPT=1 cargo test` accepts)"
        );
    }
}

#[test]
fn a_merge_that_was_not_finished() {
    let lock = LockFile::of::<TaskCreated>();
    let text = lock.text().unwrap();
    lock.write(&format!("<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n"));
    for mode in ALL {
        assert_eq!(
            lock.refusal::<TaskCreated>(mode),
            "<lock> is not written over: plumberd.lock.json:1: a merge conflict is not resolved; take one side of the file (`git checkout --ours plumberd.lock.json`), then run `plumberd schema accept` (for types written in Rust, `PLUMBERD_ACCEPT=1 cargo test` accepts)"
        );
    }
}

#[test]
fn a_file_that_is_none() {
    let lock = LockFile::new();
    for (text, expected) in [
        (
            "",
            "1:0: the file ends too early; restore it from version control, or remove it and run `plumberd schema accept`",
        ),
        (
            "{}",
            "1:2: missing field `format`; the file is not written by hand: restore it from version control, then run `plumberd schema accept`",
        ),
        ("plumberd", "1:1: not JSON: expected value; restore the file from version control"),
    ] {
        lock.write(text);
        for mode in ALL {
            assert_eq!(
                lock.refusal::<TaskCreated>(mode),
                format!(
                    "<lock> is not written over: plumberd.lock.json:{expected} (for types written in Rust, `PLUMBERD_ACCEPT=1 cargo test` accepts)"
                )
            );
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_or_written() {
    let lock = LockFile::new();
    fs::create_dir(lock.path()).unwrap();
    for mode in ALL {
        let message = lock.refusal::<TaskCreated>(mode);
        assert!(message.starts_with("cannot read <lock>: "), "{message}");
    }

    let lock = LockFile::new();
    fs::remove_dir(lock.path().parent().unwrap()).unwrap();
    let message = lock.check::<TaskCreated>(Mode::Accept).unwrap_err();
    assert!(message.starts_with("cannot write <lock>: "), "{message}");

    // Not UTF-8.
    let lock = LockFile::new();
    fs::write(lock.path(), b"{\"format\":\xff}").unwrap();
    let message = lock.check::<TaskCreated>(Mode::AcceptBreaking).unwrap_err();
    assert!(message.starts_with("cannot read <lock>: "), "{message}");
}
