//! Searches, resampling and walk-forward beside arch 8.0.0, open formulas and brute force.

#![cfg(test)]

mod constraint;
mod grid;
mod length;
mod overfitting;
mod ranking;
mod resample;
mod sample;
mod spa;
mod walk_forward;
