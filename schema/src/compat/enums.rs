//! The values of an enum.

use super::comparison::{Comparison, Finding, Pair};
use super::remedy::Language;
use super::reserved::fresh_number;
use super::verdict::{Direction, Reading, Verdicts, Wire};
use crate::model::{Enum, EnumValue};

use Direction::{NewReader, OldReader};
use Reading::{Misread, Refused, Same};

pub(super) fn compare<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>, old: &'a Enum, new: &'a Enum) {
    let values = Values { pair, old, new, language: Language::of(pair.new) };
    let mut added: Vec<&EnumValue> = Vec::new();
    let mut matched: Vec<(&EnumValue, &EnumValue)> = Vec::new();
    for value in &new.values {
        match old.values.iter().find(|it| it.name == value.name) {
            Some(before) => matched.push((before, value)),
            None => added.push(value),
        }
    }
    for before in &old.values {
        if matched.iter().any(|(it, _)| it.name == before.name) {
            continue;
        }
        // A reserved name says that it is gone, not that it is called otherwise.
        let renamed = added
            .iter()
            .position(|it| it.number == before.number)
            .filter(|_| !pair.new.reserved.has_name(&before.name));
        match renamed {
            Some(index) => matched.push((before, added.remove(index))),
            None => values.removed(cx, before, &added),
        }
    }
    for (before, after) in matched {
        values.matched(cx, before, after);
    }
    for value in added {
        values.added(cx, value);
    }
    values.rules(cx);
}

fn finding(rule: &'static str, value: &EnumValue, message: String) -> Finding {
    Finding::new(rule, message).member(&value.name).at(value.place.as_ref())
}

struct Values<'a> {
    pair: Pair<'a>,
    old: &'a Enum,
    new: &'a Enum,
    language: Language,
}

impl<'a> Values<'a> {
    fn name(&self) -> String {
        self.pair.new.full_name()
    }

    /// Whether names are written on a wire, by the writer of a direction.
    fn named(&self, direction: Direction, wire: Wire) -> bool {
        let writer = match direction {
            OldReader => self.new,
            NewReader => self.old,
        };
        match wire {
            Wire::Json => writer.by_name,
            Wire::ProtoJson => true,
            Wire::Protobuf => false,
        }
    }

    fn matched(&self, cx: &mut Comparison<'a>, old: &EnumValue, new: &EnumValue) {
        let (ty, name) = (self.name(), &new.name);
        if old.number != new.number {
            let taken = self.old.values.iter().find(|it| it.number == new.number);
            let taken =
                taken.map_or(String::new(), |it| format!(", which was that of `{}`", it.name));
            let message = format!(
                "the number of `{name}` of `{ty}` was {}, is {}{taken}",
                old.number, new.number
            );
            let verdicts = Verdicts::of(
                |direction, wire| {
                    if self.named(direction, wire) { Same } else { Misread }
                },
            );
            let help = self.language.choose(
                &format!("write `{name} = {};`", old.number),
                &format!("write `{} = {}`", new.json_name, old.number),
            );
            cx.report(
                self.pair,
                finding("enum-value-renumbered", new, message)
                    .verdicts(verdicts)
                    .help(format!("{help}; a new value takes a number that was never used")),
            );
        }
        let keys = Verdicts::of(|direction, wire| {
            let (writer, reader) = match direction {
                OldReader => (new, old),
                NewReader => (old, new),
            };
            let key = if wire == Wire::Json { &writer.json_name } else { &writer.name };
            let known =
                [&reader.json_name, &reader.name].contains(&key) || reader.aliases.contains(key);
            if !self.named(direction, wire) || known { Same } else { Refused }
        });
        if old.name != new.name {
            let message =
                format!("`{}` of `{ty}` (number {}) is `{name}` now", old.name, old.number);
            let help = format!(
                "restore the name, or keep `{}` as it was and add another value with a number that was never used",
                old.name
            );
            cx.report(
                self.pair,
                finding("enum-value-renamed", new, message).verdicts(keys).help(help),
            );
        } else if old.json_name != new.json_name {
            let message = format!(
                "`{name}` of `{ty}` was `{}` in JSON, is `{}`",
                old.json_name, new.json_name
            );
            let help = self.language.choose(
                &format!("write `[(plumberd.v1.value).name = {:?}]`", old.json_name),
                &format!("write `#[event(name = {:?})]`", old.json_name),
            );
            cx.report(
                self.pair,
                finding("enum-value-json-name", new, message)
                    .verdicts(keys.only(&[Wire::Json]))
                    .help(help),
            );
        }
        self.aliases(cx, old, new);
        if old.deprecated.is_some() != new.deprecated.is_some() {
            let is =
                if new.deprecated.is_some() { "is deprecated" } else { "is no longer deprecated" };
            let message = format!("`{name}` of `{ty}` {is}");
            cx.report(self.pair, finding("deprecation", new, message));
        }
    }

    fn aliases(&self, cx: &mut Comparison<'a>, old: &EnumValue, new: &EnumValue) {
        let (ty, name) = (self.name(), &new.name);
        for alias in new.aliases.iter().filter(|it| !old.aliases.contains(it)) {
            if ![&old.name, &old.json_name].contains(&alias) {
                let message = format!("`{name}` of `{ty}` is read as `{alias}` too");
                cx.report(self.pair, finding("alias-added", new, message));
            }
        }
        for alias in old.aliases.iter().filter(|it| !new.aliases.contains(it)) {
            if ![&new.name, &new.json_name].contains(&alias) {
                let message = format!("`{name}` of `{ty}` is no longer read as `{alias}`");
                let verdicts = Verdicts::of(|direction, wire| {
                    let lost = direction == NewReader && self.named(direction, wire);
                    if lost { Refused } else { Same }
                });
                let help = self.language.choose(
                    &format!("restore `[(plumberd.v1.value).aliases = {alias:?}]`"),
                    &format!("`#[event(aliases({alias:?}))]`"),
                );
                cx.report(
                    self.pair,
                    finding("alias-removed", new, message).verdicts(verdicts).help(help),
                );
            }
        }
    }

    fn added(&self, cx: &mut Comparison<'a>, value: &EnumValue) {
        let (ty, name, number) = (self.name(), &value.name, value.number);
        let before = self.old.values.iter().filter(|it| it.number == number);
        let is_alias = before.clone().any(|old| {
            self.new.values.iter().any(|new| new.number == number && new.name == old.name)
        });
        let was = match before.clone().next() {
            Some(old) if !is_alias => Some(format!("was that of `{}`", old.name)),
            None if self.pair.old.reserved.has_number(i64::from(number)) => {
                Some("was reserved".to_owned())
            }
            _ => None,
        };
        if let Some(was) = was {
            let message = format!("the number {number} of `{name}` of `{ty}` {was}");
            let verdicts =
                Verdicts::of(
                    |direction, wire| {
                        if self.named(direction, wire) { Refused } else { Misread }
                    },
                );
            let used = self.old.values.iter().chain(&self.new.values).map(|it| it.number).max();
            let help =
                fresh_number(name, self.pair, i64::from(used.unwrap_or(0)), i64::from(i32::MAX));
            cx.report(
                self.pair,
                finding("enum-number-reused", value, message).verdicts(verdicts).help(help),
            );
            return;
        }
        if self.pair.old.reserved.has_name(name) {
            let message = format!("`{name}` of `{ty}` was reserved, and is used again");
            let verdicts = Verdicts::of(
                |direction, wire| {
                    if self.named(direction, wire) { Misread } else { Same }
                },
            );
            cx.report(
                self.pair,
                finding("name-reused", value, message)
                    .verdicts(verdicts)
                    .help("give it a name that was never used"),
            );
        }
        let message = format!("`{name}` of `{ty}` is new");
        let verdicts = Verdicts::of(|direction, wire| {
            let known = !self.named(direction, wire) && (self.old.open || is_alias);
            if direction == NewReader || known { Same } else { Refused }
        });
        let help = cx.new_version(self.pair);
        let finding = finding("enum-value-added", value, message).verdicts(verdicts);
        cx.report(self.pair, finding.help(help));
    }

    fn removed(&self, cx: &mut Comparison<'a>, value: &EnumValue, added: &[&EnumValue]) {
        let number = i64::from(value.number);
        // Whoever has the number now is reported for it.
        let taken = added.iter().any(|it| it.number == value.number);
        if taken && !self.pair.new.reserved.has_name(&value.name) {
            return;
        }
        let reserved = &self.pair.new.reserved;
        let still = self.new.values.iter().any(|it| it.number == value.number);
        let missing_number = (!still && !reserved.has_number(number)).then_some(number);
        let missing_name = (!reserved.has_name(&value.name)).then_some(value.name.as_str());
        let ty = self.name();
        let gone = format!("`{}` of `{ty}` (number {number}) is gone", value.name);
        let verdicts = Verdicts::of(|direction, _| match direction {
            OldReader => Same,
            NewReader => Refused,
        });
        let keep = format!("keep `{}` and mark it deprecated", value.name);
        let finding = if missing_number.is_none() && missing_name.is_none() {
            Finding::new("enum-value-removed", gone).help(keep)
        } else {
            let reserve = self.language.reserve(self.pair.new, missing_number, missing_name);
            Finding::new("enum-value-removed-unreserved", format!("{gone} and not reserved"))
                .help(format!("{keep}; if it was never stored, {reserve}"))
        };
        cx.report(self.pair, finding.member(&value.name).verdicts(verdicts));
    }

    /// How the whole enum is written and read.
    fn rules(&self, cx: &mut Comparison<'a>) {
        let ty = self.name();
        if self.old.open != self.new.open {
            let (message, verdicts) = if self.new.open {
                (format!("`{ty}` keeps unknown numbers now"), Verdicts::SAFE)
            } else {
                let message = format!("`{ty}` refuses unknown numbers now");
                let verdicts = Verdicts::of(|direction, wire| {
                    let number = direction == NewReader && !self.named(direction, wire);
                    if number { Refused } else { Same }
                });
                (message, verdicts)
            };
            let mut finding = Finding::new("enum-open", message).verdicts(verdicts);
            if !self.new.open {
                finding = finding.help(self.language.choose(
                    "remove `option (plumberd.v1.values).closed = true;`",
                    "keep the variant with `#[event(unknown)]`",
                ));
            }
            cx.report(self.pair, finding);
        }
        if self.old.by_name != self.new.by_name {
            let now = if self.new.by_name { "name" } else { "number" };
            let verdicts = Verdicts::of(|direction, wire| match (direction, wire) {
                (OldReader, Wire::Json) => Refused,
                _ => Same,
            });
            let help = self.language.choose(
                &format!("write `option (plumberd.v1.values).by_name = {};`", self.old.by_name),
                if self.old.by_name {
                    "write `json = \"name\"`"
                } else {
                    "remove `json = \"name\"`"
                },
            );
            cx.report(
                self.pair,
                Finding::new("enum-by-name", format!("`{ty}` is written by {now} now"))
                    .verdicts(verdicts)
                    .help(help),
            );
        }
    }
}
