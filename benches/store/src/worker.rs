use std::io::{self, BufRead, Write};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::audit::audit;
use crate::check::check;
use crate::contender::{Append, Contender, Last, Outcome, Query, Unsupported};
use crate::feed::Feed;
use crate::live::live;
use crate::protocol::{Answer, Command, Cost, Reading};
use crate::random::{Random, mix};
use crate::tally::Tally;
use crate::workload::{self, LONG, Workload};
use plumberd_bench_harness::latency::Latency;
use plumberd_bench_harness::machine;

pub const BATCH: u64 = 500;
/// Streams of each writer, at most.
const STREAMS_A_WRITER: u64 = 64;
/// How long a group of writers runs before it counts.
const WARM_UP: Duration = Duration::from_millis(50);

/// A process that has a store open and does what it is told.
struct Worker {
    store: Box<dyn Contender>,
    workload: Workload,
    feed: Feed,
    random: Random,
    /// The first number that no writer of a group has taken.
    next: u64,
    /// How long the appends of groups took.
    micros: Vec<u32>,
}

/// What a writer of a group did, from when it counts.
struct Stint {
    micros: Vec<u32>,
    from: Instant,
    to: Instant,
    /// The process's CPU time then.
    from_cpu: Duration,
    to_cpu: Duration,
}

/// Reads commands until there are no more.
pub fn run() -> Outcome {
    machine::die_with_parent();
    let mut worker = None;
    for line in io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Command::Open { peer, folder, opening, events, correlated } => {
                let workload = Workload::new(events, correlated);
                let first = workload::stream(workload.stream_of(0));
                let begun = Instant::now();
                peer.open(&folder, opening).and_then(|store| {
                    store.latest(&first, &mut Tally::default())?;
                    let millis = begun.elapsed().as_secs_f64() * 1000.0;
                    worker = Some(Worker::new(store, workload));
                    Ok(Answer::Opened { millis })
                })
            }
            command => worker
                .as_mut()
                .ok_or("no store is open".into())
                .and_then(|worker| worker.obey(command)),
        };
        say(&answer.unwrap_or_else(|error| match error.downcast::<Unsupported>() {
            Ok(unsupported) => Answer::Unsupported { reason: unsupported.to_string() },
            Err(error) => Answer::Failed { reason: error.to_string() },
        }))?;
    }
    Ok(())
}

pub fn say(answer: &Answer) -> Outcome {
    let mut line = serde_json::to_string(answer)?;
    line.push('\n');
    Ok(io::stdout().lock().write_all(line.as_bytes())?)
}

impl Worker {
    fn new(store: Box<dyn Contender>, workload: Workload) -> Self {
        let (feed, random) = (Feed::new(&workload), Random::new(7));
        let next = workload.events;
        Self { store, workload, feed, random, next, micros: Vec::new() }
    }

    fn obey(&mut self, command: Command) -> Outcome<Answer> {
        let store = &*self.store;
        match command {
            Command::Open { .. } => Err("a store is open already".into()),
            Command::Load { to, announce } => self.load(to, announce),
            Command::Single { millis } => self.single(Duration::from_millis(millis)),
            Command::Group { writers, millis } => {
                self.group(writers, Duration::from_millis(millis))
            }
            Command::Read { reading, millis, limit } => {
                self.read(reading, Duration::from_millis(millis), limit)
            }
            Command::Audit { acknowledged } => audit(store, acknowledged),
            Command::Check => check(store, &self.workload, &mut self.feed),
            Command::CatchUp => {
                let (begun, cpu) = (Instant::now(), machine::process_cpu());
                let subscribable = store.subscribable().ok_or_else(no_subscriptions)?;
                let events = subscribable.catch_up()?;
                let cpu = machine::process_cpu() - cpu;
                Ok(Answer::Done { cost: Cost::new(events, begun.elapsed(), cpu) })
            }
            Command::Live { events, pause_micros } => {
                let subscribable = store.subscribable().ok_or_else(no_subscriptions)?;
                let pause = Duration::from_micros(pause_micros);
                live(store, subscribable, &self.workload, events, pause)
            }
        }
    }

    /// The time is that of the appends; making the events is not in it.
    fn load(&mut self, to: u64, announce: bool) -> Outcome<Answer> {
        let from = self.feed.next();
        let (mut taken, mut making) = (Duration::ZERO, Duration::ZERO);
        let cpu = machine::process_cpu();
        while self.feed.next() < to {
            let events = BATCH.min(to - self.feed.next());
            let before = machine::thread_cpu();
            let appends = self.feed.prepare(&self.workload, events);
            making += machine::thread_cpu() - before;
            let begun = Instant::now();
            let positions = self.store.append_batch(appends)?;
            taken += begun.elapsed();
            if positions.len() as u64 != events {
                return Err(format!("{} of {events} events were answered", positions.len()).into());
            }
            if announce {
                say(&Answer::Acknowledged { events: self.feed.next() })?;
            }
        }
        let cpu = (machine::process_cpu() - cpu).saturating_sub(making);
        let cost = Cost::new(to - from, taken, cpu);
        Ok(Answer::Loaded { cost, peak_rss_mib: machine::peak_rss_mib()? })
    }

    fn single(&mut self, time: Duration) -> Outcome<Answer> {
        let mut taken = Duration::ZERO;
        let mut events = 0;
        let cpu = machine::process_cpu();
        while taken < time {
            let append = self.feed.prepare(&self.workload, 1).pop().ok_or("no more events")?;
            let begun = Instant::now();
            self.store.append(append)?;
            taken += begun.elapsed();
            events += 1;
        }
        let cpu = machine::process_cpu() - cpu;
        Ok(Answer::Done { cost: Cost::new(events, taken, cpu) })
    }

    fn group(&mut self, writers: u64, time: Duration) -> Outcome<Answer> {
        let (numbers, start) = (AtomicU64::new(self.next), Barrier::new(writers as usize));
        let count = STREAMS_A_WRITER.min(self.workload.streams() / writers).max(1);
        let spread = self.workload.streams() / (count * writers);
        let stints: Vec<Outcome<Stint>> = thread::scope(|scope| {
            let writers: Vec<_> = (0..writers)
                .map(|writer| {
                    let streams = (0..count).map(move |at| (writer * count + at) * spread);
                    let (worker, numbers, start) = (&*self, &numbers, &start);
                    scope.spawn(move || worker.write(streams, numbers, start, time))
                })
                .collect();
            let joined = writers.into_iter().map(|writer| writer.join());
            joined
                .map(|outcome| outcome.unwrap_or_else(|_| Err("a writer panicked".into())))
                .collect()
        });
        self.next = numbers.into_inner();
        let stints = stints.into_iter().collect::<Outcome<Vec<Stint>>>()?;
        let from = stints.iter().map(|stint| stint.from).min().ok_or("no writers")?;
        let to = stints.iter().map(|stint| stint.to).max().ok_or("no writers")?;
        let from_cpu = stints.iter().map(|stint| stint.from_cpu).min().unwrap_or_default();
        let to_cpu = stints.iter().map(|stint| stint.to_cpu).max().unwrap_or_default();
        let before = self.micros.len();
        self.micros.extend(stints.into_iter().flat_map(|stint| stint.micros));
        let events = (self.micros.len() - before) as u64;
        let cost = Cost::new(events, to - from, to_cpu.saturating_sub(from_cpu));
        Ok(Answer::Group { cost, latency: Latency::of(self.micros.clone()) })
    }

    /// What one writer does.
    fn write(
        &self,
        streams: impl Iterator<Item = u64>,
        numbers: &AtomicU64,
        start: &Barrier,
        time: Duration,
    ) -> Outcome<Stint> {
        let streams: Outcome<Vec<_>> = streams.map(|stream| self.head(stream)).collect();
        // Nobody waits for a writer that failed.
        start.wait();
        let mut streams = streams?;
        let from = Instant::now() + WARM_UP;
        let mut micros = Vec::with_capacity(1 << 12);
        let mut from_cpu = None;
        loop {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            let at = mix(number) as usize % streams.len();
            let (stream, last) = &mut streams[at];
            let event = self.workload.event(number);
            let append = Append { stream: stream.clone(), last: *last, event };
            let revision = append.revision();
            let begun = Instant::now();
            if begun >= from {
                from_cpu.get_or_insert_with(machine::process_cpu);
            }
            if begun >= from + time {
                let to_cpu = machine::process_cpu();
                let from_cpu = from_cpu.unwrap_or(to_cpu);
                return Ok(Stint { micros, from, to: begun, from_cpu, to_cpu });
            }
            let position = self.store.append_shared(append)?;
            if begun >= from {
                micros.push(begun.elapsed().as_micros() as u32);
            }
            *last = Some(Last { revision, position });
        }
    }

    fn head(&self, number: u64) -> Outcome<(plumberd::stream::StreamName, Option<Last>)> {
        let stream = workload::stream(number);
        let mut tally = Tally::default();
        self.store.latest(&stream, &mut tally)?;
        let Tally { events, revision, position, .. } = tally;
        Ok((stream, (events > 0).then_some(Last { revision, position })))
    }

    /// Reads of one kind until the time is over. The answer counts events, which for the last event
    /// of a stream is one each.
    fn read(&mut self, reading: Reading, time: Duration, limit: u64) -> Outcome<Answer> {
        let (begun, cpu) = (Instant::now(), machine::process_cpu());
        let mut tally = Tally::default();
        loop {
            let before = tally.events;
            let expected = match reading {
                Reading::Latest => {
                    let stream = self.random.below(self.workload.streams());
                    self.store.latest(&workload::stream(stream), &mut tally)?;
                    1
                }
                Reading::Stream => {
                    let stream = self.random.below(self.workload.long_streams());
                    let query = Query::Stream(workload::stream(stream));
                    self.store.read(&query, limit, &mut tally)?;
                    LONG.min(limit)
                }
                Reading::All => {
                    self.store.read(&Query::All, limit, &mut tally)?;
                    self.workload.events.min(limit)
                }
                Reading::Category => {
                    let category = workload::category(self.random.below(workload::CATEGORIES));
                    self.store.read(&Query::Category(category), limit, &mut tally)?;
                    // How many they are is checked elsewhere.
                    tally.events - before
                }
                Reading::EventType => {
                    let name = workload::event_type(self.random.below(workload::TYPES));
                    self.store.read(&Query::EventType(name), limit, &mut tally)?;
                    tally.events - before
                }
            };
            let read = tally.events - before;
            if read != expected || read == 0 {
                return Err(format!("{reading:?} gave {read} events instead of {expected}").into());
            }
            if begun.elapsed() >= time {
                let cpu = machine::process_cpu() - cpu;
                return Ok(Answer::Done { cost: Cost::new(tally.events, begun.elapsed(), cpu) });
            }
        }
    }
}

fn no_subscriptions() -> Unsupported {
    Unsupported("the engine has no subscriptions yet".into())
}
