//! The names and versions of all events together.

use std::collections::{BTreeMap, BTreeSet};

use plumberd_schema::model::{Event, Type};

use super::Lowered;
use crate::rules::{self, error};

/// Finds names that mean two events.
pub(super) fn check_unique(lowered: &mut Lowered) {
    let mut seen: BTreeMap<(String, u32), &Type> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut types: Vec<(&Type, &Event)> = lowered.schema.events().collect();
    types.sort_by(|a, b| a.0.place.cmp(&b.0.place));
    // The names themselves go before aliases, so that the alias is what is told to change.
    let names = types.iter().map(|(ty, event)| (*ty, *event, &event.type_name, false));
    let aliases = types
        .iter()
        .flat_map(|(ty, event)| event.aliases.iter().map(|alias| (*ty, *event, alias, true)));
    for (ty, event, name, is_alias) in names.chain(aliases) {
        let key = (name.clone(), event.version);
        match seen.get(&key) {
            Some(first) if std::ptr::eq(*first, ty) => findings.push(
                error(
                    &rules::EVENT_UNIQUE,
                    format!("`{name}` is there twice as a name of the event"),
                )
                .at(ty.place.clone())
                .help("drop the alias"),
            ),
            Some(first) => {
                let what = if is_alias { "the alias" } else { "the type name" };
                let other = first.full_name();
                findings.push(
                    error(
                        &rules::EVENT_UNIQUE,
                        format!(
                            "{what} `{name}` of version {} is that of `{other}`",
                            event.version
                        ),
                    )
                    .at(ty.place.clone())
                    .help("rename one of the two: a stored event has no package"),
                );
            }
            None => {
                seen.insert(key, ty);
            }
        }
    }
    lowered.findings.extend(findings);
}

/// Finds gaps, and sets the oldest version of each event.
pub(super) fn check_versions(lowered: &mut Lowered) {
    let mut versions: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (_, event) in lowered.schema.events() {
        versions.entry(event.type_name.clone()).or_default().insert(event.version);
    }
    let mut findings = Vec::new();
    for ty in lowered.schema.types.values_mut() {
        let place = ty.place.clone();
        let Some(event) = &mut ty.event else { continue };
        let Some(known) = versions.get(&event.type_name) else { continue };
        let first = known.first().copied().unwrap_or(event.version);
        if event.oldest == 0 {
            event.oldest = first;
        } else if event.oldest > first && event.oldest <= event.version {
            findings.push(
                error(
                    &rules::EVENT_OPTION,
                    format!(
                        "`since` is {}, and `{}` has a schema of version {first}",
                        event.oldest, event.type_name
                    ),
                )
                .at(place.clone())
                .help("drop `since`, or the older schema"),
            );
        }
        let before = known.range(..event.version).next_back().copied();
        if let Some(before) = before.filter(|before| before + 1 < event.version) {
            findings.push(
                error(
                    &rules::VERSION_GAP,
                    format!(
                        "`{}` has the versions {before} and {}, and none between",
                        event.type_name, event.version
                    ),
                )
                .at(place)
                .help(format!("add version {}, or move this one to it", before + 1)),
            );
        }
    }
    lowered.findings.extend(findings);
}
