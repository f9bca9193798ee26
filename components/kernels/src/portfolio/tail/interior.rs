//! Least value of a program whose many scenarios couple few weights, by an interior method.
//!
//! Mehrotra's predictor and corrector (1992; Nocedal and Wright 2006, section 14.2), which
//! needs some twenty steps whatever the number of scenarios. The program itself solves the
//! equations of a step, because it knows how to leave its scenarios out of them.

use crate::measure::Undefined;
use crate::portfolio::matrix::{add_scaled, dot};
use crate::portfolio::mean_variance::largest;

const STEPS: usize = 200;
/// Share of the way to the boundary that a step may go.
const MOST: f64 = 0.9995;
/// Gap, in units of the objective, which is some 1 to 100.
const GAP: f64 = 1e-8;
/// Limits missed, in weights.
const PRIMAL: f64 = 1e-9;
/// Slope left. Slacks of 1e-12 know their own size to four digits, and prices no better.
const DUAL: f64 = 1e-6;
/// Steps without gain after which rounding has taken over.
const PATIENCE: usize = 5;
/// From this near: far from the end the gap may grow for a while.
const NEAR: f64 = 1e4;
/// Multiple of these three that is still taken when rounding allows no better.
const ACCEPTABLE: f64 = 50.0;

/// Least `cost(x)` with `G x >= floors` and, if there is a budget, the first unknowns adding
/// up to 1.
pub(super) trait Program {
    /// A point to start from; inequalities need not hold.
    fn start(&self) -> Vec<f64>;
    /// Right sides of the inequalities.
    fn floors(&self) -> Vec<f64>;
    /// How many unknowns, the first ones, add up to 1; 0 when nothing has to.
    fn budget(&self) -> usize;
    /// Gradient of the cost.
    fn slope(&self, x: &[f64]) -> Vec<f64>;
    /// `G x`.
    fn rows(&self, x: &[f64]) -> Vec<f64>;
    /// `G' y`.
    fn columns(&self, y: &[f64]) -> Vec<f64>;
    /// Second derivatives of the cost by the first unknowns, which it does not mix; the rest
    /// is straight.
    fn curvature(&self, x: &[f64]) -> Vec<f64>;
    /// Prepares `solve` for `H = G' diag(d) G + diag(curvature) + stiffness a a'`, where `a`
    /// has a 1 for each member of the budget; says the stiffness, which is the program's choice.
    ///
    /// Moves along `a` are decided by the budget alone, so any stiffness gives the same step;
    /// without it `H` is singular at a vertex, where one direction is left to the budget.
    fn factor(&mut self, curvature: &[f64], d: &[f64]) -> f64;
    /// `H^-1 b`.
    fn solve(&self, b: &[f64]) -> Vec<f64>;
}

struct State {
    x: Vec<f64>,
    slacks: Vec<f64>,
    prices: Vec<f64>,
    budget_price: f64,
}

struct Residuals {
    dual: Vec<f64>,
    primal: Vec<f64>,
    budget: f64,
}

struct Step {
    x: Vec<f64>,
    slacks: Vec<f64>,
    prices: Vec<f64>,
    budget_price: f64,
}

/// The unknowns at the least cost.
pub(super) fn minimise<P: Program>(mut program: P) -> Result<Vec<f64>, Undefined> {
    let floors = program.floors();
    let mut state = first(&program, &floors);
    let mut best = (f64::INFINITY, state.x.clone());
    let mut idle = 0;
    for _ in 0..STEPS {
        let residuals = state.residuals(&program, &floors);
        let gap = dot(&state.slacks, &state.prices);
        let miss = residuals.size() + gap / GAP;
        if !miss.is_finite() {
            break;
        }
        idle += 1;
        if miss < best.0 {
            best = (miss, state.x.clone());
            idle = 0;
        }
        if miss <= 1.0 || (idle > PATIENCE && best.0 <= NEAR) {
            break;
        }
        if !state.advance(&mut program, &residuals, gap) {
            break;
        }
    }
    if best.0 <= ACCEPTABLE {
        Ok(best.1)
    } else {
        Err(Undefined::NotConverged)
    }
}

fn first<P: Program>(program: &P, floors: &[f64]) -> State {
    let x = program.start();
    let rows = program.rows(&x);
    let slack = |(row, floor): (&f64, &f64)| if row - floor > 0.1 { row - floor } else { 0.1 };
    let slacks: Vec<f64> = rows.iter().zip(floors).map(slack).collect();
    State {
        prices: slacks.iter().map(|s| 0.01 / s).collect(),
        slacks,
        x,
        budget_price: 0.0,
    }
}

impl State {
    fn residuals<P: Program>(&self, program: &P, floors: &[f64]) -> Residuals {
        let mut dual = program.slope(&self.x);
        add_scaled(&mut dual, -1.0, &program.columns(&self.prices));
        let members = program.budget();
        for slope in &mut dual[..members] {
            *slope -= self.budget_price;
        }
        let mut primal = program.rows(&self.x);
        add_scaled(&mut primal, -1.0, &self.slacks);
        add_scaled(&mut primal, -1.0, floors);
        let total: f64 = self.x[..members].iter().sum();
        Residuals {
            dual,
            primal,
            budget: if members > 0 { total - 1.0 } else { 0.0 },
        }
    }

    /// One predictor and corrector; false when numbers left the finite range.
    fn advance<P: Program>(&mut self, program: &mut P, residuals: &Residuals, gap: f64) -> bool {
        let ratio = |(price, slack): (&f64, &f64)| price / slack;
        let d: Vec<f64> = self.prices.iter().zip(&self.slacks).map(ratio).collect();
        let curvature = program.curvature(&self.x);
        let stiffness = program.factor(&curvature, &d);
        let count = self.slacks.len() as f64;
        let products = |(s, p): (&f64, &f64)| s * p;
        let plain: Vec<f64> = self.slacks.iter().zip(&self.prices).map(products).collect();
        let guess = self.step(program, (residuals, stiffness), &plain);
        let (primal, dual) = (
            reach(&self.slacks, &guess.slacks),
            reach(&self.prices, &guess.prices),
        );
        let after = (0..self.slacks.len()).map(|i| {
            let slack = self.slacks[i] + primal * guess.slacks[i];
            slack * (self.prices[i] + dual * guess.prices[i])
        });
        let left = after.sum::<f64>() / gap;
        // Never aiming below the gap that is asked for keeps slacks from losing their digits.
        let aim = left * left * left * gap;
        let centre = if aim > 0.5 * GAP { aim } else { 0.5 * GAP } / count;
        let bent = |i: usize| plain[i] + guess.slacks[i] * guess.prices[i] - centre;
        let corrected: Vec<f64> = (0..plain.len()).map(bent).collect();
        let step = self.step(program, (residuals, stiffness), &corrected);
        self.take(&step, curvature.len())
    }

    /// Solves the linearised conditions for complementarity residuals `rc`.
    fn step<P: Program>(
        &self,
        program: &P,
        (residuals, stiffness): (&Residuals, f64),
        rc: &[f64],
    ) -> Step {
        let weighted: Vec<f64> = (0..rc.len())
            .map(|i| (rc[i] + self.prices[i] * residuals.primal[i]) / self.slacks[i])
            .collect();
        let mut right: Vec<f64> = program.columns(&weighted).iter().map(|v| -v).collect();
        add_scaled(&mut right, -1.0, &residuals.dual);
        let members = program.budget();
        for value in &mut right[..members] {
            *value -= stiffness * residuals.budget;
        }
        let mut x = program.solve(&right);
        let mut budget_price = 0.0;
        if members > 0 {
            let mut ones = vec![0.0; x.len()];
            ones[..members].fill(1.0);
            let answer = program.solve(&ones);
            let have: f64 = x[..members].iter().sum();
            let per_unit: f64 = answer[..members].iter().sum();
            budget_price = (-residuals.budget - have) / per_unit;
            add_scaled(&mut x, budget_price, &answer);
        }
        let mut slacks = program.rows(&x);
        add_scaled(&mut slacks, 1.0, &residuals.primal);
        let price = |i: usize| -(rc[i] + self.prices[i] * slacks[i]) / self.slacks[i];
        Step {
            prices: (0..rc.len()).map(price).collect(),
            x,
            slacks,
            budget_price,
        }
    }

    /// Moves as far as slacks and prices stay positive. A curved cost wants one length for
    /// both, and its unknowns, the first `curved` ones, stay positive too.
    fn take(&mut self, step: &Step, curved: usize) -> bool {
        let mut primal = MOST * reach(&self.slacks, &step.slacks);
        let mut dual = MOST * reach(&self.prices, &step.prices);
        if curved > 0 {
            let inside = MOST * reach(&self.x[..curved], &step.x[..curved]);
            for length in [dual, inside] {
                primal = if length < primal { length } else { primal };
            }
            dual = primal;
        }
        add_scaled(&mut self.x, primal, &step.x);
        add_scaled(&mut self.slacks, primal, &step.slacks);
        add_scaled(&mut self.prices, dual, &step.prices);
        self.budget_price += dual * step.budget_price;
        primal.is_finite() && dual.is_finite() && step.x.iter().all(|v| v.is_finite())
    }
}

impl Residuals {
    /// In units of what is allowed.
    fn size(&self) -> f64 {
        largest(&self.dual) / DUAL + (largest(&self.primal) + self.budget.abs()) / PRIMAL
    }
}

/// The longest step, at most 1, that keeps `values` at or above zero.
fn reach(values: &[f64], steps: &[f64]) -> f64 {
    let mut length = 1.0;
    for (value, step) in values.iter().zip(steps) {
        if *step < 0.0 && -value / step < length {
            length = -value / step;
        }
    }
    length
}
