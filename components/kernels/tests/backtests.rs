//! The backtest engine: laws on any prices, published rules, and runs beside other tools.
//!
//! Most reference series may not be copied; they are read from the reference folder when it
//! is there.

#![cfg(test)]

mod backtests {
    mod any;
    mod golden;
    mod laws;
    mod peer;
    mod rules;
    mod series;
    mod strategies;
    mod sweeps;
}
