use std::net::SocketAddr;
use std::sync::Arc;

use plumberd::engine::memory::MemoryStore;
use plumberd::store::EventStore;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{Builder, Server, StartError};

/// A server for tests: on a free port of `127.0.0.1`, with a store in memory. It stops when it is dropped.
///
/// ```
/// use plumberd_server::TestServer;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), plumberd_server::StartError> {
/// let server = TestServer::start().await?;
/// println!("{}", server.url()); // kurrentdb://127.0.0.1:41234?tls=false
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    url: String,
    certificate: Option<String>,
    store: Arc<dyn EventStore>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl TestServer {
    /// Starts a server. It has to be called inside of a tokio runtime.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self, StartError> {
        Self::start_with(Arc::new(MemoryStore::new()), |builder| builder).await
    }

    /// Starts a server on another store, or with other settings.
    ///
    /// # Errors
    /// As [`Builder::bind`].
    pub async fn start_with(
        store: Arc<dyn EventStore>,
        configure: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self, StartError> {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let builder = Server::builder(Arc::clone(&store)).listen([anywhere]);
        let server = configure(builder).bind().await?;
        let address = server.addresses().next().unwrap_or(anywhere);
        let url = server.urls().next().unwrap_or_default();
        let certificate = server.certificate().map(str::to_owned);
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.serve_until(async {
            // Dropping the other side stops the server too.
            let _ = stopped.await;
        }));
        Ok(Self { address, url, certificate, store, stop: Some(stop), serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What clients connect with.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its certificate as PEM, if it has one.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// What it serves.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// Stops it, and waits until its connections have ended.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        let _ = (&mut self.serving).await;
    }
}
