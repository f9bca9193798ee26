//! Arguments and exit codes.

mod backtest;
mod check;
mod complaint;
mod data;
mod figure;
mod healthcheck;
mod init;
mod logging;
mod parts;
mod plugin;
mod print;
mod providers;
mod remote;
mod serve;
mod setting;
mod table;

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::config::{Config, Origin, reference};
use crate::sandbox::{COMPILE_SUBCOMMAND, compile_in_this_process};

/// Market data, risk, prediction and backtesting from sandboxed WebAssembly components.
#[derive(Parser)]
#[command(name = "sandbourse", version, about, long_about = None)]
struct Arguments {
    /// Print JSON for scripts instead of text for people.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service.
    Serve(serve::Arguments),
    /// Validate a deployment: settings, components, web app, data directory, and a
    /// live request to each endpoint group.
    Check,
    /// Prepare a deployment: .env with a random secret, data directory, checklist.
    /// Overwrites nothing.
    Init,
    /// Price and macro history.
    #[command(subcommand)]
    Data(data::Command),
    /// Where prices come from.
    #[command(subcommand)]
    Providers(providers::Command),
    /// Strategies of your own: write, build, check and serve them.
    Plugin(plugin::Arguments),
    /// Run strategies over history: once, over grids of settings, resampled.
    Backtest(Box<backtest::Arguments>),
    /// Print the OpenAPI document.
    Openapi,
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Ask a running service for its health; exit code 0 when it answers.
    Healthcheck,
    /// Print the reference of environment variables.
    #[command(hide = true)]
    ConfigReference {
        /// The form to print.
        #[arg(long, value_enum)]
        format: ReferenceFormat,
    },
    /// Compile a component from standard input to standard output.
    #[command(hide = true, name = COMPILE_SUBCOMMAND)]
    CompileComponent {
        /// Engine that the code is for.
        engine: String,
        /// Bytes of writable memory that compilation may use.
        memory_bytes: u64,
        /// Seconds of CPU time that it may use.
        cpu_seconds: u64,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ReferenceFormat {
    /// `.env.example`
    Env,
    /// `docs/environment.md`
    Markdown,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    match arguments.command {
        Command::Serve(serve) => serve::run(&serve, json),
        Command::Check => check::run(json),
        Command::Init => init::run(json),
        Command::Data(command) => data::run(command, json),
        Command::Providers(command) => providers::run(command, json),
        Command::Plugin(arguments) => plugin::run(arguments, json),
        Command::Backtest(arguments) => backtest::run(*arguments, json),
        Command::Openapi => print::text(&crate::api::openapi_text()),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "sandbourse",
                &mut std::io::stdout(),
            );
            ExitCode::SUCCESS
        }
        Command::Healthcheck => healthcheck::run(json),
        Command::ConfigReference {
            format: ReferenceFormat::Env,
        } => print::text(&reference::env_example()),
        Command::ConfigReference {
            format: ReferenceFormat::Markdown,
        } => print::text(&reference::markdown()),
        Command::CompileComponent {
            engine,
            memory_bytes,
            cpu_seconds,
        } => match compile_in_this_process(&engine, memory_bytes, cpu_seconds) {
            Ok(()) => ExitCode::SUCCESS,
            Err(cause) => print::error(&cause),
        },
    }
}

/// The settings, or every mistake in them on standard error.
fn settings(json: bool) -> Result<Config, ExitCode> {
    Config::load().map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        print::failures("The configuration has mistakes", &lines, json)
    })
}

/// The settings with their data directory ready, or what is wrong on standard error.
fn prepared(json: bool) -> Result<Config, ExitCode> {
    let mut config = settings(json)?;
    prepare(&mut config)?;
    Ok(config)
}

/// Makes the data directory ready.
fn prepare(config: &mut Config) -> Result<Origin, ExitCode> {
    config.prepare().map_err(|cause| {
        print::error(&format!(
            "The data directory {} cannot be used: {cause}",
            config.data_dir.display()
        ))
    })
}

/// Runs a command's future on a runtime of its own.
fn block_on<F: Future<Output = ExitCode>>(future: F) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("io")
        .build()
    {
        Ok(runtime) => runtime.block_on(future),
        Err(cause) => print::error(&format!("The runtime does not start: {cause}")),
    }
}

/// A folder in which a command may leave state that nobody needs afterwards.
fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("sandbourse-{}", uuid::Uuid::new_v4().simple()))
}
