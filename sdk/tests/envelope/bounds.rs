//! Which events an envelope takes is known to the compiler.

use std::marker::PhantomData;

use plumberd::EncodeEvent;
use plumberd::envelope::{Bytes, Carries, Dotted, Plumberd, RawPayload, Togather, Typed};

use super::model::*;

struct Probe<V, E>(PhantomData<(V, E)>);

impl<V: Carries<E>, E: EncodeEvent> Probe<V, E> {
    const CARRIES: bool = true;
}

/// What counts where the bounds of the inherent constant do not hold.
trait Otherwise {
    const CARRIES: bool = false;
}

impl<V, E> Otherwise for Probe<V, E> {}

type Raw = Typed<'static, RawPayload<'static>>;

#[test]
fn protobuf_forms_take_events_with_tags_only() {
    let tagged = [
        Probe::<Raw, RecordingFinished>::CARRIES,
        Probe::<Bytes<'static>, RecordingFinished>::CARRIES,
        Probe::<Togather<'static>, RecordingFinished>::CARRIES,
        Probe::<Dotted<Bytes<'static>>, RecordingFinished>::CARRIES,
    ];
    assert_eq!(tagged, [true; 4]);
    let untagged = [
        Probe::<Raw, TaskCreated>::CARRIES,
        Probe::<Bytes<'static>, TaskCreated>::CARRIES,
        Probe::<Togather<'static>, TaskCreated>::CARRIES,
        Probe::<Dotted<Bytes<'static>>, TaskCreated>::CARRIES,
        Probe::<Bytes<'static>, AnyEvent>::CARRIES,
    ];
    assert_eq!(untagged, [false; 5]);
    let every = [
        Probe::<Plumberd<'static>, RecordingFinished>::CARRIES,
        Probe::<Plumberd<'static>, TaskCreated>::CARRIES,
        Probe::<Plumberd<'static>, AnyEvent>::CARRIES,
        Probe::<Dotted<Plumberd<'static>>, AnyEvent>::CARRIES,
    ];
    assert_eq!(every, [true; 4]);
}
