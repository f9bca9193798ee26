//! Holds as much of a symbol as keeps the risk constant: less when it moves a lot, more when
//! it is calm.
//!
//! The order is sized by equity, so what is held drifts with the price between two orders.
//! The band is around the share that was ordered last, not around the drifted one: the
//! strategy does not need the account, and drift within a band is of second order.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::trend::ema::Ema;
use sandbourse_kernels::indicators::window::Spread;
use sandbourse_plugin::{
    Bar, Decision, Descriptor, Failure, Parameter, Settings, Sizing, Strategy,
};

/// The strategy at work.
#[derive(Debug)]
pub struct VolatilityTarget {
    variance: Variance,
    close: Option<f64>,
    /// Volatility to hold, a year.
    target: f64,
    /// Bars of a year.
    year: f64,
    most: f64,
    band: f64,
    /// The share that was ordered last.
    ordered: Option<f64>,
}

/// Variance of the log returns of a bar.
#[derive(Debug)]
enum Variance {
    /// Exponentially weighted squares, about a mean of 0 (RiskMetrics 1996: a decay of 0.94
    /// is a window of 32).
    Exponential(Ema),
    /// About the mean of a window, divisor n.
    Rolling(Spread),
}

impl Strategy for VolatilityTarget {
    fn describe() -> Descriptor {
        let number = Parameter::number;
        let exponential = "1 weighs recent returns more; 0 weighs all of the window alike.";
        let most = "Most to hold, as a multiple of the equity.";
        let band = "Change of the share that is worth an order.";
        Descriptor::new("volatility-target", env!("CARGO_PKG_VERSION"))
            .summary("Holds as much of a symbol as keeps its volatility in the account constant.")
            .parameter(number(
                "target",
                0.15,
                0.01,
                1.0,
                "Volatility to hold, a year.",
            ))
            .parameter(Parameter::whole(
                "window",
                32,
                2..=2_000,
                "Bars of the estimate.",
            ))
            .parameter(Parameter::switch("exponential", 1, exponential))
            .parameter(number("max_leverage", 1.0, 0.1, 10.0, most))
            .parameter(number("band", 0.05, 0.0, 1.0, band))
            .parameter(number(
                "bars_a_year",
                252.0,
                1.0,
                600_000.0,
                "Bars of a year.",
            ))
            .sizing(Sizing::Equity)
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let window = settings.whole("window")?;
        Ok(Self {
            variance: if settings.is_on("exponential")? {
                Variance::Exponential(Ema::new(window))
            } else {
                Variance::Rolling(Spread::new(window))
            },
            close: None,
            target: settings.number("target")?,
            year: settings.number("bars_a_year")?,
            most: settings.number("max_leverage")?,
            band: settings.number("band")?,
            ordered: None,
        })
    }

    /// The first return belongs to the second bar.
    fn warm_up(&self) -> usize {
        match &self.variance {
            Variance::Exponential(average) => average.warm_up() + 1,
            Variance::Rolling(spread) => spread.window(),
        }
    }

    fn on_bar(&mut self, bar: Bar) -> Decision {
        match self.share(bar.close) {
            Some(share) if self.is_worth_an_order(share) => {
                self.ordered = Some(share);
                Decision::target(share)
            }
            _ => Decision::keep(),
        }
    }
}

impl VolatilityTarget {
    /// What should be held after this close; none while warming up, on a missing bar and
    /// while the price stands still.
    fn share(&mut self, close: f64) -> Option<f64> {
        if !(close > 0.0 && close < f64::INFINITY) {
            return None;
        }
        let before = self.close.replace(close)?;
        let variance = self.variance.update((close / before).ln())?;
        let volatility = (variance * self.year).sqrt();
        (volatility > 0.0).then(|| (self.target / volatility).min(self.most))
    }

    fn is_worth_an_order(&self, share: f64) -> bool {
        self.ordered
            .is_none_or(|ordered| (share - ordered).abs() > self.band)
    }
}

impl Variance {
    fn update(&mut self, log_return: f64) -> Option<f64> {
        match self {
            Self::Exponential(average) => average.update(log_return * log_return),
            Self::Rolling(spread) => spread.step(log_return).map(|moments| moments.variance),
        }
    }
}

sandbourse_plugin::export!(VolatilityTarget);
