//! Copies of short texts, which most are, without a call to the system's `memcpy`.

/// Copies `from` into `to`, which is as long.
#[inline]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        0 => {}
        1..4 => {
            to[0] = from[0];
            let last = from.len() - 1;
            let middle = from.len() / 2;
            to[middle] = from[middle];
            to[last] = from[last];
        }
        4..8 => ends::<4>(to, from),
        8..=16 => ends::<8>(to, from),
        17..=32 => ends::<16>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// Copies the first and the last `N` bytes, which overlap.
#[inline]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(to), Some(from)) = (to.first_chunk_mut::<N>(), from.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (to.last_chunk_mut::<N>(), from.last_chunk::<N>()) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn copies_every_length() {
        for len in 0..100u8 {
            let from: Vec<u8> = (0..len).map(|index| index + 1).collect();
            let mut to = vec![0; from.len()];
            super::copy(&mut to, &from);
            assert_eq!(to, from);
        }
    }
}
