use plumberd::PlumberdData;
use plumberd::clock::DateTimeOffset;
use plumberd::codec::json::{self, ReadLimits};
use plumberd::codec::profile::{MicroPlumberd, Profile, Proto3};

use crate::signal::Signal;

#[derive(PlumberdData)]
struct Moment {
    at: DateTimeOffset,
}

/// A moment that was read is written in every form, and each comes back the same.
pub fn run(data: &[u8]) -> Signal {
    let Ok(text) = std::str::from_utf8(data) else { return Signal::of("not text") };
    let at = match DateTimeOffset::parse(text) {
        Ok(at) => at,
        Err(error) => return Signal::of(std::mem::discriminant(&error)),
    };
    let shown = at.to_string();
    let again = DateTimeOffset::parse(&shown).unwrap_or_else(|error| panic!("{error}: {shown}"));
    assert_eq!(
        (again.unix_seconds(), again.offset_minutes()),
        (at.unix_seconds(), at.offset_minutes())
    );
    assert_eq!(again.subsec_nanos(), at.subsec_nanos() / 100 * 100);
    assert_eq!(through::<MicroPlumberd>(at).offset_minutes(), at.offset_minutes());
    assert_eq!(through::<Proto3>(at).offset_minutes(), 0);
    assert_eq!(DateTimeOffset::from_unix(at.unix_seconds(), at.subsec_nanos()).ok(), Some(at));
    Signal::of((
        text.len(),
        at.offset_minutes().signum(),
        at.unix_seconds().signum(),
        at.subsec_nanos() == 0,
    ))
}

/// The same moment, written to JSON and read again.
fn through<P: Profile>(at: DateTimeOffset) -> DateTimeOffset {
    let written =
        json::to_vec_with::<P, _>(&Moment { at }).unwrap_or_else(|error| panic!("{error}"));
    let read = json::from_slice_with::<Moment>(&written, P::ID, ReadLimits::default());
    let again = read.unwrap_or_else(|error| panic!("{error}")).at;
    assert_eq!(again, at);
    again
}
