//! What all methods share: one sort, one pass for the moments, one fit.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::measure::{Undefined, at_least};
use crate::moments;
use crate::tail::sorted;
use crate::volatility::garch::{Fit, Model, fit};

/// Returns with what has been found out about them so far.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    returns: &'a [f64],
    ascending: Cow<'a, [f64]>,
    moments: OnceCell<Result<Moments, Undefined>>,
    garch: OnceCell<Result<Fit, Undefined>>,
}

/// Moments of the returns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation, ddof 1.
    pub deviation: f64,
    /// Population skewness and excess kurtosis; neither exists for a constant series.
    pub shape: Result<(f64, f64), Undefined>,
}

impl<'a> Sample<'a> {
    /// Of simple returns, in their order of time. Needs two, all of them finite.
    pub fn new(returns: &'a [f64]) -> Result<Self, Undefined> {
        Self::over(returns, Cow::Owned(sorted(returns)))
    }

    /// The same for who has them in ascending order already.
    pub fn with_sorted(returns: &'a [f64], ascending: &'a [f64]) -> Result<Self, Undefined> {
        if returns.len() != ascending.len() {
            return Err(Undefined::OutsideDomain);
        }
        Self::over(returns, Cow::Borrowed(ascending))
    }

    fn over(returns: &'a [f64], ascending: Cow<'a, [f64]>) -> Result<Self, Undefined> {
        at_least(returns.len(), 2)?;
        if !returns.iter().all(|r| r.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Self {
            returns,
            ascending,
            moments: OnceCell::new(),
            garch: OnceCell::new(),
        })
    }

    /// In their order of time.
    pub fn returns(&self) -> &[f64] {
        self.returns
    }

    /// In ascending order.
    pub fn ascending(&self) -> &[f64] {
        &self.ascending
    }

    /// Found at the first call.
    pub fn moments(&self) -> Result<Moments, Undefined> {
        *self.moments.get_or_init(|| {
            let shape = || {
                let skew = moments::skew_population(self.returns)?;
                Ok((skew, moments::kurtosis_population(self.returns)?))
            };
            Ok(Moments {
                mean: moments::mean(self.returns)?,
                deviation: moments::standard_deviation(self.returns, 1)?,
                shape: shape(),
            })
        })
    }

    /// GARCH(1,1) with a constant mean and normal errors, fitted at the first call.
    pub fn garch(&self) -> Result<&Fit, Undefined> {
        let fit = self.garch.get_or_init(|| fit(self.returns, Model::GARCH));
        fit.as_ref().map_err(|reason| *reason)
    }
}
