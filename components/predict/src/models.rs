//! The models that a client may name.

use sandbourse_kernels::forecast::models::Model;

use crate::bindings::exports::sandbourse::platform::predict_group::ModelInfo;

/// Every model, the baseline first.
pub fn catalogue() -> Vec<ModelInfo> {
    Model::ALL.into_iter().map(info).collect()
}

fn info(model: Model) -> ModelInfo {
    let (family, summary) = words(model);
    ModelInfo {
        name: model.name().into(),
        summary: summary.into(),
        family: family.into(),
        min_bars: u32::try_from(model.min_bars()).unwrap_or(u32::MAX),
    }
}

fn words(model: Model) -> (&'static str, &'static str) {
    match model {
        Model::RandomWalk => (
            "statistical",
            "The price stays where it is; the baseline that every other model is measured against.",
        ),
        Model::Drift => (
            "statistical",
            "The average logarithmic growth of the history goes on; normal intervals widen with \
             the horizon and with the doubt about that average.",
        ),
        Model::EwmaVol => (
            "statistical",
            "Average growth with intervals scaled by the volatility of now (EWMA, decay 0.94).",
        ),
        Model::Ridge => (
            "ml",
            "Ridge regression of the volatility-scaled return on lagged returns, trends and the \
             change of volatility, refitted at every origin of its evaluation.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_is_listed_once_with_a_summary() {
        let listed = catalogue();
        assert_eq!(listed.len(), Model::ALL.len());
        assert!(
            listed
                .iter()
                .all(|model| !model.summary.is_empty() && model.min_bars > 0)
        );
    }
}
