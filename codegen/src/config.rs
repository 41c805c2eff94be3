use std::path::{Path, PathBuf};

use plumberd_schema::model::Profile;

/// What to compile, and how. [`configure`](crate::configure) makes one.
///
/// Relative paths are relative to the package, which is where Cargo runs a build script.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) package: Option<PathBuf>,
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) includes: Vec<PathBuf>,
    pub(crate) virtual_files: Vec<(String, String)>,
    pub(crate) descriptor_sets: Vec<PathBuf>,
    pub(crate) event_suffixes: Vec<String>,
    pub(crate) profile: Profile,
    pub(crate) extern_paths: Vec<(String, String)>,
    pub(crate) versions_apart: bool,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) lock: Option<PathBuf>,
}

impl Config {
    /// Adds a folder of `.proto` files, `<domain>/<version>/<Event>.proto`. All of them are compiled.
    #[must_use]
    pub fn proto_root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.roots.push(folder.into());
        self
    }

    /// Adds a folder that imports are looked for in. Of its files only those that are imported are
    /// compiled, and the rules of layout do not hold for them.
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        self.includes.push(folder.into());
        self
    }

    /// Adds a file that exists in memory only, by its name as imports spell it.
    ///
    /// ```
    /// let loaded = plumberd_build::configure()
    ///     .file(
    ///         "task/v1/TaskDone.proto",
    ///         r#"syntax = "proto3"; package task.v1; message TaskDone { string by = 1; }"#,
    ///     )
    ///     .load()?;
    /// assert_eq!(loaded.schema.events().count(), 1);
    /// # Ok::<(), plumberd_build::Errors>(())
    /// ```
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.virtual_files.push((name.into(), text.into()));
        self
    }

    /// Adds a descriptor set, `.binpb`, as buf and protoc write it. All its files are compiled, but
    /// for Google's and plumberd's own.
    #[must_use]
    pub fn descriptor_set(mut self, file: impl Into<PathBuf>) -> Self {
        self.descriptor_sets.push(file.into());
        self
    }

    /// A message that is named after its file and this suffix counts as named after its file:
    /// `UserCreatedPayload` in `user_created.proto`, with `Payload`. The event's type name is the one
    /// without the suffix. There can be several.
    #[must_use]
    pub fn event_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.event_suffixes.push(suffix.into());
        self
    }

    /// The dialect of JSON of events that do not say theirs.
    #[must_use]
    pub fn json(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Types of a Protobuf package, or one type, that Rust has already: `google.type` and
    /// `::google_types`. They are not generated.
    #[must_use]
    pub fn extern_path(mut self, proto: impl Into<String>, rust: impl Into<String>) -> Self {
        self.extern_paths.push((proto.into(), rust.into()));
        self
    }

    /// A newer version of an event does not supersede the older one: no `Upcast` is asked for, and the
    /// newer one reads nothing older.
    #[must_use]
    pub fn versions_apart(mut self) -> Self {
        self.versions_apart = true;
        self
    }

    /// Writes code that is checked in, a file for each package below `mod.rs`, and not into `OUT_DIR`. With
    /// `PLUMBERD_CHECK=1` in the environment nothing is written, and stale files are errors.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Compares the schema with a lock file, `plumberd.lock.json`. What would break readers or writers is
    /// an error; with `PLUMBERD_LOCKED=1` in the environment, as in CI, every difference is.
    #[must_use]
    pub fn lock(mut self, file: impl Into<PathBuf>) -> Self {
        self.lock = Some(file.into());
        self
    }

    /// The folder that relative paths start from, and that findings name files relative to. By default
    /// `CARGO_MANIFEST_DIR`, or the current folder.
    #[must_use]
    pub fn package(mut self, folder: impl Into<PathBuf>) -> Self {
        self.package = Some(folder.into());
        self
    }

    /// The folder that relative paths start from.
    pub(crate) fn package_dir(&self) -> PathBuf {
        match &self.package {
            Some(folder) => folder.clone(),
            None => std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default(),
        }
    }

    /// Whether a type or package is somebody else's.
    pub(crate) fn is_extern(&self, name: &str) -> bool {
        self.extern_paths.iter().any(|(prefix, _)| {
            let prefix = prefix.trim_start_matches('.');
            name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// A path as findings have it: relative to the package where it is in it, with `/`.
pub(crate) fn display_path(package: &Path, path: &Path) -> String {
    let path = path.strip_prefix(package).unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}
