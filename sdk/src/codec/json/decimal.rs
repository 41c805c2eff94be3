//! Doubles that are decimals of few digits, as prices, durations and coordinates are: their shortest
//! text is found with one multiplication and one division, three times as fast as in general.

/// The longest text: a sign, nine digits, the point, six digits.
pub(super) const MAX_LEN: usize = 17;

const SCALE: f64 = 1e6;
/// Below this, all digits and the six behind the point are 15 at most.
const LIMIT: f64 = 1e9;
/// From here on, no exponent is written.
const SMALLEST: f64 = 1e-3;

/// A double that is a decimal with up to six digits behind the point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    negative: bool,
    whole: u32,
    millionths: u32,
}

impl Decimal {
    /// Nothing when the double has more digits, or needs an exponent.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "below 10^15 integers and doubles are the same, and equality is the question"
    )]
    pub(super) fn of(value: f64) -> Option<Self> {
        let magnitude = value.abs();
        if !(SMALLEST..LIMIT).contains(&magnitude) && magnitude != 0.0 {
            return None;
        }
        let scaled = (magnitude * SCALE + 0.5) as u64;
        // A division of exact operands gives the double next to the decimal. When that is the value,
        // the decimal is a text of it; and since no two decimals of 15 digits share a double, the
        // decimal without its last zeros is the shortest.
        if scaled as f64 / SCALE != magnitude {
            return None;
        }
        Some(Self {
            negative: value.is_sign_negative(),
            whole: (scaled / 1_000_000) as u32,
            millionths: (scaled % 1_000_000) as u32,
        })
    }

    /// Writes the text, and tells its length.
    #[inline]
    pub(super) fn write(self, room: &mut [u8; MAX_LEN]) -> usize {
        let mut len = 0;
        if self.negative {
            room[0] = b'-';
            len = 1;
        }
        let mut buffer = itoa::Buffer::new();
        let whole = buffer.format(self.whole).as_bytes();
        room[len..len + whole.len()].copy_from_slice(whole);
        len += whole.len();
        room[len] = b'.';
        let mut rest = self.millionths;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        let shown = digits.iter().rposition(|digit| *digit != b'0').unwrap_or(0) + 1;
        room[len + 1..len + 7].copy_from_slice(&digits);
        len + 1 + shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64) -> Option<String> {
        let mut room = [0; MAX_LEN];
        let len = Decimal::of(value)?.write(&mut room);
        Some(String::from_utf8(room[..len].to_vec()).unwrap())
    }

    fn general(value: f64) -> String {
        zmij::Buffer::new().format_finite(value).to_owned()
    }

    #[test]
    fn writes_what_the_general_way_writes() {
        for millionths in (0..30_000_000u32).step_by(97) {
            let value = f64::from(millionths) / SCALE;
            for value in [value, -value, value * 1000.0, value + 123_456.0] {
                if let Some(text) = text(value) {
                    assert_eq!(text, general(value));
                }
            }
        }
    }

    #[test]
    fn takes_what_it_is_meant_for() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (120.0, "120.0"),
            (120.5, "120.5"),
            (0.1, "0.1"),
            (0.001, "0.001"),
            (-54.3821, "-54.3821"),
            (7_231.033_333, "7231.033333"),
            (999_999_999.999_999, "999999999.999999"),
        ] {
            assert_eq!(text(value).as_deref(), Some(expected));
            assert_eq!(general(value), expected);
        }
        for value in
            [1.0 / 3.0, 1e9, 1e-7, 0.1 + 0.2, f64::MAX, f64::NAN, f64::INFINITY, 0.000_999, 5e-324]
        {
            assert_eq!(text(value), None, "{value}");
        }
    }

    #[test]
    fn neighbours_of_decimals_are_left_alone() {
        for value in [0.1_f64, 120.5, 54.3821, 7_231.033_333, 0.3] {
            for neighbour in [value.next_up(), value.next_down()] {
                assert_eq!(text(neighbour), None);
            }
        }
    }
}
