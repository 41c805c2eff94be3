mod append;
mod live;
mod load;
mod size;
mod stored;

use crate::Outcome;
use crate::client;
use crate::job::Job;
use crate::job::{Answer, Work};
use crate::session::{Open, Session};

/// Measures what was asked for.
pub fn run(session: &mut Session) -> Outcome {
    append::run(session)?;
    stored::run(session)?;
    live::run(session)?;
    size::run(session)?;
    load::run(session)
}

/// Lets a client ask one contender; a server is stopped before and behind that.
fn ask(open: &Open, work: Work) -> Outcome<Answer> {
    let job = Job { target: open.place.clone(), work };
    if let Some(server) = &open.server {
        server.resume();
    }
    let answer = client::call(&job).map_err(|error| format!("{}, {work:?}: {error}", open.peer));
    if let Some(server) = &open.server {
        server.pause();
    }
    Ok(answer?)
}

fn unexpected(answer: &Answer) -> Box<dyn std::error::Error + Send + Sync> {
    format!("the client answers {answer:?}").into()
}
