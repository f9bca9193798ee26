//! Bodies have the documented shape, provider by provider.

use sandbourse_standin::{Provider, Scenario};

use crate::asking::{NOW, json, standing_at, text};

#[tokio::test]
async fn yahoo_charts_hold_parallel_arrays_at_session_opens() {
    let standin = standing_at(NOW).await;
    let path = "/v8/finance/chart/AAPL?period1=1598832000&period2=1604707200&interval=1d&events=div%7Csplit";
    let (status, body) = json(&standin, Provider::Yahoo, path).await;
    let result = &body["chart"]["result"][0];
    let times = result["timestamp"].as_array().unwrap();
    assert_eq!((status, times.len()), (200, 49));
    // 09:30 in New York, in summer and in winter.
    assert_eq!(
        (&times[0], &times[48]),
        (&1_598_880_600.into(), &1_604_673_000.into())
    );
    for column in ["open", "high", "low", "close", "volume"] {
        let column = result["indicators"]["quote"][0][column].as_array().unwrap();
        assert_eq!(column.len(), 49);
    }
    let split = &result["events"]["splits"]["1598880600"];
    assert_eq!(
        (&split["numerator"], &split["splitRatio"]),
        (&4.into(), &"4:1".into())
    );
    assert_eq!(
        result["indicators"]["adjclose"][0]["adjclose"]
            .as_array()
            .unwrap()
            .len(),
        49
    );
}

#[tokio::test]
async fn yahoo_prices_of_london_are_pence_and_lunch_in_tokyo_is_null() {
    let standin = standing_at(NOW).await;
    let (_, london) = json(
        &standin,
        Provider::Yahoo,
        "/v8/finance/chart/TSCO.L?range=5d",
    )
    .await;
    assert_eq!(london["chart"]["result"][0]["meta"]["currency"], "GBp");
    let (_, tokyo) = json(
        &standin,
        Provider::Yahoo,
        "/v8/finance/chart/7203.T?range=1d&interval=5m",
    )
    .await;
    let result = &tokyo["chart"]["result"][0];
    let closes = result["indicators"]["quote"][0]["close"]
        .as_array()
        .unwrap();
    let opens = result["indicators"]["quote"][0]["open"].as_array().unwrap();
    assert_eq!(closes.iter().filter(|close| close.is_null()).count(), 12);
    assert!(
        closes
            .iter()
            .zip(opens)
            .all(|(close, open)| close.is_null() == open.is_null())
    );
    assert!(result["indicators"]["adjclose"].is_null());
}

#[tokio::test]
async fn yahoo_ends_a_running_session_with_the_live_quote() {
    let standin = standing_at(NOW).await;
    let (_, body) = json(
        &standin,
        Provider::Yahoo,
        "/v8/finance/chart/AAPL?range=1d&interval=5m",
    )
    .await;
    let result = &body["chart"]["result"][0];
    let last = result["timestamp"].as_array().unwrap().last().unwrap();
    assert_eq!(last, &result["meta"]["regularMarketTime"]);
    assert_eq!(
        result["indicators"]["quote"][0]["volume"]
            .as_array()
            .unwrap()
            .last()
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn yahoo_has_no_timestamps_for_a_weekend() {
    let standin = standing_at(NOW).await;
    let path = "/v8/finance/chart/AAPL?period1=1740182400&period2=1740268800&interval=1m";
    let (status, body) = json(&standin, Provider::Yahoo, path).await;
    let result = &body["chart"]["result"][0];
    assert_eq!(status, 200);
    assert!(result.get("timestamp").is_none() && result["indicators"]["quote"][0].is_object());
}

#[tokio::test]
async fn yahoo_refuses_what_it_does_not_have() {
    let standin = standing_at(NOW).await;
    let cases = [
        (
            "/v8/finance/chart/NOSUCHSYMBOL",
            404,
            "No data found, symbol may be delisted",
        ),
        (
            "/v8/finance/chart/AAPL?interval=7m",
            400,
            "interval=7m is not supported",
        ),
        (
            "/v8/finance/chart/AAPL?interval=5m&range=1y",
            422,
            "must be within the last 60 days",
        ),
        (
            "/v7/finance/quote?symbols=AAPL",
            401,
            "User is unable to access this feature",
        ),
    ];
    for (path, status, words) in cases {
        let (seen, body) = text(&standin, Provider::Yahoo, path).await;
        assert_eq!(seen, status, "{path}");
        assert!(body.contains(words), "{path}: {body}");
    }
}

#[tokio::test]
async fn fred_gives_values_as_text_as_they_were_known() {
    let standin = standing_at("2024-10-31T12:00:00Z").await;
    let path = "/series/observations?series_id=GDP&realtime_start=1776-07-04&realtime_end=9999-12-31&observation_start=2024-01-01";
    let (_, body) = json(&standin, Provider::Fred, path).await;
    let rows = body["observations"].as_array().unwrap();
    let of_january: Vec<_> = rows
        .iter()
        .filter(|row| row["date"] == "2024-01-01")
        .collect();
    assert_eq!(of_january.len(), 3);
    assert_eq!(of_january[0]["realtime_start"], "2024-04-30");
    assert_eq!(of_january[2]["realtime_end"], "9999-12-31");
    let (_, then) = json(
        &standin,
        Provider::Fred,
        "/series/observations?series_id=GDP&sort_order=desc&limit=1&realtime_start=2024-05-01&realtime_end=2024-05-01",
    )
    .await;
    assert_eq!(then["observations"][0]["value"], of_january[0]["value"]);
    assert_eq!(then["count"], 313);
}

#[tokio::test]
async fn fred_marks_a_holiday_with_a_dot_and_its_csv_with_nothing() {
    let standin = standing_at(NOW).await;
    let path = "/series/observations?series_id=DGS10&observation_start=2024-07-04&observation_end=2024-07-05";
    let (_, body) = json(&standin, Provider::Fred, path).await;
    assert_eq!(body["observations"][0]["value"], ".");
    let path = "/graph/fredgraph.csv?id=DGS10&cosd=2024-07-03&coed=2024-07-05";
    let (_, csv) = text(&standin, Provider::FredGraph, path).await;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        (lines[0], lines[2]),
        ("observation_date,DGS10", "2024-07-04,")
    );
}

#[tokio::test]
async fn fred_refuses_a_real_time_ahead_of_chicago() {
    let standin = standing_at("2026-09-19T04:30:00Z").await;
    let path = "/series/observations?series_id=GDP&realtime_end=2026-09-19";
    let (status, body) = json(&standin, Provider::Fred, path).await;
    assert_eq!(status, 400);
    assert!(
        body["error_message"]
            .as_str()
            .unwrap()
            .contains("today's date (2026-09-18)")
    );
}

#[tokio::test]
async fn alpha_vantage_is_raw_and_newest_first() {
    let standin = standing_at("2020-09-01T02:00:00Z").await;
    let path = "/query?function=TIME_SERIES_DAILY&symbol=AAPL";
    let (_, body) = text(&standin, Provider::AlphaVantage, path).await;
    assert!(body.find("2020-08-31").unwrap() < body.find("2020-08-28").unwrap());
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let series = &body["Time Series (Daily)"];
    let close = |day: &str| {
        series[day]["4. close"]
            .as_str()
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    assert!(close("2020-08-28") > 3.0 * close("2020-08-31"));
    assert_eq!(series.as_object().unwrap().len(), 100);
}

#[tokio::test]
async fn alpha_vantage_says_200_to_everything() {
    let cases = [
        (
            "/query?function=GLOBAL_QUOTE&symbol=NOSUCHSYMBOL",
            r#"{"Global Quote":{}}"#,
        ),
        (
            "/query?function=TIME_SERIES_DAILY&symbol=NOSUCHSYMBOL",
            "Invalid API call",
        ),
        (
            "/query?function=TIME_SERIES_DAILY&symbol=IBM&outputsize=full",
            "premium feature",
        ),
        (
            "/query?function=TIME_SERIES_DAILY_ADJUSTED&symbol=IBM",
            "premium endpoint",
        ),
        (
            "/query?function=FOO",
            "This API function (FOO) does not exist.",
        ),
    ];
    for (path, words) in cases {
        let standin = standing_at(NOW).await;
        let (status, body) = text(&standin, Provider::AlphaVantage, path).await;
        assert_eq!(status, 200);
        assert!(body.contains(words), "{path}: {body}");
    }
}

#[tokio::test]
async fn finnhub_gives_zeros_for_what_it_does_not_know() {
    let standin = standing_at(NOW).await;
    let (status, body) = text(&standin, Provider::Finnhub, "/quote?symbol=NOSUCHSYMBOL").await;
    let zeros = r#"{"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"pc":0,"t":0}"#;
    assert_eq!((status, body.as_str()), (200, zeros));
    let (_, known) = json(&standin, Provider::Finnhub, "/quote?symbol=SPY").await;
    assert!(known["c"].as_f64().unwrap() > 0.0);
    assert_eq!(known["t"], 1_740_514_204);
    let (status, _) = json(
        &standin,
        Provider::Finnhub,
        "/stock/candle?symbol=SPY&resolution=D&from=0&to=1",
    )
    .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn finnhub_has_candles_on_a_paid_plan() {
    let standin = standing_at(NOW).await;
    standin.always(Provider::Finnhub, Scenario::Premium);
    let path = "/stock/candle?symbol=AAPL&resolution=D&from=1739836800&to=1740096000";
    let (_, body) = json(&standin, Provider::Finnhub, path).await;
    assert_eq!(
        (&body["s"], body["t"].as_array().unwrap().len()),
        (&"ok".into(), 4)
    );
}

#[tokio::test]
async fn alpaca_days_begin_at_midnight_in_new_york_and_follow_the_adjustment() {
    let standin = standing_at(NOW).await;
    let path = "/v2/stocks/AAPL/bars?timeframe=1Day&start=2020-08-28&end=2020-11-03&feed=iex";
    let (_, raw) = json(&standin, Provider::Alpaca, path).await;
    assert_eq!(raw["bars"][0]["t"], "2020-08-28T04:00:00Z");
    assert_eq!(
        raw["bars"].as_array().unwrap().last().unwrap()["t"],
        "2020-11-03T05:00:00Z"
    );
    let (_, split) = json(
        &standin,
        Provider::Alpaca,
        &format!("{path}&adjustment=split"),
    )
    .await;
    let close = |body: &serde_json::Value, at: usize| body["bars"][at]["c"].as_f64().unwrap();
    assert!((close(&raw, 0) / close(&split, 0) - 4.0).abs() < 1e-6);
    assert_eq!(close(&raw, 1), close(&split, 1));
}

#[tokio::test]
async fn alpaca_pages_go_on_where_the_last_one_ended() {
    let standin = standing_at(NOW).await;
    let path =
        "/v2/stocks/bars?symbols=MSFT,AAPL&timeframe=1Day&start=2025-01-02&end=2025-01-10&feed=iex";
    let (_, whole) = json(&standin, Provider::Alpaca, path).await;
    let (mut apple, mut microsoft, mut token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let (_, page) = json(
            &standin,
            Provider::Alpaca,
            &format!("{path}&limit=4&page_token={token}"),
        )
        .await;
        apple.extend(page["bars"]["AAPL"].as_array().cloned().unwrap_or_default());
        microsoft.extend(page["bars"]["MSFT"].as_array().cloned().unwrap_or_default());
        match page["next_page_token"].as_str() {
            Some(next) => token = next.replace('=', "%3D").replace('+', "%2B"),
            None => break,
        }
    }
    assert_eq!(whole["bars"]["AAPL"].as_array().unwrap(), &apple);
    assert_eq!(whole["bars"]["MSFT"].as_array().unwrap(), &microsoft);
}

#[tokio::test]
async fn alpaca_leaves_unknown_symbols_out_and_refuses_bad_ones() {
    let standin = standing_at(NOW).await;
    let (_, some) = json(
        &standin,
        Provider::Alpaca,
        "/v2/stocks/snapshots?symbols=AAPL,NOSUCHSYMBOL",
    )
    .await;
    assert_eq!(
        some.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["AAPL"]
    );
    let (status, bad) = json(
        &standin,
        Provider::Alpaca,
        "/v2/stocks/snapshots?symbols=AAPL,BRK-B",
    )
    .await;
    assert_eq!(
        (status, &bad["message"]),
        (400, &"invalid symbol: BRK-B".into())
    );
    let (status, _) = json(
        &standin,
        Provider::Alpaca,
        "/v2/stocks/snapshots?symbols=AAPL&feed=sip",
    )
    .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn stooq_needs_a_key_and_writes_lines_for_it() {
    let standin = standing_at(NOW).await;
    let path = "/q/d/l/?s=nvda.us&i=d&d1=20250218&d2=20250220";
    let (_, csv) = text(&standin, Provider::Stooq, path).await;
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        (lines[0], lines.len()),
        ("Date,Open,High,Low,Close,Volume", 5)
    );
    assert!(lines[1].starts_with("2025-02-18,"));
    let (_, without) = text(&standin, Provider::Stooq, "/q/d/l/?s=nvda.us&apikey=wrong").await;
    assert!(without.starts_with("Get your apikey:"));
    let (_, none) = text(&standin, Provider::Stooq, "/q/d/l/?s=nosuchsymbol.us").await;
    assert_eq!(none, "No data");
}

#[tokio::test]
async fn every_provider_tells_the_same_close() {
    let standin = standing_at("2025-02-20T02:00:00Z").await;
    let (_, chart) = json(
        &standin,
        Provider::Yahoo,
        "/v8/finance/chart/IBM?range=1d&interval=1d",
    )
    .await;
    let (_, quote) = json(&standin, Provider::Finnhub, "/quote?symbol=IBM").await;
    let (_, global) = json(
        &standin,
        Provider::AlphaVantage,
        "/query?function=GLOBAL_QUOTE&symbol=IBM",
    )
    .await;
    let (_, snapshot) = json(
        &standin,
        Provider::Alpaca,
        "/v2/stocks/snapshots?symbols=IBM",
    )
    .await;
    let close = quote["c"].as_f64().unwrap();
    assert_eq!(
        chart["chart"]["result"][0]["meta"]["regularMarketPrice"],
        close
    );
    assert_eq!(snapshot["IBM"]["latestTrade"]["p"], close);
    assert_eq!(global["Global Quote"]["05. price"], format!("{close:.4}"));
}
