//! `correlation`: how the daily returns of several assets go together.

use sandbourse_kernels::portfolio::estimate::{correlation, shrinkage};
use sandbourse_kernels::portfolio::refusal::Refusal;

use crate::assets::{Assets, correlations, matrix, refused};
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
        "spearman" => {
            let ranked: Vec<Vec<f64>> = columns.iter().map(|x| correlation::ranks(x)).collect();
            let ranked: Vec<&[f64]> = ranked.iter().map(Vec::as_slice).collect();
            correlations(method, &ranked)
        }
        "ledoit_wolf" => {
            let shrunk = shrinkage::constant_variance(columns)?;
            match correlation::of_covariance(&shrunk.covariance) {
                Ok(cells) => matrix(method, &cells, Some(shrunk.intensity)),
                Err(reason) => Matrix {
                    method: method.into(),
                    rows: vec![vec![None; columns.len()]; columns.len()],
                    undefined: Some(reason.code().into()),
                    shrinkage: Some(shrunk.intensity),
                },
            }
        }
        _ => correlations(method, columns),
    })
}
