//! Long when a fast exponential average of the close crosses above a slow one, short (or out)
//! when it crosses below.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::trend::ema::Ema;
use sandbourse_plugin::{Bar, Decision, Descriptor, Failure, Parameter, Settings, Strategy, Tag};

const ROSE: Tag = Tag(1);
const FELL: Tag = Tag(2);

/// The strategy at work.
#[derive(Debug)]
pub struct EmaCross {
    fast: Ema,
    slow: Ema,
    cross: Cross,
    long_only: bool,
    stop_loss: f64,
    take_profit: f64,
    size: f64,
}

impl Strategy for EmaCross {
    fn describe() -> Descriptor {
        let bars = |name, default, doc| Parameter::whole(name, default, 1..=5_000, doc);
        let share = |name, default, min, doc| Parameter::number(name, default, min, 1.0, doc);
        let long_only = "1 stays out of the market instead of going short.";
        Descriptor::new("ema-cross", env!("CARGO_PKG_VERSION"))
            .summary("Long when a fast exponential average crosses above a slow one, short below.")
            .parameter(bars("fast", 12, "Bars of the fast average."))
            .parameter(bars("slow", 26, "Bars of the slow average."))
            .parameter(Parameter::switch("long_only", 0, long_only))
            .parameter(share(
                "stop_loss",
                0.0,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "take_profit",
                0.0,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "size",
                1.0,
                0.01,
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
            fast: Ema::new(fast),
            slow: Ema::new(slow),
            cross: Cross::default(),
            long_only: settings.is_on("long_only")?,
            stop_loss: settings.number("stop_loss")?,
            take_profit: settings.number("take_profit")?,
            size: settings.number("size")?,
        })
    }

    /// One more than the slow average needs: a line crosses from where it was.
    fn warm_up(&self) -> usize {
        self.slow.warm_up() + 1
    }

    fn on_bar(&mut self, bar: Bar) -> Decision {
        let (fast, slow) = (self.fast.update(bar.close), self.slow.update(bar.close));
        let (target, tag) = match self.cross.update(fast, slow) {
            None => return Decision::keep(),
            Some(Crossing::Above) => (self.size, ROSE),
            Some(Crossing::Below) if self.long_only => (0.0, FELL),
            Some(Crossing::Below) => (-self.size, FELL),
        };
        Decision::target(target)
            .brackets(bar.close, self.stop_loss, self.take_profit)
            .tag(tag)
    }
}

sandbourse_plugin::export!(EmaCross);
