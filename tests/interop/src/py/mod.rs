//! The real py-micro-plumberd: its writer's bytes in our reader, our bytes in its models.
use std::fmt::Debug;

use plumberd::codec::profile::Py019;
use plumberd::codec::{Data, FieldRead, json};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

mod events;
mod metadata;
mod samples;

/// An event as the real package handed it to its client.
pub struct Captured {
    case: String,
    event_type: String,
    stream: String,
    content_type: String,
    id: Uuid,
    event_id: Uuid,
    data: Vec<u8>,
    metadata: Vec<u8>,
}

pub fn run(report: &mut Report) -> Outcome {
    let mut driver = Driver::python("py_micro_plumberd_driver.py", &[])?;
    println!("{}", driver.demand(&json!({"op": "versions"}))?["versions"]);
    let answer = driver.demand(&json!({"op": "capture"}))?;
    let captured: Vec<Captured> = answer["events"]
        .as_array()
        .ok_or("nothing was captured")?
        .iter()
        .map(captured)
        .collect::<Outcome<_>>()?;
    for event in &captured {
        metadata::check(report, event);
    }
    samples::run(report, &mut driver, &captured)?;
    names(report, &mut driver)
}

fn captured(event: &Value) -> Outcome<Captured> {
    let text = |key: &str| {
        event[key].as_str().map(str::to_owned).ok_or_else(|| format!("no `{key}` in {event}"))
    };
    let id = |key: &str| text(key)?.parse::<Uuid>().map_err(|error| error.to_string());
    Ok(Captured {
        case: text("case")?,
        event_type: text("type")?,
        stream: text("stream")?,
        content_type: text("content_type")?,
        id: id("id")?,
        event_id: id("event_id")?,
        data: hex(&text("data")?)?,
        metadata: hex(&text("metadata")?)?,
    })
}

fn hex(text: &str) -> Outcome<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2).unwrap_or("?"), 16))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("`{text}` is not hexadecimal: {error}"))
}

/// One value, both ways.
struct Sample<'a> {
    report: &'a mut Report,
    driver: &'a mut Driver,
    captured: &'a [Captured],
}

impl Sample<'_> {
    /// Reads what the real package wrote, and has it read what we write. `same_bytes` says that our
    /// `py-0.1.9` profile is to come to the very bytes of the package.
    fn both_ways<T>(&mut self, case: &str, expected: impl FnOnce(Uuid) -> T, same_bytes: bool)
    where
        T: Data + Debug + PartialEq + for<'de> FieldRead<'de>,
    {
        let Some(captured) = self.captured.iter().find(|captured| captured.case == case) else {
            return self.report.fail(case, "was not captured");
        };
        let expected = expected(captured.id);
        self.report.case(&format!("{case}: type"), || {
            equal("type", &T::NAME.to_owned(), &captured.event_type)
        });
        self.report.case(&format!("{case}: their bytes, our reader"), || {
            let read: T = json::from_slice(&captured.data).map_err(|error| error.to_string())?;
            equal("value", &read, &expected)
        });
        if same_bytes {
            self.report.case(&format!("{case}: our profile, their bytes"), || {
                let bytes =
                    json::to_vec_with::<Py019, T>(&expected).map_err(|error| error.to_string())?;
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                equal("bytes", &text(&bytes), &text(&captured.data))
            });
        }
        let driver = &mut *self.driver;
        self.report.case(&format!("{case}: our bytes, their model"), || {
            let bytes = json::to_vec(&expected).map_err(|error| error.to_string())?;
            let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
            let answer =
                driver.demand(&json!({"op": "validate", "class": T::NAME, "json": text}))?;
            equal("keys that the model does not know", &answer["extra"], &json!([]))?;
            // What the model holds now is written down again by pydantic, and read by us.
            let dumped = answer["dumped"].to_string();
            let read: T = json::from_slice(dumped.as_bytes())
                .map_err(|error| format!("{error}, in {dumped}"))?;
            equal("value", &read, &expected)
        });
    }
}

/// The names of pydantic's generator and of ours.
fn names(report: &mut Report, driver: &mut Driver) -> Outcome {
    use plumberd::codec::Data as _;
    let fields = events::NamesMapped::FIELDS;
    let rust: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let answer = driver.demand(&json!({"op": "pascal", "names": rust}))?;
    for (index, field) in fields.iter().enumerate() {
        report.case(&format!("the name of {}", field.name), || {
            equal("name", &json!(field.json_name()), &answer["names"][index])
        });
    }
    Ok(())
}
