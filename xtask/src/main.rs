//! Maintenance commands: `cargo xtask help`.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod bench;
mod clients;
mod counts;
mod crash;
mod interop;
mod licences;
mod metadata;
mod msrv;
mod node;
mod program;
mod python;
mod server;
mod table;

const HELP: &str = "\
Maintenance commands of plumberd

Usage: cargo xtask <command> [name ...]

Commands:
  interop [suite ...]  Test against programs that we did not write, and print the counts
  bench [name ...]     Measure against the peers, and print the ratios
  crash [option ...]   Kill a process that appends, again and again, and count what was lost
  licences             Check the licences of the dependencies against the policy
  msrv                 Check that rust-version is what the dependencies demand
  help                 Print this text
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next();
    let names: Vec<String> = arguments.collect();
    let result = match command.as_deref() {
        None | Some("help" | "-h" | "--help") => {
            print!("{HELP}{}{}{}", interop::help(), bench::help(), crash::help());
            Ok(())
        }
        Some("interop") => interop::run(&names),
        Some("bench") => bench::run(&names),
        Some("crash") => crash::run(&names),
        Some("licences") => licences::run(),
        Some("msrv") => msrv::run(),
        Some(other) => Err(format!("no such command: {other}\n\n{HELP}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// What a command comes to: nothing, or a message for the person who ran it.
type Outcome<T = ()> = Result<T, String>;

/// The root of the workspace.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

/// The cargo that runs this program.
fn cargo() -> std::process::Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.current_dir(root());
    command
}

/// The names that were asked for, or all of them.
fn choose<'a>(known: &[&'a str], asked: &[String]) -> Outcome<Vec<&'a str>> {
    if asked.is_empty() {
        return Ok(known.to_vec());
    }
    asked
        .iter()
        .map(|name| {
            known
                .iter()
                .copied()
                .find(|known| known == name)
                .ok_or_else(|| format!("no such name: {name}; the names are {}", known.join(", ")))
        })
        .collect()
}
