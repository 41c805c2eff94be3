//! The C# packages: compiled by the real compiler, run with System.Text.Json on the real .NET.
use std::path::Path;

use plumberd_schema::case::to_pascal;
use plumberd_schema::model::Schema;
use plumberd_schema::print::csharp;
use serde_json::json;

use super::samples::{samples, simple, values};
use super::{
    Sample, csharp_options, display, golden, lang, node_folder, schema, snippets, text, write,
};
use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

pub(super) fn run(report: &mut Report, folder: &Path) -> Outcome {
    let compiler = node_folder()?.join("node_modules/@autorest/csharp");
    let mut driver = Driver::python("languages_dotnet_driver.py", &[&display(&compiler)])?;
    println!("{}", driver.demand(&json!({"op": "versions"}))?["versions"]);
    package(report, &mut driver, folder, "Everything.Events", &lang::everything())?;
    package(report, &mut driver, folder, "Evil.Events", &lang::hostile())?;
    package(report, &mut driver, folder, "Example.Events", &golden::schema()?)?;
    for golden in golden::files()? {
        report.case(&format!("csharp: {}.json", golden.name), || {
            let class = format!("{}.{}", golden.domain, golden.version);
            let class = format!("{}.{}", pascal(&class), golden.class);
            let request = json!({"op": "roundtrip", "type": class, "json": golden.json});
            golden.check(text(&driver.demand(&request)?, "json")?)?;
            let request = json!({"op": "attribute", "type": class});
            equal("category", &text(&driver.demand(&request)?, "category")?, &golden.category)
        });
    }
    package(report, &mut driver, folder, "Interop.Events", &schema()?)?;
    for (index, sample) in samples().iter().enumerate() {
        report.case(&format!("csharp: {} #{index}", sample.class), || {
            let answer = driver.demand(&json!({
                "op": "roundtrip", "type": format!("Recording.V1.{}", sample.class),
                "json": sample.json,
            }))?;
            (sample.check)(text(&answer, "json")?)
        });
    }
    report.case("csharp: the category is the output stream", || {
        let request = json!({"op": "attribute", "type": "Recording.V1.RecordingFinished"});
        equal("category", &text(&driver.demand(&request)?, "category")?, &"Recording")
    });
    report.case("csharp: the id of the event is the one in the data", || {
        let sample = Sample::new(simple());
        let answer = driver.demand(&json!({
            "op": "roundtrip", "type": "Recording.V1.RecordingFinished", "json": sample.json,
        }))?;
        equal("id", &text(&answer, "id")?, &"3fa85f64-5717-4562-b3fc-2c963f66afa6")
    });
    for (made, sample) in [(SIMPLE, Sample::new(simple())), (VALUES, Sample::new(values()))] {
        report.case(&format!("csharp: {}, created there", sample.class), || {
            let source = format!("{USING}Console.Write(JsonSerializer.Serialize({made}));\n");
            let answer = driver.demand(&json!({"op": "run", "source": source}))?;
            (sample.check)(text(&answer, "output")?)
        });
    }
    Ok(())
}

/// Compiles a package in both of its forms. The driver keeps the last one.
fn package(
    report: &mut Report,
    driver: &mut Driver,
    folder: &Path,
    name: &str,
    schema: &Schema,
) -> Outcome {
    for protobuf_net in [true, false] {
        let folder = folder.join(format!("{name}-{protobuf_net}"));
        write(&folder, csharp::package(schema, &csharp_options(name, protobuf_net)))?;
        report.case(&format!("csharp: {name} compiles, protobuf-net {protobuf_net}"), || {
            let request = json!({"op": "compile", "folder": display(&folder)});
            let answer = driver.demand(&request)?;
            let count = answer["types"].as_array().map_or(0, Vec::len);
            if count > 5 { Ok(()) } else { Err(format!("only {answer}")) }
        });
        for snippet in snippets(&folder, "csharp").unwrap_or_default() {
            report.case(&format!("csharp: the snippet of {name}"), || {
                let answer = driver.demand(&json!({"op": "run", "source": snippet}))?;
                let output = text(&answer, "output")?;
                if output.starts_with('{') { Ok(()) } else { Err(output.to_owned()) }
            });
        }
    }
    Ok(())
}

/// `User.V2` for `user.v2`.
fn pascal(package: &str) -> String {
    let segments: Vec<String> = package.split('.').map(to_pascal).collect();
    segments.join(".")
}

const USING: &str = "
using System;
using System.Collections.Generic;
using System.Text.Json;
using Recording.V1;
";

const SIMPLE: &str = r#"new RecordingFinished
{
    Id = Guid.Parse("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    RecordingId = "rec-123",
    Duration = 120.5,
    FilePath = "/recordings/rec-123.mp4",
}"#;

const VALUES: &str = r#"new ValuesSeen
{
    Moment = new DateTimeOffset(2025, 7, 13, 18, 22, 19, TimeSpan.FromHours(2)).AddTicks(2192660),
    Length = -new TimeSpan(1, 2, 3, 4).Add(TimeSpan.FromTicks(50)),
    Price = 1.25m,
    Data = new byte[] { 0xfb, 0xff, 0xfe },
    Other = Guid.Parse("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    Quality = Quality.High,
    Qualities = new() { (Quality)7, Quality.Unspecified },
    Codec = (Codec)1,
    Source = Source.OfAddress(new Address { Street = "Main" }),
    Target = ValuesSeenTarget.OfNoTarget(),
}"#;
