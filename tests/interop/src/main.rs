//! plumberd against programs that we did not write: `cargo xtask interop`.
//!
//! `plumberd-interop <suite>` runs one suite, names what fails, and ends with its counts.
use std::process::ExitCode;

mod both_ways;
mod dotnet;
mod driver;
mod generated;
mod guide;
mod json_schema;
mod languages;
mod proto;
mod py;
mod report;
mod wire;

use report::Report;

fn main() -> ExitCode {
    let suite = std::env::args().nth(1).unwrap_or_default();
    let mut report = Report::new(&suite);
    let result = match &*suite {
        "py-micro-plumberd" => py::run(&mut report),
        "dotnet-json" => dotnet::run(&mut report),
        "json-schema" => json_schema::run(&mut report),
        "prost" => proto::prost::run(&mut report),
        "buffa" => proto::buffa::run(&mut report),
        "protobuf" => generated::protobuf::run(&mut report),
        "togather" => generated::togather::run(&mut report),
        "both-ways" => both_ways::run(&mut report),
        "guide" => guide::run(&mut report),
        "languages" => languages::run(&mut report),
        "languages-oldest" => languages::oldest(&mut report),
        "wire" => wire::run(&mut report),
        _ => Err(format!("no such suite: `{suite}`")),
    };
    if let Err(message) = result {
        report.fail("the suite as a whole", &message);
    }
    println!("{report}");
    if report.is_green() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
