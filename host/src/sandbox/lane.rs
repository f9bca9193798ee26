//! A strategy on bars that come one at a time, and versions of it that take over between two.
//!
//! A newcomer is fed everything that the run has seen before it decides anything, so that it
//! stands where it would stand had it been there from the start.

use sandbourse_wit::plugin::{Decisions, Frame, Setting};
use sandbourse_wit::types::Failure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::strategy::{Session, as_failure};

/// Bars that a newcomer is fed at most, and that a run remembers for it.
const REMEMBERED: usize = 20_000;

/// One bar of every symbol; nothing where a symbol has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveBar {
    /// Start of the bar in epoch milliseconds.
    pub time: i64,
    /// In the order of the symbols: open, high, low, close, volume.
    pub rows: Vec<[Option<f64>; 5]>,
}

/// What a strategy decided on one bar for one symbol; nothing where it keeps what is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LiveDecision {
    /// What to hold.
    pub target: Option<f64>,
    /// Price of an order that waits for it, or better.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
    /// Price that an order waits for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stop: Option<f64>,
    /// Where to leave against the position.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stop_loss: Option<f64>,
    /// Where to leave with it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub take_profit: Option<f64>,
    /// Where the stop-loss is moved to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trail: Option<f64>,
    /// The strategy's number for why; 0 for none.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub tag: u32,
}

fn is_zero(tag: &u32) -> bool {
    *tag == 0
}

/// A run under way.
pub struct Lane {
    session: Session,
    symbols: Vec<String>,
    settings: Vec<Setting>,
    frames: Vec<Frame>,
}

impl Lane {
    /// Begins a run: the strategy is fed the history, and what it decides there is forgotten.
    ///
    /// # Errors
    /// A failure that names what the strategy declines.
    pub fn begin(
        mut session: Session,
        symbols: Vec<String>,
        settings: Vec<Setting>,
        history: &[LiveBar],
    ) -> Result<Self, Failure> {
        let mut frames: Vec<Frame> = symbols.iter().map(|_| empty()).collect();
        for bar in history {
            push(&mut frames, bar);
        }
        warm(&mut session, (&symbols, &settings), &frames)?;
        Ok(Self {
            session,
            symbols,
            settings,
            frames,
        })
    }

    /// Number of the version that decides.
    pub fn version(&self) -> u32 {
        self.session.version().number()
    }

    /// SHA-256 of the version that decides, hex.
    pub fn digest(&self) -> &str {
        self.session.version().digest()
    }

    /// What the strategy decides on the next bar, for each symbol.
    ///
    /// # Errors
    /// When the strategy broke. The bar counts as seen; see [`Lane::recover`].
    pub fn bar(&mut self, bar: &LiveBar) -> Result<Vec<LiveDecision>, Failure> {
        push(&mut self.frames, bar);
        let last = self.frames[0].time.len() - 1;
        let decided = self.session.advance(&self.frames, last..last + 1, None);
        let decisions = decided.map_err(|error| as_failure(&error))?;
        forget(&mut self.frames);
        Ok(decisions.iter().map(|columns| at(columns, 0)).collect())
    }

    /// Lets another version decide from the next bar on.
    ///
    /// # Errors
    /// When the newcomer does not come through the bars so far; the old one decides on.
    pub fn swap(&mut self, mut newcomer: Session) -> Result<(), Failure> {
        warm(&mut newcomer, (&self.symbols, &self.settings), &self.frames)?;
        self.session = newcomer;
        Ok(())
    }

    /// After a bar that the strategy did not survive: another version decides on it.
    ///
    /// # Errors
    /// When that one does not survive it either.
    pub fn recover(&mut self, mut other: Session) -> Result<Vec<LiveDecision>, Failure> {
        let last = warm(&mut other, (&self.symbols, &self.settings), &self.frames)?;
        self.session = other;
        forget(&mut self.frames);
        Ok(last)
    }
}

/// Feeds a session everything so far; answers what it decides on the last bar.
fn warm(
    session: &mut Session,
    (symbols, settings): (&[String], &[Setting]),
    frames: &[Frame],
) -> Result<Vec<LiveDecision>, Failure> {
    let as_failure = |error| as_failure(&error);
    session.start(symbols, settings).map_err(as_failure)?;
    let bars = frames.first().map_or(0, |frame| frame.time.len());
    if bars == 0 {
        return Ok(Vec::new());
    }
    let decisions = session.advance(frames, 0..bars, None).map_err(as_failure)?;
    Ok(decisions
        .iter()
        .map(|columns| at(columns, bars - 1))
        .collect())
}

fn empty() -> Frame {
    Frame {
        time: Vec::new(),
        open: Vec::new(),
        high: Vec::new(),
        low: Vec::new(),
        close: Vec::new(),
        volume: Vec::new(),
    }
}

fn push(frames: &mut [Frame], bar: &LiveBar) {
    for (frame, row) in frames.iter_mut().zip(&bar.rows) {
        let [open, high, low, close, volume] = row.map(|value| value.unwrap_or(f64::NAN));
        frame.time.push(bar.time);
        frame.open.push(open);
        frame.high.push(high);
        frame.low.push(low);
        frame.close.push(close);
        frame.volume.push(volume);
    }
}

/// Forgets the older half of what is remembered, once there is twice as much.
fn forget(frames: &mut [Frame]) {
    for frame in frames {
        if frame.time.len() < REMEMBERED * 2 {
            return;
        }
        frame.time.drain(..REMEMBERED);
        let columns = [
            &mut frame.open,
            &mut frame.high,
            &mut frame.low,
            &mut frame.close,
            &mut frame.volume,
        ];
        for column in columns {
            column.drain(..REMEMBERED);
        }
    }
}

fn at(columns: &Decisions, bar: usize) -> LiveDecision {
    let level = |column: &[f64]| {
        let value = column.get(bar).copied();
        value.filter(|value| value.is_finite())
    };
    LiveDecision {
        target: level(&columns.target),
        limit: level(&columns.limit),
        stop: level(&columns.stop),
        stop_loss: level(&columns.stop_loss),
        take_profit: level(&columns.take_profit),
        trail: level(&columns.trail),
        tag: columns.tag.get(bar).copied().unwrap_or(0),
    }
}
