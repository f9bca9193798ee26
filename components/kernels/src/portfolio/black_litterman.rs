//! Expected returns that blend a market's view with one's own (Black and Litterman 1992).

use super::attribution::same_length;
use super::matrix::{Cholesky, Square, add_scaled, dot};
use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::{Undefined, finite};

/// Uncertainty of the prior as a share of the covariance, where nothing else is said.
pub const TAU: f64 = 0.05;

/// What is expected before any view.
#[derive(Debug, Clone, PartialEq)]
pub enum Prior {
    /// `1 / n` for each asset, as PyPortfolioOpt's `pi="equal"`.
    Equal,
    /// As given.
    Given(Vec<f64>),
    /// What makes the market portfolio optimal: `risk_aversion * S w + risk_free` with `w` the
    /// capitalisations as shares.
    Market {
        /// Capitalisation of each asset, in any unit.
        capitalisations: Vec<f64>,
        /// The market's risk aversion, see [`market_risk_aversion`].
        risk_aversion: f64,
        /// Return without risk.
        risk_free: f64,
    },
}

/// One expectation about a combination of assets.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The combination: 1 at one asset for an absolute view; 1 and -1 for "this one more than
    /// that one".
    pub pick: Vec<f64>,
    /// Its expected return.
    pub expected: f64,
}

/// How sure the views are.
#[derive(Debug, Clone, PartialEq)]
pub enum Certainty {
    /// As uncertain as the prior's own variance of each view, `tau p'Sp` (He and Litterman
    /// 1999).
    Proportional,
    /// A confidence from 0 (ignored) to 1 (certain) for each view (Idzorek 2005, with the
    /// closed form of Walters 2014: `tau (1 - c) / c p'Sp`).
    Confidences(Vec<f64>),
    /// The variance of each view's error.
    Variances(Vec<f64>),
}

/// A question to the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Beliefs {
    /// Before the views.
    pub prior: Prior,
    /// The views; none is allowed.
    pub views: Vec<View>,
    /// How sure they are.
    pub certainty: Certainty,
    /// Uncertainty of the prior, above 0 and at most 1; see [`TAU`].
    pub tau: f64,
}

/// What is expected after the views.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Expected returns.
    pub returns: Vec<f64>,
    /// Covariance of the returns with the uncertainty of those expectations added.
    pub covariance: Square,
}

/// Stands in for "no confidence at all", as in PyPortfolioOpt.
const IGNORED: f64 = 1e6;

/// `pi + tau S P' (P tau S P' + Omega)^-1 (Q - P pi)`, and `S` plus what remains of `tau S`.
pub fn posterior(covariance: &Square, beliefs: &Beliefs) -> Result<Posterior, Refusal> {
    check(covariance, beliefs)?;
    let prior = prior(covariance, &beliefs.prior)?;
    let spread: Vec<Vec<f64>> = beliefs
        .views
        .iter()
        .map(|view| covariance.scaled(beliefs.tau).times(&view.pick))
        .collect();
    let picks: Vec<&[f64]> = beliefs.views.iter().map(|v| &v.pick[..]).collect();
    let errors = errors(&picks, &spread, &beliefs.certainty)?;
    let inner = Square::symmetric(picks.len(), |i, j| {
        dot(picks[i], &spread[j]) + if i == j { errors[i] } else { 0.0 }
    });
    let factor = Cholesky::of(&inner).ok_or(Undefined::Collinear)?;
    let surprise: Vec<f64> = beliefs
        .views
        .iter()
        .map(|view| view.expected - dot(&view.pick, &prior))
        .collect();
    let mut returns = prior;
    for (pull, column) in factor.solve(&surprise).iter().zip(&spread) {
        add_scaled(&mut returns, *pull, column);
    }
    let column = |j: usize| -> Vec<f64> { spread.iter().map(|row| row[j]).collect() };
    let solved: Vec<Vec<f64>> = (0..covariance.size())
        .map(|j| factor.solve(&column(j)))
        .collect();
    let covariance = Square::symmetric(covariance.size(), |i, j| {
        (1.0 + beliefs.tau) * covariance.at(i, j) - dot(&column(i), &solved[j])
    });
    returns.iter().try_for_each(|r| finite(*r).map(drop))?;
    Ok(Posterior {
        returns,
        covariance: covariance.finite()?,
    })
}

/// Expected returns before any view.
pub fn prior(covariance: &Square, prior: &Prior) -> Result<Vec<f64>, Refusal> {
    let n = covariance.size();
    check_count(n)?;
    let found = match prior {
        Prior::Equal => vec![1.0 / n as f64; n],
        Prior::Given(returns) => {
            same_length("prior returns", returns.len(), n)?;
            returns.clone()
        }
        Prior::Market {
            capitalisations,
            risk_aversion,
            risk_free,
        } => {
            same_length("capitalisations", capitalisations.len(), n)?;
            let total: f64 = capitalisations.iter().sum();
            if capitalisations.iter().any(|c| c.is_nan() || *c < 0.0) || total <= 0.0 {
                return Err(Input::Number {
                    what: "a capitalisation",
                }
                .into());
            }
            let shares: Vec<f64> = capitalisations.iter().map(|c| c / total).collect();
            let premium = |pull: f64| risk_aversion * pull + risk_free;
            covariance.times(&shares).into_iter().map(premium).collect()
        }
    };
    found.iter().try_for_each(|r| finite(*r).map(drop))?;
    Ok(found)
}

/// `(mean - risk_free) / variance` of the market's returns, both of a year: the risk aversion
/// at which holding the market is optimal. The mean is arithmetic, the variance has ddof 1.
pub fn market_risk_aversion(
    returns: &[f64],
    periods: f64,
    risk_free: f64,
) -> Result<f64, Undefined> {
    let variance = crate::moments::spread(returns, 1)?.powi(2) * periods;
    finite((crate::moments::mean(returns)? * periods - risk_free) / variance)
}

fn errors(
    picks: &[&[f64]],
    spread: &[Vec<f64>],
    certainty: &Certainty,
) -> Result<Vec<f64>, Refusal> {
    let own = |i: usize| dot(picks[i], &spread[i]);
    let views = picks.len();
    let wrong = |what| Refusal::from(Input::Number { what });
    match certainty {
        Certainty::Proportional => Ok((0..views).map(own).collect()),
        Certainty::Variances(variances) => {
            same_length("variances of views", variances.len(), views)?;
            if variances.iter().any(|v| !(*v >= 0.0 && v.is_finite())) {
                return Err(wrong("a variance of a view"));
            }
            Ok(variances.clone())
        }
        Certainty::Confidences(confidences) => {
            same_length("confidences", confidences.len(), views)?;
            if confidences.iter().any(|c| !(0.0..=1.0).contains(c)) {
                return Err(wrong("a confidence"));
            }
            let error = |(i, c): (usize, &f64)| match *c == 0.0 {
                true => IGNORED,
                false => (1.0 - c) / c * own(i),
            };
            Ok(confidences.iter().enumerate().map(error).collect())
        }
    }
}

fn check(covariance: &Square, beliefs: &Beliefs) -> Result<(), Refusal> {
    let n = covariance.size();
    check_count(n)?;
    if !(beliefs.tau > 0.0 && beliefs.tau <= 1.0) {
        return Err(Input::Number { what: "tau" }.into());
    }
    for view in &beliefs.views {
        same_length("a view", view.pick.len(), n)?;
        if !view.expected.is_finite() || view.pick.iter().any(|p| !p.is_finite()) {
            return Err(Input::Number { what: "a view" }.into());
        }
    }
    covariance
        .cells()
        .iter()
        .try_for_each(|c| finite(*c).map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Square {
        Square::from_rows(&[[0.04, 0.01], [0.01, 0.09]]).unwrap()
    }

    fn beliefs(views: Vec<View>, certainty: Certainty) -> Beliefs {
        Beliefs {
            prior: Prior::Given(vec![0.05, 0.08]),
            views,
            certainty,
            tau: TAU,
        }
    }

    fn first(expected: f64) -> View {
        View {
            pick: vec![1.0, 0.0],
            expected,
        }
    }

    #[test]
    fn without_views_the_prior_stands() {
        let found = posterior(&two(), &beliefs(vec![], Certainty::Proportional)).unwrap();
        assert_eq!(found.returns, [0.05, 0.08]);
        assert!((found.covariance.at(0, 0) - 0.042).abs() < 1e-16);
    }

    #[test]
    fn a_certain_view_comes_true_and_an_ignored_one_does_not() {
        let certain = beliefs(vec![first(0.1)], Certainty::Confidences(vec![1.0]));
        let found = posterior(&two(), &certain).unwrap();
        assert!((found.returns[0] - 0.1).abs() < 1e-15);
        assert!(found.returns[1] > 0.08);
        let ignored = beliefs(vec![first(0.1)], Certainty::Confidences(vec![0.0]));
        let found = posterior(&two(), &ignored).unwrap();
        assert!((found.returns[0] - 0.05).abs() < 1e-9);
        let half = beliefs(vec![first(0.1)], Certainty::Proportional);
        let found = posterior(&two(), &half).unwrap();
        assert!((found.returns[0] - 0.075).abs() < 1e-15);
    }

    #[test]
    fn certain_views_that_repeat_each_other_are_collinear() {
        let twice = beliefs(
            vec![first(0.1), first(0.2)],
            Certainty::Confidences(vec![1.0, 1.0]),
        );
        assert_eq!(posterior(&two(), &twice), Err(Undefined::Collinear.into()));
    }

    #[test]
    fn the_market_prior_is_risk_aversion_times_covariance() {
        let market = Prior::Market {
            capitalisations: vec![3.0, 1.0],
            risk_aversion: 2.0,
            risk_free: 0.02,
        };
        let found = prior(&two(), &market).unwrap();
        assert!((found[0] - (2.0 * (0.75 * 0.04 + 0.25 * 0.01) + 0.02)).abs() < 1e-16);
    }
}
