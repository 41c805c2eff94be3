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
