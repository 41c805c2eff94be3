use http::{HeaderMap, HeaderName, HeaderValue};

use super::answer::{Pieces, call};
use super::generate::{Choices, message};
use super::host;
use super::method::{INTERFACE, Method};
use super::words::HEADERS;
use crate::signal::Signal;
use crate::targets::Seeds;

/// The most messages of one call.
const MANY: u8 = 6;

/// Calls of all methods with messages that are well-formed and say anything, are answered.
pub fn run(data: &[u8]) -> Signal {
    let mut choices = Choices(data);
    let method = INTERFACE.method(choices.next());
    let headers = headers(&mut choices);
    let body = body(method, &mut choices).into();
    host::ask(async |host| {
        call(host, method, headers, Pieces { left: body, size: usize::MAX, breaks_off: false })
            .await
    })
}

fn headers(choices: &mut Choices<'_>) -> HeaderMap {
    let choice = choices.next();
    let count = if choice < 192 { 0 } else { choice % 3 };
    let picked = (0..count).map(|_| choices.pick(HEADERS));
    picked
        .filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).ok()?))
        })
        .collect()
}

/// The messages of a call, each behind its length.
pub fn body(method: &Method, choices: &mut Choices<'_>) -> Vec<u8> {
    let count = if method.takes_many { choices.next() % MANY } else { 1 };
    let mut body = Vec::new();
    for _ in 0..count {
        let message = message(&INTERFACE.messages, &method.input, choices);
        body.push(0);
        body.extend(u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
        body.extend(message);
    }
    body
}

/// Some calls of each method.
pub fn seeds() -> Seeds {
    let methods = 0..INTERFACE.methods.len();
    methods
        .flat_map(|at| (0..8_u8).map(move |seed| (at, seed)))
        .map(|(at, seed)| {
            let mut choices = vec![at.to_le_bytes()[0], 0];
            choices.extend(crate::targets::choices(seed * 4));
            choices
        })
        .collect()
}
