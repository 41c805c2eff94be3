use std::time::Duration;

/// How much the server takes. All sizes are in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Connections at a time; more wait until one ends.
    pub connections: usize,
    /// Calls at a time on one connection; a client that begins more waits.
    pub calls_per_connection: u32,
    /// The largest message that is read.
    pub message: usize,
    /// What is there of messages that are not whole yet, of all calls; what exceeds it is refused.
    pub receiving: usize,
    /// The largest event: payload, metadata and twice the length of its type, as `KurrentDB` counts.
    pub event: usize,
    /// The events of one append together.
    pub append: usize,
    /// The events of all appends that are not written yet; what exceeds it is refused.
    pub pending: usize,
    /// Appends under way on one batch stream, before no more are read from it.
    pub batches: usize,
    /// How long a batched append may take, whatever its deadline says.
    pub write_timeout: Duration,
    /// How long a client has for the handshake of TLS, or its first bytes.
    pub handshake: Duration,
    /// How long a silent connection is left alone before it is asked for a sign of life.
    pub keep_alive: Duration,
    /// How long that sign may take.
    pub keep_alive_timeout: Duration,
    /// How long calls may go on when the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            calls_per_connection: 16_384,
            // KurrentDB's own, for events of 16 MiB and what stands around them.
            message: 17 * 1024 * 1024,
            receiving: 256 * 1024 * 1024,
            event: 16 * 1024 * 1024,
            append: 256 * 1024 * 1024,
            pending: 1024 * 1024 * 1024,
            batches: 1024,
            write_timeout: Duration::from_secs(10),
            handshake: Duration::from_secs(10),
            keep_alive: Duration::from_secs(10),
            keep_alive_timeout: Duration::from_secs(10),
            drain: Duration::from_secs(10),
        }
    }
}
