use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::contender::{Append, Contender, Last, Outcome, Subscribable};
use crate::protocol::Answer;
use crate::workload::{Workload, number, stream};
use plumberd_bench_harness::latency::Latency;

/// How long to wait for a subscription that does not move.
const PATIENCE: Duration = Duration::from_secs(10);

/// Appends events at a pace and takes the time until a subscriber in this process has each.
pub fn live(
    store: &dyn Contender,
    subscribable: &dyn Subscribable,
    workload: &Workload,
    events: u64,
    pause: Duration,
) -> Outcome<Answer> {
    let start = Instant::now();
    let now = || start.elapsed().as_micros() as u64;
    let delivered: Vec<AtomicU64> = (0..events).map(|_| AtomicU64::new(0)).collect();
    let (caught_up, ready) = mpsc::channel();
    let (finished, done) = mpsc::channel();
    thread::scope(|scope| {
        let delivered = &delivered;
        scope.spawn(move || {
            let mut take = |id: u128| {
                let number = number(id);
                if let Some(time) = delivered.get(number as usize) {
                    time.store(now(), Ordering::Release);
                }
                number + 1 < events
            };
            let mut ready = || {
                let _ = caught_up.send(());
            };
            let _ = finished.send(subscribable.follow(&mut ready, &mut take));
        });
        let calls = match ready.recv_timeout(PATIENCE) {
            Ok(()) => append(store, workload, events, pause, now),
            Err(_) => Err("the subscription does not catch up".into()),
        };
        // A subscriber that waits for ever cannot be stopped; the coordinator ends this process.
        let Ok(followed) = done.recv_timeout(PATIENCE) else {
            crate::worker::say(&Answer::Failed { reason: "the subscription stands still".into() })?;
            loop {
                thread::park();
            }
        };
        followed?;
        let calls = calls?;
        let since = |from: &dyn Fn(&(u64, u64)) -> u64| {
            let latencies = calls.iter().zip(delivered).map(|(call, delivered)| {
                delivered.load(Ordering::Acquire).saturating_sub(from(call)) as u32
            });
            Latency::of(latencies.collect())
        };
        Ok(Answer::Live { from_call: since(&|call| call.0), from_answer: since(&|call| call.1) })
    })
}

/// When each append was begun and answered.
fn append(
    store: &dyn Contender,
    workload: &Workload,
    events: u64,
    pause: Duration,
    now: impl Fn() -> u64,
) -> Outcome<Vec<(u64, u64)>> {
    let mut last = None;
    (0..events)
        .map(|number| {
            thread::sleep(pause);
            let append = Append { stream: stream(0), last, event: workload.event(number) };
            let revision = append.revision();
            let begun = now();
            let position = store.append(append)?;
            last = Some(Last { revision, position });
            Ok((begun, now()))
        })
        .collect()
}
