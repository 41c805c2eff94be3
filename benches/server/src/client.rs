//! The process that asks.

use std::env;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::contender::Contender;
use crate::contender::batched::Batched;
use crate::contender::ours::Ours;
use crate::contender::store::Store;
#[cfg(feature = "umadb")]
use crate::contender::umadb::Umadb;
use crate::job::{Answer, Job, Over, Place, Work};
use crate::work;
use plumberd_bench_harness::machine;

/// Does a job in a process of its own.
pub fn call(job: &Job) -> Outcome<Answer> {
    let output = Command::new(env::current_exe()?)
        .arg("client")
        .arg(serde_json::to_string(job)?)
        .stderr(Stdio::inherit())
        .output()?;
    let last = output.stdout.rsplit(|byte| *byte == b'\n').find(|line| !line.is_empty());
    match last.map(serde_json::from_slice) {
        Some(Ok(Answer::Failed { reason })) => Err(reason.into()),
        Some(Ok(answer)) => Ok(answer),
        _ => Err(format!("a client ended with {} and no answer", output.status).into()),
    }
}

/// That process.
pub fn run(mut arguments: impl Iterator<Item = String>) -> Outcome {
    machine::die_with_parent();
    let job: Job = serde_json::from_str(&arguments.next().ok_or("there is no job")?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let answer = runtime.block_on(answer(job)).unwrap_or_else(|error| {
        let reason = error.to_string();
        Answer::Failed { reason }
    });
    println!("{}", serde_json::to_string(&answer)?);
    Ok(())
}

async fn answer(job: Job) -> Outcome<Answer> {
    let connections = match job.work {
        Work::Append { over: Over::Connections(connections), .. } => connections,
        _ => 1,
    };
    match (job.place, job.work) {
        (Place::Ours(address), Work::Load(load)) => work::load::run(address, load).await,
        (Place::Store(file), Work::Fill { events }) => work::fill::store(&file, events).await,
        (Place::Store(file), work) => ask(vec![Store::open(&file)?], work).await,
        (Place::Ours(address), work @ Work::Append { over: Over::Stream, .. }) => {
            ask(vec![Batched::connect(address).await?], work).await
        }
        (Place::Ours(address), work) => {
            let mut contenders = Vec::new();
            for _ in 0..connections {
                contenders.push(Ours::connect(address).await?);
            }
            ask(contenders, work).await
        }
        #[cfg(feature = "umadb")]
        (Place::Umadb(address), Work::Fill { events }) => work::fill::umadb(address, events).await,
        #[cfg(feature = "umadb")]
        (Place::Umadb(address), work) => {
            let mut contenders = Vec::new();
            for _ in 0..connections {
                contenders.push(Umadb::connect(address).await?);
            }
            ask(contenders, work).await
        }
        #[cfg(not(feature = "umadb"))]
        (Place::Umadb(_), _) => Err("this program was built without UmaDB".into()),
    }
}

async fn ask<T: Contender>(contenders: Vec<T>, work: Work) -> Outcome<Answer> {
    let target = contenders.first().ok_or("there is no connection")?.clone();
    match work {
        Work::Append { writers, millis, .. } => {
            work::append::run(contenders, writers, millis).await
        }
        Work::ReadAll { events, millis } => work::read::all(&target, events, millis).await,
        Work::Latest { events, millis } => work::read::latest(&target, events, millis).await,
        Work::Live { events, pause_micros } => work::live::run(target, events, pause_micros).await,
        Work::Fill { .. } | Work::Load(_) => Err("this is not done here".into()),
    }
}
