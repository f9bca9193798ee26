//! The five built-in components as bytes.
