//! The component as a whole, with strategies of the shelf and prices of files.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

mod any;
mod desk;
mod digests;
mod findings_about_results;
mod findings_about_runs;
mod golden;
mod monte_carlo;
mod requests;
mod risk;
mod series;
mod strategies;
mod study_findings;
mod sweeps;
mod symbols;
mod trust;
mod walk_forward;
mod worlds;
