use std::convert::Infallible;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;
use plumberd::store::BoxFuture;
use tonic::body::Body;
use tonic::codegen::Service as Call;
use tonic::server::NamedService;

use crate::receiving::Receiving;

/// A call as it comes in.
pub(crate) type Calling = Request<Receiving<Incoming>>;

/// What a service does with a request.
type Handler = Box<dyn Fn(Calling) -> BoxFuture<'static, Response<Body>> + Send + Sync>;

/// A gRPC service, and what is said of it in `ServerFeatures`.
pub(crate) struct Service {
    /// `event_store.client.streams.Streams`.
    pub(crate) name: &'static str,
    /// Those that work. Others are not advertised.
    pub(crate) methods: &'static [Method],
    handler: Handler,
}

/// A method that works.
#[derive(Debug)]
pub(crate) struct Method {
    /// In lower case.
    pub(crate) name: &'static str,
    pub(crate) features: &'static [&'static str],
}

impl Method {
    pub(crate) const fn new(name: &'static str, features: &'static [&'static str]) -> Self {
        Self { name, features }
    }
}

impl Service {
    /// The generated server of a service.
    pub(crate) fn new<S>(methods: &'static [Method], server: S) -> Self
    where
        S: Call<Calling, Response = Response<Body>, Error = Infallible>,
        S: NamedService + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        let handler: Handler = Box::new(move |request| {
            let answer = server.clone().call(request);
            Box::pin(async move {
                match answer.await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            })
        });
        Self { name: S::NAME, methods, handler }
    }

    /// Answers one of the paths in another way.
    pub(crate) fn answering<F>(self, path: &'static str, answer: F) -> Self
    where
        F: Fn(Calling) -> BoxFuture<'static, Response<Body>> + Send + Sync + 'static,
    {
        let others = self.handler;
        let handler: Handler =
            Box::new(
                move |request| {
                    if request.uri().path() == path { answer(request) } else { others(request) }
                },
            );
        Self { handler, ..self }
    }

    pub(crate) fn call(&self, request: Calling) -> BoxFuture<'static, Response<Body>> {
        (self.handler)(request)
    }
}

/// All services, found by their names.
#[derive(Clone)]
pub(crate) struct Services(Arc<[Service]>);

impl Services {
    pub(crate) fn new(services: Vec<Service>) -> Self {
        Self(services.into())
    }

    /// The service of a path: `/event_store.client.streams.Streams/Read`.
    pub(crate) fn find(&self, path: &str) -> Option<&Service> {
        let (name, _) = path.strip_prefix('/')?.split_once('/')?;
        self.0.iter().find(|service| service.name == name)
    }
}
