//! Everything that needs more than one module and no broker.

mod metrics_contract;
