use plumberd::{Fixed, PlumberdEvent};
use uuid::Uuid;

#[derive(PlumberdEvent)]
#[event(category = "Account")]
struct AccountCreated {
    #[event(fixed = "a", default)]
    defaulted: Fixed<&'static str>,
    #[event(skip, fixed = "a")]
    skipped: Fixed<&'static str>,
    #[event(fixed = "a", reserved)]
    reserved: Fixed<&'static str>,
    #[event(fixed = "a", oneof)]
    oneof: Fixed<&'static str>,
    #[event(fixed = "a", id)]
    id: Uuid,
}

fn main() {}
