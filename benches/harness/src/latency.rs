use serde::{Deserialize, Serialize};

/// Buckets for each power of two: figures are right to a hundredth.
const STEPS: u32 = 6;

/// How often something took how long.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    max: u64,
}

impl Histogram {
    pub fn record(&mut self, micros: u64) {
        let bucket = bucket(micros);
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.max = self.max.max(micros);
    }

    pub fn add(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.max = self.max.max(other.max);
    }

    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub fn latency(&self) -> Latency {
        let at = |share: f64| {
            let rank = (self.count() as f64 * share) as u64;
            let mut below = 0;
            let bucket = self.counts.iter().position(|count| {
                below += count;
                below > rank
            });
            bucket.map_or(f64::NAN, |bucket| floor(bucket) as f64 / 1000.0)
        };
        Latency { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: self.max as f64 / 1000.0 }
    }
}

/// Small figures have a bucket each; of larger ones the highest bits count.
fn bucket(micros: u64) -> usize {
    let shift = (u64::BITS - micros.leading_zeros()).saturating_sub(STEPS + 1);
    ((u64::from(shift) << STEPS) + (micros >> shift)) as usize
}

/// The least figure of a bucket.
fn floor(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    let shift = (bucket >> STEPS).saturating_sub(1);
    (bucket - (shift << STEPS)) << shift
}

/// In milliseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
}

impl Latency {
    /// Of all there were, in microseconds.
    pub fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        let at = |share: f64| {
            let index = (micros.len() as f64 * share) as usize;
            micros
                .get(index.min(micros.len().saturating_sub(1)))
                .map_or(f64::NAN, |&micros| f64::from(micros) / 1000.0)
        };
        Self { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1.0) }
    }

    pub fn rows(&self) -> [(&'static str, f64); 4] {
        [("p50", self.p50), ("p99", self.p99), ("p99.9", self.p999), ("max", self.max)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_is_near() {
        for micros in (0..5000).chain((0..60).map(|bits| (1 << bits) + 1)) {
            let floor = floor(bucket(micros));
            assert!(floor <= micros && micros - floor <= micros / 64, "{micros}: {floor}");
        }
        assert!((1..5000).all(|micros| bucket(micros - 1) <= bucket(micros)));
    }

    #[test]
    fn shares_are_found() {
        let (mut low, mut high) = (Histogram::default(), Histogram::default());
        (1..=50).for_each(|micros| low.record(micros));
        (51..=100).for_each(|micros| high.record(micros));
        low.add(&high);
        let Latency { p50, p99, p999, max } = low.latency();
        assert_eq!([p50, p99, p999, max], [0.051, 0.1, 0.1, 0.1]);
    }
}
