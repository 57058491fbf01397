//! Everything that needs more than one module and no broker.

mod architecture;
mod config;
mod metrics_contract;
