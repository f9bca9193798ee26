//! The `predict` component: a forecast with its measured skill, or the admission that there
//! is none.

mod answer;
mod choice;
mod failures;
mod history;
mod models;
mod query;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit/platform", world: "predict" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use bindings::exports::sandbourse::platform::predict_group::{Guest, ModelInfo, PredictQuery};
use bindings::sandbourse::platform::types::{Failure, Prediction};
use bindings::sandbourse::platform::{events, hub, log, market, metrics};

struct Component;

impl Guest for Component {
    fn predict(query: PredictQuery) -> Result<Prediction, Failure> {
        let checked = query::check(&query)?;
        metrics::count("predictions", 1);
        let series = market::bars(&query::bars(&query.symbol))?;
        let prediction = answer::predict(&checked, series)?;
        announce(&prediction);
        Ok(prediction)
    }

    fn models() -> Vec<ModelInfo> {
        models::catalogue()
    }
}

/// A forecast is an answer first: that it could not be kept or sent on is worth a line in
/// the log and no more. One that was made before is not news, so it is not sent again.
fn announce(prediction: &Prediction) {
    let event = events::Event::Prediction(prediction.clone());
    match events::record(&event, Some(&answer::key(prediction))) {
        Ok(recorded) if recorded.repeated => return,
        Ok(_) => {}
        Err(failure) => warn(&format!(
            "Prediction for {} not recorded: {}",
            prediction.symbol, failure.detail
        )),
    }
    if let Err(refusal) = hub::publish(&hub::Event::Prediction(prediction.clone())) {
        warn(&format!(
            "Prediction for {} not published: {refusal:?}",
            prediction.symbol
        ));
    }
}

fn warn(message: &str) {
    log::write(log::Level::Warn, message);
}
