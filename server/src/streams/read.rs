use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use plumberd::store::{BoxFuture, EventStream, ReadError, RecordedEvent};
use plumberd::stream::StreamName;
use plumberd_wire::v1::streams::{ReadReq, ReadResp};
use tonic::{Request, Status};

use super::encode::Answer;
use super::ends::Ends;
use super::request::{Asked, What};
use super::response;
use super::subscribe::Live;
use crate::auth::Action;
use crate::error;
use crate::id::UuidForm;
use crate::node::Node;

/// The answers to a request to read, at the pace of the client.
pub(super) enum Answers {
    Read(Box<Reading>),
    Live(Box<Live>),
}

impl Stream for Answers {
    type Item = Result<Answer, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut *self {
            Self::Read(reading) => reading.poll(context),
            Self::Live(live) => live.poll(context),
        }
    }
}

pub(super) async fn read(node: &Arc<Node>, request: Request<ReadReq>) -> Result<Answers, Status> {
    let (_, extensions, request) = request.into_parts();
    let asked = Asked::parse(request)?;
    let action = asked.what.stream_name().map_or(Action::ReadAll, Action::Read);
    node.authorize(&extensions, action).await?;
    let Asked { what, form, resolve_links, tells_ends } = asked;
    Ok(match what {
        What::Stream(read) => {
            let ends = tells_ends.then(|| Ends::of(&read));
            let stream = read.stream.clone();
            let events = node.store.read_stream(read);
            let reading = Reading::begin(node, events, Some(&stream), ends, form, resolve_links);
            Answers::Read(Box::new(reading.await?))
        }
        What::All(read) => {
            let events = node.store.read_all(read);
            let reading = Reading::begin(node, events, None, None, form, resolve_links);
            Answers::Read(Box::new(reading.await?))
        }
        What::StreamLive(subscribe) => {
            let live = Live::stream(node, subscribe, form, resolve_links).await?;
            Answers::Live(Box::new(live))
        }
        What::AllLive(subscribe) => {
            Answers::Live(Box::new(Live::all(node, subscribe, form, resolve_links)))
        }
    })
}

/// The next item of a stream of events.
pub(crate) async fn next(events: &mut EventStream) -> Option<Result<RecordedEvent, ReadError>> {
    poll_fn(|context| events.as_mut().poll_next(context)).await
}

/// A read that ends.
pub(super) struct Reading {
    node: Arc<Node>,
    events: EventStream,
    /// What was read before the answer began.
    first: Option<RecordedEvent>,
    form: UuidForm,
    resolve_links: bool,
    /// Whether nothing more comes from `events`.
    finished: bool,
    ends: Option<Ends>,
    ending: Option<BoxFuture<'static, Result<Vec<ReadResp>, Status>>>,
    /// What comes behind the events.
    last: VecDeque<ReadResp>,
}

impl Reading {
    /// Waits for the first event, so that an error is the whole answer, and not its end.
    async fn begin(
        node: &Arc<Node>,
        mut events: EventStream,
        stream: Option<&StreamName>,
        mut ends: Option<Ends>,
        form: UuidForm,
        resolve_links: bool,
    ) -> Result<Self, Status> {
        let mut last = VecDeque::new();
        let (first, finished) = match (next(&mut events).await, stream) {
            (Some(Ok(event)), _) => (Some(event), false),
            (None, _) => (None, false),
            (Some(Err(ReadError::StreamNotFound { .. })), Some(stream)) => {
                last.push_back(response::not_found(stream));
                ends = None;
                (None, true)
            }
            (Some(Err(error)), _) => return Err(error::read(&error)),
        };
        let node = Arc::clone(node);
        Ok(Self { node, events, first, form, resolve_links, finished, ends, ending: None, last })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Answer, Status>>> {
        loop {
            if let Some(event) = self.first.take() {
                return Poll::Ready(Some(Ok(self.give(event))));
            }
            if let Some(ending) = &mut self.ending {
                let told = ready!(ending.as_mut().poll(context));
                self.ending = None;
                match told {
                    Ok(answers) => self.last.extend(answers),
                    Err(status) => return Poll::Ready(Some(Err(status))),
                }
            }
            if self.finished {
                return Poll::Ready(self.last.pop_front().map(|answer| Ok(answer.into())));
            }
            match ready!(self.events.as_mut().poll_next(context)) {
                Some(Ok(event)) => return Poll::Ready(Some(Ok(self.give(event)))),
                None => {
                    self.finished = true;
                    self.ending = self.ends.take().map(|ends| ends.tell(Arc::clone(&self.node)));
                }
                Some(Err(error)) => {
                    self.finished = true;
                    return Poll::Ready(Some(Err(error::read(&error))));
                }
            }
        }
    }

    fn give(&mut self, event: RecordedEvent) -> Answer {
        if let Some(ends) = &mut self.ends {
            ends.look_at(&event);
        }
        self.node.metrics.events_read.fetch_add(1, Ordering::Relaxed);
        Answer::Event { event, form: self.form, resolve_links: self.resolve_links }
    }
}
