//! `buf`, if it is there, finds nothing to format and nothing to complain about in what the printers
//! write. `PLUMBERD_BUF` tells where it is; otherwise it is looked for on the PATH.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use plumberd_schema::model::Schema;
use plumberd_schema::print::{descriptor_set, proto};
use plumberd_schema::testing::{sample, schema};

const CONFIG: &str = "\
version: v2
modules:
  - path: proto
lint:
  use:
    - STANDARD
  except:
    - FILE_LOWER_SNAKE_CASE
breaking:
  use:
    - FILE
";

struct Buf {
    program: PathBuf,
    folder: PathBuf,
}

impl Buf {
    /// An empty folder to work in; nothing if there is no `buf`.
    fn find(test: &str) -> Option<Self> {
        let program = PathBuf::from(std::env::var_os("PLUMBERD_BUF").unwrap_or("buf".into()));
        if Command::new(&program).arg("--version").output().is_err() {
            eprintln!("skipped: there is no `{}`", program.display());
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("buf").join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("buf.yaml"), CONFIG).unwrap();
        Some(Self { program, folder })
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// What it prints.
    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .output()
            .unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }
}

/// Schemas of many kinds, as a generator of numbers that everybody has picks them.
fn schemas() -> Vec<Schema> {
    let mut state = 7u32;
    let mut bytes = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let mut schemas = vec![sample()];
    schemas.extend((0..6).map(|_| schema(&(0..600).map(|_| bytes()).collect::<Vec<u8>>())));
    schemas
}

#[test]
fn the_text_is_formatted_and_clean() {
    let Some(buf) = Buf::find("text") else { return };
    for schema in schemas() {
        let _ = std::fs::remove_dir_all(buf.folder.join("proto"));
        let options =
            proto::Options { header: Some("Written by a test.".into()), options_file: true };
        for file in proto::files(&schema, &options).unwrap() {
            buf.write(&format!("proto/{}", file.path), &file.text);
        }
        assert_eq!(buf.run(&["format", "-d"]), "");
        assert_eq!(buf.run(&["lint"]), "");
    }
}

#[test]
fn a_descriptor_set_stands_for_its_text() {
    let Some(buf) = Buf::find("set") else { return };
    for mut schema in schemas() {
        let _ = std::fs::remove_dir_all(buf.folder.join("proto"));
        let options = proto::Options { options_file: true, ..Default::default() };
        for file in proto::files(&schema, &options).unwrap() {
            buf.write(&format!("proto/{}", file.path), &file.text);
        }
        for (comments, imports) in [(false, true), (true, true)] {
            let options = descriptor_set::Options { comments, imports };
            buf.write("now.binpb", descriptor_set::encode(&schema, &options).unwrap());
            for (new, old) in
                [("now.binpb", "proto"), ("proto", "now.binpb"), ("now.binpb", "now.binpb")]
            {
                assert_eq!(buf.run(&["breaking", new, "--against", old, "--exclude-imports"]), "");
            }
        }
        // A field that is gone is found, by name.
        let Some(ty) = schema.types.values_mut().find(|ty| !ty.fields().is_empty()) else {
            continue;
        };
        let plumberd_schema::model::Shape::Message(message) = &mut ty.shape else { continue };
        let gone = message.fields.remove(0);
        let alone = gone.oneof.is_some_and(|oneof| message.alternatives(oneof).next().is_none());
        if alone {
            continue;
        }
        let options = descriptor_set::Options { comments: false, imports: true };
        buf.write("next.binpb", descriptor_set::encode(&schema, &options).unwrap());
        let found = buf.run(&["breaking", "next.binpb", "--against", "now.binpb"]);
        assert!(found.contains(&format!("with name \"{}\"", gone.name)), "{found}");
    }
}
