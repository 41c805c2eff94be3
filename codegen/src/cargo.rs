use std::fmt::Write;
use std::path::Path;

use plumberd_schema::diagnostic::{Diagnostic, Severity};

/// What a build script tells Cargo.
#[derive(Debug, Default)]
pub(crate) struct Directives {
    text: String,
}

impl Directives {
    pub(crate) fn rerun_if_env_changed(&mut self, name: &str) {
        let _ = writeln!(self.text, "cargo::rerun-if-env-changed={name}");
    }

    /// Files and folders whose change makes a new run necessary. Cargo looks into folders itself.
    pub(crate) fn watch(&mut self, paths: impl IntoIterator<Item = impl AsRef<Path>>) {
        // For a file that is not there, Cargo would come back on every build.
        for path in paths.into_iter().filter(|path| path.as_ref().exists()) {
            let _ = writeln!(self.text, "cargo::rerun-if-changed={}", path.as_ref().display());
        }
    }

    pub(crate) fn rustc_env(&mut self, name: &str, value: &Path) {
        let _ = writeln!(self.text, "cargo::rustc-env={name}={}", value.display());
    }

    /// An error or warning. A directive is a line, so each line is one. Notes are for those who ask.
    pub(crate) fn finding(&mut self, finding: &Diagnostic, rendered: &str) {
        let directive = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => return,
        };
        for line in rendered.trim_end().lines() {
            let _ = writeln!(self.text, "cargo::{directive}={line}");
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{self, error, note, warning};

    #[test]
    fn every_line_is_a_directive() {
        let mut directives = Directives::default();
        let found = error(&rules::IMPORT, "no `a`").help("b");
        directives.finding(&found, &found.render(None));
        let found = warning(&rules::IMPORT, "c");
        directives.finding(&found, &found.render(None));
        let found = note(&rules::IMPORT, "d");
        directives.finding(&found, &found.render(None));
        directives.watch(["src", "not/there"]);
        directives.rustc_env("A", Path::new("b"));
        directives.rerun_if_env_changed("C");
        assert_eq!(
            directives.text(),
            "cargo::error=error[import]: no `a`\n\
             cargo::error=  = help: b\n\
             cargo::warning=warning[import]: c\n\
             cargo::rerun-if-changed=src\n\
             cargo::rustc-env=A=b\n\
             cargo::rerun-if-env-changed=C\n"
        );
    }
}
