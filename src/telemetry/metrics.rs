//! Every metric's name. Public: dashboards and alerts are written against them, `tests/it/metrics_contract.rs` pins them.

pub const STAGE_DURATION: &str = "copydesk_stage_duration_seconds";
pub const END_TO_END_LATENCY: &str = "copydesk_end_to_end_latency_seconds";
pub const REBALANCES: &str = "copydesk_rebalances_total";
pub const ENRICHMENT_REQUESTS: &str = "copydesk_enrichment_requests_total";
pub const ENRICHMENT_DURATION: &str = "copydesk_enrichment_duration_seconds";
