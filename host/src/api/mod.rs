//! One file per group of routes: decode, one call, encode.

pub mod ws;
