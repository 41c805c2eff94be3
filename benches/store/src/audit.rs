use crate::contender::{Contender, Outcome, Query};
use crate::protocol::Answer;
use crate::tally::Tally;

/// Reads the whole log and looks for the events below a number, which were acknowledged.
pub fn audit(store: &dyn Contender, acknowledged: u64) -> Outcome<Answer> {
    let mut tally = Tally { seen: Some(Vec::new()), ..Tally::default() };
    store.read(&Query::All, u64::from(u32::MAX), &mut tally)?;
    let mut seen = tally.seen.unwrap_or_default();
    seen.sort_unstable();
    let events = seen.len() as u64;
    seen.dedup();
    let found = seen.partition_point(|&number| number < acknowledged) as u64;
    Ok(Answer::Audited {
        events,
        lost: acknowledged - found,
        duplicated: events - seen.len() as u64,
    })
}
