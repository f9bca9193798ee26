//! The typed functions of `backtest`.

use std::time::Duration;

use sandbourse_wit::types::Series;

use super::super::call::Work;
use super::super::loader::Code;
use super::super::threads::Standing;
use super::super::{CallError, Sandbox, World};
use super::{Answered, backtest, settle};
use crate::config::Budget;

/// A part of a study is not waited for by a request, and is cut to take a fraction of this. On
/// a machine that is busy with requests it may have to stand aside for long.
const STUDY: Budget = Budget {
    cpu: Duration::from_secs(120),
    wall: Duration::from_secs(3_600),
};

macro_rules! ask_long {
    ($sandbox:ident, $standing:ident, $call:ident ( $($argument:expr),* )) => {{
        let version = $sandbox.registry.active(World::Backtest)?;
        let work: Work<_> = work!(Backtest, sandbourse_platform_backtest_group, $call($($argument),*));
        let component = format!("{}@{}", version.component(), version.number());
        let digest = version.digest().to_owned();
        let answer = $sandbox.host.call_as(Standing::$standing, &version, STUDY, work).await?;
        settle(answer).map(|value| Answered { value, component, digest })
    }};
}

impl Sandbox {
    /// Daily bars to try a strategy on.
    pub async fn sample(
        &self,
        symbol: String,
        period: String,
    ) -> Result<Answered<Series>, CallError> {
        ask_known!(
            self,
            Backtest,
            sandbourse_platform_backtest_group,
            call_sample(&symbol, &period)
        )
    }

    /// One backtest.
    pub async fn backtest(
        &self,
        request: backtest::RunRequest,
    ) -> Result<Answered<backtest::RunReport>, CallError> {
        ask_known!(
            self,
            Backtest,
            sandbourse_platform_backtest_group,
            call_run(&request)
        )
    }

    /// How much work a study is; whoever begins one waits for this.
    pub async fn plan_study(
        &self,
        study: backtest::Study,
    ) -> Result<Answered<backtest::StudyPlan>, CallError> {
        ask_long!(self, Backtest, call_plan(&study))
    }

    /// Some units of the work of a study.
    pub async fn study_part(
        &self,
        study: backtest::Study,
        first: u64,
        count: u32,
    ) -> Result<backtest::StudyPart, CallError> {
        ask_long!(self, Study, call_part(&study, first, count)).map(|part| part.value)
    }

    /// What the parts of a study come to.
    pub async fn conclude_study(
        &self,
        study: backtest::Study,
        parts: Vec<backtest::NamedColumn>,
        top: u32,
    ) -> Result<backtest::StudyReport, CallError> {
        ask_long!(self, Study, call_conclude(&study, &parts, top)).map(|report| report.value)
    }
}
