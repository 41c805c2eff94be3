use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::{self, Mode};
use plumberd_schema::model::Place;
use plumberd_schema::print::{File, rust};

use crate::cargo::Directives;
use crate::config::{Config, display_path};
use crate::errors::{Errors, Result};
use crate::load::Loaded;
use crate::output::Output;
use crate::rules::{self, error};
use crate::sources::Sources;
use crate::stamp::Stamp;

/// What derives compare structs with.
const SCHEMAS: &str = "plumberd.schemas";
/// Set to `1`, code that is checked in is compared and not written.
const CHECK: &str = "PLUMBERD_CHECK";
/// Set to `1`, as in CI, a difference from the lock file is an error.
pub(crate) const LOCKED: &str = "PLUMBERD_LOCKED";

impl Config {
    /// Compiles the files to Rust. For build scripts.
    ///
    /// Writes `plumberd.rs`, which `plumberd::include_schemas!()` includes, and the file that
    /// `#[event(proto = "…")]` compares structs with. Cargo is told to come back when a file changes.
    /// A file that would not change is not written.
    ///
    /// In a build script, findings go to Cargo as errors and warnings. Cargo then fails the build when
    /// the script ends, so the result is `Ok`: the script may go on, and Cargo prints every finding
    /// once.
    ///
    /// # Errors
    /// Outside of a build script, everything that is wrong.
    pub fn compile(&self) -> Result {
        let sources = Sources::discover(self);
        let Some(out_dir) = build_script_out_dir() else {
            let Some(folder) = &self.out_dir else {
                let finding = error(&rules::OUTPUT, "there is no folder for the generated code")
                    .help("call `compile` in a build script, or name a folder with `out_dir`");
                return Err(self.load_from(sources)?.refuse(vec![finding]));
            };
            return self.generate(sources, folder, None).map(drop);
        };
        let stamp = Stamp::new(&out_dir, self, &sources);
        let text = match stamp.unchanged().filter(|_| !is_check()) {
            Some(text) => text,
            None => self.build(sources, &out_dir, &stamp),
        };
        // Without Cargo at the other end there is nobody to tell.
        let _ = io::stdout().lock().write_all(text.as_bytes());
        Ok(())
    }

    /// Compiles, and gives what Cargo has to be told.
    fn build(&self, sources: Sources, out_dir: &Path, stamp: &Stamp) -> String {
        let project: BTreeSet<PathBuf> = sources.read.iter().cloned().collect();
        let folder = self.out_dir.as_deref().unwrap_or(out_dir);
        let mut directives = Directives::default();
        directives.rerun_if_env_changed(CHECK);
        directives.rerun_if_env_changed(LOCKED);
        match self.generate(sources, folder, Some(out_dir)) {
            Ok(Written { loaded, mut paths }) => {
                directives
                    .watch(loaded.folders.iter().chain(&loaded.files).chain(&self.lock_file()));
                for finding in &loaded.notes {
                    directives.finding(finding, &loaded.render(finding));
                }
                directives.rustc_env("PLUMBERD_SCHEMAS", &out_dir.join(SCHEMAS));
                paths.extend(loaded.files.into_iter().filter(|file| !project.contains(file)));
                paths.extend(self.lock_file());
                stamp.write(&paths, directives.text());
            }
            Err(errors) => {
                directives.watch(errors.watched.iter().chain(&self.lock_file()));
                for finding in errors.diagnostics() {
                    directives.finding(finding, &errors.render(finding));
                }
            }
        }
        directives.text().to_owned()
    }

    /// Compiles and writes the code, and if there is a folder for it what derives read.
    fn generate(&self, sources: Sources, code: &Path, schemas: Option<&Path>) -> Result<Written> {
        let mut loaded = self.load_from(sources)?;
        let package = self.package_dir();
        let options = self.rust_options();
        let mut findings = rust::check(&loaded.schema, &options);
        findings.extend(self.lock_findings(&loaded));
        let mut paths = Vec::new();
        if !has_errors(&findings) {
            let check = self.out_dir.is_some() && is_check();
            let output = Output { package: &package, folder: package.join(code), check };
            // One file to include, or what a reader of a repository finds his way in.
            let files = if self.out_dir.is_some() {
                rust::files(&loaded.schema, &options)
            } else {
                let text = rust::text(&loaded.schema, &options);
                vec![File { path: "plumberd.rs".to_owned(), text }]
            };
            for file in files {
                findings.extend(output.write(&file.path, &file.text).err());
                paths.push(output.folder.join(&file.path));
            }
            if let Some(folder) = schemas {
                let output = Output { package: &package, folder: folder.to_owned(), check: false };
                findings.extend(output.write(SCHEMAS, &loaded.bindings()).err());
                paths.push(output.folder.join(SCHEMAS));
            }
        }
        if has_errors(&findings) {
            return Err(loaded.refuse(findings));
        }
        loaded.notes.extend(findings);
        Ok(Written { loaded, paths })
    }

    /// How Rust is printed.
    fn rust_options(&self) -> rust::Options {
        let options = rust::Options::new().supersede(!self.versions_apart);
        self.extern_paths
            .iter()
            .fold(options, |options, (proto, rust)| options.extern_path(proto, rust))
    }

    fn lock_file(&self) -> Option<PathBuf> {
        self.lock.as_ref().map(|lock| self.package_dir().join(lock))
    }

    /// What differs from the lock file.
    fn lock_findings(&self, loaded: &Loaded) -> Vec<Diagnostic> {
        let Some(path) = self.lock_file() else { return Vec::new() };
        let place = Place { file: display_path(&self.package_dir(), &path), line: 1, column: 0 };
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => {
                let message = format!("the lock file cannot be read: {cause}");
                return vec![error(&rules::SOURCE, message).at(place)];
            }
        };
        match lock::check(&loaded.schema, text.as_deref()) {
            Ok(report) => report.diagnostics(Mode::of(env::var(LOCKED).ok().as_deref())),
            Err(cause) => vec![error(&rules::LOCK_FILE, cause.to_string())],
        }
    }
}

/// A schema whose code is up to date.
struct Written {
    loaded: Loaded,
    /// The files with the code.
    paths: Vec<PathBuf>,
}

/// Cargo sets these three for build scripts only.
fn build_script_out_dir() -> Option<PathBuf> {
    (env::var_os("HOST").is_some() && env::var_os("TARGET").is_some())
        .then(|| env::var_os("OUT_DIR").map(PathBuf::from))?
}

fn is_check() -> bool {
    env::var_os(CHECK).is_some_and(|value| value == "1")
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

impl Loaded {
    /// Errors about a schema that is fine by itself.
    fn refuse(self, mut findings: Vec<Diagnostic>) -> Errors {
        findings.extend(self.notes);
        let watched = self.files.into_iter().chain(self.folders).collect();
        Errors::new(findings, self.texts, watched)
    }
}
