//! Each fault is found, and a sound history has none.

use sandbourse_kernels::calendar::civil::Date;
use sandbourse_kernels::calendar::{day_of, midnight_ms, nyse};
use sandbourse_wit::history::HeldSymbol;
use sandbourse_wit::types::Columns;
use sandbourse_wit::values::Instant;

use super::super::sample;
use super::*;

/// The sessions of 2024 with prices that move little.
fn sound() -> Series {
    let days = Date::new(2024, 1, 1).day_number()..=Date::new(2024, 12, 31).day_number();
    let time: Vec<i64> = days
        .filter(|&day| nyse::is_session(day))
        .map(midnight_ms)
        .collect();
    let close: Vec<f64> = (0..time.len())
        .map(|bar| 100.0 + (bar % 7) as f64)
        .collect();
    let columns = Columns {
        open: close.clone(),
        high: close.iter().map(|price| price + 1.0).collect(),
        low: close.iter().map(|price| price - 1.0).collect(),
        volume: vec![1_000.0; time.len()],
        close,
        time,
    };
    let held = HeldSymbol {
        symbol: "ACME".to_owned(),
        name: "Acme".to_owned(),
        kind: "equity".to_owned(),
        provider: "import".to_owned(),
        currency: "USD".to_owned(),
        interval: "1d".to_owned(),
        first: Instant { epoch_ms: 0 },
        last: Instant { epoch_ms: 0 },
        rows: 0,
    };
    Series::of_events(held, None, columns, (vec![], vec![]))
}

fn now() -> i64 {
    midnight_ms(Date::new(2025, 1, 2).day_number())
}

fn codes(series: &Series) -> Vec<(&'static str, bool, usize)> {
    let found = findings(series, None, now());
    found
        .iter()
        .map(|finding| (finding.code, finding.broken, finding.count))
        .collect()
}

fn spoilt(spoil: impl Fn(&mut Series)) -> Vec<(&'static str, bool, usize)> {
    let mut series = sound();
    spoil(&mut series);
    codes(&series)
}

/// Takes bars out.
fn without(series: &mut Series, bars: std::ops::Range<usize>) {
    series.columns.time.drain(bars.clone());
    let c = &mut series.columns;
    for column in [
        &mut c.open,
        &mut c.high,
        &mut c.low,
        &mut c.close,
        &mut c.volume,
    ] {
        column.drain(bars.clone());
    }
    series.split_factor.drain(bars.clone());
    series.adjustment_factor.drain(bars);
}

#[test]
fn a_sound_history_has_no_findings() {
    assert_eq!(codes(&sound()), []);
}

#[test]
fn what_cannot_be_true_is_broken() {
    assert_eq!(
        spoilt(|s| s.columns.time[3] = s.columns.time[2]),
        [("unordered", true, 1)]
    );
    assert_eq!(
        spoilt(|s| s.columns.close[3] = f64::NAN),
        [("not_a_price", true, 1)]
    );
    assert_eq!(
        spoilt(|s| s.columns.volume[3] = -1.0),
        [("not_a_price", true, 1)]
    );
    assert_eq!(spoilt(|s| s.columns.high[3] = 1.0), [("crossed", true, 1)]);
    assert_eq!(spoilt(|s| s.columns.low[3] = 200.0), [("crossed", true, 1)]);
    assert_eq!(spoilt(|s| without(s, 10..13)), [("gap", true, 3)]);
}

#[test]
fn a_move_like_a_split_is_a_split_that_nobody_told() {
    let halve = |series: &mut Series, by: f64| {
        let c = &mut series.columns;
        for column in [&mut c.open, &mut c.high, &mut c.low, &mut c.close] {
            column[100..].iter_mut().for_each(|price| *price /= by);
        }
    };
    // The day's own move beside the split must stay within what is taken for one.
    let flat = |series: &mut Series| series.columns.close[99] = series.columns.close[100];
    let missed = spoilt(|s| {
        flat(s);
        halve(s, 4.0);
        s.columns.high[99] = 110.0;
        s.columns.low[99] = 90.0;
    });
    assert_eq!(missed, [("missed_split", true, 1)]);
    let real = spoilt(|s| {
        flat(s);
        halve(s, 1.75);
        s.columns.high[99] = 110.0;
        s.columns.low[99] = 90.0;
    });
    assert_eq!(real, [("jump", false, 1)]);
}

#[test]
fn what_is_seldom_is_doubtful() {
    assert_eq!(
        spoilt(|s| s.columns.volume[50..57].fill(0.0)),
        [("no_volume", false, 7)]
    );
    assert_eq!(
        spoilt(|s| s.columns.volume.fill(0.0)),
        [],
        "an index may have none at all"
    );
    assert_eq!(spoilt(|s| s.columns.volume[50..54].fill(0.0)), []);
    assert_eq!(
        spoilt(|s| {
            let n = s.columns.time.len();
            without(s, n - 30..n)
        }),
        [("stale", false, 1)]
    );
    let saturday = spoilt(|s| {
        let last = s.columns.time.len() - 1;
        s.columns.time[last] = midnight_ms(day_of(s.columns.time[last]) + 4)
    });
    assert_eq!(
        saturday,
        [("gap", true, 3), ("closed_day", false, 1)],
        "2025-01-04 was a Saturday"
    );
}

#[test]
fn holidays_of_other_exchanges_are_not_known() {
    let mut series = sound();
    without(&mut series, 10..15);
    assert_eq!(findings(&series, Some("Asia/Tokyo"), now()), []);
    without(&mut series, 10..20);
    let found = findings(&series, Some("Asia/Tokyo"), now());
    assert_eq!(
        (found[0].code, found[0].broken, found.len()),
        ("gap", false, 1)
    );
}

#[test]
fn the_sample_is_old_and_otherwise_sound() {
    for held in sample::symbols() {
        let series = sample::bars(&held.symbol, &held.interval).unwrap();
        let found = findings(&series, None, now());
        let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["stale"], "{}: {found:?}", held.symbol);
    }
}

proptest::proptest! {
    #[test]
    fn any_history_is_looked_at_to_its_end(
        days in proptest::collection::btree_set(-100_000..100_000_i64, 0..30),
        numbers in proptest::collection::vec(proptest::prelude::any::<f64>(), 30),
        kind in "(equity|index|currency|crypto|)",
        interval in "(1d|1wk|1h|)",
    ) {
        let mut series = sound();
        (series.held.kind, series.held.interval) = (kind, interval);
        let time: Vec<i64> = days.into_iter().map(midnight_ms).collect();
        let column = |skip: usize| numbers.iter().cycle().skip(skip).take(time.len()).copied().collect::<Vec<f64>>();
        series.columns = Columns {
            open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4), time: time.clone(),
        };
        series.split_factor = column(5);
        series.adjustment_factor = column(6);
        for finding in findings(&series, None, now()) {
            proptest::prop_assert!(finding.count > 0 && !finding.detail.is_empty());
        }
    }
}
