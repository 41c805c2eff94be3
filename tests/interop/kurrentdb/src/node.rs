use std::time::Duration;

use kurrentdb::operations::{OperationalOptions, ScavengeStatus, StatsOptions};
use kurrentdb::{AppendToStreamOptions, Client, Error, StreamPosition, SubscribeToStreamOptions};

use crate::harness::{
    Outcome,
    Service::{Monitoring, Operations, Streams},
    Suite, connect, equal, events, fault, numbers, ok, operator, read, refused, soon, stream,
    unique, url,
};

pub async fn run(suite: &Suite) {
    suite.scenario("node: its version", Streams, version).await;
    suite.scenario("node: gossip", Streams, gossip).await;
    suite.scenario("node: statistics", Monitoring, statistics).await;
    suite.scenario("operations: a scavenge", Operations, scavenge).await;
    suite.scenario("operations: a scavenge that is not there", Operations, no_scavenge).await;
    suite.scenario("operations: indexes are merged", Operations, merged).await;
    suite.scenario("operations: the node's priority, and resigning", Operations, priority).await;
    suite.scenario("connection: through gossip", Streams, through_gossip).await;
    suite.scenario("connection: every scheme", Streams, schemes).await;
    suite.scenario("connection: nobody listens", Streams, nobody).await;
    suite.scenario("connection: a deadline that is over at once", Streams, deadline).await;
    suite.scenario("connection: a connection string that is none", Streams, no_url).await;
    suite.tls("TLS: appends, reads and subscriptions", Streams, secure).await;
    suite.tls("TLS: with the certificate of the server", Streams, certified).await;
    suite.tls("TLS: a certificate that nobody vouches for is refused", Streams, unknown).await;
    suite.tls("TLS: a client without it is refused", Streams, plain).await;
}

async fn version(client: Client) -> Outcome {
    let version = client.server_info().await?.version();
    ok(version.major() >= 20, format!("the version {version}"))
}

async fn gossip(_: Client) -> Outcome {
    let members = operator()?.read_gossip().await?;
    equal(members.len(), 1)?;
    ok(members[0].is_alive, "it is alive")
}

async fn statistics(_: Client) -> Outcome {
    let options = StatsOptions::default().refresh_time(Duration::from_millis(100));
    let mut stats = operator()?.stats(&options).await?;
    for _ in 0..2 {
        ok(!soon("statistics", stats.next()).await??.0.is_empty(), "there are some")?;
    }
    Ok(())
}

async fn scavenge(_: Client) -> Outcome {
    let operator = operator()?;
    let options = OperationalOptions::default();
    let begun = operator.start_scavenge(1, 0, &options).await?;
    ok(!begun.id().is_empty(), "it has an id")?;
    let known = matches!(begun.status(), ScavengeStatus::Started | ScavengeStatus::InProgress);
    ok(known, format!("the status {:?}", begun.status()))
}

async fn no_scavenge(_: Client) -> Outcome {
    let options = OperationalOptions::default();
    refused(operator()?.stop_scavenge(unique("none"), &options).await)?;
    Ok(())
}

async fn merged(_: Client) -> Outcome {
    Ok(operator()?.merge_indexes(&Default::default()).await?)
}

async fn priority(_: Client) -> Outcome {
    let operator = operator()?;
    operator.set_node_priority(3, &Default::default()).await?;
    Ok(operator.resign_node(&Default::default()).await?)
}

/// Host and port of the server.
fn place() -> Outcome<String> {
    let url = url()?;
    let (_, rest) = url.split_once("://").ok_or_else(|| fault("no scheme"))?;
    Ok(rest.split(['/', '?']).next().unwrap_or_default().to_owned())
}

async fn works(client: &Client) -> Outcome {
    let (name, _) = stream(client, 2).await?;
    equal(numbers(&read(client, &name).await?)?, [0, 1])
}

async fn through_gossip(_: Client) -> Outcome {
    let place = place()?;
    for preference in ["leader", "random", "follower"] {
        let url = format!("kurrentdb://{place},{place}?tls=false&nodePreference={preference}");
        works(&connect(&url)?).await?;
    }
    Ok(())
}

async fn schemes(_: Client) -> Outcome {
    let place = place()?;
    for scheme in ["esdb", "kurrentdb", "kurrent", "kdb", "kurrentdb+discover"] {
        works(&connect(&format!("{scheme}://admin:changeit@{place}?tls=false"))?).await?;
    }
    Ok(())
}

async fn nobody(_: Client) -> Outcome {
    let client = connect("kurrentdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1")?;
    refused(client.append_to_stream(unique("nobody"), &Default::default(), events(1)).await)?;
    Ok(())
}

async fn deadline(client: Client) -> Outcome {
    let options = AppendToStreamOptions::default().deadline(Duration::from_nanos(1));
    let result = client.append_to_stream(unique("late"), &options, events(1)).await;
    match refused(result)? {
        Error::DeadlineExceeded => Ok(()),
        error => Err(fault(format!("refused with {error:?}"))),
    }
}

async fn no_url(_: Client) -> Outcome {
    ok(connect("http://127.0.0.1").is_err(), "another scheme is refused")
}

async fn secure(client: Client) -> Outcome {
    works(&client).await?;
    let (name, _) = stream(&client, 1).await?;
    let options = SubscribeToStreamOptions::default().start_from(StreamPosition::Start);
    let mut subscription = client.subscribe_to_stream(&*name, &options).await;
    soon("an event", subscription.next()).await??;
    Ok(())
}

fn local(options: &str) -> Outcome<String> {
    let place = place()?;
    let (_, port) = place.rsplit_once(':').ok_or_else(|| fault("no port"))?;
    Ok(format!("kurrentdb://localhost:{port}?{options}"))
}

async fn certified(_: Client) -> Outcome {
    let certificate =
        std::env::var("PLUMBERD_CERTIFICATE").map_err(|_| fault("no PLUMBERD_CERTIFICATE"))?;
    works(&connect(&local(&format!("tls=true&tlsCAFile={certificate}"))?)?).await
}

async fn unknown(_: Client) -> Outcome {
    ok(works(&connect(&local("tls=true")?)?).await.is_err(), "refused")
}

async fn plain(_: Client) -> Outcome {
    ok(works(&connect(&local("tls=false")?)?).await.is_err(), "refused")
}
