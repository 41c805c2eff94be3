use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use kurrentdb::operations::{self, OperationalOptions, StatsOptions};
use kurrentdb::{
    Client, DeletePersistentSubscriptionOptions, Error, EventData, GenericProjectionOptions,
    ProjectionClient, ReadStreamOptions, ResolvedEvent, WriteResult,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a scenario may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How long something may take that should come at once.
const SOON: Duration = Duration::from_secs(8);

/// What is wrong.
pub struct Fault(String);

pub type Outcome<T = ()> = Result<T, Fault>;

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

pub fn fault(message: impl Into<String>) -> Fault {
    Fault(message.into())
}

pub fn ok(condition: bool, what: impl Into<String>) -> Outcome {
    if condition { Ok(()) } else { Err(fault(what)) }
}

pub fn equal<T: PartialEq<U> + fmt::Debug, U: fmt::Debug>(found: T, expected: U) -> Outcome {
    ok(found == expected, format!("found {found:?}, expected {expected:?}"))
}

/// The error, which must be one.
pub fn refused<T>(result: kurrentdb::Result<T>) -> Outcome<Error> {
    result.err().ok_or_else(|| fault("not refused"))
}

/// Checks the error of a result: `fails!(result, Error::ResourceNotFound)`.
macro_rules! fails {
    ($result:expr, $pattern:pat) => {{
        let error = $crate::harness::refused($result)?;
        $crate::harness::ok(
            matches!(error, $pattern),
            format!("refused with {error:?}, expected {}", stringify!($pattern)),
        )?;
    }};
}
pub(crate) use fails;

pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> Outcome<T> {
    let late = |_| fault(format!("{what}: nothing within {SOON:?}"));
    tokio::time::timeout(SOON, future).await.map_err(late)
}

/// A service of the server that it may not have yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Streams,
    PersistentSubscriptions,
    Users,
    Operations,
    Monitoring,
    Projections,
}

pub struct Suite {
    pub client: Client,
    mode: String,
    /// Whether the server has each.
    services: BTreeMap<Service, bool>,
}

pub fn url() -> Outcome<String> {
    let url = std::env::var("PLUMBERD_URL").map_err(|_| fault("PLUMBERD_URL is not set"))?;
    let demands_users = std::env::var("PLUMBERD_MODE").is_ok_and(|mode| mode == "users");
    Ok(if demands_users { url.replacen("://", "://admin:changeit@", 1) } else { url })
}

pub fn connect(url: &str) -> Outcome<Client> {
    Client::new(url.parse()?).map_err(|error| fault(error.to_string()))
}

pub fn operator() -> Outcome<operations::Client> {
    operations::Client::new(url()?.parse()?).map_err(|error| fault(error.to_string()))
}

pub fn projections() -> Outcome<ProjectionClient> {
    Ok(ProjectionClient::new(url()?.parse()?))
        .and_then(|client| client.map_err(|error: eyre::Report| fault(error.to_string())))
}

impl Suite {
    pub async fn new() -> Outcome<Self> {
        let client = connect(&url()?)?;
        let mode = std::env::var("PLUMBERD_MODE").unwrap_or_default();
        let services = ask(&client).await?;
        Ok(Self { client, mode, services })
    }

    /// Runs a scenario where it applies, and prints what it came to.
    pub async fn scenario<F>(&self, name: &str, needs: Service, run: impl FnOnce(Client) -> F)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        if self.mode == "memory" || self.mode == "data" {
            self.begin(name, needs, run).await;
        }
    }

    /// Runs a scenario of one of the other modes.
    pub async fn only<F>(
        &self,
        mode: &str,
        name: &str,
        needs: Service,
        run: impl FnOnce(Client) -> F,
    ) where
        F: Future<Output = Outcome> + Send + 'static,
    {
        if self.mode == mode {
            self.begin(name, needs, run).await;
        }
    }

    async fn begin<F>(&self, name: &str, needs: Service, run: impl FnOnce(Client) -> F)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        if self.services.get(&needs) == Some(&false) {
            println!("skipped {name} | the server does not have {needs:?}");
            return;
        }
        self.run(name, run(self.client.clone())).await;
    }

    async fn run(&self, name: &str, run: impl Future<Output = Outcome> + Send + 'static) {
        // In a task of its own: the client panics on some answers, which fails one scenario only.
        match tokio::spawn(tokio::time::timeout(LIMIT, run)).await {
            Ok(Ok(Ok(()))) => println!("ok {name}"),
            Ok(Ok(Err(fault))) => println!("FAILED {name} | {fault}"),
            Ok(Err(_)) => println!("FAILED {name} | not done within {LIMIT:?}"),
            Err(error) => println!("FAILED {name} | {error}"),
        }
    }
}

/// Asks the server for its services with one call to each that changes nothing.
async fn ask(client: &Client) -> Outcome<BTreeMap<Service, bool>> {
    let (operator, projections) = (operator()?, projections()?);
    let options = OperationalOptions::default();
    let has = |error: Option<Error>| !error.is_some_and(|error| error.is_unsupported_feature());
    // Of these calls some fall back to other ways, this one not.
    let group = DeletePersistentSubscriptionOptions::default();
    let delete = client.delete_persistent_subscription("none", "none", &group);
    Ok(BTreeMap::from([
        (Service::PersistentSubscriptions, has(delete.await.err())),
        (Service::Users, has(operator.user_details("admin", &options).await.err())),
        (Service::Operations, has(operator.stop_scavenge("none", &options).await.err())),
        (Service::Monitoring, has(operator.stats(&StatsOptions::default()).await.err())),
        (
            Service::Projections,
            has(projections
                .get_status("$by_category", &GenericProjectionOptions::default())
                .await
                .err()),
        ),
    ]))
}

/// A name that nothing else has.
pub fn unique(category: &str) -> String {
    format!("{category}_{}", Uuid::new_v4().simple())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    pub number: u64,
}

pub fn event(event_type: &str, number: u64) -> EventData {
    EventData::json(event_type, &Numbered { number })
        .unwrap_or_else(|_| EventData::binary(event_type, Default::default()))
        .id(Uuid::new_v4())
}

pub fn events(count: u64) -> Vec<EventData> {
    (0..count).map(|number| event("counted", number)).collect()
}

/// Appends so many events to a new stream.
pub async fn stream(client: &Client, count: u64) -> Outcome<(String, WriteResult)> {
    let name = unique("stream");
    let result = client.append_to_stream(&*name, &Default::default(), events(count)).await?;
    Ok((name, result))
}

/// All events of a stream.
pub async fn read(client: &Client, stream: &str) -> kurrentdb::Result<Vec<ResolvedEvent>> {
    read_as(client, stream, &ReadStreamOptions::default()).await
}

pub async fn read_as(
    client: &Client,
    stream: &str,
    options: &ReadStreamOptions,
) -> kurrentdb::Result<Vec<ResolvedEvent>> {
    collect(client.read_stream(stream, options).await?).await
}

pub async fn collect(mut read: kurrentdb::ReadStream) -> kurrentdb::Result<Vec<ResolvedEvent>> {
    let mut found = Vec::new();
    while let Some(event) = read.next().await? {
        found.push(event);
    }
    Ok(found)
}

pub fn number(event: &ResolvedEvent) -> Outcome<u64> {
    let event = event.event.as_ref().ok_or_else(|| fault("there is no event"))?;
    Ok(event.as_json::<Numbered>()?.number)
}

pub fn numbers(found: &[ResolvedEvent]) -> Outcome<Vec<u64>> {
    found.iter().map(number).collect()
}
