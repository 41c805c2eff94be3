use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::{self, Mode};
use plumberd_schema::model::{Place, Schema};
use plumberd_schema::print::{File, rust};

use crate::cargo::Directives;
use crate::config::{Config, display_path};
use crate::errors::{Errors, Result};
use crate::load::Loaded;
use crate::output::Output;
use crate::rules::{self, error};

/// What derives compare structs with.
const SCHEMAS: &str = "plumberd.schemas";
/// Set to `1`, code that is checked in is compared and not written.
const CHECK: &str = "PLUMBERD_CHECK";
/// Set to `1`, every difference from the lock file is an error.
const LOCKED: &str = "PLUMBERD_LOCKED";

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
        let result = self.generate();
        // Cargo sets these three for build scripts only.
        let in_build_script =
            ["OUT_DIR", "HOST", "TARGET"].into_iter().all(|name| env::var_os(name).is_some());
        if !in_build_script {
            return result.map(drop);
        }
        let mut directives = Directives::default();
        directives.rerun_if_env_changed(CHECK);
        directives.rerun_if_env_changed(LOCKED);
        // Cargo comes back on every build for a file that is not there.
        directives.watch(self.lock_file().iter().filter(|path| path.exists()));
        match result {
            Ok(written) => {
                let loaded = &written.loaded;
                directives.watch(loaded.folders.iter().chain(&loaded.files));
                for finding in &loaded.notes {
                    directives.finding(finding, &loaded.render(finding));
                }
                directives.rustc_env("PLUMBERD_SCHEMAS", &written.schemas);
            }
            Err(errors) => {
                directives.watch(&errors.watched);
                for finding in errors.diagnostics() {
                    directives.finding(finding, &errors.render(finding));
                }
            }
        }
        // Without Cargo at the other end there is nobody to tell.
        let _ = io::stdout().lock().write_all(directives.text().as_bytes());
        Ok(())
    }

    fn generate(&self) -> Result<Written> {
        let loaded = self.load()?;
        let package = self.package_dir();
        let out_dir = env::var_os("OUT_DIR").map(PathBuf::from);
        let options = self.rust_options();
        let mut findings = rust::check(&loaded.schema, &options);
        findings.extend(self.lock_findings(&loaded.schema));
        let code = self.out_dir.as_ref().map(|folder| package.join(folder));
        let check = code.is_some() && env::var_os(CHECK).is_some_and(|value| value == "1");
        let Some(folder) = code.or_else(|| out_dir.clone()) else {
            let finding = error(&rules::OUTPUT, "there is no folder for the generated code")
                .help("call `compile` in a build script, or name a folder with `out_dir`");
            return Err(loaded.refuse(vec![finding]));
        };
        let schemas = out_dir.unwrap_or_else(|| folder.clone());
        let output = Output { package: &package, folder, check };
        if !has_errors(&findings) {
            let files = if self.out_dir.is_some() {
                rust::files(&loaded.schema, &options)
            } else {
                let text = rust::text(&loaded.schema, &options);
                vec![File { path: "plumberd.rs".to_owned(), text }]
            };
            for file in files {
                findings.extend(output.write(&file.path, &file.text).err());
            }
            let output = Output { folder: schemas.clone(), check: false, ..output };
            if env::var_os("OUT_DIR").is_some() {
                findings.extend(output.write(SCHEMAS, &loaded.bindings()).err());
            }
        }
        if has_errors(&findings) {
            return Err(loaded.refuse(findings));
        }
        let mut loaded = loaded;
        loaded.notes.extend(findings);
        Ok(Written { loaded, schemas: schemas.join(SCHEMAS) })
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
    fn lock_findings(&self, schema: &Schema) -> Vec<Diagnostic> {
        let Some(path) = self.lock_file() else { return Vec::new() };
        let place = Place { file: display_path(&self.package_dir(), &path), line: 1, column: 0 };
        let refuse = |message: String| vec![error(&rules::LOCK, message).at(place)];
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => return refuse(format!("the lock file cannot be read: {cause}")),
        };
        let mode = Mode::of(env::var(LOCKED).ok().as_deref());
        match lock::check(schema, text.as_deref()) {
            Ok(report) => report.diagnostics(mode),
            Err(cause) => refuse(cause.to_string()),
        }
    }
}

/// A schema whose code is up to date.
struct Written {
    loaded: Loaded,
    schemas: PathBuf,
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
