use crate::project::Project;

#[test]
fn wrong_arguments() {
    let project = Project::placed();
    for (arguments, message) in [
        (&["chekc"][..], "error: unrecognized subcommand 'chekc'"),
        (&["check", "--lokced"], "error: unexpected argument '--lokced' found"),
        (&["check", "--format", "xml"], "error: invalid value 'xml' for '--format <FORMAT>'"),
        (&["check", "--profile", "x"], "error: invalid value 'x' for '--profile <PROFILE>'"),
        (
            &["check", "--extern-path", "x"],
            "error: invalid value 'x' for '--extern-path <PROTO=RUST>': write <package or type>=<path in Rust>",
        ),
        (&["new"], "error: the following required arguments were not provided:"),
        (
            &["new", "a.v2.B", "--from", "a.v1.B", "c:string"],
            "error: the argument '--from <NAME>' cannot be used with '[FIELDS]...'",
        ),
        (&["generate", "cobol", "--out", "x"], "error: invalid value 'cobol' for '<LANGUAGE>'"),
        (&["generate", "csharp"], "error: the following required arguments were not provided:"),
        (&["export", "xml", "--out", "x"], "error: invalid value 'xml' for '<FORM>'"),
    ] {
        let ran = project.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert_eq!(ran.err.lines().next(), Some(message), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let project = Project::placed();
    let name = OsStr::from_bytes(b"\xff");
    for command in ["new", "explain", "export", "check"] {
        let output = project.command(&[command]).arg(name).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}");
    }
    // A path may be.
    let output = project.command(&["accept", "--lock"]).arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let output = project.command(&["check", "--locked", "--lock"]).arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn help_is_there() {
    let project = Project::empty();
    for command in ["new", "check", "accept", "diff", "export", "generate", "explain"] {
        let ran = project.run(&[command, "--help"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert!(ran.out.contains(&format!("Usage: plumberd schema {command}")), "{}", ran.out);
    }
}
