use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality { Low, High = 7, Best }

fn main() {}
