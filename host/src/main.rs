//! The `sandbourse` program: a serverless-style platform of WebAssembly
//! components for market data, risk, prediction and backtesting.

mod api;
mod capabilities;
mod cli;
mod clock;
mod config;
mod jobs;
mod sandbox;
mod server;
mod services;
mod web;

fn main() {}
