//! `optimize`: weights that are best in a stated sense.

mod beliefs;
mod objective;
mod question;
#[cfg(test)]
mod tests;

use sandbourse_kernels::measure::{Measure, finite};
use sandbourse_kernels::portfolio::allocation::least_shortfall;
use sandbourse_kernels::portfolio::attribution::contributions::to_volatility;
use sandbourse_kernels::portfolio::attribution::{
    diversification_ratio, effective_assets, expected_return, sharpe, volatility,
};
use sandbourse_kernels::portfolio::frontier::{Point, frontier};
use sandbourse_kernels::portfolio::problem::Problem;
use sandbourse_kernels::portfolio::refusal::Refusal;

use crate::assets::{Assets, refused};
use crate::bindings::sandbourse::platform::risk_types::{
    Allocated, Allocation, Definition, FrontierPoint, OptimizeQuery, OptimizeReport, Weight,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::failures::{invalid, within};
use crate::figures::table;
use crate::market::Market;
use crate::portfolio::reason;
use objective::Objective;
use question::Question;

/// Answers a query.
pub fn report(market: &impl Market, query: &OptimizeQuery) -> Result<OptimizeReport, Failure> {
    let objective = Objective::named(&query.objective)?;
    objective.check(query)?;
    within(
        "frontier",
        query.frontier,
        0..=200,
        "the points of the frontier",
    )?;
    let assets = Assets::fetch(market, &query.scope, &query.symbols, ("symbols", 2))?;
    let question = Question::new(query, &assets)?;
    let weights = objective
        .weights(query, &question)
        .map_err(|refusal| refused(&refusal, "symbols"))?;
    let (mut figures, mut definitions) = figures(&question.problem, &weights);
    let (own, about) = objective.figures(query, &question, &weights);
    figures.extend(own);
    definitions.extend(about);
    Ok(OptimizeReport {
        objective: query.objective.clone(),
        period: assets.span(),
        frontier: points(&question.problem, query.frontier)?,
        allocation: allocation(query, &assets, &weights)?,
        weights: rows(&question.problem, &weights),
        figures,
        definitions,
        warnings: question.warnings(),
        conventions: question.stated(query),
        sources: assets.sources,
    })
}

fn figures(problem: &Problem, weights: &[f64]) -> (Vec<Figure>, Vec<Definition>) {
    let measured = |found: Result<f64, Refusal>| found.map_err(|refusal| reason(&refusal));
    let (mu, covariance) = (&problem.mu, &problem.covariance);
    let rows: [([&str; 4], Measure); 5] = [
        (
            [
                "expected_return",
                "Expected return, a year",
                "fraction",
                "sum(w_i mu_i)",
            ],
            measured(expected_return(weights, mu)),
        ),
        (
            [
                "volatility",
                "Volatility, a year",
                "fraction",
                "sqrt(w' S w)",
            ],
            measured(volatility(weights, covariance)),
        ),
        (
            [
                "sharpe",
                "Sharpe ratio",
                "ratio",
                "(expected_return - risk_free) / volatility",
            ],
            measured(sharpe(weights, mu, covariance, problem.risk_free)),
        ),
        (
            [
                "diversification_ratio",
                "Diversification ratio",
                "ratio",
                "sum(w_i sigma_i) / volatility",
            ],
            measured(diversification_ratio(weights, covariance)),
        ),
        (
            [
                "effective_assets",
                "Effective number of assets",
                "count",
                "sum(|w|)^2 / sum(w^2)",
            ],
            effective_assets(weights),
        ),
    ];
    table(&rows)
}

fn rows(problem: &Problem, weights: &[f64]) -> Vec<Weight> {
    let parts = to_volatility(weights, &problem.covariance).ok();
    let deviations = problem.covariance.deviations();
    let row = |(i, symbol): (usize, &String)| Weight {
        symbol: symbol.clone(),
        weight: weights[i],
        expected_return: finite(problem.mu[i]).ok(),
        volatility: finite(deviations[i]).ok(),
        risk_share: parts.as_ref().map(|parts| parts.share[i]),
    };
    problem.names.iter().enumerate().map(row).collect()
}

fn points(problem: &Problem, count: u32) -> Result<Vec<FrontierPoint>, Failure> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let found = frontier(problem, count as usize);
    let found = found.map_err(|refusal| refused(&refusal, "frontier"))?;
    let point = |point: Point| FrontierPoint {
        expected_return: point.expected_return,
        volatility: point.volatility,
        sharpe: finite((point.expected_return - problem.risk_free) / point.volatility).ok(),
        weights: point.weights,
    };
    Ok(found.into_iter().map(point).collect())
}

fn allocation(
    query: &OptimizeQuery,
    assets: &Assets,
    weights: &[f64],
) -> Result<Option<Allocation>, Failure> {
    let Some(cash) = query.cash else {
        return Ok(None);
    };
    if !(cash.is_finite() && cash > 0.0) {
        let detail = format!("cash is {cash}, but must be above 0.");
        return Err(invalid("cash", "out_of_range", detail));
    }
    if weights.iter().any(|weight| *weight < -1e-9) {
        let detail = "Short positions cannot be bought with cash: set lower bounds of 0.".into();
        return Err(invalid("cash", "short_positions", detail));
    }
    let long: Vec<f64> = weights
        .iter()
        .map(|w| if *w > 0.0 { *w } else { 0.0 })
        .collect();
    let prices = assets.last_prices();
    let found = least_shortfall(&long, &prices, cash);
    let found = found.map_err(|refusal| refused(&refusal, "cash"))?;
    let lot = |(i, units): (usize, &u64)| Allocated {
        symbol: assets.symbols[i].clone(),
        units: *units,
        price: prices[i],
    };
    Ok(Some(Allocation {
        lots: found.units.iter().enumerate().map(lot).collect(),
        leftover: found.leftover,
        rmse: found.error,
    }))
}
