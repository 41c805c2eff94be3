use std::hash::{BuildHasher, Hasher, RandomState};

use super::filter::mix;

/// Makes hashes of keys, which are a few numbers: with a secret of its own, since ids come from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyHashes(u64);

impl Default for KeyHashes {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for KeyHashes {
    type Hasher = KeyHasher;

    fn build_hasher(&self) -> KeyHasher {
        KeyHasher(self.0)
    }
}

#[derive(Debug)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let number = chunk.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            self.write_u64(number);
        }
    }

    /// Keys of one kind never share a hash: what is stirred can be stirred back.
    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0 ^ number);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::{Key, Kind};
    use super::*;

    #[test]
    fn keys_are_spread() {
        let maker = KeyHashes::default();
        let keys = (0..10_000).flat_map(|value| {
            [Key::new(Kind::Stream, value), Key::new(Kind::EventId, value << 48)]
        });
        let hashed: HashSet<u64> = keys.map(|key| maker.hash_one(key)).collect();
        assert_eq!(hashed.len(), 20_000, "no two are the same");
        // The low bits, which choose the place in a map.
        let places: HashSet<u64> = hashed.iter().map(|hash| hash & 0xffff).collect();
        assert!(places.len() > 14_000, "{}", places.len());
    }
}
