use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality<'a> { Low = 0, High = 1 }

fn main() {}
