//! The events of any store as JSON lines, and back into any store.
//!
//! # The format
//! UTF-8 text, one JSON object a line, each line ended by a line feed. The first line names the format and
//! what was exported, the last one counts the events:
//!
//! ```json
//! {"plumberd":"events","format":1,"of":"the log"}
//! {"position":1,"stream":"Recording-1","revision":0,"id":"0198…","type":"RecordingStarted","contentType":"application/json","recordedAt":"2025-07-13T18:22:19.2192669+00:00","metadata":{"$correlationId":"c"},"data":{"Name":"a"}}
//! {"end":true,"events":1,"sha256":"5f2d…"}
//! ```
//!
//! | key | value |
//! |---|---|
//! | `position` | where the event stood in the log: one number or two (`[commit,prepare]`); left out where the engine tells none |
//! | `stream`, `revision` | its stream and its place in it |
//! | `id`, `type` | its id (a UUID) and its type |
//! | `contentType` | `application/json` or `application/octet-stream` |
//! | `recordedAt` | when it was appended, RFC 3339; for information, an import makes times of its own |
//! | `metadata` | the metadata as JSON; left out when empty |
//! | `data` | the payload as JSON, byte for byte as it was |
//! | `metadataBase64`, `dataBase64` | the same in base64: when it is binary, or JSON that cannot stand in a line as it is (it has line feeds, is not valid, is nested more than 126 deep) |
//!
//! Other keys are read over. Lines come in the order of the log. `sha256` is over all events in this order; of
//! each, of stream, id (16 bytes), type, content type, metadata and payload, each behind its length as eight
//! bytes, greatest first.
//!
//! ```
//! use std::ops::ControlFlow;
//! use plumberd::ExpectedRevision;
//! use plumberd::engine::memory::MemoryStore;
//! use plumberd::store::EventStore;
//! use plumberd::stream::StreamName;
//! use plumberd::testing::{block_on, event};
//! use plumberd::transfer::{Export, Import};
//!
//! block_on(async {
//!     let (from, to) = (MemoryStore::new(), MemoryStore::new());
//!     let stream = StreamName::parse("Recording-1")?;
//!     from.append(stream, ExpectedRevision::NoStream, vec![event("RecordingStarted")]).await?;
//!
//!     let mut lines = Vec::new();
//!     let out = Export::new().to_writer(&from, &mut lines, |_| ControlFlow::Continue(())).await?;
//!     let back = Import::new().from_reader(&to, &lines[..], |_| ControlFlow::Continue(())).await?;
//!     assert_eq!((out.events, &out.digest), (back.events, &back.digest));
//!     Ok::<(), Box<dyn std::error::Error>>(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod digest;
mod error;
mod export;
mod exported;
mod import;
mod line;
mod target;

pub use error::TransferError;
pub use export::{Export, ExportReport};
pub use exported::ExportedEvents;
pub use import::{Import, ImportReport};

use std::ops::ControlFlow;

/// How far an export or an import has come. Whoever is told may end it with [`ControlFlow::Break`],
/// which is [`TransferError::Cancelled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferProgress {
    /// Events that are done, those of earlier attempts included.
    pub events: u64,
    /// The number of the last line that is done.
    pub line: u64,
    /// The bytes of the lines that are done.
    pub bytes: u64,
}

/// Whoever is told of the progress.
type Watch<'a> = &'a mut dyn FnMut(TransferProgress) -> ControlFlow<()>;

fn tell(watch: Watch<'_>, progress: TransferProgress) -> Result<(), TransferError> {
    match watch(progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(TransferError::Cancelled),
    }
}
