//! Schemas at random.

use plumberd_schema::compat::compare;
use plumberd_schema::diagnostic::Severity;
use plumberd_schema::lock::{Lock, State, check, hash};
use plumberd_schema::model::{Schema, Shape};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::rows;
use crate::random::{disturb, edit, schema};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_schema_is_itself(schema in schema()) {
        prop_assert_eq!(compare(&schema, &schema), []);
    }

    #[test]
    fn comments_places_and_order_are_no_change(schema in schema(), seed: u64) {
        let other = disturb(&schema, seed);
        prop_assert_eq!(compare(&schema, &other), []);
        prop_assert_eq!(compare(&other, &schema), []);
        for name in schema.types.keys() {
            prop_assert_eq!(hash(&schema, name), hash(&other, name));
        }
        let report = check(&other, Some(&Lock::of(&schema).to_json())).unwrap();
        prop_assert_eq!(report.state, State::Equal);
    }

    #[test]
    fn every_edit_is_a_change(schema in schema(), seed: u64) {
        let (what, other) = edit(&schema, seed);
        let changes = compare(&schema, &other);
        prop_assert!(!changes.is_empty(), "{}", what);
        let report = check(&other, Some(&Lock::of(&schema).to_json())).unwrap();
        prop_assert!(report.state != State::Equal, "{}", what);
        prop_assert_eq!(report.changes.len(), changes.len(), "{}", what);
        let refused = changes.iter().any(|change| change.severity == Severity::Error);
        prop_assert_eq!(report.state == State::Refused, refused, "{}", what);
    }

    #[test]
    fn two_schemas_that_have_nothing_to_do_with_each_other(a in schema(), b in schema()) {
        let changes = compare(&a, &b);
        prop_assert_eq!(changes.is_empty(), Lock::of(&a) == Lock::of(&b));
        for change in &changes {
            prop_assert!(change.is_safe() || change.severity > Severity::Note || change.rule == "version-added");
        }
    }
}

#[test]
fn the_way_back_is_a_change_too() {
    for (name, edit) in rows() {
        let (mut old, mut new) = (super::base(), super::base());
        edit(&mut old, &mut new);
        assert_eq!(compare(&old, &new).is_empty(), compare(&new, &old).is_empty(), "{name}");
    }
}

#[test]
fn random_schemas_have_something_of_all() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let all: Vec<Schema> =
        (0..64).map(|_| schema().new_tree(&mut runner).unwrap().current()).collect();
    let types = || all.iter().flat_map(|schema| schema.types.values());
    assert!(types().any(|ty| matches!(ty.shape, Shape::Enum(_))));
    assert!(types().any(|ty| matches!(&ty.shape, Shape::Message(it) if !it.oneofs.is_empty())));
    assert!(types().any(|ty| ty.event.is_some() && ty.fields().len() > 2));
    assert!(types().any(|ty| ty.fields().iter().any(|field| field.kind.named().is_some())));
}
