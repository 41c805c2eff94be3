use clap::Args;
use plumberd_schema::diagnostic::Rule;

use super::rules::{self, GROUPS};
use crate::{CliError, Outcome, Stdout};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The code of a rule, as it stands in brackets behind `error`; without it, all are listed.
    code: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let Some(code) = &arguments.code else {
        out.text(&list());
        return Ok(Outcome::Success);
    };
    let Some(rule) = rules::all().find(|rule| rule.code == code) else {
        let nearest = nearest(code).map(|rule| format!("did you mean `{}`? ", rule.code));
        return Err(CliError::Usage(format!(
            "there is no rule `{code}`; {}`plumberd schema explain` lists them",
            nearest.unwrap_or_default()
        )));
    };
    out.line(format_args!("{}: {}\n\n{}", rule.code, rule.summary, rule.explanation.trim_end()));
    Ok(Outcome::Success)
}

/// A rule that was probably meant.
fn nearest(code: &str) -> Option<&'static Rule> {
    rules::all()
        .map(|rule| (strsim::jaro_winkler(rule.code, &code.to_lowercase()), rule))
        .filter(|(similarity, _)| *similarity > 0.85)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, rule)| rule)
}

fn list() -> String {
    let width = rules::all().map(|rule| rule.code.len()).max().unwrap_or(0);
    let groups: Vec<String> = GROUPS
        .iter()
        .map(|(title, rules)| {
            let lines = rules
                .iter()
                .copied()
                .flatten()
                .map(|rule| format!("  {:width$}  {}\n", rule.code, rule.summary));
            format!("{title}:\n{}", lines.collect::<String>())
        })
        .collect();
    groups.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_rule() {
        for (code, expected) in [
            ("pakage-path", Some("package-path")),
            ("field-renumber", Some("field-renumbered")),
            ("PACKAGE-PATH", Some("package-path")),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(code).map(|rule| rule.code), expected, "{code}");
        }
    }
}
