use std::time::{Duration, Instant};

use crate::Outcome;
use crate::audit::Audit;
use crate::contender::Contender;
use crate::job::Answer;
use crate::workload::{self, LENGTH, mix};

/// Reads the whole log again and again.
pub async fn all<T: Contender>(target: &T, events: u64, millis: u64) -> Outcome<Answer> {
    // Each event is looked at once; after that it is enough that as many come in order.
    let mut audit = Audit::default();
    target.read_all(|event| audit.take(event)).await?;
    audit.finish(events, events / LENGTH)?;
    let begun = Instant::now();
    let mut read = 0;
    while begun.elapsed() < Duration::from_millis(millis) {
        let (mut last, mut count) = (None, 0);
        target
            .read_all(|event| {
                let position = last.replace(event.position);
                count += 1;
                match position.is_none_or(|last| last < event.position) {
                    true => Ok(()),
                    false => Err(format!("{} comes after {position:?}", event.position).into()),
                }
            })
            .await?;
        if count != events {
            return Err(format!("the log has {count} events instead of {events}").into());
        }
        read += count;
    }
    Ok(Answer::Done { operations: read, seconds: begun.elapsed().as_secs_f64(), latency: None })
}

/// Reads the last event of one stream after the other.
pub async fn latest<T: Contender>(target: &T, events: u64, millis: u64) -> Outcome<Answer> {
    const WARM_UP: u64 = 200;
    let streams = events / LENGTH;
    let (mut begun, mut number) = (Instant::now(), 0);
    while number < WARM_UP || begun.elapsed() < Duration::from_millis(millis) {
        if number == WARM_UP {
            begun = Instant::now();
        }
        let name = workload::stream(mix(number) % streams);
        let mut found = None;
        target
            .latest(&name, |event| {
                found = Some((event.stream == name, event.revision));
                Ok(())
            })
            .await?;
        if found != Some((true, LENGTH - 1)) {
            return Err(format!("the last event of {name} is {found:?}").into());
        }
        number += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Answer::Done { operations: number - WARM_UP, seconds, latency: None })
}
