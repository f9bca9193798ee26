//! Several price histories on the days that all of them have.

use sandbourse_kernels::calendar::civil::Date;
use sandbourse_kernels::calendar::day_of;
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::moments;
use sandbourse_kernels::portfolio::align::align;
use sandbourse_kernels::portfolio::matrix::Square;
use sandbourse_kernels::portfolio::refusal::{Infeasible, Refusal};

use crate::bindings::sandbourse::platform::risk_types::{Matrix, Scope, Span};
use crate::bindings::sandbourse::platform::types::{Failure, Source};
use crate::failures::invalid;
use crate::history::{self, Prices};
use crate::market::Market;

/// More would make one question a day's work for the machine.
const MOST: usize = 50;
/// Symbols that a message lists.
const SHOWN: usize = 5;

/// Aligned histories.
pub struct Assets {
    /// Tickers in upper case, in the order asked for.
    pub symbols: Vec<String>,
    /// Common days, epoch milliseconds, ascending.
    pub dates: Vec<i64>,
    /// Closes on those days, one column an asset.
    pub prices: Vec<Vec<f64>>,
    /// Simple returns from one common day to the next, one column an asset.
    pub returns: Vec<Vec<f64>>,
    /// Where each history comes from.
    pub sources: Vec<Source>,
}

impl Assets {
    /// Fetches and aligns; a refusal names `field`.
    pub fn fetch(
        market: &impl Market,
        scope: &Scope,
        symbols: &[String],
        (field, least): (&str, usize),
    ) -> Result<Self, Failure> {
        check(symbols, field, least)?;
        let histories = symbols
            .iter()
            .map(|symbol| history::prices(market, scope, symbol, field))
            .collect::<Result<Vec<Prices>, Failure>>()?;
        let columns: Vec<(&[i64], &[f64])> = histories
            .iter()
            .map(|history| (history.time.as_slice(), history.close.as_slice()))
            .collect();
        let aligned = align(&columns).map_err(|_| nothing_common(&histories, field))?;
        Ok(Self {
            returns: aligned.returns(),
            dates: aligned.dates,
            prices: aligned.prices,
            sources: histories.iter().map(|one| one.source.clone()).collect(),
            symbols: histories.into_iter().map(|one| one.symbol).collect(),
        })
    }

    /// The returns, as the kernels take them.
    pub fn columns(&self) -> Vec<&[f64]> {
        self.returns.iter().map(Vec::as_slice).collect()
    }

    /// Days of the returns.
    pub fn time(&self) -> &[i64] {
        self.dates.get(1..).unwrap_or_default()
    }

    /// First and last day of the returns and their number.
    pub fn span(&self) -> Span {
        history::span(self.time(), self.dates.first().copied().unwrap_or_default())
    }

    /// Closes of the last common day.
    pub fn last_prices(&self) -> Vec<f64> {
        let last = |column: &Vec<f64>| column.last().copied().unwrap_or_default();
        self.prices.iter().map(last).collect()
    }

    /// Closes of the first common day.
    pub fn first_prices(&self) -> Vec<f64> {
        let first = |column: &Vec<f64>| column.first().copied().unwrap_or_default();
        self.prices.iter().map(first).collect()
    }

    /// The place of a symbol, in whatever case.
    pub fn place(&self, symbol: &str) -> Option<usize> {
        let wanted = symbol.trim().to_uppercase();
        self.symbols.iter().position(|known| *known == wanted)
    }
}

fn check(symbols: &[String], field: &str, least: usize) -> Result<(), Failure> {
    if symbols.len() < least || symbols.len() > MOST {
        let detail = format!(
            "{field} names {} symbols, but needs {least} to {MOST}.",
            symbols.len()
        );
        return Err(invalid(field, "wrong_number", detail));
    }
    let mut seen: Vec<String> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let name = symbol.trim().to_uppercase();
        if seen.contains(&name) {
            let detail = format!("{field} names {name} twice.");
            return Err(invalid(field, "duplicate_symbol", detail));
        }
        seen.push(name);
    }
    Ok(())
}

fn nothing_common(histories: &[Prices], field: &str) -> Failure {
    let span = |one: &Prices| {
        let last = one.time.last().copied().unwrap_or_default();
        format!("{} to {}", one.symbol, Date::of(day_of(last)))
    };
    let ends: Vec<String> = histories.iter().take(SHOWN).map(span).collect();
    let detail = format!(
        "The histories have no day in common: a period counts back from the last bar of each ({}). Give start and end, or a longer period.",
        ends.join(", ")
    );
    invalid(field, "no_common_days", detail)
}

/// A kernel's refusal as a failure that names the field at fault, `otherwise` where it is none
/// of those with a field of their own.
pub fn refused(refusal: &Refusal, otherwise: &str) -> Failure {
    let field = match refusal {
        Refusal::Infeasible(limit) => match limit {
            Infeasible::TargetReturn { .. } => "target_return",
            Infeasible::TargetVolatility { .. } => "target_volatility",
            Infeasible::NoExcessReturn { .. } => "risk_free",
            Infeasible::GroupFloor { .. }
            | Infeasible::GroupCeiling { .. }
            | Infeasible::GroupCrossed { .. }
            | Infeasible::Together {
                has_group: true, ..
            } => "groups",
            // Bounds of all assets are looked at before, so that these are one asset's own.
            Infeasible::Crossed { .. } => "symbol_bounds",
            _ => "bounds",
        },
        Refusal::Undefined(Undefined::InsufficientData) => "period",
        _ => otherwise,
    };
    invalid(field, refusal.code(), sentence(&refusal.to_string()))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// A matrix in the form of an answer.
pub fn matrix(method: &str, cells: &Square, shrinkage: Option<f64>) -> Matrix {
    let row = |row: usize| {
        let cells = cells.row(row).iter();
        cells
            .map(|cell| cell.is_finite().then_some(*cell))
            .collect()
    };
    Matrix {
        method: method.into(),
        rows: (0..cells.size()).map(row).collect(),
        undefined: None,
        shrinkage,
    }
}

/// Correlations pair by pair, so that an asset without any spread costs its own cells alone.
pub fn correlations(method: &str, columns: &[&[f64]]) -> Matrix {
    let pair = |x: &[f64], y: &[f64]| moments::correlation(x, y);
    let rows: Vec<Vec<Measure>> = columns
        .iter()
        .map(|x| columns.iter().map(|y| pair(x, y)).collect())
        .collect();
    let missing = rows.iter().flatten().find_map(|cell| cell.err());
    let values = |row: Vec<Measure>| row.into_iter().map(Result::ok).collect();
    Matrix {
        method: method.into(),
        rows: rows.into_iter().map(values).collect(),
        undefined: missing.map(|reason| reason.code().into()),
        shrinkage: None,
    }
}
