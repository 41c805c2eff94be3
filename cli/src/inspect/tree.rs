//! What caused what.

use std::collections::HashMap;

use plumberd::store::RecordedEvent;
use uuid::Uuid;

/// Levels that are drawn; a longer chain goes on without moving to the right.
const DRAWN: usize = 24;

/// An event in its place: the events in the order of a tree, each below what caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The index of the event.
    pub(super) event: usize,
    /// How many causes stand above it.
    pub(super) depth: usize,
    /// For the last levels above, at most [`DRAWN`], whether that has more children below; the last is
    /// the event's own.
    pub(super) more: Vec<bool>,
    /// Whether the event was caused by one that is not there, or goes round in a circle.
    pub(super) orphan: bool,
}

/// The tree of some events, in the order of the log, with the cause of each.
///
/// An event that names itself or nothing as its cause begins a tree, and so does one whose cause is not
/// among the events. Of events with the same id, the first is the cause.
pub(super) fn of(events: &[RecordedEvent], causes: &[Option<Uuid>]) -> Vec<Node> {
    let mut by_id: HashMap<Uuid, usize> = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        by_id.entry(event.id).or_insert(index);
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); events.len()];
    let mut roots = Vec::new();
    for (index, (event, cause)) in events.iter().zip(causes).enumerate() {
        let cause = cause.filter(|cause| *cause != event.id);
        match cause.map(|cause| by_id.get(&cause)) {
            None => roots.push((index, false)),
            Some(Some(parent)) => {
                if let Some(children) = children.get_mut(*parent) {
                    children.push(index);
                }
            }
            Some(None) => roots.push((index, true)),
        }
    }
    let mut seen = vec![false; events.len()];
    let mut nodes = Vec::with_capacity(events.len());
    for (root, orphan) in roots {
        walk(root, orphan, &children, &mut seen, &mut nodes);
    }
    // What is left goes round in circles.
    for index in 0..events.len() {
        if seen.get(index) == Some(&false) {
            walk(index, true, &children, &mut seen, &mut nodes);
        }
    }
    nodes
}

/// Without recursion: a chain may be as long as the correlation.
fn walk(
    root: usize,
    orphan: bool,
    children: &[Vec<usize>],
    seen: &mut [bool],
    nodes: &mut Vec<Node>,
) {
    let mut open = vec![Node { event: root, depth: 0, more: Vec::new(), orphan }];
    while let Some(node) = open.pop() {
        let Some(seen) = seen.get_mut(node.event).filter(|seen| !**seen) else { continue };
        *seen = true;
        let below = children.get(node.event).map_or(&[][..], Vec::as_slice);
        for (place, child) in below.iter().enumerate().rev() {
            let drawn = node.more.len().saturating_sub(DRAWN - 1);
            let mut more = node.more.get(drawn..).unwrap_or_default().to_vec();
            more.push(place + 1 < below.len());
            open.push(Node { event: *child, depth: node.depth + 1, more, orphan: false });
        }
        nodes.push(node);
    }
}

#[cfg(test)]
mod tests {
    use plumberd::engine::memory::MemoryStore;
    use plumberd::store::{EventStore, NewEvent, ReadAll};
    use plumberd::stream::{ExpectedRevision, StreamName};
    use plumberd::testing::{block_on, collect, event};

    use super::*;

    /// Events with the ids 1, 2, …
    fn events(count: u128) -> Vec<RecordedEvent> {
        let store = MemoryStore::new();
        let stream = StreamName::parse("A-1").unwrap();
        let events =
            (1..=count).map(|id| NewEvent { id: Uuid::from_u128(id), ..event("T") }).collect();
        block_on(store.append(stream, ExpectedRevision::Any, events)).unwrap();
        block_on(collect(store.read_all(ReadAll::default()))).unwrap()
    }

    fn shape(causes: &[u128]) -> Vec<(usize, Vec<bool>, bool)> {
        let events = events(causes.len() as u128);
        let causes: Vec<Option<Uuid>> =
            causes.iter().map(|id| (*id > 0).then(|| Uuid::from_u128(*id))).collect();
        of(&events, &causes).into_iter().map(|it| (it.event, it.more, it.orphan)).collect()
    }

    #[test]
    fn children_stand_below_their_cause() {
        let tree = shape(&[1, 1, 1, 2, 0, 99]);
        assert_eq!(
            tree,
            [
                (0, vec![], false),
                (1, vec![true], false),
                (3, vec![true, false], false),
                (2, vec![false], false),
                (4, vec![], false),
                (5, vec![], true),
            ]
        );
    }

    #[test]
    fn circles_come_to_an_end() {
        assert_eq!(shape(&[2, 1]), [(0, vec![], true), (1, vec![false], false)]);
    }

    #[test]
    fn long_chains_do_not_exhaust_the_stack() {
        let causes: Vec<u128> = (0..3000).map(|id| id.max(1)).collect();
        let events = events(3000);
        let causes: Vec<Option<Uuid>> =
            causes.iter().map(|id| Some(Uuid::from_u128(*id))).collect();
        let last = of(&events, &causes).pop().unwrap();
        assert_eq!((last.event, last.depth, last.more.len()), (2999, 2999, DRAWN));
    }
}
