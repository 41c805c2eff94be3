use plumberd_schema::diagnostic::Rule;
use plumberd_schema::print::rust;
use plumberd_schema::{compat, lock};

/// All rules that findings of this command are about.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied()).flatten()
}

/// The rules with their titles, in the order in which they are listed.
pub(super) const GROUPS: &[(&str, &[&[Rule]])] = &[
    ("Files, Protobuf and events", &[plumberd_build::RULES]),
    ("Rust", &[rust::RULES]),
    ("Other languages and tools", &[RULES]),
    ("The lock file", &[lock::RULES]),
    ("Changes since the lock file", &[compat::RULES]),
];

pub(super) const NO_PACKAGE: Rule = Rule {
    code: "no-package",
    summary: "A package of another language can hold the schema.",
    explanation: "\
A class has one name, and its JSON one member for each key. What writes Protobuf's own JSON is not printed
for C# and Python: Protobuf's generators are for it.

Breaks the rule, in two packages:

    message Created { option (plumberd.v1.event) = { name: \"Created\" }; }

Keeps it:

    message TaskCreated {}
    message UserCreated {}
",
};

const RULES: &[Rule] = &[
    NO_PACKAGE,
    Rule {
        code: "no-protobuf",
        summary: "What is exported as Protobuf has a Protobuf form.",
        explanation: "\
Every type that a field names is in the schema or one of Google's, and its names and numbers are allowed
in a `.proto` file.

Breaks the rule, when `google/type/date.proto` is not exported too:

    google.type.Date due = 1;

Keeps it:

    google.protobuf.Timestamp due = 1;
",
    },
    Rule {
        code: "buf",
        summary: "`buf lint` has nothing to say.",
        explanation: "\
`plumberd schema check --buf` runs `buf lint` with the project's own `buf.yaml` and prints what it finds,
with the name of buf's rule behind each finding. What a project does not want, it takes out of its
`buf.yaml`.

Breaks the rule `FIELD_LOWER_SNAKE_CASE` of buf:

    string orderId = 1;

Keeps it:

    string order_id = 1;
",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_rule() {
        let mut codes: Vec<&str> = all().map(|rule| rule.code).collect();
        codes.sort_unstable();
        let twice: Vec<_> = codes.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
        // Those that this command gives findings about by their names.
        for code in ["lock-file", "no-protobuf", "no-package", "buf", "version-gap"] {
            assert!(codes.contains(&code), "{code}");
        }
    }
}
