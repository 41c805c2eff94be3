use crate::random::mix;

/// A shuffle of `0..len` that takes no memory: a Feistel network over the next power of four, walked
/// until it comes back into the range.
pub struct Permutation {
    len: u64,
    half: u32,
}

const ROUNDS: u64 = 4;

impl Permutation {
    pub fn new(len: u64) -> Self {
        let bits = u64::BITS - len.max(2).saturating_sub(1).leading_zeros();
        Self { len, half: bits.div_ceil(2) }
    }

    /// Where an index goes.
    pub fn apply(&self, index: u64) -> u64 {
        self.walk(index, |mut left, mut right| {
            for round in 0..ROUNDS {
                (left, right) = (right, left ^ self.scramble(right, round));
            }
            (left, right)
        })
    }

    /// Where an index came from.
    pub fn invert(&self, index: u64) -> u64 {
        self.walk(index, |mut left, mut right| {
            for round in (0..ROUNDS).rev() {
                (left, right) = (right ^ self.scramble(left, round), left);
            }
            (left, right)
        })
    }

    fn walk(&self, index: u64, step: impl Fn(u64, u64) -> (u64, u64)) -> u64 {
        let mask = (1 << self.half) - 1;
        let mut at = index;
        loop {
            let (left, right) = step(at >> self.half, at & mask);
            at = left << self.half | right;
            if at < self.len {
                return at;
            }
        }
    }

    fn scramble(&self, value: u64, round: u64) -> u64 {
        mix(value << 8 | round) & ((1 << self.half) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_comes_once_and_goes_back() {
        for len in [1, 2, 5, 64, 2000, 20_000] {
            let permutation = Permutation::new(len);
            let mut seen = vec![false; len as usize];
            for index in 0..len {
                let to = permutation.apply(index);
                assert!(!std::mem::replace(&mut seen[to as usize], true), "{to} comes twice");
                assert_eq!(permutation.invert(to), index);
            }
        }
    }
}
