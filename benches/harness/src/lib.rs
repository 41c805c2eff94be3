//! What the benchmarks of stores and of servers have in common: samples and what they come to, latencies, and
//! what is asked of the machine.

pub mod latency;
pub mod machine;
pub mod report;

/// What anything in a benchmark comes to.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
