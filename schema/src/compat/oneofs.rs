//! The oneofs of a message.

use super::comparison::{Comparison, Finding};
use super::fields::Fields;
use super::verdict::{Direction, Reading, Verdict, Verdicts, Wire};
use crate::model::{Field, Kind, Oneof};

use Direction::{NewReader, OldReader};
use Reading::{Misread, Refused, Same};

/// Compares the oneofs; gives for each old one the index of what it is now.
pub(super) fn compare<'a>(cx: &mut Comparison<'a>, fields: &Fields<'a>) -> Vec<Option<usize>> {
    let (old, new) = (&fields.old.oneofs, &fields.new.oneofs);
    let mut now: Vec<Option<usize>> =
        old.iter().map(|before| new.iter().position(|after| after.name == before.name)).collect();
    for index in 0..old.len() {
        if now.get(index).is_some_and(Option::is_none) {
            // With the same alternatives it is the same oneof with another name.
            let found = fields
                .matched
                .iter()
                .filter(|(before, _)| before.oneof == Some(index))
                .find_map(|(_, after)| after.oneof)
                .filter(|found| !now.contains(&Some(*found)));
            if let Some(slot) = now.get_mut(index) {
                *slot = found;
            }
        }
    }
    for (before, index) in old.iter().zip(&now) {
        match index.and_then(|index| new.get(index)) {
            Some(after) => matched(cx, fields, before, after),
            None => removed(cx, fields, before),
        }
    }
    for (index, after) in new.iter().enumerate() {
        if !now.contains(&Some(index)) {
            added(cx, fields, after);
        }
    }
    now
}

fn finding(rule: &'static str, oneof: &Oneof, message: String) -> Finding {
    Finding::new(rule, message).member(&oneof.name).at(oneof.place.as_ref())
}

fn matched<'a>(cx: &mut Comparison<'a>, fields: &Fields<'a>, old: &Oneof, new: &Oneof) {
    let (ty, name, pair) = (fields.ty(), &new.name, fields.pair);
    let keys = Verdicts::of(|direction, wire| {
        let (writer, reader) = match direction {
            OldReader => (new, old),
            NewReader => (old, new),
        };
        let known =
            reader.json_name == writer.json_name || reader.aliases.contains(&writer.json_name);
        if wire != Wire::Json || known { Same } else { Refused }
    });
    if old.name != new.name {
        let message = format!("the oneof `{}` of `{ty}` is `{name}` now", old.name);
        let help = format!("restore the name, or {}", cx.new_version(pair));
        cx.report(pair, finding("oneof-renamed", new, message).verdicts(keys).help(help));
    } else if old.json_name != new.json_name {
        let message = format!(
            "the oneof `{name}` of `{ty}` was `{}` in JSON, is `{}`",
            old.json_name, new.json_name
        );
        let help = fields.language.choose(
            &format!("write `option (plumberd.v1.choice).name = {:?};`", old.json_name),
            &format!("write `#[event(name = {:?})]`", old.json_name),
        );
        cx.report(pair, finding("json-name-changed", new, message).verdicts(keys).help(help));
    }
    if old.type_name != new.type_name {
        let message = format!(
            "the type of the oneof `{name}` of `{ty}` is called `{}` in code, was `{}`",
            new.type_name, old.type_name
        );
        cx.report(pair, finding("type-name-changed", new, message));
    }
    if old.required != new.required {
        let (message, verdicts) = if new.required {
            let message = format!("the oneof `{name}` of `{ty}` was optional, has to be there");
            (
                message,
                Verdicts::of(|direction, wire| match direction {
                    OldReader => Same,
                    NewReader => absent(new, wire),
                }),
            )
        } else {
            let message = format!("the oneof `{name}` of `{ty}` had to be there, is optional");
            (
                message,
                Verdicts::of(|direction, wire| match direction {
                    OldReader => absent(old, wire),
                    NewReader => Same,
                }),
            )
        };
        let back = fields.language.choose(
            &format!("write `option (plumberd.v1.choice).required = {};`", old.required),
            if old.required { "remove the `Option`" } else { "make it an `Option` again" },
        );
        let help = format!("{back}, or {}", cx.new_version(pair));
        cx.report(pair, finding("oneof-presence", new, message).verdicts(verdicts).help(help));
    }
    if !old.default && new.default {
        let message = format!("a missing oneof `{name}` of `{ty}` is read as a default now");
        cx.report(pair, finding("default-added", new, message));
    }
    if old.default && !new.default {
        let message = format!("a missing oneof `{name}` of `{ty}` has no default any more");
        let lost = if new.required { Verdict::NeedsUpcaster } else { Verdict::Safe };
        let verdicts = Verdicts::both(Verdict::Safe, lost).only(&[Wire::Json]);
        let help = fields.language.choose(
            "write `option (plumberd.v1.choice).default = true;`",
            "write `#[event(default)]`",
        );
        cx.report(pair, finding("default-removed", new, message).verdicts(verdicts).help(help));
    }
    for alias in new.aliases.iter().filter(|it| !old.aliases.contains(it)) {
        if *alias != old.json_name {
            let message = format!("the oneof `{name}` of `{ty}` is read as `{alias}` too");
            cx.report(pair, finding("alias-added", new, message));
        }
    }
    for alias in old.aliases.iter().filter(|it| !new.aliases.contains(it)) {
        if *alias != new.json_name {
            let message = format!("the oneof `{name}` of `{ty}` is no longer read as `{alias}`");
            let verdicts =
                Verdicts::both(Verdict::Safe, Verdict::NeedsUpcaster).only(&[Wire::Json]);
            let help = fields.language.choose(
                &format!("restore `option (plumberd.v1.choice).aliases = {alias:?};`"),
                &format!("`#[event(aliases({alias:?}))]`"),
            );
            cx.report(pair, finding("alias-removed", new, message).verdicts(verdicts).help(help));
        }
    }
}

fn removed<'a>(cx: &mut Comparison<'a>, fields: &Fields<'a>, oneof: &Oneof) {
    let message = format!("the oneof `{}` of `{}` is gone", oneof.name, fields.ty());
    let verdicts = Verdicts::of(|direction, wire| match direction {
        OldReader => absent(oneof, wire),
        NewReader => Same,
    });
    let help = format!("restore it, or {}", cx.new_version(fields.pair));
    let finding = Finding::new("oneof-removed", message).member(&oneof.name);
    cx.report(fields.pair, finding.verdicts(verdicts).help(help));
}

fn added<'a>(cx: &mut Comparison<'a>, fields: &Fields<'a>, oneof: &Oneof) {
    let message = format!("the oneof `{}` of `{}` is new", oneof.name, fields.ty());
    let verdicts = Verdicts::of(|direction, wire| match direction {
        OldReader => Same,
        NewReader => absent(oneof, wire),
    });
    let mut finding = finding("oneof-added", oneof, message).verdicts(verdicts);
    if verdicts != Verdicts::SAFE {
        let optional = fields
            .language
            .choose("remove `option (plumberd.v1.choice).required = true;`", "make it an `Option`");
        finding = finding.help(format!("{optional}, or {}", cx.new_version(fields.pair)));
    }
    cx.report(fields.pair, finding);
}

/// How an event without any alternative is read.
fn absent(oneof: &Oneof, wire: Wire) -> Reading {
    let has_default = oneof.default && wire == Wire::Json;
    if oneof.required && !has_default { Refused } else { Same }
}

/// A field is in another oneof than before, or in none.
pub(super) fn moved<'a>(cx: &mut Comparison<'a>, fields: &Fields<'a>, old: &Field, new: &Field) {
    let name_of = |oneofs: &[Oneof], field: &Field| {
        let oneof = field.oneof.and_then(|index| oneofs.get(index));
        oneof.map_or("in no oneof".to_owned(), |oneof| format!("in the oneof `{}`", oneof.name))
    };
    let message = format!(
        "`{}` of `{}` was {}, is {}",
        new.name,
        fields.ty(),
        name_of(&fields.old.oneofs, old),
        name_of(&fields.new.oneofs, new)
    );
    // A single field with presence is the same as a oneof of one. The required ones are reported as such.
    let explicit =
        |field: &Field| matches!(field.kind, Kind::Optional(_)) || cx.types.is_message(&field.kind);
    let alone = match (old.oneof, new.oneof) {
        (None, Some(index)) => explicit(old) && fields.new.alternatives(index).count() == 1,
        (Some(index), None) => explicit(new) && fields.old.alternatives(index).count() == 1,
        _ => false,
    };
    let verdicts = Verdicts::of(|direction, wire| match (wire, direction) {
        (Wire::Json, _) => Refused,
        _ if alone => Same,
        (_, OldReader) => Misread,
        (_, NewReader) => Refused,
    });
    let help = cx.new_version(fields.pair);
    let finding = Finding::new("field-oneof", message).field(new);
    cx.report(fields.pair, finding.verdicts(verdicts).help(help));
}
