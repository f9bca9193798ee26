//! Developer tasks: set up and start, test, build, generate, check the house
//! rules, measure.
#![expect(
    clippy::disallowed_methods,
    reason = "a developer's tool reads its own environment and the real clock"
)]

mod announce;
mod bench;
mod cli;
mod failures;
mod frontend;
mod generate;
mod http;
mod process;
mod server;
mod suites;
mod tally;
mod tidy;
mod toolchain;
mod up;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::from(2)
        }
    }
}
