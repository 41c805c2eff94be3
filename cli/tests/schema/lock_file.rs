use std::fs;

use serde_json::json;

use crate::project::{Project, fails, refuses};

const LOCK: &str = "plumberd.lock.json";

/// Every command refuses the file with this finding, and none touches it.
fn is_refused(project: &Project, finding: &str) {
    let before = fs::read(project.path(LOCK)).unwrap();
    let expected = refuses(&format!("{finding}\n\n1 error, 0 warnings, 0 notes\n"));
    for command in [
        &["check"][..],
        &["check", "--locked"],
        &["accept"],
        &["accept", "--breaking"],
        &["diff"],
        &["diff", "--against", LOCK],
    ] {
        assert_eq!(project.run(command), expected, "{command:?}");
        let (code, value) = project.json(command);
        assert_eq!((code, &value["findings"][0]["code"]), (1, &json!("lock-file")), "{command:?}");
        let github = project.run(&[command, &["--format", "github"]].concat());
        assert_eq!(github.code, Some(1));
        assert!(
            github.out.starts_with("::error file=plumberd.lock.json,line="),
            "{command:?}: {}",
            github.out
        );
    }
    assert_eq!(fs::read(project.path(LOCK)).unwrap(), before);
}

#[test]
fn edited_by_hand() {
    let project = Project::accepted();
    project.replace(LOCK, "total", "sum");
    let text = project.run(&["check"]).out;
    let finding = text.lines().next().unwrap();
    assert!(
        finding.starts_with(
            "plumberd.lock.json:1: error[lock-file]: type `order.v1.OrderPlaced` was edited by hand: its digest is sha256:"
        ) && finding.ends_with(
            "; restore the file from version control, change the schema itself, and run `plumberd schema accept`"
        ),
        "{finding}"
    );
    is_refused(&project, finding);
}

#[test]
fn with_a_merge_conflict() {
    let project = Project::accepted();
    let text = project.read(LOCK);
    let line = text.lines().count() - 2;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(line - 1, "<<<<<<< ours");
    project.write(LOCK, lines.join("\n"));
    is_refused(
        &project,
        &format!(
            "plumberd.lock.json:{line}: error[lock-file]: a merge conflict is not resolved; take one side of the file (`git checkout --ours plumberd.lock.json`), then run `plumberd schema accept`"
        ),
    );
}

#[test]
fn truncated() {
    let project = Project::accepted();
    let text = project.read(LOCK);
    project.write(LOCK, &text[..text.find("order_id").unwrap()]);
    let found = project.run(&["check"]).out;
    let finding = found.lines().next().unwrap();
    assert!(
        finding.ends_with(
            ": error[lock-file]: the file ends too early; restore it from version control, or remove it and run `plumberd schema accept`"
        ),
        "{finding}"
    );
    is_refused(&project, finding);
    project.write(LOCK, "");
    is_refused(
        &project,
        "plumberd.lock.json:1: error[lock-file]: the file ends too early; restore it from version control, or remove it and run `plumberd schema accept`",
    );
}

#[test]
fn of_another_format() {
    let project = Project::accepted();
    project.replace(LOCK, "\"format\": 1", "\"format\": 7");
    is_refused(
        &project,
        "plumberd.lock.json:1: error[lock-file]: plumberd.lock.json has format 7, this plumberd reads format 1; use the version of plumberd that wrote it, or a newer one",
    );
}

#[test]
fn not_text() {
    let project = Project::accepted();
    let mut bytes = fs::read(project.path(LOCK)).unwrap();
    let at = bytes.windows(5).position(|it| it == b"total").unwrap();
    bytes[at] = 0xff;
    project.write(LOCK, &bytes);
    let text = project.run(&["check"]).out;
    is_refused(&project, text.lines().next().unwrap());
}

#[test]
fn not_a_file() {
    let project = Project::placed();
    fs::create_dir(project.path(LOCK)).unwrap();
    for command in ["check", "accept", "diff"] {
        let ran = project.run(&[command]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{command}");
        assert!(ran.err.starts_with("error: cannot read plumberd.lock.json: "), "{}", ran.err);
    }
    // A folder that is a file.
    project.write("file", "");
    let ran = project.run(&["accept", "--lock", "file/x.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: cannot read file/x.json: "), "{}", ran.err);
    assert_eq!(
        project.run(&["diff", "--lock", "none.json"]),
        fails(
            "there is no none.json; `plumberd schema accept` writes it, and `--against` names another schema"
        )
    );
}

#[test]
fn of_another_name() {
    let project = Project::placed();
    let lock = ["--lock", "locks/plumberd.lock.json"];
    assert_eq!(project.run(&["accept", lock[0], lock[1]]).out, "wrote locks/plumberd.lock.json\n");
    project.replace("locks/plumberd.lock.json", "total", "sum");
    let text = project.run(&["check", lock[0], lock[1]]).out;
    assert!(
        text.starts_with("locks/plumberd.lock.json:1: error[lock-file]: type `order.v1.OrderPlaced` was edited by hand: ")
            && text.contains("run `plumberd schema accept --lock locks/plumberd.lock.json`\n"),
        "{text}"
    );
    assert!(!project.path(LOCK).exists());
}
