//! Laws that every portfolio obeys.
