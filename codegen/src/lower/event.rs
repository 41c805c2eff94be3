//! Which messages are events, and the rules about them.

use std::collections::{BTreeMap, BTreeSet};

use plumberd_schema::case::to_pascal;
use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::{Encoding, Event, Kind, Profile, Shape, Type};
use plumberd_schema::name::check_category;

use super::versions::{check_unique, check_versions};
use super::{Context, Lower, Lowered};
use crate::config::Config;
use crate::layout::{is_named_after, parse_version};
use crate::options::Set;
use crate::rules::{self, error, warning};

impl Lower<'_> {
    /// Checks a name that an option gives.
    pub(super) fn type_name(&mut self, context: &Context<'_>, path: &[i32], name: &str) {
        if let Some(finding) = check_type_name(name) {
            self.push(finding.at(context.places.at(path)));
        }
    }
}

/// Makes events of the messages that are, and checks them one by one and against each other.
pub(crate) fn assign_events(config: &Config, lowered: &mut Lowered) {
    let held: BTreeSet<String> = held_by_others(lowered);
    let mut findings = Vec::new();
    let mut by_file: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut events: Vec<(String, Event)> = Vec::new();
    for (name, origin) in &lowered.origins {
        let Some(ty) = lowered.schema.types.get(name) else { continue };
        let place = || ty.place.clone();
        let type_name =
            origin.project.then(|| named_after(config, &ty.path, &origin.file)).flatten();
        let is_event = match (&origin.event, &origin.data) {
            (Some(_), Some(_)) => {
                findings.push(
                    error(
                        &rules::EVENT_OR_DATA,
                        format!("`{}` is marked as event and as data", ty.path),
                    )
                    .at(place())
                    .help("drop one of the two options"),
                );
                false
            }
            (Some(_), None) if !origin.top => {
                findings.push(
                    error(
                        &rules::EVENT_OR_DATA,
                        format!("the event `{}` is inside another message", ty.path),
                    )
                    .at(place())
                    .help("move it to a file of its own"),
                );
                false
            }
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => origin.top && type_name.is_some() && !held.contains(name),
        };
        if !is_event {
            continue;
        }
        if origin.project {
            if type_name.is_none() {
                findings.push(
                    error(
                        &rules::EVENT_FILE,
                        format!(
                            "the event `{}` is in `{}.proto`",
                            ty.path,
                            crate::layout::stem(&origin.file)
                        ),
                    )
                    .at(place())
                    .help(format!("move it to `{}.proto`", ty.path)),
                );
            }
            by_file.entry(origin.file.clone()).or_default().push(name.clone());
        }
        let options = origin.event.clone().unwrap_or(Set::NONE);
        let type_name = type_name.unwrap_or_else(|| ty.path.clone());
        let (event, found) = event(config, ty, &options, type_name);
        findings.extend(found);
        events.extend(event.map(|event| (name.clone(), event)));
    }
    findings.extend(strays(lowered, &held, &by_file));
    for names in by_file.values().filter(|names| names.len() > 1) {
        let mut types: Vec<&Type> =
            names.iter().filter_map(|name| lowered.schema.types.get(name)).collect();
        types.sort_by(|a, b| a.place.cmp(&b.place));
        for ty in types.iter().skip(1) {
            let first = types.first().map_or("", |first| &first.path);
            // The one that is misnamed has been told so.
            let told =
                findings.iter().any(|it| it.code == rules::EVENT_FILE.code && it.place == ty.place);
            if !told {
                findings.push(
                    error(
                        &rules::EVENT_FILE,
                        format!("`{}` is a second event beside `{first}`", ty.path),
                    )
                    .at(ty.place.clone())
                    .help(format!("move it to `{}.proto`", ty.path)),
                );
            }
        }
    }
    for (name, event) in events {
        if let Some(ty) = lowered.schema.types.get_mut(&name) {
            ty.event = Some(event);
        }
    }
    lowered.findings.extend(findings);
    check_ids(lowered);
    check_unique(lowered);
    check_versions(lowered);
}

/// A message that nobody holds, in a file without an event, is probably an event with a typing error.
fn strays(
    lowered: &Lowered,
    held: &BTreeSet<String>,
    by_file: &BTreeMap<String, Vec<String>>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (name, origin) in &lowered.origins {
        let is_stray = origin.project
            && origin.top
            && origin.event.is_none()
            && origin.data.is_none()
            && !held.contains(name)
            && !by_file.contains_key(&origin.file);
        if let (true, Some(ty)) = (is_stray, lowered.schema.types.get(name))
            && seen.insert(&origin.file)
        {
            findings.push(
                warning(
                    &rules::EVENT_FILE,
                    format!(
                        "`{}` is no event: it is not named after `{}.proto`",
                        ty.path,
                        crate::layout::stem(&origin.file)
                    ),
                )
                .at(ty.place.clone())
                .help("rename one of the two, or mark it with `option (plumberd.v1.data) = {};`"),
            );
        }
    }
    findings
}

/// The messages that are fields of others.
fn held_by_others(lowered: &Lowered) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    for (owner, ty) in &lowered.schema.types {
        for name in ty.fields().iter().filter_map(|field| field.kind.named()) {
            // What is inside a message is a part of it.
            let is_own = owner
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if !is_own && !held.contains(name) {
                held.insert(name.to_owned());
            }
        }
    }
    held
}

/// The type name of a message that is named after its file.
fn named_after(config: &Config, message: &str, file: &str) -> Option<String> {
    if is_named_after(message, file) {
        return Some(message.to_owned());
    }
    let mut bare =
        config.event_suffixes.iter().filter_map(|suffix| message.strip_suffix(&**suffix));
    bare.find(|bare| is_named_after(bare, file)).map(str::to_owned)
}

/// An event as its options say, and what is wrong with them.
fn event(
    config: &Config,
    ty: &Type,
    options: &Set,
    type_name: String,
) -> (Option<Event>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let place = || ty.place.clone();
    let (domain, version) = ty.package.rsplit_once('.').unwrap_or(("", &ty.package));
    // A package without a version has its own finding if it is the project's.
    let version = parse_version(version).unwrap_or(1);
    let category =
        options.text("category").unwrap_or_else(|| domain.split('.').map(to_pascal).collect());
    if let Err(fault) = check_category(&category) {
        findings.push(
            error(&rules::CATEGORY, format!("`{category}`: {}", fault.message()))
                .at(place())
                .help("give another one, with `option (plumberd.v1.event).category = \"…\";`"),
        );
    }
    let type_name = options.text("name").unwrap_or(type_name);
    let aliases = options.texts("aliases");
    for name in std::iter::once(&type_name).chain(&aliases) {
        findings.extend(check_type_name(name).map(|found| found.at(place())));
    }
    let profile = options.text("profile").map(|name| (Profile::parse(&name), name));
    let encoding = options.text("encoding").map(|name| (Encoding::parse(&name), name));
    let mut refuse = |key: &str, name: &str, allowed: &str| {
        findings.push(
            error(&rules::EVENT_OPTION, format!("there is no {key} {name:?}"))
                .at(place())
                .help(format!("it can be {allowed}")),
        );
    };
    if let Some((None, name)) = &profile {
        refuse("profile", name, "\"micro-plumberd\", \"proto3\" or \"py-0.1.9\"");
    }
    if let Some((None, name)) = &encoding {
        refuse("encoding", name, "\"json\" or \"protobuf\"");
    }
    let since = options.number("since");
    if since.is_some_and(|since| since > version) {
        findings.push(
            error(
                &rules::EVENT_OPTION,
                format!("`since` is {}, and this is version {version}", since.unwrap_or_default()),
            )
            .at(place())
            .help(format!("give a version from 1 to {version}")),
        );
    }
    if let Shape::Message(message) = &ty.shape
        && message.union
    {
        findings.push(
            error(&rules::EVENT_OR_DATA, format!("the event `{}` is a union", ty.path)).at(place()),
        );
    }
    let event = Event {
        category,
        type_name,
        aliases,
        version,
        // Until the other versions are known.
        oldest: since.unwrap_or(0),
        profile: profile.and_then(|(profile, _)| profile).unwrap_or(config.profile),
        encoding: encoding.and_then(|(encoding, _)| encoding).unwrap_or_default(),
    };
    (Some(event), findings)
}

fn check_type_name(name: &str) -> Option<Diagnostic> {
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '<' | '>' | ',' | ' '))
        && !name.ends_with(' ')
        && name.len() <= plumberd_schema::name::MAX_CATEGORY;
    (!is_name).then(|| {
        error(&rules::TYPE_NAME, format!("`{name}` is not the name of a type"))
            .help("it is the bare name of a class: letters, digits and `_`")
    })
}

/// Gives events their ids, and refuses what cannot be one.
fn check_ids(lowered: &mut Lowered) {
    let mut findings = Vec::new();
    for ty in lowered.schema.types.values_mut() {
        let Shape::Message(message) = &mut ty.shape else { continue };
        if ty.event.is_some() {
            let has_id = message.fields.iter().any(|field| field.id);
            let named = message.fields.iter_mut().find(|field| {
                field.name == "id" && field.oneof.is_none() && *field.kind.required() == Kind::Uuid
            });
            // As the derive has it.
            if let (false, Some(field)) = (has_id, named) {
                field.id = true;
            }
        }
        let mut ids = message.fields.iter_mut().filter(|field| field.id);
        let first =
            if ty.event.is_some() { ids.next().map(|field| field.name.clone()) } else { None };
        for field in ids {
            findings.push(match &first {
                Some(first) => error(
                    &rules::EVENT_ID,
                    format!("`{}` is a second id beside `{first}`", field.name),
                )
                .at(field.place.clone())
                .help("an event has one id; drop one of the options"),
                None => error(
                    &rules::EVENT_ID,
                    format!("`{}` is an id, and `{}` is no event", field.name, ty.path),
                )
                .at(field.place.clone())
                .help("drop the option, or make it `(plumberd.v1.field).kind = \"uuid\"`"),
            });
        }
    }
    lowered.findings.extend(findings);
}
