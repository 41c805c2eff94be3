use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::contender::{Append, Contender, Last};
use crate::job::Answer;
use crate::workload::{self, marks, now};
use plumberd_bench_harness::latency::Histogram;

/// How long to wait for a subscription that does not move.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between events that show whether the subscription has begun.
const KNOCK: Duration = Duration::from_millis(20);

/// Appends events at a pace, and takes the time from each call until a subscriber has the event.
pub async fn run<T: Contender>(target: T, events: u64, pause_micros: u64) -> Outcome<Answer> {
    let ready = Arc::new(AtomicBool::new(false));
    let follower = tokio::spawn(follow(target.clone(), Arc::clone(&ready), events));
    let pause = Duration::from_micros(pause_micros);
    let (stream, mut last) = (workload::stream(0), None);
    // Those before the subscription has begun do not count, and have the numbers behind the others.
    let (mut counted, mut knocks) = (0, 0);
    while counted < events {
        if follower.is_finished() {
            break;
        }
        let number = if ready.load(Ordering::Acquire) {
            sleep(pause).await;
            counted += 1;
            counted - 1
        } else if knocks * KNOCK.as_millis() as u64 > PATIENCE.as_millis() as u64 {
            return Err("the subscription gives nothing".into());
        } else {
            sleep(KNOCK).await;
            knocks += 1;
            events + knocks - 1
        };
        let append = Append { stream: &stream, last, event: workload::event(number) };
        let revision = append.revision();
        let position = target.append(append).await?;
        last = Some(Last { revision, position });
    }
    let latency = timeout(PATIENCE, follower).await.map_err(|_| "the subscription stands still")?;
    Ok(Answer::Live { latency: latency??.latency() })
}

async fn follow<T: Contender>(
    target: T,
    ready: Arc<AtomicBool>,
    events: u64,
) -> Outcome<Histogram> {
    let (mut latency, mut next, mut revision) = (Histogram::default(), 0, None);
    let follow = target.follow(|event| {
        let (number, made) = marks(event.data).ok_or("an event is not as it was written")?;
        if revision.is_some_and(|last| event.revision != last + 1) {
            return Err(format!("{} comes after {revision:?}", event.revision).into());
        }
        revision = Some(event.revision);
        ready.store(true, Ordering::Release);
        if number < events {
            if number != next {
                return Err(format!("event {number} comes instead of {next}").into());
            }
            next += 1;
            latency.record(now().saturating_sub(made));
        }
        Ok(if next == events { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    follow.await?;
    Ok(latency)
}
