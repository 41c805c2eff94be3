use std::collections::BTreeSet;

use crate::project::{Project, fails};

#[test]
fn one_rule() {
    let ran = Project::empty().run(&["explain", "package-path"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.starts_with("package-path: The package of a file is its folder.\n\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nKeeps it:\n\n    "), "{}", ran.out);
}

#[test]
fn all_rules_by_topic() {
    let project = Project::empty();
    let ran = project.run(&["explain"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let titles: Vec<&str> = ran.out.lines().filter(|line| line.ends_with(':')).collect();
    assert_eq!(
        titles,
        [
            "Files, Protobuf and events:",
            "Rust:",
            "Other languages and tools:",
            "The lock file:",
            "Changes since the lock file:",
        ]
    );
    let listed: BTreeSet<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    // Those of the libraries, and three of the command's own.
    let libraries = [
        plumberd_build::RULES,
        plumberd_schema::print::rust::RULES,
        plumberd_schema::lock::RULES,
        plumberd_schema::compat::RULES,
    ];
    let rules: BTreeSet<&str> = libraries
        .into_iter()
        .flatten()
        .map(|rule| rule.code)
        .chain(["buf", "no-package", "no-protobuf"])
        .collect();
    assert_eq!(listed, rules);
    for code in listed {
        let ran = project.run(&["explain", code]);
        assert_eq!(ran.code, Some(0), "{code}");
        assert!(ran.out.starts_with(&format!("{code}: ")), "{}", ran.out);
    }
}

#[test]
fn no_rule() {
    let project = Project::empty();
    assert_eq!(
        project.run(&["explain", "pakage-path"]),
        fails(
            "there is no rule `pakage-path`; did you mean `package-path`? `plumberd schema explain` lists them"
        )
    );
    assert_eq!(
        project.run(&["explain", "quux"]),
        fails("there is no rule `quux`; `plumberd schema explain` lists them")
    );
    assert_eq!(
        project.run(&["explain", ""]),
        fails("there is no rule ``; `plumberd schema explain` lists them")
    );
}
