use plumberd::PlumberdData;

#[derive(PlumberdData)]
struct Pair(u32, u32);

#[derive(PlumberdData)]
struct None();

fn main() {}
