//! What plumberd prints for C#, Python and TypeScript: compiled, installed, imported, and used.
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plumberd::codec::profile::{self, MicroPlumberd, ProfileId};
use plumberd::codec::{Data, FieldRead, json};
use plumberd::event::{Event, EventInfo};
use plumberd::store::ContentType;
use plumberd_schema::model::{self, Collector, Encoding, Profile, Schema};
use plumberd_schema::print::{File, PackageError, csharp, python, typescript};

use crate::driver::installed;
use crate::report::{Outcome, Report, equal};

mod dotnet;
mod events;
mod golden;
mod npm;
mod pip;
mod samples;

/// The schemas of the printers' own tests: one that uses everything, one that attacks.
#[path = "../../../../schema/tests/lang/mod.rs"]
mod lang;

pub fn run(report: &mut Report) -> Outcome {
    let folder = folder()?;
    pip::run(report, &folder.join("python"))?;
    npm::run(report, &folder.join("typescript"))?;
    dotnet::run(report, &folder.join("csharp"))
}

/// The Python packages with the oldest libraries that they name.
pub fn oldest(report: &mut Report) -> Outcome {
    pip::run(report, &folder()?.join("python"))
}

/// Where the packages go: an empty folder.
fn folder() -> Outcome<PathBuf> {
    let folder = installed()?.join("generated");
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("cannot remove {}: {error}", folder.display()));
        }
        _ => Ok(folder),
    }
}

/// The events of this suite.
fn schema() -> Outcome<Schema> {
    use events::*;
    let mut collector = Collector::default();
    let infos = [
        RecordingFinished::INFO,
        ScalarsSeen::INFO,
        ValuesSeen::INFO,
        ListsSeen::INFO,
        PriceSet::INFO,
        AccountMade::INFO,
        VideoCut::INFO,
    ];
    for info in infos {
        collector.event(event(&info), info.descriptor).map_err(|error| error.to_string())?;
    }
    Ok(collector.finish())
}

fn event(info: &EventInfo) -> model::Event {
    model::Event {
        category: info.category.to_owned(),
        type_name: info.event_type.to_owned(),
        aliases: info.aliases.iter().map(|&alias| alias.to_owned()).collect(),
        version: info.version,
        oldest: info.oldest,
        profile: match info.profile {
            ProfileId::Proto3 => Profile::Proto3,
            _ => Profile::MicroPlumberd,
        },
        encoding: match info.content_type {
            ContentType::Binary => Encoding::Protobuf,
            _ => Encoding::Json,
        },
    }
}

/// Writes a package.
fn write(folder: &Path, files: Result<Vec<File>, PackageError>) -> Outcome {
    for file in files.map_err(|error| error.to_string())? {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, &file.text))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

/// The snippets of a package's README in one language.
fn snippets(folder: &Path, language: &str) -> Outcome<Vec<String>> {
    let path = folder.join("README.md");
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let opening = format!("```{language}\n");
    let found: Vec<String> = text
        .split(&opening)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0.to_owned()))
        .collect();
    if found.is_empty() { Err(format!("{} has no snippet", path.display())) } else { Ok(found) }
}

/// Runs a program, and gives what it printed.
fn step(command: &mut Command) -> Outcome<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("cannot run {program}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(format!("{command:?}\n{text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// An event or a part of one, as our writer writes it, and what its text has to come to.
struct Sample {
    /// `RecordingFinished`.
    class: &'static str,
    json: String,
    /// Has whole numbers that JavaScript rounds.
    is_long: bool,
    check: Box<dyn Fn(&str) -> Outcome>,
}

impl Sample {
    fn new<T>(value: T) -> Self
    where
        T: Data + Debug + PartialEq + for<'de> FieldRead<'de> + 'static,
    {
        Self::of::<MicroPlumberd, T>(value)
    }

    /// In a dialect of its own.
    fn of<P, T>(value: T) -> Self
    where
        P: profile::Profile,
        T: Data + Debug + PartialEq + for<'de> FieldRead<'de> + 'static,
    {
        let json = json::to_vec_with::<P, T>(&value).map_err(|error| error.to_string());
        let json = json.and_then(|it| String::from_utf8(it).map_err(|error| error.to_string()));
        Self {
            class: T::NAME,
            json: json.unwrap_or_else(|error| format!("not written: {error}")),
            is_long: false,
            check: Box::new(move |text| {
                let limits = json::ReadLimits::default();
                let read: T = json::from_slice_with(text.as_bytes(), P::ID, limits)
                    .map_err(|error| format!("{error}, in {text}"))?;
                equal("value", &read, &value)
            }),
        }
    }

    fn long(self) -> Self {
        Self { is_long: true, ..self }
    }
}

/// The options of the packages.
fn python_options(name: &str) -> python::Options {
    python::Options::new(name)
}

fn typescript_options(name: &str, profile: Profile) -> typescript::Options {
    typescript::Options { profile, ..typescript::Options::new(name) }
}

fn csharp_options(name: &str, protobuf_net: bool) -> csharp::Options {
    csharp::Options { protobuf_net, ..csharp::Options::new(name) }
}

/// The text of an answer.
fn text<'a>(answer: &'a serde_json::Value, key: &str) -> Outcome<&'a str> {
    answer[key].as_str().ok_or_else(|| format!("no `{key}` in {answer}"))
}

/// The packages that npm installed for this suite.
fn node_folder() -> Outcome<PathBuf> {
    Ok(installed()?.join("node"))
}

/// A path as text.
fn display(path: &Path) -> String {
    path.display().to_string()
}

/// The Python of this suite, which leaves no compiled files among the sources.
fn python_command() -> Outcome<Command> {
    let mut command = Command::new(crate::driver::python()?);
    command.env_remove("PYTHONPATH").env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}
