//! The rules of reading Yahoo's charts, one by one.

use super::*;
use crate::refusal::{Refusal, Verdict};
use crate::wire::Bars;

const DAY_MS: i64 = 86_400_000;
/// 5 and 6 March 2025.
const DATES: [i64; 2] = [20_152 * DAY_MS, 20_153 * DAY_MS];

fn read(chart: Value, change: impl FnOnce(&mut Value)) -> Verdict<Bars> {
    read_bars(&changed(chart, change), "AAPL", NOW_MS)
}

/// Five minutes from the open of 7 March on; the last price is from 17:53:20 UTC.
fn minutes() -> Value {
    let mut chart = days();
    let result = &mut chart["chart"]["result"][0];
    result["meta"]["dataGranularity"] = "5m".into();
    result["timestamp"] = json!([OPENS[2], OPENS[2] + 300, OPENS[2] + 600]);
    chart
}

fn pick(chart: &mut Value, field: &str, place: usize, value: Value) {
    chart["indicators"]["quote"][0][field][place] = value;
}

#[test]
fn rule_1_a_place_without_a_close_is_dropped_and_unequal_columns_are_refused() {
    let halted = read(days(), |chart| {
        for field in ["open", "high", "low", "close", "volume"] {
            pick(chart, field, 0, json!(null));
        }
    });
    let bars = halted.unwrap();
    assert_eq!(bars.columns.time, DATES[1..]);
    assert_eq!(bars.columns.close, [11.5]);
    let unequal = read(days(), |chart| {
        chart["indicators"]["quote"][0]["close"] = json!([10.5, 11.5]);
    });
    assert!(matches!(unequal, Err(Refusal::Malformed(_))));
}

#[test]
fn rule_2_no_trades_in_the_range_is_empty() {
    let weekend = read(days(), |chart| {
        let chart = chart.as_object_mut().unwrap();
        chart.remove("timestamp");
        chart.insert("indicators".to_owned(), json!({"quote": [{}]}));
    });
    assert_eq!(weekend.unwrap_err(), Refusal::Empty);
}

#[test]
fn rule_3_the_live_quote_is_no_bar_and_neither_is_the_bar_that_runs() {
    let live = read(minutes(), |chart| {
        chart["meta"]["regularMarketTime"] = json!(OPENS[2] + 777);
        chart["timestamp"] = json!([OPENS[2], OPENS[2] + 600, OPENS[2] + 777]);
        for field in ["open", "high", "low", "close"] {
            pick(chart, field, 2, json!(12.25));
        }
        pick(chart, "volume", 2, json!(0));
        chart["meta"]["currentTradingPeriod"]["regular"]["end"] = json!(OPENS[2] + 23_400);
    });
    // Long after, all of it but the quote itself is a bar.
    assert_eq!(
        live.unwrap().columns.time,
        [OPENS[2] * 1000, (OPENS[2] + 600) * 1000]
    );
    let moment_ms = (OPENS[2] + 780) * 1000;
    let body = changed(minutes(), |chart| {
        chart["meta"]["regularMarketTime"] = json!(OPENS[2] + 777);
    });
    let running = read_bars(&body, "AAPL", moment_ms).unwrap();
    assert_eq!(
        running.columns.time,
        [OPENS[2] * 1000, (OPENS[2] + 300) * 1000]
    );
}

#[test]
fn rule_3_the_closing_print_is_no_bar() {
    let closed = read(minutes(), |chart| {
        let end = OPENS[2] + 600;
        chart["meta"]["regularMarketTime"] = json!(end + 1);
        chart["meta"]["currentTradingPeriod"]["regular"]["end"] = json!(end);
        for field in ["open", "high", "low", "close"] {
            pick(chart, field, 2, json!(12.25));
        }
        pick(chart, "volume", 2, json!(0));
    });
    assert_eq!(closed.unwrap().columns.time.len(), 2);
}

#[test]
fn rule_3_the_session_that_runs_is_no_daily_bar_until_twenty_minutes_after_its_close() {
    assert_eq!(read(days(), |_| {}).unwrap().columns.time, DATES);
    let settled_ms = 1_741_381_200_000 + 20 * 60 * 1000;
    let body = changed(days(), |_| {});
    let count = |now_ms| read_bars(&body, "AAPL", now_ms).unwrap().columns.time.len();
    assert_eq!((count(settled_ms - 1), count(settled_ms)), (2, 3));
}

#[test]
fn rule_3_a_last_hour_that_the_close_cuts_short_is_whole_at_the_close() {
    let close = OPENS[2] + 23_400;
    let body = changed(minutes(), |chart| {
        chart["meta"]["dataGranularity"] = "1h".into();
        chart["meta"]["regularMarketTime"] = json!(close + 1);
        chart["timestamp"] = json!([close - 9_000, close - 5_400, close - 1_800]);
    });
    let bars = read_bars(&body, "AAPL", close * 1000 + 2_000).unwrap();
    assert_eq!(bars.columns.time.len(), 3);
}

#[test]
fn rule_4_the_date_is_the_one_of_the_exchange_across_its_clock_changes() {
    // 10 March is in summer time, an hour earlier than `gmtoffset` says; Sydney opens the day before in UTC.
    let summer = read(days(), |chart| {
        chart["timestamp"] = json!([OPENS[0], OPENS[1], 1_741_613_400]);
        chart["meta"]["currentTradingPeriod"] = json!(null);
    });
    assert_eq!(summer.unwrap().columns.time, DATES);
    let sydney = read(days(), |chart| {
        chart["meta"]["exchangeTimezoneName"] = "Australia/Sydney".into();
        chart["timestamp"] = json!([1_741_129_200, 1_741_215_600, 1_741_302_000]);
    });
    let bars = sydney.unwrap();
    assert_eq!(bars.columns.time[..2], DATES);
    assert_eq!(bars.zone, "Australia/Sydney");
}

#[test]
fn rule_5_prices_volumes_and_dividends_go_back_to_shares_of_their_day() {
    let split = read(days(), |chart| {
        let (first, second) = (OPENS[0].to_string(), OPENS[1].to_string());
        chart["events"] = json!({
            "splits": {&second: {"date": OPENS[1], "numerator": 4, "denominator": 1, "splitRatio": "4:1"}},
            "dividends": {&first: {"amount": 0.205}, &second: {"amount": 0.5}},
        });
    });
    let bars = split.unwrap();
    assert_eq!(bars.columns.open, [40.0, 11.0]);
    assert_eq!(bars.columns.close, [42.0, 11.5]);
    assert_eq!(bars.columns.volume, [25.0, 200.0]);
    assert_eq!((bars.splits[0].time, bars.splits[0].ratio), (DATES[1], 4.0));
    let paid: Vec<(i64, f64)> = bars.dividends.iter().map(|d| (d.time, d.amount)).collect();
    assert_eq!(paid, [(DATES[0], 0.82), (DATES[1], 0.5)]);
    assert!(bars.adjusted_close.is_empty());
    assert_eq!(bars.notice, None);
}

#[test]
fn rule_5_several_later_splits_multiply_and_one_that_is_none_is_refused() {
    let splits = |ratio: Value| {
        move |chart: &mut Value| {
            chart["events"] = json!({"splits": {
                OPENS[1].to_string(): {"numerator": 7, "denominator": 1},
                OPENS[2].to_string(): ratio,
            }});
        }
    };
    let bars = read(days(), splits(json!({"numerator": 1, "denominator": 2}))).unwrap();
    assert_eq!(bars.columns.close, [36.75, 5.75]);
    let broken = read(days(), splits(json!({"numerator": 0, "denominator": 2})));
    assert!(matches!(broken, Err(Refusal::Malformed(_))));
}

#[test]
fn rule_5_a_range_that_ends_long_ago_says_that_later_splits_are_not_known() {
    let old = read(days(), |chart| {
        chart["meta"]["regularMarketTime"] = json!(OPENS[2] + 86_400 * 30);
    });
    let notice = old.unwrap().notice.unwrap();
    assert!(notice.contains("splits after 2025-03-07"), "{notice}");
}

#[test]
fn rule_6_prices_are_free_of_the_dust_of_32_bits() {
    let dusty = read(days(), |chart| {
        pick(chart, "close", 0, json!(10.390_000_343_322_754));
        pick(chart, "open", 1, json!(11.100_000_381_469_727));
    });
    let columns = dusty.unwrap().columns;
    assert_eq!((columns.close[0], columns.open[1]), (10.39, 11.1));
}

#[test]
fn rule_7_pence_become_pounds_in_prices_and_dividends() {
    let body = changed(days(), |chart| {
        chart["meta"]["currency"] = "GBp".into();
        chart["events"] = json!({"dividends": {OPENS[0].to_string(): {"amount": 27.5}}});
    });
    let bars = read_bars(&body, "VOD.L", NOW_MS).unwrap();
    assert_eq!(
        (bars.currency.as_str(), bars.columns.close[0]),
        ("GBP", 0.105)
    );
    assert_eq!(bars.dividends[0].amount, 0.275);
    let price = read_quote(&body, "VOD.L", NOW_MS).unwrap();
    assert_eq!((price.currency.as_str(), price.price), ("GBP", 0.125));
}

#[test]
fn rule_8_currencies_have_no_volume_and_funds_no_range_of_the_day() {
    let body = changed(days(), |chart| {
        let meta = chart["meta"].as_object_mut().unwrap();
        for field in [
            "regularMarketVolume",
            "regularMarketDayHigh",
            "regularMarketDayLow",
        ] {
            meta.remove(field);
        }
        chart["meta"]["instrumentType"] = "MUTUALFUND".into();
        chart["indicators"]["quote"][0]["volume"] = json!([0, null, 0]);
    });
    let price = read_quote(&body, "FUND", NOW_MS).unwrap();
    assert_eq!((price.volume, price.high, price.low), (None, None, None));
    let bars = read_bars(&body, "FUND", NOW_MS).unwrap();
    assert_eq!(
        (bars.kind.as_str(), bars.columns.volume),
        ("fund", vec![0.0, 0.0])
    );
}

#[test]
fn rule_8_an_index_is_in_points_and_a_day_of_crypto_is_a_day_of_utc() {
    let index = read(days(), |chart| {
        chart["meta"]["instrumentType"] = "INDEX".into()
    })
    .unwrap();
    assert_eq!(
        (index.currency.as_str(), index.kind.as_str()),
        ("PTS", "index")
    );
    let crypto = read(days(), |chart| {
        chart["meta"]["instrumentType"] = "CRYPTOCURRENCY".into();
        chart["meta"]["exchangeTimezoneName"] = "UTC".into();
        chart["timestamp"] = json!([DATES[0] / 1000, DATES[1] / 1000, DATES[1] / 1000 + 86_400]);
        let start = DATES[1] / 1000 + 86_400;
        chart["meta"]["currentTradingPeriod"] =
            json!({"regular": {"start": start, "end": start + 86_340}});
    });
    assert_eq!(crypto.unwrap().columns.time, DATES);
}

#[test]
fn rule_9_words_where_numbers_belong_are_no_numbers() {
    let words = read(days(), |chart| {
        pick(chart, "close", 0, json!("NaN"));
        pick(chart, "volume", 1, json!("Infinity"));
        pick(chart, "high", 1, json!("12.75"));
        chart["meta"]["regularMarketDayHigh"] = json!("-Infinity");
    });
    let columns = words.unwrap().columns;
    assert_eq!((columns.high, columns.volume), (vec![12.75], vec![0.0]));
}

#[test]
fn rule_10_the_ends_of_sessions_come_in_two_shapes() {
    let end = OPENS[2] + 300;
    let plain = json!([[{"start": OPENS[2], "end": end}], [{"start": end + 9, "end": end + 99}]]);
    let parted = json!({"pre": [[{"end": 1}]], "regular": plain, "post": [[{"end": 2}]]});
    for periods in [plain.clone(), parted] {
        let bars = read(minutes(), |chart| {
            chart["meta"]["tradingPeriods"] = periods;
            for field in ["open", "high", "low", "close"] {
                pick(chart, field, 1, json!(11.0));
            }
            pick(chart, "volume", 1, json!(0));
        });
        let times = [OPENS[2] * 1000, (OPENS[2] + 600) * 1000];
        assert_eq!(bars.unwrap().columns.time, times);
    }
}

#[test]
fn rule_11_the_close_before_the_range_is_yesterdays_only_in_a_range_of_one_day() {
    let previous = |range: &str, previous: Value| {
        let body = changed(days(), |chart| {
            chart["meta"]["range"] = range.into();
            chart["meta"]["previousClose"] = previous;
        });
        read_quote(&body, "AAPL", NOW_MS).unwrap().previous_close
    };
    assert_eq!(previous("1d", json!(null)), Some(9.5));
    assert_eq!(previous("5d", json!(null)), None);
    assert_eq!(previous("5d", json!(11.5)), Some(11.5));
    assert_eq!(previous("1d", json!(11.5)), Some(11.5));
}

#[test]
fn rule_12_a_range_before_the_listing_is_empty() {
    let text = "Data doesn't exist for startDate = 1, endDate = 2";
    let body =
        json!({"chart": {"result": null, "error": {"code": "Bad Request", "description": text}}});
    let refused = read_bars(&answer(400, &body.to_string()), "AAPL", NOW_MS);
    assert_eq!(refused.unwrap_err(), Refusal::Empty);
}
