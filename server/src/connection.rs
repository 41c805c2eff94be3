use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{Request, Response, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tonic::Status;
use tonic::body::Body;

use crate::auth::{Caller, Credentials, Refusal};
use crate::gossip::Reached;
use crate::node::Node;
use crate::prompt::Prompt;
use crate::receiving::Receiving;
use crate::service::Services;
use crate::tls::Encryption;
use crate::{deadline, error, http_routes};

/// What a connection may have on its way in before it is read, in bytes, for each call and together.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 8 * 1024 * 1024;
/// What waits to be sent, for each call, in bytes.
const SEND_BUFFER: usize = 256 * 1024;
/// The headers of a request, in bytes.
const HEADERS: u32 = 16 * 1024;
/// A pause when the system cannot take connections: too many files are open, and time helps.
const PAUSE: Duration = Duration::from_millis(50);

/// An address that is listened on.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) address: SocketAddr,
    pub(crate) encryption: Option<Encryption>,
    pub(crate) node: Arc<Node>,
    pub(crate) services: Services,
}

impl Listener {
    /// Takes connections until the server stops, and ends when they have ended.
    pub(crate) async fn run(self) {
        let Self { socket, address, encryption, node, services } = self;
        let places = Arc::new(Semaphore::new(node.config.limits.connections));
        let mut connections = JoinSet::new();
        loop {
            let (place, accepted) = tokio::select! {
                () = node.stopping.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = accept(&socket, &places) => accepted,
            };
            let (stream, remote) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%address, %error, "cannot take a connection");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let connection = Connection {
                node: Arc::clone(&node),
                services: services.clone(),
                local: stream.local_addr().unwrap_or(address),
                remote,
            };
            let encryption = encryption.clone();
            connections.spawn(async move {
                connection.begin(stream, encryption).await;
                drop(place);
            });
        }
        drop(socket);
        while connections.join_next().await.is_some() {}
    }
}

type Place = Option<tokio::sync::OwnedSemaphorePermit>;

/// Waits for a place and a connection.
async fn accept(
    socket: &TcpListener,
    places: &Arc<Semaphore>,
) -> (Place, io::Result<(TcpStream, SocketAddr)>) {
    // Nobody closes the semaphore.
    let place = Arc::clone(places).acquire_owned().await.ok();
    (place, socket.accept().await)
}

/// Where a caller is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

#[derive(Clone)]
struct Connection {
    node: Arc<Node>,
    services: Services,
    local: SocketAddr,
    remote: SocketAddr,
}

impl Connection {
    async fn begin(self, stream: TcpStream, encryption: Option<Encryption>) {
        let metrics = &self.node.metrics;
        metrics.connections.fetch_add(1, Ordering::Relaxed);
        metrics.connections_total.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = self.clone().handshake(stream, encryption).await {
            tracing::debug!(remote = %self.remote, %error, "a connection ended");
        }
        self.node.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }

    async fn handshake(
        self,
        stream: TcpStream,
        encryption: Option<Encryption>,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        stream.set_nodelay(true)?;
        let patience = self.node.config.limits.handshake;
        match encryption {
            Some(encryption) => {
                let stream = timeout(patience, encryption.acceptor.accept(stream)).await??;
                self.serve(stream).await
            }
            None => self.serve(stream).await,
        }
    }

    async fn serve<S>(self, stream: S) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let node = Arc::clone(&self.node);
        let limits = &node.config.limits;
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http2()
            .timer(TokioTimer::new())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_send_buf_size(SEND_BUFFER)
            .max_concurrent_streams(limits.calls_per_connection)
            .max_header_list_size(HEADERS)
            .keep_alive_interval(Some(limits.keep_alive))
            .keep_alive_timeout(limits.keep_alive_timeout);
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.handshake)
            .max_buf_size(HEADERS as usize);
        let service = service_fn(move |request| {
            let connection = self.clone();
            async move { Ok::<_, Infallible>(connection.answer(request).await) }
        });
        let stream = Prompt::new(stream, limits.handshake);
        let serving = builder.serve_connection(TokioIo::new(stream), service);
        tokio::pin!(serving);
        tokio::select! {
            result = serving.as_mut() => return result,
            () = node.stopping.cancelled() => serving.as_mut().graceful_shutdown(),
        }
        timeout(limits.drain, serving).await?
    }

    async fn answer(self, mut request: Request<Incoming>) -> Response<Body> {
        self.node.metrics.calls.fetch_add(1, Ordering::Relaxed);
        let is_grpc = request
            .headers()
            .get(http::header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"));
        if is_grpc && request.version() != Version::HTTP_2 {
            // Whoever never ends the body would keep a call for ever: nothing asks for a sign of life.
            return http_routes::needs_http2();
        }
        let authority = request.uri().authority().cloned().or_else(|| {
            let host = request.headers().get(http::header::HOST)?;
            host.to_str().ok()?.parse().ok()
        });
        let reached = Reached { authority, local: self.local };
        let caller = match self.caller(&request).await {
            Ok(caller) => caller,
            Err(refusal) if is_grpc => return self.refuse(error::refused(refusal)),
            Err(refusal) => return http_routes::refused(refusal),
        };
        if !is_grpc {
            return http_routes::answer(&self.node, &request, &reached, &caller).await;
        }
        request.extensions_mut().insert(reached);
        request.extensions_mut().insert(caller);
        request.extensions_mut().insert(Peer(self.remote));
        tracing::debug!(path = request.uri().path(), remote = %self.remote, "call");
        match self.services.find(request.uri().path()) {
            Some(service) => {
                let deadline = deadline::of(request.headers());
                let request = request.map(|body| Receiving::new(body, self.node.receiving.share()));
                let response = deadline::keep(deadline, service.call(request)).await;
                if response.headers().contains_key("grpc-status") {
                    self.node.metrics.calls_failed.fetch_add(1, Ordering::Relaxed);
                }
                response
            }
            None => {
                let message = format!("{} is not a method of this server", request.uri().path());
                self.refuse(Status::unimplemented(message))
            }
        }
    }

    async fn caller(&self, request: &Request<Incoming>) -> Result<Caller, Refusal> {
        let auth = &self.node.auth;
        let credentials = match Credentials::from_headers(request.headers()) {
            Ok(credentials) => credentials,
            Err(refusal) if auth.demands_credentials() => return Err(refusal),
            Err(_) => None,
        };
        auth.authenticate(credentials).await
    }

    fn refuse(&self, status: Status) -> Response<Body> {
        self.node.metrics.calls_failed.fetch_add(1, Ordering::Relaxed);
        status.into_http()
    }
}
