//! A field that is there before and now.

use super::comparison::{Comparison, Finding};
use super::fields::{Fields, absent};
use super::kinds::{self, Types};
use super::oneofs;
use super::verdict::{Direction, Reading, Verdict, Verdicts, Wire};
use crate::lock::normal_fixed;
use crate::model::{Field, Kind};

use Direction::{NewReader, OldReader};
use Reading::{Misread, Refused, Same};

impl<'a> Fields<'a> {
    /// Compares one field.
    pub(super) fn field(
        &self,
        cx: &mut Comparison<'a>,
        old: &Field,
        new: &Field,
        oneofs: &[Option<usize>],
    ) {
        let was_in = old.oneof.and_then(|index| oneofs.get(index).copied().flatten());
        let moved = old.oneof.is_some() != new.oneof.is_some() || was_in != new.oneof;
        self.names(cx, old, new);
        self.number(cx, old, new);
        if moved {
            oneofs::moved(cx, self, old, new);
        }
        self.kind(cx, old, new, moved);
        self.rules(cx, old, new);
        if old.deprecated.is_some() != new.deprecated.is_some() {
            let is =
                if new.deprecated.is_some() { "is deprecated" } else { "is no longer deprecated" };
            let message = format!("`{}` of `{}` {is}", new.name, self.ty());
            cx.report(self.pair, Finding::new("deprecation", message).field(new));
        }
    }

    fn names(&self, cx: &mut Comparison<'a>, old: &Field, new: &Field) {
        let (ty, name) = (self.ty(), &new.name);
        let keys = Verdicts::of(|direction, wire| match direction {
            OldReader => key(new, old, wire),
            NewReader => key(old, new, wire),
        });
        let json = |old: &Field| {
            self.language.choose(
                &format!("write `[(plumberd.v1.field).name = {:?}]`", old.json_name),
                &format!("write `#[event(name = {:?})]`", old.json_name),
            )
        };
        if old.name == new.name {
            if old.json_name != new.json_name {
                let message = format!(
                    "`{name}` of `{ty}` was `{}` in JSON, is `{}`",
                    old.json_name, new.json_name
                );
                cx.report(
                    self.pair,
                    Finding::new("json-name-changed", message)
                        .field(new)
                        .verdicts(keys.only(&[Wire::Json]))
                        .help(json(old)),
                );
            }
            if old.proto_json_name != new.proto_json_name {
                let message = format!(
                    "`{name}` of `{ty}` was `{}` in the profile `proto3`, is `{}`",
                    old.proto_json_name, new.proto_json_name
                );
                let help = self.language.choose(
                    &format!("write `[json_name = {:?}]`", old.proto_json_name),
                    "restore the field's name",
                );
                cx.report(
                    self.pair,
                    Finding::new("proto-json-name", message)
                        .field(new)
                        .verdicts(keys.only(&[Wire::ProtoJson]))
                        .help(help),
                );
            }
        } else {
            let number = old.number.map_or(String::new(), |number| format!(" (number {number})"));
            let message = format!("`{}` of `{ty}`{number} is `{name}` now", old.name);
            let help = format!("restore the name, or {}", cx.new_version(self.pair));
            cx.report(
                self.pair,
                Finding::new("field-renamed", message).field(new).verdicts(keys).help(help),
            );
        }
        for alias in new.aliases.iter().filter(|it| !old.aliases.contains(it)) {
            // Part of a change of the name.
            if old.json_name != *alias && old.name != *alias {
                let message = format!("`{name}` of `{ty}` is read as `{alias}` too");
                cx.report(self.pair, Finding::new("alias-added", message).field(new));
            }
        }
        for alias in old.aliases.iter().filter(|it| !new.aliases.contains(it)) {
            if new.json_name != *alias {
                let message = format!("`{name}` of `{ty}` is no longer read as `{alias}`");
                let verdicts = Verdicts::both(Verdict::Safe, Verdict::NeedsUpcaster)
                    .only(&[Wire::Json, Wire::ProtoJson]);
                let help = self.language.choose(
                    &format!("restore `[(plumberd.v1.field).aliases = {alias:?}]`"),
                    &format!("`#[event(aliases({alias:?}))]`"),
                );
                cx.report(
                    self.pair,
                    Finding::new("alias-removed", message).field(new).verdicts(verdicts).help(help),
                );
            }
        }
    }

    fn number(&self, cx: &mut Comparison<'a>, old: &Field, new: &Field) {
        let (Some(before), Some(after)) = (old.number, new.number) else { return };
        if before == after {
            return;
        }
        let (ty, name) = (self.ty(), &new.name);
        let other = self.old.fields.iter().find(|it| it.number == new.number);
        let taken = match other {
            Some(other) => format!(", which was that of `{}`", other.name),
            None if self.pair.old.reserved.has_number(i64::from(after)) => {
                ", which was reserved".to_owned()
            }
            None => String::new(),
        };
        let message = format!("the number of `{name}` of `{ty}` was {before}, is {after}{taken}");
        let reading = if taken.is_empty() { Refused } else { Misread };
        let verdicts = Verdicts::of(|_, _| reading).only(&[Wire::Protobuf]);
        let help = self.language.choose(
            &format!("write `{name} = {before};`"),
            &format!("write `#[event(tag = {before})]`"),
        );
        cx.report(
            self.pair,
            Finding::new("field-renumbered", message).field(new).verdicts(verdicts).help(help),
        );
    }

    fn kind(&self, cx: &mut Comparison<'a>, old: &Field, new: &Field, moved: bool) {
        let (ty, name) = (self.ty(), &new.name);
        let (before, after) = (cx.renamed(&old.kind), &new.kind);
        let types = cx.types;
        let (was, is) = (before.required(), after.required());
        if was != is {
            let message = format!("`{name}` of `{ty}` was {was}, is {is}");
            let verdicts = Verdicts::of(|direction, wire| match direction {
                OldReader => kinds::read(is, was, wire, types),
                NewReader => kinds::read(was, is, wire, types),
            });
            let help = cx.new_version(self.pair);
            cx.report(
                self.pair,
                Finding::new("field-kind", message).field(new).verdicts(verdicts).help(help),
            );
        }
        let optional = |kind: &Kind| matches!(kind, Kind::Optional(_));
        if !moved && optional(&before) != optional(after) {
            let change = if optional(after) {
                "had to be there, is optional"
            } else {
                "was optional, has to be there"
            };
            let message = format!("`{name}` of `{ty}` {change}");
            let verdicts = Verdicts::of(|direction, wire| match direction {
                OldReader => presence(new, old, wire, types),
                NewReader => presence(old, new, wire, types),
            });
            let back = match (optional(&before), types.is_message(is)) {
                (true, true) => self
                    .language
                    .choose("remove `(plumberd.v1.field).required`", "make it an `Option` again"),
                (false, true) => self
                    .language
                    .choose("write `[(plumberd.v1.field).required = true]`", "remove the `Option`"),
                (true, false) => {
                    self.language.choose("write `optional` again", "make it an `Option` again")
                }
                (false, false) => self.language.choose("remove `optional`", "remove the `Option`"),
            };
            let help = format!("{back}, or {}", cx.new_version(self.pair));
            cx.report(
                self.pair,
                Finding::new("field-presence", message).field(new).verdicts(verdicts).help(help),
            );
        }
    }

    fn rules(&self, cx: &mut Comparison<'a>, old: &Field, new: &Field) {
        let (ty, name, types) = (self.ty(), &new.name, cx.types);
        let value = |field: &Field| field.fixed.clone().map(normal_fixed);
        let fixed = match (value(old), value(new)) {
            (Some(was), Some(is)) if was != is => Some((
                "fixed-changed",
                format!("the fixed value of `{name}` of `{ty}` was {was}, is {is}"),
                Verdicts::of(|_, _| Refused),
            )),
            (None, Some(is)) => Some((
                "fixed-added",
                format!("`{name}` of `{ty}` has the fixed value {is} now"),
                Verdicts::both(Verdict::Safe, Verdict::NeedsUpcaster),
            )),
            (Some(was), None) => Some((
                "fixed-removed",
                format!("`{name}` of `{ty}` has no fixed value any more; it was {was}"),
                Verdicts::both(Verdict::Breaking, Verdict::Safe),
            )),
            _ => None,
        };
        if let Some((rule, message, verdicts)) = fixed {
            let back = match &old.fixed {
                Some(was) => self.language.choose(
                    &format!("restore `(fixed_value) = \"{}\"`", was.to_string().trim_matches('"')),
                    &format!("`#[event(fixed = {was})]`"),
                ),
                None => "remove it".to_owned(),
            };
            let help = format!("{back}, or {}", cx.new_version(self.pair));
            cx.report(
                self.pair,
                Finding::new(rule, message).field(new).verdicts(verdicts).help(help),
            );
        }
        if !old.default && new.default {
            let message = format!("a missing `{name}` of `{ty}` is read as a default now");
            cx.report(self.pair, Finding::new("default-added", message).field(new));
        }
        if old.default && !new.default {
            let message = format!("a missing `{name}` of `{ty}` has no default any more");
            let verdicts = Verdicts::of(|direction, wire| match direction {
                OldReader => Same,
                NewReader => absent(new, wire, types),
            });
            let help = self.language.choose(
                "write `[(plumberd.v1.field).default = true]`",
                "write `#[event(default)]`",
            );
            cx.report(
                self.pair,
                Finding::new("default-removed", message).field(new).verdicts(verdicts).help(help),
            );
        }
        if old.id != new.id {
            let message = if new.id {
                format!("`{name}` of `{ty}` holds the event's id now")
            } else {
                format!("`{name}` of `{ty}` no longer holds the event's id")
            };
            let verdicts =
                Verdicts::both(Verdict::Breaking, Verdict::NeedsUpcaster).only(&[Wire::Json]);
            let help = format!(
                "{}, or {}",
                if new.id { "remove the `id`" } else { "restore the `id`" },
                cx.new_version(self.pair)
            );
            cx.report(
                self.pair,
                Finding::new("id", message).field(new).verdicts(verdicts).help(help),
            );
        }
    }
}

/// Whether a reader finds the value of a writer.
fn key(writer: &Field, reader: &Field, wire: Wire) -> Reading {
    let found = match wire {
        Wire::Json => {
            reader.json_name == writer.json_name || reader.aliases.contains(&writer.json_name)
        }
        Wire::ProtoJson => {
            reader.proto_json_name == writer.proto_json_name
                || reader.name == writer.proto_json_name
                || reader.aliases.contains(&writer.proto_json_name)
        }
        Wire::Protobuf => true,
    };
    if found { Same } else { Refused }
}

/// How a value with the presence of one field is read with that of another.
fn presence(writer: &Field, reader: &Field, wire: Wire, types: Types<'_>) -> Reading {
    let is_message = types.is_message(writer.kind.required());
    match (&writer.kind, wire) {
        (Kind::Optional(_), Wire::Json) => absent(reader, wire, types),
        (Kind::Optional(_), _) if is_message => absent(reader, wire, types),
        // Absence and zero are one thing for the plain side.
        (Kind::Optional(_), _) => Refused,
        (_, Wire::Json) => Same,
        (_, _) if is_message => Same,
        _ => Refused,
    }
}
