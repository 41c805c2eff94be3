use plumberd_schema::diagnostic::Rule;

/// What cannot be read.
pub(crate) const SOURCE: Rule = Rule {
    code: "source",
    summary: "The folders and files of a schema can be read.",
    explanation: "\
A root is a folder; everything in it that ends in `.proto` is a regular file. Links are followed, but a
link to a folder around it would never end.

Breaks the rule:

    proto/task/v1/old.proto/        a folder

Keeps it:

    proto/task/v1/TaskDone.proto    a file
",
};

/// What is not text.
pub(crate) const ENCODING: Rule = Rule {
    code: "encoding",
    summary: "A file is UTF-8 text.",
    explanation: "\
Protobuf files are UTF-8, without NUL bytes. A byte order mark at the beginning is allowed and ignored,
and so are line ends of Windows.

Breaks the rule:

    // caf\\xe9            Latin-1

Keeps it:

    // caf\\xc3\\xa9        UTF-8
",
};

/// What is too long.
pub(crate) const FILE_SIZE: Rule = Rule {
    code: "file-size",
    summary: "A file has at most 4 MiB.",
    explanation: "\
A file that is larger is not a schema that somebody wrote, and compiling it would hold up every build.

Breaks the rule:

    proto/all/v1/Everything.proto   12 MB, generated

Keeps it:

    proto/task/v1/TaskDone.proto    an event with a file of its own
",
};

/// What is too deep.
pub(crate) const NESTING: Rule = Rule {
    code: "nesting",
    summary: "Brackets are nested at most 100 deep.",
    explanation: "\
The parser follows brackets, and a file that nests them without end would exhaust its stack.

Breaks the rule:

    message A { message B { message C { … a hundred more … } } }

Keeps it:

    message A {}
    message B {}
",
};

/// What is nothing.
pub(crate) const EMPTY_FILE: Rule = Rule {
    code: "empty-file",
    summary: "A file holds something.",
    explanation: "\
An empty file is usually one whose content was lost, so it is not passed over.

Breaks the rule:

    // to do

Keeps it:

    syntax = \"proto3\";
    package task.v1;
    message TaskDone {}
",
};

/// What is there twice.
pub(crate) const SHADOWED_FILE: Rule = Rule {
    code: "shadowed-file",
    summary: "A name of a file is in one root only.",
    explanation: "\
An import names a file without its root. If two roots have it, the import could mean either.

Breaks the rule:

    proto/task/v1/TaskDone.proto
    shared/task/v1/TaskDone.proto

Keeps it:

    proto/task/v1/TaskDone.proto
    shared/common/v1/Tag.proto
",
};

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

/// What is no descriptor set.
pub(crate) const DESCRIPTOR_SET: Rule = Rule {
    code: "descriptor-set",
    summary: "A descriptor set is complete and in proto3.",
    explanation: "\
It has the files and all that they import, but for Google's own and plumberd's options. Sets with
editions are refused.

Breaks the rule:

    buf build --exclude-imports -o schema.binpb     with imports of other modules

Keeps it:

    buf build --as-file-descriptor-set -o schema.binpb
",
};

/// What cannot be compared.
pub(crate) const LOCK_FILE: Rule = Rule {
    code: "lock-file",
    summary: "The lock file is as plumberd wrote it.",
    explanation: "\
It has what was accepted last, with a digest of each type. An edit by hand, or a merge that was not
finished, would make it promise something that nobody accepted.

Breaks the rule:

    edit plumberd.lock.json in an editor

Keeps it:

    plumberd schema accept
",
};

/// What cannot be written.
pub(crate) const OUTPUT: Rule = Rule {
    code: "output",
    summary: "The generated code is there and up to date.",
    explanation: "\
Code that is checked in has to be what the schema gives. With `PLUMBERD_CHECK=1` a difference is an
error, otherwise it is written anew.

Breaks the rule:

    edit proto/task/v1/TaskDone.proto, commit without src/generated

Keeps it:

    edit proto/task/v1/TaskDone.proto, cargo build, commit both
",
};
