//! Yahoo's recorded answers.

use super::*;
use crate::refusal::{Refusal, Verdict};
use crate::wire::{Answer, Bars, recorded};

/// 2026-11-28, after every recording.
const NOW_MS: i64 = 1_795_867_200_000;

/// What a recording must lead to.
fn check(name: &str, answer: &Answer) {
    let bars = read_bars(answer, "SYMBOL", NOW_MS);
    match name {
        name if name.starts_with("chart_") => check_chart(name, answer, bars),
        "error_429_edge.json" => refuses(bars, &Refusal::Throttled(300_000)),
        "error_chart_unknown_symbol.json" | "error_quotesummary_not_found.json" => {
            refuses(bars, &Refusal::UnknownSymbol);
        }
        "error_chart_bad_interval.json" => says(bars, "interval=7m is not supported"),
        "error_chart_interval_out_of_window.json" => says(bars, "within the last 60 days"),
        "error_quote_no_crumb.json" => says(bars, "unable to access this feature"),
        "error_invalid_crumb.json" => says(bars, "Invalid Crumb"),
        "search_AAPL.json" => {
            let found = read_search(answer, NOW_MS).unwrap();
            assert_eq!((found.len(), found[0].symbol.as_str()), (6, "AAPL"));
            assert_eq!(
                (found[0].name.as_str(), found[1].kind.as_str()),
                ("Apple Inc.", "etf")
            );
        }
        // What is never asked for: the quotes that need a crumb, trends, cookies.
        _ => {
            assert!(
                matches!(bars, Err(Refusal::Malformed(_))),
                "{name}: {bars:?}"
            );
            assert!(read_quote(answer, "SYMBOL", NOW_MS).is_err(), "{name}");
            assert!(read_search(answer, NOW_MS).is_err(), "{name}");
        }
    }
}

fn check_chart(name: &str, answer: &Answer, bars: Verdict<Bars>) {
    if name == "chart_AAPL_1m_weekend_no_timestamp.json" {
        return refuses(bars, &Refusal::Empty);
    }
    let bars = bars.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    let columns = &bars.columns;
    let (rows, close) = (columns.time.len(), columns.close[columns.close.len() - 1]);
    let price = read_quote(answer, "SYMBOL", NOW_MS).unwrap();
    let seen = (
        bars.kind.as_str(),
        bars.currency.as_str(),
        bars.zone.as_str(),
        rows,
        close,
        price.price,
    );
    let expected = match name {
        "chart_AAPL_1d_split_and_dividend.json" => {
            check_apple(&bars);
            ("equity", "USD", "America/New_York", 10, 118.69, 244.87)
        }
        "chart_BTC-USD_1d.json" => ("crypto", "USD", "UTC", 3, 7344.8843, 97_208.17),
        "chart_EURUSD_1d.json" => ("currency", "USD", "Europe/London", 3, 1.117_143_8, 1.0436),
        "chart_OCDO.L_1d_GBp.json" => ("equity", "GBP", "Europe/London", 1, 12.595, 3.053),
        "chart_fund_no_volume_meta.json" => ("fund", "CAD", "America/Toronto", 1, 73.72, 153.9),
        "chart_MSFT_1d_252bars_dividends.json" => {
            check_microsoft(&bars);
            ("equity", "USD", "America/New_York", 252, 308.26, 408.21)
        }
        "chart_7203.T_5m_nulls.json" => ("equity", "JPY", "Asia/Tokyo", 5, 2898.0, 2893.5),
        "chart_AAPL_5m_live_session.json" => {
            check_live(answer);
            ("equity", "USD", "America/New_York", 6, 334.275, 333.923)
        }
        other => panic!("{other} is new: say what is in it"),
    };
    assert_eq!(seen, expected, "{name}");
}

fn check_apple(bars: &Bars) {
    // 31 August and 6 November 2020.
    let (first, last) = (1_598_832_000_000, 1_604_620_800_000);
    assert_eq!((bars.columns.time[0], bars.columns.time[9]), (first, last));
    assert_eq!((bars.splits[0].time, bars.splits[0].ratio), (first, 4.0));
    assert_eq!(
        (bars.dividends[0].time, bars.dividends[0].amount),
        (last, 0.205)
    );
    assert_eq!(
        (bars.columns.open[0], bars.columns.volume[0]),
        (127.58, 225_702_700.0)
    );
    assert!(bars.notice.is_some());
}

fn check_microsoft(bars: &Bars) {
    // 1 February 2021 and 28 January 2022.
    assert_eq!(bars.columns.time[0], 1_612_137_600_000);
    assert_eq!(bars.columns.time[251], 1_643_328_000_000);
    let paid: Vec<f64> = bars.dividends.iter().map(|paid| paid.amount).collect();
    assert_eq!(paid, [0.56, 0.56, 0.56, 0.62]);
}

fn check_live(answer: &Answer) {
    let moment_ms = 1_791_208_710_000;
    let running = read_bars(answer, "AAPL", moment_ms).unwrap();
    assert_eq!(running.columns.time.len(), 5);
    let price = read_quote(answer, "AAPL", moment_ms).unwrap();
    assert_eq!(price.previous_close, Some(333.69));
}

fn refuses(bars: Verdict<Bars>, refusal: &Refusal) {
    assert_eq!(&bars.unwrap_err(), refusal);
}

fn says(bars: Verdict<Bars>, words: &str) {
    assert!(
        matches!(bars, Err(Refusal::BadRequest(why)) if why.contains(words)),
        "{words}"
    );
}

#[test]
fn every_recorded_answer_of_yahoo_is_understood() {
    recorded::each("yahoo", check);
}
