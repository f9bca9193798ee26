//! One account over several assets, bar by bar: decisions or orders in, trades and equity out.
//!
//! The rules and their reasons are in `docs/backtest-rules.md`. Whole columns and single
//! steps go through the same code; where no order rests and nothing is decided a column run
//! goes through the bars in one loop over `cash + units * close`, which a step does too.

mod orders;
mod view;

use super::broker::Broker;
use super::decisions::{Decision, Decisions};
use super::desk::Desk;
use super::fill::Moment;
use super::market::Market;
use super::queue::{Resting, Role};
use super::rules::{Ending, Fault, FillAt, Rules};
use super::run::{Account, Run};
use super::trade::{ExitReason, OpenTrade};

/// Runs decisions, one set of columns for each asset of the market.
pub fn run(market: &Market, decisions: &[Decisions<'_>], rules: &Rules) -> Result<Run, Fault> {
    let mut engine = Engine::new(market, rules)?;
    engine.play(decisions)?;
    Ok(engine.into_run())
}

/// A run that is under way. It keeps its memory when it is reset, for many runs over one market.
#[derive(Debug, Clone)]
pub struct Engine<'m> {
    broker: Broker<'m>,
    desk: Desk,
    equity: Vec<f64>,
    account: Account,
    /// The next decision of each asset, in a column run.
    next: Vec<usize>,
    /// Bars that were begun.
    begun: usize,
    is_in_bar: bool,
    is_over: bool,
    ruined_at: Option<usize>,
}

impl<'m> Engine<'m> {
    /// A run that has not begun.
    pub fn new(market: &'m Market, rules: &Rules) -> Result<Self, Fault> {
        rules.check()?;
        Ok(Self {
            broker: Broker::new(market, *rules),
            desk: Desk::default(),
            equity: vec![0.0; market.len()],
            account: Account::default(),
            next: vec![0; market.assets()],
            begun: 0,
            is_in_bar: false,
            is_over: false,
            ruined_at: None,
        })
    }

    /// Forgets the run and keeps the memory.
    pub fn reset(&mut self) {
        self.broker.reset();
        self.next.fill(0);
        self.begun = 0;
        self.is_in_bar = false;
        self.is_over = false;
        self.ruined_at = None;
    }

    /// Resets and goes through all bars with these decisions.
    pub fn play(&mut self, decisions: &[Decisions<'_>]) -> Result<(), Fault> {
        check(self.broker.market, decisions)?;
        self.reset();
        while self.begun < self.broker.market.len() && !self.is_over {
            if self.broker.queue.is_empty() {
                let next = self.next_decision(decisions);
                self.coast(next);
            }
            if self.begin() {
                let bar = self.begun - 1;
                self.desk
                    .decide(&mut self.broker, bar, |asset| decisions[asset].at(bar));
                self.settle();
            }
        }
        self.end();
        Ok(())
    }

    /// Ends the bar before and goes through the orders of the next one; its index. None after
    /// the last bar or once the equity is used up: the run is over then.
    pub fn next_bar(&mut self) -> Option<usize> {
        self.settle();
        if self.begin() {
            return Some(self.begun - 1);
        }
        self.end();
        None
    }

    /// Decides at the close of the bar: one decision for each asset, in their order; assets
    /// without one keep what they have.
    pub fn decide(&mut self, decisions: &[Decision]) {
        if let Some(bar) = self.bar() {
            self.desk.decide(&mut self.broker, bar, |asset| {
                decisions.get(asset).copied().unwrap_or(Decision::KEEP)
            });
        }
    }

    /// The bar that is under way.
    fn bar(&self) -> Option<usize> {
        self.is_in_bar.then(|| self.begun - 1)
    }

    /// Goes through the orders of the next bar; false when the run is over.
    fn begin(&mut self) -> bool {
        if self.is_over || self.begun >= self.broker.market.len() {
            return false;
        }
        let bar = self.begun;
        self.begun += 1;
        self.broker.work(Moment::Session(bar));
        self.is_in_bar = self.value(bar);
        self.is_in_bar
    }

    /// Ends the bar: orders at its close are filled.
    fn settle(&mut self) {
        let Some(bar) = self.bar() else {
            return;
        };
        self.is_in_bar = false;
        if self.broker.rules.fill == FillAt::AtOnce && !self.broker.queue.is_empty() {
            self.broker.work(Moment::Close(bar));
            if !self.value(bar) {
                return;
            }
        }
        self.broker.counts.bars_held += usize::from(!self.broker.book.open.is_empty());
    }

    /// False when the account is used up.
    fn value(&mut self, bar: usize) -> bool {
        let equity = self.broker.equity(bar);
        if equity > 0.0 {
            self.equity[bar] = equity;
            return true;
        }
        let orders = self.broker.queue.withdraw(|order| !order.role.is_bracket());
        self.broker.counts.dropped.ruined += orders;
        while !self.broker.book.open.is_empty() {
            self.broker.close_at_close(0, bar, ExitReason::Ruin);
        }
        self.broker.book.cash = 0.0;
        self.equity[bar..].fill(0.0);
        self.ruined_at = Some(bar);
        self.is_over = true;
        false
    }

    /// Goes to bar `to` while nothing can happen, or to the bar of the ruin.
    fn coast(&mut self, to: usize) {
        let from = self.begun;
        if to <= from {
            return;
        }
        let (book, assets) = (&self.broker.book, &self.broker.market.assets);
        let stretch = &mut self.equity[from..to];
        let mut worst = book.cash;
        let mut base = Some(book.cash);
        for (units, asset) in book.units.iter().zip(assets) {
            if *units == 0.0 {
                continue;
            }
            let close = &asset.close[from..to];
            add_value(stretch, base.take(), (*units, close));
            let extreme = if *units > 0.0 {
                asset.lowest
            } else {
                asset.highest
            };
            worst += units * extreme;
        }
        if let Some(cash) = base {
            stretch.fill(cash);
        }
        let mut passed = to - from;
        if worst <= 0.0 {
            let ruin = stretch.iter().position(|equity| *equity <= 0.0);
            passed = ruin.unwrap_or(passed);
        }
        self.begun += passed;
        if !book.open.is_empty() {
            self.broker.counts.bars_held += passed;
        }
    }

    fn next_decision(&mut self, decisions: &[Decisions<'_>]) -> usize {
        let mut first = self.broker.market.len();
        for (next, columns) in self.next.iter_mut().zip(decisions) {
            if *next < self.begun || self.begun == 0 {
                *next = columns.next_from(self.begun);
            }
            first = first.min(*next);
        }
        first
    }

    /// After the last bar.
    fn end(&mut self) {
        let bars = self.broker.market.len();
        if self.is_over || self.begun < bars {
            return;
        }
        self.is_over = true;
        if let Some(last) = bars.checked_sub(1) {
            self.finalise(last);
        }
        let queue = &mut self.broker.queue;
        let orders = queue.withdraw(|order| !order.role.is_bracket());
        self.broker.counts.dropped.at_end += orders;
    }

    fn finalise(&mut self, last: usize) {
        let moment = match (self.broker.rules.ending, self.broker.rules.fill) {
            (Ending::KeepOpen, _) => return,
            (Ending::CloseAtLast, _) => None,
            (Ending::Close, FillAt::AtOnce) => Some(Moment::Close(last)),
            (Ending::Close, _) => Some(Moment::Session(last)),
        };
        let broker = &mut self.broker;
        let is_placed = |broker: &Broker<'_>, trade: &OpenTrade| {
            let place = moment.and_then(|moment| broker.place(trade.asset, moment));
            // What was opened on the last bar is not left on the one before.
            place.is_some_and(|(bar, _)| bar >= trade.bar)
        };
        // Without a bar that the asset trades on there is its last close.
        while let Some(at) = broker.book.open.iter().position(|t| !is_placed(broker, t)) {
            broker.close_at_close(at, last, ExitReason::End);
        }
        for at in (0..broker.book.open.len()).rev() {
            let trade = broker.book.open[at];
            let order = Resting::exit(trade.asset, Role::Finish(trade.id), trade.size);
            broker.queue.push_front(order);
        }
        if let Some(moment) = moment {
            broker.work(moment);
        }
        self.value(last);
    }
}

fn check(market: &Market, decisions: &[Decisions<'_>]) -> Result<(), Fault> {
    if decisions.len() != market.assets() {
        return Err(Fault::Assets);
    }
    for (asset, columns) in decisions.iter().enumerate() {
        if let Some(column) = columns.odd_column(market.len()) {
            return Err(Fault::Length { asset, column });
        }
    }
    Ok(())
}

/// Bars between two looks at the epoch in a sandbox.
const UNROLLED: usize = 16;

/// `base + units * close` for each bar of a stretch, or that much more where there is no base.
fn add_value(stretch: &mut [f64], base: Option<f64>, (units, close): (f64, &[f64])) {
    match base {
        Some(base) => each(stretch, close, |_, close| base + units * close),
        None => each(stretch, close, |equity, close| equity + units * close),
    }
}

#[inline(always)]
fn each(stretch: &mut [f64], close: &[f64], value: impl Fn(f64, f64) -> f64) {
    let (stretches, rest) = stretch.as_chunks_mut::<UNROLLED>();
    let (closes, close_rest) = close.as_chunks::<UNROLLED>();
    for (equity, close) in stretches.iter_mut().zip(closes) {
        for at in 0..UNROLLED {
            equity[at] = value(equity[at], close[at]);
        }
    }
    for (equity, close) in rest.iter_mut().zip(close_rest) {
        *equity = value(*equity, *close);
    }
}
