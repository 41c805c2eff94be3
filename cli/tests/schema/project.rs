use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// The event that most tests begin with.
pub(crate) const PLACED: &str = "\
syntax = \"proto3\";

package order.v1;

// What happened, in one sentence.
message OrderPlaced {
  string order_id = 1;
  double total = 2;
}
";

pub(crate) const PLACED_PATH: &str = "proto/order/v1/OrderPlaced.proto";

pub(crate) const UNLOCKED: &str = "\
note[lock-missing]: no schema was accepted yet, so nothing guards it against breaking changes
  = help: run `plumberd schema accept` and commit plumberd.lock.json

";

/// A folder that commands run in.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With [`PLACED`].
    pub(crate) fn placed() -> Self {
        let project = Self::empty();
        project.write(PLACED_PATH, PLACED);
        project
    }

    /// With [`PLACED`], which was accepted.
    pub(crate) fn accepted() -> Self {
        let project = Self::placed();
        assert_eq!(project.run(&["accept"]), succeeds("wrote plumberd.lock.json\n"));
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Changes a text that has to be there.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{text}");
        self.write(path, text.replace(from, to));
    }

    /// `plumberd schema …` in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumberd"));
        command
            .arg("schema")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("PLUMBERD_LOCKED");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&self.command(arguments).output().unwrap())
    }

    /// With `--format json`, the code and what is printed.
    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(ran.err, "");
        (ran.code.unwrap(), serde_json::from_str(&ran.out).unwrap())
    }

    /// The files below a folder, sorted, with the times at which they changed.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, SystemTime)> {
        let root = self.path(folder);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }

    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        self.files(folder).into_iter().map(|(name, _)| name).collect()
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, SystemTime)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, fs::metadata(&path).unwrap().modified().unwrap()));
        }
    }
}

pub(crate) fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

pub(crate) fn succeeds(out: &str) -> Ran {
    Ran { code: Some(0), out: out.to_owned(), err: String::new() }
}

pub(crate) fn refuses(out: &str) -> Ran {
    Ran { code: Some(1), out: out.to_owned(), err: String::new() }
}

pub(crate) fn fails(err: &str) -> Ran {
    Ran { code: Some(2), out: String::new(), err: format!("error: {err}\n") }
}
