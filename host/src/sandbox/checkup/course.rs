//! A strategy taken over the same bars in two ways: how long it takes, and whether it decides alike.

use std::time::Duration;

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Holding, Parameter, Setting};
use tokio::time::Instant;

use crate::sandbox::CallError;
use crate::sandbox::strategy::Session;

/// The best of so many runs counts, as the others were held up by something else.
const RUNS: usize = 5;

/// A strategy and the bars that it is taken over.
pub struct Course {
    session: Session,
    descriptor: Descriptor,
    frames: Vec<Frame>,
    bars: usize,
}

/// What the runs showed.
#[derive(Default)]
pub struct Measured {
    /// Time for a bar when all come at once.
    pub whole: Option<Duration>,
    /// Time for a bar when they come one by one.
    pub one_by_one: Duration,
    /// Bars on which a target differs from the one before.
    pub changes: usize,
}

/// Why a strategy did not come through.
pub enum Trouble {
    /// A call failed.
    Call(CallError),
    /// Where two ways to hand out the same bars led to different decisions.
    Differs(String),
}

impl From<CallError> for Trouble {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl Course {
    /// A course over frames of equal length.
    pub fn new(session: Session, descriptor: &Descriptor, frames: Vec<Frame>) -> Self {
        Self {
            session,
            descriptor: descriptor.clone(),
            bars: frames.first().map_or(0, |frame| frame.time.len()),
            frames,
        }
    }

    /// How many bars it has.
    pub const fn bars(&self) -> usize {
        self.bars
    }

    /// Runs it bar by bar and, where that is possible, as a whole.
    ///
    /// # Errors
    /// When a call fails, or both ways lead to different decisions.
    pub fn measure(&mut self) -> Result<Measured, Trouble> {
        let (one_by_one, decided) = self.best(1)?;
        let mut measured = Measured {
            whole: None,
            one_by_one,
            changes: changes(&decided),
        };
        if !self.descriptor.needs_account {
            let (whole, other) = self.best(self.bars.max(1))?;
            self.compare(&decided, &other)?;
            measured.whole = Some(whole);
        }
        Ok(measured)
    }

    /// Time for a bar in the best of several runs, and the decisions of the last.
    fn best(&mut self, chunk: usize) -> Result<(Duration, Vec<Decisions>), CallError> {
        let (mut best, mut decided) = self.go(chunk)?;
        for _ in 1..RUNS {
            let (took, again) = self.go(chunk)?;
            best = best.min(took);
            decided = again;
        }
        Ok((best / u32::try_from(self.bars).unwrap_or(1).max(1), decided))
    }

    /// A run with default settings: how long its bars took, and what it decided.
    fn go(&mut self, chunk: usize) -> Result<(Duration, Vec<Decisions>), CallError> {
        let symbols: Vec<String> = (1..=self.frames.len())
            .map(|n| format!("SAMPLE{n}"))
            .collect();
        let default = |parameter: &Parameter| Setting {
            name: parameter.name.clone(),
            value: parameter.default,
        };
        let settings: Vec<Setting> = self.descriptor.parameters.iter().map(default).collect();
        self.session.start(&symbols, &settings)?;
        let account = self
            .descriptor
            .needs_account
            .then(|| untouched(self.frames.len()));
        let mut answers = Vec::with_capacity(self.bars.div_ceil(chunk));
        let began = Instant::now();
        for start in (0..self.bars).step_by(chunk) {
            let range = start..self.bars.min(start + chunk);
            answers.push(
                self.session
                    .advance(&self.frames, range, account.as_ref())?,
            );
        }
        let took = began.elapsed();
        Ok((took, join(answers)))
    }

    fn compare(&self, one_by_one: &[Decisions], whole: &[Decisions]) -> Result<(), Trouble> {
        for (symbol, (a, b)) in one_by_one.iter().zip(whole).enumerate() {
            let differs = |bar: &usize| row(a, *bar) != row(b, *bar);
            if let Some(bar) = (0..self.bars).find(differs) {
                let target =
                    |decisions: &Decisions| decisions.target.get(bar).copied().unwrap_or(f64::NAN);
                return Err(Trouble::Differs(format!(
                    "Bar {bar} of symbol {symbol} leads to the target {} when the bars come one by one, and to {} when they come all at once (or to other prices beside it): the strategy looks ahead, or keeps something between runs or calls.",
                    target(a),
                    target(b),
                )));
            }
        }
        Ok(())
    }
}

/// The answers of one run as one column a symbol.
fn join(answers: Vec<Vec<Decisions>>) -> Vec<Decisions> {
    let mut answers = answers.into_iter();
    let mut joined = answers.next().unwrap_or_default();
    joined.iter_mut().for_each(fill);
    for answer in answers {
        for (all, mut next) in joined.iter_mut().zip(answer) {
            fill(&mut next);
            all.target.append(&mut next.target);
            all.limit.append(&mut next.limit);
            all.stop.append(&mut next.stop);
            all.stop_loss.append(&mut next.stop_loss);
            all.take_profit.append(&mut next.take_profit);
            all.trail.append(&mut next.trail);
            all.tag.append(&mut next.tag);
        }
    }
    joined
}

/// An empty column says the same as one of nothing.
fn fill(decisions: &mut Decisions) {
    let bars = decisions.target.len();
    let columns = [
        &mut decisions.limit,
        &mut decisions.stop,
        &mut decisions.stop_loss,
        &mut decisions.take_profit,
        &mut decisions.trail,
    ];
    for column in columns {
        column.resize(bars, f64::NAN);
    }
    decisions.tag.resize(bars, 0);
}

/// One bar's decision as bits; every NaN says the same.
fn row(decisions: &Decisions, bar: usize) -> [u64; 7] {
    let bits = |column: &[f64]| {
        let value = column.get(bar).copied().unwrap_or(f64::NAN);
        if value.is_nan() {
            f64::NAN.to_bits()
        } else {
            value.to_bits()
        }
    };
    [
        bits(&decisions.target),
        bits(&decisions.limit),
        bits(&decisions.stop),
        bits(&decisions.stop_loss),
        bits(&decisions.take_profit),
        bits(&decisions.trail),
        decisions.tag.get(bar).copied().unwrap_or(0).into(),
    ]
}

/// Bars on which a target differs from the last one.
fn changes(decided: &[Decisions]) -> usize {
    let each = decided.iter().map(|decisions| {
        let targets: Vec<f64> = decisions
            .target
            .iter()
            .copied()
            .filter(|target| !target.is_nan())
            .collect();
        let moves = targets.windows(2).filter(|pair| pair[0] != pair[1]).count();
        moves + usize::from(!targets.is_empty())
    });
    each.sum()
}

fn untouched(symbols: usize) -> Account {
    let nothing = Holding {
        size: 0.0,
        entry_price: 0.0,
        age: 0,
        pnl: 0.0,
    };
    Account {
        cash: 10_000.0,
        equity: 10_000.0,
        buying_power: 10_000.0,
        holdings: vec![nothing; symbols],
    }
}
