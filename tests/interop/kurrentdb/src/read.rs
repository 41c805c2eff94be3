use kurrentdb::{
    Client, Error, EventData, Position, ReadAllOptions, ReadStreamOptions, ResolvedEvent,
    StreamPosition, SubscriptionFilter,
};

use crate::harness::{
    Outcome, Service::Streams, Suite, collect, equal, event, events, fails, numbers, ok, read,
    read_as, stream, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("read: a stream, both ways", Streams, both_ways).await;
    suite.scenario("read: from a revision, inclusive", Streams, from).await;
    suite.scenario("read: no more than the count", Streams, count).await;
    suite.scenario("read: beyond the end there is nothing", Streams, beyond).await;
    suite.scenario("read: a stream that is not there", Streams, absent).await;
    suite.scenario("read: 3,000 events", Streams, long).await;
    suite.scenario("read: what is left unread does no harm", Streams, unread).await;
    suite.scenario("read: links are links, or what they point to", Streams, links).await;
    suite.scenario("read: a link to nothing stays a link", Streams, dangling).await;
    suite.scenario("read: streams of categories and types", Streams, standard).await;
    suite.scenario("read $all: forwards from a position, inclusive", Streams, all_from).await;
    suite.scenario("read $all: backwards from the end", Streams, all_backwards).await;
    suite.scenario("read $all: backwards from a position, exclusive", Streams, all_before).await;
    suite.scenario("read $all: no more than the count", Streams, all_count).await;
    suite.scenario("read $all with a filter: types by prefix", Streams, type_prefix).await;
    suite.scenario("read $all with a filter: types by an expression", Streams, type_regex).await;
    suite.scenario("read $all with a filter: streams by prefix", Streams, stream_prefix).await;
    suite
        .scenario("read $all with a filter: streams by an expression", Streams, stream_regex)
        .await;
    suite.scenario("read $all with a filter: no system events", Streams, no_system).await;
}

async fn both_ways(client: Client) -> Outcome {
    let (name, _) = stream(&client, 4).await?;
    equal(numbers(&read(&client, &name).await?)?, [0, 1, 2, 3])?;
    let options = ReadStreamOptions::default().backwards().position(StreamPosition::End);
    equal(numbers(&read_as(&client, &name, &options).await?)?, [3, 2, 1, 0])
}

async fn from(client: Client) -> Outcome {
    let (name, _) = stream(&client, 6).await?;
    let at = |revision| ReadStreamOptions::default().position(StreamPosition::Position(revision));
    equal(numbers(&read_as(&client, &name, &at(4)).await?)?, [4, 5])?;
    equal(numbers(&read_as(&client, &name, &at(2).backwards()).await?)?, [2, 1, 0])
}

async fn count(client: Client) -> Outcome {
    let (name, _) = stream(&client, 9).await?;
    let options = ReadStreamOptions::default().max_count(3);
    equal(numbers(&read_as(&client, &name, &options).await?)?, [0, 1, 2])
}

async fn beyond(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    let options = ReadStreamOptions::default().position(StreamPosition::Position(50));
    equal(read_as(&client, &name, &options).await?.len(), 0)
}

async fn absent(client: Client) -> Outcome {
    fails!(read(&client, &unique("absent")).await, Error::ResourceNotFound);
    Ok(())
}

async fn long(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3_000).await?;
    equal(numbers(&read(&client, &name).await?)?, (0..3_000).collect::<Vec<_>>())
}

async fn unread(client: Client) -> Outcome {
    let (name, _) = stream(&client, 1_000).await?;
    let mut begun = client.read_stream(&*name, &Default::default()).await?;
    begun.next().await?;
    drop(begun);
    equal(read(&client, &name).await?.len(), 1_000)
}

async fn links(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    let links = unique("links");
    let list = [2, 0].map(|at| EventData::binary("$>", format!("{at}@{name}").into()));
    client.append_to_stream(&*links, &Default::default(), Vec::from(list)).await?;
    for link in read(&client, &links).await? {
        equal(&*link.get_original_event().event_type, "$>")?;
    }
    let options = ReadStreamOptions::default().resolve_link_tos();
    let found = read_as(&client, &links, &options).await?;
    equal(numbers(&found)?, [2, 0])?;
    ok(found.iter().all(ResolvedEvent::is_resolved), "all are resolved")?;
    equal(found[1].get_original_event().revision, 1)
}

async fn dangling(client: Client) -> Outcome {
    let links = unique("links");
    let link = EventData::binary("$>", format!("0@{}", unique("nowhere")).into());
    client.append_to_stream(&*links, &Default::default(), link).await?;
    let options = ReadStreamOptions::default().resolve_link_tos();
    let found = read_as(&client, &links, &options).await?;
    ok(found[0].event.is_none() && found[0].link.is_some(), "a link and no event")
}

async fn standard(client: Client) -> Outcome {
    let (category, kind) = (unique("category"), unique("type"));
    for id in 0..2 {
        let name = format!("{category}-{id}");
        client.append_to_stream(&*name, &Default::default(), event(&kind, id)).await?;
    }
    let options = ReadStreamOptions::default().resolve_link_tos();
    for name in [format!("$ce-{category}"), format!("$et-{kind}")] {
        equal(numbers(&read_as(&client, &name, &options).await?)?, [0, 1])?;
    }
    Ok(())
}

async fn all(client: &Client, options: &ReadAllOptions) -> kurrentdb::Result<Vec<ResolvedEvent>> {
    collect(client.read_all(options).await?).await
}

fn after(position: Position) -> ReadAllOptions {
    ReadAllOptions::default().position(StreamPosition::Position(position))
}

async fn all_from(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    let first = read(&client, &name).await?[0].get_original_event().position;
    let found = all(&client, &after(first).max_count(3)).await?;
    equal(found[0].get_original_event().position, first)?;
    equal(numbers(&found)?, [0, 1, 2])
}

async fn all_backwards(client: Client) -> Outcome {
    let (_, _) = stream(&client, 3).await?;
    let options = ReadAllOptions::default().position(StreamPosition::End).backwards().max_count(3);
    equal(numbers(&all(&client, &options).await?)?, [2, 1, 0])
}

async fn all_before(client: Client) -> Outcome {
    let (_, end) = stream(&client, 3).await?;
    let options = after(end.position).backwards().max_count(2);
    equal(numbers(&all(&client, &options).await?)?, [1, 0])
}

async fn all_count(client: Client) -> Outcome {
    stream(&client, 20).await?;
    equal(all(&client, &ReadAllOptions::default().max_count(7)).await?.len(), 7)
}

/// Streams and types to filter, and the position before them.
pub async fn mixed(client: &Client) -> Outcome<(String, Position)> {
    let mark = unique("mix");
    let (_, before) = stream(client, 1).await?;
    let types = [format!("{mark}A"), format!("{mark}B")];
    let list = types.iter().map(|kind| event(kind, 0)).collect::<Vec<_>>();
    client.append_to_stream(format!("{mark}_one"), &Default::default(), list).await?;
    let one = event(&types[0], 0);
    client.append_to_stream(format!("{mark}_two"), &Default::default(), one).await?;
    client.append_to_stream(unique("rest"), &Default::default(), events(1)).await?;
    Ok((mark, before.position))
}

async fn filtered(
    client: Client,
    filter: impl FnOnce(&str) -> SubscriptionFilter,
    expected: &[&str],
) -> Outcome {
    let (mark, from) = mixed(&client).await?;
    let found = all(&client, &after(from).filter(filter(&mark))).await?;
    let found: Vec<_> = found
        .iter()
        .map(|found| found.get_original_event())
        .map(|found| format!("{} {}", found.stream_id(), found.event_type).replace(&mark, ""))
        .collect();
    equal(found, expected)
}

async fn type_prefix(client: Client) -> Outcome {
    let filter = |mark: &str| SubscriptionFilter::on_event_type().add_prefix(format!("{mark}A"));
    filtered(client, filter, &["_one A", "_two A"]).await
}

async fn type_regex(client: Client) -> Outcome {
    let filter = |mark: &str| SubscriptionFilter::on_event_type().regex(format!("^{mark}[B-Z]$"));
    filtered(client, filter, &["_one B"]).await
}

async fn stream_prefix(client: Client) -> Outcome {
    let filter = |mark: &str| SubscriptionFilter::on_stream_name().add_prefix(format!("{mark}_t"));
    filtered(client, filter, &["_two A"]).await
}

async fn stream_regex(client: Client) -> Outcome {
    let filter =
        |mark: &str| SubscriptionFilter::on_stream_name().regex(format!("^{mark}_(?!two)"));
    filtered(client, filter, &["_one A", "_one B"]).await
}

async fn no_system(client: Client) -> Outcome {
    let (mark, from) = mixed(&client).await?;
    let metadata = kurrentdb::StreamMetadataBuilder::new().max_count(5).build();
    client.set_stream_metadata(format!("{mark}_one"), &Default::default(), &metadata).await?;
    let filter = SubscriptionFilter::on_event_type().exclude_system_events();
    let found = all(&client, &after(from).filter(filter)).await?;
    let system = |found: &&ResolvedEvent| found.get_original_event().event_type.starts_with('$');
    ok(found.len() >= 4, "events of users are there")?;
    equal(found.iter().filter(system).count(), 0)
}
