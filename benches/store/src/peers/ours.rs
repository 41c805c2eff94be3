//! plumberd's `SqliteStore` through its public API, from plain threads.
use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::Pin;
use std::task::Poll;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{
    AppendError, Appended, Delivery, EventStore, EventStream, ReadAll, ReadError, ReadStream,
    Selection, StreamAppend, SubscribeAll, SubscribeFrom, Subscription,
};
use plumberd::stream::{Category, ExpectedRevision, StreamName};
use plumberd::testing::{block_on, next};

use crate::contender::{Append, Contender, Outcome, Query, Refused, Subscribable, Unsupported};
use crate::tally::Tally;

pub struct Ours(SqliteStore);

impl Ours {
    pub fn open(folder: &Path) -> Outcome<Self> {
        Ok(Self(SqliteStore::open(folder.join("events.db"))?))
    }
}

fn expected(append: &Append) -> ExpectedRevision {
    append.last.map_or(ExpectedRevision::NoStream, |last| ExpectedRevision::Exact(last.revision))
}

fn position(appended: Appended) -> Outcome<u64> {
    Ok(appended.position.ok_or("an append has no position")?.prepare)
}

fn append_failed(error: AppendError) -> Box<dyn std::error::Error + Send + Sync> {
    if error.is_conflict() { Refused::Revision.into() } else { error.into() }
}

fn read_failed(error: ReadError) -> Box<dyn std::error::Error + Send + Sync> {
    match error {
        ReadError::NotSupported { .. } => Unsupported(error.to_string()).into(),
        error => error.into(),
    }
}

fn drain(mut events: EventStream, tally: &mut Tally) -> Outcome {
    block_on(async {
        loop {
            match next(&mut events).await {
                Some(Ok(event)) => tally.take_recorded(event),
                None | Some(Err(ReadError::StreamNotFound { .. })) => return Ok(()),
                Some(Err(error)) => return Err(read_failed(error)),
            }
        }
    })
}

impl Contender for Ours {
    fn append(&self, append: Append) -> Outcome<u64> {
        let expected = expected(&append);
        let appended = self.0.append(append.stream, expected, vec![append.event]);
        position(block_on(appended).map_err(append_failed)?)
    }

    fn append_shared(&self, append: Append) -> Outcome<u64> {
        self.append(append)
    }

    fn append_batch(&self, appends: Vec<Append>) -> Outcome<Vec<u64>> {
        if self.0.capabilities().multi_stream_append {
            let appends = appends.into_iter().map(|append| {
                let expected = expected(&append);
                StreamAppend::new(append.stream, expected, vec![append.event])
            });
            let appended =
                block_on(self.0.append_many(appends.collect())).map_err(append_failed)?;
            return appended.into_iter().map(position).collect();
        }
        let appends = appends.into_iter().map(|append| {
            let expected = expected(&append);
            self.0.append(append.stream, expected, vec![append.event])
        });
        block_on(together(appends.collect()))
            .into_iter()
            .map(|appended| position(appended.map_err(append_failed)?))
            .collect()
    }

    fn read(&self, query: &Query, limit: u64, tally: &mut Tally) -> Outcome {
        let selection = match query {
            Query::Stream(stream) => {
                let read = ReadStream::forwards(stream.clone()).limit(limit);
                return drain(self.0.read_stream(read), tally);
            }
            Query::All => Selection::All,
            Query::Category(category) => Selection::Category(Category::parse(category.as_str())?),
            Query::EventType(name) => Selection::EventType(name.as_str().into()),
        };
        drain(self.0.read_all(ReadAll::forwards(selection).limit(limit)), tally)
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        drain(self.0.read_stream(ReadStream::backwards(stream.clone()).limit(1)), tally)
    }

    /// `KurrentDB`'s rules: ids are compared within a stream, when a revision is not the expected one.
    fn unique_ids(&self) -> bool {
        false
    }

    fn subscribable(&self) -> Option<&dyn Subscribable> {
        self.0.capabilities().subscriptions.then_some(self as _)
    }
}

impl Subscribable for Ours {
    fn catch_up(&self) -> Outcome<u64> {
        let subscribe = SubscribeAll::from_start(Selection::All);
        let mut subscription = self.0.subscribe_all(subscribe);
        let mut tally = Tally::default();
        block_on(async {
            loop {
                match delivery(&mut subscription).await? {
                    Delivery::Event(event) => tally.take_recorded(event),
                    Delivery::CaughtUp(_) => return Ok(tally.events),
                    _ => {}
                }
            }
        })
    }

    fn follow(&self, caught_up: &mut dyn FnMut(), event: &mut dyn FnMut(u128) -> bool) -> Outcome {
        let subscribe = SubscribeAll::from_start(Selection::All).from(SubscribeFrom::End);
        let mut subscription = self.0.subscribe_all(subscribe);
        block_on(async {
            loop {
                match delivery(&mut subscription).await? {
                    Delivery::Event(given) if event(given.id.as_u128()) => {}
                    Delivery::Event(_) => return Ok(()),
                    Delivery::CaughtUp(_) => caught_up(),
                    _ => {}
                }
            }
        })
    }
}

async fn delivery(subscription: &mut Subscription) -> Outcome<Delivery> {
    let delivery = poll_fn(|context| subscription.as_mut().poll_next(context)).await;
    delivery.ok_or("a subscription ended")?.map_err(read_failed)
}

/// All appends at once, begun in order.
async fn together<T>(mut appends: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut answers: Vec<Option<T>> = appends.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (append, answer) in appends.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match append.as_mut().poll(context) {
                    Poll::Ready(ready) => *answer = Some(ready),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    answers.into_iter().flatten().collect()
}
