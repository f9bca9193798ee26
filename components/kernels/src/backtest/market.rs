//! Prices of a run, checked and prepared once for any number of runs.

use super::rules::{Fault, LARGEST, SMALLEST};

/// Bars of one asset as columns of equal length, oldest first.
///
/// `open`, `high` and `low` may be empty: the close stands for them. `volume` may be empty:
/// it is not known. A bar with NaN in any price is one that the asset does not have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bars<'a> {
    /// Opening prices.
    pub open: &'a [f64],
    /// Highest prices.
    pub high: &'a [f64],
    /// Lowest prices.
    pub low: &'a [f64],
    /// Closing prices.
    pub close: &'a [f64],
    /// Units traded.
    pub volume: &'a [f64],
}

/// What happens on a bar that one asset does not have while others do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// Its orders wait.
    #[default]
    Wait,
    /// It trades at its last close. Such fills are counted in `stale_fills`.
    LastClose,
}

/// One asset's columns; `open` is NaN on a bar that it does not have, `close` then repeats the
/// last one (0 before the first).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asset {
    pub open: Vec<f64>,
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub volume: Vec<f64>,
    pub lowest: f64,
    pub highest: f64,
}

/// Prices of all assets of a run, bar by bar at the same times.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    pub(super) assets: Vec<Asset>,
    bars: usize,
}

impl Market {
    /// Checks and copies the columns.
    pub fn new(assets: &[Bars<'_>], gaps: Gaps) -> Result<Self, Fault> {
        let bars = assets.first().ok_or(Fault::NoAsset)?.close.len();
        let prepared = assets
            .iter()
            .enumerate()
            .map(|(asset, columns)| {
                lengths(columns, bars, asset)?;
                Asset::new(columns, gaps).map_err(|bar| Fault::Price { asset, bar })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            assets: prepared,
            bars,
        })
    }

    /// Number of bars.
    pub fn len(&self) -> usize {
        self.bars
    }

    /// Whether there is no bar.
    pub fn is_empty(&self) -> bool {
        self.bars == 0
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.assets.len()
    }

    /// Whether the asset has this bar.
    pub fn trades_on(&self, asset: usize, bar: usize) -> bool {
        self.assets
            .get(asset)
            .and_then(|asset| asset.open.get(bar))
            .is_some_and(|open| !open.is_nan())
    }

    /// Closing prices of one asset, the last one repeated over gaps; 0 before its first bar.
    pub fn close(&self, asset: usize) -> &[f64] {
        self.assets.get(asset).map_or(&[], |asset| &asset.close)
    }

    /// What holding every asset with equal shares from bar `from` on is worth: the close
    /// itself for one asset, else the mean of `close / close at from`. An asset that begins
    /// later stands at 1 until it does.
    pub fn holding(&self, from: usize) -> Vec<f64> {
        if let [only] = &self.assets[..] {
            return only.close.clone();
        }
        let mut mean = vec![0.0; self.bars];
        for asset in &self.assets {
            let base = asset.close.iter().skip(from).copied().find(|p| *p > 0.0);
            let relative = |price: f64| match base {
                Some(base) if price > 0.0 => price / base,
                _ => 1.0,
            };
            for (sum, price) in mean.iter_mut().zip(&asset.close) {
                *sum += relative(*price) / self.assets.len() as f64;
            }
        }
        mean
    }
}

impl Asset {
    /// The bar at fault where a price is out of range.
    fn new(bars: &Bars<'_>, gaps: Gaps) -> Result<Self, usize> {
        let or_close = |column: &[f64]| {
            let used = if column.is_empty() {
                bars.close
            } else {
                column
            };
            used.to_vec()
        };
        let mut asset = Self {
            open: or_close(bars.open),
            high: or_close(bars.high),
            low: or_close(bars.low),
            close: bars.close.to_vec(),
            volume: bars.volume.to_vec(),
            lowest: f64::INFINITY,
            highest: 0.0,
        };
        let mut last = f64::NAN;
        for bar in 0..asset.close.len() {
            last = asset.prepare(bar, last, gaps)?;
        }
        Ok(asset)
    }

    /// Checks one bar, or fills the gap there with `last`; the close to carry on.
    fn prepare(&mut self, bar: usize, last: f64, gaps: Gaps) -> Result<f64, usize> {
        let prices = [
            self.open[bar],
            self.high[bar],
            self.low[bar],
            self.close[bar],
        ];
        if let Some(volume) = self.volume.get_mut(bar) {
            // What is not known cannot be traded against.
            *volume = if *volume > 0.0 {
                volume.min(LARGEST)
            } else {
                0.0
            };
        }
        if prices.iter().any(|price| price.is_nan()) {
            self.fill_gap(bar, last, gaps);
            return Ok(last);
        }
        if prices
            .iter()
            .any(|price| !(SMALLEST..=LARGEST).contains(price))
        {
            return Err(bar);
        }
        let close = prices[3];
        self.lowest = self.lowest.min(close);
        self.highest = self.highest.max(close);
        Ok(close)
    }

    fn fill_gap(&mut self, bar: usize, last: f64, gaps: Gaps) {
        let stand_in = match gaps {
            Gaps::Wait => f64::NAN,
            Gaps::LastClose => last,
        };
        self.open[bar] = stand_in;
        self.high[bar] = stand_in;
        self.low[bar] = stand_in;
        self.close[bar] = if last.is_nan() { 0.0 } else { last };
        if let Some(volume) = self.volume.get_mut(bar) {
            *volume = 0.0;
        }
    }

    /// Whether a fill on this bar leans on a price that nobody traded at: no volume, or a bar
    /// that stands still at the close before.
    pub fn is_stale(&self, bar: usize) -> bool {
        if self.volume.get(bar).is_some_and(|volume| *volume == 0.0) {
            return true;
        }
        let (high, low) = (self.high[bar], self.low[bar]);
        bar > 0 && high == low && high == self.close[bar - 1] && high == self.close[bar]
    }
}

fn lengths(columns: &Bars<'_>, bars: usize, asset: usize) -> Result<(), Fault> {
    let optional = [
        ("open", columns.open),
        ("high", columns.high),
        ("low", columns.low),
        ("volume", columns.volume),
    ];
    let odd = optional
        .iter()
        .find(|(_, column)| !column.is_empty() && column.len() != bars);
    match odd {
        _ if columns.close.len() != bars => Err(Fault::Length {
            asset,
            column: "close",
        }),
        Some((column, _)) => Err(Fault::Length { asset, column }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_repeats_the_last_close_and_cannot_be_traded() {
        let close = [f64::NAN, 10.0, f64::NAN, 12.0];
        let bars = Bars {
            close: &close,
            ..Bars::default()
        };
        let market = Market::new(&[bars], Gaps::Wait).unwrap();
        assert_eq!(market.close(0), [0.0, 10.0, 10.0, 12.0]);
        let trades: Vec<bool> = (0..5).map(|bar| market.trades_on(0, bar)).collect();
        assert_eq!(trades, [false, true, false, true, false]);
        let filled = Market::new(&[bars], Gaps::LastClose).unwrap();
        assert!(filled.trades_on(0, 2) && !filled.trades_on(0, 0));
    }

    #[test]
    fn a_price_that_cannot_be_is_named() {
        for price in [0.0, -1.0, f64::INFINITY, 1e300] {
            let close = [10.0, price];
            let bars = Bars {
                close: &close,
                ..Bars::default()
            };
            let fault = Market::new(&[bars], Gaps::Wait).unwrap_err();
            assert_eq!(fault, Fault::Price { asset: 0, bar: 1 });
        }
    }

    #[test]
    fn holding_gives_every_asset_the_same_share() {
        let (a, b) = ([10.0, 20.0, 30.0], [f64::NAN, 50.0, 25.0]);
        let bars = [&a, &b].map(|close| Bars {
            close,
            ..Bars::default()
        });
        let market = Market::new(&bars, Gaps::Wait).unwrap();
        assert_eq!(market.holding(1), [0.75, 1.0, 1.0]);
    }
}
