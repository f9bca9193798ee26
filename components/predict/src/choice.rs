//! Which model speaks, and how far it may be trusted.

use std::cmp::Ordering;

use sandbourse_kernels::forecast::evaluation::{Evaluation, evaluate};
use sandbourse_kernels::forecast::models::Model;

/// Chance of a better score by luck that is still called weak evidence.
const WEAK: f64 = 0.05;
/// The same for moderate evidence.
const MODERATE: f64 = 0.01;
/// Skill below which even certain evidence stays weak: 1 % off the mean error.
const WORTHWHILE: f64 = 0.01;
/// Coverage of the 90 % interval that a moderate trust allows.
const HONEST_COVERAGE: std::ops::RangeInclusive<f64> = 0.85..=0.95;

/// A model with what was measured of it.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The model that answers.
    pub model: Model,
    /// Its measurement; none when the history is too short for one.
    pub evaluation: Option<Evaluation>,
    /// Models that were compared to find it: each one is another chance to be lucky.
    pub compared: usize,
}

/// The model asked for, or the one with the smallest error on data it had not seen.
///
/// The random walk speaks when nothing beat it.
pub fn choose(asked: Option<Model>, log_price: &[f64], horizon: usize) -> Choice {
    if let Some(model) = asked {
        return Choice {
            model,
            evaluation: evaluate(model, log_price, horizon),
            compared: 1,
        };
    }
    let rivals = Model::ALL
        .into_iter()
        .filter(|model| *model != Model::RandomWalk);
    let measured: Vec<(Model, Evaluation)> = rivals
        .filter_map(|model| Some((model, evaluate(model, log_price, horizon)?)))
        .collect();
    let best = measured.iter().max_by(|a, b| better(&a.1, &b.1));
    let compared = measured.len();
    match best {
        Some((model, evaluation)) if evaluation.mae_skill > 0.0 => Choice {
            model: *model,
            evaluation: Some(*evaluation),
            compared,
        },
        _ => {
            let evaluation = evaluate(Model::RandomWalk, log_price, horizon);
            Choice {
                model: Model::RandomWalk,
                evaluation,
                compared,
            }
        }
    }
}

/// By error first; models with the same centre differ in how honest their interval is.
fn better(a: &Evaluation, b: &Evaluation) -> Ordering {
    let dishonesty = |found: &Evaluation| (found.coverage_90 - 0.9).abs();
    a.mae_skill
        .total_cmp(&b.mae_skill)
        .then(dishonesty(b).total_cmp(&dishonesty(a)))
}

/// `none`, `weak` or `moderate`, with the reason in one sentence.
pub fn trust(choice: &Choice) -> (&'static str, String) {
    let Some(found) = choice.evaluation else {
        return (
            "none",
            "The history is too short to measure the model against the random walk.".into(),
        );
    };
    if choice.model == Model::RandomWalk {
        let reason = "The random walk names no direction; it answers when it is asked for, or when \
                      no model beat it on data it had not seen.";
        return ("none", reason.into());
    }
    let luck = (found.mae_p * choice.compared as f64).min(1.0);
    let level = level(&found, luck);
    let off = found.mae_skill * 100.0;
    let n = found.n;
    let reason = match level {
        "none" if found.mae_skill <= 0.0 => {
            format!(
                "The random walk is as good: over {n} forecasts the model's error was {:.2} % larger.",
                -off
            )
        }
        "none" => format!(
            "The random walk is as good: over {n} forecasts the error was {off:.2} % smaller, which \
             luck explains (p = {luck:.2})."
        ),
        _ => format!(
            "Over {n} forecasts the error was {off:.2} % smaller than the random walk's (p = {luck:.3}), \
             {:.0} % of outcomes lay in the 90 % interval, and {:.0} % of directions were right (p = \
             {:.2} against always naming the commoner one).",
            found.coverage_90 * 100.0,
            found.hit_rate * 100.0,
            found.hit_rate_p
        ),
    };
    (level, reason)
}

fn level(found: &Evaluation, luck: f64) -> &'static str {
    if found.mae_skill <= 0.0 || luck > WEAK {
        return "none";
    }
    // A rising market makes any model that always says "up" look good; a direction must be
    // right more often than that.
    let directed = found.hit_rate > found.base_rate && found.hit_rate_p <= WEAK;
    let solid = luck <= MODERATE && found.mae_skill >= WORTHWHILE && directed;
    if solid && HONEST_COVERAGE.contains(&found.coverage_90) {
        "moderate"
    } else {
        "weak"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(mae_skill: f64, mae_p: f64) -> Evaluation {
        Evaluation {
            n: 500,
            mae_model: 1.0 - mae_skill,
            mae_random_walk: 1.0,
            mae_skill,
            mae_p,
            hit_rate: 0.6,
            base_rate: 0.53,
            hit_rate_p: 0.01,
            coverage_90: 0.9,
        }
    }

    fn choice(evaluation: Option<Evaluation>, compared: usize) -> Choice {
        Choice {
            model: Model::Ridge,
            evaluation,
            compared,
        }
    }

    #[test]
    fn trust_needs_an_advantage_that_luck_does_not_explain() {
        assert_eq!(trust(&choice(Some(evaluation(-0.01, 0.001)), 1)).0, "none");
        assert_eq!(trust(&choice(Some(evaluation(0.02, 0.2)), 1)).0, "none");
        assert_eq!(trust(&choice(Some(evaluation(0.02, 0.03)), 1)).0, "weak");
        assert_eq!(
            trust(&choice(Some(evaluation(0.02, 0.003)), 1)).0,
            "moderate"
        );
    }

    #[test]
    fn choosing_among_models_needs_more_evidence() {
        assert_eq!(trust(&choice(Some(evaluation(0.02, 0.03)), 3)).0, "none");
    }

    #[test]
    fn what_was_not_measured_is_not_trusted() {
        let (level, reason) = trust(&choice(None, 1));
        assert_eq!(level, "none");
        assert!(reason.contains("too short"));
    }

    #[test]
    fn a_history_that_swings_gives_the_word_to_a_model() {
        let swing: Vec<f64> = (0..1_200)
            .map(|i| (f64::from(i) * 0.3).sin() * 0.05)
            .collect();
        assert_ne!(choose(None, &swing, 5).model, Model::RandomWalk);
    }
}
