//! The types of this program, named and linked.
#![cfg(feature = "registry")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plumberd::event::{Registry, RegistryError};
use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(Debug, PlumberdEvent)]
#[event(category = "Task", version = "v2", since = "v2", aliases("TaskMade"))]
struct TaskCreated {
    #[allow(dead_code, reason = "only its description counts")]
    title: String,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Recording")]
struct RecordingFinished;

#[derive(Debug, PlumberdEvents)]
#[allow(dead_code, reason = "only the types of the set count")]
enum Known {
    Task(TaskCreated),
    Recording(RecordingFinished),
}

#[derive(Debug, PlumberdEvents)]
#[event(category = "Shop")]
#[allow(dead_code, reason = "only the types of the set count")]
enum ShopEvent {
    ShopOpened,
    ShopClosed { reason: String },
}

/// Left out of the linker's collection.
#[derive(Debug, PlumberdEvent)]
#[event(category = "Task", register = false)]
struct TaskHidden;

mod elsewhere {
    /// Another type with the name of one above.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task", register = false)]
    pub(crate) struct TaskCreated;

    /// Another type with an alias of one above.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task", name = "TaskMade", register = false)]
    pub(crate) struct TaskOfOld;

    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task", aliases("RecordingFinished"), register = false)]
    pub(crate) struct TaskFinished;
}

#[test]
fn the_linker_keeps_what_is_registered() {
    let linked = Registry::linked().unwrap();
    let types: Vec<_> =
        linked.events().map(|info| (info.event_type, info.category, info.version)).collect();
    let expected = [("RecordingFinished", "Recording", 1), ("TaskCreated", "Task", 2)];
    assert!(expected.iter().all(|event| types.contains(event)), "{types:?}");
    assert_eq!(linked.find("TaskMade").unwrap().event_type, "TaskCreated");
    assert!(linked.find("TaskHidden").is_none());
    let origin = linked.find("RecordingFinished").unwrap().descriptor.origin;
    assert!(origin.file.ends_with("event_registry.rs") && origin.line > 0, "{origin:?}");
    assert_eq!(origin.module, module_path!());
}

#[test]
fn sets_and_linker_agree() {
    let registry = Registry::new().with::<Known>().unwrap().with::<ShopEvent>().unwrap();
    registry.check_linked().unwrap();
}

#[test]
fn what_is_missing_on_either_side_is_named() {
    let error = Registry::new().with::<TaskCreated>().unwrap().check_linked().unwrap_err();
    let RegistryError::Different { unlinked, unlisted } = &error else { unreachable!("{error}") };
    assert!(unlinked.is_empty());
    assert!(!unlisted.is_empty());
    assert!(
        unlisted[0].starts_with("RecordingFinished (")
            && unlisted[0].contains("event_registry.rs:")
    );

    let error = Registry::new()
        .with::<Known>()
        .unwrap()
        .with::<TaskHidden>()
        .unwrap()
        .check_linked()
        .unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("in the sets but not linked: [\"TaskHidden ("), "{message}");
}

#[test]
fn a_type_may_be_named_twice_but_a_name_only_once() {
    let registry = Registry::new().with::<Known>().unwrap().with::<TaskCreated>().unwrap();
    assert_eq!(registry.events().len(), 2);
    for (result, name) in [
        (registry.clone().with::<elsewhere::TaskCreated>(), "TaskCreated"),
        (registry.clone().with::<elsewhere::TaskOfOld>(), "TaskMade"),
        (registry.clone().with::<elsewhere::TaskFinished>(), "RecordingFinished"),
    ] {
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with(&format!("the type name `{name}` is used by ")), "{message}");
        assert!(message.ends_with("rename one with `#[event(name = \"…\")]`"), "{message}");
        assert_eq!(message.matches("event_registry.rs:").count(), 2, "{message}");
    }
}
