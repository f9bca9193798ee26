//! The trial of a new version: one harmless call of its world, with everything
//! that reaches out switched off, before any client sees it.

use std::sync::Arc;

use sandbourse_wit::values::Adjustment;

use super::call::CallHost;
use super::groups::{risk, webhook, work};
use super::loader::Code;
use super::version::Version;
use super::{CallError, Refusal, World};

/// Calls the version once.
///
/// # Errors
/// A refusal that says how it failed. An answer that declines the empty input
/// is a pass: the trial asks whether the component lives, not what it knows.
pub async fn try_out(host: &Arc<CallHost>, version: &Arc<Version>) -> Result<(), Refusal> {
    attempt(host, version).await.map_err(|error| {
        let code = error.code();
        let mut detail = format!("The component failed its trial call ({code}): {error}.");
        if !error.printed().is_empty() {
            detail.push_str(&format!(" It printed: {}", error.printed()));
        }
        Refusal::new("trial_failed", detail)
    })
}

async fn attempt(host: &Arc<CallHost>, version: &Arc<Version>) -> Result<(), CallError> {
    match version.world() {
        World::Data => host
            .trial(
                version,
                work!(Data, sandbourse_platform_data_group, call_providers()),
            )
            .await
            .map(drop),
        World::Predict => host
            .trial(
                version,
                work!(Predict, sandbourse_platform_predict_group, call_models()),
            )
            .await
            .map(drop),
        World::Backtest => host
            .trial(
                version,
                work!(
                    Backtest,
                    sandbourse_platform_backtest_group,
                    call_sample("", "1d")
                ),
            )
            .await
            .map(drop),
        World::Risk => {
            let query = nothing_to_compute();
            host.trial(
                version,
                work!(Risk, sandbourse_platform_risk_group, call_compute(&query)),
            )
            .await
            .map(drop)
        }
        // Strategies have a trial of their own.
        World::Strategy => Ok(()),
        World::Webhook => {
            let incoming = webhook::Incoming {
                symbol: String::new(),
                signal: 0.0,
                confidence: 0.0,
                source: String::new(),
            };
            host.trial(
                version,
                work!(
                    Webhook,
                    sandbourse_platform_webhook_group,
                    call_receive(&incoming, None)
                ),
            )
            .await
            .map(drop)
        }
    }
}

fn nothing_to_compute() -> risk::MetricsQuery {
    risk::MetricsQuery {
        symbol: String::new(),
        scope: risk::Scope {
            period: None,
            start: None,
            end: None,
            adjustment: Adjustment::All,
        },
        terms: risk::Terms {
            benchmark: None,
            risk_free: 0.0,
            year_length: None,
            convention: None,
            trials: None,
        },
    }
}
