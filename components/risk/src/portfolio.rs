//! `portfolio`: the figures of a portfolio, and where its risk comes from.

use sandbourse_kernels::calendar::civil::Date;
use sandbourse_kernels::calendar::day_of;
use sandbourse_kernels::drawdown;
use sandbourse_kernels::figures::inputs::Inputs;
use sandbourse_kernels::measure::{Measure, Undefined, finite};
use sandbourse_kernels::portfolio::attribution::contributions::{
    Contributions, to_shortfall, to_volatility,
};
use sandbourse_kernels::portfolio::attribution::{
    concentration, diversification_ratio, effective_assets,
};
use sandbourse_kernels::portfolio::estimate::covariance;
use sandbourse_kernels::portfolio::matrix::Square;
use sandbourse_kernels::portfolio::refusal::Refusal;

use crate::assets::{correlations, refused};
use crate::bindings::sandbourse::platform::risk_types::{
    Contribution, Definition, PortfolioQuery, PortfolioReport, Rebalance, Warning,
};
use crate::bindings::sandbourse::platform::types::{Convention, Failure, Figure};
use crate::conventions::{choice, choices};
use crate::figures::table;
use crate::history::{self, Prices};
use crate::holdings::Held;
use crate::market::Market;
use crate::metrics;
use crate::terms::Terms;

/// Confidence of the tail whose contributions are given.
const TAIL: f64 = 0.95;

const STATED: &[(&str, &str)] = &[
    (
        "common_days",
        "returns from one day that all assets have to the next",
    ),
    (
        "contributions",
        "of the sample covariance (ddof 1) times Y at the weights given",
    ),
    (
        "holdings",
        "valued at the last closes; where they are left alone they start at the first ones",
    ),
    (
        "cvar_share",
        "mean return of each asset on the portfolio's days at or below its 5 % quantile",
    ),
];

/// Answers a query.
pub fn report(market: &impl Market, query: &PortfolioQuery) -> Result<PortfolioReport, Failure> {
    let terms = Terms::of(&query.terms)?;
    let held = Held::fetch(market, &query.scope, &query.holdings, query.rebalance)?;
    let columns = held.assets.columns();
    let undefined = |refusal: Refusal| refused(&refusal, "weights");
    let year = covariance::sample(&columns)
        .map_err(undefined)?
        .scaled(terms.year);
    let benchmark = history::benchmark(market, &query.scope, &terms)?;
    let inputs = inputs(&held, benchmark.as_ref(), &terms);
    let (mut figures, mut definitions) = metrics::measured(&terms, &inputs);
    let mut warnings = metrics::warnings(&inputs, &figures);
    warnings.extend(ruin(&held));
    let (own, about) = spread(&held.weights, &year);
    figures.extend(own);
    definitions.extend(about);
    Ok(PortfolioReport {
        period: history::span(held.time(), inputs.first_price),
        figures,
        definitions,
        warnings,
        contributions: contributions(&held, &year),
        correlation: correlations("pearson", &columns),
        value: drawdown::curve(&held.returns),
        time: held.time().to_vec(),
        benchmark: terms.benchmark.clone(),
        conventions: stated(&terms, query.rebalance),
        sources: held.assets.sources,
    })
}

/// The portfolio as if it were one asset.
fn inputs(held: &Held, benchmark: Option<&Prices>, terms: &Terms) -> Inputs {
    let dates = &held.assets.dates;
    let mut value = vec![1.0];
    value.extend(drawdown::curve(&held.returns));
    let prices = Prices {
        symbol: String::new(),
        time: dates[..value.len().min(dates.len())].to_vec(),
        close: value,
        source: held.assets.sources[0].clone(),
    };
    terms.inputs(prices, benchmark)
}

/// That the record ends because nothing was left.
fn ruin(held: &Held) -> Option<Warning> {
    let day = Date::of(day_of(held.ruined_on()?));
    Some(Warning {
        code: "total_loss".into(),
        detail: format!("Everything was lost on {day}: the record ends there."),
        about: vec!["value".into()],
    })
}

fn spread(weights: &[f64], year: &Square) -> (Vec<Figure>, Vec<Definition>) {
    let gross = finite(weights.iter().map(|w| w.abs()).sum());
    let rows: [([&str; 4], Measure); 4] = [
        (
            [
                "diversification_ratio",
                "Diversification ratio",
                "ratio",
                "sum(w_i sigma_i) / sigma",
            ],
            diversification_ratio(weights, year).map_err(|refusal| reason(&refusal)),
        ),
        (
            [
                "effective_assets",
                "Effective number of assets",
                "count",
                "1 / concentration",
            ],
            effective_assets(weights),
        ),
        (
            [
                "concentration",
                "Herfindahl index of the weights",
                "ratio",
                "sum(w^2) / sum(|w|)^2",
            ],
            concentration(weights),
        ),
        (
            ["gross_exposure", "Gross exposure", "fraction", "sum(|w|)"],
            gross,
        ),
    ];
    table(&rows)
}

/// Why a figure of weights is missing.
pub fn reason(refusal: &Refusal) -> Undefined {
    refusal.undefined_or(Undefined::OutsideDomain)
}

fn contributions(held: &Held, year: &Square) -> Vec<Contribution> {
    let columns = held.assets.columns();
    let risk = to_volatility(&held.weights, year).ok();
    let tail = to_shortfall(&held.weights, &columns, TAIL).ok();
    let deviations = year.deviations();
    let at = |parts: &Option<Contributions>, of: fn(&Contributions) -> &Vec<f64>, i: usize| {
        parts.as_ref().map(|parts| of(parts)[i])
    };
    let row = |(i, symbol): (usize, &String)| Contribution {
        symbol: symbol.clone(),
        weight: held.weights[i],
        volatility: finite(deviations[i]).ok(),
        marginal: at(&risk, |parts| &parts.marginal, i),
        absolute: at(&risk, |parts| &parts.absolute, i),
        share: at(&risk, |parts| &parts.share, i),
        cvar_share: at(&tail, |parts| &parts.share, i),
    };
    held.assets.symbols.iter().enumerate().map(row).collect()
}

fn stated(terms: &Terms, rebalance: Rebalance) -> Vec<Convention> {
    let kept = match rebalance {
        Rebalance::Daily => "back to the weights every day, without costs",
        Rebalance::Never => "bought at the first close and left",
    };
    let mut all = terms.stated();
    all.push(choice("rebalance", kept));
    all.extend(choices(STATED));
    all
}
