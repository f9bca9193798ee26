//! Who goes along: indicators that weigh by volume.

pub mod ad;
pub mod adosc;
pub mod cmf;
pub mod force_index;
pub mod mfi;
pub mod obv;
pub mod pvt;
pub mod rolling_vwap;
pub mod vwap;
pub mod vwma;
