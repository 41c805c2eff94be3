//! A process that is killed in the middle of its work, again and again, and what it leaves.
//!
//! `cargo xtask crash` kills more, and more quickly. A failure names its seed;
//! `PLUMBERD_SEED=… PLUMBERD_KILLS=… cargo test --features sqlite --test store_crash` does the
//! same again, as far as the machine does.
#![cfg(all(feature = "sqlite", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic, and tells how it goes"
)]

#[path = "store_common/mod.rs"]
mod common;

mod store_crash {
    pub(crate) use super::common;
    pub(crate) use super::common::random;

    mod agreement;
    mod append;
    mod findings;
    mod ledger;
    pub(crate) mod life;
    mod load;
    mod proof;
    pub(crate) mod run;
    mod trial;
}

use common::process;
use common::random::Random;

const KILLS: u64 = 24;

/// Does nothing, unless a test of this file has started it.
#[test]
fn child() {
    if let Some((_, file)) = process::role() {
        store_crash::life::live(&file);
    }
}

#[test]
fn what_was_acknowledged_survives_kills() {
    let kills = std::env::var("PLUMBERD_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let seed = Random::seed();
    println!("crash: seed {seed}");
    let summary = store_crash::run::run(kills, seed, &|line| println!("crash: {line}"));
    for line in summary.to_string().lines().chain(summary.findings.texts.iter().map(String::as_str))
    {
        println!("crash: {line}");
    }
    assert!(summary.findings.is_empty(), "see above; the seed is {seed}");
    assert!(summary.kills >= kills);
    let acknowledged = summary.acknowledged();
    assert!(acknowledged > 10 * kills, "only {acknowledged} events were acknowledged");
}
