//! The TypeScript packages: compiled by three compilers, installed by npm, run by Node.
use std::fs;
use std::path::Path;
use std::process::Command;

use plumberd_schema::model::{Profile, Schema};
use plumberd_schema::print::typescript;
use serde_json::{Value, json};

use super::samples::{proto3_samples, samples, simple};
use super::{
    Sample, display, golden, lang, node_folder, schema, snippets, step, text, typescript_options,
    write,
};
use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

/// The oldest that the packages name, and later ones.
const COMPILERS: [&str; 3] = ["typescript-oldest", "typescript", "typescript-newest"];

pub(super) fn run(report: &mut Report, folder: &Path) -> Outcome {
    let packages = packages()?;
    for (name, schema, profile) in &packages {
        let folder = folder.join(name);
        write(&folder, typescript::package(schema, &typescript_options(name, *profile)))?;
        for compiler in COMPILERS {
            report.case(&format!("typescript: {compiler} --strict {name}"), || {
                step(&mut compile(compiler, &folder)?).map(drop)
            });
        }
    }
    let project = folder.join("consumer");
    fs::create_dir_all(&project).map_err(|error| format!("{}: {error}", display(&project)))?;
    write_file(&project, "package.json", "{ \"type\": \"module\" }\n")?;
    report.case("typescript: npm installs the packages", || {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut archives = Vec::new();
        for (name, ..) in &packages {
            let mut pack = Command::new(npm);
            pack.args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(folder);
            step(pack.arg(folder.join(name)).current_dir(folder))?;
            archives.push(folder.join(format!("{name}-0.1.0.tgz")));
        }
        let mut install = Command::new(npm);
        install.args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--offline"]);
        step(install.arg("--ignore-scripts").args(archives).current_dir(&project)).map(drop)
    });
    consumer(report, folder, &project)?;

    let mut driver = Driver::node("languages/driver.mjs", &[&display(&project)])?;
    for (name, ..) in &packages {
        report.case(&format!("typescript: every module of {name}"), || {
            let answer = driver.demand(&json!({"op": "modules", "module": name}))?;
            let count = answer["modules"].as_array().map_or(0, Vec::len);
            if count > 1 { Ok(()) } else { Err(format!("only {answer}")) }
        });
    }
    for (index, sample) in samples().iter().enumerate() {
        report.case(&format!("typescript: {} #{index}", sample.class), || {
            let answer = ask(&mut driver, sample.class, &sample.json)?;
            equal("the guard", &answer["is"], &Value::Bool(true))?;
            if sample.is_long {
                return Ok(());
            }
            (sample.check)(text(&answer, "json")?)
        });
        report.case(&format!("typescript: {} #{index}, broken", sample.class), || {
            broken(&mut driver, sample)
        });
    }
    for (index, sample) in proto3_samples().iter().enumerate() {
        report.case(&format!("typescript: {} #{index}, proto3", sample.class), || {
            let mut ask = |json: &str| {
                driver.demand(&json!({
                    "op": "check", "module": "interop-proto3/video/v1", "guard": "isVideoCut",
                    "json": json,
                }))
            };
            let answer = ask(&sample.json)?;
            equal("the guard", &answer["is"], &Value::Bool(true))
                .map_err(|error| format!("{error}\n{}", sample.json))?;
            (sample.check)(text(&answer, "json")?)?;
            let changes = [
                // Two alternatives of one oneof.
                sample.json.replacen('{', "{\"disk\":\"a\",\"noTarget\":{},", 1),
                // A number where a text belongs.
                sample.json.replace("\"frames\":\"18446744073709551615\"", "\"frames\":1"),
            ];
            for broken in changes.iter().filter(|broken| **broken != sample.json) {
                let answer = ask(broken)?;
                equal(&format!("the guard of {broken}"), &answer["is"], &Value::Bool(false))?;
            }
            Ok(())
        });
    }
    for golden in golden::files()? {
        report.case(&format!("typescript: {}.json", golden.name), || {
            let module = format!("{}/{}/{}", golden::NAME, golden.domain, golden.version);
            let answer = driver.demand(&json!({
                "op": "check", "module": module, "guard": format!("is{}", golden.class),
                "json": golden.json,
            }))?;
            equal("the guard", &answer["is"], &Value::Bool(true))?;
            golden.check(text(&answer, "json")?)
        });
    }
    report.case("typescript: the map of events", || {
        let answer = driver.demand(&json!({"op": "events", "module": "interop-events"}))?;
        let found = &answer["events"]["RecordingFinished.v1"];
        let expected = json!({
            "type": "RecordingFinished", "version": 1, "category": "Recording", "aliases": [],
            "profile": "micro-plumberd", "encoding": "json",
        });
        equal("event", found, &expected)
    });
    for (name, version, expected) in [
        ("RecordingBegun", 1, json!("RecordingStarted.v1")),
        ("RecordingFinished", 2, json!("RecordingFinished.v2")),
        ("RecordingFinished", 3, Value::Null),
        ("__proto__", 1, Value::Null),
    ] {
        report.case(&format!("typescript: the key of {name} {version}"), || {
            let answer = driver.demand(&json!({
                "op": "key", "module": "everything-events", "type": name, "version": version,
            }))?;
            equal("key", &answer["key"], &expected)
        });
    }
    Ok(())
}

fn packages() -> Outcome<Vec<(&'static str, Schema, Profile)>> {
    Ok(vec![
        ("interop-events", schema()?, Profile::MicroPlumberd),
        ("everything-events", lang::everything(), Profile::MicroPlumberd),
        ("interop-proto3", schema()?, Profile::Proto3),
        ("everything-proto3", lang::everything(), Profile::Proto3),
        ("evil-events", lang::hostile(), Profile::MicroPlumberd),
        (golden::NAME, golden::schema()?, Profile::MicroPlumberd),
    ])
}

fn compile(compiler: &str, project: &Path) -> Outcome<Command> {
    let mut command = Command::new("node");
    command.arg(node_folder()?.join("node_modules").join(compiler).join("bin/tsc"));
    command.arg("-p").arg(project);
    Ok(command)
}

fn ask(driver: &mut Driver, class: &str, text: &str) -> Outcome<Value> {
    driver.demand(&json!({
        "op": "check", "module": "interop-events/recording/v1",
        "guard": format!("is{class}"), "json": text,
    }))
}

/// The guard sees each member that is gone or of another type.
fn broken(driver: &mut Driver, sample: &Sample) -> Outcome {
    let whole: Value = serde_json::from_str(&sample.json).map_err(|error| error.to_string())?;
    for key in whole.as_object().into_iter().flat_map(|whole| whole.keys()) {
        let mut other = whole.clone();
        // No field is a list of lists of objects.
        other[key] = json!([[{}]]);
        // Free-form JSON can be anything.
        let free = ["Details", "More"].contains(&&**key);
        let answer = ask(driver, sample.class, &other.to_string())?;
        equal(&format!("the guard, {key} being another type"), &answer["is"], &Value::Bool(free))?;
    }
    for other in ["null", "[]", "\"x\"", "1", "true"] {
        let answer = ask(driver, sample.class, other)?;
        equal(&format!("the guard of {other}"), &answer["is"], &Value::Bool(false))?;
    }
    Ok(())
}

/// A user's project: the snippets, and an event that is made there.
fn consumer(report: &mut Report, folder: &Path, project: &Path) -> Outcome {
    let mut sources = vec![("made.ts".to_owned(), MADE.to_owned())];
    for name in ["interop-events", "everything-events", "everything-proto3", golden::NAME] {
        for (index, snippet) in snippets(&folder.join(name), "ts")?.into_iter().enumerate() {
            sources.push((format!("{name}_{index}.ts"), snippet));
        }
    }
    sources.push(("tsconfig.json".to_owned(), TSCONFIG.to_owned()));
    for (name, source) in &sources {
        write_file(project, name, source)?;
    }
    for compiler in COMPILERS {
        report.case(&format!("typescript: {compiler} --strict of what uses the packages"), || {
            step(&mut compile(compiler, project)?).map(drop)
        });
    }
    for (name, _) in sources.iter().filter(|(name, _)| name.ends_with(".ts")) {
        report.case(&format!("typescript: {name} runs"), || {
            let script = project.join("out").join(name).with_extension("js");
            let printed = step(Command::new("node").arg(script))?;
            if name == "made.ts" { (Sample::new(simple()).check)(printed.trim()) } else { Ok(()) }
        });
    }
    Ok(())
}

fn write_file(folder: &Path, name: &str, text: &str) -> Outcome {
    let path = folder.join(name);
    fs::write(&path, text).map_err(|error| format!("{}: {error}", display(&path)))
}

/// The console is the only thing that is used of Node.
const MADE: &str = r#"
import { EVENTS, isEvent, type EventKey, type EventTypes } from "interop-events";
import { Quality, isSource, type RecordingFinished, type Source } from "interop-events/recording/v1";

const event: RecordingFinished = {
  Id: "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  RecordingId: "rec-123",
  Duration: 120.5,
  FilePath: "/recordings/rec-123.mp4",
};
const key: EventKey = "RecordingFinished.v1";
const value: unknown = event;
if (!isEvent(key, value) || EVENTS[key].version !== 1) {
  throw new Error("not the event");
}
const same: EventTypes["RecordingFinished.v1"] = value;

function describe(source: Source): string | number {
  switch (source.Kind) {
    case "Camera":
      return source.Camera;
    case "File":
      return source.File;
    case "Address":
      return source.Address.Street;
    case "Nobody":
      return "nobody";
  }
}

const high: Quality = Quality.High;
const unknown: Quality = 7;
if (describe({ Kind: "Camera", Camera: 1 }) !== 1 || high + unknown !== 8 || isSource({})) {
  throw new Error("not the values");
}
// @ts-expect-error a member is missing
const missing: RecordingFinished = { RecordingId: "a", Duration: 1 };
// @ts-expect-error a member is read-only
event.Duration = 1;
// @ts-expect-error no such alternative
const other: Source = { Kind: "Nothing" };
void missing;
void other;
console.log(JSON.stringify({ ...same, Duration: 120.5 }));
"#;

const TSCONFIG: &str = r#"{
  "compilerOptions": {
    "target": "ES2022",
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "lib": ["ES2022", "DOM"],
    "types": [],
    "rootDir": ".",
    "outDir": "out",
    "strict": true,
    "exactOptionalPropertyTypes": true
  },
  "include": ["*.ts"]
}
"#;
