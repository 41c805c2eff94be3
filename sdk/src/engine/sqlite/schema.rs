//! The format of the file. Whoever changes it raises [`FORMAT`].

/// Marks a file as a plumberd store: `plmb`.
pub(super) const APPLICATION_ID: i32 = 0x706c_6d62;

/// The newest format that is known, kept in `user_version`.
pub(super) const FORMAT: u32 = 1;

/// Why the tables look like this:
/// * Nothing but `events` changes when a known stream grows: a revision in `streams` would dirty
///   one more page for each event. The last revision of a stream is read from its index.
/// * Ids come first in `events_by_id`, so that ids made from the time go to its right edge.
///   Ids are unique in a stream, as in `KurrentDB`, not in the log.
/// * References are declared for readers and tools; the writer makes both ends, and does not have
///   `SQLite` look them up for each event.
/// * `recorded_at` counts 100 ns from the Unix epoch; `content_type` is 0 for JSON, 1 for binary.
pub(super) const TABLES: &str = "
CREATE TABLE categories (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE types (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE streams (
    id          INTEGER PRIMARY KEY,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    name        TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE events (
    position     INTEGER PRIMARY KEY,
    stream_id    INTEGER NOT NULL REFERENCES streams (id),
    revision     INTEGER NOT NULL,
    category_id  INTEGER NOT NULL REFERENCES categories (id),
    type_id      INTEGER NOT NULL REFERENCES types (id),
    event_id     BLOB NOT NULL,
    content_type INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    metadata     BLOB NOT NULL,
    data         BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision);
CREATE UNIQUE INDEX events_by_id ON events (event_id, stream_id);
CREATE INDEX events_by_category ON events (category_id);
CREATE INDEX events_by_type ON events (type_id);
CREATE VIEW v_events AS SELECT
    e.position,
    s.name AS stream,
    e.revision,
    c.name AS category,
    t.name AS type,
    lower(substr(hex(e.event_id), 1, 8) || '-' || substr(hex(e.event_id), 9, 4) || '-' ||
          substr(hex(e.event_id), 13, 4) || '-' || substr(hex(e.event_id), 17, 4) || '-' ||
          substr(hex(e.event_id), 21)) AS id,
    strftime('%Y-%m-%dT%H:%M:%S', (e.recorded_at - (e.recorded_at % 10000000 + 10000000) % 10000000) / 10000000, 'unixepoch')
        || printf('.%07dZ', (e.recorded_at % 10000000 + 10000000) % 10000000) AS recorded_at,
    CASE e.content_type WHEN 0 THEN 'application/json' ELSE 'application/octet-stream' END AS content_type,
    CASE e.content_type WHEN 0 THEN CAST(e.data AS TEXT) END AS json,
    CAST(e.metadata AS TEXT) AS metadata,
    e.data
FROM events e
JOIN streams s ON s.id = e.stream_id
JOIN categories c ON c.id = e.category_id
JOIN types t ON t.id = e.type_id;
";
