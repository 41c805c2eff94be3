use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use plumberd_build::{Config, Errors, Loaded, Severity, configure};
use plumberd_schema::compat;
use plumberd_schema::model::Schema;
use plumberd_schema::print::proto;
use plumberd_schema::testing::{sample, schema};

use super::{Seeds, choices, schema as rules};
use crate::signal::Signal;

/// Compiles a file, which lies where its package and its first message want it.
pub fn run(data: &[u8]) -> Signal {
    let text = String::from_utf8_lossy(data);
    answer(&configure().file(name(&text), text))
}

/// Whatever comes, there is an answer. What was loaded is printed as `.proto` and loaded the same.
pub fn answer(config: &Config) -> Signal {
    match config.load() {
        Ok(loaded) => loaded_well(&loaded),
        Err(errors) => refused(&errors),
    }
}

fn loaded_well(loaded: &Loaded) -> Signal {
    let codes: BTreeSet<&str> = loaded.notes.iter().map(|note| note.code).collect();
    for note in &loaded.notes {
        assert_ne!(note.severity, Severity::Error, "{note}");
        assert!(loaded.render(note).contains(note.code));
    }
    let signal = rules::check(&loaded.schema).and(Signal::of(codes));
    // A project may have these packages, but not beside the files that what is printed imports.
    let taken = |package: &str| ["plumberd.v1", "google.protobuf"].contains(&package);
    if loaded.schema.types.values().any(|ty| taken(&ty.package)) {
        return signal;
    }
    let Ok(files) = proto::files(&loaded.schema, &proto::Options::default()) else {
        return signal;
    };
    let texts: String =
        files.iter().map(|file| format!("// {}\n{}", file.path, file.text)).collect();
    let config = files.into_iter().fold(configure(), |it, file| it.file(file.path, file.text));
    match config.load() {
        Ok(again) => {
            assert_eq!(compat::compare(&loaded.schema, &again.schema), [], "{texts}");
        }
        // A set may have types that no file may be named after.
        Err(errors) => {
            let mut found = errors.diagnostics().iter();
            let is_layout = |code: &str| code.starts_with("file-") || code.starts_with("package-");
            let layout = found.all(|it| it.severity != Severity::Error || is_layout(it.code));
            assert!(layout, "{errors}\nin\n{texts}");
        }
    }
    signal
}

fn refused(errors: &Errors) -> Signal {
    let found = errors.diagnostics();
    assert!(found.iter().any(|it| it.severity == Severity::Error));
    for finding in found {
        let rendered = errors.render(finding);
        assert!(rendered.contains(finding.code), "{rendered}");
    }
    let codes: BTreeSet<&str> = found.iter().map(|finding| finding.code).collect();
    let first = found.first().map(|finding| Signal::of_start(&finding.message));
    Signal::of((codes, first))
}

fn name(text: &str) -> String {
    let word = |after: &str, end: &[char]| {
        let (_, rest) = text.split_once(after)?;
        rest.split(end).next().map(str::trim).filter(|word| !word.is_empty())
    };
    let package = word("package ", &[';']).unwrap_or("x.v1");
    let message = word("\nmessage ", &[' ', '{']).unwrap_or("Y");
    format!("{}/{message}.proto", package.replace('.', "/"))
}

/// The files that the tests of the compiler have, good and bad, and printed ones.
pub fn seeds() -> Seeds {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests");
    let mut files = Vec::new();
    find(&tests, &mut files);
    files.sort();
    let printed = (1..20_u8)
        .map(|seed| schema(&choices(seed)))
        .chain([sample()])
        .flat_map(|schema: Schema| proto::files(&schema, &proto::Options::default()))
        .flatten()
        .map(|file| file.text.into_bytes());
    files
        .iter()
        .filter_map(|file| fs::read(file).ok())
        // Some are large because that is what is wrong with them.
        .filter(|text| text.len() < 8192)
        .chain(printed)
        .collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
}
