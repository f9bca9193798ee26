//! The tasks and their arguments.

use clap::{Args, Parser, Subcommand};

use crate::workspace::Workspace;
use crate::{announce, bench, generate, suites, tidy, up};

/// What a task answers: whether all is well, or why it could not be done.
pub type Answer = Result<bool, String>;

/// Developer tasks of Sandbourse.
///
/// From a fresh clone: `cargo xtask up` sets everything up and starts the
/// service, `cargo xtask test` sets everything up and runs every test.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build and start the service with sample data.
    ///
    /// Adds the wasm target when it is missing, installs and builds the web app
    /// (when npm is there), builds the binary with its components, starts it
    /// with the embedded defaults and prints address, account and three calls
    /// to try. Stop it with Ctrl-C.
    Up(UpArguments),
    /// Set up and run every test: Rust, web app, browser, house rules.
    ///
    /// Ends with a table of the suites and, as the last line,
    /// `N passed, M failed, K skipped`. The exit code is 1 when one failed.
    Test(TestArguments),
    /// Build target/release/sandbourse, self-contained.
    ///
    /// Web app, components, sample data and migrations are inside the binary.
    Build,
    /// Write the generated files: API document, client types, variable tables.
    Gen(GenArguments),
    /// Check the house rules: sizes, names, rooms and their imports, packages.
    Tidy,
    /// Measure the release build and print the figures beside their budgets.
    Bench(BenchArguments),
    /// Wait until the service answers, then print calls to try.
    #[command(hide = true)]
    Announce(AnnounceArguments),
}

/// Arguments of `up`.
#[derive(Args)]
pub struct UpArguments {
    /// Build with the dev profile: faster to build, slower to run.
    #[arg(long)]
    pub dev: bool,
    /// Only set up and build.
    #[arg(long)]
    pub no_start: bool,
    /// Port to listen on; PORT of the environment or of .env, or 8000, when it
    /// is not given.
    #[arg(long)]
    pub port: Option<u16>,
}

/// Arguments of `test`.
#[derive(Args)]
pub struct TestArguments {
    /// Suites to run; all when none is named.
    #[arg(value_name = "SUITE")]
    pub suites: Vec<String>,
    /// Print the names of the suites and stop.
    #[arg(long)]
    pub list: bool,
}

/// Arguments of `gen`.
#[derive(Args)]
pub struct GenArguments {
    /// Write nothing; fail when a file differs from what would be generated.
    #[arg(long)]
    pub check: bool,
}

/// Arguments of `bench`.
#[derive(Args)]
pub struct BenchArguments {
    /// Seconds to measure each case.
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Connections that each ask again as soon as they are answered.
    #[arg(long, default_value_t = 32)]
    pub connections: usize,
    /// Use the dev profile: only to try the harness, its figures mean nothing.
    #[arg(long)]
    pub dev: bool,
    /// Python that has TA-Lib, arch, backtesting and vectorbt, to measure them in the same run.
    #[arg(long, default_value = "python3")]
    pub python: String,
}

/// Arguments of `announce`.
#[derive(Args)]
pub struct AnnounceArguments {
    /// Address of the service, for example 127.0.0.1:8000.
    pub address: String,
}

/// Reads the arguments and does the task.
///
/// # Errors
/// When the task could not be carried out, with the reason.
pub fn run() -> Answer {
    let cli = Cli::parse();
    if let Task::Announce(arguments) = &cli.task {
        return announce::run(&arguments.address);
    }
    let workspace = Workspace::find()?;
    match cli.task {
        Task::Up(arguments) => up::up(&workspace, &arguments),
        Task::Test(arguments) => suites::test(&workspace, &arguments),
        Task::Build => up::build(&workspace),
        Task::Gen(arguments) => generate::run(&workspace, arguments.check),
        Task::Tidy => tidy::run(&workspace),
        Task::Bench(arguments) => bench::run(&workspace, &arguments),
        Task::Announce(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_task_explains_itself() {
        let command = Cli::command();
        command.clone().debug_assert();
        for task in command.get_subcommands() {
            assert!(
                task.get_about().is_some(),
                "{} has no help",
                task.get_name()
            );
        }
    }
}
