//! Moves of factors and of assets, passed on by betas.

use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::portfolio::factors::{Errors, regress};

use crate::assets::Assets;
use crate::bindings::sandbourse::platform::risk_types::{
    Effect, FactorShock, Scenario, ShockResult, StressQuery,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::factors::{FACTORS, Model, whole_months};
use crate::failures::{invalid, within};
use crate::holdings::Held;
use crate::market::Market;

/// From losing everything to ten times the price.
const MOVES: std::ops::RangeInclusive<f64> = -1.0..=10.0;

/// Slopes of one asset on the shocked factors, or why there are none.
type Betas = Result<Vec<f64>, Undefined>;

/// What each of the query's factor shocks would do.
pub fn factors(
    market: &impl Market,
    query: &StressQuery,
    held: &Held,
    model: Option<&Model>,
) -> Result<Vec<ShockResult>, Failure> {
    let shock = |moves: &Vec<FactorShock>| {
        checked("factor_shocks", moves)?;
        let known = |shock: &FactorShock| FACTORS.iter().any(|(name, _)| *name == shock.factor);
        let betas = if moves.iter().all(known) {
            monthly(moves, held, model)
        } else if moves.iter().any(known) {
            let detail = "One shock names Fama-French factors and symbols: name one kind.".into();
            return Err(invalid("factor_shocks", "mixed_factors", detail));
        } else {
            daily(market, query, held, (moves, "factor_shocks"))?
        };
        let name = moves.iter().map(|shock| shock.factor.as_str());
        let name = name.collect::<Vec<_>>().join(" + ");
        Ok(applied(name, moves, held, betas))
    };
    query.factor_shocks.iter().map(shock).collect()
}

/// What each of the query's scenarios would do.
pub fn scenarios(
    market: &impl Market,
    query: &StressQuery,
    held: &Held,
) -> Result<Vec<ShockResult>, Failure> {
    let scenario = |scenario: &Scenario| {
        let moves: Vec<FactorShock> = scenario.changes.iter().map(as_shock).collect();
        checked("scenarios", &moves)?;
        let betas = if scenario.spread {
            daily(market, query, held, (&moves, "scenarios"))?
        } else {
            if let Some(stranger) = moves
                .iter()
                .find(|shock| held.assets.place(&shock.factor).is_none())
            {
                let detail = format!(
                    "Scenario {:?} moves {}, which is not held; with \"spread\": true others follow it by their betas.",
                    scenario.name, stranger.factor
                );
                return Err(invalid("scenarios", "not_held", detail));
            }
            let symbols = held.assets.symbols.iter();
            let still = || vec![0.0; moves.len()];
            symbols
                .map(|symbol| Ok(own(&moves, symbol).unwrap_or_else(still)))
                .collect()
        };
        Ok(applied(scenario.name.clone(), &moves, held, betas))
    };
    query.scenarios.iter().map(scenario).collect()
}

fn as_shock((symbol, size): &(String, f64)) -> FactorShock {
    FactorShock {
        factor: symbol.clone(),
        size: *size,
    }
}

fn is_named(factor: &str, symbol: &str) -> bool {
    factor.trim().eq_ignore_ascii_case(symbol)
}

/// The slopes of an asset that is moved itself: it is its own factor.
fn own(moves: &[FactorShock], symbol: &str) -> Option<Vec<f64>> {
    let at = moves
        .iter()
        .position(|shock| is_named(&shock.factor, symbol))?;
    let slope = |i| if i == at { 1.0 } else { 0.0 };
    Some((0..moves.len()).map(slope).collect())
}

fn checked(field: &str, moves: &[FactorShock]) -> Result<(), Failure> {
    if moves.is_empty() {
        return Err(invalid(
            field,
            "empty_shock",
            "A shock needs a move, such as {\"mkt_rf\": -0.1}.".into(),
        ));
    }
    for shock in moves {
        within(field, shock.size, MOVES, "a return, as a fraction")?;
    }
    Ok(())
}

/// Betas of whole months on the three factors together; those not shocked count as 0.
fn monthly(moves: &[FactorShock], held: &Held, model: Option<&Model>) -> Vec<Betas> {
    let place = |shock: &FactorShock| FACTORS.iter().position(|(name, _)| *name == shock.factor);
    let first = held.assets.dates.first().copied().unwrap_or_default();
    let betas = |column: &Vec<f64>| {
        let model = model.ok_or(Undefined::InsufficientData)?;
        let months = whole_months(held.assets.time(), column, first);
        let fit = model.beside(&months).fit(Errors::Plain)?;
        let slope = |shock: &FactorShock| place(shock).map_or(0.0, |at| fit.betas[at].value);
        Ok(moves.iter().map(slope).collect())
    };
    held.assets.returns.iter().map(betas).collect()
}

/// Betas of days on all moved symbols together.
fn daily(
    market: &impl Market,
    query: &StressQuery,
    held: &Held,
    (moves, field): (&[FactorShock], &str),
) -> Result<Vec<Betas>, Failure> {
    let mut symbols = held.assets.symbols.clone();
    for shock in moves {
        if held.assets.place(&shock.factor).is_none() {
            symbols.push(shock.factor.clone());
        }
    }
    let all = Assets::fetch(market, &query.scope, &symbols, (field, 1))?;
    let column = |shock: &FactorShock| {
        all.place(&shock.factor)
            .map(|at| all.returns[at].as_slice())
    };
    let factors: Vec<&[f64]> = moves.iter().filter_map(column).collect();
    let betas = |symbol: &String| {
        let own = all.place(symbol).map(|at| all.returns[at].as_slice());
        let fit = regress(own.unwrap_or_default(), &factors, Errors::Plain);
        let fit = fit.map_err(|refusal| refusal.undefined_or(Undefined::InsufficientData))?;
        Ok(fit.betas.iter().map(|slope| slope.value).collect())
    };
    let of = |symbol: &String| own(moves, symbol).map_or_else(|| betas(symbol), Ok);
    Ok(held.assets.symbols.iter().map(of).collect())
}

fn applied(name: String, moves: &[FactorShock], held: &Held, betas: Vec<Betas>) -> ShockResult {
    let row = |(i, betas): (usize, &Betas)| {
        let change = betas.as_ref().ok().map(|betas| {
            let parts = betas.iter().zip(moves);
            parts.map(|(beta, shock)| beta * shock.size).sum::<f64>()
        });
        // Adding 0 makes the sign of "nothing happens" plain: -0 becomes 0.
        let change = change
            .filter(|change| change.is_finite())
            .map(|change| change + 0.0);
        Effect {
            symbol: held.assets.symbols[i].clone(),
            weight: held.weights[i],
            betas: match betas {
                Ok(betas) => betas.iter().map(|beta| Some(*beta)).collect(),
                Err(_) => vec![None; moves.len()],
            },
            change,
            effect: change.map(|change| held.weights[i] * change + 0.0),
        }
    };
    let effects: Vec<Effect> = betas.iter().enumerate().map(row).collect();
    let total: Option<f64> = effects.iter().map(|effect| effect.effect).sum();
    let reason = betas.iter().find_map(|betas| betas.as_ref().err());
    ShockResult {
        name,
        shocks: moves.to_vec(),
        change: total,
        undefined: match total {
            Some(_) => None,
            None => Some(reason.map_or("not_finite", |reason| reason.code()).into()),
        },
        effects,
    }
}
