use std::time::Duration;

use kurrentdb::{
    Client, Error, RetryOptions, StreamPosition, SubscribeToAllOptions, SubscribeToStreamOptions,
    Subscription, SubscriptionEvent, SubscriptionFilter, TombstoneStreamOptions,
};

use crate::harness::{
    Outcome, Service::Streams, Suite, equal, event, events, fails, fault, number, ok, soon, stream,
    unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("subscribe: from the start, then live", Streams, live).await;
    suite.scenario("subscribe: it is confirmed, with an id", Streams, confirmed).await;
    suite.scenario("subscribe: from the end, only what is new", Streams, from_end).await;
    suite.scenario("subscribe: from a revision, exclusive", Streams, from).await;
    suite.scenario("subscribe: a stream that is not there yet", Streams, absent).await;
    suite.scenario("subscribe: caught up, and where", Streams, caught_up).await;
    suite.scenario("subscribe: links are resolved when asked", Streams, links).await;
    suite.scenario("subscribe: a tombstoned stream is refused", Streams, tombstoned).await;
    suite.scenario("subscribe: 2,000 events and more while it reads", Streams, long).await;
    suite.scenario("subscribe: 50 at a time", Streams, many).await;
    suite.scenario("subscribe $all: from a position, exclusive", Streams, all_from).await;
    suite.scenario("subscribe $all: from the end, only what is new", Streams, all_from_end).await;
    suite.scenario("subscribe $all with a filter: types", Streams, types).await;
    suite.scenario("subscribe $all with a filter: streams", Streams, streams).await;
    suite.scenario("subscribe $all with a filter: checkpoints", Streams, checkpoints).await;
}

/// The client's own default is the end.
fn from_start() -> SubscribeToStreamOptions {
    SubscribeToStreamOptions::default().start_from(StreamPosition::Start)
}

async fn expect(subscription: &mut Subscription, expected: &[u64]) -> Outcome {
    let mut found = Vec::new();
    while found.len() < expected.len() {
        found.push(number(&soon("an event", subscription.next()).await??)?);
    }
    equal(found, expected)
}

/// Waits for what is not an event.
async fn mark<T>(
    subscription: &mut Subscription,
    what: &str,
    mut take: impl FnMut(SubscriptionEvent) -> Option<T>,
) -> Outcome<T> {
    loop {
        let next = soon(what, subscription.next_subscription_event()).await??;
        if let Some(found) = take(next) {
            return Ok(found);
        }
    }
}

async fn confirm(subscription: &mut Subscription) -> Outcome<String> {
    let take = |event| match event {
        SubscriptionEvent::Confirmed(id) => Some(id),
        _ => None,
    };
    mark(subscription, "a confirmation", take).await
}

async fn live(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    let mut subscription = client.subscribe_to_stream(&*name, &from_start()).await;
    expect(&mut subscription, &[0, 1, 2]).await?;
    client.append_to_stream(&*name, &Default::default(), event("live", 3)).await?;
    expect(&mut subscription, &[3]).await
}

async fn confirmed(client: Client) -> Outcome {
    let mut subscription = client.subscribe_to_stream(unique("sub"), &Default::default()).await;
    ok(!confirm(&mut subscription).await?.is_empty(), "the id")
}

async fn from_end(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    let options = SubscribeToStreamOptions::default().start_from(StreamPosition::End);
    let mut subscription = client.subscribe_to_stream(&*name, &options).await;
    confirm(&mut subscription).await?;
    client.append_to_stream(&*name, &Default::default(), event("new", 9)).await?;
    expect(&mut subscription, &[9]).await
}

async fn from(client: Client) -> Outcome {
    let (name, _) = stream(&client, 5).await?;
    let options = SubscribeToStreamOptions::default().start_from(StreamPosition::Position(2));
    let mut subscription = client.subscribe_to_stream(&*name, &options).await;
    expect(&mut subscription, &[3, 4]).await
}

async fn absent(client: Client) -> Outcome {
    let name = unique("sub");
    let mut subscription = client.subscribe_to_stream(&*name, &Default::default()).await;
    confirm(&mut subscription).await?;
    client.append_to_stream(&*name, &Default::default(), events(2)).await?;
    expect(&mut subscription, &[0, 1]).await
}

async fn caught_up(client: Client) -> Outcome {
    let (name, _) = stream(&client, 10).await?;
    let mut subscription = client.subscribe_to_stream(&*name, &from_start()).await;
    let mut before = 0;
    let take = |event| match event {
        SubscriptionEvent::EventAppeared(_) => {
            before += 1;
            None
        }
        SubscriptionEvent::CaughtUp(place) => Some(place),
        _ => None,
    };
    let place = mark(&mut subscription, "caught up", take).await?;
    equal(before, 10)?;
    equal(place.and_then(|place| place.stream_revision), Some(9))
}

async fn links(client: Client) -> Outcome {
    let category = unique("linked");
    client.append_to_stream(format!("{category}-1"), &Default::default(), events(2)).await?;
    let options = from_start().resolve_link_tos();
    let mut subscription = client.subscribe_to_stream(format!("$ce-{category}"), &options).await;
    expect(&mut subscription, &[0, 1]).await?;
    client.append_to_stream(format!("{category}-2"), &Default::default(), event("c", 2)).await?;
    expect(&mut subscription, &[2]).await
}

async fn tombstoned(client: Client) -> Outcome {
    let (name, _) = stream(&client, 1).await?;
    client.tombstone_stream(&*name, &TombstoneStreamOptions::default()).await?;
    let mut subscription = client.subscribe_to_stream(&*name, &Default::default()).await;
    fails!(soon("an answer", subscription.next()).await?, Error::ResourceDeleted);
    Ok(())
}

async fn long(client: Client) -> Outcome {
    let (name, _) = stream(&client, 1_000).await?;
    let mut subscription = client.subscribe_to_stream(&*name, &from_start()).await;
    let appended = async {
        for _ in 0..10 {
            client.append_to_stream(&*name, &Default::default(), events(100)).await?;
        }
        Ok::<_, Error>(())
    };
    let read = async {
        for revision in 0..2_000 {
            let found = soon("an event", subscription.next()).await??;
            equal(found.get_original_event().revision, revision)?;
        }
        Outcome::Ok(())
    };
    let (appended, read) = futures::future::join(appended, read).await;
    appended?;
    read
}

async fn many(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    let all = (0..50).map(|_| async {
        let mut subscription = client.subscribe_to_stream(&*name, &from_start()).await;
        expect(&mut subscription, &[0, 1]).await
    });
    futures::future::join_all(all).await.into_iter().collect()
}

async fn all_from(client: Client) -> Outcome {
    let (name, end) = stream(&client, 2).await?;
    let options = SubscribeToAllOptions::default().position(StreamPosition::Position(end.position));
    let mut subscription = client.subscribe_to_all(&options).await;
    client.append_to_stream(&*name, &Default::default(), event("next", 2)).await?;
    expect(&mut subscription, &[2]).await
}

async fn all_from_end(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    let options = SubscribeToAllOptions::default().position(StreamPosition::End);
    let mut subscription = client.subscribe_to_all(&options).await;
    confirm(&mut subscription).await?;
    client.append_to_stream(&*name, &Default::default(), event("new", 7)).await?;
    expect(&mut subscription, &[7]).await
}

async fn filtered(client: Client, filter: impl FnOnce(&str) -> SubscriptionFilter) -> Outcome {
    let mark = unique("mix");
    stream(&client, 3).await?;
    let options = SubscribeToAllOptions::default()
        .filter(filter(&mark))
        .retry_options(RetryOptions::default().retry_delay(Duration::from_millis(10)));
    let mut subscription = client.subscribe_to_all(&options).await;
    for number in 0..2 {
        stream(&client, 1).await?;
        let name = format!("{mark}_one");
        client.append_to_stream(&*name, &Default::default(), event(&mark, number)).await?;
    }
    expect(&mut subscription, &[0, 1]).await
}

async fn types(client: Client) -> Outcome {
    let by_prefix = |mark: &str| SubscriptionFilter::on_event_type().add_prefix(mark);
    filtered(client.clone(), by_prefix).await?;
    filtered(client, |mark| SubscriptionFilter::on_event_type().regex(format!("^{mark}$"))).await
}

async fn streams(client: Client) -> Outcome {
    let by_prefix = |mark: &str| SubscriptionFilter::on_stream_name().add_prefix(mark);
    filtered(client.clone(), by_prefix).await?;
    filtered(client, |mark| SubscriptionFilter::on_stream_name().regex(format!("^{mark}_o"))).await
}

async fn checkpoints(client: Client) -> Outcome {
    let (mark_type, (_, start)) = (unique("check"), stream(&client, 1).await?);
    stream(&client, 200).await?;
    let filter = || SubscriptionFilter::on_event_type().add_prefix(&mark_type).max(10);
    let from = |at| {
        SubscribeToAllOptions::default().position(StreamPosition::Position(at)).filter(filter())
    };
    let mut subscription = client.subscribe_to_all(&from(start.position)).await;
    let mut places = Vec::new();
    let take = |event| match event {
        SubscriptionEvent::Checkpoint(place) => {
            places.push(place);
            None
        }
        SubscriptionEvent::CaughtUp(_) => Some(()),
        _ => None,
    };
    mark(&mut subscription, "caught up", take).await?;
    ok(places.is_sorted() && !places.is_empty(), format!("{} checkpoints", places.len()))?;
    let last = *places.last().ok_or_else(|| fault("no checkpoint"))?;
    client.append_to_stream(unique("later"), &Default::default(), event(&mark_type, 5)).await?;
    expect(&mut client.subscribe_to_all(&from(last)).await, &[5]).await
}
