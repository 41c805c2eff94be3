use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use plumberd::engine::memory::MemoryStore;
use plumberd::store::BoxFuture;
use plumberd_server::TestServer;
use plumberd_server::auth::{Action, Auth, Caller, Credentials, Refusal};
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision;
use plumberd_wire::v1::streams::append_req::{self, ProposedMessage};
use plumberd_wire::v1::streams::read_req::options::{
    CountOption, FilterOption, StreamOption, StreamOptions, UuidOption, stream_options, uuid_option,
};
use plumberd_wire::v1::streams::streams_client::StreamsClient;
use plumberd_wire::v1::streams::{AppendReq, ReadReq, read_req, read_resp};
use plumberd_wire::v1::{Empty, StreamIdentifier, Uuid, uuid};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tonic::transport::Channel;

use super::PATIENCE;
use super::connection::{exchange, is_whole};
use crate::resources::Resources;

/// After so many inputs, somebody with honest requests is asked whether all is well.
const ROUND: u32 = 128;
/// After so many, the server stops, and everything that it had is given back.
const LIFETIME: u32 = 1024;
/// What no answer may hold, in a file beside the server.
const SECRET: &str = "what-is-in-this-file-is-for-nobody-else";

/// A server that takes requests until it is replaced.
pub struct Host {
    server: TestServer,
    /// A connection for honest requests, and for those that are wrong only inside.
    pub channel: Channel,
    inputs: u32,
}

static HOST: Mutex<Option<Host>> = Mutex::new(None);
/// What the process had when the first server had ended.
static BEGINNING: Mutex<Option<Resources>> = Mutex::new(None);
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).max_blocking_threads(4).enable_all();
    builder.build().unwrap_or_else(|error| panic!("no threads: {error}"))
});

/// The file with the secret.
pub static SECRET_FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let file = std::env::temp_dir().join("plumberd-fuzz-secret");
    fs::write(&file, SECRET).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    file
});

/// The first line of a file that most machines have.
static PASSWD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let passwd = fs::read("/etc/passwd").unwrap_or_default();
    passwd.split(|&byte| byte == b'\n').next().unwrap_or_default().to_vec()
});

/// No answer shows what is in a file.
pub fn assert_keeps_secrets(answer: &[u8]) {
    for secret in [SECRET.as_bytes(), &PASSWD] {
        let is_there = !secret.is_empty() && answer.windows(secret.len()).any(|it| it == secret);
        assert!(!is_there, "the answer shows a file: {}", String::from_utf8_lossy(answer));
    }
}

/// Asks a server. One that a panic came from is never asked again.
pub fn ask<T>(ask: impl AsyncFnOnce(&Host) -> T) -> T {
    let mut place = HOST.lock().unwrap_or_else(PoisonError::into_inner);
    RUNTIME.block_on(async {
        let mut host = match place.take() {
            Some(host) => host,
            None => Host::start().await,
        };
        let answer = ask(&host).await;
        host.inputs += 1;
        if host.inputs.is_multiple_of(ROUND) {
            host.assert_is_well().await;
        }
        if host.inputs < LIFETIME {
            *place = Some(host);
        } else {
            host.stop().await;
        }
        answer
    })
}

impl Host {
    async fn start() -> Self {
        let store = Arc::new(MemoryStore::new());
        let server = TestServer::start_with(store, |builder| builder.auth(Arc::new(Anybody)));
        let server = server.await.unwrap_or_else(|error| panic!("no server: {error}"));
        let url = format!("http://{}", server.address());
        let channel = Channel::from_shared(url).map(|endpoint| endpoint.connect_lazy());
        let channel = channel.unwrap_or_else(|error| panic!("no client: {error}"));
        Self { server, channel, inputs: 0 }
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address()
    }

    /// It writes and reads for somebody who asks as one should, and says that it lives.
    async fn assert_is_well(&self) {
        let stream = format!("Honest-{}", self.inputs);
        let well = timeout(PATIENCE, async {
            let mut client = StreamsClient::new(self.channel.clone());
            client.append(tokio_stream::iter(append(&stream))).await?;
            let answers = client.read(ReadReq { options: Some(read(&stream)) }).await?;
            let first = answers.into_inner().message().await?.and_then(|first| first.content);
            Ok::<_, tonic::Status>(matches!(first, Some(read_resp::Content::Event(_))))
        });
        let well = well.await.unwrap_or_else(|_| panic!("an honest client gets no answer"));
        assert!(well.unwrap_or_else(|status| panic!("an honest client gets {status}")));
        let health = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
        let answer = exchange(self.address(), health, is_whole, PATIENCE).await;
        assert!(answer.starts_with(b"HTTP/1.1 204 "), "{}", String::from_utf8_lossy(&answer));
    }

    /// It stops at once, for nobody has business with it, and what it had is there again.
    async fn stop(self) {
        let Self { server, channel, .. } = self;
        drop(channel);
        let stopped = timeout(PATIENCE, server.stop()).await;
        assert!(stopped.is_ok(), "the server does not stop");
        let Some(now) = Resources::now() else { return };
        let mut beginning = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
        now.assert_near(beginning.get_or_insert(now));
    }
}

fn append(stream: &str) -> Vec<AppendReq> {
    let options = append_req::Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(ExpectedStreamRevision::NoStream(Empty {})),
    };
    let id = uuid::Value::String(::uuid::Uuid::new_v4().to_string());
    let metadata = [("type", "Asked"), ("content-type", "application/json")];
    let message = ProposedMessage {
        id: Some(Uuid { value: Some(id) }),
        metadata: metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..ProposedMessage::default()
    };
    [append_req::Content::Options(options), append_req::Content::ProposedMessage(message)]
        .map(|content| AppendReq { content: Some(content) })
        .into()
}

fn read(stream: &str) -> read_req::Options {
    let text = uuid_option::Content::String(Empty {});
    read_req::Options {
        stream_option: Some(StreamOption::Stream(StreamOptions {
            stream_identifier: Some(identifier(stream)),
            revision_option: Some(stream_options::RevisionOption::Start(Empty {})),
        })),
        count_option: Some(CountOption::Count(1)),
        filter_option: Some(FilterOption::NoFilter(Empty {})),
        uuid_option: Some(UuidOption { content: Some(text) }),
        ..read_req::Options::default()
    }
}

fn identifier(stream: &str) -> StreamIdentifier {
    StreamIdentifier { stream_name: stream.to_owned().into() }
}

/// Whoever has credentials is let in, so that they are read. Nobody may stop the server, and few may make
/// users: a password takes as long as a thousand other calls.
#[derive(Debug)]
struct Anybody;

impl Auth for Anybody {
    fn demands_credentials(&self) -> bool {
        true
    }

    fn authenticate(
        &self,
        credentials: Option<Credentials>,
    ) -> BoxFuture<'_, Result<Caller, Refusal>> {
        let caller = credentials.map_or(Caller::Anonymous, |it| Caller::user(it.user, ["staff"]));
        Box::pin(std::future::ready(Ok(caller)))
    }

    fn authorize<'a>(
        &'a self,
        caller: &'a Caller,
        action: Action<'a>,
    ) -> BoxFuture<'a, Result<(), Refusal>> {
        let may = match action {
            Action::Operate => false,
            Action::ManageUsers | Action::SeeUser(_) => caller.name().is_some(),
            _ => true,
        };
        Box::pin(std::future::ready(if may { Ok(()) } else { Err(Refusal::Denied) }))
    }
}
