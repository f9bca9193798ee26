//! Long when a fast moving average of the close crosses above a slow one, short (or out) when
//! it crosses below.

mod averages;
mod stretch;
mod sums;

use averages::Averages;
use sandbourse_kernels::indicators::cross::Crossing;
use sandbourse_plugin::{
    Chunk, Decision, Decisions, Descriptor, Failure, Parameter, Settings, Strategy, Tag,
};

/// Longest window: twenty years of days.
const LONGEST: u32 = 5_000;

const ROSE: Tag = Tag(1);
const FELL: Tag = Tag(2);

/// The strategy at work.
#[derive(Debug)]
pub struct SmaCross {
    averages: Averages,
    entry: Entry,
}

/// What a crossing leads to.
#[derive(Debug)]
struct Entry {
    long_only: bool,
    stop_loss: f64,
    take_profit: f64,
    size: f64,
}

impl Strategy for SmaCross {
    fn describe() -> Descriptor {
        let bars = |name, default, doc| Parameter::whole(name, default, 1..=LONGEST, doc);
        Descriptor::new("sma-cross", env!("CARGO_PKG_VERSION"))
            .summary(
                "Long when a fast moving average of the close crosses above a slow one, short \
                 when it crosses below.",
            )
            .parameter(bars("fast", 10, "Bars of the fast average."))
            .parameter(bars("slow", 20, "Bars of the slow average."))
            .parameter(Parameter::switch(
                "long_only",
                0,
                "1 stays out of the market instead of going short.",
            ))
            .parameter(Parameter::number(
                "stop_loss",
                0.0,
                0.0,
                1.0,
                "Distance of the stop-loss as a fraction of the close; 0 for none.",
            ))
            .parameter(Parameter::number(
                "take_profit",
                0.0,
                0.0,
                1.0,
                "Distance of the take-profit as a fraction of the close; 0 for none.",
            ))
            .parameter(Parameter::number(
                "size",
                1.0,
                0.01,
                1.0,
                "Share of the buying power to hold.",
            ))
            .tags(&["rose above", "fell below"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let (fast, slow) = (settings.whole("fast")?, settings.whole("slow")?);
        if fast >= slow {
            let detail = format!("fast is {fast}, but must be below slow, which is {slow}.");
            return Err(Failure::of_setting("fast", detail));
        }
        Ok(Self {
            averages: Averages::new(fast, slow),
            entry: Entry {
                long_only: settings.is_on("long_only")?,
                stop_loss: settings.number("stop_loss")?,
                take_profit: settings.number("take_profit")?,
                size: settings.number("size")?,
            },
        })
    }

    /// One more than the slow average needs: a line crosses from where it was.
    fn warm_up(&self) -> usize {
        self.averages.warm_up() + 1
    }

    /// Whole columns, of which several bars go at a time.
    fn on_chunk(&mut self, chunk: Chunk<'_>, decisions: &mut [Decisions]) {
        let ([frame], [decisions]) = (chunk.frames(), decisions) else {
            return;
        };
        self.averages.update(&frame.close, |at, crossing| {
            decisions.set(at, self.entry.at(crossing, frame.close[at]));
        });
    }
}

impl Entry {
    fn at(&self, crossing: Crossing, close: f64) -> Decision {
        let (target, tag) = match crossing {
            Crossing::Above => (self.size, ROSE),
            Crossing::Below if self.long_only => (0.0, FELL),
            Crossing::Below => (-self.size, FELL),
        };
        Decision::target(target)
            .brackets(close, self.stop_loss, self.take_profit)
            .tag(tag)
    }
}

sandbourse_plugin::export!(SmaCross);
