use crate::project::{Project, fails, refuses, succeeds};

#[test]
fn every_language() {
    for (language, files) in [
        ("csharp", &["Order/V1/OrderPlaced.cs", "README.md", "shop.csproj"][..]),
        (
            "python",
            &[
                "README.md",
                "pyproject.toml",
                "shop/__init__.py",
                "shop/_wire.py",
                "shop/order/__init__.py",
                "shop/order/v1.py",
                "shop/py.typed",
            ],
        ),
        (
            "typescript",
            &[
                "README.md",
                "package.json",
                "src/index.ts",
                "src/json.ts",
                "src/order/v1.ts",
                "tsconfig.json",
            ],
        ),
        ("rust", &["mod.rs", "order/mod.rs", "order/v1.rs"]),
    ] {
        let project = Project::placed();
        let mut arguments = vec!["generate", language, "--out", "gen"];
        if language != "rust" {
            arguments.extend(["--name", "shop", "--version", "1.2.3"]);
        }
        let expected = succeeds(&format!("{} files in gen\n", files.len()));
        assert_eq!(project.run(&arguments), expected);
        assert_eq!(project.names("gen"), files);
        let before = project.files("gen");
        assert_eq!(project.run(&arguments), expected);
        assert_eq!(project.files("gen"), before, "{language} was written again");
    }
}

#[test]
fn the_version_is_in_the_package() {
    let project = Project::placed();
    let arguments = ["generate", "python", "--out", "gen", "--name", "shop", "--version", "1.2.3"];
    assert_eq!(project.run(&arguments).code, Some(0));
    assert!(project.read("gen/pyproject.toml").contains("version = \"1.2.3\""));
}

#[test]
fn events_of_the_other_profile_are_named() {
    let project = Project::placed();
    let note = |help: &str| {
        format!(
            "\
proto/order/v1/OrderPlaced.proto:6:1: note[no-package]: `order.v1.OrderPlaced` is left out: its JSON is that of the profile `proto3`
  |
6 | message OrderPlaced {{
  | ^
  = help: {help}

0 errors, 0 warnings, 1 note
"
        )
    };
    let arguments = ["generate", "python", "--profile", "proto3", "--out", "gen/python"];
    let text = note("Protobuf's own generators are for it");
    assert_eq!(project.run(&arguments), succeeds(&format!("{text}5 files in gen/python\n")));
    let arguments = ["generate", "typescript", "--profile", "proto3", "--out", "gen/typescript"];
    assert_eq!(project.run(&arguments), succeeds("6 files in gen/typescript\n"));
    assert!(project.read("gen/typescript/src/order/v1.ts").contains("orderId"));
}

#[test]
fn what_no_package_can_hold() {
    let project = Project::empty();
    for domain in ["order", "user"] {
        project.write(
            &format!("proto/{domain}/v1/Renamed.proto"),
            format!(
                "syntax = \"proto3\";\npackage {domain}.v1;\nimport \"google/type/date.proto\";\nmessage Renamed{domain} {{ google.type.Date at = 1; }}\n"
            ),
        );
    }
    project.write(
        "vendor/google/type/date.proto",
        "syntax = \"proto3\";\npackage google.type;\nmessage Date { int32 year = 1; }\n",
    );
    let flags = ["--out", "gen", "--include", "vendor", "--extern-path", "google.type=::google"];
    for language in ["csharp", "python", "typescript"] {
        assert_eq!(
            project.run(&[&["generate", language], &flags[..]].concat()),
            refuses(
                "error[no-package]: `order.v1.Renamedorder.at` has the type `google.type.Date`, which is not in the schema; add it, or leave out `order.v1.Renamedorder`\n\n1 error, 0 warnings, 0 notes\n"
            )
        );
    }
    assert!(!project.path("gen").exists());
}

#[test]
fn wrong_names_and_versions() {
    let project = Project::placed();
    for (arguments, message) in [
        (
            ["csharp", "--version", "1.2"],
            "the option `version` cannot be \"1.2\": use three numbers, as in 1.2.0",
        ),
        (
            ["rust", "--version", "1.2.3"],
            "`--name` and `--version` are of a package, and Rust has modules of the crate's own",
        ),
    ] {
        let command = [&["generate", "--out", "gen"], &arguments[..]].concat();
        assert_eq!(project.run(&command), fails(message));
    }
    for language in ["csharp", "python", "typescript"] {
        let ran = project.run(&["generate", language, "--out", "gen", "--name", "../up"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(
            ran.err.starts_with("error: the option `name` cannot be \"../up\": use "),
            "{}",
            ran.err
        );
    }
    assert!(!project.path("gen").exists());
}

#[test]
fn a_folder_that_is_a_file() {
    let project = Project::placed();
    project.write("gen", "mine");
    for language in ["csharp", "python", "typescript", "rust"] {
        assert_eq!(
            project.run(&["generate", language, "--out", "gen"]),
            fails("gen is not a folder; `--out` names the folder to write to")
        );
    }
    assert_eq!(project.read("gen"), "mine");
    // Further down.
    project.write("out/src", "mine");
    let ran = project.run(&["generate", "typescript", "--out", "out"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: cannot write out/src/"), "{}", ran.err);
    assert_eq!(project.read("out/src"), "mine");
}
