use std::error::Error;
use std::fs;
use std::time::Duration;

use serde_json::{Map, Value, json};

/// One sample is long against the clock's resolution and short against the scheduler's slices.
const SAMPLE: Duration = Duration::from_millis(20);
/// Enough for a median that another process cannot move.
const ROUNDS: usize = 15;
/// The contender that the ratios are about.
const OURS: &str = "ours";

/// What runs an operation as many times as it is told.
type Operation = Box<dyn FnMut(u64)>;

struct Case {
    name: String,
    contenders: Vec<(&'static str, Operation)>,
}

/// Cases and their contenders, to be measured in turns.
pub struct Benchmark {
    filter: String,
    cases: Vec<Case>,
}

impl Benchmark {
    pub fn new(filter: String) -> Self {
        Self { filter, cases: Vec::new() }
    }

    /// Enters a contender into a case.
    pub fn enter(
        &mut self,
        case: &str,
        event: &str,
        contender: &'static str,
        mut operation: impl FnMut() + 'static,
    ) {
        let name = format!("{case}/{event}");
        if !name.contains(&self.filter) {
            return;
        }
        let operation: Operation = Box::new(move |times| {
            for _ in 0..times {
                operation();
            }
        });
        match self.cases.iter_mut().find(|case| case.name == name) {
            Some(case) => case.contenders.push((contender, operation)),
            None => self.cases.push(Case { name, contenders: vec![(contender, operation)] }),
        }
    }

    /// Measures all cases and writes the medians.
    pub fn run(mut self, results: &str) -> Result<(), Box<dyn Error>> {
        let mut rows = Vec::new();
        for case in &mut self.cases {
            let mut peers = Map::new();
            let mut ours = Value::Null;
            for (contender, median) in measure(case) {
                if contender == OURS {
                    ours = json!(median);
                } else {
                    peers.insert(contender.to_owned(), json!(median));
                }
            }
            rows.push(json!({
                "case": case.name, "unit": "ns/op", "better": "lower", "ours": ours, "peers": peers,
            }));
        }
        fs::write(results, serde_json::to_string_pretty(&json!({ "rows": rows }))?)?;
        Ok(())
    }
}

/// The contenders' medians in nanoseconds. Every round gives each of them one sample, so that what
/// disturbs the machine disturbs all of them.
fn measure(case: &mut Case) -> Vec<(&'static str, f64)> {
    let times: Vec<u64> = case.contenders.iter_mut().map(|(_, run)| calibrate(run)).collect();
    let mut samples = vec![Vec::with_capacity(ROUNDS); times.len()];
    for round in 0..ROUNDS {
        for turn in 0..times.len() {
            // Nobody always runs behind the same contender.
            let index = (round + turn) % times.len();
            let start = cpu_time();
            (case.contenders[index].1)(times[index]);
            let spent = cpu_time() - start;
            samples[index].push(spent.as_nanos() as f64 / times[index] as f64);
        }
    }
    let names = case.contenders.iter().map(|(name, _)| *name);
    names.zip(samples.into_iter().map(median)).collect()
}

fn calibrate(run: &mut Operation) -> u64 {
    let mut times = 1;
    loop {
        let start = cpu_time();
        run(times);
        let elapsed = cpu_time() - start;
        if elapsed * 4 > SAMPLE {
            return ((SAMPLE.as_nanos() as f64 / elapsed.as_nanos() as f64) * times as f64) as u64
                + 1;
        }
        times *= 2;
    }
}

pub fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// The time that this thread has had a core, which the load of a shared machine does not count into.
#[cfg(target_os = "linux")]
fn cpu_time() -> Duration {
    // SAFETY: the struct is plain numbers, and it outlives the call that fills it.
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time);
        time
    };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The time since some moment.
#[cfg(not(target_os = "linux"))]
fn cpu_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// Keeps the scheduler from moving the measurement; where it cannot, the measurement is noisier.
pub fn pin_to_one_core() {
    #[cfg(target_os = "linux")]
    // SAFETY: the set is a plain bit field, zeroed before use, and outlives the calls.
    unsafe {
        let core = libc::sched_getcpu();
        if core >= 0 {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(core as usize, &mut set);
            libc::sched_setaffinity(0, size_of_val(&set), &set);
        }
    }
}
