use std::net::SocketAddr;

use crate::{Limits, Scavenger, Tls};

/// How a server is run. See [`Builder`](crate::Builder) for what each setting does.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) listen: Vec<SocketAddr>,
    pub(crate) tls: Tls,
    pub(crate) advertise: Option<(String, u16)>,
    pub(crate) read_only: bool,
    pub(crate) insecure_anyway: bool,
    pub(crate) limits: Limits,
    pub(crate) scavenger: Option<Scavenger>,
}
