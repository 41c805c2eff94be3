use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality {}

fn main() {}
