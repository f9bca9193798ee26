//! The `backtest` component.
