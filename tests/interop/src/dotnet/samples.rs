use jiff::{SignedDuration, Timestamp};
use plumberd::codec::json;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use super::events::*;
use super::roundtrip;
use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

const G: Uuid = uuid!("3fa85f64-5717-4562-b3fc-2c963f66afa6");

pub fn run(report: &mut Report, driver: &mut Driver) {
    scalar_samples(report, driver);
    value_samples(report, driver);
    optional_samples(report, driver);
    collection_samples(report, driver);
    for (name, value) in [
        ("oneof: a message", Source::Camera(Camera { serial_no: "SN-1".to_owned() })),
        ("oneof: a text", Source::Upload(String::new())),
        ("oneof: a number", Source::Channel(0)),
    ] {
        let fallbacks = [None, Some(Source::Upload("x".to_owned()))];
        for (form, fallback) in ["alone", "with an optional one"].into_iter().zip(fallbacks) {
            let value = Chosen { source: value.clone(), fallback };
            report.case(&format!("{name}, {form}"), || roundtrip(driver, &chosen(), &value));
        }
    }
    span_samples(report, driver);
}

fn scalar_samples(report: &mut Report, driver: &mut Driver) {
    let smallest = Scalars {
        id: G,
        flag: false,
        i8: i8::MIN,
        u8: 0,
        i16: i16::MIN,
        u16: 0,
        i32: i32::MIN,
        u32: 0,
        i64: i64::MIN,
        u64: 0,
        f32: f32::MIN,
        f64: f64::MIN,
        text: String::new(),
    };
    let largest = Scalars {
        id: Uuid::max(),
        flag: true,
        i8: i8::MAX,
        u8: u8::MAX,
        i16: i16::MAX,
        u16: u16::MAX,
        i32: i32::MAX,
        u32: u32::MAX,
        i64: i64::MAX,
        u64: u64::MAX,
        f32: f32::MAX,
        f64: f64::MAX,
        text: "é zażółć 😀 <b>&'+`\"\\/ \0\u{1f}\t\n\r\u{7f}\u{2028}\u{feff}".to_owned(),
    };
    report.case("scalars: a class with nothing set", || {
        let answer = driver.demand(&json!({"op": "write", "class": scalars()}))?;
        let theirs = answer["json"].as_str().unwrap_or_default();
        let read: Scalars =
            json::from_slice(theirs.as_bytes()).map_err(|error| format!("{error}, in {theirs}"))?;
        let zero = Scalars {
            id: Uuid::nil(),
            i8: 0,
            i16: 0,
            i32: 0,
            i64: 0,
            f32: 0.0,
            f64: 0.0,
            ..smallest.clone()
        };
        equal("value", &read, &zero)
    });
    report.case("scalars: smallest", || roundtrip(driver, &scalars(), &smallest));
    report.case("scalars: largest", || roundtrip(driver, &scalars(), &largest));
    for f64 in [0.0, -0.0, 120.0, 0.1, 1.0 / 3.0, 1e30, 1e-7, 5e-324, f64::MIN_POSITIVE, 1e16] {
        let value = Scalars { f64, f32: f64 as f32, ..smallest.clone() };
        report
            .case(&format!("scalars: the float {f64:?}"), || roundtrip(driver, &scalars(), &value));
    }
}

fn value_samples(report: &mut Report, driver: &mut Driver) {
    let plain = Values {
        id: G,
        bytes: vec![0xfb, 0xff, 0xfe],
        digest: [1, 2, 3, 255],
        other: G,
        moment: moment("2022-09-28T22:13:20.2192669Z"),
        offset_moment: "2022-09-28T22:13:20.2192669+02:00".parse().expect("a moment"),
        date_time: moment("2022-09-28T22:13:20.2192669Z"),
        price: Decimal::new(110, 2),
        day: Weekday::Tuesday,
    };
    report.case("values", || roundtrip(driver, &values(), &plain));
    for bytes in [vec![], vec![0], vec![0; 2], (0..=255).collect()] {
        let value = Values { bytes, ..plain.clone() };
        let name = format!("values: {} bytes", value.bytes.len());
        report.case(&name, || roundtrip(driver, &values(), &value));
    }
    for text in [
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.9999999Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T23:59:59.5Z",
        "2022-09-28T22:13:20.000001Z",
        "9999-12-30T12:00:00.9999999Z",
    ] {
        let value = Values { moment: moment(text), date_time: moment(text), ..plain.clone() };
        report.case(&format!("values: {text}"), || roundtrip(driver, &values(), &value));
    }
    for text in [
        "2022-09-28T22:13:20+00:00",
        "2022-09-28T22:13:20.1-05:30",
        "2022-09-28T22:13:20.1234567+14:00",
        "2022-09-28T22:13:20.1234567-14:00",
    ] {
        let value = Values { offset_moment: text.parse().expect("a moment"), ..plain.clone() };
        report.case(&format!("values: {text}"), || roundtrip(driver, &values(), &value));
        report.case(&format!("values: the offset of {text}"), || {
            let ours = text_of(json::to_vec(&value).map_err(|error| error.to_string())?)?;
            let request = json!({"op": "roundtrip", "class": values(), "json": ours});
            let answer = driver.demand(&request)?;
            let theirs = answer["json"].as_str().unwrap_or_default();
            let read: Values =
                json::from_slice(theirs.as_bytes()).map_err(|error| error.to_string())?;
            let offset = |value: &Values| value.offset_moment.offset_minutes();
            equal("offset", &offset(&read), &offset(&value))
        });
    }
    for text in [
        "0",
        "1.10",
        "-0.5",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "7.9228162514264337593543950335",
    ] {
        let price: Decimal = text.parse().expect("a decimal");
        let value = Values { price, ..plain.clone() };
        report
            .case(&format!("values: the decimal {text}"), || roundtrip(driver, &values(), &value));
    }
    for day in [Weekday::Sunday, Weekday::Monday, Weekday::Tuesday] {
        let value = Values { day, ..plain.clone() };
        report.case(&format!("values: {day:?}"), || roundtrip(driver, &values(), &value));
    }
}

fn optional_samples(report: &mut Report, driver: &mut Driver) {
    report.case("optionals: nothing", || roundtrip(driver, &optionals(), &Optionals::default()));
    let zero = Optionals {
        flag: Some(false),
        i32: Some(0),
        i64: Some(0),
        f64: Some(0.0),
        text: Some(String::new()),
        bytes: Some(vec![]),
        other: Some(Uuid::nil()),
        moment: Some(Timestamp::UNIX_EPOCH),
        price: Some(Decimal::ZERO),
        day: Some(Weekday::Sunday),
        address: Some(address("", 0)),
        list: Some(vec![]),
    };
    report.case("optionals: defaults are not nothing", || roundtrip(driver, &optionals(), &zero));
    report.case("optionals: nothing, into members that cannot be null", || {
        let ours =
            text_of(json::to_vec(&Optionals::default()).map_err(|error| error.to_string())?)?;
        let class = json!({"name": "Strict", "fields": [["I32", "int"], ["Other", "Guid"]]});
        let request = json!({"op": "roundtrip", "class": class, "json": ours});
        let answer = driver.demand(&request)?;
        let expected = r#"{"I32":0,"Other":"00000000-0000-0000-0000-000000000000"}"#;
        equal("object", &answer["json"].as_str(), &Some(expected))
    });
}

fn collection_samples(report: &mut Report, driver: &mut Driver) {
    let empty = Collections {
        numbers: vec![],
        longs: vec![],
        floats: vec![],
        flags: vec![],
        texts: vec![],
        ids: vec![],
        moments: vec![],
        prices: vec![],
        blobs: vec![],
        days: vec![],
        addresses: vec![],
        maybe: vec![],
        matrix: vec![],
        fixed: [0; 3],
        unique: [].into(),
        by_text: [].into(),
        texts_by_text: [].into(),
        address_by_text: [].into(),
        list_by_text: [].into(),
        by_number: [].into(),
        by_id: [].into(),
    };
    report.case("collections: empty", || roundtrip(driver, &collections(), &empty));
    let text = |text: &str| text.to_owned();
    let filled = Collections {
        numbers: vec![1, -2, i32::MAX],
        longs: vec![0, u64::MAX],
        floats: vec![0.1, 120.0, 1e300],
        flags: vec![true, false],
        texts: vec![text(""), text("é"), text("\"quoted\"")],
        ids: vec![G, Uuid::max()],
        moments: vec![Timestamp::UNIX_EPOCH, moment("2022-09-28T22:13:20.5Z")],
        prices: vec![Decimal::new(110, 2), Decimal::MAX],
        blobs: vec![vec![], vec![1, 2, 3]],
        days: vec![Weekday::Tuesday, Weekday::Sunday],
        addresses: vec![address("Długa", 7), address("", u16::MAX)],
        maybe: vec![Some(1), None, Some(0)],
        matrix: vec![vec![1, 2], vec![], vec![3]],
        fixed: [7, -7, 0],
        unique: [text("a"), text("b")].into(),
        by_text: [(text("a"), 1), (text(""), i64::MIN), (text("snake_key"), 2)].into(),
        texts_by_text: [(text("żółć \"😀\""), text("\n"))].into(),
        address_by_text: [(text("home"), address("Długa", 7))].into(),
        list_by_text: [(text("a"), vec![1, 2]), (text("b"), vec![])].into(),
        by_number: [(-1, text("minus")), (i32::MAX, text("max"))].into(),
        by_id: [(G, true)].into(),
    };
    report.case("collections: filled", || roundtrip(driver, &collections(), &filled));
}

fn span_samples(report: &mut Report, driver: &mut Driver) {
    for ticks in
        [0, 1, -1, 12_345, 15_000_000, 1_296_000_000_000, -1_296_000_000_000, i64::MAX, i64::MIN]
    {
        report.case(&format!("time spans: {ticks} ticks"), || {
            let took = SignedDuration::from_nanos_i128(i128::from(ticks) * 100);
            let waited = std::time::Duration::from_nanos(ticks.unsigned_abs().min(1 << 50) * 100);
            let value = Spans { took, waited };
            roundtrip(driver, &spans(), &value)?;
            let ours = text_of(json::to_vec(&value).map_err(|error| error.to_string())?)?;
            let ours: Value = serde_json::from_str(&ours).map_err(|error| error.to_string())?;
            let answer = driver.demand(&json!({"op": "timespan", "text": ours["Took"]}))?;
            equal("ticks", &answer["ticks"].as_i64(), &Some(ticks))?;
            equal("text", &answer["text"], &ours["Took"])?;
            let answer = driver.demand(&json!({"op": "timespan", "text": ours["Waited"]}))?;
            let nanos = answer["ticks"].as_i64().map(|ticks| i128::from(ticks) * 100);
            equal("nanoseconds", &nanos, &i128::try_from(waited.as_nanos()).ok())
        });
    }
}

fn address(street: &str, house_no: u16) -> Address {
    let geo = Geo { latitude: 54.35, longitude: -0.0 };
    Address { street: street.to_owned(), house_no, geo }
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn text_of(bytes: Vec<u8>) -> Outcome<String> {
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
