//! A process that is killed in the middle of its work, at a moment that chance chooses.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::{ScavengeOptions, SqliteStore};
use plumberd::store::EventStore;
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;

use super::check::silent;
use super::common::random::Random;
use super::common::{events, process, stream};

/// What a child does. Before it begins, it says so.
pub(crate) fn work(role: &str, file: &Path) {
    match role {
        "migrate" => {
            process::say("begin\n");
            drop(SqliteStore::open(file).unwrap());
        }
        "scavenge" => {
            let store = super::check::open(file);
            process::say("begin\n");
            thread::scope(|scope| {
                let appends = scope.spawn(|| {
                    for _ in 0..200 {
                        let name = stream("Other-1");
                        block_on(store.append(name, ExpectedRevision::Any, events(2))).unwrap();
                    }
                });
                store.scavenge(ScavengeOptions::new().compact(true), silent).unwrap();
                appends.join().unwrap();
            });
        }
        other => panic!("{other}"),
    }
    process::say("end\n");
}

/// Starts a child and kills it within some time after it has begun; how long it took when it came to
/// its end before.
pub(crate) fn kill(
    role: &str,
    file: &Path,
    random: &mut Random,
    within: Duration,
) -> Option<Duration> {
    let mut child = process::command(role, file).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "begin"), "the child did not begin");
    let begin = Instant::now();
    thread::sleep(random.up_to(within));
    let _ = child.kill();
    let ended = lines.any(|line| line == "end");
    child.wait().unwrap();
    ended.then(|| begin.elapsed())
}
