use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::Span;

/// Collects errors, so that one build shows all of them.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: RefCell<Vec<syn::Error>>,
}

impl Ctxt {
    /// Runs one derive; the only way to get a `Ctxt`, so that no error can be forgotten.
    pub(crate) fn collect<T>(run: impl FnOnce(&Self) -> Option<T>) -> Result<T, syn::Error> {
        let cx = Self::default();
        let value = run(&cx);
        let all = cx.errors.into_inner().into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        match (value, all) {
            (Some(value), None) => Ok(value),
            (_, Some(errors)) => Err(errors),
            (None, None) => {
                Err(syn::Error::new(Span::call_site(), "plumberd cannot derive this item"))
            }
        }
    }

    /// Notes an error at a place.
    pub(crate) fn error(&self, at: Span, message: impl Display) {
        self.syn(syn::Error::new(at, message));
    }

    /// Notes an error of the parser.
    pub(crate) fn syn(&self, error: syn::Error) {
        self.errors.borrow_mut().push(error);
    }

    /// The value, or its error noted.
    pub(crate) fn ok<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.syn(error)).ok()
    }
}
