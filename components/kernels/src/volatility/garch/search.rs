//! Maximum likelihood: scoring steps inside the bounds until nothing is left to gain.

use super::constraints::{Bound, bounds, dot};
use super::memory::Memory;
use super::model::{Model, Process};
use super::parameters::{MU, SLOTS, Vector, persistence};
use super::quadratic::Programme;
use super::sample::Sample;
use super::score::{Matrix, Score, score};
use super::starts::starts;

/// Log-likelihood that a step would still gain when the search ends: parameters are then
/// within some hundred-thousandths of a standard error.
const NOTHING_LEFT: f64 = 1e-9;
/// A search that cannot move although this little is left has met the noise of its sums, or
/// a kink of the likelihood, and is as good as finished.
const NOISE: f64 = 1e-5;
/// Steps of one search; the usual number is about ten.
const STEPS: usize = 100;
/// Halvings of a step that did not gain.
const HALVINGS: i32 = 6;
/// Share of the expected gain that a step must bring (Armijo's rule).
const ENOUGH: f64 = 1e-4;
/// Nearer to a bound than this is on it.
const ROUNDING: f64 = 1e-14;
/// Damping of singular or misleading information, as a share of its diagonal.
const DAMPING: [f64; 4] = [1e-12, 1e-4, 1e-1, 10.0];
/// Below this persistence, at a bound and without convergence other starts are followed too:
/// where volatility hardly clusters, the likelihood tends to have several summits. (That of
/// ARCH(1) has not.)
const USUAL_PERSISTENCE: f64 = 0.9;
/// Starts whose persistence differs by less count as one.
const APART: f64 = 0.01;

/// How far beside a summit with kinks others are looked for, in standard errors of the mean.
const BESIDE: [f64; 4] = [-0.2, -0.08, 0.08, 0.2];

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    /// No step inside the bounds gains anything.
    Summit,
    /// No step gained, although a little seemed left: the noise of the arithmetic.
    Noise,
    /// No step gained, although much seemed left.
    Stuck,
    /// The number of steps was used up.
    StepLimit,
}

impl Stop {
    /// The machine-readable reason, snake_case; never renamed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Summit => "summit",
            Self::Noise => "noise",
            Self::Stuck => "stuck",
            Self::StepLimit => "step_limit",
        }
    }

    /// Whether the parameters are a maximum.
    pub fn is_convergence(self) -> bool {
        matches!(self, Self::Summit | Self::Noise)
    }
}

/// Where a search ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub at: Vector,
    pub value: f64,
    pub steps: usize,
    pub stop: Stop,
}

/// The likeliest parameters; none if the likelihood is nowhere defined.
pub(super) fn search(sample: &Sample, model: Model) -> Option<End> {
    let climb = Climb::new(sample, model);
    let starts = starts(sample, model);
    let first = climb.from(*starts.first()?)?;
    let first = climb.over_kinks(first);
    let usual =
        model.process == Process::Arch || persistence(&first.at, model.process) > USUAL_PERSISTENCE;
    if usual && first.stop.is_convergence() && !climb.is_at_bound(&first.at) {
        return Some(first);
    }
    let further = apart(&starts, model.process).into_iter();
    let ends = further.filter_map(|start| climb.from(start));
    Some(ends.fold(first, better))
}

/// The likeliest start of each persistence but the first one's: starts of the same persistence
/// lead to the same summit.
fn apart(starts: &[Vector], process: Process) -> Vec<Vector> {
    let mut apart: Vec<Vector> = Vec::with_capacity(starts.len());
    for start in starts {
        let own = persistence(start, process);
        let is_near = |other: &Vector| (persistence(other, process) - own).abs() < APART;
        if !apart.iter().any(is_near) {
            apart.push(*start);
        }
    }
    apart.split_off(1)
}

/// A later end must be clearly better, so that noise does not choose.
fn better(a: End, b: End) -> End {
    let steps = a.steps + b.steps;
    let best = if b.value > a.value + NOTHING_LEFT {
        b
    } else {
        a
    };
    End { steps, ..best }
}

/// What does not change during a search.
struct Climb<'a> {
    sample: &'a Sample,
    model: Model,
    free: Vec<usize>,
    bounds: Vec<Bound>,
}

impl<'a> Climb<'a> {
    fn new(sample: &'a Sample, model: Model) -> Self {
        Self {
            sample,
            model,
            free: model.free().map(|(_, slot)| slot).collect(),
            bounds: bounds(sample, model),
        }
    }

    fn from(&self, start: Vector) -> Option<End> {
        let mut at = start;
        let mut here = score(self.sample, self.model, &at);
        let mut memory = Memory::default();
        let mut steps = 0;
        if !here.value.is_finite() {
            return None;
        }
        let stop = loop {
            if steps == STEPS {
                break Stop::StepLimit;
            }
            steps += 1;
            match self.advance(&at, &here, &memory) {
                Move::To(next, score) => {
                    memory.add((&at, &here), (&next, &score));
                    (at, here) = (next, score);
                }
                Move::Last(next, score) => {
                    (at, here) = (next, score);
                    break Stop::Summit;
                }
                Move::None(stop) => break stop,
            }
        };
        let value = here.value;
        Some(End {
            at,
            value,
            steps,
            stop,
        })
    }

    /// The first step that gains, with more and more damping.
    fn advance(&self, at: &Vector, here: &Score, memory: &Memory) -> Move {
        let information = memory.corrected(&here.information);
        for damping in DAMPING {
            let Some(step) = self.step(at, here, &damped(&information, damping)) else {
                continue;
            };
            let gain = dot(&here.gradient, &step);
            if let Some((next, score)) = self.along(at, here, &step) {
                let last = 0.5 * gain < NOTHING_LEFT;
                return if last {
                    Move::Last(next, score)
                } else {
                    Move::To(next, score)
                };
            }
            if 0.5 * gain < NOTHING_LEFT {
                return Move::None(Stop::Summit);
            }
            if 0.5 * gain < NOISE {
                return Move::None(Stop::Noise);
            }
        }
        Move::None(Stop::Stuck)
    }

    fn step(&self, at: &Vector, here: &Score, information: &Matrix) -> Option<Vector> {
        let programme = Programme {
            information,
            gradient: &here.gradient,
            free: &self.free,
            bounds: &self.bounds,
            from: at,
        };
        programme.step()
    }

    /// The longest of ever shorter steps that gains enough.
    fn along(&self, at: &Vector, here: &Score, step: &Vector) -> Option<(Vector, Score)> {
        let gain = dot(&here.gradient, step);
        (0..HALVINGS).find_map(|halvings| {
            let fraction = 0.5_f64.powi(halvings);
            let next = self.inside(std::array::from_fn(|slot| at[slot] + fraction * step[slot]));
            let score = score(self.sample, self.model, &next);
            (score.value >= here.value + ENOUGH * fraction * gain).then_some((next, score))
        })
    }

    /// Puts what rounding left beside a simple bound onto it.
    fn inside(&self, mut at: Vector) -> Vector {
        for bound in &self.bounds {
            let mut terms = (0..SLOTS).filter(|slot| bound.weights[*slot] != 0.0);
            if let (Some(slot), None) = (terms.next(), terms.next())
                && bound.room(&at) < ROUNDING
            {
                at[slot] = bound.least * bound.weights[slot];
            }
        }
        at
    }

    /// EGARCH looks at the size of errors, so that its likelihood has a kink wherever the mean
    /// equals a return, and each piece between two kinks may have a summit of its own. The
    /// neighbouring pieces are tried too.
    fn over_kinks(&self, end: End) -> End {
        let kinked = self.model.process == Process::Egarch && self.free.contains(&MU);
        if !kinked || !end.stop.is_convergence() {
            return end;
        }
        let here = score(self.sample, self.model, &end.at);
        let error = 1.0 / here.information[MU][MU].sqrt();
        let beside = |shift: f64| {
            let mut at = end.at;
            at[MU] += shift * error;
            self.from(at)
        };
        BESIDE.into_iter().filter_map(beside).fold(end, better)
    }

    fn is_at_bound(&self, at: &Vector) -> bool {
        self.bounds.iter().any(|bound| bound.room(at) <= 1e-9)
    }
}

/// What one step led to.
enum Move {
    To(Vector, Score),
    Last(Vector, Score),
    None(Stop),
}

fn damped(information: &Matrix, share: f64) -> Matrix {
    let mut damped = *information;
    for (slot, row) in damped.iter_mut().enumerate() {
        row[slot] += share * row[slot];
    }
    damped
}
