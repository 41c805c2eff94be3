use plumberd_schema::diagnostic::Rule;

/// A message is one or the other.
pub(crate) const EVENT_OR_DATA: Rule = Rule {
    code: "event-or-data",
    summary: "A message is an event or data, not both.",
    explanation: "\
An event is what a stream holds, data is what events are made of. An event is not inside another message,
and no union of alternatives, for it has a name and a version of its own.

Breaks the rule:

    message TaskDone {
      option (plumberd.v1.event) = {};
      option (plumberd.v1.data) = {};
    }

Keeps it:

    message TaskDone { option (plumberd.v1.event) = {}; }
",
};

/// The values of options.
pub(crate) const EVENT_OPTION: Rule = Rule {
    code: "event-option",
    summary: "The options of an event have values that exist.",
    explanation: "\
`profile` is \"micro-plumberd\", \"proto3\" or \"py-0.1.9\", `encoding` is \"json\" or \"protobuf\", `since` is a
version from 1 to the event's own, and not above one that has a schema.

Breaks the rule:

    option (plumberd.v1.event) = { encoding: \"xml\" };

Keeps it:

    option (plumberd.v1.event) = { encoding: \"protobuf\" };
",
};

/// The names of events.
pub(crate) const EVENT_UNIQUE: Rule = Rule {
    code: "event-unique",
    summary: "A type name and a version mean one event.",
    explanation: "\
A reader finds the type of a stored event by its name and version, without the package. So a name is used
once per version in all packages, aliases included.

Breaks the rule:

    proto/task/v1/Created.proto
    proto/user/v1/Created.proto

Keeps it:

    proto/task/v1/TaskCreated.proto
    proto/user/v1/UserCreated.proto
",
};

/// The names of categories.
pub(crate) const CATEGORY: Rule = Rule {
    code: "category",
    summary: "A category is the part of a stream's name before the first dash.",
    explanation: "\
It is not empty, has no `-`, `:` or control characters, does not begin with `$` and has at most 255
bytes.

Breaks the rule:

    option (plumberd.v1.event) = { category: \"user-account\" };

Keeps it:

    option (plumberd.v1.event) = { category: \"UserAccount\" };
",
};

/// The names of types.
pub(crate) const TYPE_NAME: Rule = Rule {
    code: "type-name",
    summary: "The name of a type is one that .NET, Python and stores know.",
    explanation: "\
The name of an event is what .NET micro-plumberd calls it: the bare name of a class, without a namespace.
It begins with a letter and has letters, digits and `_`, and for generic types `<`, `>`, `,` and spaces.

Breaks the rule:

    option (plumberd.v1.event) = { name: \"task.v1.TaskDone\" };

Keeps it:

    option (plumberd.v1.event) = { name: \"TaskDone\" };
",
};

/// The versions of an event.
pub(crate) const VERSION_GAP: Rule = Rule {
    code: "version-gap",
    summary: "The versions of an event have no gap.",
    explanation: "\
An old event is read by turning it into the next version, one step after another. A version between two
others that is gone leaves those below it unreadable.

Breaks the rule:

    proto/user/v1/UserCreated.proto
    proto/user/v3/UserCreated.proto

Keeps it:

    proto/user/v1/UserCreated.proto
    proto/user/v2/UserCreated.proto
    proto/user/v3/UserCreated.proto
",
};
