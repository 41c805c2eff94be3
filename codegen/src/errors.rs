use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use plumberd_schema::diagnostic::{Diagnostic, Severity};

/// What a build script's `main` returns.
///
/// ```no_run
/// fn main() -> plumberd_build::Result {
///     plumberd_build::configure().proto_root("proto").compile()
/// }
/// ```
pub type Result<T = (), E = Errors> = std::result::Result<T, E>;

/// Everything that is wrong with a schema, in the order of files and lines.
///
/// Both of its texts are the findings as compilers print them, with the lines that they are about.
#[derive(Clone)]
pub struct Errors {
    findings: Vec<Diagnostic>,
    texts: BTreeMap<String, Arc<str>>,
    pub(crate) watched: Vec<PathBuf>,
}

impl Errors {
    pub(crate) fn new(
        mut findings: Vec<Diagnostic>,
        texts: BTreeMap<String, Arc<str>>,
        watched: Vec<PathBuf>,
    ) -> Self {
        sort(&mut findings);
        Self { findings, texts, watched }
    }

    /// The findings: at least one error, and what else there was to say.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// One finding with its line of the source.
    #[must_use]
    pub fn render(&self, finding: &Diagnostic) -> String {
        render(finding, &self.texts)
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for finding in &self.findings {
            let _ = writeln!(text, "{}", self.render(finding));
        }
        f.write_str(text.trim_end())
    }
}

/// As `Display`: this is what Rust prints when `main` returns it.
impl fmt::Debug for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.findings.iter().filter(|it| it.severity == Severity::Error).count();
        write!(f, "{errors} {}\n\n{self}", if errors == 1 { "error" } else { "errors" })
    }
}

impl std::error::Error for Errors {}

pub(crate) fn render(finding: &Diagnostic, texts: &BTreeMap<String, Arc<str>>) -> String {
    let text = finding.place.as_ref().and_then(|place| texts.get(&place.file));
    finding.render(text.map(|text| &**text))
}

/// By file, line and column; the worst first.
pub(crate) fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| {
        (&a.place, std::cmp::Reverse(a.severity), a.code, &a.message).cmp(&(
            &b.place,
            std::cmp::Reverse(b.severity),
            b.code,
            &b.message,
        ))
    });
    findings.dedup();
}
