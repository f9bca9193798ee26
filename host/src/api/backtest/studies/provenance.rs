//! What a study rests on, and the hash by which another run of it is known to be the same.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::sandbox::groups::backtest::Decider;
use crate::services::signing::sha256_hex;
use crate::services::studies::Study;

/// What a study rests on.
#[derive(Serialize, ToSchema)]
pub struct JobMeta {
    /// The strategy that decided.
    strategy: Decider,
    /// The version of the component that planned it, for example `backtest@1`.
    component: String,
    /// SHA-256 of that component, hex.
    component_digest: String,
    /// SHA-256 of the bars, hex.
    data_digest: String,
    /// What chance begins with.
    seed: u64,
    /// SHA-256 of what was planned and of what came out, hex: the same when the study is done
    /// again. `null` until there is a result, and in lists.
    result_hash: Option<String>,
}

impl JobMeta {
    /// That of a study, once it is planned.
    pub fn of(study: &Study) -> Option<Self> {
        let plan = study.plan.as_ref()?;
        let text = |key: &str| plan[key].as_str().map(str::to_owned);
        Some(Self {
            strategy: serde_json::from_value(plan["strategy"].clone()).ok()?,
            component: text("component")?,
            component_digest: text("component_digest")?,
            data_digest: text("data_digest")?,
            seed: plan["seed"].as_u64()?,
            result_hash: study.result.as_ref().map(|result| hash(plan, result)),
        })
    }
}

fn hash(plan: &Value, result: &Value) -> String {
    sha256_hex(format!("{plan}\n{result}").as_bytes())
}
