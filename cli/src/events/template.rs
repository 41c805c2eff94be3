use plumberd::clock::{Clock, SystemClock};
use plumberd::metadata::Context;
use uuid::Uuid;

/// The metadata of all events of a command.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) context: Context,
    pub(super) version: u32,
    pub(super) host: Option<String>,
}

impl Template {
    /// The metadata of an event that is written now.
    pub(super) fn of(&self, id: Uuid) -> Result<Vec<u8>, String> {
        let mut metadata = self.context.metadata(id, self.version);
        metadata.created = Some(SystemClock.now());
        metadata.client_host_name.clone_from(&self.host);
        metadata.to_vec().map_err(|error| error.to_string())
    }
}
