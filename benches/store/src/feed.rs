use crate::contender::{Append, Last};
use crate::workload::{Workload, stream};

/// The events of the workload in their order, and what their one writer knows of the streams.
pub struct Feed {
    next: u64,
    /// How many events each stream has, and where the last of them is.
    heads: Vec<(u32, u64)>,
    next_position: u64,
}

impl Feed {
    pub fn new(workload: &Workload) -> Self {
        // Positions matter to UmaDB, which counts from 1.
        Self { next: 0, heads: vec![(0, 0); workload.streams() as usize], next_position: 1 }
    }

    /// The number of the next event.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The next events. They have to be appended together, for a stream that comes twice expects the
    /// position that follows from that.
    pub fn prepare(&mut self, workload: &Workload, events: u64) -> Vec<Append> {
        let numbers = self.next..(self.next + events).min(workload.events);
        self.next = numbers.end;
        numbers
            .map(|number| {
                let of = workload.stream_of(number);
                let head = &mut self.heads[of as usize];
                let last = (head.0 > 0)
                    .then(|| Last { revision: u64::from(head.0) - 1, position: head.1 });
                *head = (head.0 + 1, self.next_position);
                self.next_position += 1;
                Append { stream: stream(of), last, event: workload.event(number) }
            })
            .collect()
    }
}
