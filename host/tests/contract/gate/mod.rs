//! What holds for every route: cache, limits, origins.

mod cache;
mod cors;
mod rate_limit;
