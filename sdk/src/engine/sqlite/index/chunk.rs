use super::varint::{put, take};
use super::{Key, Kind, Posting};

/// Bytes after which a chunk ends. With one more posting it still is below 1002, from which on `SQLite`
/// gives a row of such a table a page of its own; four fit on a page.
const CHUNK_BYTES: usize = 680;
/// Positions of one posting: a longer list is cut, so that no chunk is much larger than the others.
const POSTING: usize = 96;

/// A row of `chunks`: postings of one kind, in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Chunk {
    /// The key of the first posting.
    pub(in super::super) key: Key,
    /// The first position of the first posting.
    pub(in super::super) position: i64,
    pub(in super::super) postings: Vec<u8>,
}

/// Makes chunks of postings that come in order.
#[derive(Default)]
pub(in super::super) struct ChunkWriter {
    open: Option<Chunk>,
    last: i64,
    done: Vec<Chunk>,
}

impl ChunkWriter {
    pub(in super::super) fn add(&mut self, key: Key, first: i64, positions: &[i64]) {
        for (part, positions) in positions.chunks(POSTING).enumerate() {
            let counted = if key.kind.is_counted() { part * POSTING } else { 0 };
            self.add_part(key, first + i64::try_from(counted).unwrap_or(0), positions);
        }
    }

    fn add_part(&mut self, key: Key, first: i64, positions: &[i64]) {
        let Some((head, tail)) = positions.split_first() else { return };
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.key.kind != key.kind || open.postings.len() >= CHUNK_BYTES)
        {
            self.done.extend(self.open.take());
        }
        let open = self.open.get_or_insert_with(|| {
            self.last = key.value;
            Chunk { key, position: *head, postings: Vec::with_capacity(CHUNK_BYTES + 200) }
        });
        let out = &mut open.postings;
        put(out, key.value.wrapping_sub(self.last));
        self.last = key.value;
        put(out, first);
        put(out, i64::try_from(positions.len()).unwrap_or(i64::MAX));
        put(out, *head);
        let mut before = *head;
        for position in tail {
            put(out, position - before);
            before = *position;
        }
    }

    /// The chunks that are full.
    pub(in super::super) fn take_done(&mut self) -> Vec<Chunk> {
        std::mem::take(&mut self.done)
    }

    /// The chunks that are left.
    pub(in super::super) fn finish(mut self) -> Vec<Chunk> {
        self.done.extend(self.open.take());
        self.done
    }
}

/// Reads the postings of a chunk.
pub(in super::super) struct ChunkReader<'a> {
    kind: Kind,
    value: i64,
    rest: &'a [u8],
}

/// What the postings of a chunk cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Damaged;

impl<'a> ChunkReader<'a> {
    pub(in super::super) fn new(key: Key, postings: &'a [u8]) -> Self {
        Self { kind: key.kind, value: key.value, rest: postings }
    }

    /// The head of the next posting; its positions follow with [`positions`](Self::positions) or
    /// [`skip`](Self::skip).
    pub(super) fn head(&mut self) -> Result<Option<(Key, i64, usize)>, Damaged> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut number = || take(&mut self.rest).ok_or(Damaged);
        let (step, first, count) = (number()?, number()?, number()?);
        self.value = self.value.wrapping_add(step);
        let count = usize::try_from(count).map_err(|_| Damaged)?;
        if count == 0 || count > POSTING || first < 0 {
            return Err(Damaged);
        }
        Ok(Some((Key::new(self.kind, self.value), first, count)))
    }

    pub(super) fn positions(&mut self, count: usize) -> Result<Vec<i64>, Damaged> {
        let mut positions = Vec::with_capacity(count);
        let mut position = 0_i64;
        for _ in 0..count {
            let step = take(&mut self.rest).ok_or(Damaged)?;
            position = position.checked_add(step).filter(|_| step >= 0).ok_or(Damaged)?;
            positions.push(position);
        }
        Ok(positions)
    }

    pub(super) fn skip(&mut self, count: usize) -> Result<(), Damaged> {
        let mut left = count;
        for (index, byte) in self.rest.iter().enumerate() {
            left -= usize::from(byte & 0x80 == 0);
            if left == 0 {
                self.rest = &self.rest[index + 1..];
                return Ok(());
            }
        }
        Err(Damaged)
    }

    /// The next posting.
    pub(in super::super) fn posting(&mut self) -> Result<Option<Posting>, Damaged> {
        let Some((key, first, count)) = self.head()? else { return Ok(None) };
        Ok(Some(Posting { key, first, positions: self.positions(count)? }))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn read(chunk: &Chunk) -> Vec<Posting> {
        let mut reader = ChunkReader::new(chunk.key, &chunk.postings);
        std::iter::from_fn(|| reader.posting().unwrap()).collect()
    }

    #[test]
    fn postings_survive_in_chunks_of_one_kind() {
        let mut writer = ChunkWriter::default();
        let mut expected = Vec::new();
        for stream in 0..500 {
            let positions: Vec<i64> = (0..=stream % 7).map(|n| stream * 3 + n * 1000).collect();
            let key = Key::new(Kind::Stream, stream * stream);
            writer.add(key, stream, &positions);
            expected.push(Posting { key, first: stream, positions });
        }
        let key = Key::new(Kind::EventId, i64::MIN);
        writer.add(key, 0, &[5]);
        writer.add(Key::new(Kind::EventId, i64::MAX), 0, &[4]);
        let chunks = writer.finish();
        assert!(chunks.len() > 3);
        assert!(chunks.iter().all(|chunk| chunk.postings.len() < 2 * CHUNK_BYTES));
        let found: Vec<Posting> = chunks.iter().flat_map(read).collect();
        assert_eq!(found[..500], expected);
        assert_eq!(found[500].key, key);
        assert_eq!(found[501].key.value, i64::MAX);
        assert_eq!(chunks.last().unwrap().key, key);
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let positions: Vec<i64> = (0..2000).map(|n| n * 10 + 7).collect();
        for (kind, second) in [(Kind::Category, 100 + 96), (Kind::Correlation, 0)] {
            let mut writer = ChunkWriter::default();
            writer.add(Key::new(kind, 3), if kind.is_counted() { 100 } else { 0 }, &positions);
            let postings: Vec<Posting> = writer.finish().iter().flat_map(read).collect();
            assert_eq!(postings.len(), 21);
            assert_eq!(postings[1].first, second);
            let all: Vec<i64> = postings.into_iter().flat_map(|it| it.positions).collect();
            assert_eq!(all, positions);
        }
    }

    #[test]
    fn damage_is_seen() {
        let key = Key::new(Kind::Stream, 0);
        for bytes in [&[0x80_u8][..], &[0, 0, 0], &[0, 0, 2, 1], &[0, 0, 0xff, 0xff, 0x7f, 1]] {
            let mut reader = ChunkReader::new(key, bytes);
            assert_eq!(reader.posting(), Err(Damaged), "{bytes:?}");
        }
        let mut reader = ChunkReader::new(key, &[0, 0, 3, 1, 1]);
        let (_, _, count) = reader.head().unwrap().unwrap();
        assert_eq!(reader.skip(count), Err(Damaged));
    }
}
