mod group;
mod kill;
mod live;
mod single;
mod sized;

use crate::contender::{Opening, Outcome, Peer};
use crate::protocol::{Answer, Command, Cost};
use crate::session::Session;

/// Of the checks.
const FEW: u64 = 4000;

/// Checks all contenders, and measures what was asked for.
pub fn run(session: &mut Session) -> Outcome {
    for peer in session.turn(0) {
        let checked = check(session, peer);
        if session.take("check", peer, checked).is_none() {
            session.options.peers.retain(|other| *other != peer);
        }
    }
    if session.options.peers.is_empty() {
        return Err("there is nothing to measure".into());
    }
    if session.options.wants("single-durable") {
        single::run(session)?;
    }
    if session.options.wants("group-commit-64") {
        group::run(session)?;
    }
    if session.options.wants("open-after-kill") {
        kill::run(session)?;
    }
    if session.options.wants("live") {
        live::run(session)?;
    }
    sized::run(session)
}

fn check(session: &Session, peer: Peer) -> Outcome {
    let folder = session.fresh(peer, "check")?;
    let opening = Opening { capacity: 2 * FEW, for_reading: false };
    let (mut child, _) = session.open(peer, &folder, FEW, opening)?;
    match child.call(&Command::Check)? {
        Answer::Checked => child.close()?,
        other => return Err(unexpected(&other)),
    }
    session.remove(&folder)
}

fn unexpected(answer: &Answer) -> Box<dyn std::error::Error + Send + Sync> {
    format!("the worker answers {answer:?}").into()
}

fn cost(answer: Answer) -> Outcome<Cost> {
    match answer {
        Answer::Done { cost } => Ok(cost),
        other => Err(unexpected(&other)),
    }
}

/// Lets another one begin the next turn.
fn pass_on<T>(children: &mut [T]) {
    children.rotate_left(usize::from(!children.is_empty()));
}
