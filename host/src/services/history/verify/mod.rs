//! What is wrong with a price history, or looks so. Says; repairs nothing.

mod sessions;
#[cfg(test)]
mod tests;

use sandbourse_kernels::calendar::DAY_MS;
use sandbourse_kernels::splits;
use serde::Serialize;

use super::series::Series;

/// Larger moves of a day happen once in decades; a missed split makes one each time.
const JUMP: f64 = 0.35;
/// As many bars without volume in a row as a week has sessions.
const QUIET_BARS: usize = 5;
/// Float32 leftovers in published files may make a high a hair lower than the close.
const TOLERANCE: f64 = 1e-6;

/// Something found in a history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// `unordered`, `not_a_price`, `crossed`, `gap`, `closed_day`, `missed_split`, `jump`,
    /// `no_volume` or `stale`.
    pub code: &'static str,
    /// Whether it cannot be true; else it may be, but is seldom.
    pub broken: bool,
    /// How often.
    pub count: usize,
    /// Where first, in epoch milliseconds.
    pub first_ms: i64,
    /// What it means, in a few words.
    pub detail: String,
}

/// Everything found in a history. `zone` is the exchange's where it is known.
pub fn findings(series: &Series, zone: Option<&str>, now_ms: i64) -> Vec<Finding> {
    let time = &series.columns.time;
    let order = at(
        time,
        (1..time.len()).filter(|&bar| time[bar] <= time[bar - 1]),
    );
    let mut found: Vec<Finding> = [
        order.map(|(count, first)| broken("unordered", count, first, "times do not rise")),
        prices(series),
        crossed(series),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() {
        // Only what can be a history can have gaps and jumps.
        found.extend(sessions::findings(series, zone));
        found.extend(jumps(series));
        found.extend(no_volume(series));
        found.extend(stale(series, now_ms));
    }
    found
}

fn broken(code: &'static str, count: usize, first_ms: i64, detail: impl Into<String>) -> Finding {
    let detail = detail.into();
    Finding {
        code,
        broken: true,
        count,
        first_ms,
        detail,
    }
}

fn doubtful(code: &'static str, count: usize, first_ms: i64, detail: impl Into<String>) -> Finding {
    let finding = broken(code, count, first_ms, detail);
    Finding {
        broken: false,
        ..finding
    }
}

/// How many bars were picked, and the time of the first; none when none was.
fn at(time: &[i64], mut bars: impl Iterator<Item = usize>) -> Option<(usize, i64)> {
    let first = bars.next()?;
    Some((1 + bars.count(), time[first]))
}

fn prices(series: &Series) -> Option<Finding> {
    let c = &series.columns;
    let positive = |number: f64| number.is_finite() && number > 0.0;
    let odd = |bar: &usize| {
        let numbers = [c.open[*bar], c.high[*bar], c.low[*bar], c.close[*bar]];
        let factors = [series.split_factor[*bar], series.adjustment_factor[*bar]];
        let is_volume = c.volume[*bar].is_finite() && c.volume[*bar] >= 0.0;
        !(is_volume && numbers.into_iter().chain(factors).all(positive))
    };
    let (count, first) = at(&c.time, (0..c.time.len()).filter(odd))?;
    Some(broken(
        "not_a_price",
        count,
        first,
        "a price or factor is not above zero, or a volume below it",
    ))
}

fn crossed(series: &Series) -> Option<Finding> {
    let c = &series.columns;
    let odd = |bar: &usize| {
        let (open, close) = (c.open[*bar], c.close[*bar]);
        let slack = TOLERANCE * close;
        c.high[*bar] + slack < open.max(close).max(c.low[*bar])
            || c.low[*bar] - slack > open.min(close)
    };
    let (count, first) = at(&c.time, (0..c.time.len()).filter(odd))?;
    Some(broken(
        "crossed",
        count,
        first,
        "high is not the highest price, or low not the lowest",
    ))
}

/// Moves of the adjusted close. One like a split is a split that the factors do not know.
fn jumps(series: &Series) -> Vec<Finding> {
    let (time, close) = (&series.columns.time, series.adj_close());
    let has_splits = matches!(series.held.kind.as_str(), "equity" | "etf");
    let ratio = |bar: usize| close[bar - 1] / close[bar];
    let is_jump = |bar: &usize| (1.0 / ratio(*bar) - 1.0).abs() > JUMP;
    let is_split = |bar: &usize| has_splits && splits::ratio(ratio(*bar)).is_some();
    let jumps: Vec<usize> = (1..close.len()).filter(is_jump).collect();
    let (splits, others): (Vec<usize>, Vec<usize>) = jumps.into_iter().partition(is_split);
    let largest = |bars: &[usize]| {
        let moves = bars.iter().map(|&bar| 100.0 * (1.0 / ratio(bar) - 1.0));
        moves.fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a })
    };
    let missed = at(time, splits.iter().copied()).map(|(count, first)| {
        let detail = format!(
            "moves like a split that is not known, the largest {:+.0} %",
            largest(&splits)
        );
        broken("missed_split", count, first, detail)
    });
    let other = at(time, others.iter().copied()).map(|(count, first)| {
        let detail = format!(
            "moves of more than 35 %, the largest {:+.0} %",
            largest(&others)
        );
        doubtful("jump", count, first, detail)
    });
    missed.into_iter().chain(other).collect()
}

/// Stretches without volume, in a history that has volume elsewhere.
fn no_volume(series: &Series) -> Option<Finding> {
    let c = &series.columns;
    let mut start = 0;
    let mut quiet = Vec::new();
    for run in c.volume.chunk_by(|a, b| (*a == 0.0) == (*b == 0.0)) {
        if run[0] == 0.0 && run.len() >= QUIET_BARS && run.len() < c.volume.len() {
            quiet.push((start, run.len()));
        }
        start += run.len();
    }
    let bars: usize = quiet.iter().map(|&(_, length)| length).sum();
    let longest = quiet.iter().map(|&(_, length)| length).max()?;
    let detail = format!("bars without volume, up to {longest} in a row");
    Some(doubtful("no_volume", bars, c.time[quiet[0].0], detail))
}

/// A last bar that is too old for one of now.
fn stale(series: &Series, now_ms: i64) -> Option<Finding> {
    let last = *series.columns.time.last()?;
    let patience = match series.held.interval.as_str() {
        "1mo" => 62,
        "1wk" => 14,
        // A long weekend and a day.
        _ => 5,
    };
    let age = now_ms.saturating_sub(last) / DAY_MS;
    (age > patience).then(|| doubtful("stale", 1, last, format!("the last bar is {age} days old")))
}
