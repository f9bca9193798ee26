//! What indicators promise: the numbers of a peer, and laws on any series.

#![cfg(test)]

mod golden;
mod laws;
mod parameters;
mod series;
