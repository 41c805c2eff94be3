use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::model::Schema;

use crate::config::Config;
use crate::descriptor_set;
use crate::errors::{Errors, render, sort};
use crate::layout::check_layout;
use crate::lower::{assign_events, lower};
use crate::options_file::check_options_file;
use crate::pool::Compilation;
use crate::relations::check_relations;
use crate::sources::Sources;

/// A schema that was loaded.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The types of all files, but for Google's and plumberd's own.
    pub schema: Schema,
    /// The files that were read, sorted.
    pub files: Vec<PathBuf>,
    /// The folders that files were looked for in.
    pub folders: Vec<PathBuf>,
    /// What is worth saying although nothing is wrong: notes and warnings.
    pub notes: Vec<Diagnostic>,
    /// The names of all enums that fields have, those of other libraries among them.
    pub(crate) enums: BTreeSet<String>,
    pub(crate) texts: BTreeMap<String, Arc<str>>,
}

impl Loaded {
    /// A note or warning with its line of the source.
    #[must_use]
    pub fn render(&self, finding: &Diagnostic) -> String {
        render(finding, &self.texts)
    }
}

impl Config {
    /// Compiles the files and checks all rules, without writing anything.
    ///
    /// # Errors
    /// Everything that is wrong in any of the files, at once. What follows from another error only is
    /// left out.
    pub fn load(&self) -> Result<Loaded, Errors> {
        self.load_from(Sources::discover(self))
    }

    /// The same, with the files of the project.
    pub(crate) fn load_from(&self, mut sources: Sources) -> Result<Loaded, Errors> {
        let mut pool = Compilation::of(&mut sources);
        descriptor_set::add(self, &mut sources, &mut pool);
        let mut findings = std::mem::take(&mut sources.findings);
        findings.append(&mut pool.findings);
        findings.extend(check_layout(&pool.parsed));
        findings.extend(check_options_file(&pool.parsed));
        // What is missing because of an error would lead to others that are none.
        let complete = !has_errors(&findings);
        let mut lowered = lower(self, &pool.pool, &pool.parsed, &pool.compiled);
        if complete {
            assign_events(self, &mut lowered);
        }
        findings.append(&mut lowered.findings);
        if complete {
            findings.extend(check_relations(&lowered.schema));
        }
        let texts = texts(&sources);
        let mut files = sources.read;
        files.sort();
        if has_errors(&findings) {
            files.extend(sources.folders);
            // What is missing may appear there.
            files.extend(sources.includes);
            return Err(Errors::new(findings, texts, files));
        }
        sort(&mut findings);
        Ok(Loaded {
            schema: lowered.schema,
            files,
            folders: sources.folders,
            notes: findings,
            enums: lowered.enums,
            texts,
        })
    }
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn texts(sources: &Sources) -> BTreeMap<String, Arc<str>> {
    let texts = sources.files.values().map(|source| &source.text);
    texts.map(|text| (text.file.clone(), Arc::clone(&text.content))).collect()
}
