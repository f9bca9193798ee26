//! The typed functions of the risk group.

use super::super::loader::Code;
use super::super::{CallError, Sandbox, World};
use super::{Answered, risk, settle};

impl Sandbox {
    /// Risk figures of a symbol.
    pub async fn metrics(
        &self,
        query: risk::MetricsQuery,
    ) -> Result<Answered<risk::MetricsReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_compute(&query)
        )
    }

    /// How deep and how long a symbol was under its highest value.
    pub async fn drawdowns(
        &self,
        query: risk::DrawdownsQuery,
    ) -> Result<Answered<risk::DrawdownsReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_drawdowns(&query)
        )
    }

    /// Figures over every window of a history.
    pub async fn rolling(
        &self,
        query: risk::RollingQuery,
    ) -> Result<Answered<risk::RollingReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_rolling(&query)
        )
    }

    /// Estimates, fitted models and forecasts of how much a symbol moves.
    pub async fn volatility(
        &self,
        query: risk::VolatilityQuery,
    ) -> Result<Answered<risk::VolatilityReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_volatility(&query)
        )
    }

    /// Value at risk by several methods, and whether it held.
    pub async fn value_at_risk(
        &self,
        query: risk::VarQuery,
    ) -> Result<Answered<risk::VarReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_value_at_risk(&query)
        )
    }

    /// A regression on the Fama-French factors.
    pub async fn factors(
        &self,
        query: risk::FactorsQuery,
    ) -> Result<Answered<risk::FactorsReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_factors(&query)
        )
    }

    /// How several symbols move together.
    pub async fn correlation(
        &self,
        query: risk::CorrelationQuery,
    ) -> Result<Answered<risk::CorrelationReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_correlation(&query)
        )
    }

    /// The figures of a portfolio and where its risk comes from.
    pub async fn portfolio(
        &self,
        query: risk::PortfolioQuery,
    ) -> Result<Answered<risk::PortfolioReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_portfolio(&query)
        )
    }

    /// Weights that are best in a stated sense.
    pub async fn optimize(
        &self,
        query: risk::OptimizeQuery,
    ) -> Result<Answered<risk::OptimizeReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_optimize(&query)
        )
    }

    /// What crises and scenarios would do to a portfolio.
    pub async fn stress(
        &self,
        query: risk::StressQuery,
    ) -> Result<Answered<risk::StressReport>, CallError> {
        ask_known!(
            self,
            Risk,
            sandbourse_platform_risk_group,
            call_stress(&query)
        )
    }
}
