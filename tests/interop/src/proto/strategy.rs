use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::ours::*;

/// Any but NaN, which is equal to nothing.
fn wide() -> impl Strategy<Value = f64> + Clone {
    use proptest::num::f64::{INFINITE, NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO | INFINITE
}

fn single() -> impl Strategy<Value = f32> {
    use proptest::num::f32::{INFINITE, NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO | INFINITE
}

/// Small numbers are as likely as large ones: their varints have other lengths.
fn number() -> impl Strategy<Value = i64> + Clone {
    (any::<i64>(), 0u32..64).prop_map(|(number, shift)| number >> shift)
}

fn unsigned() -> impl Strategy<Value = u64> + Clone {
    (any::<u64>(), 0u32..64).prop_map(|(number, shift)| number >> shift)
}

fn short() -> impl Strategy<Value = i32> + Clone {
    (any::<i32>(), 0u32..32).prop_map(|(number, shift)| number >> shift)
}

fn short_unsigned() -> impl Strategy<Value = u32> + Clone {
    (any::<u32>(), 0u32..32).prop_map(|(number, shift)| number >> shift)
}

fn text() -> impl Strategy<Value = String> + Clone {
    // Lengths around 128 have another length of their length.
    prop_oneof![8 => ".{0,12}", 1 => "[a-zé😀]{120,140}"]
}

fn raw() -> impl Strategy<Value = Vec<u8>> + Clone {
    vec(any::<u8>(), 0..20)
}

fn moment() -> impl Strategy<Value = Timestamp> + Clone {
    (-62_135_500_000i64..253_402_200_000, 0i32..1_000_000_000)
        .prop_map(|(seconds, nanos)| Timestamp::new(seconds, nanos).expect("in range"))
}

fn span() -> impl Strategy<Value = SignedDuration> {
    (-300_000_000_000i64..300_000_000_000, 0i32..1_000_000_000)
        .prop_map(|(seconds, nanos)| SignedDuration::new(seconds, nanos * seconds.signum() as i32))
}

fn mode() -> impl Strategy<Value = Mode> + Clone {
    prop_oneof![Just(Mode::Unspecified), Just(Mode::Fast), Just(Mode::Slow), Just(Mode::Deep)]
}

fn tree() -> impl Strategy<Value = Tree> + Clone {
    let leaf = (number(), text()).prop_map(|(value, name)| Tree { value, name, children: vec![] });
    leaf.prop_recursive(4, 12, 3, |inner| {
        (number(), text(), vec(inner, 0..3)).prop_map(|(value, name, children)| Tree {
            value,
            name,
            children,
        })
    })
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        text().prop_map(Choice::ByText),
        number().prop_map(Choice::ByNumber),
        tree().prop_map(Choice::ByTree),
        raw().prop_map(Choice::ByRaw),
        mode().prop_map(Choice::ByMode),
    ]
}

pub fn recording_finished() -> impl Strategy<Value = RecordingFinished> {
    (text(), wide(), text()).prop_map(|(recording_id, duration, file_path)| RecordingFinished {
        recording_id,
        duration,
        file_path,
    })
}

pub fn recording_stopped() -> impl Strategy<Value = RecordingStopped> {
    let quality = prop_oneof![Just(Quality::Unspecified), Just(Quality::Low), Just(Quality::High)];
    let location =
        (text(), wide(), wide(), short()).prop_map(|(site, latitude, longitude, floor)| Location {
            site,
            latitude,
            longitude,
            floor,
        });
    let source = prop_oneof![
        (text(), short_unsigned())
            .prop_map(|(serial_no, channel)| Source::Camera(Camera { serial_no, channel })),
        text().prop_map(Source::Upload),
    ];
    let first = (text(), number(), wide(), any::<bool>(), raw(), quality);
    let second = (
        location,
        vec(text(), 0..4),
        btree_map(text(), number(), 0..4),
        option::of(text()),
        moment(),
        option::of(source),
    );
    (first, second).prop_map(|(first, second)| {
        let (recording_id, frames, duration, partial, checksum, quality) = first;
        let (location, tags, counters, note, stopped_at, source) = second;
        RecordingStopped {
            recording_id,
            frames,
            duration,
            partial,
            checksum,
            quality,
            location,
            tags,
            counters,
            note,
            stopped_at,
            source,
        }
    })
}

pub fn everything() -> impl Strategy<Value = Everything> {
    let integers = (
        (short(), number(), short_unsigned(), unsigned(), short()),
        (number(), short_unsigned(), unsigned(), short(), number()),
    );
    let plain = (single(), wide(), any::<bool>(), text(), raw(), mode());
    let maybe = (
        option::of(number()),
        option::of(text()),
        option::of(any::<bool>()),
        option::of(raw()),
        option::of(mode()),
        option::of(wide()),
        option::of(tree()),
    );
    let many = (
        vec(short(), 0..5),
        vec(text(), 0..4),
        vec(wide(), 0..5),
        vec(any::<bool>(), 0..5),
        vec(raw(), 0..4),
        vec(mode(), 0..5),
        vec(tree(), 0..3),
        vec(number(), 0..5),
        vec(short_unsigned(), 0..5),
        vec(unsigned(), 0..5),
    );
    let maps = (
        map(text(), text()),
        map(short(), number()),
        map(text(), tree()),
        map(unsigned(), any::<bool>()),
        map(number(), wide()),
        map(text(), mode()),
    );
    let last = (moment(), option::of(moment()), span(), option::of(choice()), text(), short());
    (integers, plain, maybe, many, maps, last).prop_map(
        |(integers, plain, maybe, many, maps, last)| Everything {
            plain_i32: integers.0.0,
            plain_i64: integers.0.1,
            plain_u32: integers.0.2,
            plain_u64: integers.0.3,
            zigzag_i32: integers.0.4,
            zigzag_i64: integers.1.0,
            fixed_u32: integers.1.1,
            fixed_u64: integers.1.2,
            fixed_i32: integers.1.3,
            fixed_i64: integers.1.4,
            single: plain.0,
            wide: plain.1,
            flag: plain.2,
            text: plain.3,
            raw: plain.4,
            mode: plain.5,
            maybe_i64: maybe.0,
            maybe_text: maybe.1,
            maybe_flag: maybe.2,
            maybe_raw: maybe.3,
            maybe_mode: maybe.4,
            maybe_wide: maybe.5,
            maybe_tree: maybe.6,
            many_i32: many.0,
            many_text: many.1,
            many_wide: many.2,
            many_flag: many.3,
            many_raw: many.4,
            many_mode: many.5,
            many_tree: many.6,
            many_zigzag: many.7,
            many_fixed: many.8,
            many_u64: many.9,
            text_by_text: maps.0,
            i64_by_i32: maps.1,
            tree_by_text: maps.2,
            flag_by_u64: maps.3,
            wide_by_i64: maps.4,
            mode_by_text: maps.5,
            at: last.0,
            maybe_at: last.1,
            took: last.2,
            choice: last.3,
            late: last.4,
            last: last.5,
        },
    )
}

pub fn loose() -> impl Strategy<Value = Loose> {
    (vec(short(), 0..5), vec(wide(), 0..5), vec(number(), 0..5))
        .prop_map(|(loose, wide, tight)| Loose { loose, wide, tight })
}

fn map<K: Ord + std::fmt::Debug, V: std::fmt::Debug>(
    key: impl Strategy<Value = K>,
    value: impl Strategy<Value = V>,
) -> impl Strategy<Value = BTreeMap<K, V>> {
    btree_map(key, value, 0..4)
}
