use plumberd::{Fixed, PlumberdData, PlumberdEvent};

#[derive(PlumberdEvent)]
#[event(category = "Account")]
struct AccountCreated {
    event_name: Fixed<&'static str>,
}

#[derive(PlumberdData)]
struct Version {
    number: plumberd::codec::Fixed<u32>,
}

fn main() {}
