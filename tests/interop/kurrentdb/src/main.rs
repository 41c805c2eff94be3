//! The crate `kurrentdb` against `plumberd serve`; run by `cargo xtask interop kurrentdb-crate`.
use std::process::ExitCode;

mod append;
mod batch;
mod deletion;
mod groups;
mod groups_all;
mod harness;
mod metadata;
mod node;
mod projections;
mod read;
mod subscribe;
mod users;

use harness::{Outcome, Suite};

#[tokio::main]
async fn main() -> ExitCode {
    println!("client kurrentdb {}", env!("CLIENT_VERSION"));
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            println!("FAILED the suite as a whole | {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let suite = Suite::new().await?;
    append::run(&suite).await;
    batch::run(&suite).await;
    read::run(&suite).await;
    subscribe::run(&suite).await;
    metadata::run(&suite).await;
    deletion::run(&suite).await;
    groups::run(&suite).await;
    groups_all::run(&suite).await;
    users::run(&suite).await;
    projections::run(&suite).await;
    node::run(&suite).await;
    Ok(())
}
