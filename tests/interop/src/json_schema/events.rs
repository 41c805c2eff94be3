//! What the other types do not have: decimals, defaults, fixed values.
use std::collections::BTreeMap;

use plumberd::{Fixed, PlumberdEvent};
use proptest::prelude::*;
use rust_decimal::Decimal;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Test")]
pub struct Priced {
    #[event(tag = 1)]
    price: Decimal,
    #[event(tag = 2)]
    discount: Option<Decimal>,
    #[event(tag = 3, default, aliases("Count"))]
    amount: i16,
    #[event(tag = 4, fixed = "priced")]
    event_name: Fixed<&'static str>,
    #[event(tag = 5, fixed = 3)]
    revision: Fixed<u64>,
    #[event(tag = 6)]
    by_day: BTreeMap<i32, Decimal>,
}

impl Arbitrary for Priced {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        let decimal =
            || (any::<i64>(), 0u32..28).prop_map(|(digits, scale)| Decimal::new(digits, scale));
        (
            decimal(),
            proptest::option::of(decimal()),
            any::<i16>(),
            proptest::collection::btree_map(any::<i32>(), decimal(), 0..3),
        )
            .prop_map(|(price, discount, amount, by_day)| Self {
                price,
                discount,
                amount,
                event_name: Fixed::new(),
                revision: Fixed::new(),
                by_day,
            })
            .boxed()
    }
}
