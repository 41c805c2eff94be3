//! How long compiling takes: `cargo run --release -p plumberd-build --example compile_many -- 500`.
#![allow(clippy::print_stdout, reason = "a program for a terminal")]

mod generate;

use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let most: usize = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 500,
    };
    for count in [most / 4, most / 2, most] {
        let folder = std::env::temp_dir().join(format!("plumberd-compile-{count}"));
        generate::generate(&folder.join("proto"), count)?;
        let config =
            plumberd_build::configure().package(&folder).proto_root("proto").out_dir("generated");
        let start = Instant::now();
        let events = config.load()?.schema.events().count();
        let load = start.elapsed();
        config.compile()?;
        let start = Instant::now();
        config.compile()?;
        let again = start.elapsed();
        println!(
            "{count} files, {events} events: load {load:?}, compile without a change {again:?}"
        );
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(())
}
