#![allow(overflowing_literals)]

use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Numbers {
    #[event(fixed = 300)]
    byte: Fixed<u8>,
    #[event(fixed = -129)]
    small: Fixed<i8>,
    #[event(fixed = 0x8000_0000)]
    number: Fixed<i32>,
}

fn main() {}
