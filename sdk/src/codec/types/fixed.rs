use std::fmt;
use std::marker::PhantomData;

use crate::codec::Field;

/// A field that is a constant on the wire: `#[event(fixed = "admin.account.created")]`.
///
/// It takes no room in the struct. The value stands in the attribute; it is always written, and any
/// other one is an error when it is read. `T` is `&'static str`, an integer or `bool`.
///
/// ```
/// use plumberd::codec::json;
/// use plumberd::{Fixed, PlumberdEvent};
///
/// #[derive(Debug, Default, PlumberdEvent)]
/// #[event(category = "Account")]
/// struct AccountCreated {
///     #[event(fixed = "admin.account.created")]
///     event_name: Fixed<&'static str>,
///     name: String,
/// }
///
/// let event = AccountCreated { name: "Ada".into(), ..AccountCreated::default() };
/// let written = json::to_vec(&event)?;
/// assert_eq!(written, br#"{"EventName":"admin.account.created","Name":"Ada"}"#);
///
/// let other = br#"{"EventName":"admin.account.closed","Name":"Ada"}"#;
/// assert_eq!(
///     json::from_slice::<AccountCreated>(other).unwrap_err().to_string(),
///     r#"`EventName` is always "admin.account.created", found "admin.account.closed" at `EventName` (line 1, column 14)"#,
/// );
/// # Ok::<(), plumberd::codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fixed<T>(PhantomData<T>);

impl<T> Fixed<T> {
    /// The field.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for Fixed<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Fixed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixed")
    }
}

/// A type that a [`Fixed`] field can have: `&'static str`, an integer, `bool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot have a fixed value",
    label = "not a type of fixed values",
    note = "write `Fixed<&'static str>`, `Fixed<bool>`, or `Fixed` of an integer type"
)]
pub trait FixedType: Field + sealed::Sealed + 'static {}

/// What a field with `#[event(fixed = …)]` is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can have any value, so `fixed` has no meaning for it",
    label = "not a `Fixed<…>`",
    note = "write the type as `Fixed<&'static str>`, `Fixed<bool>`, or `Fixed` of an integer type"
)]
pub trait FixedField {
    /// The type of the value.
    type Value: FixedType;
}

impl<T: FixedType> FixedField for Fixed<T> {
    type Value = T;
}

macro_rules! fixed {
    ($($type:ty)*) => { $(
        impl FixedType for $type {}
        impl sealed::Sealed for $type {}
    )* };
}

fixed! { &'static str i8 i16 i32 i64 u8 u16 u32 u64 bool }

mod sealed {
    pub trait Sealed {}
}
