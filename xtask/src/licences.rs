use crate::Outcome;
use crate::metadata::Metadata;

/// What a dependency may be licensed under: MIT, Apache and BSD, and those that ask no more than they do.
/// ISC asks what MIT does; rustls, and every other TLS in Rust, has parts under it.
const ALLOWED: [&str; 9] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "Zlib",
    "Unicode-3.0",
];

/// Holds the licence of every dependency against the policy.
pub(crate) fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let (_, dependencies) = metadata.packages();
    let refused: Vec<String> = dependencies
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(allowed))
        .map(|package| {
            let text = |key: &str| package[key].as_str().unwrap_or("?").to_owned();
            format!("{} {} ({})", text("name"), text("version"), text("license"))
        })
        .collect();
    println!("licences of {} dependencies, allowed: {}", dependencies.len(), ALLOWED.join(", "));
    if refused.is_empty() { Ok(()) } else { Err(format!("not allowed: {}", refused.join(", "))) }
}

/// Whether an SPDX expression can be met with the allowed licences: every part of an `AND`, one part
/// of an `OR`. The old `/` means `OR`.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let tokens = expression.replace('(', " ( ").replace(')', " ) ");
    let mut tokens = tokens.split_whitespace().peekable();
    any(&mut tokens)
}

type Tokens<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(tokens: &mut Tokens<'_>) -> bool {
    let mut met = all(tokens);
    while tokens.next_if_eq(&"OR").is_some() {
        met |= all(tokens);
    }
    met
}

fn all(tokens: &mut Tokens<'_>) -> bool {
    let mut met = one(tokens);
    while tokens.next_if_eq(&"AND").is_some() {
        met &= one(tokens);
    }
    met
}

fn one(tokens: &mut Tokens<'_>) -> bool {
    match tokens.next() {
        Some("(") => {
            let met = any(tokens);
            tokens.next();
            met
        }
        Some(licence) => {
            // An exception takes nothing back.
            if tokens.next_if_eq(&"WITH").is_some() {
                tokens.next();
            }
            ALLOWED.contains(&licence)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn expressions() {
        for expression in [
            "MIT",
            "MIT/Apache-2.0",
            "Unlicense OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(allowed(expression), "{expression}");
        }
        for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND MPL-2.0", ""] {
            assert!(!allowed(expression), "{expression}");
        }
    }
}
