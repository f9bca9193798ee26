//! The contract with clients, line by line; folders follow the URLs.

mod auth;
mod backtest;
mod commands;
mod data;
mod gate;
mod lifecycle;
mod live;
mod logs;
mod monitoring;
mod operations;
mod pages;
mod plugin_commands;
mod plugins;
mod predictions;
mod refusals;
mod risk;
mod webhooks;
