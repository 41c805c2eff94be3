//! A build that has nothing to do.

use std::fmt::Write;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::compile::LOCKED;
use crate::config::Config;
use crate::sources::Sources;

/// The name of the file in `OUT_DIR`.
const FILE: &str = "plumberd.stamp";

/// What the last build of a package read and wrote, and what it told Cargo. Cargo runs a build script
/// again for many reasons, most of which have nothing to do with schemas.
#[derive(Debug)]
pub(crate) struct Stamp {
    path: PathBuf,
    /// Of the options and the files of the project, as they are now.
    project: u64,
}

impl Stamp {
    pub(crate) fn new(out_dir: &Path, config: &Config, sources: &Sources) -> Self {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        // All options are in it.
        format!("{config:?}").hash(&mut hasher);
        for (name, source) in &sources.files {
            (name, &source.text.content).hash(&mut hasher);
        }
        std::env::var_os(LOCKED).hash(&mut hasher);
        sources.findings.len().hash(&mut hasher);
        Self { path: out_dir.join(FILE), project: hasher.finish() }
    }

    /// What the last build told Cargo, if everything that it read and wrote is as it was.
    pub(crate) fn unchanged(&self) -> Option<String> {
        let text = fs::read_to_string(&self.path).ok()?;
        let (head, directives) = text.split_once("\n\n")?;
        let (hash, paths) = head.split_once('\n')?;
        let paths: Vec<&Path> = paths.lines().map(Path::new).collect();
        (hash == self.hash(&paths)).then(|| directives.to_owned())
    }

    /// Remembers a build. Failing to is no harm.
    pub(crate) fn write(&self, paths: &[PathBuf], directives: &str) {
        let known: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let mut text = format!("{}\n", self.hash(&known));
        for path in &known {
            let Some(path) = path.to_str().filter(|path| !path.contains('\n')) else { return };
            let _ = writeln!(text, "{path}");
        }
        let _ = write!(text, "\n{directives}");
        let _ = fs::write(&self.path, text);
    }

    fn hash(&self, paths: &[&Path]) -> String {
        let mut hasher = DefaultHasher::new();
        self.project.hash(&mut hasher);
        for path in paths {
            (path, fs::read(path).ok()).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}
