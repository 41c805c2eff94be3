use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {source}; choose another address, or stop the program that uses it"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's own words.
        source: io::Error,
    },
    /// Others could reach the server, and read along or do as they like.
    #[error(
        "{address} can be reached from other machines, so the server demands {missing}; set them up, listen on 127.0.0.1, or say `insecure_anyway` (`--insecure-anyway`) to let everybody who reaches it read and write everything, unencrypted"
    )]
    Insecure {
        /// The address.
        address: SocketAddr,
        /// What is not set up.
        missing: &'static str,
    },
    /// A file of the certificate or its key cannot be used.
    #[error("cannot use {}: {reason}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("cannot set up TLS: {reason}")]
    Tls {
        /// What is wrong.
        reason: String,
    },
}
