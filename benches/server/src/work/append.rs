use std::time::{Duration, Instant};

use crate::Outcome;
use crate::audit::Audit;
use crate::contender::{Append, Contender, Last};
use crate::job::Answer;
use crate::workload;
use plumberd_bench_harness::latency::Histogram;

/// Streams of each writer.
const STREAMS: u64 = 16;
/// How long the writers run before it counts.
const WARM_UP: Duration = Duration::from_millis(300);

/// Writers append one event at a time, each to streams of its own, and wait for each answer.
pub async fn run<T: Contender>(targets: Vec<T>, writers: u64, millis: u64) -> Outcome<Answer> {
    let from = Instant::now() + WARM_UP;
    let to = from + Duration::from_millis(millis);
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let target = targets[writer as usize % targets.len()].clone();
            tokio::spawn(write(target, writer, from, to))
        })
        .collect();
    let (mut latency, mut appended) = (Histogram::default(), 0);
    for task in tasks {
        let (micros, all) = task.await??;
        latency.add(&micros);
        appended += all;
    }
    let mut audit = Audit::default();
    targets[0].read_all(|event| audit.take(event)).await?;
    audit.finish(appended, writers * STREAMS)?;
    Ok(Answer::Done {
        operations: latency.count(),
        seconds: (to - from).as_secs_f64(),
        latency: Some(latency.latency()),
    })
}

/// What one writer does: how long the appends took that were answered in the time that counts, and how
/// many there were in all.
async fn write<T: Contender>(
    target: T,
    writer: u64,
    from: Instant,
    to: Instant,
) -> Outcome<(Histogram, u64)> {
    let names: Vec<_> = (0..STREAMS).map(|at| workload::stream(writer * STREAMS + at)).collect();
    let mut lasts: Vec<Option<Last>> = vec![None; names.len()];
    let (mut latency, mut number) = (Histogram::default(), 0);
    loop {
        let at = number as usize % names.len();
        let event = workload::event(writer << 32 | number);
        let append = Append { stream: &names[at], last: lasts[at], event };
        let revision = append.revision();
        let begun = Instant::now();
        let position = target.append(append).await?;
        let answered = Instant::now();
        number += 1;
        lasts[at] = Some(Last { revision, position });
        if answered >= to && number >= STREAMS {
            return Ok((latency, number));
        }
        if (from..to).contains(&answered) {
            latency.record((answered - begun).as_micros() as u64);
        }
    }
}
