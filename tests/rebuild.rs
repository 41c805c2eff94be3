//! Cargo compiles `.proto` files again when one of them changes, and only then.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFEST: &str = r#"
[package]
name = "rebuilt"
version = "0.1.0"
edition = "2024"

[dependencies]
plumberd = { path = "SDK", default-features = false, features = ["derive"] }

[build-dependencies]
plumberd-build = { path = "BUILD" }

[workspace]
"#;

const BUILD: &str = r#"
fn main() -> plumberd_build::Result {
    plumberd_build::configure().proto_root("proto").compile()
}
"#;

const MAIN: &str = r#"
plumberd::include_schemas!();

fn main() {
    use plumberd::codec::Data;
    let names: Vec<_> = order::v1::OrderPlaced::FIELDS.iter().map(|it| it.name).collect();
    println!("{}", names.join(" "));
}
"#;

const PROTO: &str = "syntax = \"proto3\";
package order.v1;
message OrderPlaced {
  string customer = 1;
}
";

/// A path inside of quotes.
fn toml(path: &Path) -> String {
    path.to_str().unwrap().replace('\\', "/")
}

/// A package below `target`, which shares what is compiled with this workspace.
struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuilt");
        let _ = fs::remove_dir_all(&folder);
        let scratch = Self { folder };
        let manifest = MANIFEST
            .replace("SDK", &toml(&root.join("sdk")))
            .replace("BUILD", &toml(&root.join("codegen")));
        scratch.write("Cargo.toml", &manifest);
        // The same versions, so that nothing is downloaded.
        scratch.write("Cargo.lock", &fs::read_to_string(root.join("Cargo.lock")).unwrap());
        scratch.write("build.rs", BUILD);
        scratch.write("src/main.rs", MAIN);
        scratch.write("proto/order/v1/OrderPlaced.proto", PROTO);
        scratch
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn cargo(&self, arguments: &[&str]) -> (bool, String, String) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env_remove("PLUMBERD_SCHEMAS")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout), text(output.stderr))
    }

    /// What the program prints.
    fn run(&self) -> String {
        let (success, stdout, stderr) = self.cargo(&["run", "--quiet"]);
        assert!(success, "{stderr}");
        stdout.trim().to_owned()
    }

    /// Whether a build would find nothing to do for the package.
    fn is_fresh(&self) -> bool {
        let (success, _, stderr) = self.cargo(&["build", "--verbose"]);
        assert!(success, "{stderr}");
        stderr.lines().any(|line| line.trim_start().starts_with("Fresh rebuilt "))
    }
}

#[test]
fn only_changes_are_compiled() {
    let scratch = Scratch::new();
    assert_eq!(scratch.run(), "customer");
    assert!(scratch.is_fresh());

    let file = "proto/order/v1/OrderPlaced.proto";
    scratch.write(file, &PROTO.replace("= 1;", "= 1;\n  double total = 2;"));
    assert_eq!(scratch.run(), "customer total");
    assert!(scratch.is_fresh());

    // A new file in a folder that is watched.
    let other = PROTO.replace("OrderPlaced", "OrderPaid");
    scratch.write("proto/order/v1/OrderPaid.proto", &other);
    assert!(!scratch.is_fresh());
    assert!(scratch.is_fresh());

    scratch.write(file, &PROTO.replace("string customer", "strin customer"));
    let (success, _, stderr) = scratch.cargo(&["build"]);
    assert!(!success);
    assert!(stderr.contains("proto/order/v1/OrderPlaced.proto:4:"), "{stderr}");
}
