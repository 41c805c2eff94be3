//! The lock file, `plumberd.lock.json`: the schema that was accepted last.
