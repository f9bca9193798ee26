//! Host-side bindings of `wit/platform`, generated in this one place.
//!
//! `values` is generated without derives because its JSON form is written by
//! hand (`json`); every other type serialises as its fields in snake_case.
#![expect(
    missing_docs,
    reason = "generated from WIT, where the documentation is"
)]

mod json;

/// Instants and closed sets of words.
mod scalars {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        inline: "package sandbourse:host; world scalars { import sandbourse:platform/values@0.1.0; }",
        world: "sandbourse:host/scalars",
    });
}

/// The records of the public contract of plugins.
mod plugin_types {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        inline: "package sandbourse:host; world plugin-types { import sandbourse:plugin/types@0.1.0; }",
        world: "sandbourse:host/plugin-types",
    });
}

/// What a strategy exports. Frames are borrowed: they are large, and most runs hand out parts
/// of the same ones.
pub mod strategy {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        inline: "package sandbourse:host; world exports { export sandbourse:plugin/strategy@0.1.0; }",
        world: "sandbourse:host/exports",
        ownership: Borrowing { duplicate_if_necessary: true },
    });
}

/// Every capability interface, and the records that cross more than one of them.
mod shared {
    wasmtime::component::bindgen!({
        path: "../../wit/platform",
        world: "sandbourse:platform/all",
        with: {
            "sandbourse:platform/values@0.1.0": super::scalars::sandbourse::platform::values,
            "sandbourse:plugin/types@0.1.0": super::plugin_types::sandbourse::plugin::types,
        },
        imports: {
            // Called once a bar: a strategy runs on the thread of its caller.
            "sandbourse:platform/plugins.start": trappable,
            "sandbourse:platform/plugins.advance": trappable,
            default: async | trappable,
        },
        additional_derives: [serde::Serialize, serde::Deserialize, utoipa::ToSchema],
    });
}

pub use plugin_types::sandbourse::plugin::types as plugin;
pub use scalars::sandbourse::platform::values;
pub use shared::sandbourse::platform::{
    cache, digest, events, history, http_out, hub, log, market, metrics, plugins, rate_limit,
    settings, types,
};

macro_rules! group {
    ($module:ident, $inline:literal $(, $shared:literal: $types:path)*) => {
        /// One endpoint group: what a component of this world exports.
        pub mod $module {
            wasmtime::component::bindgen!({
                path: "../../wit/platform",
                inline: $inline,
                world: "sandbourse:host/exports",
                with: {
                    "sandbourse:platform/types@0.1.0": crate::types,
                    "sandbourse:platform/values@0.1.0": crate::values,
                    $($shared: $types,)*
                },
                exports: { default: async },
                additional_derives: [serde::Serialize, serde::Deserialize, utoipa::ToSchema],
            });
        }
    };
}

group!(
    data,
    "package sandbourse:host; world exports { export sandbourse:platform/data-group@0.1.0; }"
);
group!(
    risk,
    "package sandbourse:host; world exports { export sandbourse:platform/risk-group@0.1.0; }"
);
group!(
    predict,
    "package sandbourse:host; world exports { export sandbourse:platform/predict-group@0.1.0; }"
);
group!(
    backtest,
    "package sandbourse:host; world exports { export sandbourse:platform/backtest-group@0.1.0; }",
    "sandbourse:platform/risk-types@0.1.0": crate::risk::sandbourse::platform::risk_types
);
group!(
    webhook,
    "package sandbourse:host; world exports { export sandbourse:platform/webhook-group@0.1.0; }"
);
