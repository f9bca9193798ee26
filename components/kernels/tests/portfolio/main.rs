//! Portfolio kernels against peers and against laws.

#![cfg(test)]

mod golden;
mod laws;
mod sample;
mod small;
