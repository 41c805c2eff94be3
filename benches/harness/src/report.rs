use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::Outcome;

/// What ours is called among the peers.
const OURS: &str = "ours";

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
    pub fn rate(case: &'a str, unit: &'a str) -> Self {
        Self { case, unit, better: Better::Higher }
    }

    pub fn cost(case: &'a str, unit: &'a str) -> Self {
        Self { case, unit, better: Better::Lower }
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
        let Measure { case, unit, better } = measure;
        println!("{case:<34} {peer:<14} {sample:>14.2} {unit}");
        let at = self.rows.iter().position(|row| row.case == case);
        let at = at.unwrap_or_else(|| {
            let (case, unit) = (case.to_owned(), unit.to_owned());
            self.rows.push(Row { case, unit, better, samples: BTreeMap::new() });
            self.rows.len() - 1
        });
        self.rows[at].samples.entry(peer.to_owned()).or_default().push(sample);
    }

    /// The names of the cases, in the order in which they came.
    pub fn cases(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| &*row.case)
    }

    /// The median of a peer in a case; `None` when it was not measured.
    pub fn median(&self, case: &str, peer: &str) -> Option<f64> {
        self.rows.iter().find(|row| row.case == case)?.median(peer)
    }

    pub fn write(&self, results: &Path) -> Outcome {
        let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
        Ok(fs::write(results, serde_json::to_string_pretty(&json!({ "rows": rows }))?)?)
    }
}

impl Row {
    fn median(&self, peer: &str) -> Option<f64> {
        self.samples.get(peer).and_then(|samples| median(samples.clone()))
    }

    /// How many times better ours is: the median over the pairs of samples.
    fn ratio(&self, peer: &str) -> Option<f64> {
        let ours = self.samples.get(OURS)?;
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
        let ours = self.median(OURS);
        let (mut peers, mut ratios) = (Map::new(), Map::new());
        for name in self.samples.keys().filter(|name| *name != OURS) {
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
