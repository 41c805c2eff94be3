use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use plumberd::store::EventStore;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::auth::{Auth, Open};
use crate::config::Config;
use crate::connection::Listener;
use crate::node::Node;
use crate::services::services;
use crate::tls::Encryption;
use crate::{Limits, Scavenger, StartError, Tls};

/// What a server is to be like.
///
/// By default it listens on `127.0.0.1:2113`, encrypts nothing and lets everybody do everything.
#[derive(Debug, Clone)]
pub struct Builder {
    store: Arc<dyn EventStore>,
    auth: Arc<dyn Auth>,
    config: Config,
}

impl Builder {
    /// Listens on these addresses. With port 0, the system chooses one.
    #[must_use]
    pub fn listen(mut self, addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        self.config.listen = addresses.into_iter().collect();
        self
    }

    /// Encrypts connections.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.config.tls = tls;
        self
    }

    /// Asks this who is calling, and what they may do.
    #[must_use]
    pub fn auth(mut self, auth: Arc<dyn Auth>) -> Self {
        self.auth = auth;
        self
    }

    /// Tells clients to reach the server by this name and port. Without it, that is how the client that
    /// asks reached it.
    #[must_use]
    pub fn advertise(mut self, host: impl Into<String>, port: u16) -> Self {
        self.config.advertise = Some((host.into(), port));
        self
    }

    /// Refuses everything that writes.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.config.read_only = read_only;
        self
    }

    /// Listens where other machines reach it, even without TLS or credentials: everybody who does can
    /// read and write everything, and whoever is on the way can read along.
    #[must_use]
    pub fn insecure_anyway(mut self, anyway: bool) -> Self {
        self.config.insecure_anyway = anyway;
        self
    }

    /// Sets how much the server takes.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.config.limits = limits;
        self
    }

    /// Scavenges the store so when a client asks for it. Without this, the server says that it cannot.
    #[must_use]
    pub fn scavenger(mut self, scavenger: Scavenger) -> Self {
        self.config.scavenger = Some(scavenger);
        self
    }

    /// Begins to listen. Connections wait until [`Server::serve_until`].
    ///
    /// # Errors
    /// When an address cannot be listened on, others could reach it without TLS and credentials, or the
    /// certificate cannot be used.
    pub async fn bind(self) -> Result<Server, StartError> {
        let Self { store, auth, config } = self;
        for &address in &config.listen {
            check_exposure(address, &config, &*auth)?;
        }
        let encryption = config.tls.prepare()?;
        let mut listeners = Vec::new();
        for &address in &config.listen {
            let failed = |source| StartError::Listen { address, source };
            let socket = TcpListener::bind(address).await.map_err(failed)?;
            let address = socket.local_addr().map_err(failed)?;
            listeners.push((socket, address));
        }
        Ok(Server { node: Arc::new(Node::new(store, auth, config)), encryption, listeners })
    }
}

/// Who can be reached has to be careful.
fn check_exposure(address: SocketAddr, config: &Config, auth: &dyn Auth) -> Result<(), StartError> {
    if address.ip().is_loopback() || config.insecure_anyway {
        return Ok(());
    }
    let missing = match (config.tls != Tls::Off, auth.demands_credentials()) {
        (true, true) => return Ok(()),
        (true, false) => "credentials",
        (false, true) => "TLS",
        (false, false) => "TLS and credentials",
    };
    Err(StartError::Insecure { address, missing })
}

/// A server that listens.
pub struct Server {
    node: Arc<Node>,
    encryption: Option<Encryption>,
    listeners: Vec<(TcpListener, SocketAddr)>,
}

impl Server {
    /// A server on a store.
    #[must_use]
    pub fn builder(store: Arc<dyn EventStore>) -> Builder {
        let config = Config {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 2113))],
            tls: Tls::Off,
            advertise: None,
            read_only: false,
            insecure_anyway: false,
            limits: Limits::default(),
            scavenger: None,
        };
        Builder { store, auth: Arc::new(Open), config }
    }

    /// Where it listens.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.listeners.iter().map(|(_, address)| *address)
    }

    /// What clients connect with, for each address: `kurrentdb://127.0.0.1:2113?tls=false`.
    pub fn urls(&self) -> impl Iterator<Item = String> {
        let tls = match self.node.config.tls {
            Tls::Off => "tls=false",
            Tls::Files { .. } => "tls=true",
            // No client knows who made the certificate.
            Tls::Development => "tls=true&tlsVerifyCert=false",
        };
        self.addresses().map(move |address| format!("kurrentdb://{}?{tls}", reachable(address)))
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.encryption.as_ref().map(|encryption| &*encryption.certificate)
    }

    /// Answers clients until this future is ready, or a client with the right to do so stops the server.
    /// Then it takes no more connections, ends subscriptions, and gives the other calls some
    /// time; see [`Limits::drain`].
    pub async fn serve_until(self, stop: impl Future<Output = ()> + Send) {
        let Self { node, encryption, listeners } = self;
        let services = services(&node);
        let mut tasks = JoinSet::new();
        for (socket, address) in listeners {
            let (node, services) = (Arc::clone(&node), services.clone());
            let encryption = encryption.clone();
            tasks.spawn(Listener { socket, address, encryption, node, services }.run());
        }
        tokio::select! {
            () = stop => {}
            () = node.stopping.cancelled() => {}
        }
        node.stopping.cancel();
        while tasks.join_next().await.is_some() {}
    }
}

/// The wildcard is no address to connect to.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => ([127, 0, 0, 1], v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            (std::net::Ipv6Addr::LOCALHOST, v6.port()).into()
        }
        address => address,
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let addresses: Vec<_> = self.addresses().collect();
        f.debug_struct("Server").field("addresses", &addresses).finish_non_exhaustive()
    }
}
