//! togather-event-sdk as it was published: its schemas in ours, its breaking changes in our verdicts and in
//! buf's, its messages in our types.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use plumberd_schema::compat::{self, Change};
use plumberd_schema::diagnostic::Severity;
use plumberd_schema::model::{Profile, Schema};
use serde_json::Value;

use super::{Generated, round_trips, same_types, types};
use crate::driver::{Driver, installed};
use crate::report::{Outcome, Report, equal};

const RELEASES: [&str; 5] = ["1.0.10", "1.0.30", "1.0.50", "1.0.51", "1.0.61"];

/// Not every release brings a configuration of buf along.
const MODULE: &str = r#"{"version":"v2","modules":[{"path":"proto"}]}"#;

/// What buf finds and we do not, with the reason.
const ONLY_BUF: [(&str, &str); 1] = [(
    "admin/v1/admin_emai_verification_requested.proto",
    "the file got its name right, and the message in it stayed: files are on no wire",
)];

/// Messages of each type.
const SEEDS: u64 = 20;

pub fn run(report: &mut Report) -> Outcome {
    let schemas = RELEASES.map(|release| (release, load(release)));
    for (release, schema) in &schemas {
        report.case(&format!("{release} compiles"), || {
            schema.as_ref().map(drop).map_err(Clone::clone)
        });
        report.case(&format!("{release} lints"), || lint(release));
        report.case(&format!("{release} against itself"), || {
            let schema = schema.as_ref().map_err(Clone::clone)?;
            equal("changes", &compat::compare(schema, &load(release)?), &Vec::new())
        });
    }
    for pair in schemas.windows(2) {
        let [(old, before), (new, after)] = pair else { continue };
        let (Ok(before), Ok(after)) = (before, after) else { continue };
        breaks(report, old, new, &compat::compare(before, after))?;
    }
    messages(report)
}

fn folder(release: &str) -> Outcome<PathBuf> {
    Ok(installed()?.join("sources").join(format!("togather_event_sdk-{release}")))
}

fn load(release: &str) -> Outcome<Schema> {
    let loaded = plumberd_build::configure()
        .package(folder(release)?)
        .proto_root("proto")
        .event_suffix("Payload")
        .event_suffix("Event")
        // Their JSON is that of protobuf-es.
        .json(Profile::Proto3)
        .load()
        .map_err(|errors| errors.to_string())?;
    Ok(loaded.schema)
}

fn buf(release: &str, arguments: &[&str]) -> Outcome<Vec<Value>> {
    let output = Command::new(installed()?.join("python/bin/buf"))
        .args(arguments)
        .args(["--error-format", "json", "--config", MODULE])
        .current_dir(folder(release)?)
        .output()
        .map_err(|error| format!("cannot run buf: {error}"))?;
    if !matches!(output.status.code(), Some(0 | 100)) {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")))
        .collect()
}

fn lint(release: &str) -> Outcome {
    equal("findings of buf lint", &buf(release, &["lint"])?, &Vec::new())
}

/// Each finding of `buf breaking` has one of ours, and the differences are those that are listed here.
fn breaks(report: &mut Report, old: &str, new: &str, changes: &[Change]) -> Outcome {
    let name = format!("{old} to {new}");
    let refused: Vec<&Change> =
        changes.iter().filter(|change| change.severity == Severity::Error).collect();
    let old_folder = folder(old)?;
    let against = old_folder.to_str().ok_or("not text")?;
    let theirs = buf(
        new,
        &["breaking", "--exclude-imports", "--against", against, "--against-config", MODULE],
    )?;
    for finding in &theirs {
        let message = finding["message"].as_str().unwrap_or_default().to_owned();
        if let Some((_, reason)) = ONLY_BUF.iter().find(|(file, _)| message.contains(file)) {
            println!("togather: {name}: only buf: {message} ({reason})");
            continue;
        }
        report.case(&format!("{name}: {message}"), || {
            match covering(finding, &refused, &old_folder) {
                Ok(true) => Ok(()),
                Ok(false) => Err(format!(
                    "buf finds it, we do not; ours are {:?}",
                    refused.iter().map(|change| change.subject()).collect::<Vec<_>>()
                )),
                Err(error) => Err(error),
            }
        });
    }
    report.case(&format!("{name}: what we refuse"), || {
        let ours: BTreeSet<String> =
            refused.iter().map(|change| format!("{} {}", change.rule, change.subject())).collect();
        equal("refused", &ours, &expected(old))
    });
    report.case(&format!("{name}: both or neither"), || {
        equal("somebody breaks", &!refused.is_empty(), &!theirs.is_empty())
    });
    Ok(())
}

/// Whether one of our changes is about what buf found.
fn covering(finding: &Value, refused: &[&Change], old: &Path) -> Outcome<bool> {
    let message = finding["message"].as_str().unwrap_or_default();
    let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    Ok(match (finding["type"].as_str().unwrap_or_default(), &*quoted) {
        // Files have no meaning of their own here: the types of the file are gone.
        ("FILE_NO_DELETE", [file]) => {
            let text = std::fs::read_to_string(old.join("proto").join(file))
                .map_err(|error| format!("{file}: {error}"))?;
            let package = file.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
            text.lines()
                .filter_map(|line| line.strip_prefix("message "))
                .filter_map(|rest| rest.split([' ', '{']).next())
                .all(|name| refused.iter().any(|change| change.ty == format!("{package}.{name}")))
        }
        ("ENUM_VALUE_SAME_NAME", [_, ty, before, _]) => refused.iter().any(|change| {
            change.ty.ends_with(&format!(".{ty}")) && change.member.as_deref() == Some(before)
        }),
        ("FIELD_SAME_CARDINALITY", [_, field, ty, ..]) => refused.iter().any(|change| {
            change.ty.ends_with(&format!(".{ty}")) && change.member.as_deref() == Some(field)
        }),
        _ => false,
    })
}

/// What we refuse of the changes since a release.
fn expected(old: &str) -> BTreeSet<String> {
    let list: &[&str] = match old {
        "1.0.10" => {
            &["event-removed partner.v1.ParterCreated", "event-removed user.v1.UserCreated"]
        }
        "1.0.30" => &["field-presence admin.v1.AdminEmailVerificationRequestedPayload.fullname"],
        "1.0.51" => &[
            "enum-number-reused partner.v1.PartnerOnboardStatus.PARTNER_ONBOARD_STATUS_AWAITING_REVIEW",
            "enum-value-removed-unreserved partner.v1.PartnerOnboardStatus.PARTNER_ONBOARD_STATUS_WAITING_SYNC",
            "enum-value-renumbered partner.v1.PartnerOnboardStatus.PARTNER_ONBOARD_STATUS_COMPLETED",
            "enum-value-renumbered partner.v1.PartnerOnboardStatus.PARTNER_ONBOARD_STATUS_REJECTED",
        ],
        _ => &[],
    };
    list.iter().map(|line| (*line).to_owned()).collect()
}

/// What the published Python package writes, and what it reads of ours.
fn messages(report: &mut Report) -> Outcome {
    let types: Vec<Generated> = types::togather();
    if types.is_empty() {
        return Err("the suite was built before the sources were there; run it again".to_owned());
    }
    let mut driver = Driver::python("protobuf_driver.py", &["togather_event_sdk"])?;
    report.case("the same types", || same_types(&mut driver, &types, &["google."]));
    for ty in &types {
        round_trips(report, "python", &mut driver, ty, SEEDS);
    }
    Ok(())
}
