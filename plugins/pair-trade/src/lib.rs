//! Sells the dearer and buys the cheaper of two symbols when their prices have drifted apart,
//! and leaves when they are back (Gatev, Goetzmann and Rouwenhorst, Pairs Trading, 2006).
//!
//! The distance is the z-score of `ln(first / second)`. Both legs have the same size in
//! money. There is no stop-loss order, only a distance at which both legs are left, so the
//! strategy knows what it holds without asking for the account.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::volatility::z_score::ZScore;
use sandbourse_plugin::{
    Decision, Descriptor, Failure, Moment, Parameter, Settings, Sizing, Strategy, Tag,
};

const APART: Tag = Tag(1);
const BACK: Tag = Tag(2);
const TOO_FAR: Tag = Tag(3);

/// The strategy at work.
#[derive(Debug)]
pub struct PairTrade {
    score: ZScore,
    stance: Stance,
    entry: f64,
    exit: f64,
    /// Distance at which it gives up; infinite for never.
    stop: f64,
    size: f64,
}

/// What was ordered last.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stance {
    /// Nothing.
    Out,
    /// So many times the size of the first symbol, and as much the other way of the second:
    /// 1 or -1.
    In(f64),
    /// Nothing until the prices are back, because they went too far.
    Waiting,
}

impl Strategy for PairTrade {
    fn describe() -> Descriptor {
        let number = |name, default, min, doc| Parameter::number(name, default, min, 100.0, doc);
        let stop = "Distance at which both legs are left, in standard deviations; 0 for none.";
        Descriptor::new("pair-trade", env!("CARGO_PKG_VERSION"))
            .summary("Trades the distance of two prices back to its mean, with both legs.")
            .parameter(Parameter::whole(
                "window",
                60,
                3..=5_000,
                "Bars of mean and deviation.",
            ))
            .parameter(number(
                "entry",
                2.0,
                0.1,
                "Distance to enter at, in standard deviations.",
            ))
            .parameter(number(
                "exit",
                0.5,
                0.0,
                "Distance to leave at, in standard deviations.",
            ))
            .parameter(number("stop", 4.0, 0.0, stop))
            .parameter(Parameter::number(
                "size",
                0.5,
                0.01,
                5.0,
                "Equity in each leg, as a share.",
            ))
            .symbols(2..=2)
            .sizing(Sizing::Equity)
            .tags(&["apart", "back", "too far apart"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let (entry, exit) = (settings.number("entry")?, settings.number("exit")?);
        let stop = settings.number("stop")?;
        if exit >= entry {
            let detail = format!("exit is {exit}, but must be below entry, which is {entry}.");
            return Err(Failure::of_setting("exit", detail));
        }
        if stop != 0.0 && stop <= entry {
            let detail = format!("stop is {stop}, but must be 0 or above entry, which is {entry}.");
            return Err(Failure::of_setting("stop", detail));
        }
        Ok(Self {
            score: ZScore::new(settings.whole("window")?),
            stance: Stance::Out,
            entry,
            exit,
            stop: if stop == 0.0 { f64::INFINITY } else { stop },
            size: settings.number("size")?,
        })
    }

    fn warm_up(&self) -> usize {
        self.score.warm_up()
    }

    /// A bar that one of the symbols does not have is skipped.
    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        let distance = (now.bar(0).close / now.bar(1).close).ln();
        if !distance.is_finite() {
            return;
        }
        if let (Some(score), [first, second]) = (self.score.update(distance), decisions) {
            let (stance, tag) = self.next(score);
            if stance != self.stance {
                [*first, *second] = self.legs(stance, tag);
            }
            self.stance = stance;
        }
    }
}

impl PairTrade {
    /// The stance after a score, and why it is taken.
    fn next(&self, score: f64) -> (Stance, Tag) {
        let distance = score.abs();
        match self.stance {
            Stance::Out if distance > self.stop => (Stance::Waiting, TOO_FAR),
            Stance::Out if distance > self.entry => (Stance::In(-score.signum()), APART),
            Stance::In(_) if distance > self.stop => (Stance::Waiting, TOO_FAR),
            // A score that jumped to the other side has been back on its way.
            Stance::In(side) if distance < self.exit || score * side > 0.0 => (Stance::Out, BACK),
            Stance::Waiting if distance < self.exit => (Stance::Out, BACK),
            stance => (stance, BACK),
        }
    }

    /// The decisions that lead from the stance before to this one.
    fn legs(&self, stance: Stance, tag: Tag) -> [Decision; 2] {
        match (self.stance, stance) {
            (_, Stance::In(side)) => [side, -side].map(|side| Decision::target(side * self.size)),
            (Stance::In(_), _) => [Decision::target(0.0); 2],
            _ => return [Decision::keep(); 2],
        }
        .map(|decision| decision.tag(tag))
    }
}

sandbourse_plugin::export!(PairTrade);
