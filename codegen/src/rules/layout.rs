use plumberd_schema::diagnostic::Rule;

/// The package of a file.
pub(crate) const PACKAGE_PATH: Rule = Rule {
    code: "package-path",
    summary: "The package of a file is its folder.",
    explanation: "\
The package of a file is the path of its folder below the root, with dots. Without that, imports and
names tell a reader different things, and buf refuses it too.

Breaks the rule:

    proto/user/v1/UserCreated.proto: package user.create.v1;

Keeps it:

    proto/user/v1/UserCreated.proto: package user.v1;
",
};

/// The domain in a package.
pub(crate) const PACKAGE_NAME: Rule = Rule {
    code: "package-name",
    summary: "A package is a domain and a version, in small letters.",
    explanation: "\
A domain is one or more segments of letters, digits and `_` that begin with a letter. Types of one domain
are in one folder, and each version in a folder of its own.

Breaks the rule:

    package Recording.v1;
    package recording;

Keeps it:

    package recording.v1;
",
};

/// The version in a package.
pub(crate) const PACKAGE_VERSION: Rule = Rule {
    code: "package-version",
    summary: "A version is `v` and a whole number from 1.",
    explanation: "\
The last segment of a package is the version of its events, which travels as a number: `v1`, `v2`. An
event that was stored is never a beta, so there are no others.

Breaks the rule:

    package recording.v1beta1;
    package recording.v01;

Keeps it:

    package recording.v1;
",
};

/// The name of a file.
pub(crate) const FILE_NAME: Rule = Rule {
    code: "file-name",
    summary: "A file is named in CamelCase or in snake_case.",
    explanation: "\
A file is named after its event, which needs a name that can be one.

Breaks the rule:

    proto/task/v1/task-done.proto

Keeps it:

    proto/task/v1/TaskDone.proto
    proto/task/v1/task_done.proto
",
};

/// The style of all files.
pub(crate) const FILE_STYLE: Rule = Rule {
    code: "file-style",
    summary: "All files of a project are named in one style.",
    explanation: "\
With two styles nobody knows what the file of an event is called, and on some systems `task.proto` and
`Task.proto` are one file. The style of most files is the project's.

Breaks the rule:

    proto/task/v1/TaskCreated.proto
    proto/task/v1/task_done.proto

Keeps it:

    proto/task/v1/TaskCreated.proto
    proto/task/v1/TaskDone.proto
",
};

/// The file of an event.
pub(crate) const EVENT_FILE: Rule = Rule {
    code: "event-file",
    summary: "An event has a file of its own, which is named after it.",
    explanation: "\
An event can be found by its name alone, and what changes in a file changes one event. Types that only
this event uses stand beside it, those of several events in a file of their own.

Breaks the rule:

    proto/task/v1/TaskEvents.proto
        message TaskCreated { option (plumberd.v1.event) = {}; }
        message TaskDone { option (plumberd.v1.event) = {}; }

Keeps it:

    proto/task/v1/TaskCreated.proto
        message TaskCreated {}
    proto/task/v1/TaskDone.proto
        message TaskDone {}
",
};
