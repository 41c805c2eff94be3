//! The fields of a message.

use super::comparison::{Comparison, Finding, Pair};
use super::kinds::Types;
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
        cx.report(pair, Finding::new("union-changed", message).verdicts(verdicts).help(help));
    }
    for (before, after) in &fields.matched {
        fields.field(cx, before, after, &oneofs);
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
        let any = |is_it: fn(&Field, &Field) -> bool| {
            self.matched.iter().any(|(old, new)| is_it(old, new))
        };
        let lost = any(|old, new| old.number.is_some() && new.number.is_none());
        let gained = any(|old, new| old.number.is_none() && new.number.is_some());
        let ty = self.ty();
        if lost {
            let message = format!("`{ty}` has no field numbers any more");
            let verdicts =
                Verdicts::both(Verdict::Breaking, Verdict::Breaking).only(&[Wire::Protobuf]);
            let help = "give the fields back their `#[event(tag = …)]`";
            cx.report(
                self.pair,
                Finding::new("numbers-removed", message).verdicts(verdicts).help(help),
            );
        }
        if gained {
            let message = format!("`{ty}` has field numbers now");
            cx.report(self.pair, Finding::new("numbers-added", message));
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
                Finding::new("name-reused", message)
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
