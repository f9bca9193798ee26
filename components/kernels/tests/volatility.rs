//! Every fit, forecast and range estimate beside arch 8.0.0 and open formulas.
//!
//! The numbers of SPX are copied; those of series that may not be copied are read from the
//! reference folder when it is there.

#![cfg(test)]

mod volatility {
    mod arch;
    mod laws;
    mod ranges;
    mod series;
}
