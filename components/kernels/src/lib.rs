//! Pure numerics: slices in, numbers out; no WIT, no I/O, no clock.

pub mod backtest;
pub mod benchmark;
pub mod binomial;
pub mod calendar;
pub mod distribution;
pub mod drawdown;
pub mod forecast;
pub mod gamma;
pub mod indicators;
pub mod measure;
pub mod moments;
pub mod normal;
pub mod outcomes;
pub mod periods;
pub mod portfolio;
pub mod ratios;
pub mod returns;
pub mod rolling;
pub mod sharpe;
pub mod simulate;
pub mod sum;
pub mod symbol;
pub mod tail;
pub mod value_at_risk;
pub mod volatility;
