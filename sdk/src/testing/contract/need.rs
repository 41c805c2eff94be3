use crate::store::{Capabilities, EventStore};

/// What a case needs of an engine beyond the basics: a field of [`Capabilities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    MultiStreamAppend,
    Deletes,
    StreamMetadata,
    Links,
    VirtualStreams,
    Correlation,
    Filters,
    Subscriptions,
}

impl Need {
    fn is_met(self, capabilities: Capabilities) -> bool {
        match self {
            Self::MultiStreamAppend => capabilities.multi_stream_append,
            Self::Deletes => capabilities.deletes,
            Self::StreamMetadata => capabilities.stream_metadata,
            Self::Links => capabilities.links,
            Self::VirtualStreams => capabilities.virtual_streams,
            Self::Correlation => capabilities.correlation,
            Self::Filters => capabilities.filters,
            Self::Subscriptions => capabilities.subscriptions,
        }
    }
}

/// Runs a case, or says why not.
#[allow(clippy::print_stdout, reason = "the output of a test")]
pub fn run(store: &dyn EventStore, needs: &[Need], case: fn(&dyn EventStore)) {
    let capabilities = store.capabilities();
    match needs.iter().find(|need| !need.is_met(capabilities)) {
        Some(need) => println!("skipped: the engine has no {need:?} (see its capabilities)"),
        None => case(store),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::memory::MemoryStore;

    #[test]
    fn each_need_is_a_capability() {
        use Need::{
            Correlation, Deletes, Filters, Links, MultiStreamAppend, StreamMetadata, Subscriptions,
            VirtualStreams,
        };
        for (need, one) in [
            (MultiStreamAppend, Capabilities { multi_stream_append: true, ..Capabilities::NONE }),
            (Deletes, Capabilities { deletes: true, ..Capabilities::NONE }),
            (StreamMetadata, Capabilities { stream_metadata: true, ..Capabilities::NONE }),
            (Links, Capabilities { links: true, ..Capabilities::NONE }),
            (VirtualStreams, Capabilities { virtual_streams: true, ..Capabilities::NONE }),
            (Correlation, Capabilities { correlation: true, ..Capabilities::NONE }),
            (Filters, Capabilities { filters: true, ..Capabilities::NONE }),
            (Subscriptions, Capabilities { subscriptions: true, ..Capabilities::NONE }),
        ] {
            assert!(need.is_met(one) && need.is_met(Capabilities::ALL), "{need:?}");
            assert!(!need.is_met(Capabilities::NONE), "{need:?}");
        }
    }

    #[test]
    #[should_panic(expected = "the case ran")]
    fn a_case_runs_when_its_needs_are_met() {
        run(&MemoryStore::new(), &[Need::Links, Need::Filters], |_| panic!("the case ran"));
    }
}
