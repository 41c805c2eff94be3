//! `plumberd serve`, all appends over one call, as the clients for .NET and Node do it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use plumberd_wire::v1::streams::batch_append_req::options::ExpectedStreamPosition;
use plumberd_wire::v1::streams::batch_append_req::{Options, ProposedMessage};
use plumberd_wire::v1::streams::batch_append_resp::success::PositionOption;
use plumberd_wire::v1::streams::batch_append_resp::{Result as Appended, Success};
use plumberd_wire::v1::streams::{BatchAppendReq, BatchAppendResp};
use plumberd_wire::v1::{self};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use uuid::Uuid;

use super::ours::{Ours, identifier, metadata, uuid};
use super::{Append, Contender, Event};
use crate::Outcome;

/// Appends on their way to the call.
const QUEUE: usize = 1024;

#[derive(Clone)]
pub struct Batched {
    plain: Ours,
    requests: mpsc::Sender<BatchAppendReq>,
    waiting: Waiting,
}

/// Those that wait for their answers, by the ids of their events.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<HashMap<Uuid, oneshot::Sender<Outcome<u64>>>>>);

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, oneshot::Sender<Outcome<u64>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batched {
    pub async fn connect(address: SocketAddr) -> Outcome<Self> {
        let plain = Ours::connect(address).await?;
        let (requests, queue) = mpsc::channel(QUEUE);
        let answers = plain.streams().batch_append(ReceiverStream::new(queue)).await?.into_inner();
        let waiting = Waiting::default();
        tokio::spawn(pass_on(answers, waiting.clone()));
        Ok(Self { plain, requests, waiting })
    }
}

/// Gives each answer to the one that waits for it. At the end, nobody waits any more.
async fn pass_on(mut answers: Streaming<BatchAppendResp>, waiting: Waiting) {
    while let Ok(Some(answer)) = answers.message().await {
        let position = match answer.result {
            Some(Appended::Success(Success {
                position_option: Some(PositionOption::Position(position)),
                ..
            })) => Ok(position.commit_position),
            other => Err(format!("an append came to {other:?}").into()),
        };
        let id = match answer.correlation_id.and_then(|id| id.value) {
            Some(v1::uuid::Value::Structured(id)) => Uuid::from_u64_pair(
                id.most_significant_bits as u64,
                id.least_significant_bits as u64,
            ),
            Some(v1::uuid::Value::String(text)) => Uuid::parse_str(&text).unwrap_or_default(),
            None => Uuid::nil(),
        };
        let waiter = waiting.lock().remove(&id);
        if let Some(waiter) = waiter {
            // Whoever has gone does not want to know.
            let _ = waiter.send(position);
        }
    }
    waiting.lock().clear();
}

fn request(append: Append<'_>) -> BatchAppendReq {
    let expected = match append.last {
        Some(last) => ExpectedStreamPosition::StreamPosition(last.revision),
        None => ExpectedStreamPosition::NoStream(()),
    };
    let options = Options {
        stream_identifier: Some(identifier(append.stream)),
        expected_stream_position: Some(expected),
        deadline_option: None,
    };
    let event = ProposedMessage {
        id: Some(uuid(append.event.id)),
        metadata: metadata(append.event.event_type),
        custom_metadata: Bytes::new(),
        data: append.event.data,
    };
    BatchAppendReq {
        correlation_id: Some(uuid(append.event.id)),
        options: Some(options),
        proposed_messages: vec![event],
        is_final: true,
    }
}

impl Contender for Batched {
    async fn append(&self, append: Append<'_>) -> Outcome<u64> {
        const GONE: &str = "the stream of appends ended";
        let (waiter, answered) = oneshot::channel();
        self.waiting.lock().insert(append.event.id, waiter);
        self.requests.send(request(append)).await.map_err(|_| GONE)?;
        answered.await.map_err(|_| GONE)?
    }

    async fn read_all(&self, each: impl FnMut(&Event<'_>) -> Outcome + Send) -> Outcome {
        self.plain.read_all(each).await
    }

    async fn latest(
        &self,
        stream: &str,
        each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> Outcome {
        self.plain.latest(stream, each).await
    }

    async fn follow(
        &self,
        each: impl FnMut(&Event<'_>) -> Outcome<ControlFlow<()>> + Send,
    ) -> Outcome {
        self.plain.follow(each).await
    }
}
