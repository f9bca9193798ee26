//! The stand-in as a program: prints the variables to export, and lets prices walk.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use sandbourse_standin::{Standin, Stream};

/// Stands in for the market-data providers on loopback.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 9000)]
    port: u16,
    /// Milliseconds between two rounds of trades.
    #[arg(long, default_value_t = 500)]
    every: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let standin = match Standin::start_on(arguments.port).await {
        Ok(standin) => standin,
        Err(problem) => {
            eprintln!("cannot listen on port {}: {problem}", arguments.port);
            return ExitCode::FAILURE;
        }
    };
    for (name, value) in standin.env() {
        println!("export {name}={value}");
    }
    eprintln!(
        "standing in on 127.0.0.1:{} until interrupted",
        standin.port()
    );
    tokio::select! {
        () = walk(&standin, Duration::from_millis(arguments.every.max(10))) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    ExitCode::SUCCESS
}

/// Moves the price of every subscribed symbol a little, again and again.
async fn walk(standin: &Standin, every: Duration) {
    let mut rounds = tokio::time::interval(every);
    loop {
        rounds.tick().await;
        let subscribed = Stream::ALL.map(|stream| standin.subscriptions(stream));
        for symbol in subscribed.into_iter().flatten() {
            standin.step(&symbol);
        }
    }
}
