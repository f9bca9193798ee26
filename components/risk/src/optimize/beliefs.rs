//! Opinions on returns (Black and Litterman), from a query.

use sandbourse_kernels::portfolio::black_litterman::{
    self, Beliefs, Certainty, Posterior, Prior, View,
};
use sandbourse_kernels::portfolio::problem::Problem;

use super::question::stranger;
use crate::assets::{Assets, refused};
use crate::bindings::sandbourse::platform::risk_types as wit;
use crate::bindings::sandbourse::platform::risk_types::BlackLitterman;
use crate::bindings::sandbourse::platform::risk_types::Warning;
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::conventions::choice;
use crate::failures::{invalid, unknown_word, within};

pub const FIELD: &str = "black_litterman";
/// More views than assets can hold apart.
const MOST_VIEWS: usize = 100;

/// What is expected after the views.
pub fn posterior(
    opinions: &BlackLitterman,
    problem: &Problem,
    assets: &Assets,
) -> Result<Posterior, Failure> {
    within(
        "tau",
        opinions.tau,
        f64::MIN_POSITIVE..=1.0,
        "the uncertainty of the prior",
    )?;
    within(
        "risk_aversion",
        opinions.risk_aversion,
        1e-3..=1e3,
        "the market's risk aversion",
    )?;
    if opinions.views.len() > MOST_VIEWS {
        let detail = format!("{} views are more than {MOST_VIEWS}.", opinions.views.len());
        return Err(invalid(FIELD, "too_many", detail));
    }
    let beliefs = Beliefs {
        prior: prior(opinions, problem, assets)?,
        views: views(&opinions.views, assets)?,
        certainty: certainty(&opinions.views)?,
        tau: opinions.tau,
    };
    black_litterman::posterior(&problem.covariance, &beliefs)
        .map_err(|refusal| refused(&refusal, FIELD))
}

/// Every choice that the expectations rest on.
pub fn stated(opinions: &BlackLitterman) -> Vec<Convention> {
    let is_market = opinions.prior == "market";
    let prior = if is_market {
        "risk_aversion * S w + risk_free, w the capitalisations as shares"
    } else {
        "1/n for each asset"
    };
    let omega = match opinions.views.first() {
        None => "no views",
        Some(view) if view.confidence.is_none() => "He and Litterman (1999): tau p'S p",
        Some(_) => "Idzorek (2005), closed form: tau (1 - c) / c p'S p, c the confidence",
    };
    let mut all = vec![
        choice(FIELD, "S is the covariance before the views"),
        choice("prior", prior),
        choice("tau", &opinions.tau.to_string()),
        choice("omega", omega),
    ];
    if is_market {
        all.push(choice("risk_aversion", &opinions.risk_aversion.to_string()));
    }
    all
}

/// What a reader must know about the prior.
pub fn warning(opinions: &BlackLitterman) -> Option<Warning> {
    (opinions.prior == "equal").then(|| Warning {
        code: "uniform_prior".into(),
        detail: "The prior expects 1/n a year of each of n assets: no equilibrium of a market, and large for few assets. Give capitalisations and the prior `market`.".into(),
        about: vec!["expected_return".into(), "sharpe".into()],
    })
}

fn prior(opinions: &BlackLitterman, problem: &Problem, assets: &Assets) -> Result<Prior, Failure> {
    match opinions.prior.as_str() {
        "equal" if opinions.capitalisations.is_empty() => Ok(Prior::Equal),
        "equal" => {
            let detail =
                "The prior `equal` knows no capitalisations: leave them out or ask for `market`."
                    .into();
            Err(invalid(FIELD, "ignored", detail))
        }
        "market" => {
            let mut values = vec![None; assets.symbols.len()];
            for (symbol, value) in &opinions.capitalisations {
                let place = assets
                    .place(symbol)
                    .ok_or_else(|| stranger(FIELD, symbol))?;
                values[place] = Some(*value).filter(|value| value.is_finite() && *value > 0.0);
            }
            let missing = || {
                let detail =
                    "The prior `market` needs a market value above 0 for every symbol.".into();
                invalid(FIELD, "missing_capitalisation", detail)
            };
            Ok(Prior::Market {
                capitalisations: values
                    .into_iter()
                    .collect::<Option<_>>()
                    .ok_or_else(missing)?,
                risk_aversion: opinions.risk_aversion,
                risk_free: problem.risk_free,
            })
        }
        other => Err(unknown_word("prior", other, &["equal", "market"])),
    }
}

fn views(given: &[wit::View], assets: &Assets) -> Result<Vec<View>, Failure> {
    let view = |view: &wit::View| {
        let mut pick = vec![0.0; assets.symbols.len()];
        for (symbol, weight) in &view.legs {
            let place = assets
                .place(symbol)
                .ok_or_else(|| stranger(FIELD, symbol))?;
            pick[place] = *weight;
        }
        if !pick.iter().all(|leg| leg.is_finite()) || pick.iter().all(|leg| *leg == 0.0) {
            let detail = "A view needs a leg that is not 0, such as {\"AAPL\": 1}.".into();
            return Err(invalid(FIELD, "empty_view", detail));
        }
        within(FIELD, view.expected, -10.0..=10.0, "a yearly return")?;
        Ok(View {
            pick,
            expected: view.expected,
        })
    };
    given.iter().map(view).collect()
}

/// All views carry a confidence, or none does.
fn certainty(given: &[wit::View]) -> Result<Certainty, Failure> {
    let confidences: Vec<f64> = given.iter().filter_map(|view| view.confidence).collect();
    if confidences.is_empty() {
        return Ok(Certainty::Proportional);
    }
    if confidences.len() < given.len() {
        let detail = "Some views have a confidence and some have none: give all or none.".into();
        return Err(invalid(FIELD, "mixed_confidence", detail));
    }
    for confidence in &confidences {
        within(FIELD, *confidence, 0.0..=1.0, "a confidence")?;
    }
    Ok(Certainty::Confidences(confidences))
}
