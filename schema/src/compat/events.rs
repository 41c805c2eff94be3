//! What events are called and where they are stored.

use super::comparison::{Comparison, Finding, Pair};
use super::remedy::Language;
use super::verdict::{Verdict, Verdicts, Wire};
use crate::diagnostic::Severity;
use crate::model::{Event, Type};

/// The names and the options of a type.
pub(super) fn identity<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>) {
    let Pair { old, new } = pair;
    let (before, after) = (old.full_name(), new.full_name());
    if before != after {
        let help = Language::of(new).choose(
            &format!("move `{}` back", new.bare_name()),
            &format!("write `#[event(proto = \"{before}\")]`"),
        );
        let message = format!("`{before}` is `{after}` now");
        cx.report(pair, Finding::new("type-moved", message).help(help));
    }
    if old.bare_name() != new.bare_name() && before == after {
        let message =
            format!("`{after}` is called `{}` in code, was `{}`", new.bare_name(), old.bare_name());
        cx.report(pair, Finding::new("type-name-changed", message));
    }
    if old.deprecated.is_some() != new.deprecated.is_some() {
        let is = if new.deprecated.is_some() { "is deprecated" } else { "is no longer deprecated" };
        cx.report(pair, Finding::new("deprecation", format!("`{after}` {is}")));
    }
    match (&old.event, &new.event) {
        (Some(before), Some(after)) => options(cx, pair, before, after),
        (Some(event), None) => {
            let name = &event.type_name;
            let help = Language::of(new).choose(
                "restore `option (plumberd.v1.event) = {};`, or the message's place in a file of its name",
                "derive `PlumberdEvent` again",
            );
            cx.report(
                pair,
                Finding::new(
                    "event-to-data",
                    format!("`{after}` is no event any more; it was `{name}`"),
                )
                .verdicts(Verdicts::both(Verdict::Safe, Verdict::Breaking))
                .help(help),
            );
        }
        (None, Some(_)) => {
            cx.report(pair, Finding::new("data-to-event", format!("`{after}` is an event now")));
        }
        (None, None) => {}
    }
}

fn options<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>, old: &Event, new: &Event) {
    let name = pair.new.full_name();
    let language = Language::of(pair.new);
    let back = |proto: &str, key: &str, value: &str| {
        let rust = format!("`{key} = {value:?}`");
        format!("restore {}", language.choose(&format!("`{proto}: {value:?}`"), &rust))
    };
    if old.category != new.category {
        let message =
            format!("the category of `{name}` was `{}`, is `{}`", old.category, new.category);
        cx.report(
            pair,
            Finding::new("category-changed", message)
                .verdicts(Verdicts::both(Verdict::Breaking, Verdict::Breaking))
                .help(back("category", "category", &old.category)),
        );
    }
    if old.type_name != new.type_name {
        let known = new.aliases.contains(&old.type_name);
        let message = format!(
            "the type name of `{name}` was `{}`, is `{}`{}",
            old.type_name,
            new.type_name,
            if known { "" } else { ", without the old one as an alias" }
        );
        let new_reader = if known { Verdict::Safe } else { Verdict::Breaking };
        cx.report(
            pair,
            Finding::new("event-type-name", message)
                .verdicts(Verdicts::both(Verdict::Breaking, new_reader))
                .help(back("name", "name", &old.type_name)),
        );
    }
    for alias in new.aliases.iter().filter(|it| !old.aliases.contains(it)) {
        if *alias != old.type_name {
            let message = format!("`{name}` is read as `{alias}` too");
            cx.report(pair, Finding::new("event-alias-added", message));
        }
    }
    for alias in old.aliases.iter().filter(|it| !new.aliases.contains(it)) {
        if *alias != new.type_name {
            let message = format!("`{name}` is no longer read as `{alias}`");
            cx.report(
                pair,
                Finding::new("event-alias-removed", message)
                    .verdicts(Verdicts::both(Verdict::Safe, Verdict::Breaking))
                    .help(language.choose(
                        &format!("restore `aliases: {alias:?}`"),
                        &format!("`aliases({alias:?})`"),
                    )),
            );
        }
    }
    versions(cx, pair, old, new);
    if old.profile != new.profile {
        let message = format!(
            "the profile of `{name}` was `{}`, is `{}`",
            old.profile.as_str(),
            new.profile.as_str()
        );
        let misread = Verdicts::both(Verdict::Breaking, Verdict::Breaking);
        cx.report(
            pair,
            Finding::new("profile", message)
                .verdicts(misread.only(&[Wire::Json, Wire::ProtoJson]))
                .help(back("profile", "profile", old.profile.as_str())),
        );
    }
    if old.encoding != new.encoding {
        let message = format!(
            "the encoding of `{name}` was `{}`, is `{}`",
            old.encoding.as_str(),
            new.encoding.as_str()
        );
        cx.report(
            pair,
            Finding::new("encoding-changed", message)
                .verdicts(Verdicts::both(Verdict::Breaking, Verdict::Safe))
                .help(back("encoding", "encoding", old.encoding.as_str())),
        );
    }
}

fn versions<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>, old: &Event, new: &Event) {
    let name = pair.new.full_name();
    if old.version != new.version {
        let message = format!("`{name}` was v{}, is v{}", old.version, new.version);
        let help = format!(
            "leave v{} as it was and add v{} beside it, with an upcaster",
            old.version, new.version
        );
        let verdicts = Verdicts::both(Verdict::Breaking, Verdict::Breaking);
        cx.report(pair, Finding::new("version-changed", message).verdicts(verdicts).help(help));
    }
    if old.oldest != new.oldest {
        let raised = new.oldest > old.oldest;
        let message =
            format!("`{name}` read v{} and newer, reads v{} and newer", old.oldest, new.oldest);
        let new_reader = if raised { Verdict::NeedsUpcaster } else { Verdict::Safe };
        let mut finding =
            Finding::new("oldest", message).verdicts(Verdicts::both(Verdict::Safe, new_reader));
        if raised {
            finding = finding.help(format!("keep the upcasters from v{}", old.oldest));
        }
        cx.report(pair, finding);
    }
}

/// Notes when an old version changed although a newer one was accepted, and nothing else refuses it.
pub(super) fn old_version<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>, start: usize) {
    let Some(event) = &pair.old.event else { return };
    let newer = cx
        .types
        .old
        .events()
        .map(|(_, it)| it)
        .filter(|it| it.type_name == event.type_name && it.version > event.version)
        .map(|it| it.version)
        .max();
    let changes = cx.changes_since(start);
    let edited = changes.iter().any(|change| change.rule != "deprecation")
        && changes.iter().all(|change| change.severity < Severity::Error);
    if let (Some(newer), true) = (newer, edited) {
        let message = format!(
            "`{}` is v{} and was edited, although v{newer} is accepted",
            pair.new.full_name(),
            event.version
        );
        let help = format!("make the change in v{}", cx.next_version(&event.type_name));
        cx.report(pair, Finding::new("old-version-edited", message).help(help));
    }
}

/// Types that the new schema does not have.
pub(super) fn gone<'a>(cx: &mut Comparison<'a>, types: &[&'a Type]) {
    let retired = |ty: &Type| ty.event.as_ref().and_then(|event| reader(cx, event));
    let retired_names: Vec<String> =
        types.iter().filter(|ty| retired(ty).is_some()).map(|ty| ty.full_name()).collect();
    let judged: Vec<(&'a Type, Option<u32>)> = types.iter().map(|ty| (*ty, retired(ty))).collect();
    for (ty, reader) in judged {
        let name = ty.full_name();
        let Some(event) = &ty.event else {
            let holders: Vec<&str> = cx.holders(&name).collect();
            let only_retired = !holders.is_empty()
                && holders.iter().all(|it| retired_names.iter().any(|retired| retired == it));
            // The note about the version says it all.
            if !only_retired {
                let help = format!("keep `{}` and mark it deprecated", ty.bare_name());
                let message = format!("the type `{name}` is gone");
                cx.report_single(ty, Finding::new("type-removed", message).help(help));
            }
            continue;
        };
        let finding = if let Some(newer) = reader {
            let message =
                format!("v{} of `{}` is gone; v{newer} reads it", event.version, event.type_name);
            Finding::new("version-retired", message)
                .verdicts(Verdicts::both(Verdict::Safe, Verdict::NeedsUpcaster))
        } else {
            let message =
                format!("the event `{}` v{} (`{name}`) is gone", event.type_name, event.version);
            let help = format!(
                "keep `{}` and mark it deprecated: its events may still be stored",
                ty.bare_name()
            );
            Finding::new("event-removed", message)
                .verdicts(Verdicts::both(Verdict::Safe, Verdict::Breaking))
                .help(help)
        };
        cx.report_single(ty, finding);
    }
}

/// The newer version that says it reads this one.
fn reader(cx: &Comparison<'_>, event: &Event) -> Option<u32> {
    let newer = cx.types.new.events().map(|(_, it)| it).filter(|it| {
        (it.type_name == event.type_name || it.aliases.contains(&event.type_name))
            && it.version > event.version
            && it.oldest <= event.version
    });
    newer.map(|it| it.version).max()
}

/// Types that the old schema does not have.
pub(super) fn fresh<'a>(cx: &mut Comparison<'a>, types: &[&'a Type]) {
    for ty in types {
        let name = ty.full_name();
        let Some(event) = &ty.event else {
            cx.report_single(ty, Finding::new("type-added", format!("the type `{name}` is new")));
            continue;
        };
        let older: Vec<u32> = cx
            .known
            .iter()
            .filter(|(known, version)| {
                (*known == event.type_name || event.aliases.contains(known))
                    && *version < event.version
            })
            .map(|(_, version)| *version)
            .collect();
        let finding = match older.iter().max() {
            Some(newest) if newest + 1 < event.version && event.oldest < event.version => {
                let missing = event.version - 1;
                let message = format!(
                    "`{name}` is v{} of `{}`, but there is no v{missing}; the newest before it is v{newest}",
                    event.version, event.type_name
                );
                let help = format!(
                    "make it v{}, or {}",
                    newest + 1,
                    Language::of(ty).choose(
                        &format!("set `since: {}` if nothing older was ever stored", event.version),
                        &format!(
                            "`since = \"v{}\"` if nothing older was ever stored",
                            event.version
                        ),
                    )
                );
                Finding::new("version-skipped", message).help(help)
            }
            Some(_) => {
                let message = format!("`{name}` is v{} of `{}`", event.version, event.type_name);
                Finding::new("version-added", message)
                    .verdicts(Verdicts::both(Verdict::Breaking, Verdict::NeedsUpcaster))
                    .help(if event.oldest < event.version {
                        format!(
                            "write an upcaster from v{}, and update readers before writers",
                            event.version - 1
                        )
                    } else {
                        "update readers before writers".to_owned()
                    })
            }
            None => {
                let message = format!("the event `{}` (`{name}`) is new", event.type_name);
                Finding::new("event-added", message)
            }
        };
        cx.report_single(ty, finding);
    }
}
