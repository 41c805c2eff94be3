use plumberd_schema::lock::{Lock, check};
use plumberd_schema::model::Schema;
use proptest::prelude::*;

use crate::random::{Dice, schema};
use crate::small;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_lock_is_read_back(now in schema(), before in schema()) {
        let lock = Lock::of(&before).accept(&now);
        let text = lock.to_json();
        let read = Lock::parse(&text).unwrap();
        prop_assert_eq!(&read, &lock);
        prop_assert_eq!(read.to_json(), text);
        prop_assert_eq!(Lock::of(&lock.schema()), Lock::of(&now));
        prop_assert_eq!(lock.accept(&now), lock);
    }

    #[test]
    fn names_with_any_characters(category in "\\PC*", alias in any::<String>()) {
        let mut schema = small();
        let event = schema.types.get_mut("recording.v1.Started").unwrap().event.as_mut().unwrap();
        event.category = category;
        event.aliases = vec![alias];
        let lock = Lock::of(&schema);
        // A line cannot look like the marker of a conflict: names stand behind their keys.
        prop_assert_eq!(Lock::parse(&lock.to_json()), Ok(lock));
    }

    #[test]
    fn hostile_text_never_panics(text in any::<String>()) {
        prop_assert!(Lock::parse(&text).is_err());
    }
}

/// A lock of which bytes are changed is refused or, where only the form changed, the same.
#[test]
fn mutated_bytes() {
    let lock = Lock::of(&small()).accept(&Schema::default());
    let text = lock.to_json();
    let mut dice = Dice::new(7);
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, b" \"{}[],:0a\n"[dice.below(11)]),
                2 => bytes[at] ^= 1 << dice.below(7),
                _ => {
                    let from = dice.below(bytes.len());
                    bytes[at] = bytes[from];
                }
            }
        }
        let Ok(mutated) = String::from_utf8(bytes) else { continue };
        match Lock::parse(&mutated) {
            Ok(read) => assert_eq!(read, lock, "{mutated}"),
            Err(error) => {
                refused += 1;
                assert!(error.to_string().starts_with("plumberd.lock.json"));
                assert_eq!(check(&small(), Some(&mutated)).err(), Some(error));
            }
        }
    }
    assert!(refused > 10_000, "{refused}");
}
