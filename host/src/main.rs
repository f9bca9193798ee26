//! The `sandbourse` program: a serverless-style platform of WebAssembly
//! components for market data, risk, prediction and backtesting.

mod api;
mod app;
mod capabilities;
mod cli;
mod clock;
mod config;
mod jobs;
mod sandbox;
mod server;
mod services;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
