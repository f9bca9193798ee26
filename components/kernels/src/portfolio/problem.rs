//! What a portfolio may look like: assets, their figures, and the limits on their weights.

use super::MAX_ASSETS;
use super::matrix::Square;
use super::quadratic::{Failure, Limit};
use super::refusal::{Infeasible, Input, Refusal};
use crate::measure::Undefined;

/// A weight beyond this is no portfolio; it keeps the arithmetic away from overflow.
const LARGEST_WEIGHT: f64 = 1_000.0;
/// Sums of bounds such as 0.1 ten times miss 1 by rounding.
const ROUNDING: f64 = 1e-9;

/// The range of one weight, as a fraction of the whole; negative is a short position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least weight.
    pub lower: f64,
    /// The greatest weight.
    pub upper: f64,
}

/// A limit on the sum of some weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What messages call it.
    pub name: String,
    /// Numbers of its assets, from 0; a number said twice counts once.
    pub members: Vec<usize>,
    /// The least sum.
    pub least: f64,
    /// The greatest sum.
    pub most: f64,
}

/// A question to the optimisers. Weights always add up to 1.
///
/// Returns, covariance and risk-free rate share one unit, usually a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What messages call the assets.
    pub names: Vec<String>,
    /// Expected return of each asset.
    pub mu: Vec<f64>,
    /// Covariance of the returns.
    pub covariance: Square,
    /// Range of each weight.
    pub bounds: Vec<Bounds>,
    /// Limits on sums of weights.
    pub groups: Vec<Group>,
    /// Return without risk.
    pub risk_free: f64,
}

impl Problem {
    /// Weights from 0 to 1, no groups, risk-free rate 0.
    pub fn long_only(names: Vec<String>, mu: Vec<f64>, covariance: Square) -> Self {
        let whole = Bounds {
            lower: 0.0,
            upper: 1.0,
        };
        Self {
            bounds: vec![whole; names.len()],
            names,
            mu,
            covariance,
            groups: Vec::new(),
            risk_free: 0.0,
        }
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.names.len()
    }

    /// Whether the question is well formed and no single limit is impossible by itself.
    pub fn check(&self) -> Result<(), Refusal> {
        self.check_shape()?;
        self.check_numbers()?;
        Ok(self.check_limits()?)
    }

    fn check_shape(&self) -> Result<(), Input> {
        let expected = self.assets();
        check_count(expected)?;
        let lengths = [
            ("expected returns", self.mu.len()),
            ("covariance", self.covariance.size()),
            ("bounds", self.bounds.len()),
        ];
        for (what, found) in lengths {
            if found != expected {
                return Err(Input::Length {
                    what,
                    found,
                    expected,
                });
            }
        }
        for group in &self.groups {
            if let Some(index) = group.members.iter().find(|index| **index >= expected) {
                return Err(Input::Member {
                    group: group.name.clone(),
                    index: *index,
                });
            }
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), Input> {
        let weight = |w: f64| w.abs() <= LARGEST_WEIGHT;
        let number = |fine: bool, what| {
            if fine {
                Ok(())
            } else {
                Err(Input::Number { what })
            }
        };
        number(self.mu.iter().all(|m| m.is_finite()), "an expected return")?;
        number(self.risk_free.is_finite(), "the risk-free rate")?;
        number(
            self.covariance.cells().iter().all(|c| c.is_finite()),
            "a covariance",
        )?;
        let bounds = &self.bounds;
        number(
            bounds.iter().all(|b| weight(b.lower) && weight(b.upper)),
            "a bound of a weight",
        )?;
        let groups = &self.groups;
        number(
            groups.iter().all(|g| weight(g.least) && weight(g.most)),
            "a limit of a group",
        )
    }

    fn check_limits(&self) -> Result<(), Infeasible> {
        for (name, bounds) in self.names.iter().zip(&self.bounds) {
            if bounds.lower > bounds.upper {
                return Err(Infeasible::Crossed {
                    name: name.clone(),
                    least: bounds.lower,
                    most: bounds.upper,
                });
            }
        }
        let upper: f64 = self.bounds.iter().map(|b| b.upper).sum();
        let lower: f64 = self.bounds.iter().map(|b| b.lower).sum();
        if upper < 1.0 - ROUNDING {
            return Err(Infeasible::UpperBounds { sum: upper });
        }
        if lower > 1.0 + ROUNDING {
            return Err(Infeasible::LowerBounds { sum: lower });
        }
        self.groups
            .iter()
            .try_for_each(|group| self.check_group(group))
    }

    fn check_group(&self, group: &Group) -> Result<(), Infeasible> {
        if group.least > group.most {
            return Err(Infeasible::GroupCrossed {
                group: group.name.clone(),
                least: group.least,
                most: group.most,
            });
        }
        let inside = self.indicator(group);
        let sum = |bound: fn(&Bounds) -> f64| -> f64 {
            let bounds = self.bounds.iter().map(bound);
            bounds.zip(&inside).map(|(b, inside)| b * inside).sum()
        };
        let (upper, lower) = (sum(|b| b.upper), sum(|b| b.lower));
        if upper < group.least - ROUNDING {
            return Err(Infeasible::GroupFloor {
                group: group.name.clone(),
                least: group.least,
                reachable: upper,
            });
        }
        if lower > group.most + ROUNDING {
            return Err(Infeasible::GroupCeiling {
                group: group.name.clone(),
                most: group.most,
                reachable: lower,
            });
        }
        Ok(())
    }

    /// 1 for members, 0 for the others.
    pub(super) fn indicator(&self, group: &Group) -> Vec<f64> {
        let mut inside = vec![0.0; self.assets()];
        for index in &group.members {
            inside[*index] = 1.0;
        }
        inside
    }

    /// The sum of one, the bounds and the groups, in the order that [`Problem::name`] counts.
    pub(super) fn limits(&self) -> Vec<Limit> {
        let mut limits = vec![Limit::equal(vec![1.0; self.assets()], 1.0)];
        for (asset, bounds) in self.bounds.iter().enumerate() {
            limits.push(Limit::unit(asset, 1.0, bounds.lower));
            limits.push(Limit::unit(asset, -1.0, -bounds.upper));
        }
        for group in &self.groups {
            let inside = self.indicator(group);
            let outside = inside.iter().map(|x| -x).collect();
            limits.push(Limit::at_least(inside, group.least));
            limits.push(Limit::at_least(outside, -group.most));
        }
        limits
    }

    /// Limit `number` in words.
    fn name(&self, number: usize) -> String {
        let Some(bound) = number.checked_sub(1) else {
            return "the weights add up to 1".to_owned();
        };
        if let Some(bounds) = self.bounds.get(bound / 2) {
            let name = &self.names[bound / 2];
            return if bound.is_multiple_of(2) {
                format!("{name} at least {}", bounds.lower)
            } else {
                format!("{name} at most {}", bounds.upper)
            };
        }
        let place = bound - 2 * self.assets();
        match self.groups.get(place / 2) {
            Some(group) if place.is_multiple_of(2) => {
                format!("group {} at least {}", group.name, group.least)
            }
            Some(group) => format!("group {} at most {}", group.name, group.most),
            None => "the target".to_owned(),
        }
    }

    /// Whether limit `number` is one of a group; those after the groups' are targets.
    fn is_of_group(&self, number: usize) -> bool {
        let first = 1 + 2 * self.assets();
        (first..first + 2 * self.groups.len()).contains(&number)
    }

    /// A failure of the solver in the words of the question.
    pub(super) fn explain(&self, failure: Failure) -> Refusal {
        match failure {
            Failure::Conflict(numbers) => Refusal::Infeasible(Infeasible::Together {
                has_group: numbers.iter().any(|number| self.is_of_group(*number)),
                limits: numbers
                    .into_iter()
                    .map(|number| self.name(number))
                    .collect(),
            }),
            Failure::NotConverged => Undefined::NotConverged.into(),
        }
    }
}

/// Refuses none and more than [`MAX_ASSETS`].
pub(super) fn check_count(assets: usize) -> Result<(), Input> {
    match assets {
        0 => Err(Input::NoAssets),
        1..=MAX_ASSETS => Ok(()),
        _ => Err(Input::TooManyAssets {
            assets,
            most: MAX_ASSETS,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(groups: Vec<Group>) -> Problem {
        let covariance = Square::symmetric(2, |i, j| f64::from(u8::from(i == j)));
        let names = ["A", "B"].map(str::to_owned).to_vec();
        Problem {
            groups,
            ..Problem::long_only(names, vec![0.1, 0.2], covariance)
        }
    }

    fn group(least: f64, most: f64) -> Group {
        Group {
            name: "g".to_owned(),
            members: vec![0],
            least,
            most,
        }
    }

    #[test]
    fn crossed_limits_of_a_group_are_told_from_those_of_an_asset() {
        let refusal = pair(vec![group(0.6, 0.5)]).check().unwrap_err();
        assert!(matches!(
            refusal,
            Refusal::Infeasible(Infeasible::GroupCrossed { .. })
        ));
        let said = "group g: at least 0.6 and at most 0.5 cannot both hold";
        assert_eq!(refusal.to_string(), said);
        let mut problem = pair(Vec::new());
        problem.bounds[1].lower = 2.0;
        let refusal = problem.check().unwrap_err();
        assert!(matches!(
            refusal,
            Refusal::Infeasible(Infeasible::Crossed { .. })
        ));
    }

    #[test]
    fn a_contradiction_says_whether_a_group_is_part_of_it() {
        let problem = pair(vec![group(0.0, 0.5)]);
        let has_group = |numbers: &[usize]| match problem.explain(Failure::Conflict(numbers.into()))
        {
            Refusal::Infeasible(Infeasible::Together { has_group, .. }) => has_group,
            other => panic!("{other}"),
        };
        assert!(has_group(&[0, 5]) && has_group(&[6]));
        assert!(!has_group(&[0, 1, 4]) && !has_group(&[7]));
    }
}
