//! The chain from a question to what follows from the answers, against a host that plays the
//! providers.

use std::cell::Cell;
use std::rc::Rc;

use super::*;
use crate::bindings::sandbourse::platform::http_out::{Problem, Request, Response, Shortfall};
use crate::fake::Fake;
use crate::refusal::Refusal;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

fn said(status: u16, body: &str) -> Result<Response, Problem> {
    Ok(Response {
        status,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    })
}

/// A year of Yahoo's bars of AAPL that ends with the last session before the clock of the tests.
fn chart(days: i64) -> String {
    let last = Fake::default().now_ms() / 1000 / 86_400 - 1;
    let open = |back: i64| (last - back) * 86_400 + 14 * 3_600 + 1_800;
    let time: Vec<String> = (0..days).rev().map(|back| open(back).to_string()).collect();
    let price: Vec<String> = (0..days).map(|day| format!("{}", 100 + day)).collect();
    let (time, price) = (time.join(","), price.join(","));
    format!(
        r#"{{"chart":{{"result":[{{"meta":{{"currency":"USD","symbol":"AAPL","instrumentType":"EQUITY",
        "exchangeTimezoneName":"America/New_York","gmtoffset":-18000,"regularMarketPrice":150.5,"chartPreviousClose":149.0,
        "regularMarketTime":{},"dataGranularity":"1d","priceHint":2}},"timestamp":[{time}],
        "indicators":{{"quote":[{{"open":[{price}],"high":[{price}],"low":[{price}],"close":[{price}],
        "volume":[{price}]}}]}}}}],"error":null}}}}"#,
        open(0)
    )
}

fn daily(outside: &Fake, symbol: &str, since_ms: i64) -> Verdict<Fetched> {
    let interval = Interval::Day;
    bars(outside, Wanted { symbol, interval }, (None, None), since_ms)
}

fn quote(outside: &Fake, symbol: &str) -> Verdict<Quote> {
    quotes(outside, &[symbol.to_owned()]).remove(0)
}

#[test]
fn a_price_is_asked_for_once_and_then_remembered_until_it_is_old() {
    let outside = Fake::asking(&["yahoo"]).answering(|_| said(200, &chart(1)));
    let first = quote(&outside, "AAPL").unwrap();
    assert_eq!((first.provider.as_str(), first.price), ("yahoo", 150.5));
    assert!(!first.stale);
    assert_eq!(quote(&outside, "AAPL").unwrap().price, first.price);
    assert_eq!(outside.requests(), 1);
    outside.pass(61_000);
    assert!(quote(&outside, "AAPL").is_ok());
    assert_eq!(outside.requests(), 2);
}

#[test]
fn the_last_price_stands_in_for_a_provider_that_is_down() {
    let is_up = Cell::new(true);
    let outside = Fake::asking(&["yahoo"]).answering(move |_| {
        if is_up.replace(false) {
            said(200, &chart(1))
        } else {
            Err(Problem::TimedOut)
        }
    });
    assert!(quote(&outside, "AAPL").is_ok());
    outside.pass(HOUR_MS);
    let stale = quote(&outside, "AAPL").unwrap();
    assert!(stale.stale && stale.price == 150.5);
    assert!(matches!(quote(&outside, "MSFT"), Err(Refusal::Down(_))));
}

#[test]
fn a_block_is_respected_until_its_time_is_over() {
    let outside = Fake::asking(&["yahoo"]).answering(|_| said(429, "Edge: Too Many Requests"));
    assert!(matches!(
        quote(&outside, "AAPL"),
        Err(Refusal::Throttled(_))
    ));
    for symbol in ["MSFT", "NVDA", "IBM"] {
        assert!(matches!(
            quote(&outside, symbol),
            Err(Refusal::Throttled(_))
        ));
    }
    assert_eq!(outside.requests(), 1);
    outside.pass(5 * 60 * 1000);
    assert!(quote(&outside, "MSFT").is_err());
    assert_eq!(outside.requests(), 2);
}

#[test]
fn a_spent_budget_is_not_held_against_the_provider() {
    let outside = Fake::asking(&["yahoo"]).answering(|_| {
        Err(Problem::Spent(Shortfall {
            name: "yahoo.burst".to_owned(),
            retry_after_ms: 2_000,
        }))
    });
    assert_eq!(
        quote(&outside, "AAPL").err(),
        Some(Refusal::Throttled(2_000))
    );
    let states = states(&outside);
    let yahoo = states.iter().find(|state| state.name == "yahoo").unwrap();
    assert_eq!(yahoo.state, "ready");
    assert!(yahoo.last_problem.is_none());
}

#[test]
fn an_unknown_symbol_is_remembered_once_it_is_sure() {
    let body = r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#;
    let outside = Fake::asking(&["yahoo"]).answering(move |_| said(404, body));
    for _ in 0..4 {
        assert_eq!(quote(&outside, "ZZZZ").err(), Some(Refusal::UnknownSymbol));
    }
    assert_eq!(outside.requests(), 2);
}

#[test]
fn a_history_is_fetched_once_and_its_tail_after_the_next_close() {
    let outside = Fake::asking(&["yahoo"]).answering(|_| said(200, &chart(250)));
    let since_ms = outside.now_ms() - 300 * 24 * HOUR_MS;
    let fetched = daily(&outside, "AAPL", since_ms).unwrap();
    assert_eq!(fetched.provider, "yahoo");
    assert!(fetched.is_complete && fetched.history.columns.time.len() > 200);
    assert!(daily(&outside, "AAPL", since_ms).is_ok());
    assert_eq!(outside.requests(), 1);
    // Friday's close is three days before Monday's.
    outside.pass(4 * 24 * HOUR_MS);
    assert!(daily(&outside, "AAPL", since_ms).is_ok());
    assert_eq!(outside.requests(), 2);
    assert!(daily(&outside, "AAPL", since_ms - 400 * 24 * HOUR_MS).is_ok());
    assert_eq!(
        outside.requests(),
        3,
        "an earlier start asks for what lies before"
    );
}

/// Yahoo's five minutes of AAPL since an hour ago.
fn minutes(now_ms: i64) -> String {
    let now = now_ms / 1000;
    let time: Vec<i64> = (0..12).rev().map(|n| now / 300 * 300 - n * 300).collect();
    let (time, price) = (format!("{time:?}"), "[1,2,3,4,5,6,7,8,9,10,11,12]");
    format!(
        r#"{{"chart":{{"result":[{{"meta":{{"currency":"USD","symbol":"AAPL","instrumentType":"EQUITY",
        "exchangeTimezoneName":"America/New_York","gmtoffset":-18000,"regularMarketPrice":12,"chartPreviousClose":1,
        "regularMarketTime":{now},"dataGranularity":"5m","priceHint":2}},"timestamp":{time},
        "indicators":{{"quote":[{{"open":{price},"high":{price},"low":{price},"close":{price},
        "volume":{price}}}]}}}}],"error":null}}}}"#
    )
}

#[test]
fn short_bars_are_fetched_once_and_again_when_one_more_is_over() {
    let clock = Rc::new(Cell::new(0));
    let told = Rc::clone(&clock);
    let outside = Fake::asking(&["yahoo"]).answering(move |request| {
        let is_day = request.url.contains("interval=1d");
        let body = if is_day {
            chart(250)
        } else {
            minutes(told.get())
        };
        said(200, &body)
    });
    let asked = || {
        let interval = Interval::Minutes(5);
        let wanted = Wanted {
            symbol: "AAPL",
            interval,
        };
        clock.set(outside.now_ms());
        bars(&outside, wanted, (None, None), outside.now_ms() - HOUR_MS).unwrap()
    };
    let first = asked();
    assert_eq!(
        first.history.columns.time.len(),
        11,
        "the bar that runs is left out"
    );
    assert_eq!(first.zone.iana_name(), Some("America/New_York"));
    asked();
    assert_eq!(
        outside.requests(),
        2,
        "the bars, and the days for their events"
    );
    outside.pass(5 * 60_000);
    assert_eq!(asked().history.columns.time.len(), 12);
    assert_eq!(outside.requests(), 3);
}

#[test]
fn a_call_that_has_taken_long_asks_nobody_any_more() {
    let outside = Fake::asking(&["yahoo"]).answering(|_| said(200, &chart(250)));
    outside.take(8_900);
    let since_ms = outside.now_ms() - 300 * 24 * HOUR_MS;
    assert!(matches!(
        daily(&outside, "AAPL", since_ms),
        Err(Refusal::Down(_))
    ));
    outside.take(5_000);
    assert!(
        daily(&outside, "AAPL", since_ms).is_ok(),
        "nothing is held against the provider"
    );
    assert_eq!(outside.requests(), 1);
}

#[test]
fn a_split_of_the_days_divides_the_hours_too() {
    let split_day = Fake::default().now_ms() / DAY_MS * DAY_MS;
    let outside = Fake::asking(&["yahoo"]).answering(move |request| {
        let body = if request.url.contains("interval=1d") {
            let event = split_day / 1000 + 52_200;
            let split = format!(
                r#""events":{{"splits":{{"{event}":{{"date":{event},"numerator":4,"denominator":1,"splitRatio":"4:1"}}}}}},"indicators""#
            );
            chart(250).replacen(r#""indicators""#, &split, 1)
        } else {
            minutes(split_day + 21 * HOUR_MS)
        };
        said(200, &body)
    });
    let (symbol, interval) = ("AAPL", Interval::Minutes(5));
    let wanted = Wanted { symbol, interval };
    bars(&outside, wanted, (None, None), outside.now_ms() - HOUR_MS).unwrap();
    let kept = outside
        .held_bars(symbol, interval.name(), (None, None))
        .unwrap();
    // Midnight in New York is five hours after that in Greenwich.
    let splits = kept.splits.iter().map(|split| (split.time, split.ratio));
    assert!(
        splits
            .clone()
            .any(|split| split == (split_day + 5 * HOUR_MS, 4.0)),
        "{:?}",
        kept.splits
    );
}

#[test]
fn bars_that_nobody_has_are_not_asked_for_again_at_once() {
    let body = r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#;
    let outside = Fake::asking(&["yahoo"]).answering(move |_| said(404, body));
    let (symbol, interval) = ("VFIAX", Interval::HOUR);
    for _ in 0..3 {
        assert!(bars(&outside, Wanted { symbol, interval }, (None, None), 0).is_err());
    }
    assert_eq!(outside.requests(), 1);
}

#[test]
fn a_symbol_that_has_no_short_bars_is_not_called_unknown() {
    let outside = Fake::default().holding("SPX", &[1.0, 2.0]);
    let of = |symbol| {
        let interval = Interval::HOUR;
        bars(&outside, Wanted { symbol, interval }, (None, None), 0).err()
    };
    assert_eq!(
        (of("SPX"), of("NOPE")),
        (Some(Refusal::Empty), Some(Refusal::UnknownSymbol))
    );
}

#[test]
fn a_key_that_is_missing_or_a_provider_that_is_off_is_not_asked() {
    let outside = Fake::asking(&[]).answering(|_: &Request| said(200, "{}"));
    assert_eq!(quote(&outside, "AAPL").err(), Some(Refusal::UnknownSymbol));
    let outside = Fake::asking(&["finnhub"]).answering(|_: &Request| said(200, "{}"));
    assert_eq!(quote(&outside, "AAPL").err(), Some(Refusal::UnknownSymbol));
    assert_eq!(outside.requests(), 0);
    let states = states(&outside);
    let finnhub = states.iter().find(|state| state.name == "finnhub").unwrap();
    assert_eq!(finnhub.state, "off");
    assert!(finnhub.detail.contains("FINNHUB_API_KEY"));
}

#[test]
fn no_key_is_in_an_address() {
    let outside = Fake::asking(&["finnhub", "alpha_vantage", "alpaca", "fred"])
        .with_secrets()
        .answering(|request| {
            assert!(
                !request.url.contains("key") && !request.url.contains("token"),
                "{}",
                request.url
            );
            assert!(!request.credentials.is_empty() && !request.charges.is_empty());
            said(500, "")
        });
    assert!(quote(&outside, "AAPL").is_err());
    assert!(daily(&outside, "AAPL", 0).is_err());
    assert!(complete_series(&outside, "UNRATE").is_err());
    assert!(outside.requests() >= 4);
}

#[test]
fn what_is_held_is_preferred_to_what_is_simulated() {
    let outside = Fake::demo().holding("AAPL", &[10.0, 11.0]);
    assert_eq!(quote(&outside, "AAPL").unwrap().provider, "import");
    assert_eq!(quote(&outside, "MSFT").unwrap().provider, "simulated");
    let fetched = daily(&outside, "AAPL", 0).unwrap();
    assert_eq!(fetched.provider, "import");
}

#[test]
fn nothing_is_simulated_outside_demo_mode() {
    let outside = Fake::default();
    assert_eq!(quote(&outside, "MSFT").err(), Some(Refusal::UnknownSymbol));
    assert_eq!(
        daily(&outside, "MSFT", 0).err(),
        Some(Refusal::UnknownSymbol)
    );
    assert!(symbols(&outside).is_empty());
}

#[test]
fn a_symbol_is_listed_once_under_the_first_provider() {
    let listed = symbols(&Fake::demo().holding("AAPL", &[10.0]));
    let aapl: Vec<_> = listed
        .iter()
        .filter(|symbol| symbol.symbol == "AAPL")
        .collect();
    assert_eq!((aapl.len(), aapl[0].provider.as_str()), (1, "import"));
    assert_eq!(listed.len(), 10);
}

#[test]
fn a_broken_history_tells_more_than_an_unknown_symbol() {
    let outside = Fake::demo().holding("XYZ", &[f64::NAN]);
    assert_eq!(daily(&outside, "XYZ", 0).err(), Some(Refusal::Empty));
}

#[test]
fn a_provider_that_is_off_says_how_to_switch_it_on() {
    let states = states(&Fake::default());
    let off = states
        .iter()
        .find(|state| state.name == "simulated")
        .unwrap();
    assert_eq!(off.state, "off");
    assert!(off.detail.contains("DEMO_DATA"));
}
