use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use super::file_name::{Content, FileName};
use super::{Difference, GoldenError, GoldenFailure, Sample};
use crate::codec::EncodeError;
use crate::event::{Decoded, EncodeEvent, EventInfo, EventSet, Payload};
use crate::metadata::Metadata;
use crate::store::ContentType;

/// Whether golden files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are compared; nothing is written.
    Check,
    /// Those of the samples are written, also over others. Nothing is deleted.
    Bless,
}

impl Mode {
    /// `Bless` when the environment variable `PLUMBERD_BLESS` is `1`.
    #[must_use]
    pub fn from_env() -> Self {
        let blesses = std::env::var_os("PLUMBERD_BLESS").as_deref() == Some(OsStr::new("1"));
        if blesses { Self::Bless } else { Self::Check }
    }
}

/// Holds samples against their golden files, and reads every file of the folder, of whatever version,
/// through a set.
///
/// # Errors
/// All that is wrong, collected.
pub fn check<S: EventSet + EncodeEvent>(
    folder: &Path,
    samples: &[Sample],
    mode: Mode,
) -> Result<(), GoldenError> {
    let mut inspection = Inspection { folder, events: S::EVENTS, samples, failures: Vec::new() };
    inspection.samples(mode);
    let files = inspection.files();
    for file in &files {
        if let Err(failure) = inspection.read::<S>(file) {
            inspection.failures.push(failure);
        }
    }
    inspection.older_versions(&files);
    if samples.is_empty() && files.is_empty() && inspection.failures.is_empty() {
        inspection.failures.push(GoldenFailure::Nothing);
    }
    let failures = inspection.failures;
    if failures.is_empty() { Ok(()) } else { Err(GoldenError { folder: folder.into(), failures }) }
}

struct Inspection<'a> {
    folder: &'a Path,
    events: &'static [&'static EventInfo],
    samples: &'a [Sample],
    failures: Vec<GoldenFailure>,
}

impl Inspection<'_> {
    fn info(&self, event_type: &str) -> Option<&'static EventInfo> {
        self.events.iter().copied().find(|info| info.matches(event_type))
    }

    /// The samples against their files.
    fn samples(&mut self, mode: Mode) {
        let samples = self.samples;
        for (index, sample) in samples.iter().enumerate() {
            let (event_type, version) = (sample.event_type.clone(), sample.version);
            if self.info(&event_type).is_none() {
                self.failures.push(GoldenFailure::UnknownSample { event_type });
                continue;
            }
            let is_this =
                |other: &Sample| other.event_type == event_type && other.version == version;
            if samples[..index].iter().any(is_this) {
                self.failures.push(GoldenFailure::DuplicateSample { event_type, version });
                continue;
            }
            let encodings = [
                (Content::Json, sample.json.clone()),
                (Content::Protobuf, sample.protobuf.clone()),
                (Content::Metadata, Some(sample.metadata())),
            ];
            for (content, encoded) in encodings {
                let name = FileName { event_type: event_type.clone(), version, content };
                if let Some(encoded) = encoded
                    && let Err(failure) = self.hold(&name, encoded, mode)
                {
                    self.failures.push(failure);
                }
            }
        }
    }

    /// One file against what the program writes.
    fn hold(
        &self,
        name: &FileName,
        written: Result<Vec<u8>, EncodeError>,
        mode: Mode,
    ) -> Result<(), GoldenFailure> {
        let written = written.map_err(|source| GoldenFailure::Encode {
            event_type: name.event_type.clone(),
            source: Box::new(source),
        })?;
        let path = self.folder.join(name.to_string());
        let expected = match fs::read(&path) {
            Ok(expected) => Some(expected),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(GoldenFailure::Io { action: "read", path, source }),
        };
        if mode == Mode::Bless {
            if expected.as_ref() == Some(&written) {
                return Ok(());
            }
            return fs::create_dir_all(self.folder)
                .and_then(|()| fs::write(&path, written))
                .map_err(|source| GoldenFailure::Io { action: "write", path, source });
        }
        let file = name.to_string();
        let Some(expected) = expected else { return Err(GoldenFailure::Missing { file }) };
        match Difference::between(&expected, &written, name.content != Content::Protobuf) {
            Some(difference) => Err(GoldenFailure::Differs { file, difference }),
            None => Ok(()),
        }
    }

    /// The golden files of the folder, by name. What is none is a failure, and so is a file of no type
    /// of the set.
    fn files(&mut self) -> Vec<FileName> {
        let entries = fs::read_dir(self.folder)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map(|entries| entries.iter().map(fs::DirEntry::file_name).collect());
        let mut names: Vec<_> = match entries {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => {
                let path = self.folder.into();
                self.failures.push(GoldenFailure::Io { action: "list", path, source });
                Vec::new()
            }
        };
        names.sort();
        let mut files = Vec::new();
        for name in names {
            let file = name.to_string_lossy();
            if file.starts_with('.') {
                continue;
            }
            match FileName::parse(&file) {
                None => self.failures.push(GoldenFailure::Name { file: file.into() }),
                Some(parsed) if self.info(&parsed.event_type).is_none() => {
                    let event_type = parsed.event_type;
                    self.failures
                        .push(GoldenFailure::UnknownType { file: file.into(), event_type });
                }
                Some(parsed) => files.push(parsed),
            }
        }
        files
    }

    /// Reads a file as what its name says.
    fn read<S: EventSet + EncodeEvent>(&self, name: &FileName) -> Result<(), GoldenFailure> {
        let file = name.to_string();
        let path = self.folder.join(&file);
        let data = match fs::read(&path) {
            Ok(data) => data,
            Err(source) => return Err(GoldenFailure::Io { action: "read", path, source }),
        };
        let content_type = match name.content {
            Content::Json => ContentType::Json,
            Content::Protobuf => ContentType::Binary,
            Content::Metadata => return read_metadata(name, &data),
        };
        let payload = Payload {
            event_type: &name.event_type,
            version: name.version,
            content_type,
            data: &data,
        };
        let events: Vec<S> = match S::decode(&payload) {
            Ok(Decoded::Known(events)) => events.into_iter().collect(),
            Ok(Decoded::Unknown) => return Err(GoldenFailure::Unread { file }),
            Err(source) => return Err(GoldenFailure::Decode { file, source: Box::new(source) }),
        };
        let is_of = |sample: &&Sample| {
            sample.event_type == name.event_type && sample.version == name.version
        };
        let Some(sample) = self.samples.iter().find(is_of) else { return Ok(()) };
        let [event] = &*events else {
            return Err(GoldenFailure::NotOne { file, count: events.len() });
        };
        let written = match content_type {
            ContentType::Json => &sample.json,
            ContentType::Binary => &sample.protobuf,
        };
        // A file with other bytes has been reported.
        let (Some(Ok(written)), Ok(stored)) = (written, &sample.stored) else { return Ok(()) };
        if *written != data {
            return Ok(());
        }
        let mut again = Vec::new();
        event.encode(sample.id, &mut again).map_err(|source| GoldenFailure::Encode {
            event_type: name.event_type.clone(),
            source: Box::new(source),
        })?;
        let is_text = event.content_type() == ContentType::Json;
        match Difference::between(stored, &again, is_text) {
            Some(difference) => Err(GoldenFailure::ReadsDifferently { file, difference }),
            None => Ok(()),
        }
    }

    /// Each version that the sampled types still read needs a file that shows it.
    fn older_versions(&mut self, files: &[FileName]) {
        for sample in self.samples {
            let Some(info) = self.info(&sample.event_type) else { continue };
            for version in info.oldest..sample.version {
                let shows = |file: &FileName| {
                    file.version == version
                        && file.content != Content::Metadata
                        && info.matches(&file.event_type)
                };
                if !files.iter().any(shows) {
                    let event_type = sample.event_type.clone();
                    let content = Content::Json;
                    let file = FileName { event_type: event_type.clone(), version, content };
                    let file = file.to_string();
                    self.failures.push(GoldenFailure::OlderMissing { event_type, version, file });
                }
            }
        }
    }
}

fn read_metadata(name: &FileName, data: &[u8]) -> Result<(), GoldenFailure> {
    let file = name.to_string();
    match Metadata::parse(data) {
        Ok(metadata) if metadata.version == name.version => Ok(()),
        Ok(metadata) => Err(GoldenFailure::MetadataVersion { file, version: metadata.version }),
        Err(source) => Err(GoldenFailure::Metadata { file, source: Box::new(source) }),
    }
}
