use std::collections::BTreeMap;

use plumberd::codec::dynamic::Verdict;
use plumberd::store::RecordedEvent;
use serde_json::json;

use crate::Stdout;
use crate::report::plural;
use crate::table::plain;

/// How many events there were of each kind.
#[derive(Debug, Default)]
pub(super) struct Count {
    read: u64,
    upcast: u64,
    pub(super) failed: u64,
    /// By type: how many, and the first one.
    unknown: BTreeMap<String, (u64, String)>,
}

impl Count {
    pub(super) fn add(&mut self, verdict: Verdict, event: &RecordedEvent) {
        match verdict {
            Verdict::Read => self.read += 1,
            Verdict::Upcast => self.upcast += 1,
            _ => match self.unknown.get_mut(&*event.event_type) {
                Some((count, _)) => *count += 1,
                None => {
                    let first = format!("{}@{}", event.revision, event.stream);
                    self.unknown.insert(event.event_type.to_string(), (1, first));
                }
            },
        }
    }

    pub(super) fn unknown(&self) -> u64 {
        self.unknown.values().map(|(count, _)| count).sum()
    }

    pub(super) fn events(&self) -> u64 {
        self.read + self.upcast + self.failed + self.unknown()
    }

    pub(super) fn print(&self, out: &mut Stdout, shown: u64, json: bool) {
        if json {
            let types: BTreeMap<&String, u64> =
                self.unknown.iter().map(|(name, (count, _))| (name, *count)).collect();
            out.line(json!({
                "events": self.events(),
                "read": self.read,
                "upcast": self.upcast,
                "unknown": self.unknown(),
                "failed": self.failed,
                "unknownTypes": types,
            }));
            return;
        }
        if self.failed > shown {
            out.line(format_args!("… and {} more", self.failed - shown));
        }
        let events = |count: u64| plural(count, "event");
        for (name, (count, first)) in &self.unknown {
            out.line(format_args!(
                "unknown type `{}`: {}, the first is {}",
                plain(name),
                events(*count),
                plain(first)
            ));
        }
        out.line(format_args!(
            "{}: {} can be read, {} left to upcasters, {} of unknown types, {} failed",
            events(self.events()),
            self.read,
            self.upcast,
            self.unknown(),
            self.failed
        ));
    }
}
