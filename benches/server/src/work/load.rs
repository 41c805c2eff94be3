//! Many connections, many subscriptions, and writers in a hurry.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{interval, sleep_until, timeout};
use tonic::Streaming;

use crate::Outcome;
use crate::audit::Audit;
use crate::contender::ours::{Glance, Ours};
use crate::contender::{Append, Contender, Last};
use crate::job::{Answer, Load};
use crate::workload::{self, marks, now, stream_number};
use plumberd_bench_harness::latency::Histogram;

/// How long a subscriber that has everything looks whether more comes.
const GRACE: Duration = Duration::from_secs(1);
/// What counts as standing still.
const PATIENCE: Duration = Duration::from_secs(60);
/// Subscriptions that are begun at once.
const AT_ONCE: usize = 64;

/// How far it has come.
#[derive(Default)]
struct Progress {
    appended: AtomicU64,
    delivered: AtomicU64,
}

/// Subscribers first, then writers; and at the end a look at the log.
pub async fn run(address: SocketAddr, load: Load) -> Outcome<Answer> {
    let mut connections = Vec::new();
    for _ in 0..load.connections {
        connections.push(Ours::connect(address).await?);
    }
    let progress = Arc::new(Progress::default());
    let (log, streams) = subscribe(&connections, load, &progress).await?;
    let watch = tokio::spawn(watch(Arc::clone(&progress), load));
    let begun = Instant::now();
    let mut writers = JoinSet::new();
    for client in 0..load.clients {
        let target = connections[client as usize % connections.len()].clone();
        writers.spawn(write(target, client, load, Arc::clone(&progress)));
    }
    let work = async {
        let append = finish(writers).await?;
        let appending = begun.elapsed();
        let [log, streams] = [finish(log).await?, finish(streams).await?];
        let delivering = begun.elapsed().saturating_sub(GRACE);
        let mut audit = Audit::default();
        connections[0].read_all(|event| audit.take(event)).await?;
        audit.finish(load.events, load.streams.min(load.events))?;
        Ok(Answer::Load {
            append_seconds: appending.as_secs_f64(),
            delivery_seconds: delivering.as_secs_f64(),
            deliveries: log.count() + streams.count(),
            append: append.latency(),
            log: log.latency(),
            streams: streams.latency(),
        })
    };
    tokio::select! {
        answer = work => answer,
        still = watch => Err(still?.into()),
    }
}

type Tasks = JoinSet<Outcome<Histogram>>;

async fn finish(mut tasks: Tasks) -> Outcome<Histogram> {
    let mut all = Histogram::default();
    while let Some(done) = tasks.join_next().await {
        all.add(&done??);
    }
    Ok(all)
}

/// Begins all subscriptions, and waits until all of them have caught up with the empty store.
async fn subscribe(
    connections: &[Ours],
    load: Load,
    progress: &Arc<Progress>,
) -> Outcome<(Tasks, Tasks)> {
    let (mut log, mut streams) = (JoinSet::new(), JoinSet::new());
    let mut waiting = JoinSet::new();
    for number in 0..load.tails + load.streams {
        let connection = connections[number as usize % connections.len()].clone();
        let stream = number.checked_sub(load.tails);
        waiting.spawn(async move {
            let name = stream.map(workload::stream);
            let mut answers = connection.subscribe(name.as_deref()).await?;
            loop {
                match timeout(PATIENCE, answers.message()).await?? {
                    Some(answer) if answer.caught_up.is_some() => {
                        return Outcome::Ok((stream, answers));
                    }
                    Some(answer) if answer.event()?.is_none() => {}
                    _ => return Err("a subscription to nothing ends, or gives an event".into()),
                }
            }
        });
        let enough = number + 1 == load.tails + load.streams;
        while waiting.len() >= AT_ONCE || enough && !waiting.is_empty() {
            let Some(begun) = waiting.join_next().await else { break };
            let (stream, answers) = begun??;
            let progress = Arc::clone(progress);
            match stream {
                Some(stream) => streams.spawn(follow_stream(answers, stream, load, progress)),
                None => log.spawn(follow_log(answers, load, progress)),
            };
        }
    }
    Ok((log, streams))
}

/// One subscriber of the log.
async fn follow_log(
    mut answers: Streaming<Glance>,
    load: Load,
    progress: Arc<Progress>,
) -> Outcome<Histogram> {
    let mut latency = Histogram::default();
    let (mut next, mut last) = (vec![0; load.streams as usize], None);
    while latency.count() < load.events {
        let answer = answers.message().await?.ok_or("a subscription to the log ended")?;
        let Some(event) = answer.event()? else { continue };
        if last.replace(event.position).is_some_and(|last| last >= event.position) {
            return Err(format!("position {} comes out of order", event.position).into());
        }
        let number = stream_number(event.stream).ok_or("an event of an unknown stream")?;
        let next = next.get_mut(number as usize).ok_or("an event of an unknown stream")?;
        check(&mut latency, next, &event)?;
        progress.delivered.fetch_add(1, Ordering::Relaxed);
    }
    nothing_more(answers).await?;
    Ok(latency)
}

/// One subscriber of a stream.
async fn follow_stream(
    mut answers: Streaming<Glance>,
    stream: u64,
    load: Load,
    progress: Arc<Progress>,
) -> Outcome<Histogram> {
    let (mut latency, mut next) = (Histogram::default(), 0);
    while next < length(stream, load) {
        let answer = answers.message().await?.ok_or("a subscription to a stream ended")?;
        let Some(event) = answer.event()? else { continue };
        if stream_number(event.stream) != Some(stream) {
            return Err(
                format!("an event of {} comes where it is not expected", event.stream).into()
            );
        }
        check(&mut latency, &mut next, &event)?;
        progress.delivered.fetch_add(1, Ordering::Relaxed);
    }
    nothing_more(answers).await?;
    Ok(latency)
}

/// Whether an event is the next one of its stream, and how long it took.
fn check(latency: &mut Histogram, next: &mut u64, event: &crate::contender::Event<'_>) -> Outcome {
    if event.revision != *next {
        let crate::contender::Event { stream, revision, .. } = event;
        return Err(format!("{stream} gives revision {revision} instead of {next}").into());
    }
    *next += 1;
    let (_, made) = marks(event.data).ok_or("an event is not as it was written")?;
    latency.record(now().saturating_sub(made));
    Ok(())
}

async fn nothing_more(mut answers: Streaming<Glance>) -> Outcome {
    match timeout(GRACE, answers.message()).await {
        Err(_) => Ok(()),
        Ok(Ok(Some(answer))) if answer.event()?.is_none() => Ok(()),
        Ok(Ok(_)) => Err("a subscriber was given more than was appended, or its end".into()),
        Ok(Err(status)) => Err(status.into()),
    }
}

/// The streams of a client are every so many; it appends to one after the other.
fn stream_of(client: u64, number: u64, load: Load) -> u64 {
    let own = (load.streams - client).div_ceil(load.clients);
    client + number % own * load.clients
}

/// How many events a client appends.
fn share(client: u64, load: Load) -> u64 {
    load.events / load.clients + u64::from(client < load.events % load.clients)
}

/// How many events a stream has in the end.
fn length(stream: u64, load: Load) -> u64 {
    let client = stream % load.clients;
    let own = (load.streams - client).div_ceil(load.clients);
    let (share, at) = (share(client, load), stream / load.clients);
    share / own + u64::from(at < share % own)
}

async fn write(
    target: Ours,
    client: u64,
    load: Load,
    progress: Arc<Progress>,
) -> Outcome<Histogram> {
    let begun = Instant::now();
    let mut latency = Histogram::default();
    let mut lasts: Vec<Option<Last>> = vec![None; load.streams.div_ceil(load.clients) as usize];
    for number in 0..share(client, load) {
        if load.rate > 0 {
            let due = Duration::from_secs_f64((number * load.clients) as f64 / load.rate as f64);
            sleep_until((begun + due).into()).await;
        }
        let stream = stream_of(client, number, load);
        let last = &mut lasts[(stream / load.clients) as usize];
        let (name, event) = (workload::stream(stream), workload::event(client << 32 | number));
        let append = Append { stream: &name, last: *last, event };
        let revision = append.revision();
        let asked = Instant::now();
        let position = target.append(append).await?;
        latency.record(asked.elapsed().as_micros() as u64);
        *last = Some(Last { revision, position });
        progress.appended.fetch_add(1, Ordering::Relaxed);
    }
    Ok(latency)
}

/// Tells how far it has come, and ends when nothing moves any more.
async fn watch(progress: Arc<Progress>, load: Load) -> String {
    const EACH: Duration = Duration::from_secs(10);
    let expected = load.events * (load.tails + 1);
    let mut ticks = interval(EACH);
    let (mut before, mut moved, begun) = ((0, 0), Instant::now(), Instant::now());
    loop {
        ticks.tick().await;
        let now =
            (progress.appended.load(Ordering::Relaxed), progress.delivered.load(Ordering::Relaxed));
        let seconds = begun.elapsed().as_secs();
        eprintln!("{seconds:>5} s: {} appended, {} of {expected} delivered", now.0, now.1);
        if now != before {
            (before, moved) = (now, Instant::now());
        } else if moved.elapsed() > PATIENCE {
            return format!(
                "nothing moves any more: {} of {} were appended, {} of {expected} delivered",
                now.0, load.events, now.1
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_stream_that_counts_it() {
        let load =
            Load { events: 1003, clients: 7, tails: 1, streams: 52, connections: 1, rate: 0 };
        let mut counts = vec![0; load.streams as usize];
        for client in 0..load.clients {
            for number in 0..share(client, load) {
                counts[stream_of(client, number, load) as usize] += 1;
            }
        }
        let expected: Vec<_> = (0..load.streams).map(|stream| length(stream, load)).collect();
        assert_eq!(counts, expected);
        assert_eq!(counts.iter().sum::<u64>(), load.events);
    }
}
