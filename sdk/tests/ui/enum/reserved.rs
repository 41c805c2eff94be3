use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(reserved(1, "Best"))]
enum Quality { Low = 0, High = 1, Best = 2 }

fn main() {}
