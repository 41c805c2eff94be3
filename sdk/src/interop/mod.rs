//! The traits of other worlds, for types that ask for them with `#[event(interop(…))]`.
//!
//! A type does not get them unasked, for it may derive serde's own beside ours.

#[cfg(feature = "prost")]
pub mod prost;
#[cfg(feature = "schemars")]
pub mod schemars;
#[cfg(feature = "serde")]
pub mod serde;

// Each macro is called by the derives as `name! { (generics) (type) (where clause) }`; without its
// feature it says which one to enable.

#[cfg(not(feature = "prost"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __interop_prost {
    ($($any:tt)*) => {
        ::core::compile_error!("`interop(prost)` needs the feature `prost` of plumberd");
    };
}

#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __interop_schemars {
    ($($any:tt)*) => {
        ::core::compile_error!("`interop(schemars)` needs the feature `schemars` of plumberd");
    };
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __interop_serde {
    ($($any:tt)*) => {
        ::core::compile_error!("`interop(serde)` needs the feature `serde` of plumberd");
    };
}
