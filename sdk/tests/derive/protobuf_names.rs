//! Types that say which message or enum they are, where no build script has compiled a schema: nothing
//! is checked, and the name is in the descriptor.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use plumberd::codec::{Data, Entries, Field};
use plumberd::{EventSet, PlumberdData, PlumberdEvent, PlumberdEvents};

#[derive(PlumberdData)]
#[event(proto = "no.such.Camera")]
struct Camera {
    #[event(tag = 1)]
    number: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, PlumberdData)]
#[event(proto = "no.such.v1.Quality")]
enum Quality {
    Low = 0,
}

#[derive(PlumberdData)]
#[event(proto = "Source")]
enum Source {
    #[event(tag = 1)]
    Camera(Box<Camera>),
    #[event(tag = 2)]
    Nobody,
    #[event(tag = 3)]
    Quality(Quality),
}

#[derive(PlumberdData)]
struct Cameras(Vec<Camera>);

#[derive(PlumberdEvent)]
#[event(category = "Recording", proto = "no.such.RecordingStarted", register = false)]
struct RecordingStarted {
    #[event(tag = 1)]
    title: String,
}

#[derive(PlumberdEvents)]
#[event(category = "Recording")]
enum RecordingEvent {
    #[event(proto = "no.such.Stopped")]
    Stopped {
        #[event(tag = 1)]
        title: String,
    },
}

fn name<T: Field>() -> &'static str {
    T::PROTO_NAME
}

#[test]
fn descriptors_have_the_name() {
    assert_eq!(Camera::DESCRIPTOR.proto, Some("no.such.Camera"));
    assert_eq!(Quality::DESCRIPTOR.proto, Some("no.such.v1.Quality"));
    assert_eq!(Source::DESCRIPTOR.proto, Some("Source"));
    assert_eq!(RecordingStarted::DESCRIPTOR.proto, Some("no.such.RecordingStarted"));
    assert_eq!(RecordingEvent::EVENTS[0].descriptor.proto, Some("no.such.Stopped"));
}

#[test]
fn a_name_passes_through_what_holds_the_type() {
    for name in [
        name::<Camera>(),
        name::<&Camera>(),
        name::<Box<Camera>>(),
        name::<Arc<Camera>>(),
        name::<Option<Box<Camera>>>(),
        name::<Vec<Camera>>(),
        name::<[Camera; 3]>(),
        name::<Cameras>(),
        name::<BTreeMap<String, Camera>>(),
        name::<HashMap<u32, Arc<Camera>>>(),
        name::<Entries<&str, Camera>>(),
    ] {
        assert_eq!(name, "no.such.Camera");
    }
    #[cfg(feature = "smallvec")]
    assert_eq!(name::<smallvec::SmallVec<[Camera; 2]>>(), "no.such.Camera");
    assert_eq!(name::<BTreeSet<Quality>>(), "no.such.v1.Quality");
    assert_eq!(name::<HashSet<Quality>>(), "no.such.v1.Quality");
    assert_eq!(<Source as Data>::ALTERNATIVES, ["no.such.Camera", "", "no.such.v1.Quality"]);
    assert_eq!(<Box<Source> as Data>::ALTERNATIVES.len(), 3);
    for name in [name::<String>(), name::<Vec<u8>>(), name::<BTreeMap<String, u8>>()] {
        assert_eq!(name, "");
    }
}
