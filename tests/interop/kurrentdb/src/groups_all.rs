use kurrentdb::{
    Client, Error, NakAction, PersistentSubscription, PersistentSubscriptionToAllOptions,
    StreamPosition, SubscriptionFilter,
};

use crate::groups::{next, take};
use crate::harness::{
    Outcome, Service::PersistentSubscriptions as Groups, Suite, equal, event, events, fails,
    number, numbers, ok, soon, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("group of $all: read with a filter", Groups, read).await;
    suite.scenario("group of $all: created, updated, deleted", Groups, managed).await;
    suite.scenario("group of $all: listed", Groups, listed).await;
    suite.scenario("group of $all: parked, and replayed", Groups, parked).await;
}

/// A group of the events of a new stream.
async fn group(client: &Client, count: u64) -> Outcome<(String, PersistentSubscription)> {
    let (stream, group) = (unique("psall"), unique("group"));
    client.append_to_stream(&*stream, &Default::default(), events(count)).await?;
    let options = PersistentSubscriptionToAllOptions::default()
        .start_from(StreamPosition::Start)
        .filter(SubscriptionFilter::on_stream_name().add_prefix(&stream));
    client.create_persistent_subscription_to_all(&group, &options).await?;
    let options = Default::default();
    let opened = client.subscribe_to_persistent_subscription_to_all(&group, &options);
    let reader = soon("the subscription", opened).await??;
    Ok((format!("{stream} {group}"), reader))
}

async fn read(client: Client) -> Outcome {
    let (names, mut reader) = group(&client, 2).await?;
    equal(numbers(&take(&mut reader, 2).await?)?, [0, 1])?;
    let (stream, _) = names.split_once(' ').unwrap_or_default();
    client.append_to_stream(stream, &Default::default(), event("live", 2)).await?;
    let live = next(&mut reader).await?;
    equal(number(&live)?, 2)?;
    Ok(reader.ack(&live).await?)
}

async fn managed(client: Client) -> Outcome {
    let group = unique("group");
    let options = PersistentSubscriptionToAllOptions::default();
    client.create_persistent_subscription_to_all(&group, &options).await?;
    let again = client.create_persistent_subscription_to_all(&group, &options).await;
    fails!(again, Error::ResourceAlreadyExists);
    client.update_persistent_subscription_to_all(&group, &options.max_retry_count(4)).await?;
    let info = client.get_persistent_subscription_info_to_all(&group, &Default::default()).await?;
    equal(info.settings.map(|settings| settings.max_retry_count), Some(4))?;
    let options = Default::default();
    client.delete_persistent_subscription_to_all(&group, &options).await?;
    let again = client.delete_persistent_subscription_to_all(&group, &options).await;
    fails!(again, Error::ResourceNotFound);
    Ok(())
}

async fn listed(client: Client) -> Outcome {
    let group = unique("group");
    client.create_persistent_subscription_to_all(&group, &Default::default()).await?;
    let listed = client.list_persistent_subscriptions_to_all(&Default::default()).await?;
    ok(listed.iter().any(|info| info.group_name == group), "it is listed")
}

async fn parked(client: Client) -> Outcome {
    let (names, mut reader) = group(&client, 1).await?;
    let (_, group) = names.split_once(' ').unwrap_or_default();
    let found = next(&mut reader).await?;
    reader.nack(&found, NakAction::Park, "broken").await?;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    client.replay_parked_messages_to_all(group, &Default::default()).await?;
    equal(number(&next(&mut reader).await?)?, number(&found)?)
}
