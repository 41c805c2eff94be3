//! What is written, and when.

use std::process::Command;

use plumberd::schema::lock::Lock;
use plumberd::testing::schema::{Mode, check};

use super::model::*;

#[test]
fn the_first_schema() {
    let lock = LockFile::of::<TaskCreated>();
    assert_eq!(lock.text().unwrap(), Lock::of(&schema::<TaskCreated>()).to_json());
    assert_eq!(lock.files(), 1);
    for mode in [Mode::Check, Mode::Accept, Mode::AcceptBreaking] {
        lock.check::<TaskCreated>(mode).unwrap();
    }
    assert_eq!(lock.text().unwrap(), Lock::of(&schema::<TaskCreated>()).to_json());
}

#[test]
fn a_safe_change() {
    for mode in [Mode::Accept, Mode::AcceptBreaking] {
        let lock = LockFile::of::<TaskCreated>();
        lock.check::<longer::TaskCreated>(mode).unwrap();
        assert_eq!(lock.text().unwrap(), Lock::of(&schema::<longer::TaskCreated>()).to_json());
        assert_eq!(lock.files(), 1);
        lock.check::<longer::TaskCreated>(Mode::Check).unwrap();
    }
}

#[test]
fn a_breaking_change() {
    let lock = LockFile::of::<TaskCreated>();
    lock.refusal::<broken::TaskCreated>(Mode::Accept);
    lock.check::<broken::TaskCreated>(Mode::AcceptBreaking).unwrap();
    lock.check::<broken::TaskCreated>(Mode::Check).unwrap();
}

/// Not a test: what [`the_environment_accepts`] runs.
#[test]
#[ignore = "runs in a process of its own"]
fn child() {
    let Some(lock) = std::env::var_os("PLUMBERD_SCHEMA_CHILD") else { return };
    let _ = check(&schema::<broken::TaskCreated>(), lock.as_ref(), Mode::from_env());
}

#[test]
fn the_environment_accepts() {
    let (first, then) = (LockFile::of::<TaskCreated>(), LockFile::of::<broken::TaskCreated>());
    let (first, then) = (first.text(), then.text());
    for (accept, of_nothing, of_another) in [
        (None, &None, &first),
        (Some(""), &None, &first),
        (Some("0"), &None, &first),
        (Some("true"), &None, &first),
        (Some("1"), &then, &first),
        (Some("breaking"), &then, &then),
    ] {
        for (lock, expected) in
            [(LockFile::new(), of_nothing), (LockFile::of::<TaskCreated>(), of_another)]
        {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--ignored", "--exact", "schema_lock::accepting::child"]);
            command.env("PLUMBERD_SCHEMA_CHILD", lock.path()).env_remove("PLUMBERD_ACCEPT");
            // It is for build scripts.
            command.env("PLUMBERD_LOCKED", "0");
            if let Some(accept) = accept {
                command.env("PLUMBERD_ACCEPT", accept);
            }
            let output = command.output().unwrap();
            assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
            assert_eq!(lock.text(), *expected, "{accept:?}");
        }
    }
}
