use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camra")]
struct Camera {
    #[event(tag = 1)]
    number: i32,
}

#[derive(PlumberdData)]
#[event(proto = "Tag")]
struct Tag {
    #[event(tag = 1)]
    text: String,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality")]
struct Quality {
    #[event(tag = 1)]
    high: bool,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Page")]
enum Page {
    First = 0,
}

#[derive(PlumberdData)]
#[event(proto = "billing.v3.Invoice")]
enum Invoice {
    Paid = 0,
}

fn main() {}
