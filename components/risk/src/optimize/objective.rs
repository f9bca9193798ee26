//! The objectives by name, and which of their parameters they need.

use sandbourse_kernels::measure::{Measure, Undefined, finite};
use sandbourse_kernels::portfolio::attribution::paths::constant_mix;
use sandbourse_kernels::portfolio::hierarchy::linkage::Linkage;
use sandbourse_kernels::portfolio::hierarchy::{LeafOrder, herc, hrp};
use sandbourse_kernels::portfolio::mean_variance as mv;
use sandbourse_kernels::portfolio::refusal::Refusal;
use sandbourse_kernels::portfolio::risk_budget as budget;

use sandbourse_kernels::portfolio::tail::{
    Scenarios, conditional_loss, minimum_cdar, minimum_cvar, minimum_semivariance, semivariance,
    uncompounded_drawdowns,
};
use sandbourse_kernels::returns::TRADING_DAYS;

use super::question::Question;
use crate::bindings::sandbourse::platform::risk_types::{Definition, OptimizeQuery};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::failures::{invalid, unknown_word, within};
use crate::figures::{definition, figure};
use crate::portfolio::reason;

/// Weights add up to 1 within this.
const ROUNDING: f64 = 1e-6;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    MinVariance,
    MaxSharpe,
    EfficientReturn,
    EfficientRisk,
    MaxUtility,
    RiskParity,
    Hrp,
    Herc,
    InverseVolatility,
    MaxDiversification,
    MinCvar,
    MinSemivariance,
    MinCdar,
    EqualWeight,
}

use Objective as O;

const NAMES: [(&str, Objective); 14] = [
    ("min_variance", O::MinVariance),
    ("max_sharpe", O::MaxSharpe),
    ("efficient_return", O::EfficientReturn),
    ("efficient_risk", O::EfficientRisk),
    ("max_utility", O::MaxUtility),
    ("risk_parity", O::RiskParity),
    ("hrp", O::Hrp),
    ("herc", O::Herc),
    ("inverse_volatility", O::InverseVolatility),
    ("max_diversification", O::MaxDiversification),
    ("min_cvar", O::MinCvar),
    ("min_semivariance", O::MinSemivariance),
    ("min_cdar", O::MinCdar),
    ("equal_weight", O::EqualWeight),
];

impl Objective {
    /// By its name in a query.
    pub fn named(name: &str) -> Result<Self, Failure> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        let known = NAMES.map(|(name, _)| name);
        found
            .map(|(_, objective)| *objective)
            .ok_or_else(|| unknown_word("objective", name, &known))
    }

    /// Whether the query has what the objective needs, and nothing that it would ignore.
    pub fn check(self, query: &OptimizeQuery) -> Result<(), Failure> {
        let targets = [
            ("target_return", O::EfficientReturn, query.target_return),
            (
                "target_volatility",
                O::EfficientRisk,
                query.target_volatility,
            ),
        ];
        for (field, of, given) in targets {
            if self == of && !given.is_some_and(f64::is_finite) {
                let detail = format!("The objective {} needs {field}.", query.objective);
                return Err(invalid(field, "missing", detail));
            }
        }
        self.check_unused(query)?;
        let is_limited = !(query.bounds.is_empty() && query.groups.is_empty());
        if is_limited && !self.knows_limits() {
            let detail = format!(
                "The objective {} knows neither bounds nor groups: leave them out.",
                query.objective
            );
            let field = if query.bounds.is_empty() {
                "groups"
            } else {
                "bounds"
            };
            return Err(invalid(field, "limits_not_supported", detail));
        }
        within(
            "risk_aversion",
            query.risk_aversion,
            1e-6..=1e6,
            "the weight of the variance",
        )?;
        within(
            "l2",
            query.l2,
            0.0..=1e6,
            "the weight of the squared weights",
        )?;
        within(
            "confidence",
            query.confidence,
            0.5..=0.9999,
            "the share that is not the tail",
        )?;
        linkage(&query.linkage).map(drop)
    }

    /// Refuses a parameter that the objective would ignore; one that has a default cannot be
    /// told from one that was given.
    fn check_unused(self, query: &OptimizeQuery) -> Result<(), Failure> {
        let given = [
            (
                "target_return",
                query.target_return.is_some(),
                self.knows_target_return(),
            ),
            (
                "target_volatility",
                query.target_volatility.is_some(),
                self == O::EfficientRisk,
            ),
            ("l2", query.l2 > 0.0, self == O::MinVariance),
        ];
        for (field, is_given, is_used) in given {
            if is_given && !is_used {
                let detail = format!(
                    "The objective {} does not use {field}: leave it out.",
                    query.objective
                );
                return Err(invalid(field, "not_used", detail));
            }
        }
        Ok(())
    }

    const fn knows_target_return(self) -> bool {
        matches!(
            self,
            O::EfficientReturn | O::MinCvar | O::MinCdar | O::MinSemivariance
        )
    }

    const fn knows_limits(self) -> bool {
        !matches!(
            self,
            O::RiskParity | O::Hrp | O::Herc | O::InverseVolatility | O::EqualWeight
        )
    }

    /// The weights, in the order of the assets.
    pub fn weights(self, query: &OptimizeQuery, of: &Question<'_>) -> Result<Vec<f64>, Refusal> {
        let found = self.solved(query, of)?;
        // Returns beyond all measure leave a solver without digits.
        if (found.iter().sum::<f64>() - 1.0).abs() < ROUNDING {
            Ok(found)
        } else {
            Err(Undefined::NotConverged.into())
        }
    }

    fn solved(self, query: &OptimizeQuery, of: &Question<'_>) -> Result<Vec<f64>, Refusal> {
        let problem = &of.problem;
        let covariance = &problem.covariance;
        let joined = linkage(&query.linkage).unwrap_or(Linkage::Single);
        match self {
            O::MinVariance if query.l2 > 0.0 => mv::minimum_variance_l2(problem, query.l2),
            O::MinVariance => mv::minimum_variance(problem),
            O::MaxSharpe => mv::maximum_sharpe(problem),
            O::EfficientReturn => {
                mv::efficient_return(problem, query.target_return.unwrap_or_default())
            }
            O::EfficientRisk => {
                mv::efficient_risk(problem, query.target_volatility.unwrap_or_default())
            }
            O::MaxUtility => mv::maximum_utility(problem, query.risk_aversion),
            O::RiskParity => budget::risk_parity(covariance),
            O::Hrp => hrp(covariance, joined, LeafOrder::AsMerged),
            O::Herc => herc(covariance, joined),
            O::InverseVolatility => budget::inverse_volatility(covariance),
            O::MaxDiversification => budget::maximum_diversification(problem),
            O::MinCvar => minimum_cvar(problem, &scenarios(query, of)),
            O::MinSemivariance => minimum_semivariance(problem, &scenarios(query, of), 0.0),
            O::MinCdar => minimum_cdar(problem, &scenarios(query, of)),
            O::EqualWeight => budget::equal_weights(problem.assets()),
        }
    }

    /// What the objective itself came to, where it is not among the usual figures.
    pub fn figures(
        self,
        query: &OptimizeQuery,
        of: &Question<'_>,
        weights: &[f64],
    ) -> (Vec<Figure>, Vec<Definition>) {
        let path = || constant_mix(weights, &of.columns).map_err(|refusal| reason(&refusal));
        let row: ([&str; 4], Measure) = match self {
            O::MinCvar => (
                [
                    "cvar",
                    "Expected shortfall of a day",
                    "fraction",
                    "mean of the worst 1 - confidence of the days",
                ],
                path()
                    .and_then(|r| losses(&r, query.confidence))
                    .map(|loss| -loss),
            ),
            O::MinCdar => (
                [
                    "cdar",
                    "Mean of the deepest drawdowns",
                    "fraction",
                    "mean of the deepest 1 - confidence of the drawdowns of summed returns",
                ],
                path()
                    .and_then(|r| conditional_loss(&uncompounded_drawdowns(&r), query.confidence)),
            ),
            O::MinSemivariance => (
                [
                    "semideviation",
                    "Downside deviation, a year",
                    "fraction",
                    "sqrt(252 * mean(min(r, 0)^2))",
                ],
                path()
                    .and_then(|r| semivariance(&r, 0.0))
                    .and_then(|found| finite((found * TRADING_DAYS).sqrt())),
            ),
            _ => return (Vec::new(), Vec::new()),
        };
        (vec![figure(row.0[0], row.1)], vec![definition(row.0)])
    }
}

fn losses(returns: &[f64], confidence: f64) -> Measure {
    let losses: Vec<f64> = returns.iter().map(|r| -r).collect();
    conditional_loss(&losses, confidence)
}

fn scenarios<'a>(query: &OptimizeQuery, of: &'a Question<'_>) -> Scenarios<'a> {
    Scenarios {
        columns: &of.columns,
        confidence: query.confidence,
        target: query.target_return.filter(|target| target.is_finite()),
    }
}

fn linkage(name: &str) -> Result<Linkage, Failure> {
    match name {
        "single" => Ok(Linkage::Single),
        "complete" => Ok(Linkage::Complete),
        "average" => Ok(Linkage::Average),
        "ward" => Ok(Linkage::Ward),
        other => Err(unknown_word(
            "linkage",
            other,
            &["single", "complete", "average", "ward"],
        )),
    }
}
