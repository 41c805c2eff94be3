use super::{CAUSATION_ID, CLIENT_HOST_NAME, CORRELATION_ID, CREATED, Metadata, SCHEMA_VERSION};
use crate::clock::Fraction;
use crate::codec::profile::MicroPlumberd;
use crate::codec::{EncodeError, Field, json};

impl Metadata {
    /// Appends the metadata as a JSON object: `Created`, `ClientHostName`, `$correlationId` and
    /// `$causationId` first, in this order, then the version if above 1, then the caller's keys.
    ///
    /// An id that is not known is left out, never `null`, for .NET cannot read that.
    ///
    /// # Errors
    /// When a value of the caller's cannot be written. `out` is then as before.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let mut w = json::Writer::<MicroPlumberd>::new(std::mem::take(out));
        let mark = w.begin_object();
        if let Some(created) = self.created {
            key(&mut w, CREATED);
            w.quoted(|out| created.write(Fraction::Seven, out));
        }
        if let Some(host) = &self.client_host_name {
            key(&mut w, CLIENT_HOST_NAME);
            w.str(host);
        }
        for (name, id) in [(CORRELATION_ID, self.correlation_id), (CAUSATION_ID, self.causation_id)]
        {
            if let Some(id) = id {
                key(&mut w, name);
                id.write_json(&mut w);
            }
        }
        if self.version > 1 {
            key(&mut w, SCHEMA_VERSION);
            w.integer(self.version);
        }
        for (name, value) in &self.custom {
            w.entry(|w| w.str(name), value);
        }
        w.end_object(mark);
        let (buffer, result) = w.finish("Metadata");
        *out = buffer;
        result
    }

    /// The metadata as a JSON object.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::with_capacity(256);
        self.write(&mut out)?;
        Ok(out)
    }
}

fn key(w: &mut json::Writer<MicroPlumberd>, name: &str) {
    w.raw(b",\"");
    w.raw(name.as_bytes());
    w.raw(b"\":");
}
