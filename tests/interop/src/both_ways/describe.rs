//! What types say about themselves.
use plumberd::EventSet;
use plumberd::codec::Data;
use plumberd::event::Registry;
use plumberd_schema::model::{Collector, Schema};

use crate::report::{Outcome, equal};

/// The schema of a type and of all that it is made of.
pub type Describe = fn() -> Outcome<Schema>;

pub fn event<T: EventSet>() -> Outcome<Schema> {
    let registry = Registry::new().with::<T>().map_err(|error| error.to_string())?;
    registry.schema().map_err(|error| error.to_string())
}

pub fn data<T: Data>() -> Outcome<Schema> {
    let mut collector = Collector::default();
    // The package is one that nothing has: every type knows its own.
    collector.data(T::DESCRIPTOR, "nowhere.v1").map_err(|error| error.to_string())?;
    Ok(collector.finish())
}

/// The schema of many types, which agree about what they have in common.
pub fn collect(types: &[Describe]) -> Outcome<Schema> {
    let mut schema = Schema::default();
    for describe in types {
        for (name, ty) in describe()?.types {
            if let Some(known) = schema.types.get(&name) {
                equal(&name, known, &ty)?;
            }
            schema.types.insert(name, ty);
        }
    }
    Ok(schema)
}
