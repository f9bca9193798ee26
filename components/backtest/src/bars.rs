//! The bars of a run: of one symbol or of several on one axis of time, safe to calculate with.

use crate::bindings::exports::sandbourse::platform::backtest_group::{Calendar, RunRequest};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Columns, Failure, Source};
use crate::bindings::sandbourse::plugin::types::Frame;
use crate::desk::Desk;
use crate::failures::invalid;
use crate::{history, request};

/// Bars over all symbols; beyond it a call would hold more than it may.
const MOST_BARS: usize = 500_000;

/// Frames of equal length with the same times.
pub struct Bars {
    /// Symbols as the market calls them.
    pub symbols: Vec<String>,
    /// A frame for each symbol. Where a symbol has no bar, every column but time is NaN.
    pub frames: Vec<Frame>,
    /// Where each symbol's prices come from.
    pub sources: Vec<Source>,
    /// Bars that had no usable price, of all symbols.
    pub left_out: usize,
    /// Bars that one symbol had and another had not, and that were dropped for it.
    pub not_common: usize,
}

impl Bars {
    /// The common axis of time.
    pub fn time(&self) -> &[i64] {
        self.frames.first().map_or(&[], |frame| &frame.time)
    }

    /// Fetches the bars of every symbol and puts them on one axis.
    pub fn fetch(desk: &mut dyn Desk, asked: &RunRequest) -> Result<Self, Failure> {
        let mut bars = Self {
            symbols: Vec::new(),
            frames: Vec::new(),
            sources: Vec::new(),
            left_out: 0,
            not_common: 0,
        };
        let mut columns = Vec::new();
        for (place, symbol) in asked.symbols.iter().enumerate() {
            let query = request::bars(asked, symbol);
            let field = format!("symbols.{place}");
            let series = desk
                .bars(&query)
                .map_err(|cause| of_symbol(cause, &field))?;
            let history = history::usable(series.columns, &series.symbol)
                .map_err(|cause| of_symbol(cause, &field))?;
            if bars.symbols.contains(&series.symbol) {
                let detail = format!("{} is there twice.", series.symbol);
                return Err(invalid(&field, "repeated_symbol", detail));
            }
            bars.symbols.push(series.symbol);
            bars.sources.push(series.source);
            bars.left_out += history.left_out;
            columns.push(history.columns);
        }
        bars.align(columns, asked.calendar)?;
        Ok(bars)
    }

    fn align(&mut self, columns: Vec<Columns>, calendar: Calendar) -> Result<(), Failure> {
        let time = match calendar {
            Calendar::Common => common(&columns),
            Calendar::All => all(&columns),
        };
        let total: usize = columns.iter().map(|columns| columns.time.len()).sum();
        if calendar == Calendar::Common {
            self.not_common = total - time.len() * columns.len();
        }
        if time.len() < 2 {
            let detail = "The symbols have fewer than two bars in common; choose a later start, or calendar `all`.";
            return Err(invalid("symbols", "no_common_bars", detail.into()));
        }
        if time.len() * columns.len() > MOST_BARS {
            let detail = format!(
                "{} symbols over {} bars are more than {MOST_BARS} bars; choose a shorter span.",
                columns.len(),
                time.len()
            );
            return Err(invalid("symbols", "too_many_bars", detail));
        }
        self.frames = columns
            .into_iter()
            .map(|columns| placed(columns, &time))
            .collect();
        Ok(())
    }
}

/// Bars of another symbol on a given axis: the last close at or before each time, NaN before
/// the first.
pub fn held_on(desk: &mut dyn Desk, query: &BarsQuery, time: &[i64]) -> Result<Vec<f64>, Failure> {
    let columns = desk
        .bars(query)
        .and_then(|series| history::usable(series.columns, &series.symbol))
        .map_err(|cause| of_symbol(cause, "benchmark"))?
        .columns;
    let mut next = 0;
    let mut last = f64::NAN;
    let close = time.iter().map(|now| {
        while next < columns.time.len() && columns.time[next] <= *now {
            last = columns.close[next];
            next += 1;
        }
        last
    });
    Ok(close.collect())
}

/// A failure of the prices in the words of a run, which has more than one symbol.
fn of_symbol(failure: Failure, place: &str) -> Failure {
    let field = match failure.field {
        Some(field) if field != "symbol" => field,
        _ => place.to_owned(),
    };
    Failure {
        field: Some(field),
        ..failure
    }
}

fn common(columns: &[Columns]) -> Vec<i64> {
    let Some((first, others)) = columns.split_first() else {
        return Vec::new();
    };
    let mut places = vec![0; others.len()];
    let mut everywhere = |time: &&i64| {
        others.iter().zip(&mut places).all(|(other, place)| {
            while other.time.get(*place).is_some_and(|at| at < *time) {
                *place += 1;
            }
            other.time.get(*place) == Some(*time)
        })
    };
    let mut times = Vec::with_capacity(first.time.len());
    times.extend(first.time.iter().filter(|time| everywhere(time)));
    times
}

fn all(columns: &[Columns]) -> Vec<i64> {
    let mut times: Vec<i64> = columns
        .iter()
        .flat_map(|columns| &columns.time)
        .copied()
        .collect();
    times.sort_unstable();
    times.dedup();
    times
}

fn placed(columns: Columns, time: &[i64]) -> Frame {
    if columns.time == time {
        let Columns {
            time,
            open,
            high,
            low,
            close,
            volume,
        } = columns;
        return Frame {
            time,
            open,
            high,
            low,
            close,
            volume,
        };
    }
    let mut next = 0;
    let places: Vec<Option<usize>> = time
        .iter()
        .map(|now| {
            while columns.time.get(next).is_some_and(|at| at < now) {
                next += 1;
            }
            (columns.time.get(next) == Some(now)).then_some(next)
        })
        .collect();
    let pick = |values: &[f64]| {
        let value = |place: &Option<usize>| place.map_or(f64::NAN, |place| values[place]);
        places.iter().map(value).collect()
    };
    Frame {
        time: time.to_vec(),
        open: pick(&columns.open),
        high: pick(&columns.high),
        low: pick(&columns.low),
        close: pick(&columns.close),
        volume: pick(&columns.volume),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(times: &[i64]) -> Columns {
        let values: Vec<f64> = times.iter().map(|time| *time as f64 + 1.0).collect();
        Columns {
            time: times.to_vec(),
            open: values.clone(),
            high: values.clone(),
            low: values.clone(),
            volume: values.clone(),
            close: values,
        }
    }

    fn aligned(columns: Vec<Columns>, calendar: Calendar) -> Bars {
        let mut bars = Bars {
            symbols: Vec::new(),
            frames: Vec::new(),
            sources: Vec::new(),
            left_out: 0,
            not_common: 0,
        };
        bars.align(columns, calendar).unwrap();
        bars
    }

    #[test]
    fn a_common_calendar_has_the_bars_that_all_symbols_have() {
        let bars = aligned(
            vec![columns(&[1, 2, 3, 5]), columns(&[2, 3, 4, 5])],
            Calendar::Common,
        );
        assert_eq!(bars.time(), [2, 3, 5]);
        assert_eq!(bars.frames[1].close, [3.0, 4.0, 6.0]);
        assert_eq!(bars.not_common, 2);
    }

    #[test]
    fn a_full_calendar_has_a_gap_where_a_symbol_has_no_bar() {
        let bars = aligned(vec![columns(&[1, 3]), columns(&[1, 2, 3])], Calendar::All);
        assert_eq!(bars.time(), [1, 2, 3]);
        assert!(bars.frames[0].close[1].is_nan());
        assert_eq!(bars.frames[0].close[2], 4.0);
    }
}
