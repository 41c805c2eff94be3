//! Reserved numbers and names.

use super::comparison::{Comparison, Finding, Pair};
use super::remedy::Language;
use crate::lock::normal;
use crate::model::{Reserved, Shape, Type};

pub(super) fn compare<'a>(cx: &mut Comparison<'a>, pair: Pair<'a>) {
    let (old, new) = (normal(pair.old).reserved, normal(pair.new).reserved);
    let name = pair.new.full_name();
    // Who takes a reserved number or name is reported there.
    let used: Vec<(i64, i64)> = numbers(pair.new).map(|number| (number, number)).collect();
    let lost = Reserved {
        numbers: without(&without(&old.numbers, &new.numbers), &used),
        names: old
            .names
            .iter()
            .filter(|name| !new.has_name(name) && !names(pair.new).any(|used| used == *name))
            .cloned()
            .collect(),
    };
    if lost != Reserved::default() {
        let message = format!("`{name}` no longer reserves {}", list(&lost));
        let names: Vec<&str> = lost.names.iter().map(String::as_str).collect();
        let help = Language::of(pair.new).reserve_all(pair.new, &lost.numbers, &names);
        cx.report(pair, Finding::new("reserved-removed", message).help(help));
    }
    let gained = Reserved {
        numbers: without(&new.numbers, &old.numbers),
        names: new.names.iter().filter(|name| !old.has_name(name)).cloned().collect(),
    };
    if gained != Reserved::default() {
        let message = format!("`{name}` reserves {}", list(&gained));
        cx.report(pair, Finding::new("reserved-added", message));
    }
}

fn numbers(ty: &Type) -> Box<dyn Iterator<Item = i64> + '_> {
    match &ty.shape {
        Shape::Message(message) => {
            Box::new(message.fields.iter().filter_map(|field| field.number.map(i64::from)))
        }
        Shape::Enum(values) => Box::new(values.values.iter().map(|value| i64::from(value.number))),
    }
}

fn names(ty: &Type) -> Box<dyn Iterator<Item = &str> + '_> {
    match &ty.shape {
        Shape::Message(message) => Box::new(message.fields.iter().map(|field| field.name.as_str())),
        Shape::Enum(values) => Box::new(values.values.iter().map(|value| value.name.as_str())),
    }
}

/// The parts of sorted ranges that are in no range of the others.
fn without(ranges: &[(i64, i64)], others: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut left = ranges.to_vec();
    for (low, high) in others {
        left = left
            .into_iter()
            .flat_map(|(from, to)| {
                let before = (from, to.min(low.saturating_sub(1)));
                let behind = (from.max(high.saturating_add(1)), to);
                if high < &from || low > &to { [(from, to), (1, 0)] } else { [before, behind] }
            })
            .filter(|(from, to)| from <= to)
            .collect();
    }
    left
}

/// `2, 5 to 7, "frames"`.
fn list(reserved: &Reserved) -> String {
    let numbers = reserved
        .numbers
        .iter()
        .map(|(low, high)| if low == high { low.to_string() } else { format!("{low} to {high}") });
    let names = reserved.names.iter().map(|name| format!("`{name}`"));
    numbers.chain(names).collect::<Vec<_>>().join(", ")
}

/// The remedy for a number that is taken: the lowest one behind all that were used.
pub(super) fn fresh_number(name: &str, pair: Pair<'_>, used: i64, limit: i64) -> String {
    let mut ranges = normal(pair.old).reserved.numbers;
    ranges.extend(normal(pair.new).reserved.numbers);
    if matches!(pair.new.shape, Shape::Message(_)) {
        // Protobuf keeps these for itself.
        ranges.push((19_000, 19_999));
    }
    ranges.sort_unstable();
    let mut free = used.saturating_add(1);
    for (low, high) in ranges {
        if (low..=high).contains(&free) {
            free = high.saturating_add(1);
        }
    }
    let text = format!("give `{name}` a number that was never used");
    if free <= limit { format!("{text}: {free}") } else { text }
}
