use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::contender::{Outcome, Peer};
use crate::options::size_name;

/// Which way a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// What is measured: the name of the case, its unit, and which way is good.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    pub case: &'a str,
    pub unit: &'a str,
    pub better: Better,
}

impl<'a> Measure<'a> {
    pub fn rate(case: &'a str) -> Self {
        Self { case, unit: "ev/s", better: Better::Higher }
    }

    pub fn cpu(case: &'a str) -> Self {
        Self { case, unit: "us/ev (CPU)", better: Better::Lower }
    }

    pub fn millis(case: &'a str) -> Self {
        Self { case, unit: "ms", better: Better::Lower }
    }
}

/// All samples, in the order in which they were taken: what has the same place was measured side by
/// side.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

struct Row {
    case: String,
    unit: String,
    better: Better,
    samples: BTreeMap<String, Vec<f64>>,
}

impl Report {
    pub fn record(&mut self, measure: Measure<'_>, peer: &str, sample: f64) {
        let at = self.rows.iter().position(|row| row.case == measure.case);
        let at = at.unwrap_or_else(|| {
            self.rows.push(Row {
                case: measure.case.to_owned(),
                unit: measure.unit.to_owned(),
                better: measure.better,
                samples: BTreeMap::new(),
            });
            self.rows.len() - 1
        });
        self.rows[at].samples.entry(peer.to_owned()).or_default().push(sample);
    }

    pub fn write(&self, results: &Path) -> Outcome {
        let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
        Ok(fs::write(results, serde_json::to_string_pretty(&json!({ "rows": rows }))?)?)
    }

    /// The figures of each size, and those of the largest against those of the smallest.
    pub fn print_curve(&self, sizes: &[u64]) {
        let (Some(smallest), Some(largest)) = (sizes.first(), sizes.last()) else { return };
        let named = |size: u64, case: &str| {
            let name = format!("scale/{}/{case}", size_name(size));
            self.rows.iter().find(|row| row.case == name)
        };
        println!("\nscale: medians, and the largest size against the smallest");
        let heads: String = sizes.iter().map(|size| format!("{:>12}", size_name(*size))).collect();
        println!("{:<24} {:<14}{heads} {:>8}", "case", "peer", "ratio");
        let prefix = format!("scale/{}/", size_name(*smallest));
        for case in self.rows.iter().filter_map(|row| row.case.strip_prefix(&prefix)) {
            let mut peers: Vec<Peer> = Peer::ALL.to_vec();
            peers.retain(|peer| {
                named(*smallest, case).is_some_and(|row| row.samples.contains_key(peer.name()))
            });
            for peer in peers {
                let of = |size: u64| named(size, case).and_then(|row| row.median(peer.name()));
                let show = |figure: Option<f64>| {
                    figure.map_or("-".into(), |figure| format!("{figure:.0}"))
                };
                let figures: String =
                    sizes.iter().map(|size| format!("{:>12}", show(of(*size)))).collect();
                let ratio = of(*largest).zip(of(*smallest));
                let ratio =
                    ratio.map_or("-".into(), |(large, small)| format!("{:.2}", large / small));
                println!("{case:<24} {peer:<14}{figures} {ratio:>8}");
            }
        }
        println!();
    }
}

impl Row {
    fn median(&self, peer: &str) -> Option<f64> {
        self.samples.get(peer).and_then(|samples| median(samples.clone()))
    }

    /// How many times better ours is: the median over the pairs of samples.
    fn ratio(&self, peer: &str) -> Option<f64> {
        let ours = self.samples.get(Peer::Ours.name())?;
        let pairs = ours.iter().zip(self.samples.get(peer)?);
        median(
            pairs
                .map(|(ours, theirs)| match self.better {
                    Better::Higher => ours / theirs,
                    Better::Lower => theirs / ours,
                })
                .collect(),
        )
    }

    fn json(&self) -> Value {
        let ours = self.median(Peer::Ours.name());
        let (mut peers, mut ratios) = (Map::new(), Map::new());
        for name in self.samples.keys().filter(|name| *name != Peer::Ours.name()) {
            peers.insert(name.clone(), json!(self.median(name)));
            ratios.insert(name.clone(), json!(self.ratio(name)));
        }
        let better = match self.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        };
        json!({
            "case": self.case, "unit": self.unit, "better": better,
            "ours": ours, "peers": peers, "ratios": ratios, "samples": self.samples,
        })
    }
}

fn median(mut samples: Vec<f64>) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied()
}
