use std::time::Duration;

use kurrentdb::{
    Client, Error, NakAction, PersistentSubscription, PersistentSubscriptionEvent,
    PersistentSubscriptionOptions, ReplayParkedMessagesOptions, ResolvedEvent, StreamPosition,
    SystemConsumerStrategy,
};
use tokio::time::sleep;

use crate::harness::{
    Outcome, Service::PersistentSubscriptions as Groups, Suite, equal, event, events, fails, fault,
    number, numbers, ok, refused, soon, stream, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("group: created, and a second time refused", Groups, created).await;
    suite.scenario("group: updated; one that is not there is refused", Groups, updated).await;
    suite.scenario("group: deleted; one that is not there is refused", Groups, deleted).await;
    suite.scenario("group: what is there, what comes, acknowledged", Groups, acknowledged).await;
    suite.scenario("group: from the end, only what is new", Groups, from_end).await;
    suite.scenario("group: from a revision, inclusive", Groups, from).await;
    suite.scenario("group: a reader of none is refused", Groups, none).await;
    suite.scenario("group: one reader too many is refused", Groups, too_many).await;
    suite.scenario("group: deleted under a reader, who is told", Groups, dropped).await;
    suite.scenario("group: retried, with the count", Groups, retried).await;
    suite.scenario("group: skipped", Groups, skipped).await;
    suite.scenario("group: parked, and replayed", Groups, parked).await;
    suite.scenario("group: what is not acknowledged in time comes again", Groups, late).await;
    suite.scenario("group: a reader goes on where the last one was", Groups, resumed).await;
    suite.scenario("group: information of it", Groups, information).await;
    suite.scenario("group: listed", Groups, listed).await;
    suite.scenario("groups: the subsystem restarts", Groups, restarted).await;
}

fn from_start() -> PersistentSubscriptionOptions {
    PersistentSubscriptionOptions::default().start_from(StreamPosition::Start)
}

async fn group(
    client: &Client,
    count: u64,
    options: PersistentSubscriptionOptions,
) -> Outcome<(String, String)> {
    let name = if count == 0 { unique("ps") } else { stream(client, count).await?.0 };
    let group = unique("group");
    client.create_persistent_subscription(&*name, &group, &options).await?;
    Ok((name, group))
}

async fn open(client: &Client, name: &str, group: &str) -> Outcome<PersistentSubscription> {
    let options = Default::default();
    let opened = client.subscribe_to_persistent_subscription(name, group, &options);
    Ok(soon("the subscription", opened).await??)
}

pub async fn next(reader: &mut PersistentSubscription) -> Outcome<ResolvedEvent> {
    Ok(soon("an event", reader.next()).await??)
}

pub async fn take(
    reader: &mut PersistentSubscription,
    count: usize,
) -> Outcome<Vec<ResolvedEvent>> {
    let mut found = Vec::new();
    while found.len() < count {
        found.push(next(reader).await?);
    }
    Ok(found)
}

/// The next event and how often it was retried.
async fn next_retried(reader: &mut PersistentSubscription) -> Outcome<(ResolvedEvent, usize)> {
    loop {
        let next = soon("an event", reader.next_subscription_event()).await??;
        if let PersistentSubscriptionEvent::EventAppeared { retry_count, event } = next {
            return Ok((event, retry_count));
        }
    }
}

async fn created(client: Client) -> Outcome {
    let (name, group) = group(&client, 0, from_start()).await?;
    let again = client.create_persistent_subscription(&*name, &group, &from_start()).await;
    fails!(again, Error::ResourceAlreadyExists);
    Ok(())
}

async fn updated(client: Client) -> Outcome {
    let (name, group) = group(&client, 0, from_start()).await?;
    let options = from_start().max_retry_count(3).message_timeout(Duration::from_secs(5));
    client.update_persistent_subscription(&*name, &group, &options).await?;
    let info = client.get_persistent_subscription_info(&*name, &group, &Default::default()).await?;
    let settings = info.settings.ok_or_else(|| fault("no settings"))?;
    equal((settings.max_retry_count, settings.message_timeout.as_secs()), (3, 5))?;
    let absent = client.update_persistent_subscription(&*name, unique("none"), &options).await;
    fails!(absent, Error::ResourceNotFound);
    Ok(())
}

async fn deleted(client: Client) -> Outcome {
    let (name, group) = group(&client, 0, from_start()).await?;
    let options = Default::default();
    client.delete_persistent_subscription(&*name, &group, &options).await?;
    let again = client.delete_persistent_subscription(&*name, &group, &options).await;
    fails!(again, Error::ResourceNotFound);
    Ok(())
}

async fn acknowledged(client: Client) -> Outcome {
    let (name, group) = group(&client, 3, from_start()).await?;
    let mut reader = open(&client, &name, &group).await?;
    let found = take(&mut reader, 3).await?;
    client.append_to_stream(&*name, &Default::default(), event("live", 3)).await?;
    let live = next(&mut reader).await?;
    equal(numbers(&found)?, [0, 1, 2])?;
    equal(number(&live)?, 3)?;
    reader.ack_ids(found.iter().map(|found| found.get_original_event().id)).await?;
    Ok(reader.ack(&live).await?)
}

async fn from_end(client: Client) -> Outcome {
    let options = PersistentSubscriptionOptions::default().start_from(StreamPosition::End);
    let (name, group) = group(&client, 3, options).await?;
    let mut reader = open(&client, &name, &group).await?;
    client.append_to_stream(&*name, &Default::default(), event("new", 9)).await?;
    equal(number(&next(&mut reader).await?)?, 9)
}

async fn from(client: Client) -> Outcome {
    let options = PersistentSubscriptionOptions::default().start_from(StreamPosition::Position(3));
    let (name, group) = group(&client, 5, options).await?;
    let mut reader = open(&client, &name, &group).await?;
    equal(numbers(&take(&mut reader, 2).await?)?, [3, 4])
}

/// Whether it is refused at once or with the first event.
async fn refused_reader(client: &Client, name: &str, group: &str) -> Outcome<Error> {
    let options = Default::default();
    let opened = client.subscribe_to_persistent_subscription(name, group, &options);
    match soon("the subscription", opened).await? {
        Ok(mut reader) => refused(soon("an answer", reader.next()).await?),
        Err(error) => Ok(error),
    }
}

async fn none(client: Client) -> Outcome {
    let error = refused_reader(&client, &unique("ps"), &unique("none")).await?;
    ok(matches!(error, Error::ResourceNotFound), format!("refused with {error:?}"))
}

async fn too_many(client: Client) -> Outcome {
    let (name, group) = group(&client, 1, from_start().max_subscriber_count(1)).await?;
    let mut first = open(&client, &name, &group).await?;
    next(&mut first).await?;
    refused_reader(&client, &name, &group).await?;
    Ok(())
}

async fn dropped(client: Client) -> Outcome {
    let (name, group) = group(&client, 1, from_start()).await?;
    let mut reader = open(&client, &name, &group).await?;
    let found = next(&mut reader).await?;
    reader.ack(&found).await?;
    client.delete_persistent_subscription(&*name, &group, &Default::default()).await?;
    refused(soon("an answer", reader.next()).await?)?;
    Ok(())
}

async fn retried(client: Client) -> Outcome {
    let (name, group) = group(&client, 1, from_start()).await?;
    let mut reader = open(&client, &name, &group).await?;
    let (first, count) = next_retried(&mut reader).await?;
    equal(count, 0)?;
    reader.nack(&first, NakAction::Retry, "again").await?;
    let (again, count) = next_retried(&mut reader).await?;
    equal(count, 1)?;
    equal(again.get_original_event().id, first.get_original_event().id)?;
    Ok(reader.ack(&again).await?)
}

async fn skipped(client: Client) -> Outcome {
    let (name, group) = group(&client, 2, from_start()).await?;
    let mut reader = open(&client, &name, &group).await?;
    let found = take(&mut reader, 2).await?;
    reader.nack(&found[0], NakAction::Skip, "not ours").await?;
    reader.ack(&found[1]).await?;
    client.append_to_stream(&*name, &Default::default(), event("next", 2)).await?;
    equal(number(&next(&mut reader).await?)?, 2)
}

async fn parked(client: Client) -> Outcome {
    let (name, group) = group(&client, 3, from_start()).await?;
    let mut reader = open(&client, &name, &group).await?;
    for found in take(&mut reader, 3).await? {
        reader.nack(&found, NakAction::Park, "broken").await?;
    }
    let mut count = 0;
    for _ in 0..40 {
        let options = Default::default();
        let info = client.get_persistent_subscription_info(&*name, &group, &options).await?;
        count = info.stats.parked_message_count;
        if count == 3 {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    equal(count, 3)?;
    let options = ReplayParkedMessagesOptions::default();
    client.replay_parked_messages(&*name, &group, &options).await?;
    let mut again = numbers(&take(&mut reader, 3).await?)?;
    again.sort_unstable();
    equal(again, [0, 1, 2])
}

async fn late(client: Client) -> Outcome {
    let options = from_start().message_timeout(Duration::from_millis(500));
    let (name, group) = group(&client, 1, options).await?;
    let mut reader = open(&client, &name, &group).await?;
    next_retried(&mut reader).await?;
    let (again, count) = next_retried(&mut reader).await?;
    ok(count >= 1, format!("the count {count}"))?;
    Ok(reader.ack(&again).await?)
}

async fn resumed(client: Client) -> Outcome {
    let options =
        from_start().checkpoint_lower_bound(1).checkpoint_after(Duration::from_millis(100));
    let (name, group) = group(&client, 4, options).await?;
    let mut reader = open(&client, &name, &group).await?;
    for found in &take(&mut reader, 4).await?[..2] {
        reader.ack(found).await?;
    }
    sleep(Duration::from_millis(500)).await;
    drop(reader);
    sleep(Duration::from_millis(300)).await;
    let mut reader = open(&client, &name, &group).await?;
    let mut again = numbers(&take(&mut reader, 2).await?)?;
    again.sort_unstable();
    equal(again, [2, 3])
}

async fn information(client: Client) -> Outcome {
    let strategy = SystemConsumerStrategy::Pinned;
    let options = from_start().live_buffer_size(77).consumer_strategy_name(strategy.clone());
    let (name, group) = group(&client, 1, options).await?;
    let get = |name: String, group: String| {
        let client = client.clone();
        async move { client.get_persistent_subscription_info(name, group, &Default::default()).await }
    };
    let info = get(name.clone(), group.clone()).await?;
    equal((&*info.event_source, &*info.group_name), (&*name, &*group))?;
    equal(info.connections.len(), 0)?;
    let settings = info.settings.ok_or_else(|| fault("no settings"))?;
    equal((settings.live_buffer_size, settings.consumer_strategy_name), (77, strategy))?;
    fails!(get(name, unique("none")).await, Error::ResourceNotFound);
    Ok(())
}

async fn listed(client: Client) -> Outcome {
    let (name, group) = group(&client, 0, from_start()).await?;
    let options = Default::default();
    let listed = client.list_persistent_subscriptions_for_stream(&*name, &options).await?;
    let names: Vec<_> = listed.iter().map(|info| &*info.group_name).collect();
    equal(names, [&*group])?;
    let all = client.list_all_persistent_subscriptions(&options).await?;
    ok(all.iter().any(|info| info.group_name == group), "it is in the list of all")
}

async fn restarted(client: Client) -> Outcome {
    // What it held before still works behind it.
    let (name, group) = group(&client, 1, from_start()).await?;
    client.restart_persistent_subscription_subsystem(&Default::default()).await?;
    client.append_to_stream(&*name, &Default::default(), events(1)).await?;
    let mut reader = open(&client, &name, &group).await?;
    next(&mut reader).await?;
    Ok(())
}
