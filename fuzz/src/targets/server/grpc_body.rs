use http::HeaderMap;

use super::answer::{Pieces, call};
use super::generate::Choices;
use super::grpc_call;
use super::host;
use super::method::INTERFACE;
use crate::signal::Signal;
use crate::targets::Seeds;

/// What stands before each message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// A call whose body is none, as far as it goes, ends with a status and leaves the connection as it was.
pub fn run(data: &[u8]) -> Signal {
    let mut choices = Choices(data);
    let method = INTERFACE.method(choices.next());
    let how = choices.next();
    let mut left = choices.0.to_vec();
    if how & 1 != 0 {
        clip(&mut left);
    }
    let size = [usize::MAX, 1, 5, 64][usize::from(how >> 1) % 4];
    let body = Pieces { left: left.into(), size, breaks_off: how & 0x80 != 0 };
    host::ask(async |host| call(host, method, HeaderMap::new(), body).await)
}

/// Makes lengths that are too long fit, so that what is wrong in the message itself is seen.
fn clip(body: &mut [u8]) {
    let mut rest = body;
    while let Some((prefix, message)) = rest.split_at_mut_checked(PREFIX) {
        let mut length = [0; 4];
        length.copy_from_slice(&prefix[1..]);
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        let length = length.min(message.len());
        prefix[1..].copy_from_slice(&u32::try_from(length).unwrap_or(0).to_be_bytes());
        rest = &mut message[length..];
    }
}

/// The calls that are well-formed.
pub fn seeds() -> Seeds {
    let well_formed = grpc_call::seeds().into_iter();
    well_formed
        .zip(0_u8..=u8::MAX)
        .map(|(seed, how)| {
            let mut choices = Choices(&seed);
            let at = choices.next();
            choices.next();
            let mut data = vec![at, how & 0x0f];
            data.extend(grpc_call::body(INTERFACE.method(at), &mut choices));
            data
        })
        .collect()
}
