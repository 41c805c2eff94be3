//! The files that are compiled, by the names that imports use.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plumberd_schema::OPTIONS_PROTO;
use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::Place;

use crate::config::{Config, display_path};
use crate::rules::{self, error, warning};
use crate::text::Text;

/// The options that are always there.
pub(crate) const OPTIONS_FILE: &str = "plumberd/v1/options.proto";

/// Whether a file is plumberd's own. A project may have a copy of it, for other compilers; its types are
/// in plumberd, so nothing is made of it.
pub(crate) fn is_own(name: &str) -> bool {
    matches!(name, OPTIONS_FILE | "plumberd/v1/envelope.proto")
}

/// The longest file in bytes. Schemas that people write are a thousand times shorter.
pub(crate) const MAX_FILE: u64 = 4 << 20;

/// A file with its text.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) text: Text,
    /// Whether it is one of the project's, which the rules of layout hold for.
    pub(crate) project: bool,
}

/// What was found in the folders, and what was read.
#[derive(Debug)]
pub(crate) struct Sources {
    package: PathBuf,
    pub(crate) includes: Vec<PathBuf>,
    pub(crate) files: BTreeMap<String, Source>,
    /// The names of the project's files, those that could not be read among them.
    names: BTreeSet<String>,
    /// Real files that were looked at.
    pub(crate) read: Vec<PathBuf>,
    /// Folders whose content matters.
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) findings: Vec<Diagnostic>,
}

impl Sources {
    /// Reads all files of the project.
    pub(crate) fn discover(config: &Config) -> Self {
        let package = config.package_dir();
        let mut sources = Self {
            includes: config.includes.iter().map(|folder| package.join(folder)).collect(),
            package,
            files: BTreeMap::new(),
            names: BTreeSet::new(),
            read: Vec::new(),
            folders: Vec::new(),
            findings: Vec::new(),
        };
        for (name, text) in &config.virtual_files {
            sources.names.insert(name.clone());
            let text = Text::new(name.clone(), strip_mark(text));
            sources.files.insert(name.clone(), Source { text, project: true });
        }
        for root in &config.roots {
            sources.root(root);
        }
        sources
    }

    /// Whether the project has this file, readable or not.
    pub(crate) fn is_known(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Reads a file that is imported and not the project's. Nothing if there is none; the text of one
    /// that cannot be read is nothing too, with a finding.
    pub(crate) fn import(&mut self, name: &str) -> bool {
        if self.files.contains_key(name) {
            return true;
        }
        if !is_import_name(name) {
            return false;
        }
        for folder in self.includes.clone() {
            let path = folder.join(name);
            if path.exists() {
                self.names.insert(name.to_owned());
                self.add(name.to_owned(), &path, false);
                return true;
            }
        }
        if name == OPTIONS_FILE {
            let text = Text::new(name, OPTIONS_PROTO);
            self.files.insert(name.to_owned(), Source { text, project: false });
            return true;
        }
        false
    }

    fn root(&mut self, root: &Path) {
        let folder = self.package.join(root);
        let before = self.names.len();
        self.folders.push(folder.clone());
        match fs::metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => self.folder(&folder, "", &mut Vec::new()),
            Ok(_) => {
                let finding = error(&rules::SOURCE, "the root is a file, not a folder");
                self.findings.push(finding.at(self.place(&folder)));
                return;
            }
            Err(cause) => {
                let finding = error(&rules::SOURCE, format!("the folder cannot be read: {cause}"));
                self.findings.push(
                    finding
                        .at(self.place(&folder))
                        .help("create it, or give another one to `proto_root`"),
                );
                return;
            }
        }
        if self.names.len() == before && self.findings.is_empty() {
            let finding = warning(&rules::SOURCE, "the folder has no `.proto` files");
            self.findings.push(
                finding
                    .at(self.place(&folder))
                    .help("the first could be `<domain>/v1/<Event>.proto`"),
            );
        }
    }

    /// Reads a folder and those in it. `above` are the real paths of the folders around it.
    fn folder(&mut self, folder: &Path, name: &str, above: &mut Vec<PathBuf>) {
        let entries = fs::canonicalize(folder).and_then(|real| {
            let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            Ok((real, entries))
        });
        let (real, entries) = match entries {
            Ok(found) => found,
            Err(cause) => {
                let finding = error(&rules::SOURCE, format!("the folder cannot be read: {cause}"));
                self.findings.push(finding.at(self.place(folder)));
                return;
            }
        };
        if above.contains(&real) {
            let finding = error(&rules::SOURCE, "the folder is a link to a folder around it");
            self.findings.push(finding.at(self.place(folder)).help("delete the link"));
            return;
        }
        above.push(real);
        for entry in entries {
            let path = entry.path();
            let Some(file_name) = entry.file_name().to_str().map(str::to_owned) else {
                if path.extension().is_some_and(|it| it == "proto") {
                    let finding = error(&rules::FILE_NAME, "the name of the file is not UTF-8");
                    self.findings.push(finding.at(self.place(&path)).help("rename the file"));
                }
                continue;
            };
            if file_name.starts_with('.') {
                continue;
            }
            let inner =
                if name.is_empty() { file_name.clone() } else { format!("{name}/{file_name}") };
            let is_proto = path.extension().is_some_and(|it| it == "proto");
            match entry.file_type() {
                Ok(kind) if kind.is_file() && !is_proto => {}
                _ if path.is_dir() && !is_proto => self.folder(&path, &inner, above),
                _ if is_proto => self.project_file(inner, &path),
                _ => {}
            }
        }
        above.pop();
    }

    fn project_file(&mut self, name: String, path: &Path) {
        if !self.names.insert(name.clone()) {
            let finding = error(&rules::SHADOWED_FILE, format!("there is another file `{name}`"));
            self.findings.push(
                finding
                    .at(self.place(path))
                    .help("imports could mean either; keep one of them, or give it another folder"),
            );
            return;
        }
        self.add(name, path, true);
    }

    fn add(&mut self, name: String, path: &Path, project: bool) {
        self.read.push(path.to_owned());
        let file = display_path(&self.package, path);
        match read(path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(content) => {
                    let text = Text::new(file, strip_mark(&content));
                    self.files.insert(name, Source { text, project });
                }
                Err(cause) => {
                    let valid = cause.utf8_error().valid_up_to();
                    let lossy = String::from_utf8_lossy(cause.as_bytes());
                    let mut place = Text::new(file, strip_mark(&lossy)).place(valid);
                    // The place is in front of the first byte that is wrong.
                    place.column = place.column.max(1);
                    self.findings.push(
                        error(&rules::ENCODING, "the file is not UTF-8")
                            .at(place)
                            .help("save the file as UTF-8"),
                    );
                }
            },
            Err(finding) => {
                let place = Place { file, line: 1, column: 1 };
                self.findings.push(finding.at(place));
            }
        }
    }

    fn place(&self, path: &Path) -> Place {
        Place { file: display_path(&self.package, path), line: 1, column: 1 }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable =
        |cause: std::io::Error| error(&rules::SOURCE, format!("the file cannot be read: {cause}"));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(error(&rules::SOURCE, "a folder has a name that ends in `.proto`")
            .help("rename the folder"));
    }
    // Reading a pipe could last for ever.
    if !metadata.is_file() {
        return Err(error(&rules::SOURCE, "this is not a regular file").help("delete it"));
    }
    if metadata.len() > MAX_FILE {
        return Err(error(
            &rules::FILE_SIZE,
            format!("the file has {} bytes, more than {MAX_FILE}", metadata.len()),
        )
        .help("divide it: an event has a file of its own"));
    }
    fs::read(path).map_err(unreadable)
}

/// Names in imports go down from a root.
fn is_import_name(name: &str) -> bool {
    !name.contains('\\')
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Windows editors put a byte order mark there, which parsers do not know.
fn strip_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
