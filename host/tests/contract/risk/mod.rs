//! `/api/v1/risk`.

mod metrics;
mod reference;
mod series;
mod several;
