//! The log: to stderr, as text for people or as JSON for machines; the level comes from `RUST_LOG`, `info` by default.
