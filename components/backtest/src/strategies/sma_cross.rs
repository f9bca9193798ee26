//! Long while the fast average is above the slow one, short (or out) while it is below.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::trend::sma::Sma;

use super::{Knob, Strategy};
use crate::bindings::sandbourse::platform::types::Columns;

/// Longest window: twenty years of days.
const LONGEST: f64 = 5_000.0;

/// The entry of the catalogue.
pub const STRATEGY: Strategy = Strategy {
    name: "sma-cross",
    summary: "Goes long when the fast moving average of the close crosses above the slow one, \
              and short when it crosses below.",
    knobs: &[
        Knob {
            name: "fast",
            default: 10.0,
            min: 1.0,
            max: LONGEST,
            step: 1.0,
            doc: "Bars of the fast average.",
        },
        Knob {
            name: "slow",
            default: 20.0,
            min: 2.0,
            max: LONGEST,
            step: 1.0,
            doc: "Bars of the slow average.",
        },
        Knob {
            name: "long_only",
            default: 0.0,
            min: 0.0,
            max: 1.0,
            step: 1.0,
            doc: "1 stays out of the market instead of going short.",
        },
    ],
    conflict,
    warm_up: |settings| settings[1] as usize - 1,
    decide,
};

fn conflict(settings: &[f64]) -> Option<(&'static str, String)> {
    let (fast, slow) = (settings[0], settings[1]);
    (fast >= slow).then(|| {
        (
            "fast",
            format!("fast is {fast}, but must be below slow, which is {slow}."),
        )
    })
}

fn decide(columns: &Columns, settings: &[f64]) -> Vec<f64> {
    let (mut fast, mut slow) = (
        Sma::new(settings[0] as usize),
        Sma::new(settings[1] as usize),
    );
    let below = if settings[2] == 0.0 { -1.0 } else { 0.0 };
    let mut cross = Cross::default();
    let target = |close: &f64| match cross.update(fast.update(*close), slow.update(*close)) {
        Some(Crossing::Above) => 1.0,
        Some(Crossing::Below) => below,
        None => f64::NAN,
    };
    columns.close.iter().map(target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(close: Vec<f64>) -> Columns {
        let n = close.len();
        Columns {
            time: (0..n as i64).collect(),
            open: close.clone(),
            high: close.clone(),
            low: close.clone(),
            volume: vec![0.0; n],
            close,
        }
    }

    #[test]
    fn it_turns_with_the_averages() {
        let up_and_down = columns(vec![5.0, 4.0, 3.0, 4.0, 6.0, 7.0, 5.0, 3.0, 2.0]);
        let found = decide(&up_and_down, &[1.0, 3.0, 0.0]);
        let acted: Vec<(usize, f64)> = found
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, x)| !x.is_nan())
            .collect();
        assert_eq!(acted, [(3, 1.0), (6, -1.0)]);
    }

    #[test]
    fn a_decision_does_not_change_when_the_future_is_cut_off() {
        let close: Vec<f64> = (0..120).map(|i| 100.0 + f64::from(i * 37 % 23)).collect();
        let whole = decide(&columns(close.clone()), &[3.0, 8.0, 1.0]);
        for n in 1..close.len() {
            let cut = decide(&columns(close[..n].to_vec()), &[3.0, 8.0, 1.0]);
            assert_eq!(cut[n - 1].to_bits(), whole[n - 1].to_bits());
        }
    }
}
