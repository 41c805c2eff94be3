//! Encoding and decoding of three events, in JSON and in Protobuf, against the codecs people use.
//!
//! `codec <results.json> [part of a case's name]`. What each case measures:
//! - `proto-encode-reused`, `json-encode`: into a buffer that is warm, for every contender
//! - `proto-encode-new`: into a new `Vec` per event
//! - `proto-decode-owned`, `json-decode`: into owned types, and dropping them
//! - `proto-decode-borrowed`: into types that borrow the input's strings and bytes; UTF-8 is checked
//!   by every contender
//!
//! Events whose names begin with `generated` are ours as plumberd-build generates them from the .proto;
//! `derive` beside them is ours by hand.
//!
//! Maps are what each contender's users have: std's `HashMap`, except for buffa (a `HashMap` with a
//! faster hash), buffa's view (a list), our borrowing events (`Entries`) and our
//! generated ones (a `BTreeMap`).
use std::error::Error;

mod harness;
mod model;
mod peers;
mod sanity;

use harness::Benchmark;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let results = arguments.next().ok_or("usage: codec <results.json> [filter]")?;
    let filter = arguments.next().unwrap_or_default();

    harness::pin_to_one_core();
    let mut benchmark = Benchmark::new(filter);
    peers::small(&mut benchmark)?;
    peers::middle(&mut benchmark)?;
    peers::large(&mut benchmark)?;
    peers::generated(&mut benchmark)?;
    benchmark.run(&results)
}
