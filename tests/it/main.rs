//! Everything that needs more than one module and no broker.

mod architecture;
mod backpressure;
mod commands;
mod config;
mod deploy;
mod determinism;
mod failpoints;
mod golden;
mod metrics_contract;
mod process;
mod restart;
