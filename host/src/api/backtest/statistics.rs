//! The statistics of a run: a map by name, the risk group's in a map of their own inside it,
//! because two names mean something else there.

use sandbourse_wit::types::Figure;
use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::api::answer::{Conventions, Reasons, Values, conventions, values};
use crate::sandbox::groups::backtest::EquityRisk;
use crate::sandbox::groups::risk_types::{Definition, Warning};

/// Statistics by name, `null` where one is undefined; those of the risk group in `risk`.
#[derive(Serialize)]
pub struct Statistics {
    #[serde(flatten)]
    own: Values,
    risk: Values,
}

/// Why statistics are `null`, by name; those of the risk group in `risk`.
#[derive(Serialize)]
pub struct StatisticsReasons {
    #[serde(flatten)]
    own: Reasons,
    risk: Reasons,
}

/// What the statistics in `risk` rest on.
#[derive(Serialize, ToSchema)]
pub struct RiskBasis {
    /// What those about a benchmark compare with: its ticker, or `buy_and_hold`.
    benchmark: String,
    /// Choices that they rest on, the year length among them.
    convention: Conventions,
    /// What each of them means.
    definitions: Vec<Definition>,
    /// What a reader must know about values that are there all the same.
    warnings: Vec<Warning>,
}

/// Splits figures into statistics and reasons.
pub fn statistics(own: Vec<Figure>, risk: Vec<Figure>) -> (Statistics, StatisticsReasons) {
    let (own, reasons) = values(own);
    let (risk, risk_reasons) = values(risk);
    let reasons = StatisticsReasons {
        own: reasons,
        risk: risk_reasons,
    };
    (Statistics { own, risk }, reasons)
}

/// Splits what was measured of an equity into its figures and what they rest on.
pub fn basis(risk: EquityRisk) -> (Vec<Figure>, RiskBasis) {
    let basis = RiskBasis {
        benchmark: risk.benchmark,
        convention: conventions(risk.conventions),
        definitions: risk.definitions,
        warnings: risk.warnings,
    };
    (risk.figures, basis)
}

/// A map of such values with one property that is a map itself: flattening would demand of it
/// that it be a value too.
macro_rules! with_risk {
    ($name:ident, $map:ident, $value:ty, $about:literal) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .description(Some($about))
                    .property("risk", Ref::from_schema_name(stringify!($map)))
                    .required("risk")
                    .additional_properties(Some(<$value as PartialSchema>::schema()))
                    .into()
            }
        }

        impl ToSchema for $name {}
    };
}

with_risk!(
    Statistics,
    Values,
    Option<f64>,
    "Statistics by name, `null` where one is undefined; those of the risk group in `risk`."
);
with_risk!(
    StatisticsReasons,
    Reasons,
    String,
    "Why statistics are `null`, by name; those of the risk group in `risk`."
);
