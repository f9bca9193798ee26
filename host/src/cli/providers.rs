//! `sandbourse providers`: where prices come from here, and whether each source answers.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::complaint::{Complaint, Outcome, end};
use super::table::Table;
use super::{block_on, parts, prepared, print};
use crate::app::App;
use crate::config::DATA_PROVIDERS;
use crate::sandbox::groups::data::{ProviderCheck, ProviderState};

/// The verdict on what a key may not ask for.
const NOT_IN_PLAN: &str = "provider_plan";

/// What to do about providers.
#[derive(Subcommand)]
pub enum Command {
    /// Show each provider: whether it is on, what it serves, what is left of its budget.
    List,
    /// Ask each configured provider once for everything it serves, and say what works; exit
    /// code 1 when something fails that the plan of the key includes. Its budget holds.
    Check {
        /// Only these.
        names: Vec<String>,
    },
}

/// Runs a `providers` command.
pub fn run(command: Command, json: bool) -> ExitCode {
    let config = match prepared(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    block_on(async move {
        let outcome = match parts::start(config).await {
            Ok(app) => carry_out(&app, command, json).await,
            Err(complaint) => Err(complaint),
        };
        end(outcome, json)
    })
}

async fn carry_out(app: &App, command: Command, json: bool) -> Outcome {
    match command {
        Command::List => {
            list(&states(app).await?, json);
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { names } => check(app, &names, json).await,
    }
}

async fn states(app: &App) -> Result<Vec<ProviderState>, Complaint> {
    let states = app.sandbox.providers().await;
    states.map_err(|cause| Complaint::new(cause.to_string()))
}

fn list(states: &[ProviderState], json: bool) {
    if json {
        print::value(&json!({ "providers": states }));
        return;
    }
    let mut table = Table::new(["provider", "state", "serves", "budget left", "detail"]);
    for state in states {
        let budgets = state
            .budgets
            .iter()
            .map(|budget| format!("{}/{} {}", budget.remaining, budget.most, budget.name));
        table.row([
            state.name.clone(),
            state.state.clone(),
            state.serves.join(", "),
            budgets.collect::<Vec<_>>().join(", "),
            state.detail.clone(),
        ]);
    }
    table.print();
}

async fn check(app: &App, names: &[String], json: bool) -> Outcome {
    if let Some(unknown) = names
        .iter()
        .find(|name| !DATA_PROVIDERS.contains(&name.as_str()))
    {
        let complaint = Complaint::new(format!("No provider is called `{unknown}`."));
        return Err(complaint.detail(format!("There are {}.", DATA_PROVIDERS.join(", "))));
    }
    let states = states(app).await?;
    let is_asked = |state: &&ProviderState| {
        let is_outside = DATA_PROVIDERS.contains(&state.name.as_str());
        let is_named = names.contains(&state.name);
        is_outside && (is_named || (names.is_empty() && state.state != "off"))
    };
    let asked: Vec<&ProviderState> = states.iter().filter(is_asked).collect();
    let bar = super::data::progress(asked.len());
    let mut checks = Vec::new();
    for state in asked {
        bar.set_message(state.name.clone());
        let found = app.sandbox.check_provider(state.name.clone()).await;
        checks.extend(found.map_err(|cause| Complaint::new(cause.to_string()))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    show(&checks, &states, json);
    Ok(if checks.iter().all(works) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What the plan of a key leaves out is no failure.
fn works(check: &ProviderCheck) -> bool {
    check.ok || check.code == NOT_IN_PLAN
}

fn mark(check: &ProviderCheck) -> &'static str {
    if check.code == NOT_IN_PLAN {
        return "-   ";
    }
    print::mark(check.ok)
}

fn show(checks: &[ProviderCheck], states: &[ProviderState], json: bool) {
    if json {
        let ok = checks.iter().all(works);
        print::value(&json!({ "ok": ok, "checks": checks }));
        return;
    }
    let mut table = Table::new(["", "provider", "need", "verdict", "detail"]);
    for check in checks {
        table.row([
            mark(check).to_owned(),
            check.provider.clone(),
            check.need.clone(),
            check.code.clone(),
            check.detail.clone(),
        ]);
    }
    table.print();
    let off = |state: &&ProviderState| {
        state.state == "off" && DATA_PROVIDERS.contains(&state.name.as_str())
    };
    for state in states.iter().filter(off) {
        print::line(&format!("off  {}: {}", state.name, state.detail));
    }
}
