//! copydesk reads raw news payloads from Kafka and publishes clean, structured article records to Kafka.

#![forbid(unsafe_code)]

pub mod admin;
pub mod app;
pub mod article;
pub mod cli;
pub mod commit;
pub mod config;
pub mod dates;
pub mod demo;
pub mod encode;
pub mod enrich;
pub mod failpoints;
pub mod kafka;
pub mod normalize;
pub mod outcome;
pub mod parse;
pub mod pipeline;
pub mod record;
pub mod telemetry;
pub mod text;
