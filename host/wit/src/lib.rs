//! Host-side bindings of `wit/platform`, generated in this one place.
//!
//! `values` is generated without derives because its JSON form is written by
//! hand (`json`); every other type serialises as its fields in snake_case.
#![expect(missing_docs, reason = "generated from WIT, where the documentation is")]

mod json;

/// Instants and closed sets of words.
mod scalars {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        inline: "package sandbourse:host; world scalars { import sandbourse:platform/values@0.1.0; }",
        world: "sandbourse:host/scalars",
    });
}

/// Every capability interface, and the records that cross more than one of them.
mod shared {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        world: "sandbourse:platform/all",
        with: { "sandbourse:platform/values@0.1.0": super::scalars::sandbourse::platform::values },
        imports: { default: async | trappable },
        additional_derives: [serde::Serialize, serde::Deserialize, utoipa::ToSchema],
    });
}

pub use scalars::sandbourse::platform::values;
pub use shared::sandbourse::platform::{
    cache, events, history, http_out, hub, log, market, metrics, rate_limit, settings, types,
};

macro_rules! group {
    ($module:ident, $world:literal) => {
        /// Bindings of one world; what it exports is in `group`.
        pub mod $module {
            wasmtime::component::bindgen!({
                path: "../../wit/platform",
                world: $world,
                with: {
                    "sandbourse:platform/cache@0.1.0": crate::cache,
                    "sandbourse:platform/events@0.1.0": crate::events,
                    "sandbourse:platform/history@0.1.0": crate::history,
                    "sandbourse:platform/http-out@0.1.0": crate::http_out,
                    "sandbourse:platform/hub@0.1.0": crate::hub,
                    "sandbourse:platform/log@0.1.0": crate::log,
                    "sandbourse:platform/market@0.1.0": crate::market,
                    "sandbourse:platform/metrics@0.1.0": crate::metrics,
                    "sandbourse:platform/rate-limit@0.1.0": crate::rate_limit,
                    "sandbourse:platform/settings@0.1.0": crate::settings,
                    "sandbourse:platform/types@0.1.0": crate::types,
                    "sandbourse:platform/values@0.1.0": crate::values,
                },
                imports: { default: async | trappable },
                exports: { default: async },
                additional_derives: [serde::Serialize, serde::Deserialize, utoipa::ToSchema],
            });
        }
    };
}

group!(data, "sandbourse:platform/data");
group!(risk, "sandbourse:platform/risk");
group!(predict, "sandbourse:platform/predict");
group!(backtest, "sandbourse:platform/backtest");
group!(webhook, "sandbourse:platform/webhook");
