//! Runs strategies natively, as the host does.

use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;

use crate::{Account, Decision, Decisions, Failure, Frame, Holding, Session, Setting, Strategy};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Daily bars with these closes. A bar opens at the close before it and reaches a hundredth
/// beyond both; its volume is 1000. A close that is NaN makes a bar that is missing.
pub fn frame(closes: &[f64]) -> Frame {
    let bars = closes.first().into_iter().chain(closes).zip(closes);
    let of = |number: fn(f64, f64) -> f64| {
        let value = |(before, close): (&f64, &f64)| match (before.is_nan(), close.is_nan()) {
            (_, true) => f64::NAN,
            (true, false) => number(*close, *close),
            (false, false) => number(*before, *close),
        };
        bars.clone().map(value).collect()
    };
    Frame {
        time: (0..closes.len() as i64).map(|day| day * DAY).collect(),
        open: of(|open, _| open),
        high: of(|open, close| open.max(close) * 1.01),
        low: of(|open, close| open.min(close) * 0.99),
        close: closes.to_vec(),
        volume: of(|_, _| 1000.0),
    }
}

/// An account that holds so many units of each symbol.
pub fn account(units: &[f64]) -> Account {
    let holding = |size: &f64| Holding {
        size: *size,
        entry_price: 0.0,
        age: 0,
        pnl: 0.0,
    };
    Account {
        cash: 10_000.0,
        equity: 10_000.0,
        buying_power: 10_000.0,
        holdings: units.iter().map(holding).collect(),
    }
}

/// A strategy, its settings and the bars to run it over.
#[derive(Debug, Clone)]
pub struct Trial<S> {
    frames: Vec<Frame>,
    settings: Vec<Setting>,
    strategy: PhantomData<S>,
}

impl<S: Strategy> Trial<S> {
    /// Over a frame for each symbol, with default settings.
    pub fn over(frames: Vec<Frame>) -> Self {
        Self {
            frames,
            settings: Vec::new(),
            strategy: PhantomData,
        }
    }

    /// Over daily bars of one symbol with these closes; see [`frame`].
    pub fn over_closes(closes: &[f64]) -> Self {
        Self::over(vec![frame(closes)])
    }

    /// With a setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64) -> Self {
        self.settings.push(Setting {
            name: name.into(),
            value,
        });
        self
    }

    /// The decisions, given all bars at once, or one by one with an account that stays empty
    /// when the strategy needs the account.
    ///
    /// # Errors
    /// What the strategy answers.
    pub fn run(&self) -> Result<Outcome, Failure> {
        self.run_in_chunks(&[self.len().max(1)])
    }

    /// As [`Trial::run`], in chunks of these sizes over and over.
    ///
    /// # Errors
    /// What the strategy answers.
    pub fn run_in_chunks(&self, sizes: &[usize]) -> Result<Outcome, Failure> {
        let nothing = account(&vec![0.0; self.frames.len()]);
        let needs_account = S::describe().needs_account;
        let mut session = self.session()?;
        let mut outcome = Outcome::of(self.frames.len());
        let mut sizes = sizes.iter().cycle();
        let mut at = 0;
        while at < self.len() {
            let size = sizes.next().copied().unwrap_or(1).max(1);
            let end = self.len().min(at + if needs_account { 1 } else { size });
            let frames: Vec<Frame> = self.frames.iter().map(|it| cut(it, at, end)).collect();
            outcome.append(session.advance(&frames, needs_account.then_some(&nothing))?);
            at = end;
        }
        Ok(outcome)
    }

    /// The decisions bar by bar, with an account that the caller makes up from the place of
    /// the bar and the decisions so far.
    ///
    /// # Errors
    /// What the strategy answers.
    pub fn run_with_account(
        &self,
        mut account: impl FnMut(usize, &Outcome) -> Account,
    ) -> Result<Outcome, Failure> {
        let mut session = self.session()?;
        let mut outcome = Outcome::of(self.frames.len());
        for at in 0..self.len() {
            let frames: Vec<Frame> = self.frames.iter().map(|it| cut(it, at, at + 1)).collect();
            let account = account(at, &outcome);
            outcome.append(session.advance(&frames, Some(&account))?);
        }
        Ok(outcome)
    }

    /// Checks what every strategy promises: given whole, one by one or in chunks of these
    /// sizes, bars lead to the same decisions, bit for bit; targets are finite; and nothing is
    /// decided before the warm-up has passed.
    ///
    /// # Panics
    /// When it does not hold, naming the bar.
    pub fn assert_lawful(&self, sizes: &[usize]) {
        let run = |sizes: &[usize]| match self.run_in_chunks(sizes) {
            Ok(outcome) => outcome,
            Err(failure) => panic!("the strategy failed: {failure:?}"),
        };
        let whole = run(&[self.len().max(1)]);
        assert_same(&whole, &run(&[1]), "one by one");
        assert_same(&whole, &run(sizes), "in chunks");
        let warm_up = self
            .session()
            .map_or(0, |session| session.warm_up() as usize);
        for symbol in 0..self.frames.len() {
            for (at, decision) in whole.decided(symbol) {
                assert!(
                    at >= warm_up,
                    "bar {at} is decided before the warm-up of {warm_up}"
                );
                assert!(
                    !decision.target.is_infinite(),
                    "bar {at} has no finite target"
                );
            }
        }
    }

    fn session(&self) -> Result<Session<S>, Failure> {
        let symbols: Vec<String> = (1..=self.frames.len()).map(|it| it.to_string()).collect();
        Session::start(&symbols, &self.settings)
    }

    fn len(&self) -> usize {
        self.frames.first().map_or(0, |frame| frame.close.len())
    }
}

/// The decisions of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome(Vec<Vec<Decision>>);

impl Outcome {
    fn of(symbols: usize) -> Self {
        Self(vec![Vec::new(); symbols])
    }

    fn append(&mut self, columns: Vec<Decisions>) {
        for (row, columns) in self.0.iter_mut().zip(columns) {
            row.extend((0..columns.len()).map(|at| columns.get(at)));
        }
    }

    /// The decisions for a symbol, one for each bar.
    pub fn all(&self, symbol: usize) -> &[Decision] {
        self.0.get(symbol).map_or(&[], Vec::as_slice)
    }

    /// The bars on which there is a target, and the decisions there.
    pub fn decided(&self, symbol: usize) -> Vec<(usize, Decision)> {
        let all = self.all(symbol).iter().copied().enumerate();
        all.filter(|(_, decision)| !decision.target.is_nan())
            .collect()
    }

    /// The bars on which there is a target, and the targets.
    pub fn targets(&self, symbol: usize) -> Vec<(usize, f64)> {
        let decided = self.decided(symbol).into_iter();
        decided
            .map(|(at, decision)| (at, decision.target))
            .collect()
    }
}

/// One line for each decision: symbol, bar, and what was decided.
impl Display for Outcome {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for symbol in 0..self.0.len() {
            for (at, decision) in self.decided(symbol) {
                let [limit, stop, stop_loss, take_profit, trail] = decision.prices();
                writeln!(
                    formatter,
                    "symbol {symbol} bar {at:>6} target {:>8.4} limit {limit} stop {stop} \
                     stop-loss {stop_loss} take-profit {take_profit} trail {trail} tag {}",
                    decision.target, decision.tag,
                )?;
            }
        }
        Ok(())
    }
}

fn assert_same(whole: &Outcome, other: &Outcome, how: &str) {
    for (symbol, (a, b)) in whole.0.iter().zip(&other.0).enumerate() {
        assert_eq!(a.len(), b.len(), "symbol {symbol} {how}");
        for (at, (a, b)) in a.iter().zip(b).enumerate() {
            assert_eq!(
                bits(a),
                bits(b),
                "symbol {symbol}, bar {at} {how}: {a:?} {b:?}"
            );
        }
    }
}

fn bits(decision: &Decision) -> ([u64; 5], u64, u32) {
    let prices = decision.prices().map(f64::to_bits);
    (prices, decision.target.to_bits(), decision.tag)
}

fn cut(frame: &Frame, start: usize, end: usize) -> Frame {
    let cut = |column: &Vec<f64>| column.get(start..end).map_or(Vec::new(), <[f64]>::to_vec);
    Frame {
        time: frame
            .time
            .get(start..end)
            .map_or(Vec::new(), <[i64]>::to_vec),
        open: cut(&frame.open),
        high: cut(&frame.high),
        low: cut(&frame.low),
        close: cut(&frame.close),
        volume: cut(&frame.volume),
    }
}
