//! The volatility models by name, and their fits in the form of an answer.

use sandbourse_kernels::measure::{Measure, Undefined, finite};
use sandbourse_kernels::volatility::ewma::{self, DECAY, Ewma};
use sandbourse_kernels::volatility::garch::{self, Fit, Model, Process};

use super::Path;
use crate::bindings::exports::sandbourse::platform::risk_group::{
    ParameterEstimate, VolatilityFit,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::failures::unknown_word;
use crate::figures::figure;

/// A model that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RiskMetrics' weighted variance, the decay given or estimated.
    Ewma(&'static str),
    /// One of the GARCH family.
    Garch(&'static str, Model),
}

const KINDS: [Kind; 8] = [
    Kind::Ewma("ewma"),
    Kind::Ewma("ewma_estimated"),
    Kind::Garch("garch", Model::GARCH),
    Kind::Garch("garch_t", Model::GARCH.with_student_t()),
    Kind::Garch("gjr_garch", Model::of(Process::Gjr)),
    Kind::Garch("gjr_garch_t", Model::of(Process::Gjr).with_student_t()),
    Kind::Garch("egarch", Model::of(Process::Egarch)),
    Kind::Garch("arch", Model::of(Process::Arch)),
];
/// The least and the most degrees of freedom that the kernels' search allows.
const NU_RANGE: [f64; 2] = [2.05, 500.0];
/// What is fitted when nothing is asked for.
const USUAL: [&str; 3] = ["ewma", "garch", "gjr_garch"];

impl Kind {
    /// Its name in a query.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ewma(name) | Self::Garch(name, _) => name,
        }
    }

    fn title(self) -> &'static str {
        match self.name() {
            "ewma" => "Exponentially weighted, decay 0.94",
            "ewma_estimated" => "Exponentially weighted, decay estimated",
            "garch" => "GARCH(1,1), normal errors",
            "garch_t" => "GARCH(1,1), Student's t errors",
            "gjr_garch" => "GJR-GARCH(1,1,1), normal errors",
            "gjr_garch_t" => "GJR-GARCH(1,1,1), Student's t errors",
            "egarch" => "EGARCH(1,1,1), normal errors",
            _ => "ARCH(1), normal errors",
        }
    }

    fn formula(self) -> &'static str {
        let Self::Garch(_, model) = self else {
            return "s[t] = lambda s[t-1] + (1 - lambda) y[t-1]^2, mean zero";
        };
        match model.process {
            Process::Arch => "s[t] = omega + alpha e[t-1]^2, e = y - mu",
            Process::Garch => "s[t] = omega + alpha e[t-1]^2 + beta s[t-1], e = y - mu",
            Process::Gjr => {
                "s[t] = omega + (alpha + gamma [e[t-1] < 0]) e[t-1]^2 + beta s[t-1], e = y - mu"
            }
            Process::Egarch => {
                "ln s[t] = omega + alpha (|z[t-1]| - sqrt(2/pi)) + gamma z[t-1] + beta ln s[t-1]"
            }
        }
    }
}

/// The models of those names, or the usual ones; a name that nobody knows is refused.
pub fn chosen(names: &[String]) -> Result<Vec<Kind>, Failure> {
    let named = |name: &str| KINDS.into_iter().find(|kind| kind.name() == name);
    if names.is_empty() {
        return Ok(USUAL.iter().filter_map(|name| named(name)).collect());
    }
    let known = KINDS.map(Kind::name);
    let mut found: Vec<Kind> = Vec::new();
    for name in names {
        let kind = named(name).ok_or_else(|| unknown_word("models", name, &known))?;
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    Ok(found)
}

/// The fit of a model to simple returns as fractions.
pub fn fitted(
    kind: Kind,
    r: &[f64],
    horizon: usize,
    year: f64,
) -> Result<VolatilityFit, Undefined> {
    match kind {
        Kind::Ewma("ewma") => {
            let found = ewma::evaluate(r, DECAY)?;
            Ok(weighted(kind, &found, (horizon, year)))
        }
        Kind::Ewma(_) => Ok(weighted(kind, &ewma::fit(r)?, (horizon, year))),
        Kind::Garch(_, model) => conditional(kind, &garch::fit(r, model)?, horizon, year),
    }
}

fn weighted(kind: Kind, found: &Ewma, (horizon, year): (usize, f64)) -> VolatilityFit {
    let parameters = vec![ParameterEstimate {
        name: "lambda".into(),
        value: found.decay,
        std_error: None,
    }];
    let path = Path {
        volatilities: found.volatilities.clone(),
        forecast: vec![found.next_variance; horizon],
    };
    let k = if found.search.is_some() { 1.0 } else { 0.0 };
    let n = found.volatilities.len() as f64;
    let likelihood = Likelihood {
        log: found.log_likelihood,
        aic: 2.0 * k - 2.0 * found.log_likelihood,
        bic: k * n.ln() - 2.0 * found.log_likelihood,
    };
    let given = blank(kind, parameters, likelihood.figures()).with_path(path, year);
    match found.search {
        Some(search) => VolatilityFit {
            converged: search.stop.is_convergence(),
            stop: search.stop.code().into(),
            iterations: u32::try_from(search.steps).unwrap_or(u32::MAX),
            ..given
        },
        None => given,
    }
}

fn conditional(
    kind: Kind,
    fit: &Fit,
    horizon: usize,
    year: f64,
) -> Result<VolatilityFit, Undefined> {
    let at = &fit.evaluation;
    let errors = at.robust_errors().ok();
    let estimate = |name: &'static str| {
        let value = at.parameters.get(name).unwrap_or_default();
        let error = errors.and_then(|errors| errors.get(name));
        ParameterEstimate {
            name: name.into(),
            value,
            std_error: error.filter(|_| !is_on_bound(name, value, at.model.process)),
        }
    };
    let likelihood = Likelihood {
        log: at.log_likelihood,
        aic: at.aic(),
        bic: at.bic(),
    };
    let mut figures = likelihood.figures();
    figures.extend([
        figure("persistence", finite(at.persistence())),
        figure("half_life_days", at.half_life()),
        figure("long_run_volatility", annual(at.long_run_variance(), year)),
    ]);
    let path = Path {
        volatilities: at.volatilities.clone(),
        forecast: at.forecast(horizon)?,
    };
    let parameters = at.model.parameter_names().map(estimate).collect();
    let found = VolatilityFit {
        converged: fit.converged,
        stop: fit.stop.code().into(),
        iterations: u32::try_from(fit.iterations).unwrap_or(u32::MAX),
        ..blank(kind, parameters, figures)
    };
    Ok(found.with_path(path, year))
}

/// Whether the search ended with a parameter on its bound. The likelihood may still rise
/// beyond it, so that its curvature there says nothing of an error.
fn is_on_bound(name: &str, value: f64, process: Process) -> bool {
    match name {
        "nu" => NU_RANGE.iter().any(|end| (value / end - 1.0).abs() < 1e-12),
        // EGARCH's alpha and gamma have no bounds, its beta has.
        "alpha" => process != Process::Egarch && (value == 0.0 || value == 1.0),
        // Of GJR, where `alpha + gamma` must not be negative and alpha is 0 too.
        "gamma" => process == Process::Gjr && value == 0.0,
        "beta" => value == 0.0 || value == 1.0,
        _ => false,
    }
}

/// An annual fraction from percent squared a day.
fn annual(variance: Measure, year: f64) -> Measure {
    finite((variance? * year).sqrt() / 100.0)
}

struct Likelihood {
    log: f64,
    aic: f64,
    bic: f64,
}

impl Likelihood {
    fn figures(&self) -> Vec<Figure> {
        vec![
            figure("log_likelihood", finite(self.log)),
            figure("aic", finite(self.aic)),
            figure("bic", finite(self.bic)),
        ]
    }
}

/// A fit without its path.
fn blank(kind: Kind, parameters: Vec<ParameterEstimate>, figures: Vec<Figure>) -> VolatilityFit {
    VolatilityFit {
        model: kind.name().into(),
        title: kind.title().into(),
        formula: kind.formula().into(),
        parameters,
        figures,
        converged: true,
        stop: "given".into(),
        iterations: 0,
        volatility: Vec::new(),
        forecast: Vec::new(),
        term_structure: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uniform and without clusters: Student's t has its thinnest tails, shocks no weight.
    fn plain() -> Vec<f64> {
        (0..600)
            .map(|t| 0.01 * f64::from(t * 7_919 % 601 - 300) / 300.0)
            .collect()
    }

    fn named<'a>(fit: &'a VolatilityFit, name: &str) -> &'a ParameterEstimate {
        let mut all = fit.parameters.iter();
        all.find(|one| one.name == name).unwrap()
    }

    fn fit_of(name: &str, r: &[f64]) -> VolatilityFit {
        let kind = chosen(&[name.to_owned()]).unwrap()[0];
        fitted(kind, r, 2, 252.0).unwrap()
    }

    #[test]
    fn an_estimated_decay_says_how_it_was_found() {
        let waves: Vec<f64> = (0..1_000)
            .map(f64::from)
            .map(|t| 0.01 * (1.0 + 0.8 * (t / 40.0).sin()) * (t * 2.4).sin())
            .collect();
        let found = fit_of("ewma_estimated", &waves);
        assert_eq!((found.stop.as_str(), found.converged), ("summit", true));
        assert!(found.iterations > 14);
        let stairs: Vec<f64> = (0..500)
            .map(|t| 0.01 * 0.5_f64.powi(t / 50) * f64::from(1 - 2 * (t % 2)))
            .collect();
        let found = fit_of("ewma_estimated", &stairs);
        assert_eq!((found.stop.as_str(), found.converged), ("at_bound", false));
        let given = fit_of("ewma", &waves);
        assert_eq!((given.stop.as_str(), given.iterations), ("given", 0));
    }

    #[test]
    fn a_parameter_on_its_bound_has_no_error() {
        let found = fit_of("garch_t", &plain());
        let nu = named(&found, "nu");
        assert!((nu.value - 500.0).abs() < 1e-9, "{}", nu.value);
        assert_eq!(nu.std_error, None);
        assert!(is_on_bound("nu", 1.0 / (1.0 / 500.0), Process::Garch));
        assert!(is_on_bound("alpha", 0.0, Process::Gjr));
        assert!(!is_on_bound("alpha", 0.0, Process::Egarch));
        assert!(!is_on_bound("mu", 0.0, Process::Garch));
    }
}
