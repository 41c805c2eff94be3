use std::path::PathBuf;

use crate::Outcome;
use crate::job::Load;
use crate::peer::Peer;

const USAGE: &str = "\
usage: server <results.json> --plumberd <program> [option ...]
  --only case,…     these cases; `load` runs only when it is named
  --peers peer,…    ours and these: umadb, store
  --rounds n        instead of 5
  --events n        in the store that is read, instead of 300000
  --millis n        how long each measurement takes, instead of 1500
  --load-events n   instead of 1000000
  --load-clients n  instead of 64
  --load-tails n    subscribers of the log, instead of 100
  --load-streams n  subscribers of a stream each, instead of 9900
  --load-connections n
                    for all of them, instead of 1000
  --load-rate n     appends a second of all clients together, instead of as many as they can
  --load-memory n   what the server may have of its own, in MiB, instead of 512
  --quick           small sizes, to test the benchmark itself
  --dir folder      where the stores are for the time being, instead of target/bench/server";

/// `load` is the last one.
pub const CASES: [&str; 8] =
    ["append-64", "append-1", "read-all", "read-latest", "live", "idle-memory", "binary", "load"];

pub struct Options {
    pub results: PathBuf,
    pub plumberd: PathBuf,
    pub only: Vec<String>,
    /// Ours first.
    pub peers: Vec<Peer>,
    pub rounds: usize,
    pub events: u64,
    pub millis: u64,
    pub load: Load,
    /// What the server may have of its own under the load, in MiB.
    pub load_memory: u64,
    pub folder: PathBuf,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let folder =
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/bench/server"));
        let mut options = Self {
            results: PathBuf::new(),
            plumberd: PathBuf::new(),
            only: CASES[..CASES.len() - 1].iter().map(|case| (*case).to_owned()).collect(),
            peers: Peer::ALL.to_vec(),
            rounds: 5,
            events: 300_000,
            millis: 1500,
            load: Load {
                events: 1_000_000,
                clients: 64,
                tails: 100,
                streams: 9900,
                connections: 1000,
                rate: 0,
            },
            load_memory: 512,
            folder,
        };
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
            match argument.as_str() {
                "--plumberd" => options.plumberd = value()?.into(),
                "--only" => options.only = cases(&value()?)?,
                "--peers" => options.peers = peers(&value()?)?,
                "--rounds" => options.rounds = number(&argument, &value()?)? as usize,
                "--events" => options.events = number(&argument, &value()?)?,
                "--millis" => options.millis = number(&argument, &value()?)?,
                "--load-events" => options.load.events = number(&argument, &value()?)?,
                "--load-clients" => options.load.clients = number(&argument, &value()?)?,
                "--load-tails" => options.load.tails = number(&argument, &value()?)?,
                "--load-streams" => options.load.streams = number(&argument, &value()?)?,
                "--load-connections" => options.load.connections = number(&argument, &value()?)?,
                "--load-rate" => options.load.rate = number(&argument, &value()?)?,
                "--load-memory" => options.load_memory = number(&argument, &value()?)?,
                "--quick" => options.shrink(),
                "--dir" => options.folder = value()?.into(),
                unknown if unknown.starts_with('-') || !options.results.as_os_str().is_empty() => {
                    return Err(format!("{unknown} is no option\n{USAGE}").into());
                }
                results => options.results = results.into(),
            }
        }
        if options.results.as_os_str().is_empty() || options.plumberd.as_os_str().is_empty() {
            return Err(USAGE.into());
        }
        Ok(options)
    }

    fn shrink(&mut self) {
        (self.rounds, self.events, self.millis) = (1, 20_000, 200);
        let load = &mut self.load;
        (load.events, load.tails, load.streams, load.connections) = (20_000, 10, 490, 50);
    }

    pub fn wants(&self, case: &str) -> bool {
        self.only.iter().any(|only| only == case)
    }
}

fn number(option: &str, text: &str) -> Outcome<u64> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("{option} takes a number from 1, and no {text}").into())
}

fn cases(text: &str) -> Outcome<Vec<String>> {
    let names: Vec<String> = text.split(',').map(str::to_owned).collect();
    match names.iter().find(|name| !CASES.contains(&name.as_str())) {
        Some(name) => {
            Err(format!("there is no case {name}; the cases are {}", CASES.join(", ")).into())
        }
        None => Ok(names),
    }
}

fn peers(text: &str) -> Outcome<Vec<Peer>> {
    let mut peers = vec![Peer::Ours];
    for name in text.split(',') {
        let peer = Peer::ALL.into_iter().find(|peer| peer.name() == name);
        let peer = peer.ok_or_else(|| {
            let names = Peer::ALL.map(Peer::name).join(", ");
            format!("there is no peer {name}; the peers are {names}")
        })?;
        if !peers.contains(&peer) {
            peers.push(peer);
        }
    }
    Ok(peers)
}
