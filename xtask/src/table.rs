use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::clients::Results;
use crate::{Outcome, root};

const INTRODUCTION: &str = "\
# Which clients work with `plumberd serve`

Each client is the published one, unpatched. Its scenarios are derived from its own documentation and
run against `plumberd serve --memory`, `--data` and, where they concern TLS and credentials, `--dev`.
A scenario passes if it passes in every mode in which it ran.

This page is generated: `cargo xtask interop <suite …>` runs the suites, and `cargo xtask interop --table`
writes what they came to.

| Client | Version | Suite | Scenarios | Passed | Failed | Skipped |
|---|---|---|--:|--:|--:|--:|
";

/// Writes `docs/compatibility.md` from the results of the suites that ran.
pub(crate) fn write() -> Outcome {
    let results = Results::read_all()?;
    if results.is_empty() {
        return Err(
            "no suite of a client has run yet; run `cargo xtask interop node-esdb`".to_owned()
        );
    }
    let path = root().join("docs/compatibility.md");
    fs::write(&path, page(&results))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

fn page(results: &[Results]) -> String {
    let mut page = INTRODUCTION.to_owned();
    let verdicts: Vec<_> = results.iter().map(|found| (found, verdicts(found))).collect();
    for (found, verdicts) in &verdicts {
        let count =
            |outcome| verdicts.values().filter(|verdict| verdict.outcome == outcome).count();
        _ = writeln!(
            page,
            "| {} | {} | `{}` | {} | {} | {} | {} |",
            found.client,
            found.version,
            found.suite,
            verdicts.len(),
            count(Outcomes::Passed),
            count(Outcomes::Failed),
            count(Outcomes::Skipped),
        );
    }
    for (found, verdicts) in &verdicts {
        _ = write!(page, "\n## {} {}\n", found.client, found.version);
        for (title, outcome) in [("Failed", Outcomes::Failed), ("Skipped", Outcomes::Skipped)] {
            let lines: Vec<_> =
                verdicts.iter().filter(|(_, verdict)| verdict.outcome == outcome).collect();
            if lines.is_empty() {
                continue;
            }
            _ = write!(page, "\n{title}:\n\n");
            for (name, verdict) in lines {
                let reasons: Vec<_> = verdict.reasons.iter().copied().collect();
                _ = writeln!(page, "- {name}: {}", reasons.join("; "));
            }
        }
        _ = write!(page, "\nPassed:\n\n");
        for (name, _) in verdicts.iter().filter(|(_, verdict)| verdict.outcome == Outcomes::Passed)
        {
            _ = writeln!(page, "- {name}");
        }
    }
    page
}

/// What a scenario came to over all modes; the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcomes {
    Skipped,
    Passed,
    Failed,
}

struct Verdict<'a> {
    outcome: Outcomes,
    reasons: BTreeSet<&'a str>,
}

fn verdicts(results: &Results) -> BTreeMap<&str, Verdict<'_>> {
    let mut verdicts = BTreeMap::new();
    for scenario in &results.scenarios {
        let outcome = match &*scenario.outcome {
            "ok" => Outcomes::Passed,
            "skipped" => Outcomes::Skipped,
            _ => Outcomes::Failed,
        };
        let verdict = verdicts
            .entry(&*scenario.name)
            .or_insert_with(|| Verdict { outcome, reasons: BTreeSet::new() });
        if outcome > verdict.outcome {
            verdict.reasons.clear();
        }
        if outcome >= verdict.outcome && !scenario.reason.is_empty() {
            verdict.reasons.insert(&scenario.reason);
        }
        verdict.outcome = verdict.outcome.max(outcome);
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::Scenario;

    fn scenario(mode: &str, name: &str, outcome: &str, reason: &str) -> Scenario {
        Scenario {
            mode: mode.to_owned(),
            name: name.to_owned(),
            outcome: outcome.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_scenario_counts_once_and_its_worst_mode_counts() {
        let results = Results {
            suite: "node-esdb".to_owned(),
            client: "db-client".to_owned(),
            version: "6".to_owned(),
            scenarios: vec![
                scenario("memory", "a", "ok", ""),
                scenario("data", "a", "failed", "gone"),
                scenario("memory", "b", "skipped", "not there"),
                scenario("data", "b", "skipped", "not there"),
                scenario("memory", "c", "ok", ""),
            ],
        };
        let page = page(&[results]);
        assert!(page.contains("| db-client | 6 | `node-esdb` | 3 | 1 | 1 | 1 |\n"), "{page}");
        assert!(page.ends_with(
            "\n## db-client 6\n\nFailed:\n\n- a: gone\n\nSkipped:\n\n- b: not there\n\nPassed:\n\n- c\n"
        ), "{page}");
    }
}
