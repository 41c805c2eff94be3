use clap::Args;
use plumberd_schema::diagnostic::Rule;
use plumberd_schema::print::rust;
use plumberd_schema::{compat, lock};

use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The code of a rule, as it stands in brackets behind `error`; without it, all are listed.
    code: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let mut rules: Vec<&Rule> = [plumberd_build::RULES, compat::RULES, lock::RULES, rust::RULES]
        .into_iter()
        .flatten()
        .collect();
    rules.sort_by_key(|rule| rule.code);
    let Some(code) = &arguments.code else {
        let width = rules.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
        for rule in rules {
            println!("{:width$}  {}", rule.code, rule.summary);
        }
        return Ok(Outcome::Success);
    };
    let Some(rule) = rules.iter().find(|rule| rule.code == code) else {
        return Err(CliError::Usage(format!(
            "there is no rule `{code}`; `plumberd schema explain` lists them"
        )));
    };
    println!("{}: {}\n\n{}", rule.code, rule.summary, rule.explanation.trim_end());
    Ok(Outcome::Success)
}
