use plumberd_schema::diagnostic::Rule;

/// What has to be there.
pub(crate) const REQUIRED: Rule = Rule {
    code: "required",
    summary: "`required` is for messages that have to be there.",
    explanation: "\
A scalar without `optional` always has a value, a list or map is at worst empty, and of a oneof the
choice itself can be required. So the option is for a single message outside of a oneof.

Breaks the rule:

    string title = 1 [(plumberd.v1.field).required = true];

Keeps it:

    Tag tag = 1 [(plumberd.v1.field).required = true];
",
};

/// What would never end.
pub(crate) const REQUIRED_CYCLE: Rule = Rule {
    code: "required-cycle",
    summary: "A message does not require itself.",
    explanation: "\
A message that has to hold itself, directly or through others, has no end and no value.

Breaks the rule:

    message Node { Node next = 1 [(plumberd.v1.field).required = true]; }

Keeps it:

    message Node { Node next = 1; }
",
};

/// Narrower types.
pub(crate) const KIND: Rule = Rule {
    code: "kind",
    summary: "A `kind` fits the type of its field.",
    explanation: "\
The option says more than Protobuf's type can, not something else: \"uuid\" and \"decimal\" are strings,
\"int8\" and \"int16\" are `int32`, \"set<…>\" and \"array<…, N>\" are repeated. For a single value, a list or
an optional one it is the kind of the value; a set, array or map it names whole.

Breaks the rule:

    bytes id = 1 [(plumberd.v1.field).kind = \"uuid\"];

Keeps it:

    string id = 1 [(plumberd.v1.field).kind = \"uuid\"];
",
};

/// How lists are written.
pub(crate) const PACKED: Rule = Rule {
    code: "packed",
    summary: "Lists of numbers are written packed.",
    explanation: "\
Every reader of Protobuf understands both forms, and the packed one is shorter. So the option has no
effect on what is written; both are read. It is a note.

Breaks the rule:

    repeated int32 sizes = 1 [packed = false];

Keeps it:

    repeated int32 sizes = 1;
",
};

/// The id of an event.
pub(crate) const EVENT_ID: Rule = Rule {
    code: "event-id",
    summary: "An event has at most one id, a UUID in a string.",
    explanation: "\
The id is what makes a repeated append a single one, so stores know it: it is a UUID, alone in its field,
and belongs to an event.

Breaks the rule:

    int64 task_id = 1 [(plumberd.v1.field).id = true];

Keeps it:

    string task_id = 1 [(plumberd.v1.field).id = true];
",
};

/// Constants.
pub(crate) const FIXED_VALUE: Rule = Rule {
    code: "fixed-value",
    summary: "A `fixed_value` is a value of its field.",
    explanation: "\
The option is text, the field has a type. A string takes any text, a `bool` takes `true` and `false`, an
integer takes a number in its range without `+` or leading zeros. There are no fixed values of floats,
bytes, enums and messages, and none that are optional, repeated or in a oneof.

Breaks the rule:

    int32 event_version = 2 [(plumberd.v1.fixed_value) = \"v1\"];

Keeps it:

    int32 event_version = 2 [(plumberd.v1.fixed_value) = \"1\"];
    string event_name = 1 [(plumberd.v1.fixed_value) = \"task.done\"];
",
};

/// Constants that are versions.
pub(crate) const FIXED_VERSION: Rule = Rule {
    code: "fixed-version",
    summary: "A fixed `event_version` is the version of the package.",
    explanation: "\
Readers choose the type by it. In a string it is written as the folder is, `v1`, in an integer without
the letter.

Breaks the rule:

    package task.v2;
    string event_version = 2 [(plumberd.v1.fixed_value) = \"v1\"];

Keeps it:

    package task.v2;
    string event_version = 2 [(plumberd.v1.fixed_value) = \"v2\"];
",
};

/// Constants that are names.
pub(crate) const FIXED_NAME: Rule = Rule {
    code: "fixed-name",
    summary: "A fixed `event_name` or `event_type` means one message.",
    explanation: "\
Readers choose the type by it, and by the version.

Breaks the rule:

    TaskCreated: string event_name = 1 [(plumberd.v1.fixed_value) = \"task\"];
    TaskDone:    string event_name = 1 [(plumberd.v1.fixed_value) = \"task\"];

Keeps it:

    TaskCreated: string event_name = 1 [(plumberd.v1.fixed_value) = \"task.created\"];
    TaskDone:    string event_name = 1 [(plumberd.v1.fixed_value) = \"task.done\"];
",
};

/// Keys.
pub(crate) const JSON_NAME: Rule = Rule {
    code: "json-name",
    summary: "A JSON key means one field.",
    explanation: "\
In the profile micro-plumberd a key is the field's name in PascalCase, the event's id is `Id`, and a oneof
is an object under its own name with `Kind` in it. Names and aliases that options give can meet these.
The values of an enum have such names too. None is empty, and none has quotes, backslashes or control
characters.

Breaks the rule:

    string file_path = 1;
    string path = 2 [(plumberd.v1.field).name = \"FilePath\"];

Keeps it:

    string file_path = 1;
    string path = 2;
",
};

/// Events with a payload.
pub(crate) const ENVELOPE: Rule = Rule {
    code: "envelope",
    summary: "The fields around a `payload = 9` are those of an envelope.",
    explanation: "\
A message with a message `payload` at number 9 is a typed envelope. Consumers read 1 to 5 of any envelope
alike: `string event_name`, `string event_version`, `string aggregate_id`, `int64 timestamp` (milliseconds
since 1970), `string trace_id`. Each may be left out. 6 to 8 are kept for later.

Breaks the rule:

    string event_name = 1;
    int32 event_version = 2;
    Payload payload = 9;

Keeps it:

    string event_name = 1;
    string event_version = 2;
    Payload payload = 9;
",
};

/// Messages that are a choice.
pub(crate) const UNION: Rule = Rule {
    code: "union",
    summary: "A union is a message with one oneof and nothing else.",
    explanation: "\
It becomes an enum with data, which has no room for other fields.

Breaks the rule:

    message Source {
      option (plumberd.v1.data).union = true;
      string name = 1;
      oneof kind { string file = 2; int32 camera = 3; }
    }

Keeps it:

    message Source {
      option (plumberd.v1.data).union = true;
      oneof kind { string file = 2; int32 camera = 3; }
    }
",
};

/// Two names for a number.
pub(crate) const ENUM_ALIAS: Rule = Rule {
    code: "enum-alias",
    summary: "A number of an enum has one name.",
    explanation: "\
With two names for a number, one of them is lost when a value is read. Other names that are to be read
are aliases of a value.

Breaks the rule:

    option allow_alias = true;
    QUALITY_HIGH = 1;
    QUALITY_BEST = 1;

Keeps it:

    QUALITY_HIGH = 1 [(plumberd.v1.value).aliases = \"Best\"];
",
};

/// Names of values.
pub(crate) const ENUM_PREFIX: Rule = Rule {
    code: "enum-prefix",
    summary: "The values of an enum begin with its name.",
    explanation: "\
In Protobuf the values of all enums in a package share one space of names, so a short name is soon taken.
Without the prefix everything works; it is a note.

Breaks the rule:

    enum Quality { UNSPECIFIED = 0; HIGH = 1; }

Keeps it:

    enum Quality { QUALITY_UNSPECIFIED = 0; QUALITY_HIGH = 1; }
",
};
