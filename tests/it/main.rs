//! Everything that needs more than one module and no broker.

mod architecture;
mod config;
mod deploy;
mod metrics_contract;
