//! The Python packages: installed by pip, type-checked by mypy, appended by py-micro-plumberd's client.
use std::path::Path;

use plumberd_schema::print::python;
use serde_json::json;

use super::samples::{samples, simple, values};
use super::{
    Sample, display, golden, lang, python_command, python_options, schema, snippets, step, text,
    write,
};
use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

pub(super) fn run(report: &mut Report, folder: &Path) -> Outcome {
    let packages = [
        ("interop-events", schema()?),
        ("everything-events", lang::everything()),
        ("evil-events", lang::hostile()),
        (golden::NAME, golden::schema()?),
    ];
    for (name, schema) in &packages {
        let folder = folder.join(name);
        write(&folder, python::package(schema, &python_options(name)))?;
        let module = name.replace('-', "_");
        report.case(&format!("python: pip installs {name}"), || {
            let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            let options = ["--no-deps", "--no-build-isolation", "--force-reinstall"];
            step(python_command()?.args(arguments).args(options).arg(&folder)).map(drop)
        });
        report.case(&format!("python: mypy --strict {name}"), || {
            // Not in the folder of the sources: the installed package is checked, by its `py.typed`.
            let mut mypy = python_command()?;
            mypy.args(["-m", "mypy", "--strict", "--no-incremental", "-p", &module]);
            step(mypy.current_dir(std::env::temp_dir())).map(drop)
        });
    }
    report.case("python: mypy finds the types of the installed package", || {
        let path = folder.join("consumer.py");
        std::fs::write(&path, CONSUMER).map_err(|error| format!("{}: {error}", display(&path)))?;
        let mut mypy = python_command()?;
        mypy.args(["-m", "mypy", "--strict", "--no-incremental"]).arg(&path);
        step(&mut mypy).map(drop)
    });

    let mut driver = Driver::python("languages_driver.py", &[])?;
    for (name, _) in &packages {
        let module = name.replace('-', "_");
        report.case(&format!("python: every module of {module}"), || {
            let answer = driver.demand(&json!({"op": "modules", "package": module}))?;
            let count = answer["modules"].as_array().map_or(0, Vec::len);
            if count > 3 { Ok(()) } else { Err(format!("only {answer}")) }
        });
        for (index, source) in snippets(&folder.join(name), "python")?.iter().enumerate() {
            report.case(&format!("python: snippet {index} of {name}"), || {
                let answer = driver.demand(&json!({"op": "run", "source": source}))?;
                if text(&answer, "output")?.is_empty() {
                    return Err("it prints nothing".to_owned());
                }
                Ok(())
            });
        }
    }
    for (index, sample) in samples().iter().enumerate() {
        report.case(&format!("python: {} #{index}", sample.class), || {
            let answer = driver.demand(&json!({
                "op": "append", "module": "interop_events.recording.v1",
                "class": sample.class, "json": sample.json,
            }))?;
            (sample.check)(text(&answer, "json")?)?;
            if answer["type"].is_null() {
                return Ok(());
            }
            equal("type", &text(&answer, "type")?, &sample.class)?;
            equal("stream", &text(&answer, "stream")?, &"Recording-7")
        });
    }
    for golden in golden::files()? {
        report.case(&format!("python: {}.json", golden.name), || {
            let package = golden::NAME.replace('-', "_");
            let answer = driver.demand(&json!({
                "op": "append", "module": format!("{package}.{}.{}", golden.domain, golden.version),
                "class": golden.class, "json": golden.json,
            }))?;
            golden.check(text(&answer, "json")?)?;
            equal("type", &text(&answer, "type")?, &golden.class)?;
            equal("stream", &text(&answer, "stream")?, &&*format!("{}-7", golden.category))
        });
    }
    for (name, sample) in [("simple", Sample::new(simple())), ("values", Sample::new(values()))] {
        report.case(&format!("python: {name}, created there"), || {
            let answer = driver.demand(&json!({"op": "create", "name": name}))?;
            (sample.check)(text(&answer, "json")?)
        });
    }
    for (name, expected) in REFUSED {
        report.case(&format!("python: {name} is refused"), || {
            match driver.ask(&json!({"op": "create", "name": name}))? {
                Err(error) if error.contains(expected) => Ok(()),
                Err(error) => Err(format!("with another message: {error}")),
                Ok(answer) => Err(format!("it was taken: {answer}")),
            }
        });
    }
    Ok(())
}

/// What Python itself must not let through, and a part of the message.
const REFUSED: [(&str, &str); 7] = [
    ("naive", "timezone"),
    ("digits", "has more digits than json.dumps can write as a number"),
    ("nan", "finite number"),
    ("two", "does not belong to it"),
    ("none", "the member camera is missing"),
    ("fixed", "account.made"),
    ("range", "less than 256"),
];

/// What a user writes: attributes in `snake_case`, checked against the stubs that are in the package.
const CONSUMER: &str = r#"
from typing import assert_type
from uuid import UUID

from interop_events import EVENTS
from interop_events.recording.v1 import Quality, RecordingFinished, Source

event = RecordingFinished(recording_id="a", duration=1.5, file_path="b")
assert_type(event.duration, float)
assert_type(event.id, UUID)
assert_type(Source.of_camera(1).camera, int | None)
assert_type(EVENTS[("RecordingFinished", 1)].CATEGORY, str)
assert_type(Quality(7), Quality)
wrong = RecordingFinished(recording_id=1, duration=1.5, file_path="b")  # type: ignore[arg-type]
missing = RecordingFinished(recording_id="a", duration=1.5)  # type: ignore[call-arg]
"#;
