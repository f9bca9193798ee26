//! The strategies of the reference runs, as decisions or as orders, whichever says it.

use sandbourse_kernels::backtest::decisions::Decision;
use sandbourse_kernels::backtest::engine::Engine;
use sandbourse_kernels::backtest::order::{Bracket, Order, Size};
use sandbourse_kernels::indicators::batch::{line, lines};
use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::input::Columns;
use sandbourse_kernels::indicators::line::Line;
use sandbourse_kernels::indicators::momentum::rsi::Rsi as RsiLine;
use sandbourse_kernels::indicators::trend::sma::Sma;
use sandbourse_kernels::indicators::volatility::atr::Atr;
use sandbourse_kernels::indicators::volatility::standard_deviation::StandardDeviation;
use sandbourse_kernels::indicators::window::Highest;
use serde_json::Value;

use super::series::Series;

/// A parameter of a reference run; 0 where it is not given.
fn of(params: &Value, name: &str) -> f64 {
    params[name].as_f64().unwrap_or(0.0)
}

fn sma(series: &Series, window: f64) -> Line {
    line(Sma::new(window as usize), &series.close)
}

/// Goes with the side of the fast average; share `size` (all of it where none is given),
/// bracket in fractions of the close.
pub fn sma_cross(series: &Series, params: &Value) -> Vec<Decision> {
    let (fast, slow) = (sma(series, of(params, "n1")), sma(series, of(params, "n2")));
    let size = params["size"].as_f64().unwrap_or(1.0);
    let long_only = params["long_only"].as_bool().unwrap_or(false);
    let mut cross = Cross::default();
    let decide = |bar: usize| {
        let side = match cross.update(fast.get(bar), slow.get(bar)) {
            Some(Crossing::Above) => 1.0,
            Some(Crossing::Below) if long_only => 0.0,
            Some(Crossing::Below) => -1.0,
            None => return Decision::KEEP,
        };
        let close = series.close[bar];
        let level = |name: &str, side: f64| match params[name].as_f64() {
            Some(fraction) => close * (1.0 + side * fraction),
            None => f64::NAN,
        };
        Decision {
            stop_loss: level("sl", -side),
            take_profit: level("tp", side),
            ..Decision::target(side * size)
        }
    };
    (0..series.close.len()).map(decide).collect()
}

/// The same by the letter of the peer, which compares two neighbouring bars: it sees no
/// crossing through a tie, and leaves and enters again at the next one to the same side.
pub fn sma_cross_in_orders(engine: &mut Engine<'_>, (fast, slow): (&Line, &Line)) {
    while let Some(bar) = engine.next_bar() {
        let side = |bar: usize| {
            let (fast, slow) = (fast.get(bar)?, slow.get(bar)?);
            let tie = (fast - slow).abs() <= 1e-12 * slow;
            Some(if tie { 0.0 } else { (fast - slow).signum() })
        };
        let before = bar.checked_sub(1).and_then(side);
        let share = match (before, side(bar)) {
            (Some(before), Some(now)) if before * now < 0.0 => now,
            _ => continue,
        };
        engine.close_position(0);
        engine.submit(Order::market(0, Size::Share(share)));
    }
}

/// Buys below the lower band with a stop-loss, leaves above the mean; both ways if asked.
pub fn bollinger(engine: &mut Engine<'_>, series: &Series, params: &Value) {
    let mean = sma(series, of(params, "n"));
    let deviation = line(
        StandardDeviation::new(of(params, "n") as usize),
        &series.close,
    );
    let (width, stop) = (of(params, "k"), of(params, "sl"));
    let both = params["both"].as_bool().unwrap_or(false);
    while let Some(bar) = engine.next_bar() {
        let (Some(mean), Some(deviation)) = (mean.get(bar), deviation.get(bar)) else {
            continue;
        };
        let (close, held) = (series.close[bar], engine.account().holdings[0].size);
        let enter = |side: f64| Decision {
            stop_loss: close * (1.0 - side * stop),
            ..Decision::target(side)
        };
        if held == 0.0 && close < mean - width * deviation {
            engine.decide(&[enter(1.0)]);
        } else if held == 0.0 && both && close > mean + width * deviation {
            engine.decide(&[enter(-1.0)]);
        } else if held * (close - mean) > 0.0 {
            engine.decide(&[Decision::target(0.0)]);
        }
    }
}

/// Buys when the index falls through the lower level, leaves when it rises through the upper.
pub fn rsi(series: &Series, params: &Value) -> Vec<Decision> {
    let index = line(RsiLine::new(of(params, "n") as usize), &series.close);
    let (low, high) = (of(params, "lo"), of(params, "hi"));
    let decide = |bar: usize| {
        let before = bar.checked_sub(1).and_then(|before| index.get(before));
        let (Some(before), Some(now)) = (before, index.get(bar)) else {
            return Decision::KEEP;
        };
        let close = series.close[bar];
        if before > low && now < low {
            return Decision {
                stop_loss: close * (1.0 - of(params, "sl")),
                take_profit: close * (1.0 + of(params, "tp")),
                ..Decision::target(1.0)
            };
        }
        match before < high && now > high {
            true => Decision::target(0.0),
            false => Decision::KEEP,
        }
    };
    (0..series.close.len()).map(decide).collect()
}

/// Rests a buy stop at the highest high while flat, trails a stop-loss by the true range.
pub fn donchian(series: &Series, params: &Value) -> Vec<Decision> {
    let mut highest = Highest::new(of(params, "n") as usize);
    let columns = Columns {
        open: &series.open,
        high: &series.high,
        low: &series.low,
        close: &series.close,
        volume: &series.volume,
    };
    let range = lines(Atr::new(of(params, "n_atr") as usize), columns);
    let first = of(params, "n") as usize;
    let decide = |bar: usize| {
        let high = highest.step(series.high[bar]).map(|extreme| extreme.value);
        let (Some(high), Some(range)) = (high, range[0].get(bar)) else {
            return Decision::KEEP;
        };
        if bar < first {
            return Decision::KEEP;
        }
        let (close, distance) = (series.close[bar], of(params, "mult") * range);
        Decision {
            stop: if high > close { high } else { f64::INFINITY },
            stop_loss: high - distance,
            trail: close - distance,
            ..Decision::target(1.0)
        }
    };
    (0..series.close.len()).map(decide).collect()
}

/// Buys units at each crossing up, and closes half of each trade at each crossing down.
pub fn units(engine: &mut Engine<'_>, series: &Series, params: &Value) {
    let (fast, slow) = (sma(series, of(params, "n1")), sma(series, of(params, "n2")));
    let mut cross = Cross::default();
    while let Some(bar) = engine.next_bar() {
        match cross.update(fast.get(bar), slow.get(bar)) {
            Some(Crossing::Above) => {
                engine.submit(Order {
                    bracket: Bracket {
                        stop_loss: None,
                        take_profit: Some(1.08 * series.close[bar]),
                    },
                    ..Order::market(0, Size::Units(of(params, "units")))
                });
            }
            Some(Crossing::Below) => {
                let open: Vec<_> = engine.open_trades().iter().map(|trade| trade.id).collect();
                for trade in open {
                    engine.close_trade(trade, 0.5);
                }
            }
            None => {}
        }
    }
}

/// Bids under the market while it stands above its average, and leaves after some bars.
pub fn limit_dip(engine: &mut Engine<'_>, series: &Series, params: &Value) {
    let average = sma(series, of(params, "n"));
    let hold = of(params, "hold") as usize;
    while let Some(bar) = engine.next_bar() {
        let (Some(average), true) = (average.get(bar), bar >= of(params, "n") as usize) else {
            continue;
        };
        engine.cancel_entries(0);
        let open: Vec<_> = engine.open_trades().to_vec();
        for trade in open.iter().filter(|trade| bar - trade.bar >= hold) {
            engine.close_trade(trade.id, 1.0);
        }
        if series.close[bar] > average && open.len() < 2 {
            engine.submit(Order {
                limit: Some(series.close[bar] * (1.0 - of(params, "dip"))),
                ..Order::market(0, Size::Share(of(params, "size")))
            });
        }
    }
}
