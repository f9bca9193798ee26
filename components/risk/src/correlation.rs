//! `correlation`: how the daily returns of several assets go together.

use sandbourse_kernels::portfolio::estimate::{correlation, shrinkage};
use sandbourse_kernels::portfolio::refusal::Refusal;

use crate::assets::{Assets, matrix, refused};
use crate::bindings::sandbourse::platform::risk_types::{
    CorrelationQuery, CorrelationReport, Matrix,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::conventions::choices;
use crate::failures::unknown_word;
use crate::market::Market;

const METHODS: [&str; 3] = ["pearson", "spearman", "ledoit_wolf"];

const STATED: &[(&str, &str)] = &[
    ("returns", "simple, from one common day to the next"),
    ("missing_days", "left out, never filled"),
    ("pearson", "cov(r, b) / (std(r) std(b))"),
    (
        "spearman",
        "Pearson's of the ranks; equal values share their mean rank",
    ),
    (
        "ledoit_wolf",
        "of the covariance shrunk towards independent assets of one variance (2004)",
    ),
];

/// Answers a query.
pub fn report(
    market: &impl Market,
    query: &CorrelationQuery,
) -> Result<CorrelationReport, Failure> {
    if let Some(odd) = query
        .methods
        .iter()
        .find(|name| !METHODS.contains(&name.as_str()))
    {
        return Err(unknown_word("methods", odd, &METHODS));
    }
    let assets = Assets::fetch(market, &query.scope, &query.symbols, ("symbols", 2))?;
    let columns = assets.columns();
    let wanted = METHODS
        .iter()
        .filter(|name| query.methods.is_empty() || query.methods.iter().any(|m| m == *name));
    let matrices = wanted
        .map(|method| measured(method, &columns))
        .collect::<Result<Vec<Matrix>, Refusal>>()
        .map_err(|refusal| refused(&refusal, "symbols"))?;
    Ok(CorrelationReport {
        period: assets.span(),
        symbols: assets.symbols,
        matrices,
        conventions: choices(STATED).collect(),
        sources: assets.sources,
    })
}

fn measured(method: &str, columns: &[&[f64]]) -> Result<Matrix, Refusal> {
    Ok(match method {
        "spearman" => matrix(method, &correlation::spearman(columns)?, None),
        "ledoit_wolf" => {
            let shrunk = shrinkage::constant_variance(columns)?;
            let cells = correlation::of_covariance(&shrunk.covariance)?;
            matrix(method, &cells, Some(shrunk.intensity))
        }
        _ => matrix(method, &correlation::pearson(columns)?, None),
    })
}
