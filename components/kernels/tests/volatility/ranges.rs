//! Range estimators beside open formulas in numpy 2.4.6, and windows beside quantstats 0.0.86.

use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::returns::simple;
use sandbourse_kernels::volatility::cone::{self, WINDOWS};
use sandbourse_kernels::volatility::ranges::{
    Bars, Estimator, rolling, volatility, yang_zhang_weight,
};

use super::series::{self, bars, near, risk_golden};

/// Each price times adjusted close over close.
fn adjusted(bars: &series::Bars) -> [Vec<f64>; 4] {
    [&bars.open, &bars.high, &bars.low, &bars.close].map(|column| {
        let factors = bars.adjusted.iter().zip(&bars.close);
        let prices = column.iter().zip(factors);
        prices
            .map(|(price, (all, close))| price * all / close)
            .collect()
    })
}

fn view([open, high, low, close]: &[Vec<f64>; 4]) -> Bars<'_> {
    Bars {
        open,
        high,
        low,
        close,
    }
}

#[test]
fn estimates_over_the_whole_history_equal_the_open_formulas() {
    for symbol in ["SPX", "AAPL", "MSFT"] {
        let (Some(golden), Some(bars)) = (risk_golden(symbol), bars(symbol)) else {
            continue;
        };
        let expected = &golden["open_formulas"]["values"]["range_volatility_annual"];
        let columns = adjusted(&bars);
        for estimator in Estimator::ALL {
            let name = match estimator {
                Estimator::CloseToClose => "close_to_close_log",
                other => other.name(),
            };
            let found = volatility(view(&columns), estimator, 252.0).unwrap();
            near(found, expected[name].as_f64().unwrap(), 1e-9, name);
        }
        let weight = yang_zhang_weight(columns[0].len() - 1);
        near(
            weight,
            expected["yang_zhang_k"].as_f64().unwrap(),
            1e-12,
            "weight",
        );
    }
}

#[test]
fn a_window_says_what_its_bars_alone_would_say() {
    let columns = adjusted(&bars("SPX").unwrap());
    for estimator in Estimator::ALL {
        let all = rolling(view(&columns), estimator, 22, 252.0).unwrap();
        assert_eq!(all.len(), columns[0].len() - 21);
        for at in [0, 1, 21, 22, 1_000, all.len() - 1] {
            let own = columns
                .each_ref()
                .map(|column| column[at..at + 22].to_vec());
            let alone = volatility(view(&own), estimator, 252.0).unwrap();
            near(all[at], alone, 1e-12, estimator.name());
        }
    }
}

/// `quantstats.stats.rolling_volatility(returns, 63)`.
#[test]
fn rolling_volatility_is_the_peers() {
    let golden = risk_golden("SPX").unwrap();
    let bars = bars("SPX").unwrap();
    let found = cone::rolling(&simple(&bars.adjusted), 63, 252.0).unwrap();
    for point in golden["rolling"]["points"].as_array().unwrap() {
        let day = bars
            .dates
            .iter()
            .position(|date| point["date"] == **date)
            .unwrap();
        let expected = point["volatility"].as_f64().unwrap();
        near(found[day - 63], expected, 1e-9, &bars.dates[day]);
    }
}

#[test]
fn the_cone_narrows_with_the_length_of_its_windows() {
    let returns = simple(&bars("SPX").unwrap().adjusted);
    let rings = cone::cone(&returns, &WINDOWS, 252.0).unwrap();
    assert_eq!(rings.len(), 6);
    let falls = |at: usize| {
        rings
            .windows(2)
            .all(|pair| pair[1].quantiles[at] < pair[0].quantiles[at])
    };
    let rises = |at: usize| {
        rings
            .windows(2)
            .all(|pair| pair[1].quantiles[at] > pair[0].quantiles[at])
    };
    assert!(falls(6) && rises(0));
    assert!(rings.iter().all(|ring| ring.quantiles.is_sorted()));
    assert!(rings.iter().all(|ring| (0.0..=1.0).contains(&ring.rank)));
}

#[test]
fn bars_that_cannot_be_are_refused() {
    let one = [1.0, 1.1, 1.2];
    let bars = |low: &'static [f64]| Bars {
        open: &[1.0; 3],
        high: &[1.3; 3],
        low,
        close: &[1.1; 3],
    };
    let of = |low| volatility(bars(low), Estimator::YangZhang, 252.0);
    assert_eq!(of(&[0.9, 0.0, 0.9]), Err(Undefined::OutsideDomain));
    assert_eq!(of(&[0.9, f64::NAN, 0.9]), Err(Undefined::OutsideDomain));
    assert_eq!(of(&[0.9, 0.9]), Err(Undefined::OutsideDomain));
    assert!(of(&[0.9, 0.9, 0.9]).is_ok());
    let flat = Bars {
        open: &one,
        high: &one,
        low: &one,
        close: &one,
    };
    assert_eq!(volatility(flat, Estimator::Parkinson, 252.0), Ok(0.0));
    let none = Bars {
        open: &[],
        high: &[],
        low: &[],
        close: &[],
    };
    assert_eq!(
        volatility(none, Estimator::Parkinson, 252.0),
        Err(Undefined::InsufficientData)
    );
}
