//! What the simulated market promises: sameness, order, and shapes that a market has.

use super::intraday::{Minutes, Quote, quote_at};
use super::path::Bar;
use super::profile::{PROFILES, Profile, profile_of};
use super::*;
use crate::calendar::civil::Date;
use crate::calendar::{DAY_MS, midnight_ms, nyse};
use proptest::prelude::*;

/// 2026-01-02 21:00 UTC: the close of the first session of 2026.
const NOW: i64 = 1_767_387_600_000;

fn profile(symbol: &str) -> &'static Profile {
    profile_of(symbol).unwrap()
}

fn quote(symbol: &str, now_ms: i64) -> Quote {
    quote_at(profile(symbol), now_ms).unwrap()
}

fn bars(symbol: &str) -> Vec<Bar> {
    until(profile(symbol), NOW).bars
}

/// FNV-1a over the bits of every price and volume.
fn digest(bars: &[Bar]) -> u64 {
    let numbers = bars
        .iter()
        .flat_map(|b| [b.open, b.high, b.low, b.close, b.volume]);
    numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| {
        (hash ^ number.to_bits()).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn adjusted_returns(bars: &[Bar]) -> Vec<f64> {
    let all = factors(bars).all;
    let adjusted: Vec<f64> = bars
        .iter()
        .zip(&all)
        .map(|(bar, factor)| bar.close * factor)
        .collect();
    adjusted
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .collect()
}

#[test]
fn the_first_and_last_day_are_the_dates_that_the_documentation_names() {
    assert_eq!(Date::of(FIRST_DAY), Date::new(2010, 1, 4));
    assert_eq!(Date::of(LAST_DAY), Date::new(2099, 12, 31));
    assert_eq!(bars("SPY")[0].day, FIRST_DAY);
}

#[test]
fn the_path_has_the_same_bits_on_every_machine() {
    assert_eq!(digest(&bars("AAPL")), 17_161_644_065_343_239_822);
    assert_eq!(digest(&bars("TSLA")), 8_950_512_036_317_207_781);
}

#[test]
fn a_later_look_keeps_every_bar_of_an_earlier_one() {
    let early = until(profile("NVDA"), NOW - 400 * DAY_MS).bars;
    assert_eq!(bars("NVDA")[..early.len()], early);
}

#[test]
fn bars_lie_on_sessions_and_contain_their_open_and_close() {
    for profile in &PROFILES {
        let bars = until(profile, NOW).bars;
        assert!(bars.windows(2).all(|pair| pair[0].day < pair[1].day));
        for bar in bars {
            assert!(nyse::is_session(bar.day));
            assert!(bar.low <= bar.open.min(bar.close) && bar.high >= bar.open.max(bar.close));
            assert!(bar.low > 0.0 && bar.volume >= 1.0 && bar.volume.fract() == 0.0);
        }
    }
}

#[test]
fn a_session_counts_when_it_has_closed() {
    let before = until(profile("SPY"), NOW - 1).bars.len();
    let after = until(profile("SPY"), NOW).bars.len();
    assert_eq!(before + 1, after);
    assert!(
        until(profile("SPY"), midnight_ms(FIRST_DAY))
            .bars
            .is_empty()
    );
}

#[test]
fn the_far_past_and_the_far_future_end_at_the_known_calendar() {
    assert!(until(profile("SPY"), i64::MIN).bars.is_empty());
    let last = until(profile("SPY"), i64::MAX)
        .bars
        .last()
        .map(|bar| bar.day);
    assert_eq!(last, Some(LAST_DAY));
}

#[test]
fn some_shares_were_split_and_adjusted_prices_show_no_jump_there() {
    let bars = bars("AAPL");
    let returns = adjusted_returns(&bars);
    let splits: Vec<usize> = (1..bars.len()).filter(|&n| bars[n].split != 1.0).collect();
    assert!(!splits.is_empty());
    for n in splits {
        let raw = bars[n].close / bars[n - 1].close - 1.0;
        assert!(raw < -0.6, "raw prices fall to a fraction: {raw}");
        assert!(
            returns[n - 1].abs() < 0.1,
            "adjusted ones do not: {}",
            returns[n - 1]
        );
    }
}

#[test]
fn a_dividend_is_part_of_the_adjusted_return_and_not_of_the_split_factor() {
    let bars = bars("SPY");
    let factors = factors(&bars);
    let n = (1..bars.len()).find(|&n| bars[n].dividend > 0.0).unwrap();
    let holder = bars[n].close / (bars[n - 1].close - bars[n].dividend) - 1.0;
    let adjusted = bars[n].close * factors.all[n] / (bars[n - 1].close * factors.all[n - 1]) - 1.0;
    assert!((holder - adjusted).abs() < 1e-12);
    assert!(factors.split.iter().all(|&factor| factor == 1.0));
    assert_eq!(factors.all.last(), Some(&1.0));
    let a_year = bars
        .iter()
        .filter(|bar| Date::of(bar.day).year == 2020 && bar.dividend > 0.0);
    assert_eq!(a_year.count(), 4);
}

#[test]
fn returns_have_fat_tails_and_follow_the_market() {
    let (spy, jpm) = (
        adjusted_returns(&bars("SPY")),
        adjusted_returns(&bars("JPM")),
    );
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let centred = |x: &[f64]| x.iter().map(|r| r - mean(x)).collect::<Vec<_>>();
    let (spy, jpm) = (centred(&spy), centred(&jpm));
    let variance = mean(&spy.iter().map(|r| r * r).collect::<Vec<_>>());
    let fourth = mean(&spy.iter().map(|r| r.powi(4)).collect::<Vec<_>>());
    assert!(fourth / (variance * variance) > 4.0);
    let covariance = mean(&spy.iter().zip(&jpm).map(|(a, b)| a * b).collect::<Vec<_>>());
    let beta = covariance / variance;
    assert!((beta - 1.15).abs() < 0.1, "{beta}");
    let yearly = (variance * 252.0).sqrt();
    assert!((0.10..0.22).contains(&yearly), "{yearly}");
}

#[test]
fn quotes_move_through_a_session_and_end_in_its_bar() {
    let day = day_of(NOW);
    let session = nyse::session(day).unwrap();
    let bar = *bars("MSFT").last().unwrap();
    let minutes = Minutes::of(profile("MSFT"), session, bar);
    let mut seen = Vec::new();
    let (mut high, mut low, mut volume) = (0.0_f64, f64::INFINITY, 0.0);
    for second in 0..(session.close_ms - session.open_ms) / 1000 {
        let quote = minutes.quote(None, session.open_ms + 1000 * second + 999);
        assert!((bar.low..=bar.high).contains(&quote.price));
        assert!(quote.high >= high.max(quote.price) && quote.low <= low.min(quote.price));
        assert!(quote.volume >= volume && quote.volume <= bar.volume);
        (high, low, volume) = (quote.high, quote.low, quote.volume);
        seen.push(quote.price);
    }
    seen.dedup();
    assert!(
        seen.len() > 1000,
        "only {} different prices in a row",
        seen.len()
    );
    assert_eq!((seen[0], high, low), (bar.open, bar.high, bar.low));
    assert_eq!(quote("MSFT", NOW - 1).price, seen[seen.len() - 1]);
    let closed = quote("MSFT", session.close_ms);
    assert_eq!(
        (closed.price, closed.high, closed.low),
        (bar.close, bar.high, bar.low)
    );
}

#[test]
fn between_sessions_the_last_close_stands() {
    let friday = quote("QQQ", NOW);
    let sunday = quote("QQQ", NOW + 2 * DAY_MS);
    assert_eq!(friday, sunday);
    assert_eq!(sunday.as_of_ms, NOW);
    let closes: Vec<f64> = bars("QQQ").iter().map(|bar| bar.close).collect();
    assert_eq!(sunday.previous_close, closes.get(closes.len() - 2).copied());
}

#[test]
fn the_previous_close_is_comparable_across_a_split() {
    let bars = bars("AAPL");
    let n = (1..bars.len()).find(|&n| bars[n].split != 1.0).unwrap();
    let quote = quote("AAPL", midnight_ms(bars[n].day) + 16 * 3_600_000);
    let previous = quote.previous_close.unwrap();
    assert!((quote.price / previous - 1.0).abs() < 0.1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_moment_gives_finite_prices_or_none(now_ms in any::<i64>(), which in 0..PROFILES.len()) {
        if let Some(quote) = quote_at(&PROFILES[which], now_ms) {
            prop_assert!(quote.price.is_finite() && quote.price > 0.0);
            prop_assert!(quote.low <= quote.price && quote.price <= quote.high);
        }
    }
}
