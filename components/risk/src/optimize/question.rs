//! The question to the optimisers: estimates, bounds and group limits, from a query.

use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::portfolio::eigen::nearest_semidefinite;
use sandbourse_kernels::portfolio::estimate::{covariance, expected, shrinkage};
use sandbourse_kernels::portfolio::matrix::Square;
use sandbourse_kernels::portfolio::problem::{Bounds, Group, Problem};
use sandbourse_kernels::portfolio::refusal::Refusal;
use sandbourse_kernels::returns::TRADING_DAYS;

use super::beliefs;
use crate::assets::{Assets, refused};
use crate::bindings::sandbourse::platform::risk_types::{
    Bound, GroupLimit, OptimizeQuery, Warning,
};
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::conventions::choice;
use crate::failures::{invalid, unknown_word, within};
use crate::terms::RATES;

/// Spans of the exponential weights, in days, as PyPortfolioOpt has them.
const MEAN_SPAN: f64 = 500.0;
const COVARIANCE_SPAN: f64 = 180.0;
/// More groups than any mandate has.
const MOST_GROUPS: usize = 50;
const RETURNS: [&str; 2] = ["historical", "ema"];
const COVARIANCES: [&str; 6] = [
    "sample",
    "ledoit_wolf",
    "constant_correlation",
    "single_factor",
    "exponential",
    "semicovariance",
];

/// The problem, and what it was made from.
pub struct Question<'a> {
    /// What the optimisers are asked.
    pub problem: Problem,
    /// Simple returns, one column an asset.
    pub columns: Vec<&'a [f64]>,
    shrinkage: Option<f64>,
    short: bool,
    uniform: Option<Warning>,
}

impl<'a> Question<'a> {
    /// Checks and estimates.
    pub fn new(query: &OptimizeQuery, assets: &'a Assets) -> Result<Self, Failure> {
        within(
            "risk_free",
            query.risk_free,
            RATES,
            "a yearly rate, such as 0.02 for 2 %",
        )?;
        let columns = assets.columns();
        let undefined = |refusal: Refusal| refused(&refusal, "symbols");
        let mu = means(&query.expected_returns, &columns)?.map_err(undefined)?;
        let estimated = covariances(&query.covariance, &columns)?.map_err(undefined)?;
        let (cells, shrinkage) = estimated;
        let mut problem = Problem {
            names: assets.symbols.clone(),
            mu,
            covariance: cells.scaled(TRADING_DAYS),
            bounds: bounds(&query.bounds, assets)?,
            groups: groups(&query.groups, assets)?,
            risk_free: query.risk_free,
        };
        if let Some(opinions) = &query.black_litterman {
            let posterior = beliefs::posterior(opinions, &problem, assets)?;
            problem.mu = posterior.returns;
            problem.covariance = posterior.covariance;
        }
        Ok(Self {
            short: assets.time().len() <= assets.symbols.len(),
            problem,
            columns,
            shrinkage,
            uniform: query.black_litterman.as_ref().and_then(beliefs::warning),
        })
    }

    /// What a reader must know about the estimates.
    pub fn warnings(&self) -> Vec<Warning> {
        let short = Warning {
            code: "few_observations".into(),
            detail: "There are no more common days than assets: a sample covariance is singular; shrink it or ask for a longer period.".into(),
            about: vec!["covariance".into()],
        };
        let short = self.short.then_some(short);
        short.into_iter().chain(self.uniform.clone()).collect()
    }

    /// Every choice that the weights rest on.
    pub fn stated(&self, query: &OptimizeQuery) -> Vec<Convention> {
        let opinions = query.black_litterman.as_ref();
        let means = match query.expected_returns.as_str() {
            _ if opinions.is_some() => {
                "posterior (Black and Litterman): pi + tau S P' (P tau S P' + Omega)^-1 (Q - P pi), pi the prior"
            }
            "ema" => {
                "exponentially weighted mean of daily returns, span 500, compounded over 252 days"
            }
            _ => "prod(1 + r)^(252 / n) - 1",
        };
        let mut covariance = estimator(&query.covariance).to_owned();
        if opinions.is_some() {
            covariance = format!(
                "posterior (Black and Litterman): S + tau S - tau S P' (P tau S P' + Omega)^-1 P tau S, S: {covariance}"
            );
        }
        let mut all = vec![
            choice("returns", "simple, from one common day to the next"),
            choice("year_length", "252"),
            choice("expected_returns", means),
            choice("covariance", &covariance),
            choice("risk_free_annual", &query.risk_free.to_string()),
            choice("weights", "add up to 1"),
        ];
        if let Some(shrinkage) = self.shrinkage {
            all.push(choice("shrinkage", &shrinkage.to_string()));
        }
        all.extend(opinions.map(beliefs::stated).unwrap_or_default());
        all
    }
}

type Estimated<T> = Result<Result<T, Refusal>, Failure>;

fn means(name: &str, columns: &[&[f64]]) -> Estimated<Vec<f64>> {
    match name {
        "historical" => Ok(expected::mean_historical(columns, TRADING_DAYS)),
        "ema" => Ok(expected::exponential_mean(columns, MEAN_SPAN, TRADING_DAYS)),
        other => Err(unknown_word("expected_returns", other, &RETURNS)),
    }
}

fn covariances(name: &str, columns: &[&[f64]]) -> Estimated<(Square, Option<f64>)> {
    let plain = |found: Result<Square, Refusal>| found.map(|cells| (cells, None));
    let shrunk = |found: Result<shrinkage::Shrunk, Refusal>| {
        found.map(|found| (found.covariance, Some(found.intensity)))
    };
    Ok(match name {
        "sample" => plain(covariance::sample(columns)),
        "ledoit_wolf" => shrunk(shrinkage::constant_variance(columns)),
        "constant_correlation" => shrunk(shrinkage::constant_correlation(columns)),
        "single_factor" => shrunk(shrinkage::single_factor(columns)),
        "exponential" => plain(covariance::exponential(columns, COVARIANCE_SPAN)),
        "semicovariance" => plain(covariance::downside(columns, 0.0).and_then(repaired)),
        other => return Err(unknown_word("covariance", other, &COVARIANCES)),
    })
}

/// Products of losses alone need not be a covariance.
fn repaired(cells: Square) -> Result<Square, Refusal> {
    nearest_semidefinite(&cells).map_err(|reason: Undefined| reason.into())
}

fn estimator(name: &str) -> &'static str {
    match name {
        "ledoit_wolf" => "Ledoit and Wolf (2004), target: one variance, no correlation; times 252",
        "constant_correlation" => "Ledoit and Wolf (2003), target: one correlation; times 252",
        "single_factor" => "Ledoit and Wolf (2003), target: the market's betas; times 252",
        "exponential" => "exponentially weighted, span 180; times 252",
        "semicovariance" => "of losses below 0, made positive semidefinite; times 252",
        _ => "sample, ddof 1; times 252",
    }
}

fn bounds(given: &[Bound], assets: &Assets) -> Result<Vec<Bounds>, Failure> {
    let mut found = vec![
        Bounds {
            lower: 0.0,
            upper: 1.0,
        };
        assets.symbols.len()
    ];
    if let Some(all) = given.iter().find(|bound| bound.symbol.is_none()) {
        let all = checked("bounds", all)?;
        // The kernels would name the first asset, as if it had bounds of its own.
        if all.lower > all.upper {
            let detail = format!(
                "At least {} and at most {} cannot both hold.",
                all.lower, all.upper
            );
            return Err(invalid("bounds", "infeasible_constraints", detail));
        }
        found.fill(all);
    }
    for bound in given {
        let Some(symbol) = &bound.symbol else {
            continue;
        };
        let place = assets
            .place(symbol)
            .ok_or_else(|| stranger("symbol_bounds", symbol))?;
        found[place] = checked("symbol_bounds", bound)?;
    }
    Ok(found)
}

fn checked(field: &str, bound: &Bound) -> Result<Bounds, Failure> {
    let range = -1.0..=1.0;
    if !(range.contains(&bound.lower) && range.contains(&bound.upper)) {
        let detail = format!(
            "Bounds are {} to {}, but must lie from -1 to 1.",
            bound.lower, bound.upper
        );
        return Err(invalid(field, "out_of_range", detail));
    }
    Ok(Bounds {
        lower: bound.lower,
        upper: bound.upper,
    })
}

fn groups(given: &[GroupLimit], assets: &Assets) -> Result<Vec<Group>, Failure> {
    if given.len() > MOST_GROUPS {
        let detail = format!("{} groups are more than {MOST_GROUPS}.", given.len());
        return Err(invalid("groups", "too_many", detail));
    }
    given.iter().map(|limit| group(limit, assets)).collect()
}

fn group(limit: &GroupLimit, assets: &Assets) -> Result<Group, Failure> {
    if limit.symbols.is_empty() || !limit.lower.is_finite() || !limit.upper.is_finite() {
        let detail = format!("Group {:?} needs symbols and finite limits.", limit.name);
        return Err(invalid("groups", "malformed_group", detail));
    }
    let place = |symbol: &String| {
        assets
            .place(symbol)
            .ok_or_else(|| stranger("groups", symbol))
    };
    Ok(Group {
        name: limit.name.clone(),
        members: limit.symbols.iter().map(place).collect::<Result<_, _>>()?,
        least: limit.lower,
        most: limit.upper,
    })
}

/// A symbol that is not among those asked for.
pub fn stranger(field: &str, symbol: &str) -> Failure {
    let detail = format!("{symbol:?} is not among `symbols`.");
    invalid(field, "unknown_asset", detail)
}
