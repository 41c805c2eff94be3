//! The format of the file. Whoever changes it raises [`FORMAT`].

/// Marks a file as a plumberd store: `plmb`.
pub(crate) const APPLICATION_ID: i32 = 0x706c_6d62;

/// The newest format that is known, kept in `user_version`.
pub(super) const FORMAT: u32 = 2;

/// Why the tables look like this:
/// * An append writes to `events` only, at its right edge. Where the events of a stream, a category
///   or a type stand is in `runs` and `chunks`, written every few thousand events; see `index`.
///   They hold nothing that could not be made again from `events` and `scavenged`. The postings of a chunk
///   stand in a table of their own: in the tree that is searched they would leave room for four keys
///   on a page, and a search among a million chunks would read ten pages instead of three.
/// * `record` is the id (16 bytes), `J` for JSON or `B` for binary, the length of the stream's name in
///   four decimal digits and that of the metadata in nine, the name, the metadata and the payload. One
///   column is read three times as fast as four; the name is there so that a read of a log of
///   millions of streams does not look each of them up; and the digits are for the view: SQL cannot
///   read binary numbers.
/// * `index_state` counts the changes of `runs`, so that a reader knows when to read them again, and
///   the numbers given to runs: a merge takes one long before its run is in `runs`.
/// * `filters` has the Bloom filter of each run, in pieces; the id is that of the run and the piece.
/// * References are declared for readers and tools; the writer makes both ends, and does not have
///   `SQLite` look them up for each event.
/// * `recorded_at` counts 100 ns from the Unix epoch.
/// * `scavenged` keeps of each event that was removed in which lists of the index it stood: the
///   revisions of a category count it still. One row has those of a slice of a scavenge.
/// * The id of a stream is found by its name through the index too, at its first event: a unique index
///   would dirty a page at random for each new stream, and there are stores with a stream for every few
///   events. `lone_names` has the names that no first event tells: of streams that were described or
///   tombstoned before they had events, and of those whose first event was scavenged.
/// * `stream_states` has the streams that have metadata or were tombstoned, which are few: what
///   their metadata hides. `$$stream` is where it comes from.
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
    category_id INTEGER REFERENCES categories (id),
    name        TEXT NOT NULL
) STRICT;
CREATE TABLE lone_names (
    name      TEXT PRIMARY KEY,
    stream_id INTEGER NOT NULL REFERENCES streams (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE stream_states (
    stream_id       INTEGER PRIMARY KEY REFERENCES streams (id),
    tombstoned      INTEGER NOT NULL,
    truncate_before INTEGER,
    max_count       INTEGER,
    max_age         INTEGER
) STRICT;
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    stream_id   INTEGER NOT NULL REFERENCES streams (id),
    revision    INTEGER NOT NULL,
    type_id     INTEGER NOT NULL REFERENCES types (id),
    recorded_at INTEGER NOT NULL,
    record      BLOB NOT NULL
) STRICT;
CREATE TABLE scavenged (
    first_position INTEGER PRIMARY KEY,
    last_position  INTEGER NOT NULL,
    events         BLOB NOT NULL
) STRICT;
CREATE TABLE index_state (
    version  INTEGER NOT NULL,
    last_run INTEGER NOT NULL
) STRICT;
INSERT INTO index_state VALUES (0, 0);
CREATE TABLE runs (
    id             INTEGER PRIMARY KEY,
    level          INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    last_position  INTEGER NOT NULL,
    first_stream   INTEGER NOT NULL,
    last_stream    INTEGER NOT NULL,
    first_id       INTEGER NOT NULL,
    last_id        INTEGER NOT NULL,
    chunks         INTEGER NOT NULL,
    keys           INTEGER NOT NULL
) STRICT;
CREATE TABLE filters (
    id   INTEGER PRIMARY KEY,
    bits BLOB NOT NULL
) STRICT;
CREATE TABLE chunks (
    run_id      INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    key         INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    postings_id INTEGER NOT NULL REFERENCES postings (id),
    PRIMARY KEY (run_id, kind, key, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE postings (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE VIEW v_events AS
WITH parts AS (
    SELECT *, 31 + CAST(substr(record, 18, 4) AS INTEGER) AS metadata_at,
           31 + CAST(substr(record, 18, 4) AS INTEGER) + CAST(substr(record, 22, 9) AS INTEGER)
               AS data_at,
           (recorded_at % 10000000 + 10000000) % 10000000 AS ticks, hex(substr(record, 1, 16)) AS id
    FROM events
)
SELECT
    e.position,
    s.name AS stream,
    e.revision,
    c.name AS category,
    t.name AS type,
    lower(substr(e.id, 1, 8) || '-' || substr(e.id, 9, 4) || '-' || substr(e.id, 13, 4) || '-' ||
          substr(e.id, 17, 4) || '-' || substr(e.id, 21)) AS id,
    strftime('%Y-%m-%dT%H:%M:%S', (e.recorded_at - e.ticks) / 10000000, 'unixepoch')
        || printf('.%07dZ', e.ticks) AS recorded_at,
    CASE substr(e.record, 17, 1) WHEN x'4A' THEN 'application/json'
         ELSE 'application/octet-stream' END AS content_type,
    CASE substr(e.record, 17, 1) WHEN x'4A' THEN CAST(substr(e.record, e.data_at) AS TEXT) END AS json,
    CAST(substr(e.record, e.metadata_at, e.data_at - e.metadata_at) AS TEXT) AS metadata,
    substr(e.record, e.data_at) AS data
FROM parts e
JOIN streams s ON s.id = e.stream_id
LEFT JOIN categories c ON c.id = s.category_id
JOIN types t ON t.id = e.type_id;
";
