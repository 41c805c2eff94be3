//! The lock file of this crate.

use std::process::Command;

use super::model::*;

plumberd::assert_schema! { "tests/schema_lock/plumberd.lock.json"; TaskCreated }

/// Another schema than that of the file.
mod changed {
    use super::super::model::longer;

    plumberd::assert_schema! {
        #[ignore = "runs in a process of its own, where nothing is accepted"]
        "tests/schema_lock/plumberd.lock.json"; longer::TaskCreated
    }
}

#[test]
fn a_change_fails_the_test() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "schema_lock::kept::changed::schema_is_accepted"]);
    // CI asks for the strict build script; a test is never any other.
    let output =
        command.env_remove("PLUMBERD_ACCEPT").env("PLUMBERD_LOCKED", "0").output().unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    assert!(output.contains("0 passed; 1 failed"), "{output}");
    assert!(output.contains("note[field-added]: `description` of `task.v1.TaskCreated` is new\n"));
    assert!(output.contains("accept them with `PLUMBERD_ACCEPT=1 cargo test`"), "{output}");
}

/// Two types of one name. That is wrong also while a schema is accepted, and writes nothing.
mod twice {
    use super::super::model::{TaskCreated, longer};

    plumberd::assert_schema! {
        #[should_panic(expected = "the type name `TaskCreated` is used by TaskCreated (")]
        "tests/schema_lock/plumberd.lock.json"; TaskCreated, longer::TaskCreated
    }
}
