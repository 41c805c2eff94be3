use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use plumberd::store::{AppendError, ContentType, NewEvent, ReadError, ReadStream};
use plumberd::stream::{ExpectedRevision, Revision, StreamName};
use plumberd_wire::v1::projections::statistics_resp::Details;
use serde_json::{Map, Value, json};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::JoinHandle;
use tonic::Status;
use uuid::Uuid;

use super::join::Join;
use super::run::run;
use crate::error;
use crate::node::Node;
use crate::streams::next;

/// Where all joins are written down, in the last event.
const STREAM: &str = "$plumberd-joins";
const EVENT_TYPE: &str = "$JoinsChanged";

/// What is written down of a join.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    pub(super) query: String,
    pub(super) is_enabled: bool,
}

type Definitions = BTreeMap<String, Definition>;

fn to_json(definitions: &Definitions) -> Bytes {
    let written = definitions.iter().map(|(name, Definition { query, is_enabled })| {
        (name.clone(), json!({"query": query, "enabled": is_enabled}))
    });
    Value::Object(written.collect::<Map<_, _>>()).to_string().into()
}

/// Nothing when it is not what was written down.
fn parse(json: &[u8]) -> Option<Definitions> {
    let written: Map<String, Value> = serde_json::from_slice(json).ok()?;
    let definitions = written.into_iter().map(|(name, value)| {
        let query = value.get("query")?.as_str()?.to_owned();
        Some((name, Definition { query, is_enabled: value.get("enabled")?.as_bool()? }))
    });
    definitions.collect()
}

/// The joins of a store, and those of them that run.
#[derive(Debug)]
pub(super) struct Joins {
    node: Arc<Node>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    is_read: bool,
    revision: Option<Revision>,
    definitions: Definitions,
    running: BTreeMap<String, JoinHandle<()>>,
}

impl Joins {
    /// The joins that were there before begin to run.
    pub(super) fn new(node: &Arc<Node>) -> Arc<Self> {
        let joins = Arc::new(Self { node: Arc::clone(node), state: Mutex::default() });
        let begun = Arc::clone(&joins);
        tokio::spawn(async move {
            if let Err(status) = begun.state().await {
                tracing::error!(reason = status.message(), "the projections do not run");
            }
        });
        joins
    }

    /// What there is, read when it is first asked for.
    pub(super) async fn state(&self) -> Result<MutexGuard<'_, State>, Status> {
        let mut state = self.state.lock().await;
        if !state.is_read {
            let read = ReadStream::backwards(stream()?).limit(1);
            let last = next(&mut self.node.store.read_stream(read)).await;
            match last {
                None | Some(Err(ReadError::StreamNotFound { .. })) => {}
                Some(Err(error)) => return Err(error::read(&error)),
                Some(Ok(event)) => {
                    state.revision = Some(event.revision);
                    state.definitions = parse(&event.data).ok_or_else(|| {
                        Status::internal(format!(
                            "`{STREAM}` holds what is no list of projections; append `{{}}` to it"
                        ))
                    })?;
                }
            }
            state.is_read = true;
            for (name, definition) in state.definitions.clone() {
                if definition.is_enabled {
                    self.start(&mut state, &name, &definition, false);
                }
            }
        }
        Ok(state)
    }

    /// Writes down a join, or that it is no more, and starts or stops it. `anew` goes through all
    /// events again.
    pub(super) async fn set(
        &self,
        state: &mut State,
        name: &str,
        definition: Option<Definition>,
        anew: bool,
    ) -> Result<(), Status> {
        let mut definitions = state.definitions.clone();
        match &definition {
            Some(definition) => definitions.insert(name.to_owned(), definition.clone()),
            None => definitions.remove(name),
        };
        let event = NewEvent {
            id: Uuid::now_v7(),
            event_type: EVENT_TYPE.into(),
            content_type: ContentType::Json,
            data: to_json(&definitions),
            metadata: Bytes::new(),
        };
        let expected = state.revision.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact);
        let written = self.node.store.append(stream()?, expected, vec![event]).await;
        let appended = written.map_err(|error| match error {
            AppendError::WrongExpectedRevision { .. } => Status::unavailable(
                "Server Is Not Ready: another process changes the projections of this store",
            ),
            error => error::append("Append", &error),
        })?;
        state.revision = appended.revision;
        state.definitions = definitions;
        if let Some(running) = state.running.remove(name) {
            running.abort();
        }
        if let Some(definition) = definition.filter(|definition| definition.is_enabled) {
            self.start(state, name, &definition, anew);
        }
        Ok(())
    }

    fn start(&self, state: &mut State, name: &str, definition: &Definition, anew: bool) {
        let Some(join) = Join::parse(&definition.query) else {
            tracing::error!(name, "the projection is not known any more, and does not run");
            return;
        };
        if self.node.config.read_only {
            return;
        }
        let (store, stopping) = (Arc::clone(&self.node.store), self.node.stopping.clone());
        let called = name.to_owned();
        let running = tokio::spawn(async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                Err(reason) = run(store, join, anew) => {
                    tracing::error!(name = called, %reason, "a projection has stopped");
                }
            }
        });
        state.running.insert(name.to_owned(), running);
    }
}

fn stream() -> Result<StreamName, Status> {
    StreamName::parse(STREAM).map_err(|error| Status::internal(error.to_string()))
}

impl State {
    pub(super) fn find(&self, name: &str) -> Option<&Definition> {
        self.definitions.get(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.definitions.keys().map(String::as_str)
    }

    /// What is told of a join.
    pub(super) fn details(&self, name: &str) -> Details {
        let is_enabled = self.find(name).is_some_and(|definition| definition.is_enabled);
        let runs = self.running.get(name).is_some_and(|running| !running.is_finished());
        let (status, state_reason) = match (is_enabled, runs) {
            (true, true) => ("Running", ""),
            (true, false) => ("Faulted", "the server's log says why"),
            (false, _) => ("Stopped", ""),
        };
        Details {
            name: name.to_owned(),
            effective_name: name.to_owned(),
            status: status.to_owned(),
            state_reason: state_reason.to_owned(),
            mode: "Continuous".to_owned(),
            // Unknown.
            progress: -1.0,
            ..Details::default()
        }
    }
}
