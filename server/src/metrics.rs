use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is counted since the server started.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) connections: AtomicU64,
    pub(crate) connections_total: AtomicU64,
    pub(crate) calls: AtomicU64,
    pub(crate) calls_failed: AtomicU64,
    pub(crate) appends: AtomicU64,
    pub(crate) events_appended: AtomicU64,
    pub(crate) events_read: AtomicU64,
    pub(crate) subscriptions: AtomicU64,
}

/// A measurement as it is shown.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) help: &'static str,
    pub(crate) value: u64,
}

impl Metrics {
    pub(crate) fn samples(&self) -> [Sample; 8] {
        let sample = |name, kind, help, value: &AtomicU64| Sample {
            name,
            kind,
            help,
            value: value.load(Ordering::Relaxed),
        };
        [
            sample("plumberd_connections", "gauge", "Open connections.", &self.connections),
            sample(
                "plumberd_connections_total",
                "counter",
                "Connections since the start.",
                &self.connections_total,
            ),
            sample("plumberd_calls_total", "counter", "Calls since the start.", &self.calls),
            sample(
                "plumberd_calls_failed_total",
                "counter",
                "Calls that failed before their answer began.",
                &self.calls_failed,
            ),
            sample(
                "plumberd_appends_total",
                "counter",
                "Appends that were written.",
                &self.appends,
            ),
            sample(
                "plumberd_events_appended_total",
                "counter",
                "Events that were written.",
                &self.events_appended,
            ),
            sample(
                "plumberd_events_read_total",
                "counter",
                "Events that were sent to readers and subscribers.",
                &self.events_read,
            ),
            sample(
                "plumberd_subscriptions",
                "gauge",
                "Subscriptions under way.",
                &self.subscriptions,
            ),
        ]
    }

    /// The text format of Prometheus.
    pub(crate) fn prometheus(&self) -> String {
        let mut text = String::new();
        for Sample { name, kind, help, value } in self.samples() {
            // Writing to a string cannot fail.
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        }
        text
    }
}
