use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality", name = "Quality")]
enum Renumbered {
    Unspecified = 0,
    High = 3,
    Low = -1,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality", name = "Quality")]
enum Renamed {
    Unspecified = 0,
    Sharp = 2,
    Low = -1,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality", name = "Quality")]
enum Missing {
    Unspecified = 0,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality", name = "Quality")]
enum TooMany {
    Unspecified = 0,
    Best = 2,
    Low = -1,
    Old = 7,
    Other = 5,
    New = 8,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Quality", name = "Quality")]
enum WithoutZero {
    High = 2,
}

fn main() {}
