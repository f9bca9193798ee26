//! Runs of backtesting.py 0.6.6 that the tests of the shelf compare decisions with.
//!
//! They are read from the reference folder beside the repository when it is there: most of
//! the series may not be copied.

use std::path::PathBuf;

use sandbourse_plugin::testing::account;
use sandbourse_plugin::{Account, Frame};
use serde_json::Value;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// A reference run.
#[derive(Debug)]
pub struct Golden {
    /// The bars that it went over, adjusted where it was; times count days from 0.
    pub frame: Frame,
    /// Its trades, in the order of closing.
    pub trades: Vec<Trade>,
}

/// A trade of a reference run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trade {
    /// Units, negative for a short.
    pub size: f64,
    /// The bar of the entry, which the bar before decided.
    pub entry_bar: usize,
    /// The bar of the exit.
    pub exit_bar: usize,
    /// Price of the entry.
    pub entry_price: f64,
    /// The last stop-loss.
    pub stop_loss: Option<f64>,
    /// The take-profit.
    pub take_profit: Option<f64>,
}

impl Golden {
    /// A run by its name, for example `GOOG_Rsi_14`; none, and a line that says so, where the
    /// reference folder is not there or holds something else.
    pub fn read(name: &str) -> Option<Self> {
        let golden = Self::parse(name);
        if golden.is_none() {
            println!("skipped: the reference run {name} is not beside the repository");
        }
        golden
    }

    fn parse(name: &str) -> Option<Self> {
        let text = shared(&format!("golden/backtest/{name}.json"))?;
        let run: Value = serde_json::from_str(&text).ok()?;
        let series = &run["input"]["series"];
        let bars = shared(&format!("data/{}", series["file"].as_str()?))?;
        Some(Self {
            frame: frame(&bars, series["adjusted"] == true)?,
            trades: run["trades"]
                .as_array()?
                .iter()
                .map(trade)
                .collect::<Option<_>>()?,
        })
    }

    /// The account after a bar, of which only the units held are true.
    pub fn account_after(&self, bar: usize) -> Account {
        let open = |trade: &&Trade| trade.entry_bar <= bar && bar < trade.exit_bar;
        account(&[self
            .trades
            .iter()
            .filter(open)
            .map(|trade| trade.size)
            .sum()])
    }

    /// Whether nothing is held after a bar.
    pub fn is_flat_after(&self, bar: usize) -> bool {
        self.account_after(bar)
            .holdings
            .iter()
            .all(|held| held.size == 0.0)
    }
}

fn shared(path: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::fs::read_to_string(root.join(path)).ok()
}

fn trade(trade: &Value) -> Option<Trade> {
    let place = |name: &str| usize::try_from(trade[name].as_u64()?).ok();
    Some(Trade {
        size: trade["size"].as_f64()?,
        entry_bar: place("entry_bar")?,
        exit_bar: place("exit_bar")?,
        entry_price: trade["entry_price"].as_f64()?,
        stop_loss: trade["sl"].as_f64(),
        take_profit: trade["tp"].as_f64(),
    })
}

/// The bars of a file `date,open,high,low,close,adj_close,volume`.
fn frame(text: &str, adjusted: bool) -> Option<Frame> {
    let mut columns: [Vec<f64>; 5] = Default::default();
    for line in text.lines().skip(1) {
        let numbers = line.split(',').skip(1).map(str::parse);
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().ok()?;
        let [open, high, low, close, adjusted_close, volume] = numbers[..] else {
            return None;
        };
        let factor = if adjusted {
            adjusted_close / close
        } else {
            1.0
        };
        let last = if adjusted { adjusted_close } else { close };
        let row = [open * factor, high * factor, low * factor, last, volume];
        for (column, number) in columns.iter_mut().zip(row) {
            column.push(number);
        }
    }
    let [open, high, low, close, volume] = columns;
    Some(Frame {
        time: (0..close.len() as i64).map(|day| day * DAY).collect(),
        open,
        high,
        low,
        close,
        volume,
    })
}
