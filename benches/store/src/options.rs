use std::env;
use std::path::PathBuf;

use crate::contender::{Outcome, Peer};
use crate::workload::STEP;

pub const USAGE: &str = "\
usage: store <results.json> [option ...]
  --only case,…     these cases; `scale` is the curve, the others are as in the table
  --peers peer,…    ours and these: raw, umadb, fjall, redb, sqlite-plain
  --rounds n        instead of 3 for loads and reads and 5 for the others
  --scale n         the curve up to that many events: 10m takes some minutes and 16 GB of disk a
                    round, with raw and ours alone unless --peers is given
  --correlated      metadata with $correlationId, which ours indexes and no peer does
  --quick           small sizes, to test the benchmark itself
  --dir folder      where the databases are for the time being, instead of target/bench/store";

pub const CASES: [&str; 12] = [
    "single-durable",
    "group-commit-64",
    "open-after-kill",
    "live",
    "bulk-500",
    "read-stream",
    "read-all",
    "read-category",
    "read-type",
    "latest",
    "catch-up",
    "scale",
];

pub struct Options {
    pub results: PathBuf,
    pub only: Vec<String>,
    /// Ours first.
    pub peers: Vec<Peer>,
    /// Whether the peers were named.
    pub chosen: bool,
    pub rounds: Option<usize>,
    pub scale: Option<u64>,
    pub correlated: bool,
    pub quick: bool,
    pub folder: PathBuf,
}

impl Options {
    pub fn parse(mut arguments: env::Args) -> Outcome<Self> {
        let folder =
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/bench/store"));
        let mut options = Self {
            results: PathBuf::new(),
            only: Vec::new(),
            peers: Peer::ALL.to_vec(),
            chosen: false,
            rounds: None,
            scale: None,
            correlated: false,
            quick: false,
            folder,
        };
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
            match argument.as_str() {
                "--only" => options.only = cases(&value()?)?,
                "--peers" => {
                    options.peers = peers(&value()?)?;
                    options.chosen = true;
                }
                "--rounds" => {
                    let rounds = value()?.parse().ok().filter(|rounds| *rounds > 0);
                    options.rounds = Some(rounds.ok_or("--rounds takes a number from 1")?);
                }
                "--scale" => options.scale = Some(size(&value()?)?),
                "--correlated" => options.correlated = true,
                "--quick" => options.quick = true,
                "--dir" => options.folder = value()?.into(),
                unknown if unknown.starts_with('-') || !options.results.as_os_str().is_empty() => {
                    return Err(format!("{unknown} is no option\n{USAGE}").into());
                }
                results => options.results = results.into(),
            }
        }
        if options.results.as_os_str().is_empty() {
            return Err(USAGE.into());
        }
        Ok(options)
    }

    pub fn wants(&self, case: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == case)
    }
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

/// `100k`, `10m` or plain digits.
fn size(text: &str) -> Outcome<u64> {
    let (digits, factor) = match text.strip_suffix(['k', 'm']) {
        Some(digits) if text.ends_with('k') => (digits, 1000),
        Some(digits) => (digits, 1_000_000),
        None => (text, 1),
    };
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    size.filter(|size| *size > 0 && size.is_multiple_of(STEP))
        .ok_or_else(|| format!("{text} is no size; take a multiple of {STEP}, as 10m").into())
}

/// The reverse.
pub fn size_name(size: u64) -> String {
    match size {
        size if size.is_multiple_of(1_000_000) => format!("{}m", size / 1_000_000),
        size if size.is_multiple_of(1000) => format!("{}k", size / 1000),
        size => size.to_string(),
    }
}
