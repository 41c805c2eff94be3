use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Difference;
use crate::codec::EncodeError;
use crate::event::DecodeError;
use crate::metadata::MetadataError;

/// All that is wrong with a folder of golden files.
#[derive(Debug)]
pub struct GoldenError {
    /// The folder.
    pub folder: PathBuf,
    /// What is wrong, by file.
    pub failures: Vec<GoldenFailure>,
}

impl fmt::Display for GoldenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = if self.failures.len() == 1 { "" } else { "s" };
        write!(f, "{} failure{s} in {}", self.failures.len(), self.folder.display())?;
        self.failures.iter().try_for_each(|failure| write!(f, "\n- {failure}"))
    }
}

impl std::error::Error for GoldenError {}

/// What is wrong with a golden file or a sample.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldenFailure {
    /// There is nothing that could be checked.
    #[error("there are no samples and no golden files, so nothing is checked; give a sample")]
    Nothing,
    /// A sample is not of the set.
    #[error("the set has no event `{event_type}`, of which there is a sample; add it to the set")]
    UnknownSample {
        /// The type name.
        event_type: String,
    },
    /// Two samples would have the same files.
    #[error("there are two samples of `{event_type}` version {version}; keep one")]
    DuplicateSample {
        /// The type name.
        event_type: String,
        /// The version.
        version: u32,
    },
    /// A sample holds a value that cannot be written.
    #[error("the sample of `{event_type}`: {source}")]
    Encode {
        /// The type name.
        event_type: String,
        /// The field and what is wrong with its value.
        source: Box<EncodeError>,
    },
    /// The golden file of a sample is not there.
    #[error(
        "{file} is missing: restore it from version control, or, if the event or its version is new, write it with `PLUMBERD_BLESS=1 cargo test`"
    )]
    Missing {
        /// The file's name.
        file: String,
    },
    /// No golden file of an older version that the set reads is there.
    #[error(
        "there is no golden file of `{event_type}` version {version}, which is still read: restore {file} from version control, or write it by hand; blessing writes the newest version only"
    )]
    OlderMissing {
        /// The type name.
        event_type: String,
        /// The version.
        version: u32,
        /// The name of the file that would do.
        file: String,
    },
    /// The program writes other bytes.
    #[error(
        "{file} is not what this program writes, from {difference}; if such events were stored, give the new shape a new version, else bless it with `PLUMBERD_BLESS=1 cargo test`"
    )]
    Differs {
        /// The file's name.
        file: String,
        /// Where, and what.
        difference: Difference,
    },
    /// The file is read as another event than the sample.
    #[error(
        "{file} is not read as the sample: what was read, written again, differs from {difference}"
    )]
    ReadsDifferently {
        /// The file's name.
        file: String,
        /// Where, and what.
        difference: Difference,
    },
    /// The file of the newest version is read as no event, or as several.
    #[error("{file} is read as {count} events; the newest version has to be one")]
    NotOne {
        /// The file's name.
        file: String,
        /// How many.
        count: usize,
    },
    /// The file cannot be read as its type.
    #[error("{file} cannot be read: {source}")]
    Decode {
        /// The file's name.
        file: String,
        /// What is wrong.
        source: Box<DecodeError>,
    },
    /// The set does not read the file, although it has the type.
    #[error("{file} is unknown to the set, although it has the type")]
    Unread {
        /// The file's name.
        file: String,
    },
    /// The file is no metadata.
    #[error("{file} cannot be read: {source}")]
    Metadata {
        /// The file's name.
        file: String,
        /// What is wrong.
        source: Box<MetadataError>,
    },
    /// The metadata is of another version than the file's name.
    #[error("{file} says version {version}; rename the file, or write `SchemaVersion` as it was")]
    MetadataVersion {
        /// The file's name.
        file: String,
        /// What stands in the file.
        version: u32,
    },
    /// The file is of a type that the set does not have.
    #[error(
        "{file} is of `{event_type}`, which the set does not have; add the type to the set, give its new name an alias, or remove the file if no such event was ever stored"
    )]
    UnknownType {
        /// The file's name.
        file: String,
        /// The type name.
        event_type: String,
    },
    /// The name is no golden file's.
    #[error(
        "{file} is not the name of a golden file; those are `Type.v1.json`, `Type.v1.bin` and `Type.v1.meta.json`"
    )]
    Name {
        /// The file's name.
        file: String,
    },
    /// The file system refused.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
