//! The figures of a run that a sweep needs, in two passes and without memory of their own.
//!
//! Each bar is one period: nothing is gathered into days. The full set is in `statistics`.

use super::run::Record;
use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::sum::{gain, loss, sum, sum_by};

/// Whether trades that are still open count as trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpenTrades {
    /// They count in the equity alone, as in backtesting.py.
    #[default]
    LeftOut,
    /// At their value at the last close, as in vectorbt.
    Counted,
}

/// The conventions of a summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Bars of a year, above zero: 252 for exchange days, 365 in vectorbt with `freq='1D'`.
    pub year: f64,
    /// Whether trades that are still open count.
    pub open_trades: OpenTrades,
}

/// Figures of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Last equity over the cash at the start, less 1.
    pub total_return: Measure,
    /// `(1 + total return)^(year / bars) - 1`.
    pub annual_return: Measure,
    /// `mean / std (ddof 1) * sqrt(year)` of the bars' returns, the first one against the cash.
    pub sharpe: Measure,
    /// `mean / sqrt(mean(min(return, 0)^2)) * sqrt(year)`.
    pub sortino: Measure,
    /// Deepest fall from a peak, at or below zero; the cash at the start is a peak.
    pub max_drawdown: Measure,
    /// Annual return over the deepest fall.
    pub calmar: Measure,
    /// Number of trades.
    pub trades: usize,
    /// Share of trades with a gain after costs.
    pub win_rate: Measure,
    /// Gains over losses of trades, in cash.
    pub profit_factor: Measure,
    /// Fills.
    pub orders: usize,
    /// Share of bars at whose end something was held.
    pub exposure: Measure,
}

/// Memory for the returns of a run, kept between runs.
#[derive(Debug, Clone, Default)]
pub struct Returns(Vec<f64>);

/// Sums up a run that is over.
pub fn of(record: &Record<'_>, terms: &Terms, returns: &mut Returns) -> Summary {
    let curve = Curve::of(record, returns);
    let tally = Tally::of(record, terms.open_trades);
    let bars = record.equity.len() as f64;
    let annual = curve.annual(bars, terms.year);
    let scale = terms.year.sqrt();
    let scaled = |spread: Measure, none| {
        let mean = curve.mean?;
        ratio(mean, spread?, none).map(|ratio| ratio * scale)
    };
    let fall = curve.fall;
    Summary {
        total_return: curve.total,
        annual_return: annual,
        sharpe: scaled(curve.spread, Undefined::ZeroVariance),
        sortino: scaled(curve.downside, Undefined::NoLosses),
        max_drawdown: fall,
        calmar: annual.and_then(|annual| ratio(annual, -fall?, Undefined::NoDrawdown)),
        trades: tally.trades,
        win_rate: ratio(tally.wins as f64, tally.trades as f64, Undefined::NoTrades),
        profit_factor: tally.profit_factor(),
        orders: record.counts.fills,
        exposure: ratio(
            record.counts.bars_held as f64,
            bars,
            Undefined::InsufficientData,
        ),
    }
}

/// What the equity says.
struct Curve {
    total: Measure,
    mean: Measure,
    spread: Measure,
    downside: Measure,
    fall: Measure,
}

impl Curve {
    fn of(record: &Record<'_>, returns: &mut Returns) -> Self {
        let (cash, equity) = (record.cash, record.equity);
        let Some(last) = equity.last() else {
            let none = Err(Undefined::InsufficientData);
            return Self {
                total: none,
                mean: none,
                spread: none,
                downside: none,
                fall: none,
            };
        };
        returns.fill(cash, equity);
        let values = &returns.0;
        let n = values.len() as f64;
        let mean = sum(values) / n;
        let squares = sum_by(values, |r| (r - mean) * (r - mean));
        let below = sum_by(values, |r| loss(r) * loss(r));
        Self {
            total: finite(last / cash - 1.0),
            mean: finite(mean),
            spread: at_least(values.len(), 2).and_then(|()| finite((squares / (n - 1.0)).sqrt())),
            downside: finite((below / n).sqrt()),
            fall: finite(deepest_fall(cash, equity)),
        }
    }

    fn annual(&self, bars: f64, year: f64) -> Measure {
        let growth = 1.0 + self.total?;
        if growth <= 0.0 {
            return Err(Undefined::TotalLoss);
        }
        finite(growth.powf(year / bars) - 1.0)
    }
}

impl Returns {
    /// Simple returns, the first one against `cash`; 0 once the equity is used up.
    fn fill(&mut self, cash: f64, equity: &[f64]) {
        self.0.clear();
        self.0.push(equity[0] / cash - 1.0);
        let pairs = equity.iter().zip(&equity[1..]);
        self.0.extend(pairs.map(|(before, now)| {
            // Nothing stays nothing: the quotient of two zeros is not looked at.
            let change = now / before - 1.0;
            if *before > 0.0 { change } else { 0.0 }
        }));
    }
}

/// Values whose extremes are looked at before each is.
const BLOCK: usize = 16;

/// The deepest fall from the highest value so far, beginning with `first`.
///
/// A block whose lowest value stands above the deepest fall from its highest cannot hold a
/// deeper one; most blocks are passed with that look, which needs no order and so no waiting.
fn deepest_fall(first: f64, values: &[f64]) -> f64 {
    let (mut peak, mut kept) = (first, 1.0);
    let (blocks, rest) = values.as_chunks::<BLOCK>();
    for block in blocks {
        let (low, high) = extremes(block);
        let top = larger(peak, high);
        if low < kept * top {
            look_at(block, &mut peak, &mut kept);
        }
        peak = top;
    }
    look_at(rest, &mut peak, &mut kept);
    kept - 1.0
}

fn look_at(values: &[f64], peak: &mut f64, kept: &mut f64) {
    for value in values {
        *peak = larger(*peak, *value);
        *kept = smaller(*kept, value / *peak);
    }
}

#[inline(always)]
fn extremes(block: &[f64; BLOCK]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; 4], [0.0; 4]);
    let (chunks, _) = block.as_chunks::<4>();
    for chunk in chunks {
        for lane in 0..4 {
            low[lane] = smaller(low[lane], chunk[lane]);
            high[lane] = larger(high[lane], chunk[lane]);
        }
    }
    let [a, b, c, d] = low;
    let [e, f, g, h] = high;
    (
        smaller(smaller(a, c), smaller(b, d)),
        larger(larger(e, g), larger(f, h)),
    )
}

/// One instruction where numbers are never NaN, unlike `f64::max`.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// Trades, counted.
#[derive(Default)]
struct Tally {
    trades: usize,
    wins: usize,
    gains: f64,
    losses: f64,
}

impl Tally {
    fn of(record: &Record<'_>, open_trades: OpenTrades) -> Self {
        let mut tally = Self::default();
        for trade in record.trades {
            tally.add(trade.pnl);
        }
        if open_trades == OpenTrades::Counted {
            for trade in record.open {
                let close = record.market.close(trade.asset);
                let last = close.last().copied().unwrap_or(trade.price);
                tally.add(trade.size * (last - trade.price) - trade.commission);
            }
        }
        tally
    }

    fn add(&mut self, pnl: f64) {
        self.trades += 1;
        self.wins += usize::from(pnl > 0.0);
        self.gains += gain(pnl);
        self.losses -= loss(pnl);
    }

    fn profit_factor(&self) -> Measure {
        if self.trades == 0 {
            return Err(Undefined::NoTrades);
        }
        ratio(self.gains, self.losses, Undefined::NoLosses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_blocks_by_finds_the_same_fall() {
        let mut value = 100.0;
        let curve: Vec<f64> = (0..500_u32)
            .map(|i| {
                value *= 1.0 + f64::from(i.wrapping_mul(2_654_435_761) % 2_001) * 1e-4 - 0.1;
                value
            })
            .collect();
        for n in 1..curve.len() {
            let (mut peak, mut kept) = (100.0, 1.0);
            look_at(&curve[..n], &mut peak, &mut kept);
            assert_eq!(deepest_fall(100.0, &curve[..n]), kept - 1.0);
        }
    }
}
