//! The body of `POST /risk/optimize`: only `symbols` is required.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::sandbox::groups::risk_types::{BlackLitterman, Bound, GroupLimit, OptimizeQuery, View};
use crate::web::Problem;

scoped!(body
/// Which assets, what is wanted, and what must hold.
OptimizeBody {
    /// 2 to 50 tickers.
    symbols: Vec<String>,
    /// `min_variance` (default), `max_sharpe`, `efficient_return`, `efficient_risk`, `max_utility`, `risk_parity`, `hrp`, `herc`, `inverse_volatility`, `max_diversification`, `min_cvar`, `min_semivariance`, `min_cdar` or `equal_weight`.
    objective: Option<String>,
    /// `historical` (default) or `ema`.
    expected_returns: Option<String>,
    /// `sample` (default), `ledoit_wolf`, `constant_correlation`, `single_factor`, `exponential` or `semicovariance`.
    covariance: Option<String>,
    /// A yearly rate as a fraction (default 0).
    risk_free: Option<f64>,
    /// Least and most of every weight (default 0 to 1).
    bounds: Option<BoundsBody>,
    /// The same for single symbols.
    symbol_bounds: Option<BTreeMap<String, BoundsBody>>,
    /// Limits of sums of weights.
    groups: Option<Vec<GroupBody>>,
    /// For `efficient_return`: a yearly return, as a fraction.
    target_return: Option<f64>,
    /// For `efficient_risk`: a yearly volatility, as a fraction.
    target_volatility: Option<f64>,
    /// For `max_utility` (default 1).
    risk_aversion: Option<f64>,
    /// Weight of the sum of squared weights in the objective (default 0).
    l2: Option<f64>,
    /// For `hrp` and `herc`: `single` (default), `complete`, `average` or `ward`.
    linkage: Option<String>,
    /// For `min_cvar` and `min_cdar` (default 0.95).
    confidence: Option<f64>,
    /// Points of the efficient frontier, up to 200 (default 0: none).
    frontier: Option<u32>,
    /// Opinions that correct the expected returns.
    black_litterman: Option<BlackLittermanBody>,
    /// Money to spend on whole units.
    cash: Option<f64>,
});

/// Least and most.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundsBody {
    /// From -1 on (default 0).
    lower: Option<f64>,
    /// Up to 1 (default 1).
    upper: Option<f64>,
}

/// A limit of a sum of weights.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBody {
    /// How messages call it.
    name: String,
    /// Its members.
    symbols: Vec<String>,
    /// Least (default 0).
    lower: Option<f64>,
    /// Most (default 1).
    upper: Option<f64>,
}

/// Opinions and how much they count (Black and Litterman).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlackLittermanBody {
    /// What is expected of assets.
    views: Vec<ViewBody>,
    /// `equal` (default): 1/n a year for each of n assets, as PyPortfolioOpt's `pi="equal"` (no equilibrium); or `market`: the returns at which the market portfolio is optimal, which needs `capitalisations`.
    prior: Option<String>,
    /// Market values by symbol, for `market`; refused with `equal`.
    capitalisations: Option<BTreeMap<String, f64>>,
    /// Risk aversion of the market, from 0.001 to 1000, for `market` (default 2.5).
    risk_aversion: Option<f64>,
    /// Uncertainty of the prior (default 0.05).
    tau: Option<f64>,
}

/// One opinion: of one symbol, or of some against others.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewBody {
    /// `{"AAPL": 1}` for AAPL itself; `{"AAPL": 1, "MSFT": -1}` for AAPL over MSFT.
    legs: BTreeMap<String, f64>,
    /// Yearly return, as a fraction.
    expected: f64,
    /// From 0 to 1; left out, the data decide.
    confidence: Option<f64>,
}

impl OptimizeBody {
    /// The query for the component, which checks words and ranges.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_query(self) -> Result<OptimizeQuery, Problem> {
        let word = |given: Option<String>, default: &str| given.unwrap_or_else(|| default.into());
        Ok(OptimizeQuery {
            scope: self.scope()?,
            bounds: bounds(self.bounds, self.symbol_bounds),
            groups: self
                .groups
                .unwrap_or_default()
                .into_iter()
                .map(limit)
                .collect(),
            symbols: self.symbols,
            objective: word(self.objective, "min_variance"),
            expected_returns: word(self.expected_returns, "historical"),
            covariance: word(self.covariance, "sample"),
            risk_free: self.risk_free.unwrap_or(0.0),
            target_return: self.target_return,
            target_volatility: self.target_volatility,
            risk_aversion: self.risk_aversion.unwrap_or(1.0),
            l2: self.l2.unwrap_or(0.0),
            linkage: word(self.linkage, "single"),
            confidence: self.confidence.unwrap_or(0.95),
            frontier: self.frontier.unwrap_or(0),
            black_litterman: self.black_litterman.map(opinions),
            cash: self.cash,
        })
    }
}

fn bounds(all: Option<BoundsBody>, single: Option<BTreeMap<String, BoundsBody>>) -> Vec<Bound> {
    let bound = |symbol: Option<String>, body: BoundsBody| Bound {
        symbol,
        lower: body.lower.unwrap_or(0.0),
        upper: body.upper.unwrap_or(1.0),
    };
    let single = single.unwrap_or_default().into_iter();
    let single = single.map(|(symbol, body)| bound(Some(symbol), body));
    all.map(|body| bound(None, body))
        .into_iter()
        .chain(single)
        .collect()
}

fn limit(group: GroupBody) -> GroupLimit {
    GroupLimit {
        name: group.name,
        symbols: group.symbols,
        lower: group.lower.unwrap_or(0.0),
        upper: group.upper.unwrap_or(1.0),
    }
}

fn opinions(body: BlackLittermanBody) -> BlackLitterman {
    let view = |view: ViewBody| View {
        legs: view.legs.into_iter().collect(),
        expected: view.expected,
        confidence: view.confidence,
    };
    BlackLitterman {
        views: body.views.into_iter().map(view).collect(),
        prior: body.prior.unwrap_or_else(|| "equal".to_owned()),
        capitalisations: body
            .capitalisations
            .unwrap_or_default()
            .into_iter()
            .collect(),
        risk_aversion: body.risk_aversion.unwrap_or(2.5),
        tau: body.tau.unwrap_or(0.05),
    }
}
