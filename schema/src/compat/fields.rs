//! The fields of a message.

use super::comparison::{Comparison, Finding, Pair, travels_as_protobuf};
use super::kinds::{self, Types};
use super::oneofs;
use super::remedy::Language;
use super::reserved::fresh_number;
use super::verdict::{Direction, Reading, Verdict, Verdicts, Wire};
use crate::model::{Field, Kind, Message};

use Direction::{NewReader, OldReader};
use Reading::{Misread, Refused, Same};

/// The fields of a message, before and now.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) old: &'a Message,
    pub(super) new: &'a Message,
    pub(super) matched: Vec<(&'a Field, &'a Field)>,
    pub(super) removed: Vec<&'a Field>,
    pub(super) added: Vec<&'a Field>,
    pub(super) language: Language,
}

pub(super) fn compare<'a>(
    cx: &mut Comparison<'a>,
    pair: Pair<'a>,
    old: &'a Message,
    new: &'a Message,
) {
    let fields = Fields::matched(cx, pair, old, new);
    fields.numbers(cx);
    let oneofs = oneofs::compare(cx, &fields);
    if old.union != new.union {
        let (was, is) = if new.union { ("a message", "a union") } else { ("a union", "a message") };
        let message = format!("`{}` was {was}, is {is}", pair.new.full_name());
        let verdicts =
            Verdicts::both(Verdict::Breaking, Verdict::NeedsUpcaster).only(&[Wire::Json]);
        let help = cx.new_version(pair);
        cx.report(pair, Finding::new("union", message).verdicts(verdicts).help(help));
    }
    for (before, after) in &fields.matched {
        fields.compare(cx, before, after, &oneofs);
    }
    for field in &fields.removed {
        fields.gone(cx, field);
    }
    for field in &fields.added {
        fields.fresh(cx, field, &oneofs);
    }
}

impl<'a> Fields<'a> {
    fn matched(cx: &Comparison<'a>, pair: Pair<'a>, old: &'a Message, new: &'a Message) -> Self {
        let mut added: Vec<&Field> = new.fields.iter().collect();
        let mut removed: Vec<&Field> = Vec::new();
        let mut matched = Vec::new();
        for field in &old.fields {
            match added.iter().position(|it| it.name == field.name) {
                Some(index) => matched.push((field, added.remove(index))),
                None => removed.push(field),
            }
        }
        removed.retain(|before| {
            // The same number with another name is the same field if it also has the same type, or says
            // that it was called so. A reserved name says that the field is gone.
            let kind = cx.renamed(&before.kind);
            let is_it = |it: &&Field| {
                let says =
                    it.aliases.contains(&before.json_name) || it.json_name == before.json_name;
                let numbers = (before.number, it.number);
                match numbers {
                    (Some(old), Some(new)) => old == new && (says || it.kind == kind),
                    _ => says,
                }
            };
            let index = added.iter().position(is_it);
            match index.filter(|_| !pair.new.reserved.has_name(&before.name)) {
                Some(index) => {
                    matched.push((*before, added.remove(index)));
                    false
                }
                None => true,
            }
        });
        let language = Language::of(pair.new);
        Self { pair, old, new, matched, removed, added, language }
    }

    pub(super) fn ty(&self) -> String {
        self.pair.new.full_name()
    }

    /// The whole type got or lost its numbers.
    fn numbers(&self, cx: &mut Comparison<'a>) {
        let (before, after) =
            (travels_as_protobuf(self.pair.old), travels_as_protobuf(self.pair.new));
        let ty = self.ty();
        if before && !after && !self.new.fields.is_empty() {
            let message = format!("`{ty}` has no field numbers any more");
            let verdicts =
                Verdicts::both(Verdict::Breaking, Verdict::Breaking).only(&[Wire::Protobuf]);
            let help = "give the fields back their `#[event(tag = …)]`";
            cx.report(
                self.pair,
                Finding::new("numbers-removed", message).verdicts(verdicts).help(help),
            );
        }
        if !before && after && !self.old.fields.is_empty() {
            let message = format!("`{ty}` has field numbers now");
            cx.report(self.pair, Finding::new("numbers-added", message));
        }
    }

    fn compare(&self, cx: &mut Comparison<'a>, old: &Field, new: &Field, oneofs: &[Option<usize>]) {
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
                    Finding::new("json-name", message)
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
        let fixed = match (&old.fixed, &new.fixed) {
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

    fn gone(&self, cx: &mut Comparison<'a>, field: &Field) {
        let (ty, name, types) = (self.ty(), &field.name, cx.types);
        let number = field.number.map(i64::from);
        let taken = number.and_then(|number| {
            self.new.fields.iter().find(|it| it.number.map(i64::from) == Some(number))
        });
        let reserved = &self.pair.new.reserved;
        if taken.is_some_and(|it| self.added.iter().any(|added| added.name == it.name)) {
            // Whoever has the number now is reported for it.
            return;
        }
        let missing_number =
            number.filter(|number| taken.is_none() && !reserved.has_number(*number));
        let missing_name = (!reserved.has_name(name)).then_some(name.as_str());
        let verdicts = Verdicts::of(|direction, wire| match (direction, field.oneof) {
            (OldReader, None) => absent(field, wire, types),
            (NewReader, None) | (OldReader, Some(_)) => Same,
            (NewReader, Some(_)) => Refused,
        });
        let number = number.map_or(String::new(), |number| format!(" (number {number})"));
        let gone = format!("`{name}` of `{ty}`{number} is gone");
        let keep = format!("keep `{name}` and mark it deprecated");
        let finding = if missing_number.is_none() && missing_name.is_none() {
            Finding::new("field-removed", gone)
                .help(format!("{keep}, or {}", cx.new_version(self.pair)))
        } else {
            let mut reserve = self.language.reserve(self.pair.new, missing_number, missing_name);
            if let (Some(number), Language::Rust | Language::Either) = (field.number, self.language)
            {
                reserve = format!(
                    "{reserve} or leave the Rust field as `#[event(tag = {number}, reserved)]`"
                );
            }
            Finding::new("field-removed-unreserved", format!("{gone} and not reserved"))
                .help(format!("{reserve}; better, {keep}"))
        };
        cx.report(self.pair, finding.member(name).verdicts(verdicts));
    }

    fn fresh(&self, cx: &mut Comparison<'a>, field: &Field, oneofs: &[Option<usize>]) {
        let (ty, name, types) = (self.ty(), &field.name, cx.types);
        if let Some(number) = field.number {
            let was = self.old.fields.iter().find(|it| it.number == Some(number));
            let was = match was {
                Some(old) => Some(format!("was that of `{}` ({})", old.name, old.kind)),
                None if self.pair.old.reserved.has_number(i64::from(number)) => {
                    Some("was reserved".to_owned())
                }
                None => None,
            };
            if let Some(was) = was {
                let message = format!("the number {number} of `{name}` of `{ty}` {was}");
                let misread = Verdicts::of(|_, _| Misread).only(&[Wire::Protobuf]);
                let used = self.old.fields.iter().chain(&self.new.fields);
                let used = used.filter_map(|it| it.number).max().unwrap_or(0);
                let help = fresh_number(name, self.pair, i64::from(used), 0x1fff_ffff);
                cx.report(
                    self.pair,
                    Finding::new("field-number-reused", message)
                        .field(field)
                        .verdicts(misread)
                        .help(help),
                );
            }
        }
        if self.pair.old.reserved.has_name(name) {
            let message = format!("`{name}` of `{ty}` was reserved, and is used again");
            let misread = Verdicts::of(|_, _| Misread).only(&[Wire::Json, Wire::ProtoJson]);
            cx.report(
                self.pair,
                Finding::new("field-name-reused", message)
                    .field(field)
                    .verdicts(misread)
                    .help("give it a name that was never used"),
            );
        }
        let finding = if let Some(index) = field.oneof {
            if !oneofs.contains(&Some(index)) {
                // A new oneof is reported as one.
                return;
            }
            let required = self.new.oneofs.get(index).is_some_and(|oneof| oneof.required);
            let message = format!("`{name}` of `{ty}` is a new alternative");
            let verdicts = Verdicts::of(|direction, wire| match (direction, wire) {
                (OldReader, Wire::Json) => Refused,
                (OldReader, _) if required => Refused,
                _ => Same,
            });
            Finding::new("alternative-added", message)
                .verdicts(verdicts)
                .help(cx.new_version(self.pair))
        } else {
            let verdicts = Verdicts::of(|direction, wire| match direction {
                OldReader => Same,
                NewReader => absent(field, wire, types),
            });
            let mut finding = Finding::new("field-added", format!("`{name}` of `{ty}` is new"))
                .verdicts(verdicts);
            if verdicts != Verdicts::SAFE {
                let optional = if types.is_message(field.kind.required()) {
                    self.language
                        .choose("remove `(plumberd.v1.field).required`", "make it an `Option`")
                } else {
                    self.language.choose(
                        "make it `optional` or write `[(plumberd.v1.field).default = true]`",
                        "make it an `Option` or write `#[event(default)]`",
                    )
                };
                finding = finding.help(format!("{optional}, or {}", cx.new_version(self.pair)));
            }
            finding
        };
        cx.report(self.pair, finding.field(field));
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

/// How an event without the field is read.
pub(super) fn absent(field: &Field, wire: Wire, types: Types<'_>) -> Reading {
    if matches!(field.kind, Kind::Optional(_)) {
        return Same;
    }
    if field.fixed.is_some() {
        return Refused;
    }
    let has_zero = !types.is_message(&field.kind) && !matches!(field.kind, Kind::Array(..));
    if field.default || (wire != Wire::Json && has_zero) { Same } else { Refused }
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
