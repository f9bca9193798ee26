//! Holds the symbols that rose most over a past, and looks again every so many bars
//! (Jegadeesh and Titman, Returns to Buying Winners and Selling Losers, 1993).

mod past;

use past::Past;
use sandbourse_plugin::{
    Decision, Descriptor, Failure, Moment, Parameter, Settings, Sizing, Strategy, Tag,
};

const CHOSEN: Tag = Tag(1);
const LEFT: Tag = Tag(2);

/// The strategy at work.
#[derive(Debug)]
pub struct MomentumRotation {
    pasts: Vec<Past>,
    /// Return over the past and place, of the symbols that have one.
    ranking: Vec<(f64, usize)>,
    lookback: usize,
    every: usize,
    /// Bars until the next look.
    wait: usize,
    top: usize,
    /// Share of the equity for each symbol that is held.
    share: f64,
    positive_only: bool,
}

impl Strategy for MomentumRotation {
    fn describe() -> Descriptor {
        let whole = Parameter::whole;
        let lookback = "Bars of the past that is compared.";
        let positive = "1 holds cash instead of symbols that fell.";
        let size = "Share of the equity to hold in all; the rest pays for costs.";
        Descriptor::new("momentum-rotation", env!("CARGO_PKG_VERSION"))
            .summary("Holds the symbols that rose most over a past, and looks again regularly.")
            .parameter(whole("lookback", 126, 1..=2_000, lookback))
            .parameter(whole("every", 21, 1..=2_000, "Bars between two looks."))
            .parameter(whole("top", 2, 1..=100, "Symbols to hold."))
            .parameter(Parameter::switch("positive_only", 1, positive))
            .parameter(Parameter::number("size", 0.99, 0.01, 1.0, size))
            .symbols(2..=100)
            .sizing(Sizing::Equity)
            .tags(&["among the best", "not among the best"])
    }

    fn start(symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let lookback = settings.whole("lookback")?;
        let top = settings.whole("top")?;
        if top > symbols.len() {
            let count = symbols.len();
            let detail = format!("top is {top}, but there are only {count} symbols to hold.");
            return Err(Failure::of_setting("top", detail));
        }
        Ok(Self {
            pasts: vec![Past::new(lookback); symbols.len()],
            ranking: Vec::with_capacity(symbols.len()),
            lookback,
            every: settings.whole("every")?,
            wait: lookback,
            top,
            share: settings.number("size")? / top as f64,
            positive_only: settings.is_on("positive_only")?,
        })
    }

    fn warm_up(&self) -> usize {
        self.lookback
    }

    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        self.ranking.clear();
        for (symbol, (past, bar)) in self.pasts.iter_mut().zip(now.bars()).enumerate() {
            let growth = past.update(bar.close);
            self.ranking.extend(growth.map(|growth| (growth, symbol)));
        }
        if self.wait > 0 {
            self.wait -= 1;
            return;
        }
        self.wait = self.every - 1;
        self.look(decisions);
    }
}

impl MomentumRotation {
    /// Orders the best and leaves the others; a symbol without a past is left as it is.
    fn look(&mut self, decisions: &mut [Decision]) {
        // Of equals the one that comes first among the symbols.
        self.ranking.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (rank, (growth, symbol)) in self.ranking.iter().enumerate() {
            let is_chosen = rank < self.top && (*growth > 0.0 || !self.positive_only);
            if let Some(decision) = decisions.get_mut(*symbol) {
                *decision = if is_chosen {
                    Decision::target(self.share).tag(CHOSEN)
                } else {
                    Decision::target(0.0).tag(LEFT)
                };
            }
        }
    }
}

sandbourse_plugin::export!(MomentumRotation);
