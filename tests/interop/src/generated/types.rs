//! The generated types, listed by the build script.
use super::Generated;

/// The events of `proto/` and what they are made of.
pub fn root() -> Vec<Generated> {
    use plumberd_contracts as schemas;
    include!(concat!(env!("OUT_DIR"), "/root_types.rs"))
}

/// The messages of the corpus that `plumberd-build` is tested with.
pub fn corpus() -> Vec<Generated> {
    #[allow(dead_code, reason = "constructors that only users call")]
    mod schemas {
        include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
    }
    include!(concat!(env!("OUT_DIR"), "/corpus_types.rs"))
}

/// The messages of togather-event-sdk; none if the suite was built without their sources.
#[cfg(togather)]
pub fn togather() -> Vec<Generated> {
    #[allow(dead_code, reason = "constructors that only users call")]
    mod schemas {
        include!(concat!(env!("OUT_DIR"), "/togather.rs"));
    }
    include!(concat!(env!("OUT_DIR"), "/togather_types.rs"))
}

#[cfg(not(togather))]
pub fn togather() -> Vec<Generated> {
    Vec::new()
}
