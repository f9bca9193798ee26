//! What is asked for: checks of a request that do not depend on prices or strategy, and the
//! bars that it needs.

use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::rules::{Ending, FillAt, Rules, Shorting, Units as UnitRule};

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Fill, RunRequest, ShortSelling, Units,
};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure};
use crate::bindings::sandbourse::platform::values::Adjustment;
use crate::failures::invalid;

/// Most cash to start with: far beyond it, cents are lost to rounding.
const MOST_CASH: f64 = 1e12;

/// Daily bars for a first look, adjusted so that splits are no jumps.
pub fn sample(symbol: String, period: String) -> Result<BarsQuery, Failure> {
    need_symbol(&symbol, "symbol")?;
    Ok(BarsQuery {
        lead: 0,
        factors: false,
        symbol,
        interval: "1d".into(),
        period: Some(period),
        start: None,
        end: None,
        adjustment: Adjustment::Split,
    })
}

/// The bars of one symbol of a run: all that are held, unless the request says which.
pub fn bars(request: &RunRequest, symbol: &str) -> BarsQuery {
    let unbounded = request.start.is_none() && request.end.is_none();
    BarsQuery {
        lead: 0,
        factors: false,
        symbol: symbol.to_owned(),
        interval: request.interval.clone(),
        period: request
            .period
            .clone()
            .or_else(|| unbounded.then(|| "max".into())),
        start: request.start,
        end: request.end,
        adjustment: request.adjustment,
    }
}

fn need_symbol(symbol: &str, field: &str) -> Result<(), Failure> {
    if symbol.trim().is_empty() {
        return Err(invalid(
            field,
            "missing_symbol",
            "A symbol is needed, for example GOOG.".into(),
        ));
    }
    Ok(())
}

/// How orders are filled and paid for. What a target is a multiple of is the strategy's to say.
pub fn rules(request: &RunRequest) -> Result<Rules, Failure> {
    for (place, symbol) in request.symbols.iter().enumerate() {
        need_symbol(symbol, &format!("symbols.{place}"))?;
    }
    if let Some(benchmark) = &request.benchmark {
        need_symbol(benchmark, "benchmark")?;
    }
    let volume_cap = match request.volume_cap {
        Some(share) => within("volume_cap", share, 1e-9, 1.0)?,
        None => f64::INFINITY,
    };
    Ok(Rules {
        cash: within("cash", request.cash, 0.01, MOST_CASH)?,
        costs: costs(request)?,
        margin: within("margin", request.margin, 0.01, 1.0)?,
        fill: match request.fill {
            Fill::NextOpen => FillAt::NextOpen,
            Fill::SameClose => FillAt::SameClose,
            Fill::AtClose => FillAt::AtOnce,
        },
        units: match request.units {
            Units::Whole => UnitRule::Whole,
            Units::Fractional => UnitRule::Fractional,
        },
        shorting: match request.short {
            ShortSelling::Allowed => Shorting::Allowed,
            ShortSelling::Forbidden => Shorting::Forbidden,
        },
        volume_cap,
        ending: if request.finalize {
            Ending::Close
        } else {
            Ending::KeepOpen
        },
        ..Rules::default()
    })
}

fn costs(request: &RunRequest) -> Result<Costs, Failure> {
    let commission = &request.commission;
    Ok(Costs {
        relative: within("commission.relative", commission.relative, 0.0, 0.5)?,
        fixed: within("commission.fixed", commission.fixed, 0.0, MOST_CASH)?,
        per_unit: within("commission.per_share", commission.per_share, 0.0, MOST_CASH)?,
        minimum: within("commission.minimum", commission.minimum, 0.0, MOST_CASH)?,
        spread: within("spread", request.spread, 0.0, 0.5)?,
        slippage: within("slippage", request.slippage, 0.0, 0.4)?,
    })
}

fn within(field: &str, value: f64, least: f64, most: f64) -> Result<f64, Failure> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    let detail = format!("{field} is {value}, but must be from {least} to {most}.");
    Err(invalid(field, "out_of_range", detail))
}
