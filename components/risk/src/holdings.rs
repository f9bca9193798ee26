//! What is held: weights, given or from units, and what they would have been worth.

use sandbourse_kernels::portfolio::attribution::{paths, weights_of_holdings};

use crate::assets::{Assets, refused};
use crate::bindings::sandbourse::platform::risk_types::{Holding, Rebalance, Scope};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::failures::invalid;
use crate::market::Market;

/// Weights such as a third, three times, add up to 1 within this.
const ROUNDING: f64 = 1e-6;
/// A position a hundred times the whole is no portfolio.
const LARGEST: f64 = 100.0;

/// A portfolio over the common days of its assets.
pub struct Held {
    /// The assets.
    pub assets: Assets,
    /// Shares of the value; they add up to 1. Of units, those at the last prices.
    pub weights: Vec<f64>,
    /// Returns of the whole, up to the day on which nothing is left.
    pub returns: Vec<f64>,
}

impl Held {
    /// Fetches the histories and follows the portfolio through them.
    pub fn fetch(
        market: &impl Market,
        scope: &Scope,
        holdings: &[Holding],
        rebalance: Rebalance,
    ) -> Result<Self, Failure> {
        let symbols: Vec<String> = holdings.iter().map(|one| one.symbol.clone()).collect();
        let field = if holdings.iter().any(|one| one.units.is_some()) {
            "holdings"
        } else {
            "weights"
        };
        let assets = Assets::fetch(market, scope, &symbols, (field, 1))?;
        let weights = weights(holdings, &assets.last_prices(), field)?;
        let columns = assets.columns();
        let path = match rebalance {
            Rebalance::Daily => paths::constant_mix(&weights, &columns),
            Rebalance::Never => {
                let start = self::weights(holdings, &assets.first_prices(), field)?;
                paths::buy_and_hold(&start, &columns)
            }
        };
        let returns = path.map_err(|refusal| refused(&refusal, field))?;
        Ok(Self {
            returns: until_ruin(returns),
            assets,
            weights,
        })
    }

    /// Days of the returns.
    pub fn time(&self) -> &[i64] {
        &self.assets.time()[..self.returns.len()]
    }

    /// The day on which nothing was left.
    pub fn ruined_on(&self) -> Option<i64> {
        let lost = self.returns.last().is_some_and(|r| *r <= -1.0);
        self.time().last().copied().filter(|_| lost)
    }
}

/// Who has nothing left is out of the market: the record ends with a return of -1.
fn until_ruin(mut returns: Vec<f64>) -> Vec<f64> {
    if let Some(day) = returns.iter().position(|r| *r <= -1.0) {
        returns.truncate(day + 1);
        returns[day] = -1.0;
    }
    returns
}

/// Shares of the value at these prices.
fn weights(holdings: &[Holding], prices: &[f64], field: &str) -> Result<Vec<f64>, Failure> {
    if let Some(odd) = holdings.iter().find(|one| !is_usable(one)) {
        let detail = format!("{}: needs a finite weight or number of units.", odd.symbol);
        return Err(invalid(field, "not_a_number", detail));
    }
    if holdings.iter().any(|one| one.units.is_some()) {
        let units: Vec<f64> = holdings
            .iter()
            .map(|one| one.units.unwrap_or_default())
            .collect();
        let found = weights_of_holdings(&units, prices);
        return found.map_err(|refusal| refused(&refusal, field));
    }
    let weights: Vec<f64> = holdings
        .iter()
        .map(|one| one.weight.unwrap_or_default())
        .collect();
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        let detail = format!("The weights add up to {sum}, but must add up to 1.");
        return Err(invalid(field, "weights_sum", detail));
    }
    Ok(weights)
}

fn is_usable(holding: &Holding) -> bool {
    match (holding.weight, holding.units) {
        (Some(weight), None) => weight.is_finite() && weight.abs() <= LARGEST,
        (None, Some(units)) => units.is_finite(),
        _ => false,
    }
}
