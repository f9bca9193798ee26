//! Laws that every indicator of the catalogue obeys, with any parameters, on any series.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use sandbourse_kernels::indicators::catalogue::{ENTRIES, Entry, Unit};
use sandbourse_kernels::indicators::line::Line;
use sandbourse_kernels::indicators::study::Study;

use crate::series::{Bars, market, oddities};

/// An indicator with its parameters.
#[derive(Debug, Clone)]
struct Case {
    entry: &'static Entry,
    given: Vec<(&'static str, f64)>,
}

impl Case {
    fn start(&self) -> Box<dyn Study> {
        self.entry.start(&self.given).expect("possible parameters")
    }

    fn batch(&self, bars: &Bars) -> Vec<Line> {
        self.start().batch(bars.columns())
    }
}

/// Any indicator with any parameters up to some forty bars.
fn case() -> impl Strategy<Value = Case> {
    let draws = prop::collection::vec(0.0..1.0_f64, 8);
    (any::<Index>(), draws).prop_map(|(index, draws)| {
        let entry = *index.get(ENTRIES);
        let mut given: Vec<(&'static str, f64)> = Vec::new();
        // From the last to the first: what must be below another is drawn below it.
        for (parameter, draw) in entry.parameters.iter().zip(&draws).rev() {
            let limit = given
                .iter()
                .find(|(name, _)| Some(*name) == parameter.below);
            let top = limit
                .map_or(40.0, |(_, limit)| limit - 1.0)
                .min(parameter.max);
            let needs_room = entry
                .parameters
                .iter()
                .any(|p| p.below == Some(parameter.name));
            let bottom = parameter.min + if needs_room { 1.0 } else { 0.0 };
            let value = bottom + draw * (top - bottom);
            given.push((
                parameter.name,
                if parameter.is_whole {
                    value.floor()
                } else {
                    value
                },
            ));
        }
        Case { entry, given }
    })
}

fn streamed(case: &Case, bars: &Bars) -> Vec<Vec<Option<f64>>> {
    let mut study = case.start();
    let mut values = vec![None; study.outputs().len()];
    let mut lines = vec![Vec::new(); values.len()];
    for at in 0..bars.close.len() {
        study.update(&bars.bar(at), &mut values);
        for (line, value) in lines.iter_mut().zip(&values) {
            line.push(*value);
        }
    }
    lines
}

fn bits(value: Option<f64>) -> Option<u64> {
    value.map(f64::to_bits)
}

fn near(a: Option<f64>, b: Option<f64>, size: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * size.max(a.abs()),
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn streaming_and_batch_give_the_same_bits(case in case(), bars in market(1, 1_300)) {
        let (batch, stream) = (case.batch(&bars), streamed(&case, &bars));
        for (line, values) in batch.iter().zip(&stream) {
            prop_assert!(line.iter().map(bits).eq(values.iter().copied().map(bits)));
        }
    }

    #[test]
    fn no_bar_gives_a_panic_or_a_number_that_is_not_finite(case in case(), bars in oddities()) {
        let (batch, stream) = (case.batch(&bars), streamed(&case, &bars));
        for (line, values) in batch.iter().zip(&stream) {
            prop_assert!(values.iter().flatten().all(|value| value.is_finite()));
            prop_assert!(line.iter().map(bits).eq(values.iter().copied().map(bits)));
        }
    }

    #[test]
    fn the_first_value_comes_where_it_is_stated(case in case(), bars in market(300, 301)) {
        let warm_up = case.start().warm_up();
        for line in case.batch(&bars) {
            let first = line.first().unwrap_or(usize::MAX);
            // An index that has not moved yet has no place in its range, and a market whose
            // bars lie inside one another no direction: then the first value comes later.
            let may_wait = ["stochastic_rsi", "dx", "adx", "adxr"].contains(&case.entry.name);
            if may_wait && first > warm_up {
                continue;
            }
            prop_assert_eq!(first, if warm_up < 300 { warm_up } else { usize::MAX });
        }
    }

    #[test]
    fn the_future_does_not_change_the_past(case in case(), bars in market(2, 700), keep in any::<Index>()) {
        let keep = keep.index(bars.close.len());
        let (whole, cut) = (case.batch(&bars), case.batch(&bars.first(keep)));
        for (whole, cut) in whole.iter().zip(&cut) {
            prop_assert!(whole.iter().take(keep).map(bits).eq(cut.iter().map(bits)));
        }
    }

    #[test]
    fn after_a_gap_it_is_as_if_it_had_just_begun(case in case(), before in market(1, 300), after in market(1, 300)) {
        let mut joined = before;
        joined.push([f64::NAN; 4], f64::NAN);
        let gap = joined.close.len();
        joined.extend(&after);
        for (whole, fresh) in case.batch(&joined).iter().zip(case.batch(&after)) {
            prop_assert_eq!(whole.get(gap - 1), None);
            prop_assert!(whole.iter().skip(gap).map(bits).eq(fresh.iter().map(bits)));
        }
    }

    #[test]
    fn prices_and_volumes_in_another_unit_change_the_unit_of_the_values(
        case in case(), bars in market(1, 300), price in -8..8_i32, volume in -8..8_i32,
    ) {
        let (price, volume) = (2.0_f64.powi(price), 2.0_f64.powi(volume));
        let (base, scaled) = (case.batch(&bars), case.batch(&bars.scaled(price, volume)));
        for ((base, scaled), unit) in base.iter().zip(&scaled).zip(case.entry.units) {
            let factor = match unit {
                Unit::Price => price,
                Unit::PriceSquared => price * price,
                Unit::Volume => volume,
                Unit::PriceVolume => price * volume,
                Unit::Percent | Unit::Ratio | Unit::Signal | Unit::Direction => 1.0,
            };
            for (base, scaled) in base.iter().zip(scaled.iter()) {
                let expected = base.map(|value| value * factor);
                // The logarithm of a price is not exact.
                let is_equal = case.entry.name == "historical_volatility"
                    && near(expected, scaled, 1e-4);
                prop_assert!(is_equal || bits(expected) == bits(scaled), "{expected:?} {scaled:?}");
            }
        }
    }

    #[test]
    fn oscillators_stay_within_their_bounds(case in case(), bars in market(1, 300)) {
        let bounds = match case.entry.name {
            "rsi" | "mfi" | "aroon" | "ultimate" | "stochastic_fast" | "stochastic"
            | "stochastic_rsi" | "adx" | "adxr" | "dx" | "plus_di" | "minus_di" => 0.0..=100.0,
            "williams_r" => -100.0..=0.0,
            "cmo" | "aroon_oscillator" | "tsi" => -100.0..=100.0,
            "bop" | "cmf" => -1.0..=1.0,
            _ => return Ok(()),
        };
        for value in case.batch(&bars).iter().flat_map(Line::iter).flatten() {
            // An average of values at a bound may miss it by its rounding.
            let inside = bounds.contains(&value) || bounds.contains(&(value * (1.0 - 1e-13)));
            prop_assert!(inside || value.abs() < 1e-11, "{value}");
        }
    }

    #[test]
    fn averages_lie_between_the_lowest_and_the_highest_close(case in case(), bars in market(1, 300)) {
        let names = ["sma", "ema", "ewm", "wma", "trima", "wilder", "kama", "vwma", "min", "max", "midpoint"];
        if !names.contains(&case.entry.name) {
            return Ok(());
        }
        let low = bars.close.iter().copied().fold(f64::MAX, f64::min);
        let high = bars.close.iter().copied().fold(f64::MIN, f64::max);
        let (low, high) = (low * (1.0 - 1e-12), high * (1.0 + 1e-12));
        for value in case.batch(&bars).iter().flat_map(Line::iter).flatten() {
            prop_assert!((low..=high).contains(&value));
        }
    }
}

#[test]
fn on_prices_that_stand_still_averages_are_the_price_and_ratios_to_nothing_are_missing() {
    let mut bars = Bars::default();
    for _ in 0..200 {
        bars.push([0.1; 4], 7.0);
    }
    let line = |name: &str| {
        let entry = ENTRIES.iter().find(|entry| entry.name == name);
        let study = entry.and_then(|entry| entry.start(&[]).ok()).expect(name);
        study.batch(bars.columns()).remove(0)
    };
    for name in [
        "sma", "ema", "wma", "dema", "tema", "trima", "kama", "hma", "zlema",
    ] {
        let line = line(name);
        assert_eq!(
            line.iter().flatten().filter(|value| *value != 0.1).count(),
            0,
            "{name}"
        );
        assert!(line.first().is_some(), "{name}");
    }
    for name in [
        "standard_deviation",
        "macd",
        "linear_regression_slope",
        "atr",
        "roc",
    ] {
        let line = line(name);
        assert!(line.iter().flatten().all(|value| value == 0.0), "{name}");
        assert!(line.first().is_some(), "{name}");
    }
    for name in [
        "rsi",
        "cci",
        "z_score",
        "stochastic",
        "williams_r",
        "adx",
        "bop",
        "mfi",
    ] {
        assert_eq!(line(name).first(), None, "{name}");
    }
}
