use plumberd_schema::diagnostic::Rule;

/// What the parser refuses.
pub(crate) const SYNTAX: Rule = Rule {
    code: "syntax",
    summary: "A file follows the grammar of Protobuf.",
    explanation: "\
The message says what was expected at the place.

Breaks the rule:

    string title 1;

Keeps it:

    string title = 1;
",
};

/// What Protobuf forbids beyond its grammar.
pub(crate) const DEFINITION: Rule = Rule {
    code: "definition",
    summary: "Names, numbers and types are as Protobuf demands.",
    explanation: "\
A number or name stands for one field only and is not reserved, types exist and are imported, the first
value of an enum is 0, numbers are from 1 to 536870911 without 19000 to 19999, options exist and have
values of their types.

Breaks the rule:

    reserved 2;
    string title = 2;

Keeps it:

    reserved 2;
    string title = 3;
",
};

/// What is imported and not there.
pub(crate) const IMPORT: Rule = Rule {
    code: "import",
    summary: "What is imported exists.",
    explanation: "\
An import names a file relative to one of the roots or include folders. Google's own files and
`plumberd/v1/options.proto` are always there.

Breaks the rule:

    import \"proto/task/v1/Tag.proto\";

Keeps it:

    import \"task/v1/Tag.proto\";
",
};

/// What imports itself.
pub(crate) const IMPORT_CYCLE: Rule = Rule {
    code: "import-cycle",
    summary: "Imports are not a circle.",
    explanation: "\
Protobuf compiles a file after those that it imports, which is impossible in a circle.

Breaks the rule:

    task/v1/A.proto: import \"task/v1/B.proto\";
    task/v1/B.proto: import \"task/v1/A.proto\";

Keeps it:

    task/v1/A.proto: import \"task/v1/Shared.proto\";
    task/v1/B.proto: import \"task/v1/Shared.proto\";
",
};

/// What is newer than proto3.
pub(crate) const EDITION: Rule = Rule {
    code: "edition",
    summary: "Files are written in proto3, not in an edition.",
    explanation: "\
The compiler does not know editions yet. What events need is in proto3.

Breaks the rule:

    edition = \"2023\";

Keeps it:

    syntax = \"proto3\";
",
};

/// What is older than proto3.
pub(crate) const PROTO3_ONLY: Rule = Rule {
    code: "proto3-only",
    summary: "Files are written in proto3, not in proto2.",
    explanation: "\
The required fields, groups, extensions and default values of proto2 have no form in JSON that .NET and
Python agree on. A file without a `syntax` line is proto2. One that only declares options may be.

Breaks the rule:

    syntax = \"proto2\";
    message TaskDone { required string by = 1; }

Keeps it:

    syntax = \"proto3\";
    message TaskDone { string by = 1; }
",
};

/// What extends a message.
pub(crate) const EXTENSION: Rule = Rule {
    code: "extension",
    summary: "Extensions are of options only.",
    explanation: "\
A field that another file adds to a message is in no type of the languages that read it.

Breaks the rule:

    extend task.v1.TaskDone { string note = 100; }

Keeps it:

    extend google.protobuf.FieldOptions { string unit = 50100; }
",
};

/// Options that are mistaken for each other.
pub(crate) const OPTION_NUMBER: Rule = Rule {
    code: "option-number",
    summary: "Options with one number have one type.",
    explanation: "\
Descriptors know options by number. Two that differ in type cannot be told apart in them. `fixed_value`
is 50001 of `FieldOptions`, a string, in any package; plumberd's other options are 50001 and 50002 of the
other kinds.

Breaks the rule:

    extend google.protobuf.FieldOptions { int32 unit = 50001; }

Keeps it:

    extend google.protobuf.FieldOptions { int32 unit = 50100; }
",
};

/// Another version of plumberd's options.
pub(crate) const OPTIONS_PROTO: Rule = Rule {
    code: "options-proto",
    summary: "The project's `plumberd/v1/options.proto` is the one that this version of plumberd has.",
    explanation: "\
A project may keep a copy for buf and editors. Its numbers and types are plumberd's, and it has no
options that this version does not know; an older copy that lacks some is allowed.

Breaks the rule:

    extend google.protobuf.MessageOptions { EventOptions event = 50009; }

Keeps it:

    extend google.protobuf.MessageOptions { EventOptions event = 50001; }
",
};

/// What has no code.
pub(crate) const SERVICE: Rule = Rule {
    code: "service",
    summary: "Services are left out.",
    explanation: "\
An event log has no calls. The messages of a service are compiled; for its stubs there is tonic.

Breaks the rule:

    service Tasks { rpc Done(TaskDone) returns (Receipt); }

Keeps it:

    message TaskDone {}
",
};
